"""Fitting weights: what labelled candidates say is what comes out, and no gain is claimed that is not there."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from pictrace.errors import InvalidInput
from pictrace.fitting import (
    LEAST_QUERIES,
    FitReport,
    LabelledQuery,
    Quality,
    fit_weights,
    fitted_weights,
    folds_of,
    from_judgements,
    measure,
    telling,
)
from pictrace.fitting.pairwise import PULL, coefficients
from pictrace.types import CHANNELS, Judgement, Weights

COSINE, STRUCTURE, KEYPOINTS, COLOUR = range(4)
MISLEADING = Weights(cosine=1, structure=1, keypoints=0.1, colour=1)


def made(count: int, speaking: dict[int, float], seed: int = 0, wrong: int = 3) -> list[LabelledQuery]:
    """Queries of one right and some wrong candidates: noise, and in these channels the right one so much higher."""
    chance = np.random.default_rng(seed)
    queries = []
    for number in range(count):
        scores = chance.uniform(0.2, 0.6, (1 + wrong, 4))
        for channel, gain in speaking.items():
            scores[0, channel] += gain
        queries.append(LabelledQuery(f"query {number}", scores, np.arange(1 + wrong) == 0))
    return queries


def test_what_only_key_points_can_tell_gives_key_points_the_weight() -> None:
    report = fit_weights(made(30, {KEYPOINTS: 0.4}), MISLEADING)
    assert report.weights.keypoints >= 0.7
    assert report.is_better
    assert report.after.first > report.before.first
    assert report.after.pairs > 0.95


@pytest.mark.parametrize("channel", range(4))
def test_every_channel_can_win(channel: int) -> None:
    fitted = fitted_weights(made(30, {channel: 0.4}))
    assert fitted is not None
    assert max(fitted.as_dict(), key=fitted.as_dict().__getitem__) == CHANNELS[channel]


def test_a_channel_that_speaks_against_the_right_ones_gets_nothing() -> None:
    fitted = fitted_weights(made(30, {KEYPOINTS: 0.3, COLOUR: -0.3}))
    assert fitted is not None
    assert fitted.colour == 0.0


def test_no_coefficients_that_are_none_under_0_are_likelier() -> None:
    queries = made(12, {COSINE: 0.2, COLOUR: -0.1, STRUCTURE: 0.05})
    found = coefficients(queries)

    def value(point: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
        lost = 0.0
        for query in queries:
            gaps = (query.scores[query.right] - query.scores[~query.right]) @ point
            lost += float(np.logaddexp(0.0, -gaps).mean())
        return -lost - PULL / 2 * float(point @ point)

    assert (found >= 0).all()
    for step in itertools.product((-0.02, 0.0, 0.02), repeat=4):
        near = np.maximum(0.0, found + np.array(step))
        assert value(near) <= value(found) + 1e-9


@pytest.mark.parametrize("seed", range(5))
def test_fitted_weights_are_steps_of_the_sliders_and_add_up(seed: int) -> None:
    fitted = fitted_weights(made(9, {KEYPOINTS: 0.1, COSINE: 0.1, COLOUR: 0.05}, seed))
    assert fitted is not None
    values = fitted.as_dict().values()
    assert math.isclose(math.fsum(values), 1.0)
    assert all(round(value * 20) / 20 == value for value in values)


@pytest.mark.parametrize("seed", range(10))
def test_contradictory_judgements_never_come_out_better(seed: int) -> None:
    # Each query twice, the second time with everything said the other way round.
    said = made(15, {}, seed, wrong=1)
    unsaid = [LabelledQuery(f"{query.subject} again", query.scores, ~query.right) for query in said]
    assert fitted_weights([*said, *unsaid]) is None
    with pytest.raises(InvalidInput, match="No weights fit"):
        fit_weights([*said, *unsaid], Weights())
    # One more, which tips the balance: whatever is fitted to it helps as many as it hurts.
    assert not fit_weights([*said, *unsaid, *made(1, {COLOUR: 0.5}, seed)], Weights()).is_better


def test_judgements_at_random_hardly_ever_come_out_better() -> None:
    at_random = [made(16, {}, seed) for seed in range(60)]
    reports = [fit_weights(queries, Weights()) for queries in at_random if fitted_weights(queries)]
    assert len(reports) > 40
    # The sign test lets 1 in 20 through.
    assert sum(report.is_better for report in reports) <= 3


def test_what_is_right_already_is_not_called_better() -> None:
    good = Weights(cosine=0, structure=0, keypoints=1, colour=0)
    report = fit_weights(made(20, {KEYPOINTS: 0.5}), good)
    assert report.before == report.after == Quality(1.0, 1.0, 1.0)
    assert report.outcome == "no clear difference"
    assert "as well as" in report.sentence


def test_labels_all_the_wrong_way_round_fit_nothing() -> None:
    upside_down = made(20, dict.fromkeys(range(4), -0.5))
    assert fitted_weights(upside_down) is None
    with pytest.raises(InvalidInput, match="No weights fit"):
        fit_weights(upside_down, Weights())


def test_too_little_is_refused_with_what_is_needed() -> None:
    enough = made(LEAST_QUERIES, {KEYPOINTS: 0.4})
    assert fit_weights(enough, Weights()).queries == LEAST_QUERIES
    with pytest.raises(InvalidInput, match=f"needs {LEAST_QUERIES} .* there are {LEAST_QUERIES - 1}"):
        fit_weights(enough[1:], Weights())
    with pytest.raises(InvalidInput, match="there are 0"):
        fit_weights([], Weights())


def test_queries_with_only_right_or_only_wrong_ones_do_not_count() -> None:
    queries = made(10, {KEYPOINTS: 0.4})
    one_sided = [LabelledQuery("yes only", np.ones((2, 4)), np.array([True, True]))]
    assert telling([*queries, *one_sided]) == tuple(queries)
    assert fit_weights([*queries, *one_sided], Weights()).queries == 10


@pytest.mark.parametrize("folds", [2, 5, 10, 40])
def test_folds_never_share_a_subject_and_lose_nothing(folds: int) -> None:
    queries = [
        LabelledQuery(f"picture {number % 13}", query.scores, query.right) for number, query in enumerate(made(39, {}))
    ]
    parts = folds_of(queries, folds)
    assert len(parts) == min(folds, 13)
    assert sorted(map(id, itertools.chain(*parts))) == sorted(map(id, queries))
    subjects = [{query.subject for query in part} for part in parts]
    assert sum(map(len, subjects)) == len(set().union(*subjects)) == 13


def test_a_channel_that_the_query_cannot_supply_changes_nothing() -> None:
    rows = [[0.9, None, None, 0.2], [0.5, None, None, 0.8]]
    query = LabelledQuery.of("flat", rows, [True, False])
    assert measure(query, Weights(1, 0, 0, 0)) == measure(query, Weights(1, 5, 5, 0)) == Quality(1.0, 1.0, 1.0)


def test_ties_count_half() -> None:
    level = LabelledQuery("level", np.full((2, 4), 0.5), np.array([True, False]))
    assert measure(level, Weights()) == Quality(first=0.5, reciprocal_rank=1 / 1.5, pairs=0.5)


def test_places_are_counted_from_the_first_right_one() -> None:
    scores = np.zeros((4, 4))
    scores[:, COSINE] = [0.9, 0.8, 0.7, 0.1]
    query = LabelledQuery("third", scores, np.array([False, False, True, True]))
    assert measure(query, Weights()) == Quality(first=0.0, reciprocal_rank=1 / 3, pairs=0.0)


def test_a_query_with_many_labels_counts_no_more_than_another() -> None:
    few = made(10, {KEYPOINTS: 0.3}, seed=1, wrong=1)
    many = made(1, {COLOUR: 0.3}, seed=2, wrong=200)
    fitted = fitted_weights([*few, *many])
    assert fitted is not None
    assert fitted.keypoints > 3 * fitted.colour


@pytest.mark.parametrize(
    ("better", "worse", "outcome"),
    [(5, 0, "better"), (4, 0, "no clear difference"), (7, 1, "better"), (6, 1, "no clear difference"), (0, 5, "worse")],
)
def test_a_gain_must_be_more_than_a_toss_of_coins(better: int, worse: int, outcome: str) -> None:
    gain = Quality(0.8, 0.8, 0.8) if better > worse else Quality(0.6, 0.6, 0.6)
    report = FitReport(
        Weights.lookalikes(), Weights(), Quality(0.7, 0.7, 0.7), gain, 10, 20, 60, better_for=better, worse_for=worse
    )
    assert report.outcome == outcome
    assert report.is_better is (outcome == "better")
    assert f"{better} of 20" in report.sentence


def test_more_places_gained_do_not_outweigh_a_worse_first_place() -> None:
    lower = Quality(first=0.5, reciprocal_rank=0.6, pairs=0.9)
    report = FitReport(Weights(), Weights(), Quality(0.7, 0.7, 0.7), lower, 10, 20, 60, better_for=9, worse_for=0)
    assert not report.is_better
    assert "comes later" in report.sentence
    assert "chance" not in report.sentence


def test_judgements_become_queries_and_other_networks_are_left_out() -> None:
    def said(query: str, picture: int, is_match: bool, backbone: str = "resnet50") -> Judgement:
        scores = {"cosine": 0.1 * picture, "structure": None, "keypoints": 0.5, "colour": 0.0}
        return Judgement(query, "name", picture, is_match, scores, "fast", backbone, "2026-01-01T00:00:00+00:00")

    found = from_judgements([said("a", 1, True), said("b", 1, False), said("a", 2, False), said("a", 3, True, "other")],
                            "resnet50")  # fmt: skip
    assert [query.subject for query in found] == ["a", "b"]
    np.testing.assert_allclose(found[0].scores, [[0.1, 0, 0.5, 0], [0.2, 0, 0.5, 0]])
    assert found[0].right.tolist() == [True, False]
    assert [query.tells for query in found] == [True, False]
