"""Pictures of the evidence: arrays in, array out. Nothing is matched or measured here.

Agreeing and stray points differ in colour *and* in form, so that they can be told apart without colour vision.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from pictrace.types import BoolArray, Float32Array, Float64Array, Int64Array, KeypointEvidence, UInt8Array

Colour = tuple[int, int, int]

MAX_WIDTH = 1400
MAX_HEIGHT = 1000
GAP = 12
GAP_COLOUR: Colour = (127, 127, 127)
AGREEING: Colour = (0, 200, 170)
STRAY: Colour = (242, 142, 43)
SHADE: Colour = (20, 30, 34)
# OpenCV draws at fractions of a pixel when coordinates are whole numbers of 1/16.
SHIFT = 4
DASH, SPACE = 7.0, 6.0

BAR_HUES, BAR_SATURATIONS, BAR_VALUES = 16, 4, 4


@dataclass(frozen=True, slots=True)
class _Panel:
    """Where one picture lies in the overlay, in pixels of the overlay."""

    left: int
    top: int
    width: int
    height: int

    def place(self, points: Float32Array | Float64Array, size: tuple[int, int]) -> Float64Array:
        """Points in original pixels (half-pixel formula) → points of the overlay, (n, 2) float64."""
        scale = np.array([self.width / size[0], self.height / size[1]])
        placed: Float64Array = (points + 0.5) * scale - 0.5 + np.array([self.left, self.top])
        return placed


def match_overlay(
    query_picture: UInt8Array,
    candidate_picture: UInt8Array,
    keypoints: KeypointEvidence,
    query_size: tuple[int, int],
    candidate_size: tuple[int, int],
    *,
    max_lines: int = 60,
    strays: bool = True,
    max_height: int = MAX_HEIGHT,
) -> UInt8Array:
    """Both pictures with their matched key points joined, (H, W, 3) uint8 RGB, at most 1,400 × `max_height`.

    Side by side, or the candidate below where that shows more; the query is first. Agreeing points are dots joined by
    solid lines, strays rings joined by dashes, at most `max_lines` of each, those farthest apart. Outlines show where
    the homography puts each picture in the other. Pictures may be of any size; query_size and candidate_size are
    (width, height) of the originals that the points refer to.
    """
    canvas, query_panel, candidate_panel = _lay_out(query_picture, candidate_picture, max_height)
    starts = query_panel.place(keypoints.query_points, query_size)
    ends = candidate_panel.place(keypoints.candidate_points, candidate_size)
    if strays:
        for row in _spread(starts, ends, np.flatnonzero(~keypoints.inliers), max_lines):
            _dashed(canvas, starts[row], ends[row])
            _ring(canvas, starts[row])
            _ring(canvas, ends[row])
    chosen = _spread(starts, ends, np.flatnonzero(keypoints.inliers), max_lines)
    for colour, thickness in ((SHADE, 3), (AGREEING, 1)):
        for row in chosen:
            _line(canvas, starts[row], ends[row], colour, thickness)
    for row in chosen:
        _dot(canvas, starts[row])
        _dot(canvas, ends[row])
    if keypoints.homography is not None:
        _outline(canvas, candidate_panel, keypoints.homography, query_size, candidate_size)
        inverse = np.linalg.inv(keypoints.homography).astype(np.float64)
        _outline(canvas, query_panel, inverse, candidate_size, query_size)
    return canvas


def heat_map(
    values: Float32Array,
    picture: UInt8Array | None = None,
    *,
    covered: BoolArray | None = None,
    strength: float = 0.6,
) -> UInt8Array:
    """A map of values in [−1, 1] as colours, (H, W, 3) uint8 RGB: dark violet 0 and below, yellow 1 (viridis).

    values : (h, w). Without a picture the result has their size; with one, (H, W, 3) uint8 RGB, it has the picture's
    and is blended over its grey version with `strength` in [0, 1]. covered : (h, w) bool; the rest is hatched grey.
    """
    height, width = values.shape if picture is None else picture.shape[:2]
    levels = (np.clip(values, 0.0, 1.0) * 255.0).round().astype(np.uint8)
    sized = cv2.resize(levels, (width, height), interpolation=cv2.INTER_LINEAR)
    colours = cv2.cvtColor(cv2.applyColorMap(sized, cv2.COLORMAP_VIRIDIS), cv2.COLOR_BGR2RGB)
    if picture is not None:
        grey = cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
        colours = cv2.addWeighted(colours, strength, grey, 1.0 - strength, 0.0)
    if covered is not None:
        bare = cv2.resize(covered.astype(np.uint8), (width, height), interpolation=cv2.INTER_NEAREST) == 0
        stripes = (np.add.outer(np.arange(height), np.arange(width)) // 4) % 3 == 0
        colours[bare] = np.where(stripes[bare][:, np.newaxis], 110, 150)
    return np.asarray(colours, dtype=np.uint8)


def histogram_strip(
    query_histogram: Float32Array,
    candidate_histogram: Float32Array,
    *,
    width: int = 720,
    row_height: int = 110,
    background: Colour = (255, 255, 255),
) -> UInt8Array:
    """Two HSV histograms as bars in their own colours, the query's above, (2 × row_height + 12, width, 3) uint8 RGB.

    Histograms are (256,): 16 hues × 4 saturations × 4 values. Greys come first as one bar a brightness, then one bar
    a hue, its shades stacked dark to light. Both rows have one scale, so heights compare.
    """
    rows = [_bars(histogram) for histogram in (query_histogram, candidate_histogram)]
    tallest = max(float(bars.sum(axis=1).max()) for bars in rows)
    strip = np.empty((2 * row_height + GAP, width, 3), dtype=np.uint8)
    strip[:] = background
    colours = _bar_colours()
    slots = len(colours)
    for number, bars in enumerate(rows):
        floor = row_height * (number + 1) + GAP * number
        for slot in range(slots):
            left, right = round(slot * width / slots), max(1, round((slot + 1) * width / slots) - 2)
            filled = np.concatenate([[0.0], np.cumsum(bars[slot])]) / max(tallest, 1e-12) * (row_height - 1)
            for shade in range(bars.shape[1]):
                low, high = round(filled[shade]), round(filled[shade + 1])
                strip[floor - high : floor - low, left:right] = colours[slot, shade]
        strip[floor - 1, :] = GAP_COLOUR
    return strip


# ---------------------------------------------------------------- overlay


def _lay_out(query: UInt8Array, candidate: UInt8Array, max_height: int) -> tuple[UInt8Array, _Panel, _Panel]:
    query_ratio, candidate_ratio = (picture.shape[1] / picture.shape[0] for picture in (query, candidate))
    beside = min(max_height, (MAX_WIDTH - GAP) / (query_ratio + candidate_ratio))
    below = min(MAX_WIDTH, (max_height - GAP) / (1.0 / query_ratio + 1.0 / candidate_ratio))
    if beside**2 * (query_ratio + candidate_ratio) >= below**2 * (1.0 / query_ratio + 1.0 / candidate_ratio):
        height = max(1, round(beside))
        first = _Panel(0, 0, max(1, int(beside * query_ratio)), height)
        second = _Panel(first.width + GAP, 0, max(1, int(beside * candidate_ratio)), height)
    else:
        width = max(1, round(below))
        first = _Panel(0, 0, width, max(1, int(below / query_ratio)))
        second = _Panel(0, first.height + GAP, width, max(1, int(below / candidate_ratio)))
    canvas = np.empty((second.top + second.height, second.left + second.width, 3), dtype=np.uint8)
    canvas[:] = GAP_COLOUR
    for panel, picture in ((first, query), (second, candidate)):
        shrinks = picture.shape[1] > panel.width
        sized = cv2.resize(
            picture, (panel.width, panel.height), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
        )
        canvas[panel.top : panel.top + panel.height, panel.left : panel.left + panel.width] = sized
    return canvas, first, second


def evenly_spread(places: Float64Array, count: int) -> Int64Array:
    """At most `count` rows of places (n, d), each the farthest from those before it (Gonzalez, 1985).

    (m,) int64, the first row first. Any number of the first of them is evenly spread too.
    """
    chosen = [0] if len(places) and count else []
    nearest = np.full(len(places), np.inf)
    while len(chosen) < min(count, len(places)):
        nearest = np.minimum(nearest, ((places - places[chosen[-1]]) ** 2).sum(axis=1))
        nearest[chosen[-1]] = -1.0  # two matches at one place must not be taken for one
        chosen.append(int(nearest.argmax()))
    return np.array(chosen, dtype=np.int64)


def _spread(starts: Float64Array, ends: Float64Array, rows: Int64Array, count: int) -> Int64Array:
    return rows if len(rows) <= count else rows[evenly_spread(np.hstack([starts[rows], ends[rows]]), count)]


def _outline(
    canvas: UInt8Array, panel: _Panel, homography: Float64Array, of_size: tuple[int, int], in_size: tuple[int, int]
) -> None:
    """Where the homography puts a picture of one size in the picture of the panel, as far as it lies inside."""
    width, height = of_size
    quad = np.array([[0, 0, 1], [width, 0, 1], [width, height, 1], [0, height, 1]], dtype=np.float64)
    quad[:, :2] -= 0.5
    mapped = quad @ homography.T
    if np.ptp(np.sign(mapped[:, 2])) > 0 or (mapped[:, 2] == 0.0).any():
        # A picture that merely contains the other can reach over the horizon, where no outline exists.
        return
    corners = panel.place(mapped[:, :2] / mapped[:, 2:], in_size)
    low = np.array([panel.left + 1, panel.top + 1], dtype=np.float64)
    high = low + np.array([panel.width - 3, panel.height - 3])
    for colour, thickness in ((SHADE, 5), ((255, 255, 255), 2)):
        for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
            part = _clipped(start, end, low, high)
            if part is not None:
                _line(canvas, *part, colour, thickness)


def _clipped(
    start: Float64Array, end: Float64Array, low: Float64Array, high: Float64Array
) -> tuple[Float64Array, Float64Array] | None:
    """The part of a line inside a box (Liang and Barsky, 1984), or None. OpenCV overflows far outside the picture."""
    enter, leave = 0.0, 1.0
    step = end - start
    for axis in (0, 1):
        for slope, room in ((-step[axis], start[axis] - low[axis]), (step[axis], high[axis] - start[axis])):
            if slope == 0.0:
                if room < 0.0:
                    return None
            elif slope < 0.0:
                enter = max(enter, room / slope)
            else:
                leave = min(leave, room / slope)
    return (start + enter * step, start + leave * step) if enter < leave else None


def _fixed(point: Float64Array) -> tuple[int, int]:
    return round(float(point[0]) * (1 << SHIFT)), round(float(point[1]) * (1 << SHIFT))


def _line(canvas: UInt8Array, start: Float64Array, end: Float64Array, colour: Colour, thickness: int) -> None:
    cv2.line(canvas, _fixed(start), _fixed(end), colour, thickness, cv2.LINE_AA, SHIFT)


def _dashed(canvas: UInt8Array, start: Float64Array, end: Float64Array) -> None:
    length = float(np.hypot(*(end - start)))
    for number in range(math.ceil(length / (DASH + SPACE))):
        at = number * (DASH + SPACE)
        first, last = (start + (end - start) * (min(reach, length) / length) for reach in (at, at + DASH))
        _line(canvas, first, last, STRAY, 1)


def _dot(canvas: UInt8Array, point: Float64Array) -> None:
    cv2.circle(canvas, _fixed(point), 5 << SHIFT, SHADE, cv2.FILLED, cv2.LINE_AA, SHIFT)
    cv2.circle(canvas, _fixed(point), 4 << SHIFT, AGREEING, cv2.FILLED, cv2.LINE_AA, SHIFT)


def _ring(canvas: UInt8Array, point: Float64Array) -> None:
    cv2.circle(canvas, _fixed(point), 4 << SHIFT, SHADE, 3, cv2.LINE_AA, SHIFT)
    cv2.circle(canvas, _fixed(point), 4 << SHIFT, STRAY, 1, cv2.LINE_AA, SHIFT)


# ---------------------------------------------------------------- colours


def _bars(histogram: Float32Array) -> Float64Array:
    """(20, 12) float64: 4 greys, then 16 hues with 12 shades each."""
    bins = np.asarray(histogram, dtype=np.float64).reshape(BAR_HUES, BAR_SATURATIONS, BAR_VALUES)
    bars = np.zeros((BAR_VALUES + BAR_HUES, (BAR_SATURATIONS - 1) * BAR_VALUES))
    # The lowest quarter of saturation is grey to the eye, whatever its hue.
    bars[:BAR_VALUES, 0] = bins[:, 0, :].sum(axis=0)
    bars[BAR_VALUES:] = bins[:, 1:, :].transpose(0, 2, 1).reshape(BAR_HUES, -1)
    return bars


def _bar_colours() -> UInt8Array:
    """(20, 12, 3) uint8 RGB: the middle of every bin of `_bars`."""
    hue, value, saturation = np.meshgrid(
        (np.arange(BAR_HUES) + 0.5) * 180 / BAR_HUES,
        (np.arange(BAR_VALUES) + 0.5) * 256 / BAR_VALUES,
        (np.arange(1, BAR_SATURATIONS) + 0.5) * 256 / BAR_SATURATIONS,
        indexing="ij",
    )
    hsv = np.stack([hue, saturation, value], axis=-1).astype(np.uint8).reshape(BAR_HUES, -1, 3)
    colours = np.zeros((BAR_VALUES + BAR_HUES, hsv.shape[1], 3), dtype=np.uint8)
    colours[:BAR_VALUES] = ((np.arange(BAR_VALUES) + 0.5) * 256 / BAR_VALUES)[:, np.newaxis, np.newaxis]
    colours[BAR_VALUES:] = cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB)
    return colours
