"""The steps of a recipe from what was measured, each kind in a function of its own, in the order of editing."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from pictrace.explanation.alignment import Size
from pictrace.explanation.geometric_change import Placement
from pictrace.explanation.outside_area import OutsideArea
from pictrace.explanation.pair_picture import PairPicture
from pictrace.matching import homography
from pictrace.types import ADDED, ChangedArea, RecipeStep, Region, StepKind, StepValue

# Of a side of the source; a cut of less is a pixel or two of what registration is not sure of.
CUT = 0.006
ALL = 0.985
SAME_SCALE = 0.01
# Beside what rounding to whole pixels does to proportions.
STRETCHED = 0.008
SAME_QUALITY = 3
# A part is pasted or altered, by whether anything of the source can be seen.
_OVERLAYS: dict[str, StepKind] = {"text": "written", "veil": "veiled"}


def crop_steps(placement: Placement, source: Size) -> Iterator[RecipeStep]:
    """What of the source is left, when that is not all of it; `source` is its (width, height)."""
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


def geometric_steps(placement: Placement, outside: OutsideArea) -> Iterator[RecipeStep]:
    """Everything that moves what is left: seen at an angle, mirrored, turned, stretched, scaled."""
    if placement.perspective:
        yield RecipeStep("perspective", {"amount": placement.perspective})
    if placement.skew:
        yield RecipeStep("skewed", {"amount": placement.skew})
    if placement.mirrored:
        yield RecipeStep("mirrored")
    if placement.rotation:
        parameters: dict[str, StepValue] = {"degrees": placement.rotation}
        if outside.corners is not None:
            parameters |= dict(zip(("red", "green", "blue"), outside.corners, strict=True))
        yield RecipeStep("rotated", parameters)
    if abs(placement.across / placement.down - 1.0) > STRETCHED + 1.0 / float(np.ptp(placement.area, axis=0).min()):
        yield RecipeStep("stretched", {"factor": placement.across / placement.down})
    if abs(placement.scale - 1.0) > SAME_SCALE:
        yield RecipeStep("scaled", {"factor": placement.scale})


def negative_steps(negative: bool) -> Iterator[RecipeStep]:
    if negative:
        yield RecipeStep("negative")


def sharpness_steps(blur: float) -> Iterator[RecipeStep]:
    """blur : sigma in pixels of the result, or below 0 the amount of sharpening."""
    if blur > 0:
        yield RecipeStep("blurred", {"sigma": blur})
    elif blur < 0:
        yield RecipeStep("sharpened", {"amount": -blur})


def overlay_steps(areas: tuple[ChangedArea, ...], size: Size) -> Iterator[RecipeStep]:
    """Areas within the source that show something else; `size` is the (width, height) of the result."""
    for area in areas:
        kind: StepKind = "pasted" if area.label == ADDED else "altered"
        kind = _OVERLAYS.get(area.kind or "", kind)
        yield RecipeStep(kind, {**_boxed(_tuple(area.box), size), "share": area.share})


def border_steps(placement: Placement, outside: OutsideArea, result: PairPicture) -> Iterator[RecipeStep]:
    """A border, words beside the source, or another picture that it was put into."""
    if outside.kind != "added":
        return
    working = (result.working.shape[1], result.working.shape[0])
    if outside.is_picture:
        x, y = (placement.area + 0.5).T
        left, top, right, bottom = (round(float(number)) for number in (x.min(), y.min(), x.max(), y.max()))
        share = (right - left) * (bottom - top) / (result.width * result.height)
        box = (left, top, right - left, bottom - top)
        yield RecipeStep("placed", {**_boxed(box, result.size), "share": share})
        return
    to_result = homography.resize_transform(working, result.size)
    plain = {"left": 0, "top": 0, "right": 0, "bottom": 0}
    colour = None
    low, high = (placement.area + 0.5).min(axis=0), (placement.area + 0.5).max(axis=0)
    margins = {
        "left": round(float(low[0])),
        "top": round(float(low[1])),
        "right": round(result.width - float(high[0])),
        "bottom": round(result.height - float(high[1])),
    }
    for strip in outside.strips:
        if strip.kind == "plain":
            plain[strip.side] = max(1, margins[strip.side])
            colour = strip.colour
        else:
            left, top, right, bottom = strip.box
            corner = np.array([[left - 0.5, top - 0.5], [right - 0.5, bottom - 0.5]])
            (x0, y0), (x1, y1) = (homography.project(to_result, corner) + 0.5).tolist()
            box = (round(x0), round(y0), round(x1 - x0), round(y1 - y0))
            yield RecipeStep("captioned", _boxed(box, result.size))
    if colour is not None:
        yield RecipeStep("bordered", {**plain, **dict(zip(("red", "green", "blue"), colour, strict=True))})


def compression_steps(source: PairPicture, result: PairPicture) -> Iterator[RecipeStep]:
    """Saved as a JPEG of another quality, as far as that is known."""
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
