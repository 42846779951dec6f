"""Before and after on queries that were not fitted on, and whether the difference is more than chance."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pictrace.errors import InvalidInput
from pictrace.fitting.labelled import LabelledQuery, telling
from pictrace.fitting.pairwise import fitted_weights
from pictrace.fitting.quality import Quality, mean, measure
from pictrace.types import Weights

FOLDS = 10
# The fewest of which one may turn out worse and the others better, and chance would still do that in under 5 %.
LEAST_QUERIES = 8
CHANCE = 0.05

Outcome = Literal["better", "no clear difference", "worse"]


@dataclass(frozen=True, slots=True)
class FitReport:
    """Fitted weights beside the present ones.

    before, after : on queries that were not fitted on (k-fold cross-validation). weights : fitted on all of them.
    queries : those with a right and a wrong candidate; only they count. judgements : their labelled candidates.
    better_for, worse_for : queries that fitted weights order better, and worse, than the present ones.
    """

    weights: Weights
    present: Weights
    before: Quality
    after: Quality
    folds: int
    queries: int
    judgements: int
    better_for: int
    worse_for: int

    @property
    def outcome(self) -> Outcome:
        """The sign test: under equally good weights, as many are better as are worse (Conover 1999, 3.4).

        What gains elsewhere but lets the first right one come later on average is not better either.
        """
        if self.after.pairs < self.before.pairs:
            return "worse"
        return "better" if self.beats_chance and not self.loses_first else "no clear difference"

    @property
    def beats_chance(self) -> bool:
        """Whether so many more queries are better than worse that chance would do it in under 5 %."""
        return self.better_for > self.worse_for and _chance(self.better_for, self.worse_for) <= CHANCE

    @property
    def loses_first(self) -> bool:
        """Whether the first right one comes later on average."""
        return self.after.reciprocal_rank < self.before.reciprocal_rank

    @property
    def is_better(self) -> bool:
        """Whether the fitted weights may take the place of the present ones without asking twice."""
        return self.outcome == "better"

    @property
    def sentence(self) -> str:
        """The outcome in words."""
        counts = f"better for {self.better_for} of {self.queries} pictures and worse for {self.worse_for}"
        if self.better_for == self.worse_for == 0:
            return f"The fitted weights order the results of all {self.queries} pictures as well as the present ones."
        if self.outcome == "no clear difference" and self.beats_chance:
            return f"No clear gain: the fitted weights order the results {counts}, but the first right one comes later."
        return {
            "better": f"The fitted weights are better: they order the results {counts}.",
            "no clear difference": f"No clear difference: the fitted weights order the results {counts}, "
            "which may be chance.",
            "worse": f"The fitted weights are worse: they order the results {counts}.",
        }[self.outcome]


def fit_weights(queries: Sequence[LabelledQuery], present: Weights, folds: int = FOLDS) -> FitReport:
    """Fit on all, and measure on each fold what was fitted on the others.

    Raises InvalidInput when fewer than LEAST_QUERIES subjects have a query with a right and a wrong candidate, or
    when no channel puts the right ones first.
    """
    used = telling(queries)
    subjects = len({query.subject for query in used})
    if subjects < LEAST_QUERIES:
        raise InvalidInput(
            f"Fitting the weights needs {LEAST_QUERIES} searches with at least one right and one wrong result marked; "
            f"so far there {'is' if subjects == 1 else 'are'} {subjects}."
        )
    weights = fitted_weights(used)
    if weights is None:
        raise InvalidInput(
            "No weights fit these judgements: in none of the channels do right results score above wrong ones; "
            "look through what was marked."
        )
    before: list[Quality] = []
    after: list[Quality] = []
    parts = folds_of(used, folds)
    for held_out in parts:
        seen = [query for part in parts if part is not held_out for query in part]
        # Where the others fit nothing at all, nothing would be changed.
        chosen = fitted_weights(seen) or present
        before += [measure(query, present) for query in held_out]
        after += [measure(query, chosen) for query in held_out]
    return FitReport(
        weights=weights,
        present=present,
        before=mean(before),
        after=mean(after),
        folds=len(parts),
        queries=len(used),
        judgements=sum(len(query.right) for query in used),
        better_for=sum(new.pairs > old.pairs for old, new in zip(before, after, strict=True)),
        worse_for=sum(new.pairs < old.pairs for old, new in zip(before, after, strict=True)),
    )


def folds_of(queries: Sequence[LabelledQuery], folds: int) -> list[list[LabelledQuery]]:
    """The queries in at most so many parts of about equal size; all of one subject are in the same part."""
    subjects = {subject: place for place, subject in enumerate(dict.fromkeys(query.subject for query in queries))}
    parts: list[list[LabelledQuery]] = [[] for _ in range(min(folds, len(subjects)))]
    for query in queries:
        parts[subjects[query.subject] % len(parts)].append(query)
    return parts


def _chance(wins: int, losses: int) -> float:
    """Probability of at least so many wins when each win and loss is a toss of a coin."""
    tosses = wins + losses
    return math.fsum(math.comb(tosses, heads) for heads in range(wins, tosses + 1)) / 2.0**tosses
