"""What the figures of a report say: where copies will not be found, what each channel adds, where re-ranking hurts."""

from __future__ import annotations

from dataclasses import dataclass

from pictrace.evaluate.ablation import alone, without
from pictrace.evaluate.asking import SHORTLIST
from pictrace.evaluate.estimates import Estimate
from pictrace.evaluate.figures import AMONG_CANDIDATES, FIRST
from pictrace.evaluate.report import ALL, Group, Report
from pictrace.types import CHANNELS

# Below this share of copies found first, a kind of edit is told as a weak place; it is what the project aims at.
GOOD_ENOUGH = 0.95


@dataclass(frozen=True, slots=True)
class WeakPlace:
    """A rung whose copies are not found first often enough.

    unseen : share of the copies that were not even among the candidates, so that no weighing could have found them.
    """

    group: Group
    found: Estimate
    queries: int
    unseen: float


@dataclass(frozen=True, slots=True)
class Hurt:
    """A rung where the order of the candidates alone finds more than the re-ranking."""

    group: Group
    shortlist: float
    reranked: float
    queries: int


@dataclass(frozen=True, slots=True)
class Part:
    """One way of ranking beside the one that counts. ranking : its name. found : share found first."""

    ranking: str
    found: float
    difference: float


def rungs(report: Report) -> tuple[Group, ...]:
    """The finest groups: each strength, and each kind that has only one."""
    several = {group.kind for group in report.groups if group.strength}
    return tuple(group for group in report.groups if group.strength or (group.kind and group.kind not in several))


def weak_places(report: Report, limit: float = GOOD_ENOUGH) -> tuple[WeakPlace, ...]:
    """Rungs under the limit, the worst first."""
    found = [
        WeakPlace(
            group,
            report.estimate(FIRST, group),
            report.count(group),
            1.0 - report.value(AMONG_CANDIDATES, group),
        )
        for group in rungs(report)
    ]
    return tuple(sorted((one for one in found if one.found.value < limit), key=lambda one: one.found.value))


def where_it_hurts(report: Report) -> tuple[Hurt, ...]:
    """Rungs that the re-ranking made worse, the worst first."""
    hurts = [
        Hurt(
            group,
            report.value(FIRST, group, SHORTLIST),
            report.value(FIRST, group),
            report.count(group),
        )
        for group in rungs(report)
    ]
    worse = (one for one in hurts if one.reranked < one.shortlist)
    return tuple(sorted(worse, key=lambda one: one.reranked - one.shortlist))


def parts(report: Report, group: Group = ALL) -> tuple[Part, ...]:
    """Every other way of ranking the same evidence: the candidates' own order, each channel left out, each alone."""
    counted = report.value(FIRST, group)
    names = [SHORTLIST, *map(without, CHANNELS), *map(alone, CHANNELS)]
    found = [(name, report.find(FIRST, group, name)) for name in names]
    return tuple(Part(name, one.value, one.value - counted) for name, one in found if one is not None)
