"""Every picture below a folder, in an order that stays the same."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from pictrace.errors import UnsupportedSource
from pictrace.settings import Limits
from pictrace.sources import archive
from pictrace.sources.files import file_item, printable, read_head, reason
from pictrace.sources.kinds import Kind, is_hidden, kind_of, looks_like_picture
from pictrace.types import Failure, SourceItem


def walk(folder: str, limits: Limits, *, inside: Sequence[str] = ()) -> Iterator[SourceItem | Failure]:
    """Pictures in the folder and all below it, sorted by name within each folder, archives opened.

    A file is a picture by its extension, or, where the extension says nothing, by its first bytes. Documents,
    sidecars, films and tables are no inputs and are passed over; so are hidden files. What cannot be listed is a
    Failure. Links are followed, each real folder once, so that loops end.

    folder : absolute path. inside : resolved folders that links may not lead out of; empty means anywhere.
    """
    seen: set[tuple[int, int]] = set()
    pending = [(folder, True)]  # a stack rather than recursion: folders may be nested deeper than Python calls
    while pending:
        path, is_folder = pending.pop()
        # Below a folder that is inside, only another folder (a mount, a junction) or a link can lead out.
        if inside and (is_folder or os.path.islink(path)) and not is_inside(path, inside):
            yield Failure(printable(path), f"{printable(path)} leads outside the named folders; add what it leads to.")
        elif not is_folder:
            yield from _one_file(path, limits)
        else:
            try:
                pending.extend(_entries(path, seen))
            except OSError as error:
                sentence = f"{printable(path)} cannot be listed ({reason(error)}); check its rights."
                yield Failure(printable(path), sentence)


def _entries(folder: str, seen: set[tuple[int, int]]) -> list[tuple[str, bool]]:
    """(path, is it a folder) of what is not hidden, last name first; nothing for a folder seen before."""
    found = os.stat(folder)
    if (found.st_dev, found.st_ino) in seen:
        return []
    seen.add((found.st_dev, found.st_ino))
    with os.scandir(folder) as entries:
        named = [(entry.path, entry.is_dir()) for entry in entries if not is_hidden(entry.name)]
    return sorted(named, reverse=True)


def _one_file(path: str, limits: Limits) -> Iterator[SourceItem | Failure]:
    kind = kind_of(os.path.basename(path))
    if kind in (Kind.OTHER, Kind.TABLE):
        return
    if kind is Kind.UNKNOWN and not (os.path.isfile(path) and looks_like_picture(read_head(path))):
        return
    if kind is Kind.ARCHIVE:
        yield from archive.members(path, limits)
    elif kind is Kind.FOREIGN_ARCHIVE:
        yield Failure(printable(path), archive.foreign(printable(path)))
    else:
        try:
            yield file_item(path, limits)
        except UnsupportedSource as error:
            yield Failure(printable(path), error.message)


def is_inside(path: str | os.PathLike[str], folders: Sequence[str]) -> bool:
    """Whether the path, every link on the way resolved, is one of the (resolved) folders or below one."""
    real = os.path.realpath(path)
    return any(real == folder or real.startswith(folder.rstrip(os.sep) + os.sep) for folder in folders)
