"""The recipe: the edit steps that make a result of a source, checked by replaying them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from pictrace.explanation import plane_reduction, steps
from pictrace.explanation.alignment import frame_size, inverted, resized, warp_to_frame
from pictrace.explanation.change_map import AlignedPair, change_map, compare_aligned
from pictrace.explanation.geometric_change import Placement, estimate_placement, textured
from pictrace.explanation.outside_area import OutsideArea, classify_outside_area
from pictrace.explanation.pair_picture import PairPicture
from pictrace.explanation.photometric_change import apply_tones, fit_tones, negative_of
from pictrace.explanation.posterisation import (
    STAYS,
    Posterisation,
    posterisations,
    posterise,
    posterised_steps,
)
from pictrace.explanation.replay import compare_with_result
from pictrace.explanation.sharpness import estimate_sharpness
from pictrace.explanation.smoothing import smoothed
from pictrace.explanation.tone_steps import tone_steps
from pictrace.explanation.uneven_light import gain_of, light_steps, lit
from pictrace.imaging import WORKING_SIDE
from pictrace.matching import homography
from pictrace.types import (
    ChangeMap,
    Direction,
    Float64Array,
    Recipe,
    ToneFit,
)

# Tolerances of a placement: the coarsest that fits the pixels as well as the finest does is taken.
TOLERANCES = (0.03, 0.015, 0.006, 0.002)
NO_WORSE, NO_WORSE_LEVELS = 1.05, 0.1
PLACEMENT_SMOOTHING = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class EstimatedRecipe:
    """A recipe, and what it was estimated from, in the frame of the result.

    source : as it is aligned: inverted and posterised where the result is.
    """

    recipe: Recipe
    source: PairPicture
    placement: Placement
    outside: OutsideArea
    changes: ChangeMap


def estimate_recipe(
    source: PairPicture, result: PairPicture, raw: Float64Array, direction: Direction, negative: bool = False
) -> EstimatedRecipe | None:
    """The recipe that makes `result` of `source`; `raw` (3, 3) maps pixels of the source's original to the result's.

    negative : whether the result is a negative of the source, whose tones are then inverted before anything else is
    measured. None where the two have nothing in common.
    """
    given, source = source, replace(source, working=negative_of(source.working)) if negative else source
    placement = _placement(source, result, raw)
    if placement is None:
        return None
    inverse = inverted(placement.matrix)
    found = compare_aligned(result.working, result.size, source.working, source.size, inverse)
    source, found, posterisation = _posterised(source, result, inverse, found)
    changes = change_map(found, result.working, result.size, source.working, source.size)
    whole = homography.project(placement.matrix, homography.corners(source.size))
    outside = classify_outside_area(
        result.working, result.size, placement.area, None if placement.perspective else whole
    )
    toning = tone_steps(found.tone, source.working)
    tone = found.tone if toning else ToneFit()
    blur = _blur(source, result, inverse, tone, found)
    found_steps = (
        *steps.crop_steps(placement, source.size),
        *steps.geometric_steps(placement, outside),
        *steps.negative_steps(negative),
        *posterised_steps(posterisation),
        *toning,
        *light_steps(found.light),
        *steps.sharpness_steps(blur),
        *steps.overlay_steps(changes.areas, result.size),
        *steps.border_steps(placement, outside, result),
        *steps.compression_steps(source, result),
    )
    draft = Recipe(direction, found_steps, False, 0.0, 0.0, 0.0, placement.matrix, tone, blur)
    told = sum(area.share for area in changes.areas if area.kind in ("text", "patch"))
    agreement = compare_with_result(draft, given, result, found.changed, told, found.mark)
    recipe = replace(
        draft,
        claimed=agreement.claimed,
        explained=agreement.explained,
        residual=agreement.residual,
        similarity=agreement.similarity,
    )
    return EstimatedRecipe(recipe, source, placement, outside, changes)


def _posterised(
    source: PairPicture, result: PairPicture, inverse: Float64Array, found: AlignedPair
) -> tuple[PairPicture, AlignedPair, Posterisation | None]:
    """The source with the result's few tones, compared again, where that makes the two clearly more alike."""
    tried: list[tuple[PairPicture, AlignedPair, float, Posterisation | None]] = [(source, found, _apart(found), None)]
    for one in posterisations(source.working, result.working):
        few = replace(source, working=posterise(source.working, one))
        again = compare_aligned(result.working, result.size, few.working, few.size, inverse)
        tried.append((few, again, _apart(again) / STAYS, one))
    best, compared, _, posterisation = min(tried, key=lambda one: one[2])
    return best, compared, posterisation


def _apart(found: AlignedPair) -> float:
    """Mean difference in grey levels where both are seen."""
    apart = np.abs(found.query.astype(np.float32) - found.candidate)[found.covered]
    return float(np.minimum(apart, 40.0).mean()) if apart.size else 255.0


def _placement(source: PairPicture, result: PairPicture, raw: Float64Array) -> Placement | None:
    """The simplest placement that fits the pixels no worse than the most exact one."""
    places = textured(source.working, source.size)
    read = [estimate_placement(raw, source.size, result.size, tolerance, places) for tolerance in TOLERANCES]
    placements = [placement for placement in read if placement is not None]
    if not placements:
        return None
    # Several tolerances often read the same.
    different = {placement.matrix.tobytes(): placement for placement in placements}
    cost_of = {matrix: _cost(source, result, placement) for matrix, placement in different.items()}
    costs = [cost_of[placement.matrix.tobytes()] for placement in placements]
    enough = NO_WORSE * min(costs) + NO_WORSE_LEVELS
    return next(one for one, cost in zip(placements, costs, strict=True) if cost <= enough)


def _cost(source: PairPicture, result: PairPicture, placement: Placement) -> float:
    """Mean difference in grey levels of the source warped by this placement, with matched tones."""
    inverse = inverted(placement.matrix)
    frame = frame_size(result.working, result.size, source.working, source.size, inverse, WORKING_SIDE)
    wanted = resized(result.working, frame)
    warped = warp_to_frame(frame, result.size, source.working, source.size, inverse)
    if not warped.covered.any():
        return 255.0
    evened = apply_tones(warped.candidate, fit_tones(warped.candidate, wanted, warped.covered))
    # Smoothed, because a warp blurs, and would win by that alone against what was saved poorly or blurred.
    given, meant = (smoothed(picture, PLACEMENT_SMOOTHING) for picture in (evened, wanted))
    apart = np.minimum(plane_reduction.mean(np.abs(given - meant)), 40.0)
    return float(apart[warped.covered].mean())


def _blur(source: PairPicture, result: PairPicture, inverse: Float64Array, tone: ToneFit, found: AlignedPair) -> float:
    """In pixels of the result's original; below 0 the amount of sharpening."""
    frame = frame_size(result.working, result.size, source.working, source.size, inverse, WORKING_SIDE)
    wanted = resized(result.working, frame)
    warped = warp_to_frame(frame, result.size, source.working, source.size, inverse)
    changed = cv2.resize(found.changed.astype(np.uint8), frame, interpolation=cv2.INTER_NEAREST) > 0
    inner = cv2.erode((warped.covered & ~changed).astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    evened = apply_tones(warped.candidate, tone)
    if found.light is not None:
        evened = lit(evened, gain_of(found.light.coefficients, frame))
    amount = estimate_sharpness(evened, wanted, inner)
    return amount * result.width / frame[0] if amount > 0 else amount
