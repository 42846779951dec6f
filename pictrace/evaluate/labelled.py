"""A folder of labelled pictures in a library of its own, which is thrown away."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pictrace.evaluate.questions import Question, labels_from_folder, questions_from_labels
from pictrace.library import Library
from pictrace.settings import Settings
from pictrace.types import Failure, ProgressCallback


@dataclass(frozen=True, slots=True, eq=False)
class Labelled:
    """questions : every picture asks for the others of its sub-folder. failed : files that are no pictures.

    cancelled : somebody stopped the reading; the questions are then of a part, and mean nothing.
    """

    library: Library
    questions: tuple[Question, ...]
    failed: tuple[Failure, ...]
    cancelled: bool


@contextmanager
def labelled_folder(
    folder: Path,
    *,
    backbone: str | None,
    settings: Settings,
    sample: int | None = None,
    progress: ProgressCallback | None = None,
) -> Iterator[Labelled]:
    """Read a folder with a sub-folder for each class. The user's library keeps out what was only to be measured.

    sample : ask only about so many, spread evenly. progress : of the reading. Raises what `Library.add` does.
    """
    with (
        tempfile.TemporaryDirectory(prefix="pictrace-evaluate-") as place,
        Library.open(place, backbone=backbone, settings=settings) as library,
    ):
        added = library.add([folder], progress)
        questions = questions_from_labels(labels_from_folder(library, folder), sample)
        yield Labelled(library, tuple(questions), added.failed, added.cancelled)
