"""A folder of labelled pictures in a library of its own, which is thrown away."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pictrace.errors import InvalidInput
from pictrace.evaluate.questions import Question, labels_from_folder, questions_from_labels
from pictrace.library import Library
from pictrace.settings import Settings
from pictrace.types import Failure, ProgressCallback


@dataclass(frozen=True, slots=True, eq=False)
class Labelled:
    """questions : every picture asks for the others of its sub-folder. failed : files that are no pictures.

    cancelled : somebody stopped the reading; there are no questions then, because of a part they would mean nothing.
    """

    questions: tuple[Question, ...]
    failed: tuple[Failure, ...]
    cancelled: bool = False


@contextmanager
def throwaway_library(backbone: str | None, settings: Settings) -> Iterator[Library]:
    """An empty library in a temporary folder: the user's keeps out what is only to be measured."""
    with (
        tempfile.TemporaryDirectory(prefix="pictrace-evaluate-") as place,
        Library.open(place, backbone=backbone, settings=settings) as library,
    ):
        yield library


def read_labelled(
    library: Library, folder: Path, sample: int | None = None, progress: ProgressCallback | None = None
) -> Labelled:
    """Add a folder with a sub-folder for each class, and ask about its pictures.

    sample : ask only about so many, spread evenly. progress : of the reading.
    Raises InvalidInput when no sub-folder has two pictures, and what `Library.add` raises.
    """
    added = library.add([folder], progress)
    if added.cancelled:
        return Labelled((), added.failed, cancelled=True)
    questions = questions_from_labels(labels_from_folder(library, folder), sample)
    if not questions:
        raise InvalidInput(
            f"There is nothing to evaluate in {folder}: put the pictures of each class into a sub-folder of its own, "
            "two or more in each."
        )
    return Labelled(tuple(questions), added.failed)
