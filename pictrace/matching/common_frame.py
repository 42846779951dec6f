"""Two pictures brought to a common frame: their common area at one resolution, smoothed alike."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from pictrace.matching import content_mask as content
from pictrace.matching import homography, homography_shape
from pictrace.types import BoolArray, Float32Array, Float64Array, UInt8Array

# Long side of the frame. Twice that takes four times as long and tells copies from other shots no better.
SIDE = 160
SMALLEST_SIDE = 16
SMOOTHING = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """A picture ready to be registered. grey : (h, w) uint8 and colour : (h, w, 3) uint8 RGB of the working picture.

    content : as `content.content` gives it. size : (width, height) of the original, which homographies refer to.
    """

    grey: UInt8Array
    colour: UInt8Array
    content: BoolArray | None
    size: tuple[int, int]

    @property
    def small(self) -> tuple[int, int]:
        """(width, height) of the working picture."""
        return self.grey.shape[1], self.grey.shape[0]


def view(working: UInt8Array, size: tuple[int, int], ignored: Sequence[Float64Array] = ()) -> View:
    """A working picture (h, w, 3) uint8 RGB of an original of this size.

    ignored : polygons (n, 2) x y in original pixels that do not count as content.
    """
    return grey_view(grey_of(working), working, size, ignored)


def grey_view(
    grey: UInt8Array, working: UInt8Array, size: tuple[int, int], ignored: Sequence[Float64Array] = ()
) -> View:
    """The same where the working picture in grey, as `grey_of` gives it, is at hand."""
    return View(grey, working, content.without(content.content(grey), ignored, grey, size), size)


def grey_of(working: UInt8Array) -> UInt8Array:
    """(h, w, 3) uint8 RGB → (h, w) uint8."""
    return np.asarray(cv2.cvtColor(working, cv2.COLOR_RGB2GRAY), np.uint8)


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """The common area of two working pictures at one resolution, smoothed alike.

    query : (h, w) float32 grey. candidate : the whole of it, (h, w) float32, shrunk to about the same resolution.
    start : frame pixels → candidate pixels here. to_query : frame → query's working pixels. to_small : candidate's
    working pixels → candidate here. box : left, top, right, bottom in the query's working picture.
    """

    query: Float32Array
    candidate: Float32Array
    start: Float64Array
    to_query: Float64Array
    to_small: Float64Array
    box: tuple[int, int, int, int]

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return self.query.shape[1], self.query.shape[0]


def frame(query: UInt8Array, candidate: UInt8Array, start: Float64Array) -> Frame | None:
    """The frame of two grey working pictures (h, w) uint8; `start` maps pixels of the first to the second.

    None where they have no area in common, or one of fewer than 16 pixels across.
    """
    query_size, candidate_size = (query.shape[1], query.shape[0]), (candidate.shape[1], candidate.shape[0])
    polygon = homography_shape.common_area(start, query_size, candidate_size)
    if polygon is None:
        return None
    left, top = (max(0, math.floor(value + 0.5)) for value in polygon.min(axis=0))
    right, bottom = (
        min(limit, math.ceil(value + 0.5)) for value, limit in zip(polygon.max(axis=0), query_size, strict=True)
    )
    middle = polygon.mean(axis=0)
    candidate_pixels = math.sqrt(abs(float(np.linalg.det(homography.jacobian(start, middle)))))
    step = max(1.0, 1.0 / max(candidate_pixels, 1e-6), max(right - left, bottom - top) / SIDE)
    width, height = round((right - left) / step), round((bottom - top) / step)
    if min(width, height) < SMALLEST_SIDE:
        return None
    part = cv2.resize(query[top:bottom, left:right], (width, height), interpolation=cv2.INTER_AREA)
    to_query = np.array([[1.0, 0.0, left], [0.0, 1.0, top], [0.0, 0.0, 1.0]]) @ homography.resize_transform(
        (width, height), (right - left, bottom - top)
    )
    steps = np.linalg.norm(homography.jacobian(start @ to_query, (width / 2, height / 2)), axis=1)
    shrunk = (
        max(1, round(candidate_size[0] / max(1.0, float(steps[0])))),
        max(1, round(candidate_size[1] / max(1.0, float(steps[1])))),
    )
    to_small = homography.resize_transform(candidate_size, shrunk)
    return Frame(
        _smooth(np.asarray(part, np.uint8)),
        _smooth(np.asarray(cv2.resize(candidate, shrunk, interpolation=cv2.INTER_AREA), np.uint8)),
        to_small @ start @ to_query,
        to_query,
        to_small,
        (left, top, right, bottom),
    )


def shown(picture: View, to_working: Float64Array, size: tuple[int, int]) -> BoolArray:
    """(h, w) bool: where the picture has content in a frame of this size that maps to its working pixels."""
    small = picture.small
    inside = np.ones((small[1], small[0]), np.uint8) if picture.content is None else picture.content.astype(np.uint8)
    to_inside = homography.resize_transform(small, (inside.shape[1], inside.shape[0])) @ to_working
    return np.asarray(cv2.warpPerspective(inside, to_inside, size, flags=cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP) > 0)


def _smooth(grey: UInt8Array) -> Float32Array:
    return np.asarray(cv2.GaussianBlur(grey.astype(np.float32), (0, 0), SMOOTHING), np.float32)
