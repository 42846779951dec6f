"""Measures of one ranking, as in Manning, Raghavan and Schütze, Introduction to Information Retrieval (2008), 8.4."""

from __future__ import annotations

from collections.abc import Collection, Sequence


def precision_at(ranking: Sequence[int], relevant: Collection[int], k: int) -> float:
    """Share of the first k places that hold a right answer; places beyond a short ranking count as wrong."""
    return sum(id in relevant for id in ranking[:k]) / k


def recall_at(ranking: Sequence[int], relevant: Collection[int], k: int) -> float:
    """Share of the right answers that are among the first k."""
    return sum(id in relevant for id in ranking[:k]) / len(relevant)


def average_precision(ranking: Sequence[int], relevant: Collection[int]) -> float:
    """Mean of the precision at each right answer's place.

    Divided by min(right answers, length of the ranking), so that a perfect ranking of a short list scores 1.
    """
    if not ranking:
        return 0.0
    found = 0
    total = 0.0
    for place, id in enumerate(ranking, start=1):
        if id in relevant:
            found += 1
            total += found / place
    return total / min(len(relevant), len(ranking))
