"""Which matches agree with one view of the query in the candidate: verified planes, strongest first.

Each match says by itself how far the picture was turned and enlarged. Those that say the same are few in unrelated
pictures and many in copies (weak geometric consistency: Jégou et al., ECCV 2008), so the vote leaves RANSAC a small
set, and less agreement is needed to believe it. Copies are nearly always similarities (moved, turned, enlarged): that
is tried first; a homography (MAGSAC++: Barath et al., CVPR 2020) where it explains clearly more.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from pictrace.evidence import geometry
from pictrace.evidence.detection import STEP
from pictrace.types import BoolArray, Float32Array, Float64Array, Int64Array, UInt8Array

REPROJECTION_PIXELS = 3.0
# The pyramid puts several key points on one spot, and any two or three spots fit a homography: drawings of different
# dinosaurs agree in 14 points on a toe and an eye. So spots are counted, cells of 8 px in the 512 px frame, in the
# picture where the part is larger.
SPOT = 8
# Few spots are believed only when most of the matches that voted alike also lie alike: seven in ten, which copies keep
# and look-alikes do not (drawings of different dinosaurs have 12 spots with 12 of 38). From 15 spots on they need not:
# thumbnails a tenth as long have 16 and more with a quarter, for their points lie inexactly.
TRUSTED_SPOTS = 5
TRUSTED_SHARE = 0.7
SURE_SPOTS = 15
# What does not say how it is turned and enlarged cannot vote, and has 8 numbers of a homography to fit.
VOTELESS_INLIERS = 9
VOTELESS_SPOTS = 8
# Perspective has to earn its 4 extra numbers: it is taken where it explains a fifth more spots.
HOMOGRAPHY_GAIN = 1.2
NEARLY_ALL = 0.9

# Votes: 32 turns of 11.25°, zooms in steps of 1.2; a bin and its neighbours count together.
TURNS = 32
ZOOMS = 24
TURN_TOLERANCE = 11  # 256ths of a turn, 15°
ZOOM_TOLERANCE = 1.6  # steps of 1.2
# Turn and zoom change over a picture seen in perspective; a plane is asked for those of its middle.
PERSPECTIVE_SLACK = 2.0

MAX_PLANES = 3
# What lies this near a plane, in pixels of the frame, belongs to it when the next one is looked for: paper bends.
SAME_PLANE_PIXELS = 16.0


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """Pairs of key points of two pictures whose long sides are 512.

    query, candidate : (n, 2) float32 x y. turns : (n,) uint8, by how much the candidate's is turned, in 256ths.
    zooms : (n,) int64, by how many steps of 1.2 it is larger. Both None when a picture's features do not say.
    query_size, candidate_size : of the frames, (width, height).
    """

    query: Float32Array
    candidate: Float32Array
    turns: UInt8Array | None
    zooms: Int64Array | None
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
    if matches.turns is None or matches.zooms is None:
        found = _as_homography(matches, left, np.flatnonzero(left), zoomed_in=False)
        if found is None or found.spots < VOTELESS_SPOTS or np.count_nonzero(found.inliers) < VOTELESS_INLIERS:
            return None
        return found
    rows, zoom = _vote(matches.turns, matches.zooms, left)
    if len(rows) < TRUSTED_SPOTS:
        return None
    # Errors are judged where the part is smaller: a key point of a coarse level lies 1.2^level less exactly.
    zoomed_in = zoom > 0
    found = _as_similarity(matches, left, rows, zoomed_in)
    if found is None or np.count_nonzero(found.inliers[rows]) < NEARLY_ALL * len(rows):
        projective = _as_homography(matches, left, rows, zoomed_in)
        if projective is not None and (found is None or projective.spots >= HOMOGRAPHY_GAIN * found.spots):
            found = projective
    if found is None or found.spots < TRUSTED_SPOTS:
        return None
    agreeing = np.count_nonzero(found.inliers) / len(rows)
    return found if found.spots >= SURE_SPOTS or agreeing >= TRUSTED_SHARE else None


def _vote(turns: UInt8Array, zooms: Int64Array, left: BoolArray) -> tuple[Int64Array, int]:
    """Rows of the matches with the most common turn and zoom, and that zoom."""
    width = 2 * ZOOMS + 1
    turn = turns.astype(np.int64) // (256 // TURNS)
    zoom = np.clip(zooms, 1 - ZOOMS, ZOOMS - 1) + ZOOMS
    votes = np.bincount((turn * width + zoom)[left], minlength=TURNS * width).reshape(TURNS, width)
    votes = votes + np.roll(votes, 1, axis=0) + np.roll(votes, -1, axis=0)
    votes = votes[:, :-2] + votes[:, 1:-1] + votes[:, 2:]
    best_turn, best_zoom = divmod(int(votes.argmax()), width - 2)
    around = (turn - best_turn + 1) % TURNS <= 2
    return np.flatnonzero(left & around & (np.abs(zoom - (best_zoom + 1)) <= 1)), best_zoom + 1 - ZOOMS


def _as_similarity(matches: Matches, left: BoolArray, rows: Int64Array, zoomed_in: bool) -> Agreement | None:
    source, target = _ends(matches, zoomed_in)
    found, _ = cv2.estimateAffinePartial2D(
        source[rows],
        target[rows],
        method=cv2.RANSAC,
        ransacReprojThreshold=REPROJECTION_PIXELS,
        maxIters=500,
        confidence=0.999,
        refineIters=5,
    )
    if found is None:
        return None
    forward: Float64Array = np.vstack([found, [0.0, 0.0, 1.0]])
    inliers = left & (_apart(forward, source, target) <= REPROJECTION_PIXELS)
    return _plausible(matches, forward, inliers & _tell(matches, forward, inliers, zoomed_in, 1.0), zoomed_in)


def _as_homography(matches: Matches, left: BoolArray, rows: Int64Array, zoomed_in: bool) -> Agreement | None:
    if len(rows) < VOTELESS_INLIERS:
        return None
    source, target = _ends(matches, zoomed_in)
    found, _ = cv2.findHomography(
        source[rows], target[rows], cv2.USAC_MAGSAC, REPROJECTION_PIXELS, maxIters=2000, confidence=0.999
    )
    if found is None:
        return None
    forward: Float64Array = found.astype(np.float64)
    inliers = left & (_apart(forward, source, target) <= REPROJECTION_PIXELS)
    told = _tell(matches, forward, inliers, zoomed_in, PERSPECTIVE_SLACK)
    return _plausible(matches, forward, inliers & told, zoomed_in)


def _tell(matches: Matches, forward: Float64Array, inliers: BoolArray, zoomed_in: bool, slack: float) -> BoolArray:
    """(n,) bool: which matches say the turn and zoom that the map has in the middle of its inliers."""
    told = np.ones(len(matches), dtype=np.bool_)
    if matches.turns is None or matches.zooms is None or not inliers.any():
        return told
    middle = _ends(matches, zoomed_in)[0][inliers].mean(axis=0)
    (a, b), (c, d) = geometry.jacobian(forward, middle)
    area = a * d - b * c
    if not area > 0.0:
        return ~told
    sign = -1 if zoomed_in else 1
    # The rotation of the polar decomposition, and the scale of the area.
    turn = sign * math.atan2(c - b, a + d) * 256 / (2 * math.pi)
    zoom = sign * math.log(area) / (2 * math.log(STEP))
    off = np.abs((matches.turns.astype(np.float64) - turn + 128) % 256 - 128)
    told &= off <= slack * TURN_TOLERANCE
    told &= np.abs(matches.zooms - zoom) <= slack * ZOOM_TOLERANCE
    return told


def _plausible(matches: Matches, forward: Float64Array, inliers: BoolArray, zoomed_in: bool) -> Agreement | None:
    sizes = matches.query_size, matches.candidate_size
    if not inliers.any() or not geometry.is_plausible(forward, *(sizes[::-1] if zoomed_in else sizes)):
        return None
    spots = max(count_spots(matches.query[inliers]), count_spots(matches.candidate[inliers]))
    return Agreement(np.linalg.inv(forward).astype(np.float64) if zoomed_in else forward, inliers, spots)


def _ends(matches: Matches, zoomed_in: bool) -> tuple[Float32Array, Float32Array]:
    return (matches.candidate, matches.query) if zoomed_in else (matches.query, matches.candidate)


def _apart(homography: Float64Array, source: Float32Array, target: Float32Array) -> Float64Array:
    """(n,) float64: how far from its target the homography puts each source; infinite at its horizon."""
    mapped = source @ homography[:, :2].T + homography[:, 2]
    depth = np.where(mapped[:, 2:] == 0.0, np.nan, mapped[:, 2:])
    apart = np.linalg.norm(mapped[:, :2] / depth - target, axis=1)
    return np.where(np.isfinite(apart), apart, np.inf)
