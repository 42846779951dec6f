"""Local normalised correlation of two aligned grey pictures, independent of their tones."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pictrace.matching import block_displacement, photometric_residual
from pictrace.types import BoolArray, Float32Array, Int64Array

WINDOW = 9
SAME = 0.6
# Variance in squared grey levels. Noise is what recompression leaves in an even area; texture is well above it.
NOISE = 2.0
TEXTURE = 25.0
# Of a picture with little contrast as a whole, what is less than this share of it.
TEXTURE_SHARE = 0.12
# Texture that only one of the two has counts from so many times the threshold: fainter, it is what a low JPEG quality
# takes, or the steps that its blocks put into an even sky. Of copies at .4 of the size saved at quality 8, nine in ten
# have an agreement of .96 and more instead of .89; two shots between which something moved have .868, .864 before
# (medians). 8 times changes no more.
ONE_SIDED = 4.0
SHIFT_BLOCK = 12
BLACK, WHITE = 5.0, 250.0
PLACES = 300


@dataclass(frozen=True, slots=True)
class PixelAgreement:
    """As in `RegistrationEvidence`. places : (n, 2), x y of textured pixels, at most a few hundred of them."""

    agreement: float
    correlation: float
    textured: int
    parallax: float
    unevenness: float
    places: Int64Array


def pixel_agreement(query: Float32Array, candidate: Float32Array, overlap: BoolArray) -> PixelAgreement | None:
    """Of two (h, w) float32 grey frames in [0, 255], the candidate warped to the query.

    overlap : (h, w) bool, where both have content. None where there is no texture.
    """
    window = np.ones((WINDOW, WINDOW), np.uint8)
    inside = cv2.erode(overlap.astype(np.uint8), window, borderValue=0) > 0
    correlations, textured = _local_correlation(query, candidate, inside)
    textured &= ~(_clipped(query) | _clipped(candidate))
    count = int(np.count_nonzero(textured))
    if count == 0:
        return None
    judged = correlations[textured]
    return PixelAgreement(
        agreement=float(np.mean(judged > SAME)),
        correlation=float(judged.mean(dtype=np.float64)),
        textured=count,
        parallax=block_displacement.median_displacement(query, candidate, textured & (correlations > SAME), SHIFT_BLOCK)
        or 0.0,
        unevenness=photometric_residual.unevenness(query, candidate, overlap),
        places=np.argwhere(textured)[:: max(1, count // PLACES), ::-1],
    )


def _local_correlation(
    query: Float32Array, candidate: Float32Array, inside: BoolArray
) -> tuple[Float32Array, BoolArray]:
    """Normalised correlation in windows, and where both have texture or one has much."""
    window = (WINDOW, WINDOW)
    query_mean, candidate_mean = cv2.blur(query, window), cv2.blur(candidate, window)
    query_variance = np.maximum(cv2.blur(query * query, window) - query_mean * query_mean, 0.0)
    candidate_variance = np.maximum(cv2.blur(candidate * candidate, window) - candidate_mean * candidate_mean, 0.0)
    covariance = cv2.blur(query * candidate, window) - query_mean * candidate_mean
    values = np.asarray(covariance / np.sqrt((query_variance + NOISE) * (candidate_variance + NOISE)), np.float32)
    in_query, in_candidate = query_variance / _texture(query, inside), candidate_variance / _texture(candidate, inside)
    textured = inside & ((np.minimum(in_query, in_candidate) > 1.0) | (np.maximum(in_query, in_candidate) > ONE_SIDED))
    return values, textured


def _clipped(grey: Float32Array) -> BoolArray:
    """Where a window is all but black or white: brightening or more contrast may have taken the texture there."""
    extreme = ((grey < BLACK) | (grey > WHITE)).astype(np.float32)
    return np.asarray(cv2.blur(extreme, (WINDOW, WINDOW)) > 0.9)


def _texture(grey: Float32Array, inside: BoolArray) -> float:
    spread = float(grey[inside].std()) if inside.any() else 0.0
    return min(TEXTURE, max(2 * NOISE, (TEXTURE_SHARE * spread) ** 2))
