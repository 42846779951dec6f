"""Local SSIM of two aligned pictures, insensitive to recompression, resizing and slight blur.

SSIM: Wang et al., IEEE TIP 2004. Both pictures are smoothed first, and what is compared is the larger of two faults:
that structure differs, and that mean colours do.
"""

from __future__ import annotations

import cv2
import numpy as np

from pictrace.explanation import plane_reduction
from pictrace.explanation.smoothing import smoothed
from pictrace.types import Float32Array, UInt8Array

WINDOW = 11
# Variance in squared grey levels that JPEG at quality 20 leaves in even places after the smoothing; SSIM's own
# constant of 58 for 255 levels is meant for pictures that were not saved so poorly.
NOISE = 60.0
# Grey levels by which mean colours of a window may differ, and at which nothing is left of the similarity.
SAME_COLOUR, OTHER_COLOUR = 10.0, 50.0
DETAIL_WINDOW = 9
DETAIL_NOISE = 4.0


def similarity(a: UInt8Array, b: UInt8Array) -> Float32Array:
    """(h, w) float32 in [−1, 1] of two pictures (h, w, 3) uint8 RGB; 1 where they are equal."""
    first, second = smoothed(a), smoothed(b)
    structure = _structure(_grey(first), _grey(second))
    apart = plane_reduction.highest(np.abs(_mean(first) - _mean(second)))
    colour = 1.0 - (apart - SAME_COLOUR) / (OTHER_COLOUR - SAME_COLOUR)
    return np.asarray(np.minimum(structure, np.clip(colour, 0.0, 1.0)), np.float32)


def detail(a: UInt8Array, b: UInt8Array) -> tuple[Float32Array, Float32Array]:
    """Whether fine details are the same: (h, w) float32 in [−1, 1], SSIM's structure term, whatever the contrast; and
    (h, w) float32, the larger variance there, in squared grey levels. Of two pictures (h, w, 3) uint8 RGB."""
    window = (DETAIL_WINDOW, DETAIL_WINDOW)
    first, second = (_grey(smoothed(one, 0.8)) for one in (a, b))
    mean_a, mean_b = cv2.blur(first, window), cv2.blur(second, window)
    variance_a = np.maximum(cv2.blur(first * first, window) - mean_a * mean_a, 0.0)
    variance_b = np.maximum(cv2.blur(second * second, window) - mean_b * mean_b, 0.0)
    covariance = cv2.blur(first * second, window) - mean_a * mean_b
    values = covariance / np.sqrt((variance_a + DETAIL_NOISE) * (variance_b + DETAIL_NOISE))
    return np.asarray(values, np.float32), np.asarray(np.maximum(variance_a, variance_b), np.float32)


def _structure(a: Float32Array, b: Float32Array) -> Float32Array:
    """The contrast and structure terms of SSIM."""
    mean_a, mean_b = _mean(a), _mean(b)
    variance_a = np.maximum(_mean(a * a) - mean_a * mean_a, 0.0)
    variance_b = np.maximum(_mean(b * b) - mean_b * mean_b, 0.0)
    covariance = _mean(a * b) - mean_a * mean_b
    return np.asarray((2.0 * covariance + NOISE) / (variance_a + variance_b + NOISE), np.float32)


def _grey(values: Float32Array) -> Float32Array:
    return np.asarray(cv2.cvtColor(values, cv2.COLOR_RGB2GRAY), np.float32) - np.float32(128.0)


def _mean(values: Float32Array) -> Float32Array:
    return np.asarray(cv2.blur(values, (WINDOW, WINDOW), borderType=cv2.BORDER_REFLECT), np.float32)
