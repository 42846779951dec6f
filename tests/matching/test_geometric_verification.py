"""Geometric verification: how many inlier cells, and what share of the Hough peak, a transform needs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pictrace.matching.geometric_verification import PoseVotes, PutativeMatches, verify_matches
from pictrace.matching.homography import corners, project
from pictrace.types import Float64Array

SIZE = (512.0, 340.0)


def similarity(rotation: float, scale_step: float, x: float, y: float) -> Float64Array:
    """Rotated clockwise by 256ths of a turn, scaled by steps of 1.2, translated."""
    scale, angle = 1.2**scale_step, rotation * 2 * np.pi / 256
    cosine, sine = scale * np.cos(angle), scale * np.sin(angle)
    return np.array([[cosine, -sine, x], [sine, cosine, y], [0.0, 0.0, 1.0]])


def consistent(
    count: int, homography: Float64Array, rotation: int, scale_step: int, seed: int = 0, level: int = 2
) -> PutativeMatches:
    """Spread matches that fit the homography and vote for its rotation and scale."""
    cells = np.random.default_rng(seed).permutation(25 * 17)[:count]
    query = (np.stack([cells % 25, cells // 25], axis=1) * 20.0 + 8.0).astype(np.float32)
    return PutativeMatches(
        query=query,
        candidate=project(homography, query).astype(np.float32),
        votes=PoseVotes(
            np.full(count, rotation % 256, dtype=np.uint8), np.full(count, level), np.full(count, level + scale_step)
        ),
        query_size=SIZE,
        candidate_size=SIZE,
    )


def concatenated(*parts: PutativeMatches) -> PutativeMatches:
    votes = [part.votes for part in parts if part.votes is not None]
    return replace(
        parts[0],
        query=np.concatenate([part.query for part in parts]),
        candidate=np.concatenate([part.candidate for part in parts]),
        votes=PoseVotes(
            np.concatenate([part.rotations for part in votes]),
            np.concatenate([part.query_levels for part in votes]),
            np.concatenate([part.candidate_levels for part in votes]),
        ),
    )


def outliers(count: int, rotation: int, scale_step: int) -> PutativeMatches:
    """Matches that vote for this rotation and scale and lie anywhere."""
    made = consistent(count, np.eye(3), rotation, scale_step, seed=5)
    return replace(made, candidate=np.random.default_rng(6).uniform(0, 340, (count, 2)).astype(np.float32))


@pytest.mark.parametrize(("rotation", "scale_step"), [(0, 0), (20, 3), (128, -6), (-64, 8), (10, -11)])
def test_five_cells_of_consistent_matches_are_verified_and_four_are_not(rotation: int, scale_step: int) -> None:
    view = similarity(rotation, scale_step, 30.0, 20.0)
    (found,) = verify_matches(consistent(5, view, rotation, scale_step))
    assert found.cells == 5
    assert found.inliers.all()
    assert np.allclose(
        project(found.homography, corners(SIZE)),
        project(view, corners(SIZE)),
        atol=1.5 * 1.2 ** max(0, scale_step),
    )
    assert verify_matches(consistent(4, view, rotation, scale_step)) == []


def test_inliers_that_vote_for_another_rotation_or_scale_are_rejected() -> None:
    view = similarity(0, 0, 12.0, 7.0)
    assert verify_matches(consistent(12, view, 40, 0)) == []
    assert verify_matches(consistent(12, view, 0, 4)) == []


def test_few_inliers_among_many_votes_for_the_same_pose_are_rejected() -> None:
    view = similarity(0, 0, 12.0, 7.0)
    (found,) = verify_matches(concatenated(consistent(12, view, 0, 0), outliers(4, 0, 0)))
    assert found.cells == 12
    assert verify_matches(concatenated(consistent(12, view, 0, 0), outliers(20, 0, 0))) == []
    # Many inlier cells need no such share, and votes for other rotations never count against them.
    assert verify_matches(concatenated(consistent(40, view, 0, 0), outliers(60, 0, 0)))[0].cells == 40
    assert verify_matches(concatenated(consistent(6, view, 0, 0), outliers(5, 100, 0)))[0].cells == 6


def test_the_reprojection_tolerance_grows_with_the_pyramid_level() -> None:
    fine, coarse = (consistent(30, np.eye(3), 0, 0, level=level) for level in (1, 11))
    noise = np.random.default_rng(2).normal(0, 4, (30, 2)).astype(np.float32)
    assert verify_matches(replace(fine, candidate=fine.candidate + noise)) == []
    (found,) = verify_matches(replace(coarse, candidate=coarse.candidate + noise))
    assert found.cells > 20
    assert np.allclose(found.homography, np.eye(3), atol=6.0)


def test_a_homography_is_fitted_only_where_there_is_perspective() -> None:
    tilted = np.array([[0.9, 0.05, 10.0], [0.02, 0.8, 20.0], [0.0004, 0.0002, 1.0]])
    (found,) = verify_matches(consistent(80, tilted, 0, -1))
    four = corners(SIZE)
    assert np.allclose(project(found.homography, four), project(tilted, four), atol=1.0)
    (plain,) = verify_matches(consistent(80, similarity(9, 2, 5.0, 5.0), 9, 2))
    assert plain.homography[2].tolist() == pytest.approx([0.0, 0.0, 1.0])


def test_two_planes_are_separated_and_bent_paper_is_one_plane() -> None:
    first, second = similarity(0, 0, 0.0, 0.0), similarity(50, -2, 300.0, 10.0)
    found = verify_matches(concatenated(consistent(40, first, 0, 0), consistent(25, second, 50, -2, seed=1)))
    assert [transform.cells for transform in found] == [40, 25]
    assert not (found[0].inliers & found[1].inliers).any()
    # Paper that bends by 10 px is still one sheet.
    shifted = similarity(0, 0, 10.0, 0.0)
    assert len(verify_matches(concatenated(consistent(40, first, 0, 0), consistent(25, shifted, 0, 0, seed=1)))) == 1


def test_at_most_three_planes_are_listed_strongest_first() -> None:
    parts = [consistent(10 + 8 * n, similarity(60 * n, 0, 100.0 * n, 50.0), 60 * n, 0, seed=n) for n in range(4)]
    found = verify_matches(concatenated(*parts))
    assert [transform.cells for transform in found] == [34, 26, 18]


def test_matches_without_orientation_need_more_inliers() -> None:
    view = similarity(20, 3, 30.0, 20.0)
    assert verify_matches(replace(consistent(8, view, 20, 3), votes=None)) == []
    (found,) = verify_matches(replace(consistent(12, view, 20, 3), votes=None))
    assert found.cells == 12
