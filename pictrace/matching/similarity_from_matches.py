"""An initial similarity for registration, from matches too few for geometric verification to trust.

A crop to a tenth has some dozen key points, and too few inliers for a homography of eight unknowns. A similarity has
four: two matches determine it, and a handful of inliers is enough to try, because registration then decides on the
pixels.
"""

from __future__ import annotations

import cv2
import numpy as np

from pictrace.matching.homography import mirror_points, mirror_transform, resize_points, resize_transform
from pictrace.matching.keypoint_frame import frame_size
from pictrace.types import Float64Array, KeypointEvidence

FEWEST = 5
# Cells of the frame that the inliers lie in; ORB puts several key points on one place.
CELL = 8
FEWEST_CELLS = 4
REPROJECTION_PIXELS = 4.0
LARGEST_SCALE = 12.0


def estimate_similarity(
    matched: KeypointEvidence, query_size: tuple[int, int], candidate_size: tuple[int, int]
) -> Float64Array | None:
    """(3, 3) float64, query → candidate in original pixels: the similarity with the most inliers, by RANSAC.

    Sizes are (width, height) of the originals. None with fewer than 5 inliers in 4 cells.
    """
    if matched.match_count < FEWEST:
        return None
    frames = [frame_size(*size) for size in (query_size, candidate_size)]
    query_frame_points = resize_points(matched.query_points, query_size, frames[0])
    candidate_frame_points = resize_points(matched.candidate_points, candidate_size, frames[1])
    if matched.mirrored:
        query_frame_points = mirror_points(query_frame_points, frames[0][0])
    found, mask = cv2.estimateAffinePartial2D(
        query_frame_points,
        candidate_frame_points,
        method=cv2.RANSAC,
        ransacReprojThreshold=REPROJECTION_PIXELS,
        maxIters=300,
        confidence=0.995,
    )
    if found is None:
        return None
    inliers = mask.ravel() > 0
    scale = float(np.hypot(found[0, 0], found[1, 0]))
    if int(inliers.sum()) < FEWEST or not 1 / LARGEST_SCALE < scale < LARGEST_SCALE:
        return None
    if min(_count_cells(query_frame_points[inliers]), _count_cells(candidate_frame_points[inliers])) < FEWEST_CELLS:
        return None
    in_frame = np.vstack([found, [0.0, 0.0, 1.0]])
    if matched.mirrored:
        in_frame = in_frame @ mirror_transform(frames[0][0])
    homography: Float64Array = (
        resize_transform(frames[1], candidate_size) @ in_frame @ resize_transform(query_size, frames[0])
    )
    return homography


def _count_cells(points: np.ndarray) -> int:
    return len(np.unique(np.floor(points / CELL).astype(np.int64), axis=0))
