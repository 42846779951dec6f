"""What was done to a source to make a result, step by step, checked by doing it again."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from pictrace.explanation import plane_reduction, steps
from pictrace.explanation.alignment import frame_size, inverted, lay, resized
from pictrace.explanation.change_map import Compared, change_map, compared
from pictrace.explanation.geometric_change import Placement, place, textured
from pictrace.explanation.outside_area import Surroundings, surroundings
from pictrace.explanation.photometric_change import fit_tones, toned
from pictrace.explanation.replay import explained_by
from pictrace.explanation.sharpness import sharpness
from pictrace.explanation.side import Side
from pictrace.explanation.tone_steps import tone_steps
from pictrace.imaging import WORKING_SIDE
from pictrace.types import (
    ChangeMap,
    Direction,
    Float32Array,
    Float64Array,
    Recipe,
    ToneFit,
    UInt8Array,
)

# How exactly a placement is read: the coarsest that fits the pixels as well as the finest does is the truth.
TOLERANCES = (0.03, 0.015, 0.006, 0.002)
NO_WORSE, NO_WORSE_LEVELS = 1.05, 0.1
SMOOTHING = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Written:
    """A recipe, and what it was written from, in the frame of the result."""

    recipe: Recipe
    placement: Placement
    around: Surroundings
    changes: ChangeMap


def write_recipe(source: Side, result: Side, raw: Float64Array, direction: Direction) -> Written | None:
    """The recipe that makes `result` of `source`; `raw` (3, 3) maps pixels of the source's original to the result's.

    None where the two have nothing in common.
    """
    placement = _placement(source, result, raw)
    if placement is None:
        return None
    inverse = inverted(placement.matrix)
    found = compared(result.working, result.size, source.working, source.size, inverse)
    changes = change_map(found, result.working, result.size, source.working, source.size)
    around = surroundings(result.working, result.size, placement.area)
    toning = tone_steps(found.tone, source.working)
    tone = found.tone if toning else ToneFit()
    blur = _blur(source, result, inverse, tone, found)
    done = (
        *steps.cut(placement, source.size),
        *steps.turned(placement, around),
        *toning,
        *steps.sharpened(blur),
        *steps.added_over(changes.areas, result.size),
        *steps.added_around(placement, around, result),
        *steps.saved(source, result),
    )
    drawn = Recipe(direction, done, False, 0.0, 0.0, 0.0, placement.matrix, tone, blur)
    told = explained_by(drawn, source, result, found.changed)
    recipe = replace(
        drawn,
        claimed=told.claimed,
        explained=told.explained,
        residual=told.residual,
        similarity=told.similarity,
    )
    return Written(recipe, placement, around, changes)


def _placement(source: Side, result: Side, raw: Float64Array) -> Placement | None:
    """The simplest reading of a homography that fits the pixels no worse than the most exact one."""
    places = textured(source.working, source.size)
    read = [place(raw, source.size, result.size, tolerance, places) for tolerance in TOLERANCES]
    placements = [placement for placement in read if placement is not None]
    if not placements:
        return None
    # Several tolerances often read the same.
    different = {placement.matrix.tobytes(): placement for placement in placements}
    cost_of = {matrix: _cost(source, result, placement) for matrix, placement in different.items()}
    costs = [cost_of[placement.matrix.tobytes()] for placement in placements]
    enough = NO_WORSE * min(costs) + NO_WORSE_LEVELS
    return next(one for one, cost in zip(placements, costs, strict=True) if cost <= enough)


def _cost(source: Side, result: Side, placement: Placement) -> float:
    """Mean difference in grey levels, tones evened out, of a source laid so."""
    inverse = inverted(placement.matrix)
    frame = frame_size(result.working, result.size, source.working, source.size, inverse, WORKING_SIDE)
    wanted = resized(result.working, frame)
    laid = lay(frame, result.size, source.working, source.size, inverse)
    if not laid.covered.any():
        return 255.0
    evened = toned(laid.candidate, fit_tones(laid.candidate, wanted, laid.covered))
    # Smoothed, because a warp blurs, and would win by that alone against what was saved poorly or blurred.
    apart = np.minimum(plane_reduction.mean(np.abs(_smooth(evened) - _smooth(wanted))), 40.0)
    return float(apart[laid.covered].mean())


def _smooth(picture: UInt8Array) -> Float32Array:
    return np.asarray(cv2.GaussianBlur(picture.astype(np.float32), (0, 0), SMOOTHING), np.float32)


def _blur(source: Side, result: Side, inverse: Float64Array, tone: ToneFit, found: Compared) -> float:
    """In pixels of the result's original; below 0 the amount of sharpening."""
    frame = frame_size(result.working, result.size, source.working, source.size, inverse, WORKING_SIDE)
    wanted = resized(result.working, frame)
    laid = lay(frame, result.size, source.working, source.size, inverse)
    changed = cv2.resize(found.changed.astype(np.uint8), frame, interpolation=cv2.INTER_NEAREST) > 0
    inner = cv2.erode((laid.covered & ~changed).astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    amount = sharpness(toned(laid.candidate, tone), wanted, inner)
    return amount * result.width / frame[0] if amount > 0 else amount
