"""Why a hit is not first, and how firm the first place is: the weights that would change it.

The order of two hits depends on the sign of Σ wᵢ (aᵢ − bᵢ) alone, since both scores have the same denominator. Along
one weight that is a straight line, so the values that put a hit first are one interval, the common part of a half-line
for each other hit, and the smallest change leads to its near end. Weights move in the sliders' steps, which makes the
answer a choice among a few settings: sums of float64 leave out what is clear, and `rank` itself decides what is close,
so that ties go as they do in the list. Nothing here looks at a picture; weights change the order, never the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np

from pictrace.errors import InvalidInput, InvalidWeights, UnknownPicture
from pictrace.matching.ranking import rank
from pictrace.types import CHANNELS, NONE_COUNTS, PERCENT_STEP, BoolArray, Candidate, Float64Array, Percents, Weights

# Far more than float64 rounding of a few products of numbers in [0, 1], far less than any difference that matters.
_CLOSE = 1e-9


@dataclass(frozen=True, slots=True)
class Change:
    """Weights to go to. percents : in the order of CHANNELS; moved : the weights that differ from the present ones."""

    percents: Percents
    moved: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """What would bring a hit to the first place.

    rank : of the hit now, from 1. one : the smallest change of one weight that makes it first; two : of two weights, by
    the sum of both changes, looked for only when no change of one does. Both None when it is first already, or when no
    such change makes it so. beaten_by : a hit that stands before it under all weights there are, or None.
    """

    id: int
    rank: int
    one: Change | None = None
    two: Change | None = None
    beaten_by: int | None = None

    @property
    def change(self) -> Change | None:
        """The smallest change that does it, of one weight before one of two."""
        return self.one or self.two


@dataclass(frozen=True, slots=True)
class Turn:
    """The first place goes to the hit `id` when this weight alone reaches `percent`."""

    channel: str
    percent: int
    id: int


@dataclass(frozen=True, slots=True)
class Stability:
    """How far each weight can move alone before the first place changes.

    first : id of the first hit. room : channel → lowest and highest percent up to which it stays first.
    turns : what happens one step further, the nearest first; empty when no single weight changes the first place.
    """

    first: int
    room: Mapping[str, tuple[int, int]]
    turns: tuple[Turn, ...]


def standing(candidates: Sequence[Candidate], id: int, percents: Percents) -> Standing:
    """What would bring candidate `id` to the first place of these candidates, all of one query.

    percents : the present weights, 0 to 100 each, in the order of CHANNELS. Of equal changes the first in the order of
    CHANNELS is given, lowering before raising. Raises UnknownPicture when no candidate has this id, InvalidWeights for
    nothing but zeros, and InvalidInput for a percent outside 0 to 100.
    """
    field = _Field(candidates)
    _check(percents)
    ranked = (
        [match.id for match in rank(candidates, Weights.of_percents(percents), len(candidates))] if candidates else []
    )
    if id not in ranked:
        raise UnknownPicture(f"Picture {id} is not among the candidates of this search; pick one of them.")
    place = ranked.index(id) + 1
    if place == 1:
        return Standing(id, place)
    beaten_by = field.always_before(id)
    if beaten_by is not None:
        return Standing(id, place, beaten_by=beaten_by)
    one = field.nearest(id, percents, _changes(percents, 1))
    two = None if one is not None else field.nearest(id, percents, _changes(percents, 2))
    return Standing(id, place, one, two)


def stability(candidates: Sequence[Candidate], percents: Percents) -> Stability:
    """How firm the first place is. Raises InvalidInput without candidates or for a percent outside 0 to 100, and
    InvalidWeights for nothing but zeros."""
    if not candidates:
        raise InvalidInput("There are no candidates, so nothing is first.")
    _check(percents)
    first = rank(candidates, Weights.of_percents(percents), 1)[0].id
    field = _Field(candidates)
    room: dict[str, tuple[int, int]] = {}
    turns = []
    for place, channel in enumerate(CHANNELS):
        below = field.until(first, (_with(percents, place, value) for value in _lower(percents[place])))
        above = field.until(first, (_with(percents, place, value) for value in _higher(percents[place])))
        room[channel] = (
            below.kept[place] if below.kept else percents[place],
            above.kept[place] if above.kept else percents[place],
        )
        turns += [Turn(channel, lost[place], end.id) for end in (below, above) if (lost := end.lost) is not None]
    turns.sort(key=lambda turn: abs(turn.percent - percents[CHANNELS.index(turn.channel)]))
    return Stability(first, room, tuple(turns))


@dataclass(frozen=True, slots=True)
class _End:
    """Going along settings: the last at which a hit was still first, the first at which it was not, and who was."""

    kept: Percents | None
    lost: Percents | None
    id: int


class _Field:
    """The candidates of one query, asked again and again who is first."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self._candidates = candidates
        self._ids = [candidate.record.id for candidate in candidates]
        rows = [[candidate.evidence.scores[channel] for channel in CHANNELS] for candidate in candidates]
        table = np.array(rows, dtype=np.float64).reshape(len(rows), len(CHANNELS))
        self._counted = ~np.isnan(table).all(axis=0)
        self._table: Float64Array = np.nan_to_num(table)

    def first(self, percents: Percents) -> int:
        return rank(self._candidates, Weights.of_percents(percents), 1)[0].id

    def always_before(self, id: int) -> int | None:
        """A hit at least as good in every channel, and better in all of them or added earlier, so that ties are its."""
        counted = self._table[:, self._counted]
        own = counted[self._ids.index(id)]
        before = [
            other
            for other, row in zip(self._ids, counted, strict=True)
            if other != id and np.all(row >= own) and (other < id or np.all(row > own))
        ]
        return min(before, default=None)

    def nearest(self, id: int, percents: Percents, settings: Sequence[Percents]) -> Change | None:
        """The first of these settings, nearest first, at which the hit is first."""
        lead = self._leads(id, settings)
        for setting, ahead in zip(settings, lead.tolist(), strict=True):
            if ahead > _CLOSE or (ahead >= -_CLOSE and self.first(setting) == id):
                moved = [channel for channel, old, new in zip(CHANNELS, percents, setting, strict=True) if old != new]
                return Change(setting, tuple(moved))
        return None

    def until(self, id: int, settings: Iterable[Percents]) -> _End:
        """How far along these settings the hit stays first."""
        ordered = [setting for setting in settings if any(setting)]
        kept = None
        for setting, ahead in zip(ordered, self._leads(id, ordered).tolist(), strict=True):
            first = id if ahead > _CLOSE else self.first(setting)
            if first != id:
                return _End(kept, setting, first)
            kept = setting
        return _End(kept, None, id)

    def _leads(self, id: int, settings: Sequence[Percents]) -> Float64Array:
        """(n,) float64: by how much the score of the hit is above the best other one; 0 where nothing is weighted."""
        weights = np.array(settings, dtype=np.float64).reshape(len(settings), len(CHANNELS)) * self._counted
        sums = weights.sum(axis=1, keepdims=True)
        totals = (weights / np.where(sums > 0, sums, 1.0)) @ self._table.T
        own: BoolArray = np.array([one == id for one in self._ids])
        best = totals[:, ~own].max(axis=1, initial=-1.0)
        lead: Float64Array = np.where(sums[:, 0] > 0, totals[:, own].max(axis=1) - best, 0.0)
        return lead


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
