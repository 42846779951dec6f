"""A start for registration from matches that are too few to be trusted on their own.

A crop to a tenth has some dozen key points, and too few agree for a homography of eight unknowns. A turn, a scale and a
shift are four: two matches give them, and a handful that agree are worth a look, because registration then decides on
the pixels.
"""

from __future__ import annotations

import cv2
import numpy as np

from pictrace.matching import homography as geometry
from pictrace.matching.keypoint_frame import frame_size
from pictrace.types import Float64Array, KeypointEvidence

FEWEST = 5
# Cells of the frame that the agreeing points lie in; ORB puts several on one spot.
SPOT = 8
FEWEST_SPOTS = 4
REPROJECTION_PIXELS = 4.0
LARGEST_SCALE = 12.0


def start(
    matched: KeypointEvidence, query_size: tuple[int, int], candidate_size: tuple[int, int]
) -> Float64Array | None:
    """(3, 3) float64, query → candidate in original pixels: the turn, scale and shift that most matches agree with.

    Sizes are (width, height) of the originals. None when fewer than 5 matches on 4 spots agree.
    """
    if matched.match_count < FEWEST:
        return None
    frames = [frame_size(*size) for size in (query_size, candidate_size)]
    here = geometry.resize_points(matched.query_points, query_size, frames[0])
    there = geometry.resize_points(matched.candidate_points, candidate_size, frames[1])
    if matched.mirrored:
        here = geometry.mirror_points(here, frames[0][0])
    found, mask = cv2.estimateAffinePartial2D(
        here, there, method=cv2.RANSAC, ransacReprojThreshold=REPROJECTION_PIXELS, maxIters=300, confidence=0.995
    )
    if found is None:
        return None
    agreeing = mask.ravel() > 0
    scale = float(np.hypot(found[0, 0], found[1, 0]))
    if int(agreeing.sum()) < FEWEST or not 1 / LARGEST_SCALE < scale < LARGEST_SCALE:
        return None
    if min(_spots(here[agreeing]), _spots(there[agreeing])) < FEWEST_SPOTS:
        return None
    in_frame = np.vstack([found, [0.0, 0.0, 1.0]])
    if matched.mirrored:
        in_frame = in_frame @ geometry.mirror_transform(frames[0][0])
    homography: Float64Array = (
        geometry.resize_transform(frames[1], candidate_size)
        @ in_frame
        @ geometry.resize_transform(query_size, frames[0])
    )
    return homography


def _spots(points: np.ndarray) -> int:
    return len(np.unique(np.floor(points / SPOT).astype(np.int64), axis=0))
