"""Geometric change: how a source is placed in a result, in the terms of a picture editor.

A homography is decomposed, components too small to have been done on purpose are set to identity, and the rest is
fitted again without them. So a picture that was only cropped has exactly no rotation.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from pictrace.explanation.alignment import Size
from pictrace.matching import homography, homography_shape
from pictrace.types import Float64Array, UInt8Array

# Registration is right to a pixel or so of 512; what moves nothing by more than this share of the result's long side
# was not done.
STILL = 0.004
# A straightened picture is turned by more; of made crops 99 % are measured as turned by under 0.1°.
SMALLEST_TURN = 0.25
SMALLEST_STRETCH = 0.008
SAME_SCALE = 0.006
_GRID = 7
# Pixels of the working picture, and grey levels of standard deviation.
_CELL = 16
_TEXTURE = 6.0
_FEWEST_PLACES = 20
_LEAST_SPREAD = 0.3


@dataclass(frozen=True, slots=True, eq=False)
class Placement:
    """How the source is placed in the result.

    matrix : (3, 3) float64, pixels of the source → pixels of the result. part : (n, 2) float64, what of the source is
    seen, in its pixels. area : (n, 2), the same in pixels of the result. mirrored : left and right exchanged first.
    rotation : then turned clockwise, degrees in (−180, 180]. across, down : pixels of the result for one of the source
    along its width and height. skew, perspective : largest shift that is left without them, as a share of the
    result's long side; 0 where they are not needed.
    """

    matrix: Float64Array
    part: Float64Array
    area: Float64Array
    mirrored: bool
    rotation: float
    across: float
    down: float
    skew: float
    perspective: float

    @property
    def scale(self) -> float:
        return math.sqrt(self.across * self.down)

    @property
    def upright(self) -> bool:
        """Whether sides of the source run along sides of the result."""
        return self.rotation % 90 == 0 and self.skew == 0.0 and self.perspective == 0.0


def textured(working: UInt8Array, size: Size) -> Float64Array:
    """(n, 2) float64, x y: where a picture shows something, in pixels of its original of this size (width, height).

    working : (h, w, 3) uint8 RGB. A registration is right there, and over a plain wall it is anything.
    """
    grey = np.asarray(cv2.cvtColor(working, cv2.COLOR_RGB2GRAY), np.float32)
    height, width = grey.shape
    cells = max(1, width // _CELL), max(1, height // _CELL)
    mean = cv2.resize(grey, cells, interpolation=cv2.INTER_AREA)
    square = cv2.resize(grey * grey, cells, interpolation=cv2.INTER_AREA)
    y, x = np.nonzero(np.maximum(square - mean * mean, 0.0) > _TEXTURE**2)
    middles = np.column_stack([x, y]).astype(np.float64)
    return homography.project(homography.resize_transform(cells, size), middles)


def estimate_placement(
    raw: Float64Array, source: Size, result: Size, tolerance: float = STILL, places: Float64Array | None = None
) -> Placement | None:
    """The placement that a homography, source → result in original pixels, comes to; None where nothing is in common.

    Sizes are (width, height). places : (n, 2), x y, where the source shows something, as `textured` gives them; None
    goes by all of it. tolerance : what moves nothing by more than this share of the result's long side is left
    out; the smallest turn and stretch go with it.
    """
    part = homography_shape.common_area(raw, source, result)
    if part is None:
        return None
    points = _points(part) if places is None else _within(places, part)
    wanted = homography.project(raw, points)
    long_side = max(result)
    affine = _affine(points, wanted)
    perspective = _residual(affine, points, wanted) / long_side
    if perspective > tolerance:
        return _as_it_is(raw, part, source, result, perspective)
    linear = affine[:2, :2]
    mirrored = bool(np.linalg.det(linear) < 0.0)
    rotation = _rotation(linear, mirrored)
    across, down = _scales(points, wanted, mirrored, rotation)
    matrix = _matrix(points, wanted, mirrored, rotation, across, down)
    skew = _residual(matrix, points, wanted) / long_side
    if skew > tolerance:
        return _skewed(affine, part, source, result, skew)
    quarter = 90.0 * round(rotation / 90.0)
    straight = abs(rotation - quarter) < SMALLEST_TURN * tolerance / STILL
    if straight:
        rotation = quarter
        across, down = _scales(points, wanted, mirrored, rotation)
    if abs(across / down - 1.0) < SMALLEST_STRETCH * tolerance / STILL:
        across = down = math.sqrt(across * down)
    if across == down and abs(across - 1.0) < SAME_SCALE * tolerance / STILL:
        across = down = 1.0
    matrix = _matrix(points, wanted, mirrored, rotation, across, down)
    if straight:
        matrix = _on_pixels(matrix, source, result, tolerance)
        across, down = (float(np.linalg.norm(matrix[:2, column])) for column in (0, 1))
        if abs(across / down - 1.0) < SMALLEST_STRETCH / 4:
            across = down = math.sqrt(across * down)
    rotation = 180.0 if rotation == -180.0 else rotation
    return _placed(matrix, part, source, result, mirrored, rotation, across, down, 0.0, 0.0)


def _placed(
    matrix: Float64Array,
    part: Float64Array,
    source: Size,
    result: Size,
    mirrored: bool,
    rotation: float,
    across: float,
    down: float,
    skew: float,
    perspective: float,
) -> Placement:
    again = homography_shape.common_area(matrix, source, result)
    part = part if again is None else again
    area = homography.project(matrix, part)
    return Placement(matrix, part, area, mirrored, rotation, across, down, skew, perspective)


def _as_it_is(raw: Float64Array, part: Float64Array, source: Size, result: Size, perspective: float) -> Placement:
    made = homography_shape.shape_of(raw, _points(part))
    return _placed(
        raw / raw[2, 2], part, source, result, made.mirrored, made.rotation, made.scale, made.scale, 0.0, perspective
    )


def _skewed(affine: Float64Array, part: Float64Array, source: Size, result: Size, skew: float) -> Placement:
    made = homography_shape.shape_of(affine, _points(part))
    return _placed(affine, part, source, result, made.mirrored, made.rotation, made.scale, made.scale, skew, 0.0)


def _points(part: Float64Array) -> Float64Array:
    """Places spread over a convex area (n, 2): its corners, drawn towards its middle step by step."""
    middle = part.mean(axis=0)
    return np.vstack([middle + (part - middle) * step / _GRID for step in range(1, _GRID + 1)])


def _within(places: Float64Array, part: Float64Array) -> Float64Array:
    """Those of the places that lie in a convex area (n, 2), or places all over it where they are too few."""
    outline = part.astype(np.float32)
    inside = [cv2.pointPolygonTest(outline, (float(x), float(y)), False) >= 0 for x, y in places]
    found = places[np.array(inside, np.bool_)] if len(places) else places
    spread = np.ptp(found, axis=0).min() / max(1e-6, float(np.ptp(part, axis=0).min())) if len(found) else 0.0
    return found if len(found) >= _FEWEST_PLACES and spread > _LEAST_SPREAD else _points(part)


def _affine(points: Float64Array, wanted: Float64Array) -> Float64Array:
    columns = np.column_stack([points, np.ones(len(points))])
    solved = np.linalg.lstsq(columns, wanted, rcond=None)[0]
    return np.vstack([solved.T, [0.0, 0.0, 1.0]])


def _residual(matrix: Float64Array, points: Float64Array, wanted: Float64Array) -> float:
    return float(np.percentile(np.linalg.norm(homography.project(matrix, points) - wanted, axis=1), 95))


def _rotation(linear: Float64Array, mirrored: bool) -> float:
    """Clockwise, in degrees: how the source's sides are turned, both counted alike."""
    upright = linear @ np.diag([-1.0, 1.0]) if mirrored else linear
    unit = upright / np.linalg.norm(upright, axis=0)
    return math.degrees(math.atan2(unit[1, 0] - unit[0, 1], unit[0, 0] + unit[1, 1]))


def _turn(mirrored: bool, rotation: float) -> Float64Array:
    quarters = rotation / 90.0
    if quarters == round(quarters):
        cosine, sine = ((1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0))[round(quarters) % 4]
    else:
        cosine, sine = math.cos(math.radians(rotation)), math.sin(math.radians(rotation))
    turn = np.array([[cosine, -sine], [sine, cosine]], dtype=np.float64)
    return turn @ np.diag([-1.0, 1.0]) if mirrored else turn


def _scales(points: Float64Array, wanted: Float64Array, mirrored: bool, rotation: float) -> tuple[float, float]:
    """Along the source's width and height, by least squares."""
    flat = points - points.mean(axis=0)
    back = (wanted - wanted.mean(axis=0)) @ _turn(mirrored, rotation)
    both = (flat * back).sum(axis=0) / (flat * flat).sum(axis=0)
    return max(1e-6, float(both[0])), max(1e-6, float(both[1]))


def _matrix(
    points: Float64Array, wanted: Float64Array, mirrored: bool, rotation: float, across: float, down: float
) -> Float64Array:
    matrix = np.eye(3)
    matrix[:2, :2] = _turn(mirrored, rotation) @ np.diag([across, down])
    matrix[:2, 2] = (wanted - points @ matrix[:2, :2].T).mean(axis=0)
    return matrix


def _on_pixels(matrix: Float64Array, source: Size, result: Size, tolerance: float) -> Float64Array:
    """The same, with sides of the two that all but meet exactly on each other, and cuts on whole pixels.

    For an upright matrix. What an editor cuts or adds is whole pixels, and mostly nothing.
    """
    corners = homography.project(matrix, homography.corners(source))
    low, high = corners.min(axis=0), corners.max(axis=0)
    snapped_low, snapped_high = low.copy(), high.copy()
    near = tolerance * max(result)
    for axis in (0, 1):
        limit = result[axis]
        begins, ends = abs(low[axis] + 0.5) < near, abs(high[axis] - limit + 0.5) < near
        size = high[axis] - low[axis]
        if begins and ends:
            snapped_low[axis], snapped_high[axis] = -0.5, limit - 0.5
        elif begins:
            snapped_low[axis], snapped_high[axis] = -0.5, size - 0.5
        elif ends:
            snapped_low[axis], snapped_high[axis] = limit - 0.5 - size, limit - 0.5
        elif _scale_of(matrix) == 1.0:
            snapped_low[axis] = round(low[axis] + 0.5) - 0.5
            snapped_high[axis] = snapped_low[axis] + size
    move = np.eye(3)
    for axis in (0, 1):
        factor = (snapped_high[axis] - snapped_low[axis]) / (high[axis] - low[axis])
        move[axis, axis], move[axis, 2] = factor, snapped_low[axis] - factor * low[axis]
    moved: Float64Array = move @ matrix
    return moved


def _scale_of(matrix: Float64Array) -> float:
    return math.sqrt(abs(float(np.linalg.det(matrix[:2, :2]))))
