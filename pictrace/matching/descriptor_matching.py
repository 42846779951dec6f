"""Putative matches of a query and of its mirrored picture with a candidate, from a sample of the key points first.

Descriptor matching is half of the work on a candidate. Every third key point is matched first, and the others only
where three of those matches vote for the same rotation and scale: 27 % of the unrelated photographs in a shortlist.
Over 57 kinds of edit, 33 of each, that loses no copy but 3 of 28 crops to 5 % and 2 of 6 to 2 %, which are of 86 pixels
and fewer; so of pictures as small all key points are matched.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pictrace.matching import hamming, homography
from pictrace.matching.geometric_verification import PoseVotes, PutativeMatches
from pictrace.matching.hamming import Nearest
from pictrace.matching.keypoint_frame import frame_size
from pictrace.types import Float32Array, Int64Array, LocalFeatures, UInt8Array

SAMPLE_EVERY = 3
SMALLEST_SAMPLED_SIDE = 256
MINIMUM_SAMPLE_VOTES = 3


@dataclass(frozen=True, slots=True, eq=False)
class QueryDescriptors:
    """What descriptor matching needs of a query, computed once a search.

    views : the query as given, then mirrored. frame_points : their points in the frame. sample, rest : a sample of the
    key points of both, and all the others.
    """

    views: tuple[LocalFeatures, LocalFeatures]
    frame_points: tuple[Float32Array, Float32Array]
    sample: _DescriptorSubset
    rest: _DescriptorSubset


@dataclass(frozen=True, slots=True, eq=False)
class ViewMatches:
    """One view's putative matches: rows of its points, rows of the candidate's, and the pairs in frame coordinates."""

    query_rows: Int64Array
    candidate_rows: Int64Array
    matches: PutativeMatches


@dataclass(frozen=True, slots=True, eq=False)
class _DescriptorSubset:
    """Descriptors of both views in one array, matched in one call. rows : of each view, those in here.

    descriptors : (n, 32) uint8, of the first view's rows, then of the second's.
    """

    rows: tuple[Int64Array, Int64Array]
    descriptors: UInt8Array

    @classmethod
    def of(cls, views: tuple[LocalFeatures, LocalFeatures], rows: tuple[Int64Array, Int64Array]) -> _DescriptorSubset:
        return cls(rows, np.concatenate([view.descriptors[these] for view, these in zip(views, rows, strict=True)]))

    def nearest(self, candidate: LocalFeatures) -> tuple[_NearestOfView, _NearestOfView]:
        """The two nearest neighbours in the candidate of each view's rows in here."""
        found = hamming.two_nearest(self.descriptors, candidate.descriptors)
        split = len(self.rows[0])
        return _NearestOfView(self.rows[0], found[:split]), _NearestOfView(self.rows[1], found[split:])


@dataclass(frozen=True, slots=True, eq=False)
class _NearestOfView:
    """Nearest neighbours of some key points of a view. rows : (n,) int64 of these key points."""

    rows: Int64Array
    nearest: Nearest

    def merged_with(self, other: _NearestOfView) -> _NearestOfView:
        """Both, in the order of the rows."""
        rows = np.concatenate([self.rows, other.rows])
        order = np.argsort(rows)
        return _NearestOfView(rows[order], hamming.concatenated(self.nearest, other.nearest)[order])


@dataclass(frozen=True, slots=True, eq=False)
class _RatioTestMatches:
    """Rows of a view and of a candidate that pass the ratio test, (n,) int64 each, and what the pairs vote for."""

    query_rows: Int64Array
    candidate_rows: Int64Array
    votes: PoseVotes | None

    @classmethod
    def of(cls, view: LocalFeatures, candidate: LocalFeatures, nearest: _NearestOfView) -> _RatioTestMatches:
        if len(nearest.rows) == 0:
            return _NO_MATCHES
        passing, candidate_rows = hamming.one_to_one(nearest.nearest)
        query_rows = nearest.rows[passing]
        return cls(query_rows, candidate_rows, _pose_votes(view, query_rows, candidate, candidate_rows))

    def has_consensus(self, fewest: int) -> bool:
        # Key points without orientation cannot vote, so nothing can be ruled out.
        return self.votes is None or len(self.votes.peak.rows) >= fewest


_NO_ROWS = np.zeros(0, np.int64)
_NO_MATCHES = _RatioTestMatches(_NO_ROWS, _NO_ROWS, PoseVotes(_NO_ROWS.astype(np.uint8), _NO_ROWS, _NO_ROWS))


def prepare(query: LocalFeatures, mirrored: LocalFeatures) -> QueryDescriptors:
    """What `match_descriptors` needs of a query and of its mirrored picture, computed once a search."""
    views = query, mirrored
    sample = _sample(query), _sample(mirrored)
    rest = _others(sample[0], len(query)), _others(sample[1], len(mirrored))
    return QueryDescriptors(
        views,
        (to_frame(query), to_frame(mirrored)),
        _DescriptorSubset.of(views, sample),
        _DescriptorSubset.of(views, rest),
    )


def match_descriptors(query: QueryDescriptors, candidate: LocalFeatures) -> tuple[ViewMatches, ViewMatches]:
    """Putative matches of the query as given and mirrored. The candidate has at least two key points."""
    given, mirrored = _ratio_test_matches(query, candidate)
    return _view_matches(query, 0, candidate, given), _view_matches(query, 1, candidate, mirrored)


def consistent_matches(query: QueryDescriptors, candidate: LocalFeatures, fewest: int) -> list[PutativeMatches]:
    """Of `match_descriptors` only the views of which at least `fewest` matches vote for one rotation and scale, or
    whose matches cannot vote."""
    return [
        _view_matches(query, index, candidate, pairs).matches
        for index, pairs in enumerate(_ratio_test_matches(query, candidate))
        if pairs.has_consensus(fewest)
    ]


def to_frame(local: LocalFeatures) -> Float32Array:
    """(n, 2) float32: the points in the frame, whose long side is 512."""
    return homography.resize_points(local.points, (local.width, local.height), frame_size(local.width, local.height))


def _sample(view: LocalFeatures) -> Int64Array:
    """The rows that are matched first, evenly spread; all of a small picture, or where none can vote."""
    is_sampled = view.angles is not None and max(view.width, view.height) >= SMALLEST_SAMPLED_SIDE
    return np.arange(0, len(view), SAMPLE_EVERY if is_sampled else 1)


def _others(rows: Int64Array, count: int) -> Int64Array:
    remaining = np.ones(count, dtype=np.bool_)
    remaining[rows] = False
    return np.flatnonzero(remaining)


def _ratio_test_matches(
    query: QueryDescriptors, candidate: LocalFeatures
) -> tuple[_RatioTestMatches, _RatioTestMatches]:
    given, mirrored = query.sample.nearest(candidate)
    found = (
        _RatioTestMatches.of(query.views[0], candidate, given),
        _RatioTestMatches.of(query.views[1], candidate, mirrored),
    )
    if len(query.rest.descriptors) == 0 or not any(one.has_consensus(MINIMUM_SAMPLE_VOTES) for one in found):
        return found
    more = query.rest.nearest(candidate)
    return (
        _RatioTestMatches.of(query.views[0], candidate, given.merged_with(more[0])),
        _RatioTestMatches.of(query.views[1], candidate, mirrored.merged_with(more[1])),
    )


def _view_matches(
    query: QueryDescriptors, index: int, candidate: LocalFeatures, pairs: _RatioTestMatches
) -> ViewMatches:
    view, in_frame = query.views[index], frame_size(candidate.width, candidate.height)
    matches = PutativeMatches(
        query=query.frame_points[index][pairs.query_rows],
        candidate=homography.resize_points(
            candidate.points[pairs.candidate_rows], (candidate.width, candidate.height), in_frame
        ),
        votes=pairs.votes,
        query_size=frame_size(view.width, view.height),
        candidate_size=in_frame,
    )
    return ViewMatches(pairs.query_rows, pairs.candidate_rows, matches)


def _pose_votes(
    view: LocalFeatures, query_rows: Int64Array, candidate: LocalFeatures, candidate_rows: Int64Array
) -> PoseVotes | None:
    if view.angles is None or view.levels is None or candidate.angles is None or candidate.levels is None:
        return None
    return PoseVotes(
        rotations=candidate.angles[candidate_rows] - view.angles[query_rows],
        query_levels=view.levels[query_rows].astype(np.int64),
        candidate_levels=candidate.levels[candidate_rows].astype(np.int64),
    )
