"""Gradient-boosted trees as plain numbers: Friedman, Annals of Statistics 29 (2001). Fitted by `bench.fit` only."""

from __future__ import annotations

import bisect
import math
from collections.abc import Sequence
from dataclasses import dataclass

from pictrace.types import JsonDict

# A leaf has one number, its value; any other node five: the feature's place, the threshold, 1 where NaN goes left, and
# the places of its left child, for values up to the threshold, and of its right child.
Node = tuple[float, ...]
Tree = tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class BoostedTrees:
    """baseline : what no tree has been added to. scores, log_odds : of the isotonic calibration, both rising; a score
    between two of them has log-odds between theirs."""

    baseline: float
    trees: tuple[Tree, ...]
    scores: tuple[float, ...]
    log_odds: tuple[float, ...]

    def evaluate(self, values: Sequence[float]) -> float:
        """Calibrated log-odds of one row of features, NaN where a feature was not measured."""
        return self.calibrated(self.baseline + math.fsum(_leaf(tree, values) for tree in self.trees))

    def calibrated(self, score: float) -> float:
        """The log-odds of a sum of leaves."""
        place = bisect.bisect_right(self.scores, score)
        if place == 0:
            return self.log_odds[0]
        if place == len(self.scores):
            return self.log_odds[-1]
        low, high = self.scores[place - 1], self.scores[place]
        share = (score - low) / (high - low)
        return self.log_odds[place - 1] + share * (self.log_odds[place] - self.log_odds[place - 1])

    @classmethod
    def of(cls, document: JsonDict) -> BoostedTrees:
        """From what `as_document` gives."""
        return cls(
            float(document["baseline"]),
            tuple(tuple(tuple(node) for node in tree) for tree in document["trees"]),
            tuple(document["scores"]),
            tuple(document["log_odds"]),
        )

    def as_document(self) -> JsonDict:
        """Plain values for JSON."""
        return {
            "baseline": self.baseline,
            "scores": list(self.scores),
            "log_odds": list(self.log_odds),
            "trees": [[list(node) for node in tree] for tree in self.trees],
        }


def _leaf(tree: Tree, values: Sequence[float]) -> float:
    node = tree[0]
    while len(node) > 1:
        feature, threshold, nan_left, left, right = node
        value = values[int(feature)]
        goes_left = bool(nan_left) if math.isnan(value) else value <= threshold
        node = tree[int(left if goes_left else right)]
    return node[0]
