"""What no single tone curve explains, and how far tones and colours changed."""

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
# Cells are laid at four pixels each, both pictures' alike, and then averaged: warped straight to them they would alias.
FINE = 4 * COLOUR_CELLS
# What saving anew does at the most: JPEG at quality 10 and an eighth of the size take .025 of the contrast, .11 of the
# colours, .0022 and .0072 of the means; a tenth more contrast or 5 % more light are well above.
CONTRAST, SATURATION, BRIGHTNESS, TINT = 0.04, 0.15, 0.006, 0.01
# The part of each side that is left out.
RIM = 32
# Root mean square of cells below which contrast and colours cannot be told.
SPREAD = 0.012


def unevenness(query: Float32Array, candidate: Float32Array, judged_where: BoolArray) -> float:
    """Robust spread of what a cubic tone curve leaves of the query's blocks, over their own spread."""
    size = max(1, query.shape[1] // BLOCK), max(1, query.shape[0] // BLOCK)
    wanted, given, inside = (
        cv2.resize(part, size, interpolation=cv2.INTER_AREA)
        for part in (query, candidate, judged_where.astype(np.float32))
    )
    wanted, given = wanted[inside > 0.99].astype(np.float64), given[inside > 0.99].astype(np.float64)
    if len(wanted) < FEWEST_BLOCKS:
        return 0.0
    tone = (given - given.mean()) / (given.std() + 1.0)
    powers = np.stack([np.ones_like(tone), tone, tone**2, tone**3])
    weight = np.ones_like(tone)
    left = wanted
    for _ in range(3):
        weighted = powers * weight
        normal = weighted @ powers.T + 1e-6 * len(tone) * np.eye(4)
        left = wanted - np.linalg.solve(normal, weighted @ wanted) @ powers
        spread = 1.48 * float(np.median(np.abs(left))) + 0.5
        weight = 1.0 / (1.0 + (left / (3 * spread)) ** 2) ** 2
    return float(1.48 * np.median(np.abs(left)) / (wanted.std() + FLAT))


@dataclass(frozen=True, slots=True, eq=False)
class ToneDifference:
    """colour and change : as `colour_change` and `tone_change` of `RegistrationEvidence`."""

    colour: float
    change: float


def tone_difference(
    query: UInt8Array, candidate: UInt8Array, between: Float64Array, box: tuple[int, int, int, int]
) -> ToneDifference:
    """How the cells of the common area differ; `box` (left, top, right, bottom) is where it lies in the query.

    between : (3, 3) float64, query pixels → candidate pixels.
    """
    here, there = _cells(query, candidate, between, box)
    if not len(here):
        return ToneDifference(1.0, 1.0 / BRIGHTNESS)
    return ToneDifference(float(np.abs(here - there).mean()), _change(here, there))


def _change(here: Float32Array, there: Float32Array) -> float:
    grey_here, grey_there = _grey(here), _grey(there)
    colour_here, colour_there = here - grey_here[:, np.newaxis], there - grey_there[:, np.newaxis]
    return max(
        (1.0 - _likeness(grey_here - grey_here.mean(), grey_there - grey_there.mean())) / CONTRAST,
        (1.0 - _likeness(colour_here, colour_there)) / SATURATION,
        abs(float(grey_here.mean() - grey_there.mean())) / BRIGHTNESS,
        float(np.abs((colour_here - colour_there).mean(axis=0)).max()) / TINT,
    )


def _grey(cells: Float32Array) -> Float32Array:
    return np.asarray(cv2.cvtColor(cells[np.newaxis], cv2.COLOR_RGB2GRAY)[0], np.float32)


def _likeness(here: Float32Array, there: Float32Array) -> float:
    """The slope of the one over the other that spreads more, at most 1: where neither spreads, nothing can differ."""
    most = max(float((here**2).mean()), float((there**2).mean()))
    return float((here * there).mean()) / most if most > SPREAD**2 else 1.0


def _within(box: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    """Without the rim, where a border that lies a pixel off would count for a change of light."""
    left, top, right, bottom = box
    across, down = (right - left) // RIM, (bottom - top) // RIM
    return left + across, top + down, right - across, bottom - down


def _cells(
    query: UInt8Array, candidate: UInt8Array, between: Float64Array, box: tuple[int, int, int, int]
) -> tuple[Float32Array, Float32Array]:
    """Twice (n, 3) float32 in [0, 1]: the mean colours of those of 8 by 8 cells that both pictures show."""
    left, top, right, bottom = _within(box)
    to_query = np.array([[1.0, 0.0, left], [0.0, 1.0, top], [0.0, 0.0, 1.0]])
    to_query = to_query @ homography.resize_transform((FINE, FINE), (right - left, bottom - top))
    here, shown_here = _laid(query, to_query)
    there, shown_there = _laid(candidate, between @ to_query)
    both = shown_here & shown_there
    return here[both].astype(np.float32) / 255.0, there[both].astype(np.float32) / 255.0


def _laid(picture: UInt8Array, to_picture: Float64Array) -> tuple[UInt8Array, BoolArray]:
    """Cells (8, 8, 3) of a picture, and (8, 8) where it shows all of them. to_picture : fine pixels → its pixels."""
    middle = (FINE / 2, FINE / 2)
    shrink = max(1.0, float(np.linalg.norm(homography.jacobian(to_picture, middle), axis=1).min()))
    size = (picture.shape[1], picture.shape[0])
    small = max(1, round(size[0] / shrink)), max(1, round(size[1] / shrink))
    shrunk = cv2.resize(picture, small, interpolation=cv2.INTER_AREA)
    laid = cv2.warpPerspective(
        np.dstack([shrunk, np.full(shrunk.shape[:2], 255, np.uint8)]),
        homography.resize_transform(size, small) @ to_picture,
        (FINE, FINE),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
    )
    cells = cv2.resize(laid, (COLOUR_CELLS, COLOUR_CELLS), interpolation=cv2.INTER_AREA)
    return np.asarray(cells[..., :3], np.uint8), np.asarray(cells[..., 3] > 250)
