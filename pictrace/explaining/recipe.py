"""What was done to a source to make a result, step by step, checked by doing it again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np

from pictrace.evidence import geometry
from pictrace.explaining.alignment import Size, frame_size, inverted, lay, resized
from pictrace.explaining.change_map import Compared, change_map, compared
from pictrace.explaining.geometric import Placement, place
from pictrace.explaining.photometric import fit_tones, toned
from pictrace.explaining.replay import explained_by
from pictrace.explaining.sharpness import sharpness
from pictrace.explaining.sides import Side
from pictrace.explaining.surroundings import Surroundings, surroundings
from pictrace.explaining.tone_steps import tone_steps
from pictrace.types import (
    ADDED,
    ChangedArea,
    Direction,
    Float32Array,
    Float64Array,
    Recipe,
    RecipeStep,
    Region,
    StepValue,
    ToneFit,
    UInt8Array,
)

# Of a side of the source; a cut of less is a pixel or two of what registration is not sure of.
CUT = 0.006
ALL = 0.985
SAME_SCALE = 0.01
# Beside what rounding to whole pixels does to proportions.
STRETCHED = 0.008
SAME_QUALITY = 3
SIDE = 512
# How exactly a placement is read: the coarsest that fits the pixels as well as the finest does is the truth.
TOLERANCES = (0.02, 0.01, 0.004, 0.002)
NO_WORSE, NO_WORSE_LEVELS = 1.05, 0.1
SMOOTHING = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Written:
    """A recipe, and what it was written from, in the frame of the result."""

    recipe: Recipe
    placement: Placement
    around: Surroundings
    compared: Compared


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
    steps = (
        *_cut(placement, source.size),
        *_turned(placement, around),
        *toning,
        *_sharpened(blur),
        *_added_over(changes.areas, result.size),
        *_added_around(placement, around, result),
        *_saved(source, result),
    )
    drawn = Recipe(direction, steps, False, 0.0, 0.0, 0.0, placement.matrix, tone, blur)
    told = explained_by(drawn, source, result, found.changed)
    recipe = replace(
        drawn,
        claimed=told.claimed,
        explained=told.explained,
        residual=told.residual,
        similarity=told.similarity,
    )
    return Written(recipe, placement, around, found)


def _placement(source: Side, result: Side, raw: Float64Array) -> Placement | None:
    """The simplest reading of a homography that fits the pixels no worse than the most exact one."""
    read = [place(raw, source.size, result.size, tolerance) for tolerance in TOLERANCES]
    placements = [placement for placement in read if placement is not None]
    if not placements:
        return None
    costs = [_cost(source, result, placement) for placement in placements]
    enough = NO_WORSE * min(costs) + NO_WORSE_LEVELS
    return next(one for one, cost in zip(placements, costs, strict=True) if cost <= enough)


def _cost(source: Side, result: Side, placement: Placement) -> float:
    """Mean difference in grey levels, tones evened out, of a source laid so."""
    inverse = inverted(placement.matrix)
    frame = frame_size(result.working, result.size, source.working, source.size, inverse, SIDE)
    wanted = resized(result.working, frame)
    laid = lay(frame, result.size, source.working, source.size, inverse)
    if not laid.covered.any():
        return 255.0
    evened = toned(laid.candidate, fit_tones(laid.candidate, wanted, laid.covered))
    # Smoothed, because a warp blurs, and would win by that alone against what was saved poorly or blurred.
    apart = np.minimum(np.abs(_smooth(evened) - _smooth(wanted)).mean(axis=2), 40.0)
    return float(apart[laid.covered].mean())


def _smooth(picture: UInt8Array) -> Float32Array:
    return np.asarray(cv2.GaussianBlur(picture.astype(np.float32), (0, 0), SMOOTHING), np.float32)


def _blur(source: Side, result: Side, inverse: Float64Array, tone: ToneFit, found: Compared) -> float:
    """In pixels of the result's original; below 0 the amount of sharpening."""
    frame = frame_size(result.working, result.size, source.working, source.size, inverse, SIDE)
    wanted = resized(result.working, frame)
    laid = lay(frame, result.size, source.working, source.size, inverse)
    changed = cv2.resize(found.changed.astype(np.uint8), frame, interpolation=cv2.INTER_NEAREST) > 0
    inner = cv2.erode((laid.covered & ~changed).astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    amount = sharpness(toned(laid.candidate, tone), wanted, inner)
    return amount * result.width / frame[0] if amount > 0 else amount


def _cut(placement: Placement, source: Size) -> Iterator[RecipeStep]:
    part = placement.part
    low, high = part.min(axis=0) + 0.5, part.max(axis=0) + 0.5
    x, y = part.T
    area = 0.5 * abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1)))
    share = min(1.0, area / (source[0] * source[1]))
    edges = (low[0] / source[0], low[1] / source[1], 1 - high[0] / source[0], 1 - high[1] / source[1])
    if share >= ALL and max(edges) < CUT:
        return
    left, top, right, bottom = (round(float(number)) for number in (*low, *high))
    parameters: dict[str, StepValue] = {**_boxed((left, top, right - left, bottom - top), source), "share": share}
    if not placement.upright:
        parameters["corners"] = tuple(float(number) for number in (part + 0.5).ravel())
    yield RecipeStep("cropped", parameters)


def _turned(placement: Placement, around: Surroundings) -> Iterator[RecipeStep]:
    if placement.perspective:
        yield RecipeStep("perspective", {"amount": placement.perspective})
    if placement.skew:
        yield RecipeStep("skewed", {"amount": placement.skew})
    if placement.mirrored:
        yield RecipeStep("mirrored")
    if placement.rotation:
        turned: dict[str, StepValue] = {"degrees": placement.rotation}
        if around.corners is not None:
            turned |= dict(zip(("red", "green", "blue"), around.corners, strict=True))
        yield RecipeStep("rotated", turned)
    if abs(placement.across / placement.down - 1.0) > STRETCHED + 1.0 / float(np.ptp(placement.area, axis=0).min()):
        yield RecipeStep("stretched", {"factor": placement.across / placement.down})
    if abs(placement.scale - 1.0) > SAME_SCALE:
        yield RecipeStep("scaled", {"factor": placement.scale})


def _sharpened(blur: float) -> Iterator[RecipeStep]:
    if blur > 0:
        yield RecipeStep("blurred", {"sigma": blur})
    elif blur < 0:
        yield RecipeStep("sharpened", {"amount": -blur})


def _added_over(areas: tuple[ChangedArea, ...], size: Size) -> Iterator[RecipeStep]:
    for area in areas:
        yield RecipeStep(
            "pasted" if area.label == ADDED else "altered", {**_boxed(_tuple(area.box), size), "share": area.share}
        )


def _added_around(placement: Placement, around: Surroundings, result: Side) -> Iterator[RecipeStep]:
    if around.around != "added":
        return
    working = (result.working.shape[1], result.working.shape[0])
    if around.is_picture:
        x, y = (placement.area + 0.5).T
        left, top, right, bottom = (round(float(number)) for number in (x.min(), y.min(), x.max(), y.max()))
        share = (right - left) * (bottom - top) / (result.width * result.height)
        box = (left, top, right - left, bottom - top)
        yield RecipeStep("placed", {**_boxed(box, result.size), "share": share})
        return
    to_result = geometry.resize_transform(working, result.size)
    plain = {"left": 0, "top": 0, "right": 0, "bottom": 0}
    colour = None
    low, high = (placement.area + 0.5).min(axis=0), (placement.area + 0.5).max(axis=0)
    margins = {
        "left": round(float(low[0])),
        "top": round(float(low[1])),
        "right": round(result.width - float(high[0])),
        "bottom": round(result.height - float(high[1])),
    }
    for strip in around.strips:
        if strip.kind == "plain":
            plain[strip.side] = max(1, margins[strip.side])
            colour = strip.colour
        else:
            left, top, right, bottom = strip.box
            corner = np.array([[left - 0.5, top - 0.5], [right - 0.5, bottom - 0.5]])
            (x0, y0), (x1, y1) = (geometry.project(to_result, corner) + 0.5).tolist()
            box = (round(x0), round(y0), round(x1 - x0), round(y1 - y0))
            yield RecipeStep("captioned", _boxed(box, result.size))
    if colour is not None:
        yield RecipeStep("bordered", {**plain, **dict(zip(("red", "green", "blue"), colour, strict=True))})


def _saved(source: Side, result: Side) -> Iterator[RecipeStep]:
    quality, before = result.jpeg_quality, source.jpeg_quality
    if quality is None or (before is not None and abs(quality - before) < SAME_QUALITY):
        return
    parameters: dict[str, StepValue] = {"quality": quality}
    if before is not None:
        parameters["source_quality"] = before
    yield RecipeStep("recompressed", parameters)


def _boxed(box: tuple[int, int, int, int], size: Size) -> dict[str, StepValue]:
    left, top, width, height = box
    return {"box": box, "shares": (left / size[0], top / size[1], width / size[0], height / size[1])}


def _tuple(box: Region) -> tuple[int, int, int, int]:
    return box.x, box.y, box.width, box.height
