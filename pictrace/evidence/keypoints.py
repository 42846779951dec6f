"""Key points: ORB, matched by Hamming distance, verified by a homography.

ORB: Rublee et al., ICCV 2011. Ratio test: Lowe, IJCV 2004. MAGSAC++: Barath et al., CVPR 2020.
A ratio of raw matches scores text and texture as copies, so only geometrically verified inliers count.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from pictrace.evidence import geometry, hamming
from pictrace.types import (
    BoolArray,
    Float32Array,
    Float64Array,
    Int64Array,
    KeypointEvidence,
    LocalFeatures,
    UInt8Array,
)

MAX_KEYPOINTS = 1000
# Every picture is detected and verified with a long side of 512, small ones enlarged: ORB's pyramid only goes down
# (1.2 to the 7th), so a 100 px thumbnail kept at its size has 10 key points and no match, and 183 inliers at 512.
FRAME = 512
# FAST 20, OpenCV's default, leaves blurred and dark copies without corners: it finds .93 and .98 of them, 10 finds
# .98 and 1.0.
FAST_THRESHOLD = 10
# OpenCV keeps 31 px clear of the border; on the coarse levels that is most of a picture. Crops to 10 % found: .48
# with 31, .67 with 15, .69 with 10.
EDGE_THRESHOLD = 10

REPROJECTION_PIXELS = 3.0
# Unrelated photos and covers: 2 of 13,000 matches reached 9 plausible inliers, none 10.
TRUSTED_INLIERS = 9
# The pyramid puts several key points on one spot, and any two or three spots fit a homography: drawings of different
# dinosaurs agree in 14 points on a toe and an eye. So spots are counted, cells of 8 px in the 512 px frame: those
# drawings have 8 in the median, the copies hardest to find 16 and more. Under 8 two in five such pairs are refused,
# and one in forty of the hardest copies (crops to 25 and 10 %, pasting at 40 %).
SPOT = 8
TRUSTED_SPOTS = 8
# A query of fewer spots than this is a plain wall or a sky: no evidence rather than a score.
MINIMUM_SPOTS = 20
SATURATION_START = 6.0
SATURATION_SCALE = 12.0


def detect(working: UInt8Array, width: int, height: int) -> LocalFeatures:
    """ORB key points of a working picture (h, w, 3) uint8 RGB, points in pixels of its original width × height.

    At most 1,000; none for a blank picture, or for a strip over 25 times as long as it is wide.
    """
    grey = cv2.cvtColor(working, cv2.COLOR_RGB2GRAY)
    scale = FRAME / max(grey.shape)
    if scale != 1.0:
        size = max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale))
        grey = cv2.resize(grey, size, interpolation=cv2.INTER_AREA if scale < 1.0 else cv2.INTER_LINEAR)
    nothing = LocalFeatures(np.zeros((0, 2), np.float32), np.zeros((0, 32), np.uint8), width, height)
    if min(grey.shape) <= 2 * EDGE_THRESHOLD:
        # A strip has no place away from its border, and OpenCV fails on one whose pyramid shrinks to nothing.
        return nothing
    # Made anew for every picture, half a microsecond: OpenCV's detectors are not safe to share between threads.
    detector = cv2.ORB.create(MAX_KEYPOINTS, edgeThreshold=EDGE_THRESHOLD, fastThreshold=FAST_THRESHOLD)
    found, descriptors = detector.detectAndCompute(grey, None)
    if descriptors is None:
        return nothing
    points = np.array([keypoint.pt for keypoint in found], dtype=np.float32)
    points = geometry.resize_points(points, (grey.shape[1], grey.shape[0]), (width, height))
    return LocalFeatures(points, np.ascontiguousarray(descriptors, dtype=np.uint8), width, height)


def detect_mirrored(working: UInt8Array, width: int, height: int) -> LocalFeatures:
    """Key points of the picture flipped left to right, points in the flipped frame.

    They cannot be had by flipping points: ORB's sampling pattern has no mirror symmetry. Without them plain ORB
    finds 22 % of mirrored copies.
    """
    return detect(np.ascontiguousarray(working[:, ::-1]), width, height)


def has_enough(local: LocalFeatures) -> bool:
    """Whether a query with these key points can say anything; otherwise its key points score is None."""
    return _reach(local) >= MINIMUM_SPOTS


@dataclass(frozen=True, slots=True, eq=False)
class PreparedKeypoints:
    """The part of matching that depends on the query alone, made once a search.

    views : the query as given, then mirrored. descriptors : (n, 32) uint8, of both, stacked for one search.
    reach : how many spots agree when the query meets itself.
    """

    views: tuple[LocalFeatures, LocalFeatures]
    frame_points: tuple[Float32Array, Float32Array]
    descriptors: UInt8Array
    reach: int


def prepare(query: LocalFeatures, mirrored: LocalFeatures) -> PreparedKeypoints:
    """What `match_prepared` needs of a query and of its mirrored picture."""
    return PreparedKeypoints(
        views=(query, mirrored),
        frame_points=(_to_frame(query), _to_frame(mirrored)),
        descriptors=np.concatenate([query.descriptors, mirrored.descriptors]),
        reach=_reach(query),
    )


def match(query: LocalFeatures, mirrored: LocalFeatures, candidate: LocalFeatures) -> KeypointEvidence:
    """Matched and verified key points of a query, or of its mirrored picture where that agrees better.

    `mirrored` are the features of the flipped query in the flipped frame; the evidence is in the query as given.
    """
    return match_prepared(prepare(query, mirrored), candidate)


def match_prepared(query: PreparedKeypoints, candidate: LocalFeatures) -> KeypointEvidence:
    """The same, with the query's part done before.

    All matches are strays and `homography` is None unless at least 9, on at least 8 spots, agree with one plausible
    homography. The score is saturation(spots) / saturation(reach) with saturation(n) = 1 − exp(−(n − 6) / 12): a
    picture against itself has 1, and a candidate with few key points cannot reach it. 0 for a candidate without key
    points, None for a query with fewer than 20 spots.
    """
    if query.reach < MINIMUM_SPOTS:
        return _nothing(None)
    if len(candidate) < TRUSTED_INLIERS:
        return _nothing(0.0)
    candidate_points = _to_frame(candidate)
    distances, neighbours = hamming.two_nearest(query.descriptors, candidate.descriptors)
    split = len(query.views[0])
    agreements = [
        _verify(
            query.frame_points[view], query.views[view], candidate_points, candidate, distances[rows], neighbours[rows]
        )
        for view, rows in enumerate((slice(0, split), slice(split, None)))
    ]
    mirrored = agreements[1].spots > agreements[0].spots
    best, view = (agreements[1], query.views[1]) if mirrored else (agreements[0], query.views[0])
    query_points = view.points[best.query_rows]
    homography = best.homography
    if mirrored:
        query_points = geometry.mirror_points(query_points, view.width)
        if homography is not None:
            homography = homography @ geometry.mirror_transform(view.width)
    score = 0.0 if homography is None else min(1.0, _saturation(best.spots) / _saturation(query.reach))
    return KeypointEvidence(
        query_points, candidate.points[best.candidate_rows], best.inliers, homography, mirrored, score
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Agreement:
    """One view's matches: rows of its points and of the candidate's, and what geometry makes of them."""

    query_rows: Int64Array
    candidate_rows: Int64Array
    inliers: BoolArray
    homography: Float64Array | None
    spots: int


def _verify(
    view_points: Float32Array,
    view: LocalFeatures,
    candidate_points: Float32Array,
    candidate: LocalFeatures,
    distances: Int64Array,
    neighbours: Int64Array,
) -> _Agreement:
    query_rows, candidate_rows = hamming.one_to_one(distances, neighbours)
    strays = _Agreement(query_rows, candidate_rows, np.zeros(len(query_rows), dtype=np.bool_), None, 0)
    if len(query_rows) < TRUSTED_INLIERS:
        return strays
    found, mask = cv2.findHomography(
        view_points[query_rows],
        candidate_points[candidate_rows],
        cv2.USAC_MAGSAC,
        REPROJECTION_PIXELS,
        maxIters=2000,
        confidence=0.999,
    )
    if found is None or np.count_nonzero(mask) < TRUSTED_INLIERS:
        return strays
    sizes = _frame_size(view.width, view.height), _frame_size(candidate.width, candidate.height)
    in_frame: Float64Array = found.astype(np.float64)
    inliers = mask.ravel() > 0
    spots = min(_spots(view_points[query_rows[inliers]]), _spots(candidate_points[candidate_rows[inliers]]))
    if spots < TRUSTED_SPOTS or not geometry.is_plausible(in_frame, *sizes):
        return strays
    to_frame = geometry.resize_transform((view.width, view.height), sizes[0])
    from_frame = geometry.resize_transform(sizes[1], (candidate.width, candidate.height))
    homography = from_frame @ in_frame @ to_frame
    return _Agreement(query_rows, candidate_rows, inliers, homography, spots)


def _spots(points: Float32Array) -> int:
    """How many cells of the frame the points (n, 2) lie in."""
    cells = np.floor(points / SPOT).astype(np.int64)
    return len(np.unique(cells[:, 0] * (2 * FRAME) + cells[:, 1]))


def _reach(local: LocalFeatures) -> int:
    """Spots of the key points whose descriptor occurs once: those that match when the picture meets itself."""
    if len(local) == 0:
        return 0
    rows = np.ascontiguousarray(local.descriptors).view(np.dtype((np.void, local.descriptors.shape[1]))).ravel()
    _, first, counts = np.unique(rows, return_index=True, return_counts=True)
    return _spots(_to_frame(local)[first[counts == 1]])


def _saturation(spots: int) -> float:
    return 1.0 - math.exp(-(spots - SATURATION_START) / SATURATION_SCALE) if spots > SATURATION_START else 0.0


def _frame_size(width: int, height: int) -> tuple[float, float]:
    scale = FRAME / max(width, height)
    return width * scale, height * scale


def _to_frame(local: LocalFeatures) -> Float32Array:
    return geometry.resize_points(local.points, (local.width, local.height), _frame_size(local.width, local.height))


def _nothing(score: float | None) -> KeypointEvidence:
    empty = np.zeros((0, 2), dtype=np.float32)
    return KeypointEvidence(empty, empty, np.zeros(0, dtype=np.bool_), None, False, score)
