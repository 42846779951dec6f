"""Measures over many answers and their margins, against values counted by hand or taken from the papers."""

from __future__ import annotations

import pytest

from pictrace import evaluate
from pictrace.evaluate import Estimate, difference_interval, estimate


def test_micro_average_precision_counted_by_hand() -> None:
    # In order of the scores: right, wrong, right; one of three wanted is never found.
    # Precision 1 at recall 1/3, 2/3 at recall 2/3: 1/3 × 1 + 1/3 × 2/3.
    scores, right = [0.9, 0.8, 0.7], [True, False, True]
    assert evaluate.micro_average_precision(scores, right, 3) == pytest.approx(1 / 3 + 2 / 9)


def test_micro_average_precision_pools_queries_by_score_and_not_by_their_order() -> None:
    assert evaluate.micro_average_precision([0.1, 0.9], [False, True], 1) == 1.0
    assert evaluate.micro_average_precision([0.9, 0.1], [False, True], 1) == 0.5


def test_equal_scores_enter_together_whatever_their_order() -> None:
    for right in ([True, False], [False, True]):
        assert evaluate.micro_average_precision([0.5, 0.5], right, 1) == 0.5
        assert evaluate.recall_at_precision([0.5, 0.5], right, 1) == 0.0


def test_without_answers_nothing_is_found() -> None:
    assert evaluate.micro_average_precision([], [], 4) == 0.0
    assert evaluate.recall_at_precision([], [], 4) == 0.0


def test_recall_at_90_percent_precision() -> None:
    # Nine right, then one wrong: at the ninth, precision is 1; with the wrong one 9/10, which is still enough, and
    # with one more right answer 10/11.
    scores = [1 - place / 100 for place in range(12)]
    right = [True] * 9 + [False, True, False]
    assert evaluate.recall_at_precision(scores, right, 20) == pytest.approx(10 / 20)
    assert evaluate.recall_at_precision(scores, right, 20, precision=1.0) == pytest.approx(9 / 20)
    assert evaluate.recall_at_precision([0.9, 0.8], [False, True], 1) == 0.0


def test_n_s_counts_the_query_itself_and_three_others() -> None:
    assert evaluate.n_s([2, 3, 4, 9], {2, 3, 4}) == 4.0
    assert evaluate.n_s([2, 9, 4, 3], {2, 3, 4}) == 3.0
    assert evaluate.n_s([9, 8, 7], {2, 3, 4}) == 1.0


@pytest.mark.parametrize(
    ("found", "asked", "low", "high"),
    # Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I, method 3.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_intervals_of_the_paper(found: int, asked: int, low: float, high: float) -> None:
    assert Estimate(found / asked, asked).interval == pytest.approx((low, high), abs=5e-5)


def test_all_found_is_not_certain() -> None:
    low, high = Estimate(1.0, 25).interval
    assert (round(low, 3), high) == (0.867, 1.0)


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    # Newcombe 1998, "Interval estimation for the difference between independent proportions", table II, method 10.
    [((56, 70), (48, 80), 0.0524, 0.3339), ((9, 10), (3, 10), 0.1705, 0.8090), ((10, 10), (0, 10), 0.6075, 1.0)],
)
def test_difference_intervals_of_the_paper(
    one: tuple[int, int], other: tuple[int, int], low: float, high: float
) -> None:
    before, after = (Estimate(found / asked, asked) for found, asked in (other, one))
    assert difference_interval(before, after) == pytest.approx((low, high), abs=5e-5)


def test_values_that_go_together_count_as_one() -> None:
    together = estimate([1.0, 1.0, 0.0, 0.0], ["a", "a", "b", "b"])
    assert together == Estimate(0.5, 2.0)
    assert estimate([1.0, 0.0, 1.0, 0.0], ["a", "a", "b", "b"]) == Estimate(0.5, 4.0)
    assert estimate([1.0, 1.0, 1.0, 1.0], ["a", "a", "b", "b"]) == Estimate(1.0, 2.0)
    assert estimate([1.0, 0.0, 1.0, 0.0]) == Estimate(0.5, 4.0)
