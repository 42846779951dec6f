"""Log-odds adjusted to what a library shows, the threshold, and how far probabilities can be believed.

Platt scaling: Platt, Advances in Large Margin Classifiers, 1999: two numbers, which fifty pictures can carry. A normal
prior holds them near "change nothing" until the library says otherwise.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pictrace.types import ReliabilityBin
from pictrace.verdicts import sigmoid, wilson
from pictrace.verdicts.logistic import fit

# One over the variance of the prior: the slope keeps within about 0.25 of 1, the intercept within about 0.7 of 0.
SLOPE_PULL = 16.0
INTERCEPT_PULL = 2.0
LEAST_SLOPE = 0.25
EDGES = (0.0, 0.05, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 1.0)
# A threshold is not raised beyond what costs one made copy in twenty: what is left to blame then are pictures of the
# library that really are copies of each other, which a person has to tell.
LOST_COPIES = 0.05


@dataclass(frozen=True, slots=True)
class Pair:
    """A pair of known truth. log_odds : of the shipped model, None when it could not be registered."""

    log_odds: float | None
    is_copy: bool


def adjust(pairs: Sequence[Pair]) -> tuple[float, float]:
    """Slope and intercept for the log-odds; copies and others weigh the same in all."""
    known = [pair for pair in pairs if pair.log_odds is not None]
    copies = sum(pair.is_copy for pair in known)
    others = len(known) - copies
    if not copies or not others:
        return 1.0, 0.0
    labels = np.array([float(pair.is_copy) for pair in known])
    weights = np.where(labels > 0.5, len(known) / (2 * copies), len(known) / (2 * others))
    columns = np.array([[pair.log_odds, 1.0] for pair in known], dtype=np.float64)
    pull, towards = np.array([SLOPE_PULL, INTERCEPT_PULL]), np.array([1.0, 0.0])
    slope, intercept = fit(columns, labels, weights, pull=pull, towards=towards)
    # More log-odds must never mean a smaller probability.
    return max(LEAST_SLOPE, float(slope)), float(intercept)


def adjusted(log_odds: float | None, slope: float, intercept: float, unregistered: float) -> float:
    """The probability of a pair under an adjustment."""
    return unregistered if log_odds is None else sigmoid(slope * log_odds + intercept)


def choose_threshold(least: float, others: Sequence[float], copies: Sequence[float], rate: float) -> float:
    """The smallest threshold from `least` up at which at most this share of `others` reaches it.

    others : the highest probability of each search without a copy. copies : those of made copies, of which it gives up
    at most one in twenty beyond what `least` does.
    """
    if not others:
        return least
    allowed = math.floor(rate * len(others))
    ordered = sorted(others, reverse=True)
    needed = least if allowed >= len(ordered) or ordered[allowed] < least else math.nextafter(ordered[allowed], 2.0)
    kept = sorted((value for value in copies if value >= least), reverse=True)
    if kept:
        needed = min(needed, kept[math.ceil((1.0 - LOST_COPIES) * len(kept)) - 1])
    return max(least, min(needed, 1.0))


def reliability(probabilities: Sequence[float], are_copies: Sequence[bool]) -> tuple[ReliabilityBin, ...]:
    """How many of the pairs with about each probability are copies; bins without pairs are left out."""
    bins = []
    for low, high in itertools.pairwise(EDGES):
        inside = [
            (value, is_copy)
            for value, is_copy in zip(probabilities, are_copies, strict=True)
            if low <= value < high or value == high == 1.0
        ]
        if not inside:
            continue
        hits = sum(is_copy for _, is_copy in inside)
        least, most = wilson(hits, len(inside))
        mean = math.fsum(value for value, _ in inside) / len(inside)
        bins.append(ReliabilityBin(low, high, len(inside), hits, mean, hits / len(inside), least, most))
    return tuple(bins)
