"""Which of two pictures is nearer the one that both come from, and what speaks for it.

Only what a copy can lose speaks strongly: parts, pixels, colours, room without a border. How a file was saved, what it
says of itself and when it came into the library decide only where nothing else does, and never against it.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import numpy as np

from pictrace.explanation import plane_reduction
from pictrace.explanation.side import Side
from pictrace.types import STEP_FACTS, Nearer, NearerReason, NearerSide, Recipe, StepKind, UInt8Array

# What puts something around a picture.
ADDITIONS: frozenset[StepKind] = frozenset(
    kind for kind, facts in STEP_FACTS.items() if facts.against_result == "nothing_added"
)
STRONG: tuple[NearerReason, ...] = ("shows_more", "nothing_added", "colour", "more_pixels", "sharper")
# Strongest first.
ORDER: tuple[NearerReason, ...] = (
    *STRONG,
    "finer_saved",
    "earlier_date",
    "camera_data",
    "seen_first",
)
# A copy that is a little larger or smaller says nothing.
MORE_PIXELS = 1.1
FINER = 5
ONE_BATCH = timedelta(hours=1)
# Grey levels: JPEG leaves so much colour in a grey picture.
_GREY = 3.0
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def nearer(query: Side, candidate: Side, recipe: Recipe) -> Nearer:
    """Which side is nearer the source; "undecided" where reasons contradict each other or there are none.

    Pictures that the recipe does not explain are no versions of one another, and equal ones are equally near.
    """
    if not recipe.claimed or query.byte_digest == candidate.byte_digest:
        return Nearer("undecided")
    onward = recipe.direction == "query_from_candidate"
    source, result = (candidate, query) if onward else (query, candidate)
    for_source, for_result = _by_recipe(recipe)
    for_source += _by_files(source, result)
    for_result += _by_files(result, source)
    # Of a step of the recipe, the way of saving follows by itself.
    side, reasons, against = _weighed(_sorted(for_source), _sorted(for_result))
    sides: dict[int, NearerSide] = {1: "candidate" if onward else "query", -1: "query" if onward else "candidate"}
    if side == 0:
        return Nearer("undecided", *((against, reasons) if onward else (reasons, against)))
    return Nearer(sides[side], *((reasons, against) if side == 1 else (against, reasons)))


def is_grey(picture: UInt8Array) -> bool:
    """Whether a picture (h, w, 3) uint8 RGB has no colours to speak of."""
    values = picture.astype(np.int16)
    return bool(np.percentile(plane_reduction.highest(values) - plane_reduction.lowest(values), 99) <= 2 * _GREY)


def _by_recipe(recipe: Recipe) -> tuple[list[NearerReason], list[NearerReason]]:
    """For the source and for the result, from what was done."""
    for_source: list[NearerReason] = []
    for_result: list[NearerReason] = []
    for step in recipe.steps:
        if step.facts.against_result is not None:
            for_source.append(step.facts.against_result)
        elif step.kind == "scaled":
            factor = step.number("factor")
            if factor > MORE_PIXELS:
                for_result.append("more_pixels")
            elif factor < 1.0 / MORE_PIXELS:
                for_source.append("more_pixels")
    return for_source, for_result


def _by_files(one: Side, other: Side) -> list[NearerReason]:
    """What speaks for one file against the other."""
    found: list[NearerReason] = []
    if (
        one.jpeg_quality is not None
        and other.jpeg_quality is not None
        and one.jpeg_quality - other.jpeg_quality >= FINER
    ):
        found.append("finer_saved")
    here, there = _date(one), _date(other)
    if here and there and here < there:
        found.append("earlier_date")
    if one.metadata.get("camera") and not other.metadata.get("camera"):
        found.append("camera_data")
    if one.added_at is not None and other.added_at is not None and _well_before(one.added_at, other.added_at):
        found.append("seen_first")
    return found


def _well_before(one: str, other: str) -> bool:
    """Whether a time (ISO 8601) is an hour or more before another: the order within one batch says nothing."""
    return datetime.fromisoformat(other) - datetime.fromisoformat(one) >= ONE_BATCH


def _weighed(
    reasons: tuple[NearerReason, ...], against: tuple[NearerReason, ...]
) -> tuple[int, tuple[NearerReason, ...], tuple[NearerReason, ...]]:
    """1 for the first, −1 for the second, 0 for neither: by the strong reasons, else by the others."""
    for strong in (True, False):
        here = any((reason in STRONG) == strong for reason in reasons)
        there = any((reason in STRONG) == strong for reason in against)
        if here != there:
            return (1 if here else -1), reasons, against
        if here:
            break
    return 0, reasons, against


def _sorted(reasons: list[NearerReason]) -> tuple[NearerReason, ...]:
    return tuple(reason for reason in ORDER if reason in reasons)


def _date(side: Side) -> str:
    found = _DATE.match(side.metadata.get("date_taken", ""))
    return found.group() if found else ""
