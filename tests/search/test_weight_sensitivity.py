"""What would bring a hit to the first place: the change does it, a smaller one does not, and none means none."""

from __future__ import annotations

from itertools import product

import pytest
from candidate_making import candidate, evidence, random_candidates

from pictrace.errors import InvalidInput, InvalidWeights, UnknownPicture
from pictrace.matching.ranking import rank
from pictrace.search.weight_sensitivity import required_change, weight_stability
from pictrace.types import CHANNELS, PERCENT_STEP, Candidate, Percents, Weights

DEFAULT: Percents = (35, 15, 40, 10)
GRID = range(0, 101, PERCENT_STEP)


def first(candidates: list[Candidate], percents: tuple[int, ...]) -> int:
    return rank(candidates, Weights(*(percent / 100 for percent in percents)), 1)[0].id


def singles(percents: Percents) -> list[tuple[int, ...]]:
    """Every setting that differs in one weight, four zeros left out."""
    made = [
        (*percents[:place], value, *percents[place + 1 :])
        for place in range(4)
        for value in GRID
        if value != percents[place]
    ]
    return [one for one in made if any(one)]


def distance(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    return sum(abs(a - b) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("missing", [(), ("keypoints",)])
def test_the_change_brings_it_first_and_no_smaller_one_does(seed: int, missing: tuple[str, ...]) -> None:
    candidates = random_candidates(seed, count=12, missing=missing)
    winners = {one: first(candidates, one) for one in singles(DEFAULT)}
    for id in range(1, 13):
        found = required_change(candidates, id, DEFAULT)
        reaching = [distance(one, DEFAULT) for one, winner in winners.items() if winner == id]
        if found.rank == 1:
            assert found.change is None
            assert first(candidates, DEFAULT) == id
        elif found.one_weight is not None:
            assert first(candidates, found.one_weight.percents) == id
            assert distance(found.one_weight.percents, DEFAULT) == min(reaching)
            assert len(found.one_weight.moved) == 1
        else:
            assert reaching == []


def test_two_weights_are_moved_where_one_is_not_enough() -> None:
    # Number 2 is best where nothing counts now: one weight alone does not outweigh the two that do.
    strong, balanced = candidate(1, evidence(0.6, 0.0, 0.6, 0.0)), candidate(2, evidence(0.0, 0.7, 0.0, 0.7))
    percents: Percents = (100, 0, 100, 0)
    found = required_change([strong, balanced], 2, percents)
    assert found.one_weight is None
    assert found.two_weights is not None
    assert first([strong, balanced], found.two_weights.percents) == 2
    near = [
        one
        for one in product(GRID, repeat=4)
        if distance(one, percents) <= distance(found.two_weights.percents, percents)
    ]
    pairs = [one for one in near if any(one) and sum(map(int.__ne__, one, percents)) == 2]
    reaching = [distance(one, percents) for one in pairs if first([strong, balanced], one) == 2]
    assert distance(found.two_weights.percents, percents) == min(reaching)
    assert len(found.two_weights.moved) == 2


def test_a_dominated_match_is_never_first() -> None:
    candidates = [candidate(1, evidence(0.9, 0.8, 0.7, 0.6)), candidate(2, evidence(0.5, 0.8, 0.7, 0.6))]
    found = required_change(candidates, 2, DEFAULT)
    assert (found.rank, found.dominated_by, found.change) == (2, 1, None)
    assert all(first(candidates, one) == 1 for one in product(range(0, 101, 25), repeat=4) if any(one))


def test_a_match_that_was_added_first_wins_ties_and_is_not_dominated() -> None:
    candidates = [candidate(1, evidence(0.5, 0.8, 0.7, 0.6)), candidate(2, evidence(0.9, 0.8, 0.7, 0.6))]
    found = required_change(candidates, 1, DEFAULT)
    assert found.dominated_by is None
    assert found.one_weight is not None
    assert found.one_weight.moved == ("cosine",)
    assert first(candidates, found.one_weight.percents) == 1


def test_channels_that_the_query_lacks_are_left_out() -> None:
    candidates = [candidate(1, evidence(0.9, None, None, 0.6)), candidate(2, evidence(0.5, None, None, 0.6))]
    assert required_change(candidates, 2, DEFAULT).dominated_by == 1


@pytest.mark.parametrize("seed", range(12))
def test_the_first_place_holds_within_the_intervals_and_changes_one_step_further(seed: int) -> None:
    candidates = random_candidates(seed, count=12)
    found = weight_stability(candidates, DEFAULT)
    assert found.first == first(candidates, DEFAULT)
    for place, channel in enumerate(CHANNELS):
        low, high = found.intervals[channel]
        assert low <= DEFAULT[place] <= high
        for value in range(low, high + 1, PERCENT_STEP):
            assert first(candidates, (*DEFAULT[:place], value, *DEFAULT[place + 1 :])) == found.first
    edges = {(leader_change.channel, leader_change.percent): leader_change.id for leader_change in found.leader_changes}
    for channel, (low, high) in found.intervals.items():
        place = CHANNELS.index(channel)
        for value in (low - PERCENT_STEP, high + PERCENT_STEP):
            if 0 <= value <= 100:
                setting = (*DEFAULT[:place], value, *DEFAULT[place + 1 :])
                assert edges[channel, value] == first(candidates, setting) != found.first
            else:
                assert (channel, value) not in edges
    moves = [
        abs(leader_change.percent - DEFAULT[CHANNELS.index(leader_change.channel)])
        for leader_change in found.leader_changes
    ]
    assert moves == sorted(moves)


def test_the_only_weight_left_is_never_lowered_to_nothing() -> None:
    candidates = [candidate(1, evidence(0.5, 0.8, 0.7, 0.6)), candidate(2, evidence(0.9, 0.1, 0.1, 0.1))]
    found = weight_stability(candidates, (0, 100, 0, 0))
    assert found.first == 1
    assert found.intervals["structure"] == (PERCENT_STEP, 100)
    assert "structure" not in [leader_change.channel for leader_change in found.leader_changes]


def test_a_single_match_is_first_under_all_weights() -> None:
    only = [candidate(7, evidence(0.5, 0.8, 0.7, 0.6))]
    assert required_change(only, 7, DEFAULT).rank == 1
    assert weight_stability(only, DEFAULT).leader_changes == ()
    assert weight_stability(only, DEFAULT).intervals == dict.fromkeys(CHANNELS, (0, 100))


def test_bad_input_is_said_in_words() -> None:
    only = [candidate(7, evidence(0.5, 0.8, 0.7, 0.6))]
    with pytest.raises(UnknownPicture, match="Picture 8"):
        required_change(only, 8, DEFAULT)
    with pytest.raises(InvalidInput, match="105"):
        required_change(only, 7, (105, 0, 0, 0))
    with pytest.raises(InvalidWeights):
        weight_stability(only, (0, 0, 0, 0))
    with pytest.raises(InvalidInput, match="no candidates"):
        weight_stability([], DEFAULT)
