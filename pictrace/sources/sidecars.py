"""Which files beside a picture belong to it: XMP sidecars, and the JSON that Google Takeout lays beside each picture.

Names are enough to tell; what the files say, `imaging.metadata` reads. They are looked for only when a picture is
examined, so pictures that are known cost nothing. A folder is listed once for all its pictures, not asked for each
name that might be there.
"""

from __future__ import annotations

import logging
import os
import stat
import threading
import time
import unicodedata
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from pictrace.imaging.metadata import MAX_SIDECAR
from pictrace.sources.takeout_names import takeout_names

log = logging.getLogger(__name__)

Sidecar = tuple[str, bytes]
"""Name and content."""

_ENDINGS = (".xmp", ".json")
_FOLDERS_KEPT = 8
# A large folder that is written to all the time is listed again so often that it takes a tenth of the time.
_LISTING_SHARE, _SLOW_LISTING = 10, 0.01
# Two changes of a folder may bear one time when they come as close as this.
_TICK_NS = 50_000_000


def may_be_sidecar(name: str) -> bool:
    """Whether a file of this name may be read as a sidecar."""
    return name.lower().endswith(_ENDINGS)


class Names:
    """Those names of one folder that may be sidecars. Editors write the ending in any case, so it counts as one."""

    def __init__(self, names: Iterable[str]) -> None:
        self._exact = set(filter(may_be_sidecar, names))
        self._by_key = {_key(name): name for name in sorted(self._exact, reverse=True)}
        self._has_json = any(key.endswith(".json") for key in self._by_key)

    def of(self, picture: str) -> tuple[str, ...]:
        """The sidecars of this picture, the one that goes before the others first."""
        if not self._exact:
            return ()
        stem = picture.rpartition(".")[0]
        found = [self._find(f"{name}.xmp") for name in (picture, stem) if name]
        if self._has_json:
            found.append(next(filter(None, map(self._find, takeout_names(picture))), None))
        return tuple(dict.fromkeys(filter(None, found)))

    def _find(self, name: str) -> str | None:
        return name if name in self._exact else self._by_key.get(_key(name))


class NamesInFolders:
    """The same for all folders of an archive. members : their names with slashes; looked at when first asked."""

    def __init__(self, members: Iterable[str]) -> None:
        self._members = members

    def of(self, member: str) -> tuple[str, ...]:
        """The members that are sidecars of this one."""
        folder, slash, picture = member.rpartition("/")
        names = self._folders.get(folder)
        return tuple(f"{folder}{slash}{name}" for name in names.of(picture)) if names else ()

    @cached_property
    def _folders(self) -> dict[str, Names]:
        parts = [member.rpartition("/") for member in self._members if may_be_sidecar(member)]
        folders: dict[str, list[str]] = {}
        for folder, _, name in parts:
            folders.setdefault(folder, []).append(name)
        return {folder: Names(names) for folder, names in folders.items()}


class Listings:
    """The names in the folders that were asked about last. list_folder : gives the names in a folder."""

    def __init__(self, list_folder: Callable[[str], Iterable[str]] = os.listdir) -> None:
        self._list_folder = list_folder
        self._kept: OrderedDict[str, _Listing] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, folder: str) -> Names:
        """What is in a folder now, or was a moment ago. Raises OSError."""
        modified_ns = os.stat(folder).st_mtime_ns
        with self._lock:
            listing = self._kept.get(folder)
            if listing is None or not listing.holds(modified_ns):
                began, wall_ns = time.monotonic(), time.time_ns()
                names = Names(self._list_folder(folder))
                took = time.monotonic() - began
                until = time.monotonic() + _LISTING_SHARE * took if took > _SLOW_LISTING else 0.0
                listing = self._kept[folder] = _Listing(names, modified_ns, wall_ns, until)
            self._kept.move_to_end(folder)
            while len(self._kept) > _FOLDERS_KEPT:
                self._kept.popitem(last=False)
            return listing.names


@dataclass(frozen=True, slots=True)
class _Listing:
    """modified_ns : of the folder. wall_ns : when it was listed. until : when it may be listed again at the soonest."""

    names: Names
    modified_ns: int
    wall_ns: int
    until: float

    def holds(self, modified_ns: int) -> bool:
        if time.monotonic() < self.until:
            return True
        return modified_ns == self.modified_ns and self.wall_ns - modified_ns > _TICK_NS


_LISTINGS = Listings()


def beside_file(path: str, listings: Listings = _LISTINGS) -> tuple[Sidecar, ...]:
    """The sidecars of the picture at this path, read. One that cannot be read is left out, with a line in the log.

    Links are not followed: a picture may be shown to whom the file that a link leads to is not.
    """
    folder, picture = os.path.split(path)
    try:
        names = listings.of(folder).of(picture)
    except OSError as error:
        log.info("the sidecars beside %s are left out: their folder cannot be listed (%s)", path, error)
        return ()
    return tuple(_read(folder, names))


def _read(folder: str, names: Iterable[str]) -> Iterator[Sidecar]:
    for name in names:
        path = os.path.join(folder, name)
        try:
            found = os.lstat(path)
            if not stat.S_ISREG(found.st_mode) or found.st_size > MAX_SIDECAR:
                log.info("%s is left out: it is no ordinary file of at most %d bytes", path, MAX_SIDECAR)
                continue
            with open(path, "rb") as file:
                yield name, file.read(MAX_SIDECAR)
        except OSError as error:
            log.info("%s is left out: it cannot be read (%s)", path, error)


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
