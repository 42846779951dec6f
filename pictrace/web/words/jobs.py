"""Long jobs: what each kind is called, and what is said where one was interrupted; one entry a kind."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pictrace.web.words.numbers import number


@dataclass(frozen=True, slots=True)
class JobWords:
    """name : while it runs. interrupted : the heading where its process ended before it. after, after_of : how far it
    came and what becomes of that, by {done} alone or with its {total}."""

    name: str
    interrupted: str
    after: str
    after_of: str


_ADD = JobWords(
    "Adding pictures",
    "Adding was interrupted",
    "PicTrace stopped after {done}. Nothing that was added is lost; continuing skips it.",
    "PicTrace stopped after {done} of {total}. Nothing that was added is lost; continuing skips it.",
)
JOBS: dict[str, JobWords] = {
    "add": _ADD,
    "sample": replace(_ADD, name="Adding the sample pictures"),
    # No job any more; the logs of older libraries have it.
    "rebuild": replace(_ADD, name="Rebuilding the search index"),
    "evaluate": JobWords(
        "Testing on your pictures",
        "A test was interrupted",
        "PicTrace stopped after {done} searches. Continuing begins the test again.",
        "PicTrace stopped after {done} of {total} searches. Continuing begins the test again.",
    ),
    "describe": JobWords(
        "Describing all pictures again",
        "Describing the pictures again was interrupted",
        "PicTrace stopped after {done}. What is described is kept; continuing goes on from there.",
        "PicTrace stopped after {done} of {total}. What is described is kept; continuing goes on from there.",
    ),
    "calibrate": JobWords(
        "Measuring how sure answers are",
        "Measuring how sure answers are was interrupted",
        "PicTrace stopped after {done} pictures. Continuing begins again; what was measured before stays in use.",
        "PicTrace stopped after {done} of {total} pictures. Continuing begins again; what was measured before stays in "
        "use.",
    ),
    "duplicates": JobWords(
        "Looking for duplicates",
        "Looking for duplicates was interrupted",
        "PicTrace stopped after {done} pictures. What was found is kept; continuing goes on from there.",
        "PicTrace stopped after {done} of {total} pictures. What was found is kept; continuing goes on from there.",
    ),
}


def of(kind: str) -> JobWords:
    """The words of a kind, as the log names it; of one that is not known here, those of adding under its own name."""
    return JOBS.get(kind) or replace(_ADD, name=kind)


def interrupted_text(kind: str, done: int, total: int | None) -> str:
    """How far an interrupted job came, and what becomes of that. total : None where it was not known."""
    said = of(kind).after_of if total else of(kind).after
    return said.format(done=number(done), total=number(total or 0))
