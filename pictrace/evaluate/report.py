"""What an evaluation measured, in a form that is kept and compared: figures, and under what circumstances."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from pictrace.errors import InvalidInput
from pictrace.evaluate.estimates import Estimate
from pictrace.types import Failure, JsonDict

Subject = Literal["edits", "folder", "pairs"]
# Rises when a reader of today could not understand what is written.
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Group:
    """Queries that are counted together. kind : of edit, or a label. strength : "" for all strengths of a kind.

    Both "" is everything.
    """

    kind: str = ""
    strength: str = ""

    @property
    def name(self) -> str:
        return f"{self.kind} {self.strength}".strip() or "all"


ALL = Group()


@dataclass(frozen=True, slots=True)
class Figure:
    """One number. ranking : which order of the candidates it is of. size : see Estimate; None where it is no mean."""

    group: Group
    ranking: str
    measure: str
    value: float
    size: float | None = None

    @property
    def estimate(self) -> Estimate | None:
        return None if self.size is None else Estimate(self.value, self.size)


@dataclass(frozen=True)
class Report:
    """One evaluation.

    settings : circumstances that a comparison has to know, by name, plain values.
    groups : in the order of the table. counts : queries in each. rankings : the one that counts first.
    missed : name and group of the queries whose first answer was wrong.
    mistaken : name and group of the queries without a copy in the library, and the id that was called one.
    seconds : that it took. complete : False when it was stopped.
    """

    subject: Subject
    settings: Mapping[str, Any]
    groups: tuple[Group, ...]
    counts: tuple[int, ...]
    rankings: tuple[str, ...]
    figures: tuple[Figure, ...]
    missed: tuple[tuple[str, Group], ...]
    mistaken: tuple[tuple[str, Group, int], ...]
    failed: tuple[Failure, ...]
    planned: int
    seconds: float
    complete: bool = True

    @property
    def queries(self) -> int:
        """Those that were asked and counted."""
        return self.count(ALL)

    @cached_property
    def _by_key(self) -> dict[tuple[Group, str, str], Figure]:
        return {(figure.group, figure.ranking, figure.measure): figure for figure in self.figures}

    def find(self, measure: str, group: Group = ALL, ranking: str | None = None) -> Figure | None:
        """A figure of the ranking that counts, or of another; None when it was not measured."""
        return self._by_key.get((group, ranking or self.rankings[0], measure))

    def value(self, measure: str, group: Group = ALL, ranking: str | None = None) -> float:
        """The same as a number. Raises InvalidInput when it was not measured."""
        figure = self.find(measure, group, ranking)
        if figure is None:
            raise InvalidInput(f"This evaluation has no {measure} of {group.name}.")
        return figure.value

    def estimate(self, measure: str, group: Group = ALL, ranking: str | None = None) -> Estimate:
        """The same as a mean with its interval. Raises InvalidInput when it was not measured, or is no mean."""
        figure = self.find(measure, group, ranking)
        if figure is None or figure.estimate is None:
            raise InvalidInput(f"This evaluation has no {measure} of {group.name} with an interval.")
        return figure.estimate

    def count(self, group: Group) -> int:
        """Queries in a group."""
        return self.counts[self.groups.index(group)]

    def as_document(self) -> JsonDict:
        """All of it as plain values for JSON, finite numbers only."""
        return {
            "format": FORMAT,
            "subject": self.subject,
            "complete": self.complete,
            "queries": self.queries,
            "planned": self.planned,
            "seconds": self.seconds,
            "settings": dict(self.settings),
            "rankings": list(self.rankings),
            "groups": [
                {"kind": group.kind, "strength": group.strength, "queries": count}
                for group, count in zip(self.groups, self.counts, strict=True)
            ],
            # Rows, not objects: there are a thousand of them.
            "columns": ["group", "ranking", "measure", "value", "size"],
            "figures": [
                [
                    self.groups.index(figure.group),
                    self.rankings.index(figure.ranking),
                    figure.measure,
                    figure.value,
                    figure.size,
                ]
                for figure in self.figures
            ],
            "missed": [[name, self.groups.index(group)] for name, group in self.missed],
            "mistaken": [[name, self.groups.index(group), id] for name, group, id in self.mistaken],
            "failed": [{"uri": failure.uri, "reason": failure.reason} for failure in self.failed],
        }


def from_document(document: JsonDict) -> Report:
    """What `as_document` wrote. Raises InvalidInput for what a newer PicTrace wrote, or something else."""
    if document.get("format") != FORMAT:
        raise InvalidInput("This evaluation was kept by another version of PicTrace; run it again to compare it.")
    groups = tuple(Group(group["kind"], group["strength"]) for group in document["groups"])
    rankings = tuple(document["rankings"])
    return Report(
        subject=document["subject"],
        settings=document["settings"],
        groups=groups,
        counts=tuple(group["queries"] for group in document["groups"]),
        rankings=rankings,
        figures=tuple(
            Figure(groups[group], rankings[ranking], measure, value, size)
            for group, ranking, measure, value, size in document["figures"]
        ),
        missed=tuple((name, groups[group]) for name, group in document["missed"]),
        mistaken=tuple((name, groups[group], id) for name, group, id in document["mistaken"]),
        failed=tuple(Failure(failure["uri"], failure["reason"]) for failure in document["failed"]),
        planned=document["planned"],
        seconds=document["seconds"],
        complete=document["complete"],
    )
