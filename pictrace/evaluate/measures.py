"""Measures of one ranking, and of the best answers of many.

Those without another source are as in Manning, Raghavan and Schütze, Introduction to Information Retrieval (2008), 8.4.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence


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


def n_s(ranking: Sequence[int], relevant: Collection[int]) -> float:
    """How many of the first four are of the query's group, from 1 to 4; the query itself is left out of `ranking`.

    In UKBench (Nistér and Stewénius 2006, "Scalable recognition with a vocabulary tree") the query is part of the
    database and comes first, so it counts as one of the four.
    """
    return 1.0 + sum(id in relevant for id in ranking[:3])


def micro_average_precision(scores: Sequence[float], right: Sequence[bool], wanted: int) -> float:
    """µAP: the area under precision against recall, over the answers of all queries in one list by their scores.

    Unlike the mean over queries it needs scores that mean the same for every query, those without any right answer
    included. Perronnin, Liu and Renders 2009, "A family of contextual measures of similarity between distributions";
    as in Douze et al. 2021, "The 2021 Image Similarity Dataset and Challenge", arXiv 2106.09672.

    right : whether each answer is right. wanted : right answers that there are to find. Equal scores enter together.
    """
    area = reached = 0.0
    for precision, recall in _curve(scores, right, wanted):
        area += precision * (recall - reached)
        reached = recall
    return area


def recall_at_precision(scores: Sequence[float], right: Sequence[bool], wanted: int, precision: float = 0.9) -> float:
    """The most right answers, as a share of those wanted, that one limit on the score lets in at this precision.

    R@P90 of the same challenge. Answers as for `micro_average_precision`; 0.0 when no limit is good enough.
    """
    return max((recall for reached, recall in _curve(scores, right, wanted) if reached >= precision), default=0.0)


def _curve(scores: Sequence[float], right: Sequence[bool], wanted: int) -> Iterator[tuple[float, float]]:
    """Precision and recall at every limit on the score, from the highest down."""
    answers = sorted(zip(scores, right, strict=True), key=lambda answer: -answer[0])
    found = 0
    for count, (score, is_right) in enumerate(answers, start=1):
        found += is_right
        if count == len(answers) or answers[count][0] != score:
            yield found / count, found / wanted
