"""Local normalised correlation of two aligned grey pictures, independent of their tones."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pictrace.matching import inverse_compositional, photometric_residual
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
# A shift is reliable where the block has edges in both directions: the smaller eigenvalue of its structure tensor.
CORNER = 0.002
MINIMUM_BLOCKS = 6
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
        parallax=_parallax(query, candidate, textured & (correlations > SAME)),
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


def _parallax(query: Float32Array, candidate: Float32Array, same: BoolArray) -> float:
    """The median residual shift of small blocks, in pixels: one step of Lucas and Kanade."""
    a, b = inverse_compositional.normalised(query), inverse_compositional.normalised(candidate)
    mean, difference = (a + b) / 2, a - b
    across = cv2.Sobel(mean, cv2.CV_32F, 1, 0, ksize=3, scale=0.125)
    down = cv2.Sobel(mean, cv2.CV_32F, 0, 1, ksize=3, scale=0.125)
    size = max(1, query.shape[1] // SHIFT_BLOCK), max(1, query.shape[0] // SHIFT_BLOCK)

    def block(values: Float32Array) -> Float32Array:
        return np.asarray(cv2.resize(values, size, interpolation=cv2.INTER_AREA), np.float32)

    xx, xy, yy = block(across * across), block(across * down), block(down * down)
    x, y = block(across * difference), block(down * difference)
    determinant = xx * yy - xy * xy
    smaller = (xx + yy) / 2 - np.sqrt(np.maximum(((xx - yy) / 2) ** 2 + xy * xy, 0.0))
    reliable = (smaller > CORNER) & (block(same.astype(np.float32)) > 0.5)
    if np.count_nonzero(reliable) < MINIMUM_BLOCKS:
        return 0.0
    determinant, xx, xy, yy, x, y = (part[reliable] for part in (determinant, xx, xy, yy, x, y))
    shift = np.hypot((yy * x - xy * y) / determinant, (xx * y - xy * x) / determinant)
    return float(np.median(shift))
