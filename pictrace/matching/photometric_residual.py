"""Photometric residual of two aligned pictures: light that no tone curve explains, changed tones and colours."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pictrace.matching import homography
from pictrace.types import BoolArray, Float32Array, Float64Array, UInt8Array

BLOCK = 8
FEWEST_BLOCKS = 18
# Grey levels that are no contrast.
FLAT = 4.0
COLOUR_CELLS = 8
# Both pictures are warped to four pixels a cell and then averaged: warped straight to cells they would alias.
FINE = 4 * COLOUR_CELLS
# The largest change by recompression: JPEG at quality 10 and an eighth of the size take .025 of the contrast, .11 of
# the saturation, .0022 and .0072 of the means; a tenth more contrast or 5 % more light are well above.
CONTRAST, SATURATION, BRIGHTNESS, TINT = 0.04, 0.15, 0.006, 0.01
# The part of each side that is left out.
RIM = 32
# Root mean square of cells below which contrast and colours cannot be measured.
SPREAD = 0.012


def unevenness(query: Float32Array, candidate: Float32Array, overlap: BoolArray) -> float:
    """Robust spread of the residual of a cubic tone curve over the query's blocks, relative to their own spread."""
    size = max(1, query.shape[1] // BLOCK), max(1, query.shape[0] // BLOCK)
    wanted, given, inside = (
        cv2.resize(part, size, interpolation=cv2.INTER_AREA) for part in (query, candidate, overlap.astype(np.float32))
    )
    wanted, given = wanted[inside > 0.99].astype(np.float64), given[inside > 0.99].astype(np.float64)
    if len(wanted) < FEWEST_BLOCKS:
        return 0.0
    tone = (given - given.mean()) / (given.std() + 1.0)
    powers = np.stack([np.ones_like(tone), tone, tone**2, tone**3])
    weight = np.ones_like(tone)
    residual = wanted
    for _ in range(3):
        weighted = powers * weight
        normal = weighted @ powers.T + 1e-6 * len(tone) * np.eye(4)
        residual = wanted - np.linalg.solve(normal, weighted @ wanted) @ powers
        spread = 1.48 * float(np.median(np.abs(residual))) + 0.5
        weight = 1.0 / (1.0 + (residual / (3 * spread)) ** 2) ** 2
    return float(1.48 * np.median(np.abs(residual)) / (wanted.std() + FLAT))


@dataclass(frozen=True, slots=True, eq=False)
class ToneDifference:
    """colour and change : as `colour_change` and `tone_change` of `RegistrationEvidence`."""

    colour: float
    change: float


def tone_difference(
    query: UInt8Array, candidate: UInt8Array, to_candidate: Float64Array, box: tuple[int, int, int, int]
) -> ToneDifference:
    """How the cells of the common area differ; `box` (left, top, right, bottom) is where it lies in the query.

    to_candidate : (3, 3) float64, query pixels → candidate pixels.
    """
    query_cells, candidate_cells = _cells(query, candidate, to_candidate, box)
    if not len(query_cells):
        return ToneDifference(1.0, 1.0 / BRIGHTNESS)
    return ToneDifference(float(np.abs(query_cells - candidate_cells).mean()), _change(query_cells, candidate_cells))


def _change(query_cells: Float32Array, candidate_cells: Float32Array) -> float:
    query_grey, candidate_grey = _grey(query_cells), _grey(candidate_cells)
    query_colour, candidate_colour = (
        query_cells - query_grey[:, np.newaxis],
        candidate_cells - candidate_grey[:, np.newaxis],
    )
    return max(
        (1.0 - _regression_slope(query_grey - query_grey.mean(), candidate_grey - candidate_grey.mean())) / CONTRAST,
        (1.0 - _regression_slope(query_colour, candidate_colour)) / SATURATION,
        abs(float(query_grey.mean() - candidate_grey.mean())) / BRIGHTNESS,
        float(np.abs((query_colour - candidate_colour).mean(axis=0)).max()) / TINT,
    )


def _grey(cells: Float32Array) -> Float32Array:
    return np.asarray(cv2.cvtColor(cells[np.newaxis], cv2.COLOR_RGB2GRAY)[0], np.float32)


def _regression_slope(query_cells: Float32Array, candidate_cells: Float32Array) -> float:
    """Slope of the regression on the one of larger variance, at most 1; 1 where neither varies."""
    most = max(float((query_cells**2).mean()), float((candidate_cells**2).mean()))
    return float((query_cells * candidate_cells).mean()) / most if most > SPREAD**2 else 1.0


def _without_rim(box: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    """Without the rim, where a border that is a pixel off would count as a change of light."""
    left, top, right, bottom = box
    across, down = (right - left) // RIM, (bottom - top) // RIM
    return left + across, top + down, right - across, bottom - down


def _cells(
    query: UInt8Array, candidate: UInt8Array, to_candidate: Float64Array, box: tuple[int, int, int, int]
) -> tuple[Float32Array, Float32Array]:
    """Twice (n, 3) float32 in [0, 1]: the mean colours of those of 8 by 8 cells that both pictures show."""
    left, top, right, bottom = _without_rim(box)
    to_query = np.array([[1.0, 0.0, left], [0.0, 1.0, top], [0.0, 0.0, 1.0]])
    to_query = to_query @ homography.resize_transform((FINE, FINE), (right - left, bottom - top))
    query_cells, query_valid = _warped_cells(query, to_query)
    candidate_cells, candidate_valid = _warped_cells(candidate, to_candidate @ to_query)
    both = query_valid & candidate_valid
    return query_cells[both].astype(np.float32) / 255.0, candidate_cells[both].astype(np.float32) / 255.0


def _warped_cells(picture: UInt8Array, to_picture: Float64Array) -> tuple[UInt8Array, BoolArray]:
    """Cells (8, 8, 3) of a picture, and (8, 8) where it shows all of them. to_picture : fine pixels → its pixels."""
    middle = (FINE / 2, FINE / 2)
    shrink = max(1.0, float(np.linalg.norm(homography.jacobian(to_picture, middle), axis=1).min()))
    size = (picture.shape[1], picture.shape[0])
    reduced_size = max(1, round(size[0] / shrink)), max(1, round(size[1] / shrink))
    reduced = cv2.resize(picture, reduced_size, interpolation=cv2.INTER_AREA)
    warped = cv2.warpPerspective(
        np.dstack([reduced, np.full(reduced.shape[:2], 255, np.uint8)]),
        homography.resize_transform(size, reduced_size) @ to_picture,
        (FINE, FINE),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
    )
    cells = cv2.resize(warped, (COLOUR_CELLS, COLOUR_CELLS), interpolation=cv2.INTER_AREA)
    return np.asarray(cells[..., :3], np.uint8), np.asarray(cells[..., 3] > 250)
