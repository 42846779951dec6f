"""Local correlation of the band of detail of two frames, independent of tones."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pictrace.types import BoolArray, Float32Array

WINDOW = 21
# Variance of a band in squared grey levels: from half of it on it is texture in both pictures, and from four times it
# on it is in one. What has less than the noise says nothing.
TEXTURE, NOISE = 6.0, 1.0
FEWEST_TEXTURED = 200


@dataclass(frozen=True, slots=True, eq=False)
class BandCorrelation:
    """values : (h, w) float32 in [−1, 1]. textured : (h, w) bool, where they say something."""

    values: Float32Array
    textured: BoolArray

    def chosen(self) -> Float32Array | None:
        """(n,) float32, the values of the textured part; None where that is too small."""
        chosen = self.values[self.textured]
        return chosen if len(chosen) >= FEWEST_TEXTURED else None


def band_correlation(query: Float32Array, candidate: Float32Array, inside: BoolArray) -> BandCorrelation:
    """Of the bands (h, w) float32 of two frames. inside : (h, w) bool, the pixels whose whole window lies in both."""
    mean_a, mean_b = _mean(query), _mean(candidate)
    variance_a = np.maximum(_mean(query * query) - mean_a * mean_a, 0.0)
    variance_b = np.maximum(_mean(candidate * candidate) - mean_b * mean_b, 0.0)
    covariance = _mean(query * candidate) - mean_a * mean_b
    values = covariance / np.sqrt((variance_a + NOISE) * (variance_b + NOISE))
    in_both = np.minimum(variance_a, variance_b) > 0.5 * TEXTURE
    in_one = np.maximum(variance_a, variance_b) > 4.0 * TEXTURE
    return BandCorrelation(np.asarray(values, np.float32), inside & (in_both | in_one))


def _mean(values: Float32Array) -> Float32Array:
    return np.asarray(cv2.blur(values, (WINDOW, WINDOW)), np.float32)
