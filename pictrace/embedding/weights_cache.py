"""The folder that fetched weights are kept in: one process fetches at a time, and only what is whole gets a name.

While weights are fetched they lie in a folder "fetching-…" beside their place, because /tmp may be a small memory disk.
A process that is killed leaves it there; whoever holds the lock next knows that it is nobody's.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from pictrace.embedding import fetch_lock, weights_file
from pictrace.embedding.retrying import Say
from pictrace.errors import WeightsUnavailable
from pictrace.system import byte_counts, disk_space

# The archive of 95 MB, which npm keeps twice, and later PicTrace's own file of 103 MB in its place.
NEEDED_BYTES = 250_000_000
_PATIENCE_SECONDS = 1800.0


@dataclass(frozen=True, slots=True)
class Fetching:
    """The cache while this process alone may fetch. cached : the file that is to be made."""

    cached: Path

    @contextmanager
    def folder(self) -> Iterator[Path]:
        """An empty folder for what a route fetches; gone at the end. Raises WeightsUnavailable, OSError."""
        short = disk_space.shortage(self.cached.parent, NEEDED_BYTES)
        if short:
            raise _no_room(short)
        with tempfile.TemporaryDirectory(dir=self.cached.parent, prefix=_PREFIX, ignore_cleanup_errors=True) as folder:
            yield Path(folder)

    def keep(self, variables: weights_file.Variables, source: str) -> None:
        """Raises OSError."""
        weights_file.write_npz(self.cached, variables, source)


@contextmanager
def fetching(cached: Path, say: Say) -> Iterator[Fetching]:
    """The block runs while no other process fetches. Raises WeightsUnavailable when nothing can be kept there."""
    folder = cached.parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with fetch_lock.held(
            _lock(cached),
            lambda: say("Another PicTrace is fetching the weights just now; waiting for it …"),
            _PATIENCE_SECONDS,
        ) as alone:
            if alone:
                _remove(cached)
            yield Fetching(cached)
    except TimeoutError as error:
        raise WeightsUnavailable(f"ResNet50's weights cannot be fetched: {error}; end that process.") from None
    except OSError as error:
        if disk_space.is_full(error):
            raise _no_room(f"the disk of {folder} is full") from None
        raise WeightsUnavailable(
            f"ResNet50's weights cannot be kept in {folder} ({error}); "
            f"set PICTRACE_CACHE to a folder with {byte_counts.in_words(NEEDED_BYTES)} that can be written."
        ) from None


def remove_leftovers(cached: Path) -> None:
    """Delete what processes left that were killed while they fetched, unless one is fetching now."""
    with suppress(OSError):
        if _leftovers(cached):
            with fetch_lock.held(_lock(cached), seconds=0.0) as alone:
                if alone:
                    _remove(cached)


_PREFIX = "fetching-"


def _leftovers(cached: Path) -> list[Path]:
    return [*cached.parent.glob(f"{_PREFIX}*"), *cached.parent.glob(f"{cached.stem}-*.part")]


def _remove(cached: Path) -> None:
    for path in _leftovers(cached):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with suppress(OSError):
                path.unlink()


def _lock(cached: Path) -> Path:
    return cached.with_suffix(".lock")


def _no_room(why: str) -> WeightsUnavailable:
    return WeightsUnavailable(
        f"There is no room for ResNet50's weights: {why}; make room, or set PICTRACE_CACHE to a folder on another disk."
    )
