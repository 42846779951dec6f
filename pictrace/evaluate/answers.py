"""What came back, and its means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pictrace.errors import InvalidInput
from pictrace.evaluate.measures import average_precision, precision_at, recall_at
from pictrace.types import Failure, JsonDict

CUTOFFS = (1, 5, 10)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. rankings : name of a ranking → ids, best first, the query itself left out."""

    name: str
    group: str
    relevant: frozenset[int]
    rankings: Mapping[str, tuple[int, ...]]

    def place(self, ranking: str) -> int | None:
        """The first right answer's place, counted from 1, or None when the ranking has none."""
        places = (place for place, id in enumerate(self.rankings[ranking], start=1) if id in self.relevant)
        return next(places, None)


@dataclass(frozen=True, slots=True)
class Quality:
    """Means over some queries, each in [0, 1]; precision and recall by cut-off."""

    queries: int
    precision: Mapping[int, float]
    recall: Mapping[int, float]
    mean_average_precision: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Every answer, and the questions that could not be asked (`failed`), which count nowhere."""

    answers: tuple[Answer, ...]
    failed: tuple[Failure, ...]
    rankings: tuple[str, ...]
    shortlist: int
    seconds: float
    cancelled: bool = False

    @property
    def groups(self) -> tuple[str, ...]:
        """Groups in the order in which they first came."""
        return tuple(dict.fromkeys(answer.group for answer in self.answers))

    def quality(self, ranking: str, group: str | None = None, cutoffs: Iterable[int] = CUTOFFS) -> Quality:
        """Means of one ranking over all queries or over one group. Raises InvalidInput for an empty selection."""
        chosen = [answer for answer in self.answers if group is None or answer.group == group]
        if ranking not in self.rankings or not chosen:
            raise InvalidInput(f"Nothing was measured for ranking {ranking!r} and group {group!r}.")
        pairs = [(answer.rankings[ranking], answer.relevant) for answer in chosen]
        return Quality(
            queries=len(pairs),
            precision={k: _mean([precision_at(ranked, right, k) for ranked, right in pairs]) for k in cutoffs},
            recall={k: _mean([recall_at(ranked, right, k) for ranked, right in pairs]) for k in cutoffs},
            mean_average_precision=_mean([average_precision(ranked, right) for ranked, right in pairs]),
        )

    def misses(self, ranking: str, k: int = 1) -> tuple[Answer, ...]:
        """The queries with no right answer among the first k."""
        return tuple(a for a in self.answers if not a.relevant.intersection(a.rankings[ranking][:k]))

    def as_document(self, cutoffs: Sequence[int] = CUTOFFS) -> JsonDict:
        """All of it as one JSON-ready dict; means are left out when nothing could be asked."""

        def means(group: str | None) -> JsonDict:
            return {
                ranking: {
                    "precision": {str(k): value for k, value in quality.precision.items()},
                    "recall": {str(k): value for k, value in quality.recall.items()},
                    "mean_average_precision": quality.mean_average_precision,
                }
                for ranking in self.rankings
                for quality in (self.quality(ranking, group, cutoffs),)
            }

        return {
            "queries": len(self.answers),
            "shortlist": self.shortlist,
            "seconds": self.seconds,
            "cancelled": self.cancelled,
            "overall": means(None) if self.answers else {},
            "groups": [
                {"group": group, "queries": sum(a.group == group for a in self.answers), **means(group)}
                for group in self.groups
            ],
            "misses": [
                {"query": answer.name, "group": answer.group, "ranking": ranking, "relevant": sorted(answer.relevant)}
                for ranking in self.rankings
                for answer in self.misses(ranking)
            ],
            "failed": [{"uri": failure.uri, "reason": failure.reason} for failure in self.failed],
        }


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
