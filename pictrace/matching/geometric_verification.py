"""Which matches agree with one view of the query in the candidate: verified planes, strongest first.

Each match says by itself how far the picture was turned and enlarged. Those that say the same are few in unrelated
pictures and many in copies (weak geometric consistency: Jégou et al., ECCV 2008), so the vote leaves RANSAC a small
set, and less agreement is needed to believe it. Copies are nearly always similarities (moved, turned, enlarged): that
is tried first; a homography (MAGSAC++: Barath et al., CVPR 2020) where it explains clearly more.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import cv2
import numpy as np

from pictrace.matching import homography as geometry
from pictrace.matching.keypoint_detection import STEP
from pictrace.types import BoolArray, Float32Array, Float64Array, Int64Array, UInt8Array

REPROJECTION_PIXELS = 3.0
# A key point of a coarse level lies less exactly, so above this level each allows 1.2 times as much: copies of a tenth
# of the size are found in .99 instead of .95, and crops to 40 % of an eighth of the size in .88 instead of .34. Finer
# than the frame's own, it lies more exactly: half of that is asked, all of it loses a detail of 2 % in fifteen.
EXACT_LEVEL = 4.0
# The pyramid puts several key points on one spot, and any two or three spots fit a homography: drawings of different
# dinosaurs agree in 14 points on a toe and an eye. So spots are counted, cells of 8 px in the 512 px frame, in the
# picture where the part is larger.
SPOT = 8
# Few spots are believed only when most of the matches that voted alike also lie alike: seven in ten, which copies keep
# and look-alikes do not (drawings of different dinosaurs have 18 spots with 18 of 28, 17 with 17 of 38). So 12 of 6,000
# pairs of different photographs of one class are believed, most of them of one scene, and none of 12,000 of two.
TRUSTED_SPOTS = 5
TRUSTED_SHARE = 0.7
SURE_SPOTS = 20
# What does not say how it is turned and enlarged cannot vote, and has 8 numbers of a homography to fit.
VOTELESS_INLIERS = 9
VOTELESS_SPOTS = 8
# Perspective has to earn its 4 extra numbers: it is taken where it explains a fifth more spots.
HOMOGRAPHY_GAIN = 1.2
NEARLY_ALL = 0.9

# Votes: 32 turns of 11.25°, zooms in steps of 1.2; a bin and its neighbours count together.
TURNS = 32
ZOOMS = 24
# A match counts in its own bin and in those around it: the bins of every turn and of every zoom, parts of one number.
_WIDTH = 2 * ZOOMS + 1
_TURN_BINS = (np.arange(TURNS)[:, np.newaxis] + np.arange(-1, 2)) % TURNS * _WIDTH
_ZOOM_BINS = np.arange(_WIDTH)[:, np.newaxis] + np.arange(-1, 2)
_BINS = (_TURN_BINS[:, np.newaxis, :, np.newaxis] + _ZOOM_BINS[:, np.newaxis]).reshape(TURNS * _WIDTH, 9)
TURN_TOLERANCE = 11  # 256ths of a turn, 15°
ZOOM_TOLERANCE = 1.6  # steps of 1.2
# Turn and zoom change over a picture seen in perspective; a plane is asked for those of its middle.
PERSPECTIVE_SLACK = 2.0

MAX_PLANES = 3
# What lies this near a plane, in pixels of the frame, belongs to it when the next one is looked for: paper bends.
SAME_PLANE_PIXELS = 16.0


@dataclass(frozen=True, slots=True, eq=False)
class Vote:
    """rows : (n,) int64, the matches that say the most common turn and zoom. zoom : in steps of 1.2."""

    rows: Int64Array
    zoom: int


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """What pairs of key points say of the view by themselves.

    turns : (n,) uint8, by how much the candidate's is turned, clockwise, in 256ths of a turn. query_levels,
    candidate_levels : (n,) int64, as in `LocalFeatures`. vote : the most common turn and zoom of them all.
    """

    turns: UInt8Array
    query_levels: Int64Array
    candidate_levels: Int64Array
    vote: Vote = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "vote", self.vote_of(np.arange(len(self.turns))))

    @property
    def zooms(self) -> Int64Array:
        """(n,) int64: by how many steps of 1.2 the candidate's is larger."""
        return self.candidate_levels - self.query_levels

    def vote_of(self, rows: Int64Array) -> Vote:
        """The most common turn and zoom of the matches in these rows."""
        if len(rows) == 0:
            return Vote(rows, 0)
        turn = self.turns[rows].astype(np.int64) // (256 // TURNS)
        zoom = np.clip(self.zooms[rows], 1 - ZOOMS, ZOOMS - 1) + ZOOMS
        votes = np.bincount(_BINS[turn * _WIDTH + zoom].ravel(), minlength=TURNS * _WIDTH)
        # Beside the last zooms lie bins that hold part of their neighbour's votes.
        best_turn, best_zoom = divmod(int(votes.reshape(TURNS, _WIDTH)[:, 1:-1].argmax()), _WIDTH - 2)
        agree = ((turn - best_turn + 1) % TURNS <= 2) & (np.abs(zoom - (best_zoom + 1)) <= 1)
        return Vote(rows[agree], best_zoom + 1 - ZOOMS)


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """Pairs of key points of two pictures whose long sides are 512.

    query, candidate : (n, 2) float32 x y. told : what the pairs say of themselves, None when a picture's do not.
    query_size, candidate_size : of the frames, (width, height).
    """

    query: Float32Array
    candidate: Float32Array
    told: Told | None
    query_size: tuple[float, float]
    candidate_size: tuple[float, float]

    def __len__(self) -> int:
        return len(self.query)


@dataclass(frozen=True, slots=True, eq=False)
class Agreement:
    """homography : query frame → candidate frame. inliers : (n,) bool over the matches. spots : places they lie on."""

    homography: Float64Array
    inliers: BoolArray
    spots: int


def agreements(matches: Matches) -> list[Agreement]:
    """The trusted planes of these matches, strongest first, at most 3.

    A plane whose matches lie where an earlier one would put them too is the same plane, and is not listed.
    """
    found: list[Agreement] = []
    left = np.ones(len(matches), dtype=np.bool_)
    for _ in range(MAX_PLANES):
        agreement = _strongest(matches, left)
        if agreement is None:
            break
        near = _apart(agreement.homography, matches.query, matches.candidate) <= SAME_PLANE_PIXELS
        left &= ~(near | agreement.inliers)
        found.append(agreement)
    return sorted(found, key=lambda agreement: -agreement.spots)


def count_spots(points: Float32Array) -> int:
    """How many cells of 8 px the points (n, 2) lie in."""
    cells = np.floor(points / SPOT).astype(np.int64)
    return len(np.unique(cells[:, 0] * (1 << 20) + cells[:, 1]))


def _strongest(matches: Matches, left: BoolArray) -> Agreement | None:
    told = matches.told
    if told is None:
        silent = _View(matches, left, np.flatnonzero(left), zoomed_in=False, tolerance=REPROJECTION_PIXELS)
        found = silent.homography()
        if found is None or found.spots < VOTELESS_SPOTS or np.count_nonzero(found.inliers) < VOTELESS_INLIERS:
            return None
        return found
    vote = told.vote if left.all() else told.vote_of(np.flatnonzero(left))
    rows, zoom = vote.rows, vote.zoom
    if len(rows) < TRUSTED_SPOTS:
        return None
    # Errors are judged where the part is smaller, which is where they are smaller.
    levels = told.query_levels if zoom > 0 else told.candidate_levels
    level = float(np.median(levels[rows]))
    tolerance = REPROJECTION_PIXELS * STEP ** (max(0.0, level - EXACT_LEVEL) + 0.5 * min(0.0, level))
    view = _View(matches, left, rows, zoomed_in=zoom > 0, tolerance=tolerance)
    found = view.similarity()
    if found is None or np.count_nonzero(found.inliers[rows]) < NEARLY_ALL * len(rows):
        projective = view.homography()
        if projective is not None and (found is None or projective.spots >= HOMOGRAPHY_GAIN * found.spots):
            found = projective
    if found is None or found.spots < TRUSTED_SPOTS:
        return None
    agreeing = np.count_nonzero(found.inliers) / len(rows)
    return found if found.spots >= SURE_SPOTS or agreeing >= TRUSTED_SHARE else None


@dataclass(frozen=True, slots=True, eq=False)
class _View:
    """One view to be fitted to the matches in `rows`; any of the `left` may be its inliers.

    zoomed_in : whether the part is larger in the candidate; the map is then fitted from there to the query.
    tolerance : in pixels of the frame that it is fitted to.
    """

    matches: Matches
    left: BoolArray
    rows: Int64Array
    zoomed_in: bool
    tolerance: float

    def similarity(self) -> Agreement | None:
        source, target = self._ends()
        found, _ = cv2.estimateAffinePartial2D(
            source[self.rows],
            target[self.rows],
            method=cv2.RANSAC,
            ransacReprojThreshold=self.tolerance,
            maxIters=500,
            confidence=0.999,
            refineIters=5,
        )
        return None if found is None else self._agreement(np.vstack([found, [0.0, 0.0, 1.0]]), 1.0)

    def homography(self) -> Agreement | None:
        if len(self.rows) < VOTELESS_INLIERS:
            return None
        source, target = self._ends()
        found, _ = cv2.findHomography(
            source[self.rows], target[self.rows], cv2.USAC_MAGSAC, self.tolerance, maxIters=2000, confidence=0.999
        )
        return None if found is None else self._agreement(found.astype(np.float64), PERSPECTIVE_SLACK)

    def _agreement(self, forward: Float64Array, slack: float) -> Agreement | None:
        """Who agrees with a map; None for one that no view of a flat picture has."""
        matches = self.matches
        inliers = self.left & (_apart(forward, *self._ends()) <= self.tolerance)
        inliers &= self._tell(forward, inliers, slack)
        sizes = matches.query_size, matches.candidate_size
        if not inliers.any() or not geometry.is_plausible(forward, *(sizes[::-1] if self.zoomed_in else sizes)):
            return None
        spots = max(count_spots(matches.query[inliers]), count_spots(matches.candidate[inliers]))
        return Agreement(np.linalg.inv(forward).astype(np.float64) if self.zoomed_in else forward, inliers, spots)

    def _tell(self, forward: Float64Array, inliers: BoolArray, slack: float) -> BoolArray:
        """(n,) bool: which matches say the turn and zoom that the map has in the middle of its inliers."""
        agree = np.ones(len(self.matches), dtype=np.bool_)
        told = self.matches.told
        if told is None or not inliers.any():
            return agree
        (a, b), (c, d) = geometry.jacobian(forward, self._ends()[0][inliers].mean(axis=0))
        area = a * d - b * c
        if not area > 0.0:
            return ~agree
        sign = -1 if self.zoomed_in else 1
        # The rotation of the polar decomposition, and the scale of the area.
        turn = sign * math.atan2(c - b, a + d) * 256 / (2 * math.pi)
        zoom = sign * math.log(area) / (2 * math.log(STEP))
        agree &= np.abs((told.turns.astype(np.float64) - turn + 128) % 256 - 128) <= slack * TURN_TOLERANCE
        agree &= np.abs(told.zooms - zoom) <= slack * ZOOM_TOLERANCE
        return agree

    def _ends(self) -> tuple[Float32Array, Float32Array]:
        query, candidate = self.matches.query, self.matches.candidate
        return (candidate, query) if self.zoomed_in else (query, candidate)


def _apart(homography: Float64Array, source: Float32Array, target: Float32Array) -> Float64Array:
    """(n,) float64: how far from its target the homography puts each source; infinite at its horizon."""
    mapped = source @ homography[:, :2].T + homography[:, 2]
    depth = np.where(mapped[:, 2:] == 0.0, np.nan, mapped[:, 2:])
    apart = np.linalg.norm(mapped[:, :2] / depth - target, axis=1)
    return np.where(np.isfinite(apart), apart, np.inf)
