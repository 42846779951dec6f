"""Key points of two pictures matched by Hamming distance and verified by geometry, as one channel of evidence.

Ratio test: Lowe, IJCV 2004. A ratio of raw matches scores text and texture as copies, so only verified inliers count.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from pictrace.matching import descriptor_matching
from pictrace.matching import homography as geometry
from pictrace.matching.descriptor_matching import LookUp, Matched, to_frame
from pictrace.matching.geometric_verification import MAX_PLANES, TRUSTED_SPOTS, Agreement, agreements, count_spots
from pictrace.types import (
    BoolArray,
    Float32Array,
    Float64Array,
    KeypointEvidence,
    LocalFeatures,
    Plane,
    UInt8Array,
)

# A query of fewer spots than this is a plain wall or a sky: no evidence rather than a score.
MINIMUM_SPOTS = 20
SATURATION_START = 4.0
SATURATION_SCALE = 12.0
# A second plane has to reach this many pixels beyond what the first explains; finer, a symmetric front passes for two.
NEW_GROUND = 24


def has_enough(local: LocalFeatures) -> bool:
    """Whether a query with these key points can say anything; otherwise its key points score is None."""
    return _reach(local) >= MINIMUM_SPOTS


@dataclass(frozen=True, slots=True, eq=False)
class PreparedKeypoints:
    """The part of matching that depends on the query alone, made once a search.

    reach : how many spots agree when the query meets itself.
    """

    look_up: LookUp
    reach: int


def prepare(query: LocalFeatures, mirrored: LocalFeatures) -> PreparedKeypoints:
    """What `match_prepared` needs of a query and of its mirrored picture."""
    return PreparedKeypoints(descriptor_matching.prepare(query, mirrored), _reach(query))


def match(query: LocalFeatures, mirrored: LocalFeatures, candidate: LocalFeatures) -> KeypointEvidence:
    """Matched and verified key points of a query, or of its mirrored picture where that agrees better.

    `mirrored` are the features of the flipped query in the flipped frame; the evidence is in the query as given.
    """
    return match_prepared(prepare(query, mirrored), candidate)


def match_prepared(query: PreparedKeypoints, candidate: LocalFeatures) -> KeypointEvidence:
    """The same, with the query's part done before.

    `homography` is None unless some matches agree with one plausible view: at least 5 spots of those that tell
    the same turn and zoom, see `agreement`. The score is saturation(spots) /
    saturation(reach) with saturation(n) = 1 − exp(−(n − 4) / 12) and the spots of the strongest plane: a picture
    against itself has 1, and a candidate with few key points cannot reach it. 0 for a candidate without key points,
    None for a query with fewer than 20 spots. Rows are the matches of the view that agrees better, and behind them
    those of the planes that only the other view has.
    """
    if query.reach < MINIMUM_SPOTS:
        return _nothing(None)
    if len(candidate) < TRUSTED_SPOTS:
        return _nothing(0.0)
    given, mirrored = descriptor_matching.look_up(query.look_up, candidate)
    as_given = _Side(query.look_up.views[0], False, given, agreements(given.matches))
    flipped = _Side(query.look_up.views[1], True, mirrored, agreements(mirrored.matches))
    main, other = (flipped, as_given) if flipped.spots > as_given.spots else (as_given, flipped)
    return _evidence(main, other, candidate, query.reach)


def agree(query: PreparedKeypoints, candidate: LocalFeatures) -> bool:
    """Whether `match_prepared` finds a homography, without gathering what it would show of it."""
    if query.reach < MINIMUM_SPOTS or len(candidate) < TRUSTED_SPOTS:
        return False
    return any(agreements(matches) for matches in descriptor_matching.agreeing(query.look_up, candidate, TRUSTED_SPOTS))


@dataclass(frozen=True, slots=True, eq=False)
class _Side:
    """One view's matches, and what geometry makes of them."""

    view: LocalFeatures
    mirrored: bool
    matched: Matched
    found: list[Agreement]

    @property
    def spots(self) -> int:
        return self.found[0].spots if self.found else 0

    def query_points(self) -> Float32Array:
        """(n, 2) float32: where the matches are in the query as given, in original pixels."""
        points = self.view.points[self.matched.query_rows]
        return geometry.mirror_points(points, self.view.width) if self.mirrored else points

    def places(self, agreement: Agreement) -> set[tuple[int, int]]:
        """The cells of the query as given, in the frame, that a plane's inliers lie in."""
        points = self.matched.matches.query[agreement.inliers]
        if self.mirrored:
            points = geometry.mirror_points(points, self.matched.matches.query_size[0])
        return set(map(tuple, np.floor(points / NEW_GROUND).astype(np.int64).tolist()))

    def homography(self, agreement: Agreement, candidate: LocalFeatures) -> Float64Array:
        """(3, 3) float64: pixels of the query as given → pixels of the candidate."""
        to_frame = geometry.resize_transform((self.view.width, self.view.height), self.matched.matches.query_size)
        from_frame = geometry.resize_transform(self.matched.matches.candidate_size, (candidate.width, candidate.height))
        homography = from_frame @ agreement.homography @ to_frame
        return homography @ geometry.mirror_transform(self.view.width) if self.mirrored else homography


def _evidence(main: _Side, other: _Side, candidate: LocalFeatures, reach: int) -> KeypointEvidence:
    chosen = _distinct(main, other)
    behind = np.zeros(len(other.matched.query_rows), dtype=np.bool_)
    for side, agreement in chosen:
        if side is other:
            behind |= agreement.inliers
    unused = np.zeros(np.count_nonzero(behind), dtype=np.bool_), np.zeros(len(main.matched.query_rows), dtype=np.bool_)
    planes = tuple(
        Plane(
            side.homography(agreement, candidate),
            np.concatenate([unused[1], agreement.inliers[behind]] if side is other else [agreement.inliers, unused[0]]),
            side.mirrored,
        )
        for side, agreement in chosen
    )
    candidate_rows = np.concatenate([main.matched.candidate_rows, other.matched.candidate_rows[behind]])
    return KeypointEvidence(
        query_points=np.concatenate([main.query_points(), other.query_points()[behind]]),
        candidate_points=candidate.points[candidate_rows],
        inliers=planes[0].inliers if planes else np.zeros(len(candidate_rows), dtype=np.bool_),
        homography=planes[0].homography if planes else None,
        mirrored=main.mirrored and bool(planes),
        score=min(1.0, _saturation(main.spots) / _saturation(reach)),
        planes=planes,
    )


def _distinct(main: _Side, other: _Side) -> list[tuple[_Side, Agreement]]:
    """The strongest planes of both views; each after the first has to explain a part that none before it does.

    What is symmetric agrees with its own mirror image, and what repeats with itself one period on.
    """
    ranked = [(side, agreement) for side in (main, other) for agreement in side.found]
    chosen: list[tuple[_Side, Agreement]] = []
    explained: set[tuple[int, int]] = set()
    for side, agreement in sorted(ranked, key=lambda pair: -pair[1].spots):
        places = side.places(agreement)
        if not chosen or len(places - explained) >= TRUSTED_SPOTS:
            chosen.append((side, agreement))
            explained |= places
    return chosen[:MAX_PLANES]


def _reach(local: LocalFeatures) -> int:
    """Spots of the key points whose descriptor occurs once: those that match when the picture meets itself."""
    if len(local) == 0:
        return 0
    return count_spots(to_frame(local)[_occur_once(local.descriptors)])


def _occur_once(descriptors: UInt8Array) -> BoolArray:
    """(n,) bool. Few share their first 8 bytes with another, so only those are sorted whole: a quarter of the time."""
    descriptors = np.ascontiguousarray(descriptors)
    _, place, counts = np.unique(descriptors[:, :8].copy().view(np.uint64), return_inverse=True, return_counts=True)
    once: BoolArray = counts[place.ravel()] == 1
    doubtful = np.flatnonzero(~once)
    whole = descriptors[doubtful].view(np.dtype((np.void, descriptors.shape[1]))).ravel()
    _, first, counts = np.unique(whole, return_index=True, return_counts=True)
    once[doubtful[first[counts == 1]]] = True
    return once


def _saturation(spots: int) -> float:
    return 1.0 - math.exp(-(spots - SATURATION_START) / SATURATION_SCALE) if spots > SATURATION_START else 0.0


def _nothing(score: float | None) -> KeypointEvidence:
    empty = np.zeros((0, 2), dtype=np.float32)
    return KeypointEvidence(empty, empty, np.zeros(0, dtype=np.bool_), None, False, score)
