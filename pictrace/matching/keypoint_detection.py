"""Finding key points: ORB (Rublee et al., ICCV 2011), spread evenly over the picture and over its scales.

OpenCV keeps the strongest corners of each scale wherever they are, which leaves calm parts of a picture with none:
a crop of such a part then has nothing to match. Taking the best of each small cell in turn instead finds crops to 10 %
in .90 of 20 pictures where the strongest find .55, at 13 levels and 1,200 or 1,300 key points.
"""

from __future__ import annotations

import itertools
import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

import cv2
import numpy as np

from pictrace.matching.keypoint_frame import FRAME
from pictrace.types import Float32Array, Float64Array, Int8Array, Int64Array, LocalFeatures, UInt8Array

MAX_KEYPOINTS = 1200
STEP = 1.2
# 1.2 to the 12th is a scale of 1 to 9. With 8 levels, to 1 : 3.6, crops to 5 % are found in .05 of 60 pictures.
LEVELS = 13
# FAST 20, OpenCV's default, leaves blurred and dark copies without corners: it finds .93 and .98 of them, 10 finds
# .98 and 1.0.
FAST_THRESHOLD = 10
# OpenCV keeps 31 px clear of the border; on the coarse levels that is most of a picture. Crops to 10 % found: .48
# with 31, .67 with 15, .69 with 10.
EDGE_THRESHOLD = 10
# Corners offered to the cells for each that is kept: with 3, .82 of the crops to 5 % are found; with 5, .85, which
# takes a third longer.
OFFERED = 4
CELL = 32.0

# A larger picture is described once more at a long side of 512 × 1.2^k, on every second level down to the first of
# 512: the finer picture's own levels are 1.2 apart, so one of them meets each of these. Mosaics of 36 photographs at
# 2,304 px: details of 5, 2 and 1 % of the area are found in .88, .02 and 0 without these, with them in .98, .88, .58.
DETAIL_DEPTHS = (8, 6, 4)
DETAIL_SPACING = 2
DETAILS_A_LEVEL = 325
DETAILS_OFFERED = 6
DETAIL_CELL = 16.0
# Corners of details are looked for in tiles of about this size, each offering as many: from the whole, OpenCV takes all
# that it offers from the loudest texture in it.
DETAIL_TILE = 512

_octave, _response, _angle = attrgetter("octave"), attrgetter("response"), attrgetter("angle")


def detect(working: UInt8Array, width: int, height: int) -> LocalFeatures:
    """ORB key points of a working picture (h, w, 3) uint8 RGB, points in pixels of its original width × height.

    At most 1,200; none for a blank picture, or for a strip over 25 times as long as it is wide.
    """
    return _features([_coarse(working)], width, height)


def detect_mirrored(working: UInt8Array, width: int, height: int) -> LocalFeatures:
    """Key points of the picture flipped left to right, points in the flipped frame.

    They cannot be had by flipping points: ORB's sampling pattern has no mirror symmetry. Without them plain ORB
    finds 22 % of mirrored copies.
    """
    return detect(np.ascontiguousarray(working[:, ::-1]), width, height)


def detect_detailed(working: UInt8Array, pixels: UInt8Array, width: int, height: int) -> LocalFeatures:
    """The same as `detect`, and behind them up to 1,300 finer key points of a picture over 1,061 px long.

    pixels : (H, W, 3) uint8 RGB, the picture as large as it was decoded. With them a small detail of a large work
    finds the work: the working picture holds 115 px of a detail of 5 %.
    """
    return _features([_coarse(working), _fine(pixels)], width, height)


@dataclass(frozen=True, slots=True, eq=False)
class _Described:
    """Key points with points (n, 2) float32 as shares of the picture's width and height, 0 and 1 its outer edges."""

    points: Float32Array
    descriptors: UInt8Array
    angles: UInt8Array
    levels: Int8Array


def _coarse(working: UInt8Array) -> _Described | None:
    height, width = working.shape[:2]
    scale = FRAME / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    if min(size) <= 2 * EDGE_THRESHOLD:
        # A strip has no place away from its border, and OpenCV fails on one whose pyramid shrinks to nothing.
        return None
    smoothing = cv2.INTER_AREA if scale < 1.0 else cv2.INTER_LINEAR
    grey = np.asarray(cv2.resize(cv2.cvtColor(working, cv2.COLOR_RGB2GRAY), size, interpolation=smoothing), np.uint8)
    deepest = 1 + int(math.log(min(grey.shape) / (2 * EDGE_THRESHOLD), STEP))
    detector = _detector(MAX_KEYPOINTS * OFFERED, STEP, min(LEVELS, deepest))
    offered = detector.detect(grey, None)
    return _described(detector, grey, [offered[row] for row in _share_out(offered)], 0, 1)


def _fine(pixels: UInt8Array) -> _Described | None:
    long_side = max(pixels.shape[:2])
    depth = next((depth for depth in DETAIL_DEPTHS if FRAME * STEP**depth <= long_side), None)
    if depth is None:
        return None
    scale = FRAME * STEP**depth / long_side
    size = max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale))
    if min(size) <= 2 * EDGE_THRESHOLD * STEP**depth:
        return None
    grey = cv2.resize(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), size, interpolation=cv2.INTER_AREA).astype(np.uint8)
    levels = depth // DETAIL_SPACING
    wanted = DETAILS_A_LEVEL * levels
    offered = _offered_by_tiles(grey, wanted * DETAILS_OFFERED, levels)
    rows = _best_of_each_cell(_points(offered), _responses(offered), wanted, DETAIL_CELL * STEP**depth)
    detector = _detector(wanted, STEP**DETAIL_SPACING, levels)
    return _described(detector, grey, [offered[row] for row in rows], -depth, DETAIL_SPACING)


def _offered_by_tiles(grey: UInt8Array, count: int, levels: int) -> list[cv2.KeyPoint]:
    """The strongest corners of every tile, about `count` in all, in pixels of the whole."""
    edges = [np.linspace(0, side, max(1, round(side / DETAIL_TILE)) + 1).astype(int).tolist() for side in grey.shape]
    detector = _detector(round(count / ((len(edges[0]) - 1) * (len(edges[1]) - 1))), STEP**DETAIL_SPACING, levels)
    # What the coarsest level keeps clear of a tile's border lies inside the next tile.
    margin = math.ceil(EDGE_THRESHOLD * STEP ** (DETAIL_SPACING * (levels - 1)))
    found: list[cv2.KeyPoint] = []
    for top, bottom in itertools.pairwise(edges[0]):
        for left, right in itertools.pairwise(edges[1]):
            y, x = max(0, top - margin), max(0, left - margin)
            for keypoint in detector.detect(grey[y : bottom + margin, x : right + margin], None):
                place = keypoint.pt[0] + x, keypoint.pt[1] + y
                if left <= place[0] < right and top <= place[1] < bottom:
                    keypoint.pt = place
                    found.append(keypoint)
    return found


def _detector(count: int, step: float, levels: int) -> cv2.ORB:
    # Made anew for every picture, half a microsecond: OpenCV's detectors are not safe to share between threads.
    return cv2.ORB.create(
        count, scaleFactor=step, nlevels=levels, edgeThreshold=EDGE_THRESHOLD, fastThreshold=FAST_THRESHOLD
    )


def _share_out(offered: Sequence[cv2.KeyPoint]) -> Int64Array:
    """Rows to keep: to each level its share, falling by the step, and what a coarse level cannot use to the finer."""
    # OpenCV gives them level by level, so thirteen look-ups stand for thousands of attributes.
    ends = [bisect_left(offered, level, key=_octave) for level in range(LEVELS + 1)]
    sizes = np.diff(ends)
    levels = np.repeat(np.arange(LEVELS), sizes)
    points, responses = _points(offered), _responses(offered)
    ranks = _ranks_in_cells(points, responses, CELL, levels)
    best = np.lexsort((-responses, ranks, levels))
    shares = STEP ** -np.arange(LEVELS, dtype=np.float64)
    kept: list[Int64Array] = []
    left = MAX_KEYPOINTS
    for level in range(LEVELS - 1, -1, -1):
        quota = round(left * shares[level] / shares[: level + 1].sum())
        kept.append(best[ends[level] : ends[level + 1]][:quota])
        left -= len(kept[-1])
    return np.concatenate(kept)


def _best_of_each_cell(points: Float32Array, responses: Float64Array, count: int, cell: float) -> Int64Array:
    """(≤ count,) rows: the strongest of every cell, then the second of every cell, and so on."""
    return np.lexsort((-responses, _ranks_in_cells(points, responses, cell)))[:count]


def _ranks_in_cells(
    points: Float32Array, responses: Float64Array, cell: float, levels: Int64Array | int = 0
) -> Int64Array:
    """(n,) how many corners of the same cell and level are stronger."""
    columns, rows = np.floor(points / cell).astype(np.int64).T
    cells = (levels * (1 << 20) + columns) * (1 << 20) + rows
    order = np.lexsort((-responses, cells))
    places = np.arange(len(order))
    starts = np.r_[True, np.diff(cells[order]) != 0][: len(order)]
    ranks = np.empty(len(order), dtype=np.int64)
    ranks[order] = places - np.maximum.accumulate(np.where(starts, places, 0))
    return ranks


def _described(
    detector: cv2.ORB, grey: UInt8Array, keypoints: list[cv2.KeyPoint], finest: int, spacing: int
) -> _Described | None:
    """Descriptors of key points found in `grey`, whose octave 0 is the level `finest` of a picture."""
    found, descriptors = detector.compute(grey, keypoints)
    if descriptors is None:
        return None
    octaves = np.fromiter(map(_octave, found), np.int64, len(found))
    turns = np.fromiter(map(_angle, found), np.float64, len(found)) * (256 / 360)
    return _Described(
        ((_points(found) + 0.5) / np.array([grey.shape[1], grey.shape[0]])).astype(np.float32),
        np.ascontiguousarray(descriptors, dtype=np.uint8),
        (np.rint(turns).astype(np.int64) % 256).astype(np.uint8),
        (finest + spacing * octaves).astype(np.int8),
    )


def _points(keypoints: Sequence[cv2.KeyPoint]) -> Float32Array:
    """(n, 2) x y in pixels."""
    return np.asarray(cv2.KeyPoint.convert(keypoints), np.float32).reshape(-1, 2)


def _responses(keypoints: Sequence[cv2.KeyPoint]) -> Float64Array:
    """(n,) how strong a corner each is."""
    return np.fromiter(map(_response, keypoints), np.float64, len(keypoints))


def _features(found: Sequence[_Described | None], width: int, height: int) -> LocalFeatures:
    parts = [part for part in found if part is not None]
    if not parts:
        nothing = np.zeros((0, 2), np.float32), np.zeros((0, 32), np.uint8)
        return LocalFeatures(*nothing, width, height, np.zeros(0, np.uint8), np.zeros(0, np.int8))
    shares = np.concatenate([part.points for part in parts])
    return LocalFeatures(
        (shares * np.array([width, height]) - 0.5).astype(np.float32),
        np.concatenate([part.descriptors for part in parts]),
        width,
        height,
        np.concatenate([part.angles for part in parts]),
        np.concatenate([part.levels for part in parts]),
    )
