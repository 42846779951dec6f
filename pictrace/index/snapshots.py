"""The lists of a library in files beside its catalogue, so that opening a large one does not read every row.

A snapshot is a cache like the lists themselves: one that does not belong to the catalogue, is damaged or half written
is ignored, and the lists are built from the rows. `index.json` names the files of the newest one and is replaced last;
it says up to which change they hold everything, and later changes are taken over as always.
"""

from __future__ import annotations

import contextlib
import json
import logging
import secrets
import time
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path

from pictrace.index.lists import Lists, MakeEngine
from pictrace.index.projection import Projection
from pictrace.types import JsonDict, KeptEngine

log = logging.getLogger(__name__)

FORMAT = 1
_MANIFEST = "index.json"
_CHUNK = 1 << 24
# Gigabytes that only order candidates: a wrong byte there cannot make a wrong answer.
_READ_BY_ROW = frozenset({".fine"})
# Files that no manifest names may be ones that another process is writing now.
_LEFT_OVER_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class SnapshotKey:
    """What a snapshot must have been built from; its fields are keys of the manifest on disk.

    identity : of the catalogue. whitening : id of the learned projection's artifact, or "".
    """

    identity: str
    network: str
    whitening: str
    dimension: int


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """sequence : the change up to which the lists hold everything. made_for : of how many pictures they were made."""

    lists: Lists
    sequence: int
    made_for: int


class Snapshots:
    """The snapshots in one folder, which is made when the first is written."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, key: SnapshotKey, found: Snapshot) -> bool:
        """False, and a line in the log, when it cannot be written: a library on a full disk must still answer."""
        token = secrets.token_hex(4)
        engines: JsonDict = {}
        try:
            self._folder.mkdir(exist_ok=True)
            for name, engine in found.lists.engines.items():
                if not isinstance(engine, KeptEngine):
                    return False
                stem = f"{name}-{token}"
                kind = engine.write(self._folder / stem)
                files = {path.name: _check(path) for path in sorted(self._folder.glob(f"{stem}*"))}
                engines[name] = {"kind": kind, "stem": stem, "files": files}
            manifest = {
                "format": FORMAT,
                "key": asdict(key),
                "sequence": found.sequence,
                "made_for": found.made_for,
                "engines": engines,
            }
            partial = self._folder / f"{_MANIFEST}-{token}"
            partial.write_text(json.dumps(manifest, indent=1), encoding="utf-8")
            before = self._manifest()
            partial.replace(self._folder / _MANIFEST)
            self._clear(before, engines)
        except (OSError, RuntimeError) as error:
            log.warning("the index of %s could not be written (%s); it will be made again from the rows", key, error)
            # On a full disk above all, what is half written must not stay.
            for path in self._folder.glob(f"*-{token}*"):
                with contextlib.suppress(OSError):
                    path.unlink()
            return False
        return True

    def read(self, key: SnapshotKey, make: MakeEngine, projection: Projection | None) -> Snapshot | None:
        """The newest, or None when there is none of this key that can be trusted."""
        manifest = self._manifest()
        if manifest is None or manifest.get("format") != FORMAT or manifest.get("key") != asdict(key):
            return None
        lists = Lists(make, key.dimension, projection)
        try:
            for name, engine in lists.engines.items():
                entry = manifest["engines"][name]
                if not isinstance(engine, KeptEngine):
                    return None
                for file, check in entry["files"].items():
                    if _check(self._folder / file) != check:
                        raise RuntimeError(f"{file} is damaged")
                engine.read(self._folder / entry["stem"], entry["kind"])
            return Snapshot(lists, int(manifest["sequence"]), int(manifest["made_for"]))
        except (OSError, RuntimeError, ValueError, KeyError, TypeError) as error:
            log.warning("the kept index in %s is passed over (%s)", self._folder, error)
            return None

    def _manifest(self) -> JsonDict | None:
        try:
            found = json.loads((self._folder / _MANIFEST).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return found if isinstance(found, dict) else None

    def _clear(self, before: JsonDict | None, engines: JsonDict) -> None:
        kept = {file for entry in engines.values() for file in entry["files"]} | {_MANIFEST}
        replaced = {
            file for entry in ({} if before is None else before.get("engines", {})).values() for file in entry["files"]
        }
        for path in self._folder.iterdir():
            old = path.name in replaced or time.time() - path.stat().st_mtime > _LEFT_OVER_SECONDS
            if path.name not in kept and old:
                # Windows keeps a file that a process still reads; it goes with a later snapshot.
                with contextlib.suppress(PermissionError):
                    path.unlink(missing_ok=True)


def _check(path: Path) -> list[int]:
    """Size and CRC-32, a gigabyte in about a second; of rows that are read one by one the size alone."""
    if path.suffix in _READ_BY_ROW:
        return [path.stat().st_size, 0]
    size, check = 0, 0
    with path.open("rb") as file:
        while some := file.read(_CHUNK):
            size, check = size + len(some), zlib.crc32(some, check)
    return [size, check]
