"""How well weights order labelled candidates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from pictrace.fitting.labelled import LabelledQuery
from pictrace.types import Weights

# Scores agree to this much wherever they are computed; closer than that is a tie.
SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Quality:
    """Means over queries, each in [0, 1].

    first : recall@1, whether a right candidate comes first. reciprocal_rank : 1 / the place of the first right one
    (Voorhees 1999). pairs : share of pairs of a right and a wrong candidate in which the right one scores higher.
    """

    first: float
    reciprocal_rank: float
    pairs: float


def measure(query: LabelledQuery, weights: Weights) -> Quality:
    """Of one query that tells. Ties count half."""
    totals = query.scores @ np.array(list(weights.as_dict().values())) / sum(weights.as_dict().values())
    right, wrong = totals[query.right], totals[~query.right]
    above, level = int((wrong > right.max() + SAME).sum()), int((np.abs(wrong - right.max()) <= SAME).sum())
    differences = right[:, np.newaxis] - wrong
    return Quality(
        first=0.0 if above else 1.0 / (1 + level),
        reciprocal_rank=1.0 / (1 + above + level / 2),
        pairs=float((differences > SAME).mean() + (np.abs(differences) <= SAME).mean() / 2),
    )


def mean(qualities: Iterable[Quality]) -> Quality:
    """Of at least one."""
    some = list(qualities)
    return Quality(
        first=float(np.mean([quality.first for quality in some])),
        reciprocal_rank=float(np.mean([quality.reciprocal_rank for quality in some])),
        pairs=float(np.mean([quality.pairs for quality in some])),
    )
