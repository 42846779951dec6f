"""How far a mean over some queries may be off, because other queries might have been asked.

All of it is for values in [0, 1]. The interval is made for proportions; for other values in [0, 1] it is too wide
rather than too narrow, because none of the same mean vary more.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

# Two-sided 95 %.
_Z = 1.959964


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean in [0, 1], and how many independent queries it rests on."""

    value: float
    size: float

    @property
    def interval(self) -> tuple[float, float]:
        """Where the true value lies with 95 % confidence (Wilson 1927, "Probable inference", JASA 22)."""
        share = self.value
        spread = _Z * math.sqrt(share * (1 - share) / self.size + _Z**2 / (4 * self.size**2))
        scale = 1 + _Z**2 / self.size
        centre = share + _Z**2 / (2 * self.size)
        return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def estimate(values: Sequence[float], clusters: Sequence[Hashable] | None = None) -> Estimate:
    """The mean of these values, at least one.

    clusters : what each value was measured on. Edits of one picture succeed and fail together, so they count for
        less than as many pictures: the size is reduced by the design effect (Kish 1965, "Survey Sampling"), between
        the number of clusters and that of values. None: every value counts in full.
    """
    mean = math.fsum(values) / len(values)
    if clusters is None:
        return Estimate(mean, len(values))
    shares: dict[Hashable, list[float]] = {}
    for value, cluster in zip(values, clusters, strict=True):
        shares.setdefault(cluster, []).append(value)
    count = len(shares)
    if count == 1 or mean in (0.0, 1.0):
        return Estimate(mean, count)
    # Clusters of unequal size as a ratio of totals (Cochran 1977, "Sampling Techniques", 6.3).
    deviations = [math.fsum(some) - mean * len(some) for some in shares.values()]
    variance = count / (count - 1) * math.fsum(value**2 for value in deviations) / len(values) ** 2
    size = mean * (1 - mean) / variance if variance > 0 else len(values)
    return Estimate(mean, min(float(len(values)), max(float(count), size)))


def difference_interval(before: Estimate, after: Estimate) -> tuple[float, float]:
    """Where `after` minus `before` lies with 95 % confidence, as if they were measured on different queries.

    Newcombe 1998, "Interval estimation for the difference between independent proportions", method 10.
    """
    change = after.value - before.value
    before_low, before_high = before.interval
    after_low, after_high = after.interval
    down = math.hypot(after.value - after_low, before_high - before.value)
    up = math.hypot(after_high - after.value, before.value - before_low)
    return change - down, change + up
