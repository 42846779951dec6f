"""Local correlation of one band of spatial frequencies, independent of tones."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pictrace.types import BoolArray, Float32Array

FEWEST_TEXTURED = 200


@dataclass(frozen=True, slots=True)
class Band:
    """fine, wide : sigmas in pixels between which the band lies. window : pixels.

    texture : variance of a band, in squared grey levels, from half of which on it is texture in both pictures, and
    from four times which on it is in one. noise : variance that is none.
    """

    fine: float
    wide: float
    window: int
    texture: float
    noise: float


# Half-tone dots and grain hide what is finer; what is coarser, other shots of one place share.
DETAIL = Band(fine=1.0, wide=3.0, window=21, texture=6.0, noise=1.0)


@dataclass(frozen=True, slots=True, eq=False)
class BandCorrelation:
    """values : (h, w) float32 in [−1, 1]. textured : (h, w) bool, where they say something."""

    values: Float32Array
    textured: BoolArray

    def ordered(self) -> Float32Array | None:
        """(n,) float32, the values of the textured part, rising; None where that is too small."""
        chosen = self.values[self.textured]
        return np.sort(chosen) if len(chosen) >= FEWEST_TEXTURED else None


def band_correlation(query: Float32Array, candidate: Float32Array, inside: BoolArray, band: Band) -> BandCorrelation:
    """Of two (h, w) float32 frames. inside : (h, w) bool, the pixels whose whole window lies in both."""
    a, b = _filtered(query, band), _filtered(candidate, band)
    window = band.window, band.window
    mean_a, mean_b = cv2.blur(a, window), cv2.blur(b, window)
    variance_a = np.maximum(cv2.blur(a * a, window) - mean_a * mean_a, 0.0)
    variance_b = np.maximum(cv2.blur(b * b, window) - mean_b * mean_b, 0.0)
    covariance = cv2.blur(a * b, window) - mean_a * mean_b
    values = covariance / np.sqrt((variance_a + band.noise) * (variance_b + band.noise))
    in_both = np.minimum(variance_a, variance_b) > 0.5 * band.texture
    in_one = np.maximum(variance_a, variance_b) > 4.0 * band.texture
    return BandCorrelation(np.asarray(values, np.float32), inside & (in_both | in_one))


def _filtered(grey: Float32Array, band: Band) -> Float32Array:
    """The difference of two Gaussians."""
    smooth, wide = cv2.GaussianBlur(grey, (0, 0), band.fine), cv2.GaussianBlur(grey, (0, 0), band.wide)
    return np.asarray(smooth - wide, np.float32)
