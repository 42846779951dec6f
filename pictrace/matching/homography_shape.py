"""The shape of a homography: common area, scale, rotation, skew, perspective."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from pictrace.matching.homography import corners, project
from pictrace.types import Float64Array


@dataclass(frozen=True, slots=True)
class Shape:
    """perspective, skew, scale, rotation, mirrored : as in `RegistrationEvidence`."""

    perspective: float
    skew: float
    scale: float
    rotation: float
    mirrored: bool


def common_area(
    homography: Float64Array, query_size: tuple[float, float], candidate_size: tuple[float, float]
) -> Float64Array | None:
    """(n, 2) float64: the corners of what the two have in common, in query pixels; None where there is nothing.

    The homography maps pixels of a frame of `query_size` (width, height) to pixels of one of `candidate_size`.
    """
    query, candidate = corners(query_size), corners(candidate_size)
    try:
        inverse: Float64Array = np.linalg.inv(homography).astype(np.float64)
    except np.linalg.LinAlgError:
        return None
    if _in_front(inverse, candidate):
        area, polygon = cv2.intersectConvexConvex(_points(query), _points(project(inverse, candidate)))
        return polygon.reshape(-1, 2).astype(np.float64) if area > 0 else None
    # A page with the candidate far off in a corner: the page's far end lies beyond the candidate's horizon.
    if _in_front(homography, query):
        area, polygon = cv2.intersectConvexConvex(_points(project(homography, query)), _points(candidate))
        return project(inverse, polygon.reshape(-1, 2)) if area > 0 else None
    return None


def area_of(polygon: Float64Array) -> float:
    """Area of a polygon (n, 2)."""
    x, y = polygon.T
    return 0.5 * abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1)))


def shape_of(homography: Float64Array, points: Float64Array) -> Shape:
    """What the homography does to the points (n, 2) x y, those that matter; they do not all lie on a line."""
    mapped = project(homography, points)
    flat, seen = points - points.mean(axis=0), mapped - mapped.mean(axis=0)
    affine: Float64Array = np.linalg.lstsq(flat, seen, rcond=None)[0].T
    size = math.sqrt(float((seen**2).sum()))
    perspective = math.sqrt(float(((seen - flat @ affine.T) ** 2).sum())) / size
    mirrored = bool(np.linalg.det(affine) < 0.0)
    upright = affine @ np.diag([-1.0, 1.0]) if mirrored else affine
    cosine, sine = upright[0, 0] + upright[1, 1], upright[1, 0] - upright[0, 1]
    similar = np.array([[cosine, -sine], [sine, cosine]]) / 2
    norm = float(np.linalg.norm(affine))
    from_similarity = float(np.linalg.norm(upright - similar)) / norm
    # Resized to other proportions, and perhaps turned by quarters: what is left beside the sides is skew.
    beside_axes = min(math.hypot(affine[0, 1], affine[1, 0]), math.hypot(affine[0, 0], affine[1, 1])) / norm
    return Shape(
        perspective=perspective,
        skew=min(from_similarity, beside_axes),
        scale=math.sqrt(abs(float(np.linalg.det(affine)))),
        rotation=math.degrees(math.atan2(sine, cosine)),
        mirrored=mirrored,
    )


def _in_front(homography: Float64Array, quad: Float64Array) -> bool:
    depth = quad @ homography[2, :2] + homography[2, 2]
    return bool(depth.min() > 0.0 or depth.max() < 0.0)


def _points(polygon: Float64Array) -> np.ndarray:
    return polygon.astype(np.float32)
