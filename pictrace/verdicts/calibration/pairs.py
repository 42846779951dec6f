"""Pairs of known truth, made of a picture of the library: copies by made edits, and other shots by a made camera."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pictrace import matching
from pictrace.extraction import QueryOrigin, query_from_working
from pictrace.imaging import edits
from pictrace.imaging.edits import Edit
from pictrace.imaging.working_picture import WorkingPicture
from pictrace.types import Evidence, Features, Record, UInt8Array

# Of each picture so many made copies, and as many pairs that are none: its hardest look-alike and a made other shot.
COPIES = 2

# Two edits a picture, over the pictures all of them.
_SHOTS: tuple[Callable[[int], Edit], ...] = (edits.burst, edits.viewpoint, edits.flat_object, edits.still_camera)


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A picture of the library with what is stored of it. working : (h, w, 3) uint8 RGB."""

    record: Record
    features: Features
    working: UInt8Array


def copies(source: Source, background: UInt8Array, place: int) -> list[Evidence]:
    """The evidence of made copies of a picture against itself; which edits they are depends on the place in the
    sample. background : (h, w, 3) uint8 RGB, another picture of the library, to paste into."""
    seed = source.record.id
    choice = edits.standard_edits(seed, background)
    return [_against(source, choice[(COPIES * place + n) % len(choice)]) for n in range(COPIES)]


def other_shot(source: Source, place: int) -> Evidence:
    """The evidence of another photograph of the same scene, simulated, against the picture."""
    return _against(source, _SHOTS[place % len(_SHOTS)](source.record.id))


def _against(source: Source, edit: Edit) -> Evidence:
    made = edit.apply(source.working)
    origin = QueryOrigin(f"edit of {source.record.uri}", width=made.shape[1], height=made.shape[0])
    # The probability does not look at the network's vector, so the original's own will do: no embedding.
    query = query_from_working(origin, WorkingPicture.of_pixels(made).pixels, source.features.vector)
    return matching.gather(query, source.features, source.working)
