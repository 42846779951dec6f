"""Which matches are believed: by how many places, and by what share of those that say the same turn and zoom."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pictrace.matching import homography as geometry
from pictrace.matching.geometric_verification import Matches, Told, agreements
from pictrace.types import Float64Array

SIZE = (512.0, 340.0)


def similarity(turn: float, zoom: float, x: float, y: float) -> Float64Array:
    """Turned clockwise by 256ths of a turn, enlarged by steps of 1.2, moved."""
    scale, angle = 1.2**zoom, turn * 2 * np.pi / 256
    cosine, sine = scale * np.cos(angle), scale * np.sin(angle)
    return np.array([[cosine, -sine, x], [sine, cosine, y], [0.0, 0.0, 1.0]])


def agreeing(count: int, homography: Float64Array, turn: int, zoom: int, seed: int = 0, level: int = 2) -> Matches:
    """Matches far apart that lie as the homography says, and say its turn and zoom."""
    cells = np.random.default_rng(seed).permutation(25 * 17)[:count]
    query = (np.stack([cells % 25, cells // 25], axis=1) * 20.0 + 8.0).astype(np.float32)
    return Matches(
        query=query,
        candidate=geometry.project(homography, query).astype(np.float32),
        told=Told(np.full(count, turn % 256, dtype=np.uint8), np.full(count, level), np.full(count, level + zoom)),
        query_size=SIZE,
        candidate_size=SIZE,
    )


def together(*parts: Matches) -> Matches:
    told = [part.told for part in parts if part.told is not None]
    return replace(
        parts[0],
        query=np.concatenate([part.query for part in parts]),
        candidate=np.concatenate([part.candidate for part in parts]),
        told=Told(
            np.concatenate([part.turns for part in told]),
            np.concatenate([part.query_levels for part in told]),
            np.concatenate([part.candidate_levels for part in told]),
        ),
    )


def strays(count: int, turn: int, zoom: int) -> Matches:
    """Matches that say this turn and zoom and lie anywhere."""
    made = agreeing(count, np.eye(3), turn, zoom, seed=5)
    return replace(made, candidate=np.random.default_rng(6).uniform(0, 340, (count, 2)).astype(np.float32))


@pytest.mark.parametrize(("turn", "zoom"), [(0, 0), (20, 3), (128, -6), (-64, 8), (10, -11)])
def test_five_places_that_tell_the_same_are_believed_and_four_are_not(turn: int, zoom: int) -> None:
    view = similarity(turn, zoom, 30.0, 20.0)
    (found,) = agreements(agreeing(5, view, turn, zoom))
    assert found.spots == 5
    assert found.inliers.all()
    assert np.allclose(
        geometry.project(found.homography, geometry.corners(SIZE)),
        geometry.project(view, geometry.corners(SIZE)),
        atol=1.5 * 1.2 ** max(0, zoom),
    )
    assert agreements(agreeing(4, view, turn, zoom)) == []


def test_places_that_lie_alike_but_tell_another_turn_or_zoom_are_not_believed() -> None:
    view = similarity(0, 0, 12.0, 7.0)
    assert agreements(agreeing(12, view, 40, 0)) == []
    assert agreements(agreeing(12, view, 0, 4)) == []


def test_few_places_among_many_that_tell_the_same_are_not_believed() -> None:
    view = similarity(0, 0, 12.0, 7.0)
    (found,) = agreements(together(agreeing(12, view, 0, 0), strays(4, 0, 0)))
    assert found.spots == 12
    assert agreements(together(agreeing(12, view, 0, 0), strays(20, 0, 0))) == []
    # Many places need no such share, and what tells other turns never counts against them.
    assert agreements(together(agreeing(40, view, 0, 0), strays(60, 0, 0)))[0].spots == 40
    assert agreements(together(agreeing(6, view, 0, 0), strays(5, 100, 0)))[0].spots == 6


def test_coarse_key_points_may_lie_less_exactly_than_fine_ones() -> None:
    fine, coarse = (agreeing(30, np.eye(3), 0, 0, level=level) for level in (1, 11))
    noise = np.random.default_rng(2).normal(0, 4, (30, 2)).astype(np.float32)
    assert agreements(replace(fine, candidate=fine.candidate + noise)) == []
    (found,) = agreements(replace(coarse, candidate=coarse.candidate + noise))
    assert found.spots > 20
    assert np.allclose(found.homography, np.eye(3), atol=6.0)


def test_perspective_is_found_where_it_is_and_not_where_it_is_not() -> None:
    tilted = np.array([[0.9, 0.05, 10.0], [0.02, 0.8, 20.0], [0.0004, 0.0002, 1.0]])
    (found,) = agreements(agreeing(80, tilted, 0, -1))
    corners = geometry.corners(SIZE)
    assert np.allclose(geometry.project(found.homography, corners), geometry.project(tilted, corners), atol=1.0)
    (plain,) = agreements(agreeing(80, similarity(9, 2, 5.0, 5.0), 9, 2))
    assert plain.homography[2].tolist() == pytest.approx([0.0, 0.0, 1.0])


def test_two_planes_are_told_apart_and_a_bent_one_is_one() -> None:
    first, second = similarity(0, 0, 0.0, 0.0), similarity(50, -2, 300.0, 10.0)
    found = agreements(together(agreeing(40, first, 0, 0), agreeing(25, second, 50, -2, seed=1)))
    assert [agreement.spots for agreement in found] == [40, 25]
    assert not (found[0].inliers & found[1].inliers).any()
    # Paper that bends by 10 px is still one sheet.
    shifted = similarity(0, 0, 10.0, 0.0)
    assert len(agreements(together(agreeing(40, first, 0, 0), agreeing(25, shifted, 0, 0, seed=1)))) == 1


def test_at_most_three_planes_are_listed_strongest_first() -> None:
    parts = [agreeing(10 + 8 * n, similarity(60 * n, 0, 100.0 * n, 50.0), 60 * n, 0, seed=n) for n in range(4)]
    found = agreements(together(*parts))
    assert [agreement.spots for agreement in found] == [34, 26, 18]


def test_matches_that_tell_nothing_need_more_agreement() -> None:
    view = similarity(20, 3, 30.0, 20.0)
    assert agreements(replace(agreeing(8, view, 20, 3), told=None)) == []
    (found,) = agreements(replace(agreeing(12, view, 20, 3), told=None))
    assert found.spots == 12
