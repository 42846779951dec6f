"""Structure: plain and aligned SSIM."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from skimage.metrics import structural_similarity

from pictrace.matching import ssim
from pictrace.types import StructureEvidence, UInt8Array


def size(picture: UInt8Array) -> tuple[int, int]:
    return picture.shape[1], picture.shape[0]


def structure(query: UInt8Array, candidate: UInt8Array, homography: np.ndarray | None = None) -> StructureEvidence:
    grey = cv2.cvtColor(candidate, cv2.COLOR_RGB2GRAY).astype(np.uint8)
    return ssim.structure(ssim.prepare(query), size(query), grey, size(candidate), homography)


def turned(picture: UInt8Array, degrees: float) -> tuple[UInt8Array, np.ndarray]:
    """The picture turned about its middle, and the homography from it to the turned one."""
    width, height = size(picture)
    matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), degrees, 1.0)
    return cv2.warpAffine(picture, matrix, (width, height)), np.vstack([matrix, [0.0, 0.0, 1.0]])


def test_a_picture_with_itself_is_one(photos: dict[str, UInt8Array]) -> None:
    for picture in photos.values():
        found = structure(picture, picture)
        assert found.plain == pytest.approx(1.0, abs=1e-6)
        assert found.score == pytest.approx(1.0, abs=1e-6)
        assert (found.aligned, found.coverage) == (None, None)
        same = structure(picture, picture, np.eye(3))
        assert same.score == pytest.approx(1.0, abs=1e-6)
        assert same.aligned == pytest.approx(1.0, abs=0.02)
        assert same.coverage == 1.0


def test_plain_is_scikit_images_ssim_at_256_grey(photos: dict[str, UInt8Array]) -> None:
    squares = {name: ssim.grey_square(photo) for name, photo in photos.items()}
    for a in photos:
        for b in photos:
            expected = structural_similarity(squares[a], squares[b], win_size=7, data_range=255.0)
            assert structure(photos[a], photos[b]).plain == pytest.approx(expected, abs=1e-5), (a, b)


@pytest.mark.parametrize("level", [0, 40, 128, 230])
def test_the_search_computes_the_same_ssim_as_the_map_in_dark_and_bright_places(level: int) -> None:
    rng = np.random.default_rng(level)
    faint = np.clip(level + rng.normal(0, 6, (2, 256, 256, 1)), 0, 255).astype(np.uint8).repeat(3, axis=3)
    a, b = np.ascontiguousarray(faint[0]), np.ascontiguousarray(faint[0] // 2 + faint[1] // 2)
    values, _ = ssim.structure_map(ssim.grey_square(a), (256, 256), b, (256, 256), None)
    assert structure(a, b).plain == pytest.approx(float(values[3:-3, 3:-3].mean()), abs=1e-5)


def test_alignment_sees_through_a_small_turn(photos: dict[str, UInt8Array]) -> None:
    other, homography = turned(photos["astronaut"], 12.0)
    found = structure(photos["astronaut"], other, homography)
    assert found.plain is not None
    assert found.plain < 0.3
    assert found.aligned is not None
    assert found.aligned > 0.9
    assert found.coverage is not None
    assert 0.85 < found.coverage < 1.0
    assert found.score == pytest.approx(found.aligned * found.coverage)


def test_alignment_works_between_sizes(photos: dict[str, UInt8Array]) -> None:
    query = photos["chelsea"]
    small = cv2.resize(query, (200, 133), interpolation=cv2.INTER_AREA)
    homography = np.array(
        [[200 / query.shape[1], 0, -0.5 + 100 / query.shape[1]], [0, 133 / query.shape[0], -0.25], [0, 0, 1]]
    )
    found = structure(query, small, homography)
    assert found.aligned is not None
    assert found.aligned > 0.8
    assert found.coverage == pytest.approx(1.0, abs=0.02)


def test_a_small_common_area_cannot_score_high(photos: dict[str, UInt8Array]) -> None:
    query = photos["astronaut"]
    corner = np.ascontiguousarray(query[40:168, 160:288])
    homography = np.array([[1.0, 0, -160], [0, 1, -40], [0, 0, 1]])
    found = structure(query, corner, homography)
    assert found.aligned is not None
    assert found.aligned > 0.9
    assert found.coverage == pytest.approx(1 / 16, abs=0.005)
    assert found.score is not None
    assert found.plain is not None
    assert found.score <= max(found.plain, 1 / 16)


def test_no_common_area_leaves_the_plain_value(photos: dict[str, UInt8Array]) -> None:
    away = np.array([[1.0, 0, 5000], [0, 1, 0], [0, 0, 1]])
    found = structure(photos["coffee"], photos["chelsea"], away)
    assert (found.aligned, found.coverage) == (None, None)
    assert found.plain is not None


def test_the_horizon_is_never_counted_as_covered(photos: dict[str, UInt8Array]) -> None:
    query = photos["coffee"]
    # Depth 1 − x/200 turns negative inside the picture; what lies beyond maps into the candidate all the same.
    fold = np.array([[1.0, 0, 0], [0, 1, 0], [-1 / 200, 0, 1]])
    square = ssim.grey_square(query)
    covered = ssim.structure_map(square, size(query), query, size(query), fold)[1]
    columns = (np.arange(256) + 0.5) * query.shape[1] / 256 - 0.5
    assert not covered[:, columns > 201].any()
    assert covered.any()


def test_a_negative_photo_is_raw_below_zero_and_scores_zero(photos: dict[str, UInt8Array]) -> None:
    found = structure(photos["camera"], 255 - photos["camera"])
    assert found.plain is not None
    assert found.plain < -0.1
    assert found.score == 0.0


def test_flat_queries_say_nothing_and_flat_candidates_score_zero(photos: dict[str, UInt8Array]) -> None:
    rng = np.random.default_rng(1)
    white = np.full((300, 400, 3), 255, dtype=np.uint8)
    speckled = (128 + rng.integers(-1, 2, (300, 400, 1))).repeat(3, axis=2).astype(np.uint8)
    for blank in (white, np.zeros_like(white), speckled):
        assert structure(blank, photos["coffee"]) == StructureEvidence(None, None, None, None)
        assert structure(blank, blank).score is None
        assert structure(photos["coffee"], blank).score == 0.0


def test_a_lost_candidate_scores_zero(photos: dict[str, UInt8Array]) -> None:
    square = ssim.prepare(photos["coffee"])
    assert ssim.structure(square, (600, 400), None, (10, 10), None) == StructureEvidence(None, None, None, 0.0)


def test_the_map_averages_to_the_value_and_shows_where_a_change_is(photos: dict[str, UInt8Array]) -> None:
    query = photos["astronaut"]
    edited = query.copy()
    edited[100:200, 300:400] = 0
    values, covered = ssim.structure_map(ssim.grey_square(query), size(query), edited, size(edited), None)
    assert values.shape == covered.shape == (256, 256)
    assert values.dtype == np.float32
    assert values.min() >= -1.0
    assert values.max() <= 1.0
    assert covered.all()
    assert values[3:-3, 3:-3].mean() == pytest.approx(structure(query, edited).plain, abs=1e-4)
    assert values[55:95, 155:195].mean() < 0.3
    assert values[150:250, 0:100].mean() > 0.999
