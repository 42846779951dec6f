"""Structure: SSIM of the whole pictures, and of their common area once the candidate is aligned to the query.

SSIM: Wang et al., IEEE TIP 2004, as scikit-image computes it (7 × 7 window), at 256 × 256 grey.
Plain SSIM misleads for crops and rotations: 12° alone takes two identical photos down to 0.16.

scikit-image computes the map that a person looks at. A search computes the same formula by OpenCV, which takes a tenth
of the time and gives the same value to 1e-5: a test compares the two.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from skimage import metrics

from pictrace.matching.homography import inside, jacobian, resize_transform
from pictrace.types import BoolArray, Float32Array, Float64Array, StructureEvidence, UInt8Array

# scikit-image ships no types.
structural_similarity: Callable[..., Any] = metrics.structural_similarity

SIZE = 256
WINDOW = 7
# Of Wang et al. for grey levels to 255: (0.01 · 255)² and (0.03 · 255)² keep dark and flat places from dividing by 0.
C1, C2 = (0.01 * 255.0) ** 2, (0.03 * 255.0) ** 2
# The sample covariance of the window's pixels, scikit-image's default.
SAMPLE = WINDOW**2 / (WINDOW**2 - 1)
# Grey levels are taken from here, or float32 would lose the variance of bright places in the square of their mean.
MIDDLE = 128.0
# Standard deviation in grey levels. A blank sheet saved as JPEG stays under 1; a page with one line of text is over 5.
FLAT = 2.0
# SSIM over less than this many pixels is a number about a few windows, not about two pictures.
MINIMUM_COMMON_PIXELS = 400


@dataclass(frozen=True, slots=True, eq=False)
class _WarpedCandidate:
    """The candidate warped to the query's square, (256, 256) each.

    grey : float32. covered : where the candidate has pixels. valid : where all of the window has.
    """

    grey: Float32Array
    covered: BoolArray
    valid: BoolArray


@dataclass(frozen=True, slots=True, eq=False)
class Square:
    """A picture ready for SSIM: (256, 256) float32 each. grey in [0, 255]; mean and variance of every window.

    centred : grey less 128, which mean is of. flat : as `is_flat` says.
    """

    grey: Float32Array
    centred: Float32Array
    mean: Float32Array
    variance: Float32Array
    flat: bool


def prepare(pixels: UInt8Array) -> Square:
    """The square of a picture (h, w, 3) uint8 RGB."""
    grey = grey_square(pixels)
    centred = grey - np.float32(MIDDLE)
    mean = _window_mean(centred)
    variance = SAMPLE * (_window_mean(centred * centred) - mean * mean)
    return Square(grey, centred, mean, variance.astype(np.float32, copy=False), is_flat(grey))


def grey_square(pixels: UInt8Array) -> Float32Array:
    """(h, w, 3) uint8 RGB → (256, 256) float32 grey in [0, 255], squashed to the square, area-averaged."""
    return _reduced(_grey(pixels))


def is_flat(square: Float32Array) -> bool:
    """Whether a (256, 256) grey picture has too little contrast for SSIM to say anything."""
    return float(square.std()) < FLAT


def structure(
    query_square: Square,
    query_size: tuple[int, int],
    candidate_grey: UInt8Array | None,
    candidate_size: tuple[int, int],
    homography: Float64Array | None,
) -> StructureEvidence:
    """SSIM of a query, given as `prepare` makes it, and a candidate's working picture in grey, (h, w) uint8.

    Sizes are (width, height) of the originals; `homography` is query → candidate in original pixels, or None.
    score = max(0, plain, aligned × coverage): what the candidate does not cover counts as 0, so a small common
    area cannot score high. A picture with itself has 1. A flat query has None; a flat or lost candidate has 0.
    """
    if query_square.flat:
        return StructureEvidence(None, None, None, None)
    if candidate_grey is None:
        return StructureEvidence(None, None, None, 0.0)
    candidate_square = _reduced(candidate_grey)
    if is_flat(candidate_square):
        return StructureEvidence(0.0, None, None, 0.0)
    inner = slice(WINDOW // 2, SIZE - WINDOW // 2)
    plain = _mean(_similarity(query_square, candidate_square)[inner, inner])
    score = max(0.0, plain)
    warped = None if homography is None else _warp_to_query(query_size, candidate_grey, candidate_size, homography)
    if warped is None:
        return StructureEvidence(plain, None, None, score)
    aligned = _mean(_similarity(query_square, warped.grey)[warped.valid])
    coverage = float(warped.covered.mean())
    return StructureEvidence(plain, aligned, coverage, max(score, aligned * coverage))


def structure_map(
    query_square: Float32Array,
    query_size: tuple[int, int],
    candidate_working: UInt8Array,
    candidate_size: tuple[int, int],
    homography: Float64Array | None,
) -> tuple[Float32Array, BoolArray]:
    """SSIM at every place of the query, (256, 256) float32 in [−1, 1], and where the candidate covers it, bool.

    Aligned when there is a homography, else of the whole pictures. 0 where not covered.
    """
    grey = _grey(candidate_working)
    warped = None if homography is None else _warp_to_query(query_size, grey, candidate_size, homography)
    values = _ssim_map(query_square, _reduced(grey) if warped is None else warped.grey)
    covered = np.ones((SIZE, SIZE), dtype=np.bool_) if warped is None else warped.covered
    return np.where(covered, np.clip(values, -1.0, 1.0), np.float32(0.0)).astype(np.float32), covered


def _warp_to_query(
    query_size: tuple[int, int], grey: UInt8Array, candidate_size: tuple[int, int], homography: Float64Array
) -> _WarpedCandidate | None:
    """A candidate (h, w) uint8 warped to the query's square; None when they overlap too little to be compared."""
    height, width = grey.shape
    to_candidate = (
        resize_transform(candidate_size, (width, height)) @ homography @ resize_transform((SIZE, SIZE), query_size)
    )
    # A step in the square is this many candidate pixels across and down: shrink first, or the warp would alias.
    step_x, step_y = np.linalg.norm(jacobian(to_candidate, (SIZE / 2, SIZE / 2)), axis=1)
    reduced_size = (max(1, round(width / max(1.0, step_x))), max(1, round(height / max(1.0, step_y))))
    if reduced_size != (width, height):
        grey = cv2.resize(grey, reduced_size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
        to_candidate = resize_transform((width, height), reduced_size) @ to_candidate
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    warped = cv2.warpPerspective(
        grey.astype(np.float32), to_candidate, (SIZE, SIZE), flags=flags, borderMode=cv2.BORDER_REPLICATE
    )
    covered = inside(to_candidate, (SIZE, SIZE), reduced_size)
    valid = cv2.erode(covered.astype(np.uint8), np.ones((WINDOW, WINDOW), np.uint8), borderValue=0) > 0
    if np.count_nonzero(valid) < MINIMUM_COMMON_PIXELS:
        return None
    return _WarpedCandidate(warped.astype(np.float32), covered, valid)


def _grey(pixels: UInt8Array) -> UInt8Array:
    return cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.uint8, copy=False)


def _reduced(grey: UInt8Array) -> Float32Array:
    return cv2.resize(grey, (SIZE, SIZE), interpolation=cv2.INTER_AREA).astype(np.float32)


def _similarity(a: Square, grey: Float32Array) -> Float32Array:
    """(256, 256) float32: SSIM at every place, as `_ssim_map` gives it.

    Written out in place: arrays of this size come from the system anew each time, and twenty of them take four times as
    long as the arithmetic (1.1 ms and 0.28).
    """
    centred = grey - np.float32(MIDDLE)
    mean = _window_mean(centred)
    product = centred * centred
    variance = _window_mean(product)
    variance -= np.multiply(mean, mean, out=product)
    variance *= SAMPLE
    covariance = _window_mean(np.multiply(a.centred, centred, out=product))
    covariance -= np.multiply(a.mean, mean, out=product)
    covariance *= SAMPLE
    # (2 μa μb + C1) (2 σab + C2) over (μa² + μb² + C1) (σa² + σb² + C2)
    mean_a, mean_b = np.add(a.mean, MIDDLE, out=centred), np.add(mean, MIDDLE, out=mean)
    values: Float32Array = np.multiply(mean_a, mean_b, out=product)
    values *= 2.0
    values += C1
    covariance *= 2.0
    covariance += C2
    values *= covariance
    mean_a *= mean_a
    mean_b *= mean_b
    mean_a += mean_b
    mean_a += C1
    variance += a.variance
    variance += C2
    mean_a *= variance
    values /= mean_a
    return values


def _window_mean(values: Float32Array) -> Float32Array:
    # SciPy's "reflect", which scikit-image extends the border by, is OpenCV's BORDER_REFLECT.
    mean = cv2.boxFilter(values, cv2.CV_32F, (WINDOW, WINDOW), borderType=cv2.BORDER_REFLECT)
    return mean.astype(np.float32, copy=False)


def _mean(values: Float32Array) -> float:
    return min(1.0, max(-1.0, float(values.mean(dtype=np.float64))))


def _ssim_map(a: Float32Array, b: Float32Array) -> Float32Array:
    _, values = structural_similarity(a, b, win_size=WINDOW, data_range=255.0, full=True)
    return np.asarray(values, dtype=np.float32)
