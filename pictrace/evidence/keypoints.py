"""Key points of two pictures matched by Hamming distance and verified by geometry, as one channel of evidence.

Ratio test: Lowe, IJCV 2004. A ratio of raw matches scores text and texture as copies, so only verified inliers count.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from pictrace.evidence import geometry, hamming
from pictrace.evidence.agreement import (
    MAX_PLANES,
    TRUSTED_SPOTS,
    Agreement,
    Matches,
    Told,
    agreements,
    count_spots,
    most_votes,
)
from pictrace.evidence.detection import frame_size
from pictrace.types import (
    Float32Array,
    Float64Array,
    Int64Array,
    KeypointEvidence,
    LocalFeatures,
    Plane,
    UInt8Array,
)

# A query of fewer spots than this is a plain wall or a sky: no evidence rather than a score.
MINIMUM_SPOTS = 20
SATURATION_START = 4.0
SATURATION_SCALE = 12.0
# Looking up key points is half of the work on a hit. Every third goes first, and the others follow only where three of
# those matches tell the same turn and zoom: 27 % of the unrelated photographs in a shortlist. Over 57 kinds of edit, 33
# of each, that loses no copy but 2 of 28 crops to 5 %, which are of 86 pixels; pictures as small are looked up whole.
FIRST_OF = 3
SMALL = 256
WORTH_ALL = 3
# A second plane has to reach this many pixels beyond what the first explains; finer, a symmetric front passes for two.
NEW_GROUND = 24


def has_enough(local: LocalFeatures) -> bool:
    """Whether a query with these key points can say anything; otherwise its key points score is None."""
    return _reach(local) >= MINIMUM_SPOTS


@dataclass(frozen=True, slots=True, eq=False)
class PreparedKeypoints:
    """The part of matching that depends on the query alone, made once a search.

    views : the query as given, then mirrored. first, rest : their key points, a sample of both and all the others.
    reach : how many spots agree when the query meets itself.
    """

    views: tuple[LocalFeatures, LocalFeatures]
    frame_points: tuple[Float32Array, Float32Array]
    first: _Stack
    rest: _Stack
    reach: int


@dataclass(frozen=True, slots=True, eq=False)
class _Stack:
    """Key points of both views, stacked so that they are looked up in one go. rows : of each view, those in here.

    descriptors : (n, 32) uint8, of the first view's rows, then of the second's.
    """

    rows: tuple[Int64Array, Int64Array]
    descriptors: UInt8Array

    @classmethod
    def of(cls, views: tuple[LocalFeatures, LocalFeatures], rows: tuple[Int64Array, Int64Array]) -> _Stack:
        return cls(rows, np.concatenate([view.descriptors[these] for view, these in zip(views, rows, strict=True)]))

    def nearest(self, candidate: LocalFeatures) -> tuple[_Nearest, _Nearest]:
        distances, neighbours = hamming.two_nearest(self.descriptors, candidate.descriptors)
        split = len(self.rows[0])
        return (
            _Nearest(self.rows[0], distances[:split], neighbours[:split]),
            _Nearest(self.rows[1], distances[split:], neighbours[split:]),
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Nearest:
    """Of some rows of a view, (n,), the two nearest key points of a candidate: (n, 2) distances and (n, 2) rows."""

    rows: Int64Array
    distances: Int64Array
    neighbours: Int64Array

    def and_also(self, other: _Nearest) -> _Nearest:
        """Both, in the order of the rows."""
        order = np.argsort(np.concatenate([self.rows, other.rows]))
        return _Nearest(
            np.concatenate([self.rows, other.rows])[order],
            np.concatenate([self.distances, other.distances])[order],
            np.concatenate([self.neighbours, other.neighbours])[order],
        )


def prepare(query: LocalFeatures, mirrored: LocalFeatures) -> PreparedKeypoints:
    """What `match_prepared` needs of a query and of its mirrored picture."""
    views = query, mirrored
    first = _sample(query), _sample(mirrored)
    rest = np.setdiff1d(np.arange(len(query)), first[0]), np.setdiff1d(np.arange(len(mirrored)), first[1])
    return PreparedKeypoints(
        views=views,
        frame_points=(_to_frame(query), _to_frame(mirrored)),
        first=_Stack.of(views, first),
        rest=_Stack.of(views, rest),
        reach=_reach(query),
    )


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
    as_given, flipped = (
        _Side(view, index == 1, *paired, matches, agreements(matches))
        for index, (view, (paired, matches)) in enumerate(zip(query.views, _looked_up(query, candidate), strict=True))
    )
    main, other = (flipped, as_given) if flipped.spots > as_given.spots else (as_given, flipped)
    return _evidence(main, other, candidate, query.reach)


@dataclass(frozen=True, slots=True, eq=False)
class _Side:
    """One view's matches, rows of its points and of the candidate's, and what geometry makes of them."""

    view: LocalFeatures
    mirrored: bool
    query_rows: Int64Array
    candidate_rows: Int64Array
    matches: Matches
    found: list[Agreement]

    @property
    def spots(self) -> int:
        return self.found[0].spots if self.found else 0

    def query_points(self) -> Float32Array:
        """(n, 2) float32: where the matches are in the query as given, in original pixels."""
        points = self.view.points[self.query_rows]
        return geometry.mirror_points(points, self.view.width) if self.mirrored else points

    def places(self, agreement: Agreement) -> set[tuple[int, int]]:
        """The cells of the query as given, in the frame, that a plane's inliers lie in."""
        points = self.matches.query[agreement.inliers]
        if self.mirrored:
            points = geometry.mirror_points(points, self.matches.query_size[0])
        return set(map(tuple, np.floor(points / NEW_GROUND).astype(np.int64).tolist()))

    def homography(self, agreement: Agreement, candidate: LocalFeatures) -> Float64Array:
        """(3, 3) float64: pixels of the query as given → pixels of the candidate."""
        to_frame = geometry.resize_transform((self.view.width, self.view.height), self.matches.query_size)
        from_frame = geometry.resize_transform(self.matches.candidate_size, (candidate.width, candidate.height))
        homography = from_frame @ agreement.homography @ to_frame
        return homography @ geometry.mirror_transform(self.view.width) if self.mirrored else homography


_Paired = tuple[Int64Array, Int64Array]


def _looked_up(query: PreparedKeypoints, candidate: LocalFeatures) -> list[tuple[_Paired, Matches]]:
    """The matches of each view: rows of its points and of the candidate's, and the points themselves."""
    nearest = query.first.nearest(candidate)
    found = [_matches(query, index, candidate, one) for index, one in enumerate(nearest)]
    if len(query.rest.descriptors) and any(
        matches.told is None or most_votes(matches.told) >= WORTH_ALL for _, matches in found
    ):
        both = zip(nearest, query.rest.nearest(candidate), strict=True)
        found = [_matches(query, index, candidate, one.and_also(other)) for index, (one, other) in enumerate(both)]
    return found


def _matches(
    query: PreparedKeypoints, index: int, candidate: LocalFeatures, nearest: _Nearest
) -> tuple[_Paired, Matches]:
    view = query.views[index]
    passing, candidate_rows = hamming.one_to_one(nearest.distances, nearest.neighbours)
    query_rows = nearest.rows[passing]
    in_frame = frame_size(candidate.width, candidate.height)
    return (query_rows, candidate_rows), Matches(
        query=query.frame_points[index][query_rows],
        candidate=geometry.resize_points(
            candidate.points[candidate_rows], (candidate.width, candidate.height), in_frame
        ),
        told=_told(view, query_rows, candidate, candidate_rows),
        query_size=frame_size(view.width, view.height),
        candidate_size=in_frame,
    )


def _told(
    view: LocalFeatures, query_rows: Int64Array, candidate: LocalFeatures, candidate_rows: Int64Array
) -> Told | None:
    if view.angles is None or view.levels is None or candidate.angles is None or candidate.levels is None:
        return None
    return Told(
        turns=candidate.angles[candidate_rows] - view.angles[query_rows],
        query_levels=view.levels[query_rows].astype(np.int64),
        candidate_levels=candidate.levels[candidate_rows].astype(np.int64),
    )


def _evidence(main: _Side, other: _Side, candidate: LocalFeatures, reach: int) -> KeypointEvidence:
    chosen = _distinct(main, other)
    behind = np.zeros(len(other.query_rows), dtype=np.bool_)
    for side, agreement in chosen:
        if side is other:
            behind |= agreement.inliers
    unused = np.zeros(np.count_nonzero(behind), dtype=np.bool_), np.zeros(len(main.query_rows), dtype=np.bool_)
    planes = tuple(
        Plane(
            side.homography(agreement, candidate),
            np.concatenate([unused[1], agreement.inliers[behind]] if side is other else [agreement.inliers, unused[0]]),
            side.mirrored,
        )
        for side, agreement in chosen
    )
    candidate_rows = np.concatenate([main.candidate_rows, other.candidate_rows[behind]])
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


def _sample(view: LocalFeatures) -> Int64Array:
    """The rows that are looked up first, evenly spread; all of a small picture, or where none can
    vote because key points have no direction."""
    is_sampled = view.angles is not None and max(view.width, view.height) >= SMALL
    return np.arange(0, len(view), FIRST_OF if is_sampled else 1)


def _reach(local: LocalFeatures) -> int:
    """Spots of the key points whose descriptor occurs once: those that match when the picture meets itself."""
    if len(local) == 0:
        return 0
    rows = np.ascontiguousarray(local.descriptors).view(np.dtype((np.void, local.descriptors.shape[1]))).ravel()
    _, first, counts = np.unique(rows, return_index=True, return_counts=True)
    return count_spots(_to_frame(local)[first[counts == 1]])


def _saturation(spots: int) -> float:
    return 1.0 - math.exp(-(spots - SATURATION_START) / SATURATION_SCALE) if spots > SATURATION_START else 0.0


def _to_frame(local: LocalFeatures) -> Float32Array:
    return geometry.resize_points(local.points, (local.width, local.height), frame_size(local.width, local.height))


def _nothing(score: float | None) -> KeypointEvidence:
    empty = np.zeros((0, 2), dtype=np.float32)
    return KeypointEvidence(empty, empty, np.zeros(0, dtype=np.bool_), None, False, score)
