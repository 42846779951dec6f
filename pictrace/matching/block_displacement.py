"""By how far small blocks of two aligned pictures still lie off: one step of Lucas and Kanade (IJCAI 1981) a block."""

from __future__ import annotations

import cv2
import numpy as np

from pictrace.matching import inverse_compositional
from pictrace.types import BoolArray, Float32Array

# A shift is reliable where the block has edges in both directions: the smaller eigenvalue of its structure tensor.
CORNER = 0.002
MINIMUM_BLOCKS = 6


def median_displacement(query: Float32Array, candidate: Float32Array, same: BoolArray, block: int) -> float | None:
    """The median shift of blocks of `block` pixels, in pixels; None where too few blocks can tell.

    query, candidate : (h, w) float32 grey. same : (h, w) bool, where the two agree; other blocks are left out.
    """
    a, b = inverse_compositional.normalised(query), inverse_compositional.normalised(candidate)
    mean, difference = (a + b) / 2, a - b
    across = cv2.Sobel(mean, cv2.CV_32F, 1, 0, ksize=3, scale=0.125)
    down = cv2.Sobel(mean, cv2.CV_32F, 0, 1, ksize=3, scale=0.125)
    size = max(1, query.shape[1] // block), max(1, query.shape[0] // block)

    def averaged(values: Float32Array) -> Float32Array:
        return np.asarray(cv2.resize(values, size, interpolation=cv2.INTER_AREA), np.float32)

    xx, xy, yy = averaged(across * across), averaged(across * down), averaged(down * down)
    x, y = averaged(across * difference), averaged(down * difference)
    determinant = xx * yy - xy * xy
    smaller = (xx + yy) / 2 - np.sqrt(np.maximum(((xx - yy) / 2) ** 2 + xy * xy, 0.0))
    reliable = (smaller > CORNER) & (averaged(same.astype(np.float32)) > 0.5)
    if np.count_nonzero(reliable) < MINIMUM_BLOCKS:
        return None
    determinant, xx, xy, yy, x, y = (part[reliable] for part in (determinant, xx, xy, yy, x, y))
    shift = np.hypot((yy * x - xy * y) / determinant, (xx * y - xy * x) / determinant)
    return float(np.median(shift))
