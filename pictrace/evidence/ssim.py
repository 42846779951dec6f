"""Structure: SSIM of the whole pictures, and of their common area once the candidate lies on the query.

SSIM: Wang et al., IEEE TIP 2004, as scikit-image computes it (7 × 7 window), at 256 × 256 grey.
Plain SSIM misleads for crops and rotations: 12° alone takes two identical photos down to 0.16.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from skimage import metrics

from pictrace.evidence import geometry
from pictrace.types import BoolArray, Float32Array, Float64Array, StructureEvidence, UInt8Array

# scikit-image ships no types.
structural_similarity: Callable[..., Any] = metrics.structural_similarity

SIZE = 256
WINDOW = 7
# Standard deviation in grey levels. A blank sheet saved as JPEG stays under 1; a page with one line of text is over 5.
FLAT = 2.0
# SSIM over less than this many pixels is a number about a few windows, not about two pictures.
MINIMUM_COMMON_PIXELS = 400


@dataclass(frozen=True, slots=True, eq=False)
class _Overlap:
    """values : (256, 256) SSIM. covered : where the candidate lies. judged : where all of the window does."""

    values: Float32Array
    covered: BoolArray
    judged: BoolArray


def grey_square(pixels: UInt8Array) -> Float32Array:
    """(h, w, 3) uint8 RGB → (256, 256) float32 grey in [0, 255], squashed to the square, area-averaged."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    return cv2.resize(grey, (SIZE, SIZE), interpolation=cv2.INTER_AREA).astype(np.float32)


def is_flat(square: Float32Array) -> bool:
    """Whether a (256, 256) grey picture has too little contrast for SSIM to say anything."""
    return float(square.std()) < FLAT


def structure(
    query_square: Float32Array,
    query_size: tuple[int, int],
    candidate_working: UInt8Array | None,
    candidate_size: tuple[int, int],
    homography: Float64Array | None,
) -> StructureEvidence:
    """SSIM of a query, given as `grey_square`, and a candidate's working picture (h, w, 3) uint8 RGB.

    Sizes are (width, height) of the originals; `homography` is query → candidate in original pixels, or None.
    score = max(0, plain, aligned × coverage): what the candidate does not cover counts as 0, so a small common
    area cannot score high. A picture with itself has 1. A flat query has None; a flat or lost candidate has 0.
    """
    if is_flat(query_square):
        return StructureEvidence(None, None, None, None)
    if candidate_working is None:
        return StructureEvidence(None, None, None, 0.0)
    candidate_square = grey_square(candidate_working)
    if is_flat(candidate_square):
        return StructureEvidence(0.0, None, None, 0.0)
    plain = float(structural_similarity(query_square, candidate_square, win_size=WINDOW, data_range=255.0))
    plain = min(1.0, max(-1.0, plain))
    score = max(0.0, plain)
    overlap = (
        None
        if homography is None
        else _overlap(query_square, query_size, candidate_working, candidate_size, homography)
    )
    if overlap is None:
        return StructureEvidence(plain, None, None, score)
    aligned = min(1.0, max(-1.0, float(overlap.values[overlap.judged].mean(dtype=np.float64))))
    coverage = float(overlap.covered.mean())
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
    overlap = (
        None
        if homography is None
        else _overlap(query_square, query_size, candidate_working, candidate_size, homography)
    )
    if overlap is None:
        values, covered = _ssim_map(query_square, grey_square(candidate_working)), np.ones((SIZE, SIZE), dtype=np.bool_)
    else:
        values, covered = overlap.values, overlap.covered
    return np.where(covered, np.clip(values, -1.0, 1.0), np.float32(0.0)).astype(np.float32), covered


def _overlap(
    query_square: Float32Array,
    query_size: tuple[int, int],
    candidate_working: UInt8Array,
    candidate_size: tuple[int, int],
    homography: Float64Array,
) -> _Overlap | None:
    height, width = candidate_working.shape[:2]
    to_candidate = (
        geometry.resize_transform(candidate_size, (width, height))
        @ homography
        @ geometry.resize_transform((SIZE, SIZE), query_size)
    )
    grey = cv2.cvtColor(candidate_working, cv2.COLOR_RGB2GRAY)
    # A step in the square is this many candidate pixels across and down: shrink first, or the warp would alias.
    step_x, step_y = np.linalg.norm(geometry.jacobian(to_candidate, (SIZE / 2, SIZE / 2)), axis=1)
    small = (max(1, round(width / max(1.0, step_x))), max(1, round(height / max(1.0, step_y))))
    if small != (width, height):
        grey = cv2.resize(grey, small, interpolation=cv2.INTER_AREA)
        to_candidate = geometry.resize_transform((width, height), small) @ to_candidate
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    laid = cv2.warpPerspective(
        grey.astype(np.float32), to_candidate, (SIZE, SIZE), flags=flags, borderMode=cv2.BORDER_REPLICATE
    )
    covered = _covered(to_candidate, small)
    judged = cv2.erode(covered.astype(np.uint8), np.ones((WINDOW, WINDOW), np.uint8), borderValue=0) > 0
    if np.count_nonzero(judged) < MINIMUM_COMMON_PIXELS:
        return None
    return _Overlap(_ssim_map(query_square, laid.astype(np.float32)), covered, judged)


def _covered(to_candidate: Float64Array, candidate_size: tuple[int, int]) -> BoolArray:
    steps = np.arange(SIZE, dtype=np.float64)
    x, y, depth = (row[0] * steps + (row[1] * steps[:, np.newaxis] + row[2]) for row in to_candidate)
    # The candidate's middle has the sign of what is in front; the other sign lies beyond the horizon.
    middle = np.linalg.inv(to_candidate) @ np.array([(candidate_size[0] - 1) / 2, (candidate_size[1] - 1) / 2, 1.0])
    if middle[2] < 0.0:
        x, y, depth = -x, -y, -depth
    # Multiplied out, so that a depth of 0 needs no care.
    right, bottom = candidate_size[0] - 0.5, candidate_size[1] - 0.5
    inside = (x >= -0.5 * depth) & (x <= right * depth) & (y >= -0.5 * depth) & (y <= bottom * depth)
    return np.asarray((depth > 0.0) & inside)


def _ssim_map(a: Float32Array, b: Float32Array) -> Float32Array:
    _, values = structural_similarity(a, b, win_size=WINDOW, data_range=255.0, full=True)
    return np.asarray(values, dtype=np.float32)
