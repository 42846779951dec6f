"""A recipe replayed on its source, and how much of the result that explains."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pictrace.explanation.alignment import Size, frame_size, inverted, resized, warp_to_frame
from pictrace.explanation.local_ssim import DETAIL_WINDOW, detail, similarity
from pictrace.explanation.pair_picture import PairPicture
from pictrace.explanation.photometric_change import apply_tones, negative_of
from pictrace.explanation.posterisation import Posterisation, posterise
from pictrace.explanation.sharpness import apply_sharpness
from pictrace.explanation.uneven_light import gain_of, lit
from pictrace.imaging import WORKING_SIDE
from pictrace.matching import homography
from pictrace.types import BoolArray, Recipe, RecipeStep, UInt8Array

# The recipe is claimed when so much of what it should give is given …
LEAST_EXPLAINED = 0.75
# … and details there are the same, in the mean and in nine places of ten. Of 14 tuning pictures all made edits but one
# crop are above both; of 56 simulated other shots 27 are too, flat things and the next of a burst, which is why a
# verdict against a copy forbids the claim as well.
SAME_DETAIL, SAME_DETAIL_NEARLY_EVERYWHERE = 0.9, 0.8
# Where it is known what was put over the rest, a caption or one part, less is enough.
LEAST_BESIDE, EXPLAINED_OR_TOLD = 0.35, 0.9
# Pixels round a mark that its own edge, resized and saved, disturbs.
BESIDE_MARK = 5
# A place is given when it is as similar as this.
SAME = 0.6
# Variance in squared grey levels of what has details to compare.
DETAILED = 100.0
FEWEST_DETAILED = 50


@dataclass(frozen=True, slots=True, eq=False)
class Replayed:
    """picture : (h, w, 3) uint8 RGB, the source with the steps done. given : (h, w) bool, what of it the steps say;
    the rest, what was put over or beside the source, is the result's own."""

    picture: UInt8Array
    given: BoolArray


@dataclass(frozen=True, slots=True)
class ReplayAgreement:
    """As in `Recipe`."""

    claimed: bool
    explained: float
    residual: float
    similarity: float


def replay(recipe: Recipe, source: UInt8Array, source_size: Size, frame: Size, result_size: Size) -> Replayed:
    """The recipe's steps done on the source's working picture (h, w, 3) uint8 RGB, seen in a frame of the result.

    source_size, result_size : (width, height) of the originals. frame : (width, height) of what is given back. Saving
    as JPEG is not done again. Pixels that no step speaks of are mid-grey.
    """
    for step in recipe.steps:
        if step.facts.done_by == "inversion":
            source = negative_of(source)
        elif step.facts.done_by == "tones":
            source = posterise(source, Posterisation(step.numbers("tones"), step.numbers("starts")))
    warped = warp_to_frame(frame, result_size, source, source_size, inverted(recipe.matrix))
    made = apply_tones(warped.candidate, recipe.tone)
    for step in recipe.steps:
        if step.facts.done_by == "gain":
            made = lit(made, gain_of(step.numbers("coefficients"), frame))
    # Of the result, whose pixels may be more or fewer than the frame's.
    per_pixel = frame[0] / result_size[0]
    made = apply_sharpness(made, recipe.blur * per_pixel if recipe.blur > 0 else recipe.blur)
    given = warped.covered.copy()
    picture = np.where(given[..., np.newaxis], made, np.uint8(128)).astype(np.uint8)
    beside = np.zeros(given.shape, np.bool_)
    for step in recipe.steps:
        # What it puts beside the source is the result's own, and no border reaches over it.
        if step.facts.done_by == "result":
            beside |= _within(step, result_size, frame)
    for step in recipe.steps:
        colour = step.colour
        if step.facts.done_by == "border" and colour is not None:
            inner = _inside(step, result_size, frame)
            here = ~warped.covered & ~inner & ~beside
            picture[here] = colour
            given |= here
        elif step.facts.fills_corners and colour is not None:
            here = ~given & _inside_bounds(recipe, source_size, result_size, frame)
            picture[here] = colour
            given |= here
    return Replayed(picture, given)


def compare_with_result(
    recipe: Recipe,
    source: PairPicture,
    result: PairPicture,
    changed: BoolArray,
    told: float = 0.0,
    mark: BoolArray | None = None,
) -> ReplayAgreement:
    """How far the replayed recipe agrees with the result.

    changed : (h, w) bool in any frame of the result, areas that the recipe says were altered or pasted over. told :
    their share of the result of which it is known what was put there. mark : (h, w) bool, as `changed`, where a
    half-transparent mark lies, which nothing is said of.
    """
    frame = frame_size(result.working, result.size, source.working, source.size, inverted(recipe.matrix), WORKING_SIDE)
    wanted = resized(result.working, frame)
    replayed = replay(recipe, source.working, source.size, frame, result.size)
    other = cv2.resize(changed.astype(np.uint8), frame, interpolation=cv2.INTER_NEAREST) > 0
    # Pixels on the source's edge are mixed with what is beside it.
    rim = _shrunk(replayed.given, 3)
    if mark is not None:
        marked = cv2.resize(mark.astype(np.uint8), frame, interpolation=cv2.INTER_NEAREST)
        rim &= cv2.dilate(marked, np.ones((BESIDE_MARK, BESIDE_MARK), np.uint8)) == 0
        other |= ~rim
    judged_where = rim & ~other
    if not judged_where.any():
        return ReplayAgreement(False, 0.0, 0.0, 0.0)
    values = similarity(wanted, np.where(replayed.given[..., np.newaxis], replayed.picture, wanted))
    share = float(((values >= SAME) & judged_where).sum() / rim.sum())
    apart = np.abs(replayed.picture[judged_where].astype(np.float32) - wanted[judged_where]).mean() / 255.0
    details, contrast = detail(replayed.picture, wanted)
    judged = details[_shrunk(replayed.given, DETAIL_WINDOW) & ~other & (contrast > DETAILED)]
    # A picture without details has none that could be different.
    mean, low = (
        (1.0, 1.0) if len(judged) < FEWEST_DETAILED else (float(judged.mean()), float(np.percentile(judged, 10)))
    )
    enough = share >= LEAST_EXPLAINED or (share >= LEAST_BESIDE and share + told >= EXPLAINED_OR_TOLD)
    claimed = enough and mean >= SAME_DETAIL and low >= SAME_DETAIL_NEARLY_EVERYWHERE
    return ReplayAgreement(claimed, share, float(apart), mean)


def _shrunk(mask: BoolArray, window: int) -> BoolArray:
    """Beyond the frame the picture goes on as far as this is concerned."""
    kernel = np.ones((window, window), np.uint8)
    return np.asarray(cv2.erode(mask.astype(np.uint8), kernel, borderValue=1) > 0)


def _inside(step: RecipeStep, result_size: Size, frame: Size) -> BoolArray:
    """(h, w) bool: what the border leaves."""
    left, top, right, bottom = (step.number(side) for side in ("left", "top", "right", "bottom"))
    to_frame = homography.resize_transform(result_size, frame)
    low = homography.project(to_frame, [[left - 0.5, top - 0.5]])[0]
    high = homography.project(to_frame, [[result_size[0] - right - 0.5, result_size[1] - bottom - 0.5]])[0]
    x, y = np.arange(frame[0]), np.arange(frame[1])[:, np.newaxis]
    return np.asarray((x > low[0]) & (x < high[0]) & (y > low[1]) & (y < high[1]))


def _within(step: RecipeStep, result_size: Size, frame: Size) -> BoolArray:
    """(h, w) bool: the step's box."""
    x, y, width, height = step.numbers("box")
    to_frame = homography.resize_transform(result_size, frame)
    low = homography.project(to_frame, [[x - 0.5, y - 0.5]])[0]
    high = homography.project(to_frame, [[x + width - 0.5, y + height - 0.5]])[0]
    across, down = np.arange(frame[0]), np.arange(frame[1])[:, np.newaxis]
    return np.asarray((across > low[0]) & (across < high[0]) & (down > low[1]) & (down < high[1]))


def _inside_bounds(recipe: Recipe, source_size: Size, result_size: Size, frame: Size) -> BoolArray:
    """(h, w) bool: the upright box round the whole source, what was cut off too."""
    to_frame = homography.resize_transform(result_size, frame) @ recipe.matrix
    outline = homography.project(to_frame, homography.corners(source_size))
    low, high = outline.min(axis=0), outline.max(axis=0)
    x, y = np.arange(frame[0]), np.arange(frame[1])[:, np.newaxis]
    return np.asarray((x > low[0]) & (x < high[0]) & (y > low[1]) & (y < high[1]))
