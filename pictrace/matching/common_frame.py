"""Two pictures resampled to a common frame: their common area at one resolution, smoothed alike."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from pictrace.matching import content_mask, homography, homography_shape
from pictrace.types import BoolArray, Float32Array, Float64Array, UInt8Array

# Long side of the frame. Twice that takes four times as long and tells copies from other shots no better.
SIDE = 160
SMALLEST_SIDE = 16
SMOOTHING = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class RegistrationImage:
    """A picture prepared for registration. grey : (h, w) uint8, colour : (h, w, 3) uint8 RGB of the working picture.

    content : as `content_mask.content` gives it, less what is to be ignored; counted : (h, w) bool of any size, all but
    what is to be ignored, None for all. size : (width, height) of the original, which homographies refer to.
    """

    grey: UInt8Array
    colour: UInt8Array
    content: BoolArray | None
    counted: BoolArray | None
    size: tuple[int, int]

    @property
    def working_size(self) -> tuple[int, int]:
        """(width, height) of the working picture."""
        return self.grey.shape[1], self.grey.shape[0]


def registration_image(
    working: UInt8Array, size: tuple[int, int], ignored: Sequence[Float64Array] = ()
) -> RegistrationImage:
    """A working picture (h, w, 3) uint8 RGB of an original of this size.

    ignored : polygons (n, 2) x y in original pixels that do not count as content.
    """
    return registration_image_of_grey(grey_of(working), working, size, ignored)


def registration_image_of_grey(
    grey: UInt8Array, working: UInt8Array, size: tuple[int, int], ignored: Sequence[Float64Array] = ()
) -> RegistrationImage:
    """The same with the grey working picture, as `grey_of` gives it, computed before."""
    content = content_mask.without(content_mask.content(grey), ignored, grey, size)
    return RegistrationImage(grey, working, content, content_mask.without(None, ignored, grey, size), size)


def grey_of(working: UInt8Array) -> UInt8Array:
    """(h, w, 3) uint8 RGB → (h, w) uint8."""
    return np.asarray(cv2.cvtColor(working, cv2.COLOR_RGB2GRAY), np.uint8)


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """The common area of two working pictures at one resolution, smoothed alike.

    query : (h, w) float32 grey. candidate : the whole of it, (h, w) float32, shrunk to about the same resolution.
    initial : frame pixels → candidate pixels here. to_query : frame → query's working pixels. to_reduced : candidate's
    working pixels → candidate here. box : left, top, right, bottom in the query's working picture.
    """

    query: Float32Array
    candidate: Float32Array
    initial: Float64Array
    to_query: Float64Array
    to_reduced: Float64Array
    box: tuple[int, int, int, int]

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return self.query.shape[1], self.query.shape[0]


def frame(query: UInt8Array, candidate: UInt8Array, initial: Float64Array) -> Frame | None:
    """The frame of two grey working pictures (h, w) uint8; `initial` maps pixels of the first to the second.

    None where they have no area in common, or one of fewer than 16 pixels across.
    """
    query_size, candidate_size = (query.shape[1], query.shape[0]), (candidate.shape[1], candidate.shape[0])
    polygon = homography_shape.common_area(initial, query_size, candidate_size)
    if polygon is None:
        return None
    left, top = (max(0, math.floor(value + 0.5)) for value in polygon.min(axis=0))
    right, bottom = (
        min(limit, math.ceil(value + 0.5)) for value, limit in zip(polygon.max(axis=0), query_size, strict=True)
    )
    middle = polygon.mean(axis=0)
    candidate_pixels = math.sqrt(abs(float(np.linalg.det(homography.jacobian(initial, middle)))))
    step = max(1.0, 1.0 / max(candidate_pixels, 1e-6), max(right - left, bottom - top) / SIDE)
    width, height = round((right - left) / step), round((bottom - top) / step)
    if min(width, height) < SMALLEST_SIDE:
        return None
    part = cv2.resize(query[top:bottom, left:right], (width, height), interpolation=cv2.INTER_AREA)
    to_query = np.array([[1.0, 0.0, left], [0.0, 1.0, top], [0.0, 0.0, 1.0]]) @ homography.resize_transform(
        (width, height), (right - left, bottom - top)
    )
    steps = np.linalg.norm(homography.jacobian(initial @ to_query, (width / 2, height / 2)), axis=1)
    reduced_size = (
        max(1, round(candidate_size[0] / max(1.0, float(steps[0])))),
        max(1, round(candidate_size[1] / max(1.0, float(steps[1])))),
    )
    to_reduced = homography.resize_transform(candidate_size, reduced_size)
    return Frame(
        _smooth(np.asarray(part, np.uint8)),
        _smooth(np.asarray(cv2.resize(candidate, reduced_size, interpolation=cv2.INTER_AREA), np.uint8)),
        to_reduced @ initial @ to_query,
        to_query,
        to_reduced,
        (left, top, right, bottom),
    )


def content_in_frame(picture: RegistrationImage, to_working: Float64Array, size: tuple[int, int]) -> BoolArray:
    """(h, w) bool: where the picture has content in a frame of this size that maps to its working pixels."""
    return mask_in_frame(picture.content, picture.working_size, to_working, size)


def mask_in_frame(
    mask: BoolArray | None, working_size: tuple[int, int], to_working: Float64Array, size: tuple[int, int]
) -> BoolArray:
    """(h, w) bool: a mask of any size over a working picture, None for all of it, in a frame that maps to its pixels.
    False outside the picture."""
    inside = np.ones((working_size[1], working_size[0]), np.uint8) if mask is None else mask.astype(np.uint8)
    to_mask = homography.resize_transform(working_size, (inside.shape[1], inside.shape[0])) @ to_working
    return np.asarray(cv2.warpPerspective(inside, to_mask, size, flags=cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP) > 0)


def _smooth(grey: UInt8Array) -> Float32Array:
    return np.asarray(cv2.GaussianBlur(grey.astype(np.float32), (0, 0), SMOOTHING), np.float32)
