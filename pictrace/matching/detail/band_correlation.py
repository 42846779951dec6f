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
AGREES = 0.5
# The part that was kept: every place around which most of the texture agrees, asked at each fourth pixel.
KEPT_STEP, KEPT_WINDOW, KEPT_SHARE = 4, 11, 0.6
FEWEST_KEPT = 30


@dataclass(frozen=True, slots=True, eq=False)
class KeptPart:
    """low, area, middle : as `kept_…` in `DetailEvidence`; None where there is too little texture.

    places : (h, w) bool, where not most of the texture around disagrees, plain places too.
    """

    low: float | None
    area: float | None
    middle: float | None
    places: BoolArray


@dataclass(frozen=True, slots=True, eq=False)
class BandCorrelation:
    """values : (h, w) float32 in [−1, 1]. textured : (h, w) bool, where they say something."""

    values: Float32Array
    textured: BoolArray

    def chosen(self) -> Float32Array | None:
        """(n,) float32, the values of the textured part; None where that is too small."""
        chosen = self.values[self.textured]
        return chosen if len(chosen) >= FEWEST_TEXTURED else None

    def kept(self) -> KeptPart:
        """The part around which most of the texture agrees.

        What was put over a picture leaves the rest as it was; in another shot disagreement lies everywhere.
        """
        values = self.values[::KEPT_STEP, ::KEPT_STEP]
        textured = self.textured[::KEPT_STEP, ::KEPT_STEP]
        window = KEPT_WINDOW, KEPT_WINDOW
        here = cv2.blur(textured.astype(np.float32), window)
        agreeing = cv2.blur((textured & (values > AGREES)).astype(np.float32), window)
        places = agreeing >= KEPT_SHARE * here - 1e-3
        height, width = self.values.shape
        whole = cv2.resize(places.astype(np.uint8), (width, height), interpolation=cv2.INTER_NEAREST) > 0
        rows, columns = values.shape
        middle = slice(rows // 4, rows - rows // 4), slice(columns // 4, columns - columns // 4)
        in_middle = _share(places[middle], textured[middle])
        kept = values[textured & places]
        if len(kept) < FEWEST_KEPT:
            return KeptPart(None, None, in_middle, np.asarray(whole))
        fifth = len(kept) // 5
        low = float(np.partition(kept, fifth)[fifth])
        return KeptPart(low, _share(places, textured), in_middle, np.asarray(whole))


def _share(places: BoolArray, textured: BoolArray) -> float | None:
    """Of the textured part, the share that lies in these places."""
    count = int(np.count_nonzero(textured))
    return int(np.count_nonzero(places & textured)) / count if count >= FEWEST_KEPT else None


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
