"""Coordinates between sizes of one picture, and which homographies are plausible."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from pictrace.types import BoolArray, Float32Array, Float64Array

# Bounds on a homography between two pictures whose long sides are equal. Over 1,300 true pairs (crops to 10 %,
# pasting at 40 %, rotation, perspective, phone photos of covers) all but a few crops with a dozen inliers stay within
# 15, 16 and 2.1 in the better direction; of 3,000 false ones 98 % fold, and most of the rest are past one of these.
# The area of a detail of 1 % of a large work is 100 times as large in its own frame.
MAX_AREA_RATIO = 400.0
MAX_PERSPECTIVE = 30.0
MAX_STRETCH = 4.0


def resize_transform(from_size: tuple[float, float], to_size: tuple[float, float]) -> Float64Array:
    """(3, 3) float64 that maps pixels of a picture to pixels of the same picture at another size.

    Sizes are (width, height). Pixel centres are whole numbers, so a resize by s is x' = (x + 0.5) s − 0.5.
    """
    (from_width, from_height), (to_width, to_height) = from_size, to_size
    x, y = to_width / from_width, to_height / from_height
    return np.array([[x, 0.0, 0.5 * x - 0.5], [0.0, y, 0.5 * y - 0.5], [0.0, 0.0, 1.0]])


def mirror_transform(width: float) -> Float64Array:
    """(3, 3) float64 that flips a picture of this width left to right: x' = width − 1 − x. Its own inverse."""
    return np.array([[-1.0, 0.0, width - 1.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])


def resize_points(points: Float32Array, from_size: tuple[float, float], to_size: tuple[float, float]) -> Float32Array:
    """(n, 2) float32 x y: the same places in the same picture at another size (width, height)."""
    scale = np.array([to_size[0] / from_size[0], to_size[1] / from_size[1]])
    resized: Float32Array = ((points + 0.5) * scale - 0.5).astype(np.float32)
    return resized


def mirror_points(points: Float32Array, width: float) -> Float32Array:
    """(n, 2) float32 x y: the same places in the picture flipped left to right."""
    flipped = points.copy()
    flipped[:, 0] = (width - 1.0) - flipped[:, 0]
    return flipped


def project(homography: Float64Array, points: ArrayLike) -> Float64Array:
    """(n, 2) float64: where a homography takes the points (n, 2), x y."""
    xy = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    mapped = xy @ homography[:, :2].T + homography[:, 2]
    return mapped[:, :2] / mapped[:, 2:]


def corners(size: tuple[float, float]) -> Float64Array:
    """(4, 2) float64: the outer corners of a picture (width, height), clockwise from the top left, x y."""
    left, top, right, bottom = -0.5, -0.5, size[0] - 0.5, size[1] - 0.5
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]])


def jacobian(homography: Float64Array, point: ArrayLike) -> Float64Array:
    """(2, 2) float64: the Jacobian of the projection at the point, x y."""
    x, y, w = homography @ np.append(np.asarray(point, dtype=np.float64), 1.0)
    image = np.array([x / w, y / w])
    steps: Float64Array = (homography[:2, :2] - np.outer(image, homography[2, :2])) / w
    return steps


def inside(transform: Float64Array, frame: tuple[int, int], size: tuple[int, int]) -> BoolArray:
    """(h, w) bool: which pixels of a frame (width, height) a homography takes into a picture of this size."""
    # The picture's middle has the sign of what is in front; the other sign lies beyond the horizon.
    middle = np.linalg.inv(transform) @ np.array([(size[0] - 1) / 2, (size[1] - 1) / 2, 1.0])
    x, y, depth = -transform if middle[2] < 0.0 else transform
    right, bottom = size[0] - 0.5, size[1] - 0.5
    # Multiplied out by the depth, every border is a straight line in the frame, and a depth of 0 needs no care.
    across, down = np.arange(frame[0], dtype=np.float64), np.arange(frame[1], dtype=np.float64)[:, np.newaxis]
    found = np.ones((frame[1], frame[0]), dtype=np.bool_)
    for line in (x + 0.5 * depth, right * depth - x, y + 0.5 * depth, bottom * depth - y):
        found &= line[0] * across >= -(line[1] * down + line[2])
    found &= depth[0] * across > -(depth[1] * down + depth[2])
    return found


def is_plausible(
    homography: Float64Array, query_size: tuple[float, float], candidate_size: tuple[float, float]
) -> bool:
    """Whether a homography can be the view of one flat picture in another.

    Give it in pixels of two frames with equal long sides: area is compared. One direction has to hold: when the
    query is a page with the candidate pasted in a corner, the page's far corners are extrapolated too far to judge.
    False for a map that folds the picture over its horizon, flips it, collapses it, or blows it up.
    """
    if not np.isfinite(homography).all():
        return False
    if _keeps_shape(homography, query_size):
        return True
    try:
        inverse: Float64Array = np.linalg.inv(homography).astype(np.float64)
    except np.linalg.LinAlgError:
        return False
    return bool(np.isfinite(inverse).all()) and _keeps_shape(inverse, candidate_size)


def _keeps_shape(homography: Float64Array, size: tuple[float, float]) -> bool:
    quad = corners(size)
    centre = quad.mean(axis=0)
    depth_at_centre = float(homography[2, :2] @ centre + homography[2, 2])
    if depth_at_centre == 0.0:
        return False
    homography = homography / depth_at_centre
    depth = quad @ homography[2, :2] + homography[2, 2]
    determinant = float(np.linalg.det(homography))
    # A depth of 0 inside the picture is the horizon: beyond it the picture comes back folded over. With all four
    # depths and the determinant positive the image is a convex quadrilateral, wound the same way round.
    if depth.min() <= 0.0 or determinant <= 0.0:
        return False
    scale_at_corners = determinant / depth**3
    if scale_at_corners.max() > MAX_PERSPECTIVE * scale_at_corners.min():
        return False
    stretch = np.linalg.svd(jacobian(homography, centre), compute_uv=False)
    if stretch[0] > MAX_STRETCH * stretch[1]:
        return False
    x, y = project(homography, quad).T
    area = 0.5 * float(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / (size[0] * size[1])
    return 1.0 / MAX_AREA_RATIO <= area <= MAX_AREA_RATIO
