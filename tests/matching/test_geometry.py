"""Coordinates between sizes, and which homographies are refused."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from pictrace.matching.homography import (
    corners,
    is_plausible,
    jacobian,
    mirror_points,
    mirror_transform,
    project,
    resize_points,
    resize_transform,
)

SIZE = (512.0, 384.0)


def quad_to_quad(target: list[list[float]]) -> np.ndarray:
    source = np.array([[0, 0], [511, 0], [511, 383], [0, 383]], dtype=np.float32)
    return cv2.getPerspectiveTransform(source, np.array(target, dtype=np.float32))


def test_a_resize_keeps_the_corners_of_pixels_not_their_centres() -> None:
    halved = resize_points(np.array([[0.0, 0.0], [3.0, 1.0]], dtype=np.float32), (4, 2), (2, 1))
    assert np.allclose(halved, [[-0.25, -0.25], [1.25, 0.25]])
    outer = corners((640, 480))
    assert np.allclose(project(resize_transform((640, 480), (256, 256)), outer), corners((256, 256)))


def test_points_and_transform_agree_and_come_back() -> None:
    points = np.random.default_rng(0).uniform(0, 500, (50, 2)).astype(np.float32)
    there = resize_points(points, (800, 600), (512, 384))
    assert np.allclose(there, project(resize_transform((800, 600), (512, 384)), points), atol=1e-3)
    assert np.allclose(resize_points(there, (512, 384), (800, 600)), points, atol=1e-3)


def test_mirroring_twice_is_nothing() -> None:
    points = np.array([[0.0, 5.0], [9.0, 1.0]], dtype=np.float32)
    assert mirror_points(points, 10).tolist() == [[9.0, 5.0], [0.0, 1.0]]
    assert np.allclose(project(mirror_transform(10), points), mirror_points(points, 10))
    assert np.allclose(mirror_transform(10) @ mirror_transform(10), np.eye(3))


def test_the_jacobian_is_the_slope_of_the_projection() -> None:
    homography = quad_to_quad([[20, 30], [450, 10], [500, 380], [40, 300]])
    point, step = np.array([100.0, 200.0]), 1e-4
    moved = project(homography, point + np.array([[0.0, 0.0], [step, 0.0], [0.0, step]]))
    assert np.allclose(jacobian(homography, point), ((moved[1:] - moved[0]) / step).T, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize(
    "homography",
    [
        pytest.param(np.eye(3), id="identity"),
        pytest.param(-2.5 * np.eye(3), id="identity, scaled by a negative number"),
        pytest.param(np.array([[0, -1, 400], [1, 0, 0], [0, 0, 1.0]]), id="quarter turn"),
        pytest.param(np.diag([0.3, 0.3, 1.0]), id="a tenth of the area"),
        pytest.param(np.diag([4.0, 4.0, 1.0]), id="sixteen times the area"),
        pytest.param(quad_to_quad([[60, 40], [440, 0], [500, 380], [20, 300]]), id="seen from the side"),
    ],
)
def test_views_of_a_flat_picture_are_believed(homography: np.ndarray) -> None:
    assert is_plausible(homography.astype(np.float64), SIZE, SIZE)


@pytest.mark.parametrize(
    "homography",
    [
        pytest.param(quad_to_quad([[0, 0], [511, 383], [511, 0], [0, 383]]), id="folded bow-tie"),
        pytest.param(np.array([[1, 0, 0], [0, 1, 0], [-1 / 150, 0, 1.0]]), id="horizon through the picture"),
        pytest.param(np.array([[1, 0, 0], [0, 0.2, 0], [-1 / 255.5, 0, 1.0]]), id="horizon on the centre"),
        pytest.param(np.diag([-1.0, 1.0, 1.0]), id="flipped"),
        pytest.param(np.diag([0.01, 0.01, 1.0]), id="collapsed to a dot"),
        pytest.param(np.diag([50.0, 50.0, 1.0]), id="blown up"),
        pytest.param(np.diag([1.0, 0.1, 1.0]), id="squashed to a strip"),
        pytest.param(np.array([[1, 1, 0], [1, 1, 0], [0, 0, 1.0]]), id="collapsed to a line"),
        pytest.param(np.zeros((3, 3)), id="zero"),
        pytest.param(np.full((3, 3), np.nan), id="not a number"),
    ],
)
def test_folds_flips_and_collapses_are_refused(homography: np.ndarray) -> None:
    assert not is_plausible(homography.astype(np.float64), SIZE, SIZE)


def test_a_small_picture_pasted_in_a_page_is_believed_when_the_page_is_the_query() -> None:
    # The page's far corners are past the horizon of this tilted view, the pasted picture is well behaved.
    outside = np.linalg.inv(quad_to_quad([[10, 10], [110, 30], [100, 80], [14, 90]]))
    depths = np.hstack([corners(SIZE), np.ones((4, 1))]) @ outside[2]
    assert depths.min() < 0.0 < depths.max()
    assert is_plausible(outside, SIZE, SIZE)
