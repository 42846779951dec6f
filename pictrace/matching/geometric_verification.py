"""Geometric verification of putative matches: Hough vote, then a similarity or homography with its inliers.

The orientations and scales of two matched key points give a rotation and a scale between the pictures. Matches that
vote for the same ones are few in unrelated pictures and many in copies (Hough vote: Lowe, IJCV 2004; weak geometric
consistency: Jégou et al., ECCV 2008), so the vote leaves RANSAC a small set, and fewer inliers are needed to trust the
result. Copies are nearly always similarities: that model is tried first; a homography (MAGSAC++: Barath et al., CVPR
2020) where it explains clearly more.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import cv2
import numpy as np

from pictrace.matching.homography import is_plausible, jacobian
from pictrace.matching.keypoint_detection import STEP
from pictrace.types import BoolArray, Float32Array, Float64Array, Int64Array, UInt8Array

REPROJECTION_PIXELS = 3.0
# Key points of coarse pyramid levels are localised less exactly, so above this level the tolerance grows by 1.2 a
# level: copies of a tenth of the size are found in .99 instead of .95, and crops to 40 % of an eighth of the size in
# .88 instead of .34. Below level 0 they are localised more exactly, and the tolerance shrinks by half as much;
# shrinking by all of it loses a detail of 2 % in fifteen.
EXACT_LEVEL = 4.0
# The pyramid puts several key points on one place, and any two or three places fit a homography: drawings of different
# dinosaurs have 14 inliers on a toe and an eye. So distinct cells of 8 px in the 512 px frame are counted instead of
# inliers, in the picture where the part is larger.
INLIER_CELL = 8
# Few inlier cells are trusted only when seven in ten of the matches in the Hough peak are inliers, which holds for
# copies and not for look-alikes (drawings of different dinosaurs have 18 cells with 18 of 28, 17 with 17 of 38). So 12
# of 6,000 pairs of different photographs of one class are trusted, most of them of one scene, and none of 12,000 of
# two.
MINIMUM_INLIER_CELLS = 5
MINIMUM_INLIER_SHARE = 0.7
SUFFICIENT_INLIER_CELLS = 20
# Matches without orientation and scale cannot vote, and are fitted by a homography of 8 parameters.
UNORIENTED_INLIERS = 9
UNORIENTED_CELLS = 8
# A homography has 4 more parameters than a similarity: it is taken where it explains a fifth more cells.
HOMOGRAPHY_GAIN = 1.2
NEARLY_ALL = 0.9

# Hough bins: 32 orientations of 11.25°, scales in steps of 1.2; a bin and its neighbours count together.
ORIENTATION_BINS = 32
SCALE_BINS = 24
# A match votes for its own bin and the eight around it: the flat bin numbers of every orientation and scale.
_WIDTH = 2 * SCALE_BINS + 1
_ORIENTATION_NEIGHBOURS = (np.arange(ORIENTATION_BINS)[:, np.newaxis] + np.arange(-1, 2)) % ORIENTATION_BINS * _WIDTH
_SCALE_NEIGHBOURS = np.arange(_WIDTH)[:, np.newaxis] + np.arange(-1, 2)
_BINS = (_ORIENTATION_NEIGHBOURS[:, np.newaxis, :, np.newaxis] + _SCALE_NEIGHBOURS[:, np.newaxis]).reshape(
    ORIENTATION_BINS * _WIDTH, 9
)
ROTATION_TOLERANCE = 11  # 256ths of a turn, 15°
SCALE_TOLERANCE = 1.6  # steps of 1.2
# Rotation and scale vary over a picture seen in perspective; a plane is judged by those at the centre of its inliers.
PERSPECTIVE_SLACK = 2.0

MAX_PLANES = 3
# Matches within so many frame pixels of a plane belong to it when the next one is looked for, because paper bends.
SAME_PLANE_PIXELS = 16.0


@dataclass(frozen=True, slots=True, eq=False)
class HoughPeak:
    """rows : (n,) int64, the matches in the fullest bin and its neighbours. scale_step : of that bin, in steps of
    1.2."""

    rows: Int64Array
    scale_step: int


@dataclass(frozen=True, slots=True, eq=False)
class PoseVotes:
    """The rotation and scale that each match votes for, from the orientations and levels of its two key points.

    rotations : (n,) uint8, clockwise from query to candidate, in 256ths of a turn. query_levels, candidate_levels :
    (n,) int64, as in `LocalFeatures`. peak : of all votes.
    """

    rotations: UInt8Array
    query_levels: Int64Array
    candidate_levels: Int64Array
    peak: HoughPeak = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "peak", self.peak_of(np.arange(len(self.rotations))))

    @property
    def scale_steps(self) -> Int64Array:
        """(n,) int64: by how many steps of 1.2 the candidate's key point is larger."""
        return self.candidate_levels - self.query_levels

    def peak_of(self, rows: Int64Array) -> HoughPeak:
        """The peak of the votes of the matches in these rows."""
        if len(rows) == 0:
            return HoughPeak(rows, 0)
        rotation = self.rotations[rows].astype(np.int64) // (256 // ORIENTATION_BINS)
        scale_step = np.clip(self.scale_steps[rows], 1 - SCALE_BINS, SCALE_BINS - 1) + SCALE_BINS
        votes = np.bincount(_BINS[rotation * _WIDTH + scale_step].ravel(), minlength=ORIENTATION_BINS * _WIDTH)
        # The outermost scale bins hold votes of their neighbours only.
        best_rotation, best_scale = divmod(int(votes.reshape(ORIENTATION_BINS, _WIDTH)[:, 1:-1].argmax()), _WIDTH - 2)
        consistent = ((rotation - best_rotation + 1) % ORIENTATION_BINS <= 2) & (
            np.abs(scale_step - (best_scale + 1)) <= 1
        )
        return HoughPeak(rows[consistent], best_scale + 1 - SCALE_BINS)


@dataclass(frozen=True, slots=True, eq=False)
class PutativeMatches:
    """Putative matches: pairs of key points that pass the ratio test, in frames whose long sides are 512.

    query, candidate : (n, 2) float32 x y. votes : None where the key points of a picture have no orientation.
    query_size, candidate_size : of the frames, (width, height).
    """

    query: Float32Array
    candidate: Float32Array
    votes: PoseVotes | None
    query_size: tuple[float, float]
    candidate_size: tuple[float, float]

    def __len__(self) -> int:
        return len(self.query)


@dataclass(frozen=True, slots=True, eq=False)
class VerifiedTransform:
    """homography : query frame → candidate frame. inliers : (n,) bool over the matches. cells : that they lie in."""

    homography: Float64Array
    inliers: BoolArray
    cells: int


def verify_matches(matches: PutativeMatches) -> list[VerifiedTransform]:
    """The trusted transforms of these matches, each of one plane, strongest first, at most 3.

    Matches within 16 px of an earlier plane are not used for a later one.
    """
    found: list[VerifiedTransform] = []
    remaining = np.ones(len(matches), dtype=np.bool_)
    for _ in range(MAX_PLANES):
        transform = _strongest_transform(matches, remaining)
        if transform is None:
            break
        near = _reprojection_errors(transform.homography, matches.query, matches.candidate) <= SAME_PLANE_PIXELS
        remaining &= ~(near | transform.inliers)
        found.append(transform)
    return sorted(found, key=lambda transform: -transform.cells)


def count_cells(points: Float32Array) -> int:
    """How many cells of 8 px the points (n, 2) lie in."""
    cells = np.floor(points / INLIER_CELL).astype(np.int64)
    return len(np.unique(cells[:, 0] * (1 << 20) + cells[:, 1]))


def _strongest_transform(matches: PutativeMatches, remaining: BoolArray) -> VerifiedTransform | None:
    votes = matches.votes
    if votes is None:
        unoriented = _ModelFit(
            matches, remaining, np.flatnonzero(remaining), enlarged=False, tolerance=REPROJECTION_PIXELS
        )
        found = unoriented.homography()
        if found is None or found.cells < UNORIENTED_CELLS or np.count_nonzero(found.inliers) < UNORIENTED_INLIERS:
            return None
        return found
    peak = votes.peak if remaining.all() else votes.peak_of(np.flatnonzero(remaining))
    rows, scale_step = peak.rows, peak.scale_step
    if len(rows) < MINIMUM_INLIER_CELLS:
        return None
    # The tolerance is set by the picture in which the part is smaller, where errors are smaller too.
    levels = votes.query_levels if scale_step > 0 else votes.candidate_levels
    level = float(np.median(levels[rows]))
    tolerance = REPROJECTION_PIXELS * STEP ** (max(0.0, level - EXACT_LEVEL) + 0.5 * min(0.0, level))
    view = _ModelFit(matches, remaining, rows, enlarged=scale_step > 0, tolerance=tolerance)
    found = view.similarity()
    if found is None or np.count_nonzero(found.inliers[rows]) < NEARLY_ALL * len(rows):
        projective = view.homography()
        if projective is not None and (found is None or projective.cells >= HOMOGRAPHY_GAIN * found.cells):
            found = projective
    if found is None or found.cells < MINIMUM_INLIER_CELLS:
        return None
    consistent_matches = np.count_nonzero(found.inliers) / len(rows)
    return found if found.cells >= SUFFICIENT_INLIER_CELLS or consistent_matches >= MINIMUM_INLIER_SHARE else None


@dataclass(frozen=True, slots=True, eq=False)
class _ModelFit:
    """A transform to be fitted to the matches in `rows`; any of the `remaining` may be its inliers.

    enlarged : whether the part is larger in the candidate; the transform is then fitted from there to the query.
    tolerance : reprojection error in pixels of the frame that it maps to.
    """

    matches: PutativeMatches
    remaining: BoolArray
    rows: Int64Array
    enlarged: bool
    tolerance: float

    def similarity(self) -> VerifiedTransform | None:
        source, target = self._source_and_target()
        found, _ = cv2.estimateAffinePartial2D(
            source[self.rows],
            target[self.rows],
            method=cv2.RANSAC,
            ransacReprojThreshold=self.tolerance,
            maxIters=500,
            confidence=0.999,
            refineIters=5,
        )
        return None if found is None else self._verified(np.vstack([found, [0.0, 0.0, 1.0]]), 1.0)

    def homography(self) -> VerifiedTransform | None:
        if len(self.rows) < UNORIENTED_INLIERS:
            return None
        source, target = self._source_and_target()
        found, _ = cv2.findHomography(
            source[self.rows], target[self.rows], cv2.USAC_MAGSAC, self.tolerance, maxIters=2000, confidence=0.999
        )
        return None if found is None else self._verified(found.astype(np.float64), PERSPECTIVE_SLACK)

    def _verified(self, forward: Float64Array, slack: float) -> VerifiedTransform | None:
        """The inliers of a transform; None for an implausible one, or without inliers."""
        matches = self.matches
        inliers = self.remaining & (_reprojection_errors(forward, *self._source_and_target()) <= self.tolerance)
        inliers &= self._pose_consistent(forward, inliers, slack)
        sizes = matches.query_size, matches.candidate_size
        if not inliers.any() or not is_plausible(forward, *(sizes[::-1] if self.enlarged else sizes)):
            return None
        cells = max(count_cells(matches.query[inliers]), count_cells(matches.candidate[inliers]))
        return VerifiedTransform(
            np.linalg.inv(forward).astype(np.float64) if self.enlarged else forward, inliers, cells
        )

    def _pose_consistent(self, forward: Float64Array, inliers: BoolArray, slack: float) -> BoolArray:
        """(n,) bool: which matches vote for the rotation and scale of the transform at the centre of its inliers."""
        consistent = np.ones(len(self.matches), dtype=np.bool_)
        votes = self.matches.votes
        if votes is None or not inliers.any():
            return consistent
        (a, b), (c, d) = jacobian(forward, self._source_and_target()[0][inliers].mean(axis=0))
        area = a * d - b * c
        if not area > 0.0:
            return ~consistent
        sign = -1 if self.enlarged else 1
        # The rotation of the polar decomposition; the scale is the root of the area ratio.
        rotation = sign * math.atan2(c - b, a + d) * 256 / (2 * math.pi)
        scale_step = sign * math.log(area) / (2 * math.log(STEP))
        consistent &= (
            np.abs((votes.rotations.astype(np.float64) - rotation + 128) % 256 - 128) <= slack * ROTATION_TOLERANCE
        )
        consistent &= np.abs(votes.scale_steps - scale_step) <= slack * SCALE_TOLERANCE
        return consistent

    def _source_and_target(self) -> tuple[Float32Array, Float32Array]:
        query, candidate = self.matches.query, self.matches.candidate
        return (candidate, query) if self.enlarged else (query, candidate)


def _reprojection_errors(homography: Float64Array, source: Float32Array, target: Float32Array) -> Float64Array:
    """(n,) float64: distance of each projected source from its target; infinite at the horizon."""
    mapped = source @ homography[:, :2].T + homography[:, 2]
    depth = np.where(mapped[:, 2:] == 0.0, np.nan, mapped[:, 2:])
    apart = np.linalg.norm(mapped[:, :2] / depth - target, axis=1)
    return np.where(np.isfinite(apart), apart, np.inf)
