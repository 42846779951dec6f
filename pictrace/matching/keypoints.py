"""Key point evidence: descriptors matched by Hamming distance, verified by geometry, and scored as one channel.

Ratio test: Lowe, IJCV 2004. A score of putative matches takes text and texture for copies, so only inliers count.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from pictrace.matching import descriptor_matching
from pictrace.matching.descriptor_matching import QueryDescriptors, ViewMatches, to_frame
from pictrace.matching.geometric_verification import (
    MAX_PLANES,
    MINIMUM_INLIER_CELLS,
    VerifiedTransform,
    count_cells,
    verify_matches,
)
from pictrace.matching.homography import mirror_points, mirror_transform, resize_transform
from pictrace.types import (
    BoolArray,
    Float32Array,
    Float64Array,
    KeypointEvidence,
    LocalFeatures,
    Plane,
    UInt8Array,
)

# A query whose key points lie in fewer cells is a plain wall or a sky: no evidence rather than a score.
MINIMUM_QUERY_CELLS = 20
SATURATION_START = 4.0
SATURATION_SCALE = 12.0
# Size of the cells in which a further plane must have inliers that earlier ones have not; with smaller ones a symmetric
# front counts as two planes.
NOVELTY_CELL = 24


def has_enough(local: LocalFeatures) -> bool:
    """Whether a query has enough key points to be scored; otherwise its key points score is None."""
    return _self_match_cells(local) >= MINIMUM_QUERY_CELLS


@dataclass(frozen=True, slots=True, eq=False)
class PreparedKeypoints:
    """The part of matching that depends on the query alone, computed once a search.

    self_match_cells : inlier cells of the query matched with itself.
    """

    descriptors: QueryDescriptors
    self_match_cells: int


def prepare(query: LocalFeatures, mirrored: LocalFeatures) -> PreparedKeypoints:
    """What `match_prepared` needs of a query and of its mirrored picture."""
    return PreparedKeypoints(descriptor_matching.prepare(query, mirrored), _self_match_cells(query))


def match(query: LocalFeatures, mirrored: LocalFeatures, candidate: LocalFeatures) -> KeypointEvidence:
    """Matched and verified key points of a query, or of its mirrored picture where that has more inlier cells.

    `mirrored` are the features of the flipped query in the flipped frame; the evidence is in the query as given.
    """
    return match_prepared(prepare(query, mirrored), candidate)


def match_prepared(query: PreparedKeypoints, candidate: LocalFeatures) -> KeypointEvidence:
    """The same, with the query's part computed before.

    `homography` is None unless one plausible transform is verified, see `geometric_verification`: at least 5 inlier
    cells of matches that vote for the same rotation and scale. The score is saturation(cells) /
    saturation(self_match_cells) with saturation(n) = 1 − exp(−(n − 4) / 12) and the cells of the strongest plane: a
    picture against itself has 1, and a candidate with few key points cannot reach it. 0 for a candidate without key
    points, None for a query with fewer than 20 cells. Rows are the matches of the view with more inlier cells, and
    behind them those of the planes that only the other view has.
    """
    if query.self_match_cells < MINIMUM_QUERY_CELLS:
        return _no_evidence(None)
    if len(candidate) < MINIMUM_INLIER_CELLS:
        return _no_evidence(0.0)
    given, mirrored = descriptor_matching.match_descriptors(query.descriptors, candidate)
    as_given = _VerifiedView(query.descriptors.views[0], False, given, verify_matches(given.matches))
    flipped = _VerifiedView(query.descriptors.views[1], True, mirrored, verify_matches(mirrored.matches))
    main, other = (flipped, as_given) if flipped.cells > as_given.cells else (as_given, flipped)
    return _evidence(main, other, candidate, query.self_match_cells)


def is_verified(query: PreparedKeypoints, candidate: LocalFeatures) -> bool:
    """Whether `match_prepared` finds a homography, without computing the evidence."""
    if query.self_match_cells < MINIMUM_QUERY_CELLS or len(candidate) < MINIMUM_INLIER_CELLS:
        return False
    return any(
        verify_matches(matches)
        for matches in descriptor_matching.consistent_matches(query.descriptors, candidate, MINIMUM_INLIER_CELLS)
    )


@dataclass(frozen=True, slots=True, eq=False)
class _VerifiedView:
    """One view's putative matches, and the transforms that geometric verification found."""

    view: LocalFeatures
    mirrored: bool
    matched: ViewMatches
    transforms: list[VerifiedTransform]

    @property
    def cells(self) -> int:
        return self.transforms[0].cells if self.transforms else 0

    def query_points(self) -> Float32Array:
        """(n, 2) float32: where the matches are in the query as given, in original pixels."""
        points = self.view.points[self.matched.query_rows]
        return mirror_points(points, self.view.width) if self.mirrored else points

    def covered_cells(self, transform: VerifiedTransform) -> set[tuple[int, int]]:
        """The cells of the query as given, in the frame, that a plane's inliers lie in."""
        points = self.matched.matches.query[transform.inliers]
        if self.mirrored:
            points = mirror_points(points, self.matched.matches.query_size[0])
        return set(map(tuple, np.floor(points / NOVELTY_CELL).astype(np.int64).tolist()))

    def homography(self, transform: VerifiedTransform, candidate: LocalFeatures) -> Float64Array:
        """(3, 3) float64: pixels of the query as given → pixels of the candidate."""
        to_frame = resize_transform((self.view.width, self.view.height), self.matched.matches.query_size)
        from_frame = resize_transform(self.matched.matches.candidate_size, (candidate.width, candidate.height))
        homography = from_frame @ transform.homography @ to_frame
        return homography @ mirror_transform(self.view.width) if self.mirrored else homography


def _evidence(
    main: _VerifiedView, other: _VerifiedView, candidate: LocalFeatures, self_match_cells: int
) -> KeypointEvidence:
    chosen = _distinct(main, other)
    appended = np.zeros(len(other.matched.query_rows), dtype=np.bool_)
    for view, transform in chosen:
        if view is other:
            appended |= transform.inliers
    unused = (
        np.zeros(np.count_nonzero(appended), dtype=np.bool_),
        np.zeros(len(main.matched.query_rows), dtype=np.bool_),
    )
    planes = tuple(
        Plane(
            view.homography(transform, candidate),
            np.concatenate(
                [unused[1], transform.inliers[appended]] if view is other else [transform.inliers, unused[0]]
            ),
            view.mirrored,
        )
        for view, transform in chosen
    )
    candidate_rows = np.concatenate([main.matched.candidate_rows, other.matched.candidate_rows[appended]])
    return KeypointEvidence(
        query_points=np.concatenate([main.query_points(), other.query_points()[appended]]),
        candidate_points=candidate.points[candidate_rows],
        inliers=planes[0].inliers if planes else np.zeros(len(candidate_rows), dtype=np.bool_),
        homography=planes[0].homography if planes else None,
        mirrored=main.mirrored and bool(planes),
        score=min(1.0, _saturation(main.cells) / _saturation(self_match_cells)),
        planes=planes,
    )


def _distinct(main: _VerifiedView, other: _VerifiedView) -> list[tuple[_VerifiedView, VerifiedTransform]]:
    """The strongest planes of both views; each after the first must cover a part that none before it covers.

    Symmetric objects match their own mirror image, and repeated patterns match themselves one period on.
    """
    ranked = [(view, transform) for view in (main, other) for transform in view.transforms]
    chosen: list[tuple[_VerifiedView, VerifiedTransform]] = []
    explained: set[tuple[int, int]] = set()
    for view, transform in sorted(ranked, key=lambda pair: -pair[1].cells):
        covered = view.covered_cells(transform)
        if not chosen or len(covered - explained) >= MINIMUM_INLIER_CELLS:
            chosen.append((view, transform))
            explained |= covered
    return chosen[:MAX_PLANES]


def _self_match_cells(local: LocalFeatures) -> int:
    """Cells of the key points whose descriptor is unique: those that match when the picture is matched with itself."""
    if len(local) == 0:
        return 0
    return count_cells(to_frame(local)[_occur_once(local.descriptors)])


def _occur_once(descriptors: UInt8Array) -> BoolArray:
    """(n,) bool. Few share their first 8 bytes with another, so only those are sorted by all: a quarter of the time."""
    descriptors = np.ascontiguousarray(descriptors)
    _, place, counts = np.unique(descriptors[:, :8].copy().view(np.uint64), return_inverse=True, return_counts=True)
    once: BoolArray = counts[place.ravel()] == 1
    doubtful = np.flatnonzero(~once)
    whole = descriptors[doubtful].view(np.dtype((np.void, descriptors.shape[1]))).ravel()
    _, first, counts = np.unique(whole, return_index=True, return_counts=True)
    once[doubtful[first[counts == 1]]] = True
    return once


def _saturation(cells: int) -> float:
    return 1.0 - math.exp(-(cells - SATURATION_START) / SATURATION_SCALE) if cells > SATURATION_START else 0.0


def _no_evidence(score: float | None) -> KeypointEvidence:
    empty = np.zeros((0, 2), dtype=np.float32)
    return KeypointEvidence(empty, empty, np.zeros(0, dtype=np.bool_), None, False, score)
