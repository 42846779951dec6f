"""Candidates of which somebody says whether they are right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pictrace.types import CHANNELS, BoolArray, Float64Array, Judgement


@dataclass(frozen=True, slots=True, eq=False)
class LabelledQuery:
    """The labelled candidates of one query.

    subject : what the query was made of; queries of one subject are never on both sides of a fold.
    scores : (n, c) float64 in [0, 1], channels in the order of CHANNELS. right : (n,) bool.
    """

    subject: str
    scores: Float64Array
    right: BoolArray

    @classmethod
    def of(cls, subject: str, scores: Sequence[Sequence[float | None]], right: Sequence[bool]) -> LabelledQuery:
        """From plain rows. A channel that the query cannot supply is None for all, and then decides nothing as a 0."""
        rows = [[0.0 if score is None else score for score in row] for row in scores]
        table = np.array(rows, dtype=np.float64).reshape(len(rows), len(CHANNELS))
        return cls(subject, table, np.array(right, dtype=np.bool_))

    @property
    def tells(self) -> bool:
        """Whether there is a right and a wrong one: only then can weights order them well or badly."""
        return bool(self.right.any() and not self.right.all())


def from_judgements(judgements: Iterable[Judgement], backbone: str) -> tuple[LabelledQuery, ...]:
    """One a query, in the order of their first judgements; what another network measured is left out."""
    queries: dict[str, list[Judgement]] = {}
    for judgement in judgements:
        if judgement.backbone == backbone:
            queries.setdefault(judgement.query_digest, []).append(judgement)
    return tuple(
        LabelledQuery.of(digest, [_row(one.scores) for one in said], [one.is_match for one in said])
        for digest, said in queries.items()
    )


def telling(queries: Iterable[LabelledQuery]) -> tuple[LabelledQuery, ...]:
    """Those with a right and a wrong candidate."""
    return tuple(query for query in queries if query.tells)


def _row(scores: Mapping[str, float | None]) -> list[float | None]:
    return [scores[channel] for channel in CHANNELS]
