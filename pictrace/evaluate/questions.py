"""Questions with known right answers, from labels or from made edits; `pairs` has those from a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pictrace.errors import InvalidInput
from pictrace.imaging import edits
from pictrace.library import Library
from pictrace.types import UInt8Array


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A picture to search for and the ids that are right.

    picture : an id of the library, a path or URL, or a function that makes an (H, W, 3) uint8 RGB array.
    group : what its result is counted under: a label, a kind of edit.
    """

    name: str
    group: str
    picture: int | str | Path | Callable[[], UInt8Array]
    relevant: frozenset[int]


def labels_from_folder(library: Library, folder: Path) -> dict[int, str]:
    """Label of every picture of the library that lies in a sub-folder of `folder`: that sub-folder's name."""
    root = folder.resolve()
    labels: dict[int, str] = {}
    for record in library.records():
        for uri in record.uris:
            path = Path(uri)
            if path.is_absolute() and path.is_relative_to(root) and len(path.relative_to(root).parts) > 1:
                labels.setdefault(record.id, path.relative_to(root).parts[0])
    return labels


def questions_from_labels(labels: Mapping[int, str], sample: int | None = None) -> list[Question]:
    """One question a picture: the others with its label are right. Labels with one picture ask nothing.

    sample : take only about this many, spread evenly over the ids.
    """
    members: dict[str, set[int]] = {}
    for id, label in labels.items():
        members.setdefault(label, set()).add(id)
    askable = [id for id in sorted(labels) if len(members[labels[id]]) > 1]
    return [Question(str(id), labels[id], id, frozenset(members[labels[id]] - {id})) for id in _spread(askable, sample)]


def questions_from_edits(library: Library, count: int) -> list[Question]:
    """Every standard edit of `count` pictures spread over the library; the picture itself is the right answer.

    Edits are made of the stored working pictures (long side at most 512 pixels), so originals need not be
    reachable. Raises InvalidInput for an empty library.
    """
    ids = [record.id for record in library.records(order="added", descending=False)]
    if not ids:
        raise InvalidInput("The library is empty; add pictures before evaluating with edits of them.")
    questions = []
    for id in _spread(ids, count):
        for edit in edits.standard_edits():
            # Made when it is asked: thirteen edits of a thousand pictures would be 10 GB.
            picture = partial(_edited, library, id, edit)
            questions.append(Question(f"{id} {edit.name}", edit.name, picture, frozenset({id})))
    return questions


def _edited(library: Library, id: int, edit: edits.Edit) -> UInt8Array:
    return edit.apply(library.working_picture(id))


def _spread(ids: Sequence[int], count: int | None) -> list[int]:
    if count is None or count >= len(ids):
        return list(ids)
    if count < 1:
        raise InvalidInput(f"{count} pictures cannot be evaluated; ask for 1 or more.")
    return [ids[place * len(ids) // count] for place in range(count)]
