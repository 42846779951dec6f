"""Weight sensitivity of the ranking: which weights would make a match first, and how stable the first place is.

The order of two matches depends on the sign of Σ wᵢ (aᵢ − bᵢ) alone, since both scores have the same denominator. That
is linear in each weight, so the values that make a match first are one interval, the intersection of a half-line for
each other match, and the smallest change leads to its near end. Weights move in the sliders' steps, so that few
settings have to be tried: sums of float64 rule most of them out, and `rank` itself decides close ones, so that ties are
broken as in the list. No picture is read; weights change the order, never the verdicts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np

from pictrace.errors import InvalidInput, InvalidWeights, UnknownPicture
from pictrace.matching.ranking import rank
from pictrace.types import CHANNELS, NONE_COUNTS, PERCENT_STEP, BoolArray, Candidate, Float64Array, Percents, Weights

# Far more than the float64 rounding of a few products of numbers in [0, 1], far less than any relevant difference.
_CLOSE = 1e-9


@dataclass(frozen=True, slots=True)
class WeightChange:
    """Weights to go to. percents : in the order of CHANNELS; moved : the weights that differ from the present ones."""

    percents: Percents
    moved: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RequiredChange:
    """The smallest change of weights that makes a match first.

    rank : of the hit now, from 1. one_weight : the smallest change of one weight that makes it first; two_weights : of
    two weights, by the sum of both changes, looked for only when no change of one does. Both None when it is first
    already, or when no such change makes it so. dominated_by : a hit that stands before it under all weights there are,
    or None.
    """

    id: int
    rank: int
    one_weight: WeightChange | None = None
    two_weights: WeightChange | None = None
    dominated_by: int | None = None

    @property
    def change(self) -> WeightChange | None:
        """The smallest change that does it, of one weight before one of two."""
        return self.one_weight or self.two_weights


@dataclass(frozen=True, slots=True)
class LeaderChange:
    """The match `id` becomes first when this weight alone reaches `percent`."""

    channel: str
    percent: int
    id: int


@dataclass(frozen=True, slots=True)
class WeightStability:
    """How far each weight can move alone before the first place changes.

    first : id of the first hit. intervals : channel → lowest and highest percent up to which it stays first.
    leader_changes : what happens one step further, the nearest first; empty when no single weight changes the first
    place.
    """

    first: int
    intervals: Mapping[str, tuple[int, int]]
    leader_changes: tuple[LeaderChange, ...]


def required_change(candidates: Sequence[Candidate], id: int, percents: Percents) -> RequiredChange:
    """The smallest change of weights that makes candidate `id` the first of these candidates, all of one query.

    percents : the present weights, 0 to 100 each, in the order of CHANNELS. Of equal changes the first in the order of
    CHANNELS is given, lowering before raising. Raises UnknownPicture when no candidate has this id, InvalidWeights for
    nothing but zeros, and InvalidInput for a percent outside 0 to 100.
    """
    candidate_table = _CandidateTable(candidates)
    _check(percents)
    ranked = (
        [match.id for match in rank(candidates, Weights.of_percents(percents), len(candidates))] if candidates else []
    )
    if id not in ranked:
        raise UnknownPicture(f"Picture {id} is not among the candidates of this search; pick one of them.")
    place = ranked.index(id) + 1
    if place == 1:
        return RequiredChange(id, place)
    dominated_by = candidate_table.dominating(id)
    if dominated_by is not None:
        return RequiredChange(id, place, dominated_by=dominated_by)
    one_weight = candidate_table.smallest_change(id, percents, _changes(percents, 1))
    two_weights = (
        None if one_weight is not None else candidate_table.smallest_change(id, percents, _changes(percents, 2))
    )
    return RequiredChange(id, place, one_weight, two_weights)


def weight_stability(candidates: Sequence[Candidate], percents: Percents) -> WeightStability:
    """How stable the first place is. Raises InvalidInput without candidates or for a percent outside 0 to 100, and
    InvalidWeights for nothing but zeros."""
    if not candidates:
        raise InvalidInput("There are no candidates, so nothing is first.")
    _check(percents)
    first = rank(candidates, Weights.of_percents(percents), 1)[0].id
    candidate_table = _CandidateTable(candidates)
    intervals: dict[str, tuple[int, int]] = {}
    leader_changes = []
    for place, channel in enumerate(CHANNELS):
        below = candidate_table.limit_along(first, (_with(percents, place, value) for value in _lower(percents[place])))
        above = candidate_table.limit_along(
            first, (_with(percents, place, value) for value in _higher(percents[place]))
        )
        intervals[channel] = (
            below.last_first[place] if below.last_first else percents[place],
            above.last_first[place] if above.last_first else percents[place],
        )
        leader_changes += [
            LeaderChange(channel, first_lost[place], end.id)
            for end in (below, above)
            if (first_lost := end.first_lost) is not None
        ]
    leader_changes.sort(
        key=lambda leader_change: abs(leader_change.percent - percents[CHANNELS.index(leader_change.channel)])
    )
    return WeightStability(first, intervals, tuple(leader_changes))


@dataclass(frozen=True, slots=True)
class _StabilityLimit:
    """Along a row of settings: the last at which a match was still first, the first at which it was not, and who
    was."""

    last_first: Percents | None
    first_lost: Percents | None
    id: int


class _CandidateTable:
    """The scores of the candidates of one query, ranked under many weights."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self._candidates = candidates
        self._ids = [candidate.record.id for candidate in candidates]
        rows = [[candidate.evidence.scores[channel] for channel in CHANNELS] for candidate in candidates]
        table = np.array(rows, dtype=np.float64).reshape(len(rows), len(CHANNELS))
        self._counted = ~np.isnan(table).all(axis=0)
        self._table: Float64Array = np.nan_to_num(table)

    def first(self, percents: Percents) -> int:
        return rank(self._candidates, Weights.of_percents(percents), 1)[0].id

    def dominating(self, id: int) -> int | None:
        """A match that dominates this one: no channel worse, and all better or added earlier, which wins ties."""
        counted = self._table[:, self._counted]
        own = counted[self._ids.index(id)]
        before = [
            other
            for other, row in zip(self._ids, counted, strict=True)
            if other != id and np.all(row >= own) and (other < id or np.all(row > own))
        ]
        return min(before, default=None)

    def smallest_change(self, id: int, percents: Percents, settings: Sequence[Percents]) -> WeightChange | None:
        """The first of these settings, smallest change first, at which the match is first."""
        margin = self._margins(id, settings)
        for setting, margin_of_setting in zip(settings, margin.tolist(), strict=True):
            if margin_of_setting > _CLOSE or (margin_of_setting >= -_CLOSE and self.first(setting) == id):
                moved = [channel for channel, old, new in zip(CHANNELS, percents, setting, strict=True) if old != new]
                return WeightChange(setting, tuple(moved))
        return None

    def limit_along(self, id: int, settings: Iterable[Percents]) -> _StabilityLimit:
        """How far along these settings the match stays first."""
        ordered = [setting for setting in settings if any(setting)]
        last_first = None
        for setting, margin_of_setting in zip(ordered, self._margins(id, ordered).tolist(), strict=True):
            first = id if margin_of_setting > _CLOSE else self.first(setting)
            if first != id:
                return _StabilityLimit(last_first, setting, first)
            last_first = setting
        return _StabilityLimit(last_first, None, id)

    def _margins(self, id: int, settings: Sequence[Percents]) -> Float64Array:
        """(n,) float64: by how much the score of the hit is above the best other one; 0 where nothing is weighted."""
        weights = np.array(settings, dtype=np.float64).reshape(len(settings), len(CHANNELS)) * self._counted
        sums = weights.sum(axis=1, keepdims=True)
        totals = (weights / np.where(sums > 0, sums, 1.0)) @ self._table.T
        own: BoolArray = np.array([one == id for one in self._ids])
        best = totals[:, ~own].max(axis=1, initial=-1.0)
        margin: Float64Array = np.where(sums[:, 0] > 0, totals[:, own].max(axis=1) - best, 0.0)
        return margin


def _changes(percents: Percents, count: int) -> list[Percents]:
    """Every setting that differs in exactly `count` weights, nothing but zeros left out, the smallest change first."""
    found = []
    for places in combinations(range(len(CHANNELS)), count):
        for values in product(_all(), repeat=count):
            changed = percents
            for place, value in zip(places, values, strict=True):
                changed = _with(changed, place, value)
            if any(changed) and all(changed[place] != percents[place] for place in places):
                found.append((_distance(changed, percents), places, changed))
    return [changed for _, _, changed in sorted(found)]


def _distance(one: Percents, other: Percents) -> int:
    return sum(abs(a - b) for a, b in zip(one, other, strict=True))


def _all() -> range:
    return range(0, 101, PERCENT_STEP)


def _lower(value: int) -> list[int]:
    return [one for one in reversed(_all()) if one < value]


def _higher(value: int) -> list[int]:
    return [one for one in _all() if one > value]


def _with(percents: Percents, place: int, value: int) -> Percents:
    return (*percents[:place], value, *percents[place + 1 :])


def _check(percents: Percents) -> None:
    for channel, percent in zip(CHANNELS, percents, strict=True):
        if not 0 <= percent <= 100:
            raise InvalidInput(f"The weight of {channel} is {percent} %; give 0 to 100.")
    if not any(percents):
        raise InvalidWeights(NONE_COUNTS)
