"""A mask of a picture's content, without a plain border or fill around it."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from pictrace.types import BoolArray, Float64Array, UInt8Array

SIDE = 160
# Grey levels from the corner's own: JPEG rings this much beside an edge, and a sky darkens by more.
TOLERANCE = 6
# Standard deviation in grey levels of a fill after JPEG; a sky has more.
PLAIN = 1.5
# A fill smaller than this is a few even pixels in a corner.
SMALLEST_FILL = 0.01
# The paper of a form reaches between its words into the middle: what is left are lines that no window fits into. So
# where hardly any window does, the gaps between what is left are content too. A photograph within a border is solid.
WINDOW = 9
SOLID = 0.4
LARGEST_GAP = 21


def content(grey: UInt8Array) -> BoolArray | None:
    """(h, w) bool, long side at most 160: all but the plain areas that reach into a corner; None when it is all.

    A border, a letterbox, a caption's paper, or what fills the corners of a turned picture.
    """
    scale = min(1.0, SIDE / max(grey.shape))
    size = max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale))
    small = np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA) if scale < 1.0 else grey, np.uint8)
    flags = 4 | (255 << 8) | cv2.FLOODFILL_FIXED_RANGE | cv2.FLOODFILL_MASK_ONLY
    plain = np.zeros(small.shape, np.bool_)
    for x in (0, small.shape[1] - 1):
        for y in (0, small.shape[0] - 1):
            if not plain[y, x]:
                filled = np.zeros((small.shape[0] + 2, small.shape[1] + 2), np.uint8)
                cv2.floodFill(small, filled, (x, y), 0, TOLERANCE, TOLERANCE, flags)
                here = filled[1:-1, 1:-1] > 0
                if float(small[here].std()) < PLAIN:
                    plain |= here
    share = float(plain.mean())
    # Nearly all of it is plain: a drawing on white paper, which is content to its edges.
    return _without_gaps(~plain) if SMALLEST_FILL < share < 1.0 - SMALLEST_FILL else None


def _without_gaps(inside: BoolArray) -> BoolArray:
    mask = inside.astype(np.uint8)
    solid = cv2.erode(mask, np.ones((WINDOW, WINDOW), np.uint8))
    if np.count_nonzero(solid) >= SOLID * np.count_nonzero(mask):
        return inside
    return np.asarray(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((LARGEST_GAP, LARGEST_GAP), np.uint8)) > 0)


def without(
    inside: BoolArray | None, polygons: Sequence[Float64Array], grey: UInt8Array, size: tuple[int, int]
) -> BoolArray | None:
    """Content less these polygons (n, 2), which are in pixels of an original of this size (width, height)."""
    if not polygons:
        return inside
    if inside is None:
        scale = min(1.0, SIDE / max(grey.shape))
        inside = np.ones((max(1, round(grey.shape[0] * scale)), max(1, round(grey.shape[1] * scale))), np.bool_)
    out = np.zeros(inside.shape, np.uint8)
    for polygon in polygons:
        _fill(out, polygon, size)
    return np.asarray(inside & (out == 0))


def share_inside(inside: BoolArray, polygon: Float64Array, size: tuple[int, int]) -> float:
    """Share of the content that lies in the polygon (n, 2) x y, which is in pixels of a picture of this size."""
    mask = np.zeros(inside.shape, np.uint8)
    _fill(mask, polygon, size)
    wider = cv2.dilate(mask, np.ones((3, 3), np.uint8))
    return int(np.count_nonzero(inside & (wider > 0))) / max(1, int(np.count_nonzero(inside)))


def _fill(mask: UInt8Array, polygon: Float64Array, size: tuple[int, int]) -> None:
    height, width = (float(side) for side in mask.shape)
    scaled: Float64Array = (polygon + 0.5) * np.array([width / size[0], height / size[1]]) - 0.5
    # With 4 fractional bits; a pixel of the rim counts as inside. Far outside, fixed-point numbers would overflow.
    scaled = np.clip(scaled, -16.0 * SIDE, 16.0 * SIDE)
    cv2.fillPoly(mask, [np.rint(scaled * 16).astype(np.int32)], 1, shift=4)
