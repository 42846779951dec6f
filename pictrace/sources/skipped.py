"""What is left out on purpose, and said: trash and snapshots of storage boxes, and places that hold no pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from pictrace.types import Skipped

Found = TypeVar("Found")
Note = Callable[[Skipped], None]

# Pictures in there were thrown away, are earlier states of ones that lie elsewhere, or are thumbnails of them.
_TRASH = frozenset(
    (
        *("#recycle", "@recycle", ".recycle", ".recycled", "recycler", "$recycle.bin"),
        *("#trash", "@trash", ".trash", ".trashes", "trashbox", "network trash folder"),
        *("#snapshot", "@snapshot", ".snapshot", ".snapshots", "~snapshot", "@recently-snapshot"),
        *(".zfs", ".stversions", "@eadir", ".@__thumb", "system volume information", "lost+found"),
    )
)
_TRASH_OF_A_USER = ".trash-"  # and the user's number, by freedesktop.org's rules
_NAMED = 3


def is_trash(name: str) -> bool:
    """Whether a folder of this name holds what was deleted, snapshots, or a system's own files."""
    name = name.lower()
    return name in _TRASH or name.startswith(_TRASH_OF_A_USER)


def trash_around(name: str, chosen: int = 0) -> str | None:
    """The outermost trash folder that a file of this path lies in, None for none.

    chosen : how many folders at the path's beginning were chosen by the person, whatever they are called.
    """
    folders = name.split("/")[:-1]
    return next(("/".join(folders[: at + 1]) for at in range(chosen, len(folders)) if is_trash(folders[at])), None)


def trash_around_upload(name: str) -> str | None:
    """The same of an upload. Out of a whole folder it is called by its path, which begins with the folder that was
    chosen."""
    return trash_around(name, chosen=1)


def trash(uri: str) -> Skipped:
    return Skipped(uri, "trash", f"{uri} holds deleted files, snapshots or a system's own; name it to add it.")


def empty(uri: str) -> Skipped:
    return Skipped(uri, "empty", f"{uri} holds no pictures.")


def unless_empty(found: Iterable[Found], uri: str, note: Note) -> Iterator[Found]:
    """What was found there; that it is nothing is noted."""
    none = True
    for one in found:
        none = False
        yield one
    if none:
        note(empty(uri))


def nowhere(_: Skipped) -> None:
    """For those who need not be told."""


def in_words(skipped: Sequence[Skipped], place: Callable[[str], str] = str) -> tuple[str, ...]:
    """A sentence for each kind of thing that was left out. place : what to call a uri."""
    sentences = []
    folders = [place(one.uri) for one in skipped if one.kind == "trash"]
    if folders:
        what = "a trash or snapshot folder" if len(folders) == 1 else f"{len(folders):,} trash or snapshot folders"
        which = "it to add what is in it" if len(folders) == 1 else "one to add what is in it"
        sentences.append(f"Left out: {what} ({_listed(folders)}); name {which}.")
    barren = [place(one.uri) for one in skipped if one.kind == "empty"]
    if barren:
        sentences.append(f"No pictures in {_listed(barren)}.")
    return tuple(sentences)


def _listed(places: Sequence[str]) -> str:
    more = len(places) - _NAMED
    return ", ".join(places[:_NAMED]) + (f" and {more:,} more" if more > 0 else "")
