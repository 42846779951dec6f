"""Two evaluations side by side: what changed, and whether it is more than chance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from pictrace.errors import InvalidInput
from pictrace.evaluate.estimates import difference_interval
from pictrace.evaluate.figures import FALSELY_CONFIRMED, SECONDS
from pictrace.evaluate.report import Figure, Group, Report

Trend = Literal["better", "worse", "within chance", "not judged"]

# Of these, less is better.
_FAULTS = (FALSELY_CONFIRMED, SECONDS)


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure in both. trend : "not judged" where it is not known how far chance reaches (no mean of queries)."""

    group: Group
    measure: str
    before: float
    after: float
    trend: Trend

    @property
    def change(self) -> float:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Comparison:
    """settings : name, before, after of every circumstance that is not the same; figures of groups in both."""

    settings: tuple[tuple[str, Any, Any], ...]
    differences: tuple[Difference, ...]

    @property
    def worse(self) -> tuple[Difference, ...]:
        """Figures that got worse by more than chance explains."""
        return tuple(one for one in self.differences if one.trend == "worse")

    @property
    def better(self) -> tuple[Difference, ...]:
        return tuple(one for one in self.differences if one.trend == "better")


def compare(before: Report, after: Report) -> Comparison:
    """Every figure that both have, of the ranking that counts.

    A change is more than chance when its 95 % interval leaves out zero. The two are taken for independent, which is
    careful: of two evaluations with the same pictures smaller changes are real as well.
    Raises InvalidInput when the two are of different subjects.
    """
    if before.subject != after.subject:
        raise InvalidInput(
            f"An evaluation of {before.subject} and one of {after.subject} have nothing to compare; choose two alike."
        )
    names = dict.fromkeys([*before.settings, *after.settings])
    settings = ((name, before.settings.get(name), after.settings.get(name)) for name in names)
    return Comparison(
        tuple(setting for setting in settings if setting[1] != setting[2]), tuple(_differences(before, after))
    )


def _differences(before: Report, after: Report) -> Iterator[Difference]:
    for figure in after.figures:
        earlier = before.find(figure.measure, figure.group)
        if figure.ranking == after.rankings[0] and earlier is not None:
            trend = _trend(earlier, figure)
            yield Difference(figure.group, figure.measure, earlier.value, figure.value, trend)


def _trend(before: Figure, after: Figure) -> Trend:
    if before.estimate is None or after.estimate is None:
        return "not judged"
    low, high = difference_interval(before.estimate, after.estimate)
    if low <= 0 <= high:
        return "within chance"
    return "better" if (low > 0) != (after.measure in _FAULTS) else "worse"
