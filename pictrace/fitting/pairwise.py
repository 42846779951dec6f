"""Weights by logistic regression on pairs: how surely a right candidate scores above a wrong one of the same query.

Bradley and Terry 1952; as a loss for ranking: Burges et al. 2005, "Learning to rank using gradient descent". Only
differences within a query count, as in a ranking; no candidate needs to be right in itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from pictrace.fitting.labelled import LabelledQuery
from pictrace.types import CHANNELS, PERCENT_STEP, Float64Array, Weights
from pictrace.verdicts.logistic import fit

# Of the normal prior around 0, so that pairs which are all in order still have an answer. Cross-validated on the
# searches of `bench.weights`, pairs in order for copies and look-alikes: 0.01 .9998 and .882, 1 .9996 and .876, 10
# .9996 and .839. With ten judged searches it hardly matters.
PULL = 0.01
# Coefficients that sum to less say nothing: rounding alone leaves some 1e-15 of judgements that cancel out.
NOTHING = 1e-6


def fitted_weights(queries: Sequence[LabelledQuery], pull: float = PULL) -> Weights | None:
    """The weights under which right candidates come before wrong ones most surely, in multiples of 0.05, sum 1.

    Every query counts the same, however many of its candidates are labelled. None when no channel on its own puts
    the right ones first, or when no query has a right and a wrong one.
    """
    found = coefficients(queries, pull)
    total = found.sum()
    return None if total < NOTHING else _rounded(found / total)


def coefficients(queries: Sequence[LabelledQuery], pull: float = PULL) -> Float64Array:
    """(c,) float64 from 0 up, in the order of CHANNELS: Σ w log σ(b · d) − ½ pull |b|² is largest there.

    d : right minus wrong, of every pair. A weight under 0 is no weight, so of all sets of channels the best is
    taken whose unconstrained coefficients are all positive. That is the exact answer: the sum is concave, so at its
    constrained maximum the channels above 0 are at their own free maximum.
    """
    differences, counts = _pairs(queries)
    best, best_value = np.zeros(len(CHANNELS)), -np.inf
    if not len(differences):
        return best
    right = np.ones(len(differences))
    for size in range(1, len(CHANNELS) + 1):
        for channels in combinations(range(len(CHANNELS)), size):
            chosen = list(channels)
            some = fit(differences[:, chosen], right, counts, pull=np.full(size, pull), towards=np.zeros(size))
            # A tiny negative is rounding: a channel that is the same everywhere ends at 0.
            if (some < -1e-9).any():
                continue
            value = -(counts * np.logaddexp(0.0, -(differences[:, chosen] @ some))).sum() - pull / 2 * (some @ some)
            if value > best_value + 1e-9:
                best, best_value = np.zeros(len(CHANNELS)), value
                best[chosen] = np.maximum(some, 0.0)
    return best


def _pairs(queries: Sequence[LabelledQuery]) -> tuple[Float64Array, Float64Array]:
    """(m, c) float64 right minus wrong, and (m,) float64 how much each counts: 1 a query in all."""
    differences, counts = [np.empty((0, len(CHANNELS)))], [np.empty(0)]
    for query in queries:
        some = query.scores[query.right][:, np.newaxis] - query.scores[~query.right][np.newaxis]
        some = some.reshape(-1, len(CHANNELS))
        differences.append(some)
        counts.append(np.full(len(some), 1.0 / max(1, len(some))))
    return np.concatenate(differences), np.concatenate(counts)


def _rounded(shares: Float64Array) -> Weights:
    """Multiples of PERCENT_STEP hundredths that still add up to 1: the largest remainders are rounded up."""
    steps = shares * 100 / PERCENT_STEP
    whole = np.floor(steps + 1e-9)
    missing = round(100 / PERCENT_STEP - whole.sum())
    whole[np.argsort(whole - steps, kind="stable")[:missing]] += 1
    return Weights.of_percents(tuple(int(count) * PERCENT_STEP for count in whole))
