"""Intervals for a share of which only a sample was seen."""

from __future__ import annotations

import math

from pictrace.errors import InvalidInput

CONFIDENCE = 0.95
_NORMAL = 1.959963984540054  # two-sided 95 % of the standard normal distribution


def upper_bound(wrong: int, tries: int, confidence: float = CONFIDENCE) -> float:
    """The one-sided upper bound of Clopper and Pearson (Biometrika 1934) for the share that `wrong` of `tries` are of.

    With none wrong it is 1 − (1 − confidence)^(1/tries), about 3 / tries. 1.0 when nothing was tried.
    Raises InvalidInput unless 0 ≤ wrong ≤ tries.
    """
    if not 0 <= wrong <= tries:
        raise InvalidInput(f"{wrong} of {tries} is no share; count from 0 to {tries}.")
    if wrong == tries:
        return 1.0
    low, high = wrong / tries, 1.0
    # The bound is the share at which as few as `wrong` happen in 1 − confidence of all samples.
    for _ in range(60):
        middle = (low + high) / 2
        if _at_most(wrong, tries, middle) > 1.0 - confidence:
            low = middle
        else:
            high = middle
    return high


def wilson(hits: int, tries: int) -> tuple[float, float]:
    """The two-sided 95 % interval of Wilson (JASA 1927); (0, 1) when nothing was tried."""
    if tries == 0:
        return 0.0, 1.0
    share, square = hits / tries, _NORMAL**2
    middle = (share + square / (2 * tries)) / (1 + square / tries)
    reach = _NORMAL * math.sqrt(share * (1 - share) / tries + square / (4 * tries**2)) / (1 + square / tries)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def _at_most(wrong: int, tries: int, share: float) -> float:
    """Probability that at most `wrong` of `tries` happen when each does with this share, in (0, 1)."""
    yes, no = math.log(share), math.log1p(-share)
    logs = (
        math.lgamma(tries + 1) - math.lgamma(k + 1) - math.lgamma(tries - k + 1) + k * yes + (tries - k) * no
        for k in range(wrong + 1)
    )
    return math.fsum(math.exp(value) for value in logs)
