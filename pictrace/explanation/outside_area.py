"""The area around a source in a larger result: nothing, a border, words, another picture, or more of the picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np

from pictrace.explanation.alignment import Size
from pictrace.imaging import content_box
from pictrace.matching import homography
from pictrace.types import BoolArray, Float32Array, Float64Array, UInt8Array

OutsideKind = Literal["nothing", "more", "added"]
Edge = Literal["left", "top", "right", "bottom"]
StripKind = Literal["plain", "words", "picture"]

# As a share of the result's side: thinner strips are what registration is not sure of.
THINNEST = 0.008
# Grey levels from the strip's middle colour; JPEG rings reach so far beside an edge.
NEAR = 14.0
PLAIN_SHARE = 0.94
# Few small words leave the bar plain but for so many pixels that are as far from it as no ring of JPEG is.
FAR = 60.0
LETTERS = 0.004
# A strip that is not plain is a bar with words when `content_box` takes nearly all of it for one, or when so much of it
# is of the very same colour: on 40 made captions .76 and more is, on 450 strips of photographs one in 25 has as much.
PAPER = 6.0
PAPER_SHARE = 0.75
TRIMMED = 0.7
BAR_SHARE = 0.28
# An edge of the source is a seam when colours step there by more than they do beside it.
STEP = 1.6
STEP_LEVELS = 5.0
SEAM_SHARE = 0.26
# Of the corners' pixels, so many that are plain say what fills them.
MOST_CORNERS = 0.5
_APART = 1.5
_BESIDE = 5.0


@dataclass(frozen=True, slots=True, eq=False)
class Strip:
    """One side of the result beyond the source. box : left, top, right, bottom in pixels of its working picture."""

    side: Edge
    box: tuple[int, int, int, int]
    kind: StripKind
    colour: tuple[int, int, int]


@dataclass(frozen=True, slots=True, eq=False)
class OutsideArea:
    """What is around the source in the result.

    kind : "nothing" when the source reaches to the result's edges, "more" when the picture simply goes on beyond it
    (the source is a part of the result), "added" when it ends there. seam : share of the edges that are seams, [0, 1].
    strips : by side, only of what was added. corners : middle colour of what fills the corners of a turned source.
    """

    kind: OutsideKind
    seam: float
    strips: tuple[Strip, ...] = ()
    corners: tuple[int, int, int] | None = None

    @property
    def is_picture(self) -> bool:
        return any(strip.kind == "picture" for strip in self.strips)


def classify_outside_area(
    result: UInt8Array, size: Size, area: Float64Array, whole: Float64Array | None = None
) -> OutsideArea:
    """Of a result's working picture (h, w, 3) uint8 RGB; `area` (n, 2), x y, is where the source lies, in pixels of
    the result's original of this size (width, height).

    whole : (n, 2), where all of the source would lie, what was cut off too; `area` where it is None. What is empty
    within its upright box are corners, however they were cropped, and no strips.
    """
    height, width = result.shape[:2]
    to_working = homography.resize_transform(size, (width, height))
    outline = homography.project(to_working, area)
    reach = homography.project(to_working, area if whole is None else whole)
    inside = np.zeros((height, width), np.uint8)
    cv2.fillConvexPoly(inside, np.rint(outline).astype(np.int32), 1)
    # The pixels on the edge are mixed.
    beyond = cv2.dilate(inside, np.ones((3, 3), np.uint8)) == 0
    low = np.clip(np.rint(reach.min(axis=0) + 0.5), 0, (width, height)).astype(int)
    high = np.clip(np.rint(reach.max(axis=0) + 0.5), 0, (width, height)).astype(int)
    boxes = _boxes((width, height), (int(low[0]), int(low[1]), int(high[0]), int(high[1])))
    corners = beyond[low[1] : high[1], low[0] : high[0]]
    filled = bool(corners.mean() > 0.01) if corners.size else False
    if not boxes and not filled:
        return OutsideArea("nothing", 0.0)
    seam = _seam(result.astype(np.float32), outline)
    if seam < SEAM_SHARE:
        return OutsideArea("more", seam)
    trimmed = _trimmed(result)
    strips = tuple(_strip(side, box, result, beyond, trimmed[side]) for side, box in boxes)
    if any(strip.kind == "plain" for strip in strips):
        # Beside a page's margin the bars of its window: of a photograph no side is plain by itself.
        strips = tuple(
            _strip(strip.side, strip.box, result, beyond, trimmed[strip.side], BAR_SHARE) for strip in strips
        )
    fill = None
    if filled:
        kind, fill = _judged_corners(result[low[1] : high[1], low[0] : high[0]], corners)
        if kind == "picture":
            around = (int(low[0]), int(low[1]), int(high[0]), int(high[1]))
            strips = (*strips, Strip("top", around, "picture", fill))
    return OutsideArea("added", seam, strips, fill)


def _judged_corners(picture: UInt8Array, corners: BoolArray) -> tuple[StripKind, tuple[int, int, int]]:
    """What fills the corners (h, w) bool of a picture (h, w, 3), and its middle colour: by most of their pixels."""
    # A caption may cover one of them.
    count, pieces, facts, _ = cv2.connectedComponentsWithStats(corners.astype(np.uint8), connectivity=4)
    found = [(int(facts[piece, cv2.CC_STAT_AREA]), *_judged(picture[pieces == piece])) for piece in range(1, count)]
    plain = [one for one in found if one[1] == "plain"]
    if sum(one[0] for one in plain) < MOST_CORNERS * sum(one[0] for one in found):
        return _judged(picture[corners])
    _, kind, colour = max(plain)
    return kind, colour


def _boxes(size: Size, box: tuple[int, int, int, int]) -> list[tuple[Edge, tuple[int, int, int, int]]]:
    """The strips around a box; those above and below are as wide as the result."""
    (width, height), (left, top, right, bottom) = size, box
    across, down = max(2.0, THINNEST * width), max(2.0, THINNEST * height)
    found: list[tuple[Edge, tuple[int, int, int, int]]] = []
    if top >= down:
        found.append(("top", (0, 0, width, top)))
    if height - bottom >= down:
        found.append(("bottom", (0, bottom, width, height)))
    if left >= across:
        found.append(("left", (0, top, left, bottom)))
    if width - right >= across:
        found.append(("right", (right, top, width, bottom)))
    return found


def _trimmed(result: UInt8Array) -> Mapping[Edge, int]:
    """How many lines of each side are borders, captions or bars, by themselves."""
    height, width = result.shape[:2]
    box = content_box(result)
    if box is None:
        return {"left": 0, "top": 0, "right": 0, "bottom": 0}
    return {"left": box.x, "top": box.y, "right": width - box.x - box.width, "bottom": height - box.y - box.height}


def _strip(
    side: Edge,
    box: tuple[int, int, int, int],
    result: UInt8Array,
    beyond: BoolArray,
    trimmed: int,
    bar_share: float = 1.0,
) -> Strip:
    """bar_share : with so much of about one colour it is a bar in any case."""
    left, top, right, bottom = box
    pixels = result[top:bottom, left:right][beyond[top:bottom, left:right]]
    depth = right - left if side in ("left", "right") else bottom - top
    is_bar = trimmed >= TRIMMED * depth
    pixels = pixels if len(pixels) else result[top:bottom, left:right].reshape(-1, 3)
    kind, colour = _judged(pixels, is_bar, bar_share)
    return Strip(side, box, kind, colour)


def _judged(pixels: UInt8Array, is_bar: bool = False, bar_share: float = 1.0) -> tuple[StripKind, tuple[int, int, int]]:
    """What pixels (n, 3) are, and their middle colour. is_bar : whether they look like a bar from its side."""
    middle = np.median(pixels, axis=0)
    apart = np.abs(pixels - middle).max(axis=1)
    share, letters = float((apart <= NEAR).mean()), float((apart > FAR).mean())
    is_bar = is_bar or share >= bar_share or float((apart <= PAPER).mean()) >= PAPER_SHARE
    plain = share >= PLAIN_SHARE and letters < LETTERS
    kind: StripKind = "plain" if plain else "words" if is_bar else "picture"
    red, green, blue = (int(value) for value in middle)
    return kind, (red, green, blue)


def _seam(picture: Float32Array, outline: Float64Array) -> float:
    """The share of an outline (n, 2) within the picture where colours step more than they do beside it."""
    height, width = picture.shape[:2]
    middle = outline.mean(axis=0)
    steps, beside = [], []
    for start, end in zip(outline, np.roll(outline, -1, axis=0), strict=True):
        length = float(np.linalg.norm(end - start))
        if length < 4:
            continue
        across = np.array([-(end - start)[1], (end - start)[0]]) / length
        if float(across @ (middle - start)) > 0:
            across = -across
        # Corners have two edges, and belong to neither.
        places = start + (end - start) * np.linspace(0.04, 0.96, max(4, int(length / 2)))[:, np.newaxis]
        # Beside a thin fill there is no room for what lies farther out; it goes on as it ends.
        reach = _APART + 0.5
        outside = places + reach * across
        within = ((outside >= 0) & (outside <= (width - 1, height - 1))).all(axis=1)
        if not within.any():
            continue
        places = places[within]
        steps.append(_step(picture, places, across))
        inner = _step(picture, places - _BESIDE * across, across)
        outer = _step(picture, places + _BESIDE * across, across)
        beside.append(np.maximum(inner, outer))
    if not steps:
        return 0.0
    here, there = np.concatenate(steps), np.concatenate(beside)
    return float(np.mean(here > STEP * there + STEP_LEVELS))


def _step(picture: Float32Array, places: Float64Array, across: Float64Array) -> Float64Array:
    """How far apart colours are on both sides of places (n, 2)."""

    def at(points: Float64Array) -> Float64Array:
        x, y = (np.ascontiguousarray(points[:, axis], dtype=np.float32) for axis in (0, 1))
        colours = cv2.remap(picture, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(colours, np.float64).reshape(-1, 3)

    apart: Float64Array = np.abs(at(places + _APART * across) - at(places - _APART * across)).max(axis=1)
    return apart
