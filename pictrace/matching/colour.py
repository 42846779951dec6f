"""Colour: correlation of HSV histograms."""

from __future__ import annotations

import cv2
import numpy as np

from pictrace.types import Float32Array, UInt8Array

HUES, SATURATIONS, VALUES = 16, 4, 4


def histogram(pixels: UInt8Array) -> Float32Array:
    """(h, w, 3) uint8 RGB → (256,) float32: share of the pixels in each of 16 × 4 × 4 HSV bins, sum 1.

    Hue is the slowest index, value the fastest.
    """
    hsv = cv2.cvtColor(pixels, cv2.COLOR_RGB2HSV)
    # OpenCV's hue of 8-bit pictures runs to 180.
    counts = cv2.calcHist([hsv], [0, 1, 2], None, [HUES, SATURATIONS, VALUES], [0, 180, 0, 256, 0, 256])
    shares: Float32Array = (counts.ravel() / counts.sum()).astype(np.float32)
    return shares


def similarity(a: Float32Array, b: Float32Array) -> float:
    """Pearson correlation of two histograms (n,), OpenCV's HISTCMP_CORREL, with negative values as 0; in [0, 1].

    Equal histograms have 1. One that is the same in all bins correlates with nothing else: 0.
    """
    if np.array_equal(a, b):
        return 1.0
    left = a.astype(np.float64) - a.mean(dtype=np.float64)
    right = b.astype(np.float64) - b.mean(dtype=np.float64)
    norm = float(np.sqrt((left @ left) * (right @ right)))
    # Bins are shares, at most 1: a norm this small is rounding, not colour.
    return min(1.0, max(0.0, float(left @ right) / norm)) if norm > 1e-12 else 0.0
