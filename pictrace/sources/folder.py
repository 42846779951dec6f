"""Every picture below a folder, in an order that stays the same."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from pictrace.errors import UnsupportedSource
from pictrace.settings import Limits
from pictrace.sources import archive, skipped
from pictrace.sources.files import file_item, head_of, is_inside, missing, printable, read_head, unreadable
from pictrace.sources.kinds import Kind, is_hidden, kind_by, kind_of, looks_like_picture
from pictrace.types import Failure, Skipped, SourceItem


class Entry(Protocol):
    """What listing a folder gives of each thing in it; `os.DirEntry` is one."""

    @property
    def name(self) -> str: ...
    @property
    def path(self) -> str: ...
    def is_dir(self) -> bool: ...
    def is_symlink(self) -> bool: ...


ListFolder = Callable[[str], AbstractContextManager[Iterable[Entry]]]


@dataclass(frozen=True, slots=True, order=True)
class _Found:
    """Something in a folder. error : why it cannot be told whether it is a folder."""

    path: str
    is_folder: bool
    error: str = ""


def walk(
    folder: str,
    limits: Limits,
    *,
    inside: Sequence[str] = (),
    note: skipped.Note = skipped.nowhere,
    list_folder: ListFolder = os.scandir,
) -> Iterator[SourceItem | Failure]:
    """Pictures in the folder and all below it, sorted by name within each folder, archives opened.

    A file is a picture by its extension, or, where the extension says nothing, by its first bytes. Documents,
    sidecars, films and tables are no inputs and are passed over; so are hidden files. Trash and snapshots are left out
    and noted; the folder itself may be one. What cannot be listed or followed is a Failure and costs only itself. Links
    are followed, each real folder once, so that loops end.

    folder : absolute path. inside : resolved folders that links may not lead out of; empty means anywhere.
    note : told of what is left out. list_folder : how a folder is listed.
    """
    seen: set[tuple[int, int]] = set()
    found_any = False

    def noted(one: Skipped) -> None:
        nonlocal found_any
        found_any = True
        note(one)

    pending = [_Found(folder, True)]  # a stack rather than recursion: folders may be nested deeper than Python calls
    while pending:
        found = pending.pop()
        entries: Iterable[SourceItem | Failure] = ()
        # Below a folder that is inside, only another folder (a mount, a junction) or a link can lead out.
        if inside and (found.is_folder or os.path.islink(found.path)) and not is_inside(found.path, inside):
            name = printable(found.path)
            entries = [Failure(name, f"{name} leads outside the named folders; add what it leads to.")]
        elif found.error:
            entries = [Failure(printable(found.path), found.error)]
        elif not found.is_folder:
            entries = _one_file(found.path, limits, noted)
        else:
            below, failures = _entries(found.path, seen, noted, list_folder)
            pending.extend(below)
            entries = failures
        for entry in entries:
            found_any = True
            yield entry
    if not found_any:
        note(skipped.empty(printable(folder)))


def _entries(
    folder: str, seen: set[tuple[int, int]], note: skipped.Note, list_folder: ListFolder
) -> tuple[list[_Found], list[Failure]]:
    """What lies in the folder and is not hidden, last name first, and why it could not be listed to its end.

    Nothing for a folder seen before.
    """
    found: list[_Found] = []
    trash: list[str] = []
    failures: list[Failure] = []
    try:
        identity = os.stat(folder)
        if (identity.st_dev, identity.st_ino) in seen:
            return [], []
        seen.add((identity.st_dev, identity.st_ino))
        with list_folder(folder) as entries:
            for entry in entries:
                if skipped.is_trash(entry.name):
                    trash.append(entry.path)
                elif not is_hidden(entry.name):
                    found.append(_look_at(entry))
    except OSError as error:
        name = printable(folder)
        failures.append(Failure(name, unreadable(name, error, "listed")))
    for path in filter(os.path.isdir, sorted(trash)):
        note(skipped.trash(printable(path)))
    return sorted(found, reverse=True), failures


def _look_at(entry: Entry) -> _Found:
    try:
        return _Found(entry.path, entry.is_dir())
    except OSError as error:
        # Nobody knows what a loop or a lost drive leads to: perhaps a folder of pictures, unless the name says no.
        lost = kind_of(entry.name) not in (Kind.OTHER, Kind.TABLE)
        return _Found(entry.path, False, unreadable(printable(entry.path), error, "followed") if lost else "")


def _one_file(path: str, limits: Limits, note: skipped.Note) -> Iterator[SourceItem | Failure]:
    kind, name = kind_of(os.path.basename(path)), printable(path)
    if kind is Kind.FOREIGN_ARCHIVE:
        kind = kind_by(path, lambda: read_head(path))
    if kind in (Kind.OTHER, Kind.TABLE):
        return
    if kind is Kind.UNKNOWN:
        try:
            if not looks_like_picture(head_of(path)):
                return
        except FileNotFoundError:
            if os.path.islink(path):
                yield Failure(name, missing(path))
            return
        except OSError as error:
            yield Failure(name, unreadable(name, error))
            return
    if kind is Kind.ARCHIVE:
        yield from archive.members(path, limits, note)
    elif kind is Kind.FOREIGN_ARCHIVE:
        yield Failure(name, archive.foreign(name))
    else:
        try:
            yield file_item(path, limits)
        except UnsupportedSource as error:
            yield Failure(name, error.message)
