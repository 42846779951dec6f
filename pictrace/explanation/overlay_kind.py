"""What was put over a picture, by its looks: words, one compact part, or a half-transparent mark over much of it."""

from __future__ import annotations

import cv2
import numpy as np

from pictrace.explanation import plane_reduction
from pictrace.explanation.photometric_change import LUMA
from pictrace.types import BoolArray, Float32Array, Float64Array, Int32Array, OverlayKind, UInt8Array

# Grey levels by which a pixel is another one.
DIFFERENT = 35
FEWEST = 20
# Words: many pieces of two tones, none of them large, and the picture between them. On made ones the largest piece is
# at most .21 of the area and pixels that differ .76; of made parts .3 and more is one piece, or .85 differs.
LARGEST_LETTER, FEWEST_LETTERS, MOST_INK = 0.25, 6, 0.8
SAME_TONE, OF_TWO_TONES = 40, 0.5
_SMALLEST_LETTER = 3
PIECE, COVERED, ONE_PIECE = 0.3, 0.85, 0.75
# A half-transparent mark: brighter or darker than the picture by so many levels, nearly all of it to the same side, in
# so many cells of a grid over the picture, in several pieces that are more than specks, clearly more than so faint, and
# with what is beneath seen through it.
MARKED, CLEARLY_MARKED, ONE_SIDE = 8.0, 12.0, 0.94
CELLS, IN_CELL, WIDESPREAD = 6, 0.03, 0.45
FEWEST_MARKS, MEAN_MARK, CLEAR_SHARE = 8, 20.0, 0.62
MOST_MARKED, OPAQUE = 0.45, 0.75


def overlay_kind(query: UInt8Array, candidate: UInt8Array, area: BoolArray) -> OverlayKind | None:
    """Of an area (h, w) bool that differs in two aligned pictures (h, w, 3) uint8 RGB of equal tones; None where it
    cannot be told."""
    apart = plane_reduction.highest(np.abs(query.astype(np.int16) - candidate))
    different = (apart > DIFFERENT) & area
    count, size = int(np.count_nonzero(different)), int(np.count_nonzero(area))
    if count < FEWEST:
        return None
    pixels = query[different].astype(np.float32)
    near, light = _two_tones(pixels)
    pieces = []
    for tone in (light, ~light):
        mask = np.zeros(area.shape, np.uint8)
        mask[different] = tone
        pieces.append(_sizes(mask, connectivity=4))
    sizes = np.concatenate(pieces)
    letters = sizes[sizes >= _SMALLEST_LETTER]
    largest = float(sizes.max()) / size
    if (
        largest <= LARGEST_LETTER
        and len(letters) >= FEWEST_LETTERS
        and count <= MOST_INK * size
        and near >= OF_TWO_TONES
    ):
        return "text"
    window = np.ones((3, 3), np.uint8)
    closed = np.asarray(cv2.morphologyEx(different.astype(np.uint8), cv2.MORPH_CLOSE, window), np.uint8)
    in_one = float(_sizes(closed, connectivity=4).max()) / float(np.count_nonzero(closed))
    if in_one >= ONE_PIECE and (largest >= PIECE or count >= COVERED * size):
        return "patch"
    return None


def half_transparent_mark(query: UInt8Array, candidate: UInt8Array, covered: BoolArray) -> BoolArray | None:
    """Where a mark lies over two aligned pictures (h, w, 3) uint8 RGB of equal tones, (h, w) bool; None without one."""
    given = np.asarray(candidate @ LUMA, np.float64)
    brighter = np.asarray(cv2.GaussianBlur(query @ LUMA - given, (0, 0), 0.7), np.float64)
    marked = (np.abs(brighter) > MARKED) & covered
    clearly = (np.abs(brighter) > CLEARLY_MARKED) & covered
    if not FEWEST * FEWEST_MARKS < np.count_nonzero(marked) <= MOST_MARKED * np.count_nonzero(covered):
        return None
    cells = cv2.resize(marked.astype(np.float32), (CELLS, CELLS), interpolation=cv2.INTER_AREA)
    sizes = _sizes(marked.astype(np.uint8), connectivity=8)
    up = float((brighter[clearly] > 0).mean()) if clearly.any() else 0.5
    if (
        float((cells > IN_CELL).mean()) < WIDESPREAD
        or len(sizes) < FEWEST_MARKS
        or float(sizes.mean()) < MEAN_MARK
        or max(up, 1.0 - up) < ONE_SIDE
        or np.count_nonzero(clearly) < CLEAR_SHARE * np.count_nonzero(marked)
        or _opacity(given[clearly], brighter[clearly]) > OPAQUE
    ):
        return None
    return np.asarray(marked)


def _opacity(given: Float64Array, brighter: Float64Array) -> float:
    """How much less the pixels differ from each other than those beneath do: 1 where nothing is seen through."""
    return -float(np.polyfit(given, brighter, 1)[0])


def _two_tones(pixels: Float32Array) -> tuple[float, BoolArray]:
    """The share of pixels (n, 3) near the middle colour of the dark or of the light ones, and (n,) which are light."""
    luma = pixels @ LUMA.astype(np.float32)
    light = luma > float(np.percentile(luma, (10, 90)).mean())
    near = np.zeros(len(pixels), np.bool_)
    for tone in (light, ~light):
        if tone.any():
            near[tone] = np.abs(pixels[tone] - np.median(pixels[tone], axis=0)).max(axis=1) < SAME_TONE
    return float(near.mean()), np.asarray(light)


def _sizes(mask: UInt8Array, connectivity: int) -> Int32Array:
    """Of each piece in pixels; one of 0 where there is none."""
    _, _, facts, _ = cv2.connectedComponentsWithStats(mask, connectivity=connectivity)
    return np.asarray(facts[1:, cv2.CC_STAT_AREA] if len(facts) > 1 else [0], np.int32)
