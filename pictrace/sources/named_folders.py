"""Named folders: the roots that the owner names, which the page may browse, and nothing outside them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pictrace.errors import UnsupportedSource
from pictrace.sources import skipped
from pictrace.sources.files import is_inside, printable, read_head, reason
from pictrace.sources.kinds import Kind, is_hidden, kind_of, looks_like_picture


@dataclass(frozen=True, slots=True)
class ListedFile:
    """A picture or a zip archive in a folder. relative : its path below the root, with slashes."""

    name: str
    relative: str
    size: int


@dataclass(frozen=True, slots=True)
class ListedFolder:
    """A folder in a folder. relative : its path below the root, with slashes."""

    name: str
    relative: str


@dataclass(frozen=True, slots=True)
class FolderListing:
    """One folder inside a named root.

    root : the root's name. relative : the folder's path below it, "" for the root itself. path : where it really is.
    folders : all sub-folders, by name. files : one page of the pictures and archives, by name, from `offset` on.
    file_count : how many pictures and archives the folder has itself, its sub-folders not counted.
    """

    root: str
    relative: str
    path: Path
    folders: tuple[ListedFolder, ...]
    files: tuple[ListedFile, ...]
    file_count: int
    offset: int


def root_names(roots: Sequence[Path]) -> tuple[str, ...]:
    """A name to show for each root: its last part, with a number behind it where two are alike."""
    names: list[str] = []
    for root in roots:
        name = wanted = root.name or str(root)
        number = 1
        while name in names:
            number += 1
            name = f"{wanted} ({number})"
        names.append(name)
    return tuple(names)


def resolve_inside(roots: Sequence[Path], name: str, relative: str = "") -> Path:
    """The real path of a file or folder inside the root of that name (see `root_names`), every link resolved.

    Raises UnsupportedSource for an unknown name, for what is not there, and for all that leads outside the root:
    "..", absolute paths, and links.
    """
    names = root_names(roots)
    if name not in names:
        known = ", ".join(names) or "none"
        raise UnsupportedSource(f"There is no named folder {name!r}; the named folders are {known}.")
    return _resolve(roots[names.index(name)], name, relative)


def list_folder(
    roots: Sequence[Path], root_index: int, relative: str = "", *, offset: int = 0, limit: int = 200
) -> FolderListing:
    """What a folder inside a named root holds. Names alone are read, and sizes only of the page that is asked for.

    root_index : place of the root in `roots`. Raises UnsupportedSource as `resolve_inside` does.
    """
    if not 0 <= root_index < len(roots):
        raise UnsupportedSource(f"There is no named folder number {root_index}; there are {len(roots)}.")
    name = root_names(roots)[root_index]
    real_root = os.path.realpath(roots[root_index])
    path = _resolve(roots[root_index], name, relative)
    folders: list[str] = []
    files: list[str] = []
    try:
        with os.scandir(path) as entries:
            for entry in entries:
                if is_hidden(entry.name) or skipped.is_trash(entry.name) or entry.name != printable(entry.name):
                    continue
                try:
                    if entry.is_symlink() and not is_inside(entry.path, (real_root,)):
                        continue
                    if entry.is_dir():
                        folders.append(entry.name)
                    elif entry.is_file() and _is_input(entry):
                        files.append(entry.name)
                except OSError:  # a loop, or a link to a lost drive: adding the folder tells of it
                    continue
    except OSError as error:
        raise UnsupportedSource(f"{name}/{relative} cannot be listed ({reason(error)}); check its rights.") from None
    files.sort()
    below = Path(os.path.relpath(path, real_root)).as_posix()
    below = "" if below == "." else below
    prefix = f"{below}/" if below else ""
    return FolderListing(
        root=name,
        relative=below,
        path=path,
        folders=tuple(ListedFolder(folder, prefix + folder) for folder in sorted(folders)),
        files=tuple(ListedFile(file, prefix + file, _size(path / file)) for file in files[offset : offset + limit]),
        file_count=len(files),
        offset=offset,
    )


def _resolve(root: Path, name: str, relative: str) -> Path:
    parts = relative.replace("\\", "/").split("/")
    if os.path.isabs(relative) or ".." in parts or "\0" in relative or ":" in parts[0]:
        raise UnsupportedSource(f"{printable(relative)!r} is not inside the named folder {name}; pick something in it.")
    real_root = os.path.realpath(root)
    path = os.path.realpath(os.path.join(real_root, relative))
    # The link is resolved once and the real path is handed on, so that what is checked is what is opened.
    if not is_inside(path, (real_root,)):
        raise UnsupportedSource(f"{relative!r} leads outside the named folder {name}; pick something in it.")
    if not os.path.exists(path):
        raise UnsupportedSource(f"{name}/{relative} is not there; go back and look again.")
    return Path(path)


def _is_input(entry: os.DirEntry[str]) -> bool:
    kind = kind_of(entry.name)
    if kind is Kind.UNKNOWN:
        return looks_like_picture(read_head(entry.path))
    return kind in (Kind.PICTURE, Kind.ARCHIVE)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # gone since it was listed
        return 0
