"""Fits gradient-boosted trees with scikit-learn, and takes their numbers out of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from pictrace.types import Float64Array, Int64Array
from pictrace.verdicts.boosted_trees import BoostedTrees, Tree

TREES = 120
RATE = 0.08
DEPTH = 3
PULL = 3.0
FEWEST_IN_LEAF = 20
DIGITS = 5
KNOTS = 16


def fitted(columns: Float64Array, labels: Int64Array, weights: Float64Array, signs: Sequence[int]) -> Any:
    """A scikit-learn model. columns : (n, k), NaN where not measured; signs : as `Feature.copy`."""
    # Only `make bench` installs it, and the tests look at the other benchmarks without it.
    from sklearn.ensemble import HistGradientBoostingClassifier

    return HistGradientBoostingClassifier(
        max_iter=TREES,
        learning_rate=RATE,
        max_depth=DEPTH,
        l2_regularization=PULL,
        min_samples_leaf=FEWEST_IN_LEAF,
        monotonic_cst=list(signs),
        random_state=0,
    ).fit(columns, labels, sample_weight=weights)


def held_out_scores(
    columns: Float64Array,
    labels: Int64Array,
    weights: Float64Array,
    signs: Sequence[int],
    folds: Int64Array,
) -> Float64Array:
    """(n,) float64: the score of each row by a model of all other folds."""
    scores = np.zeros(len(labels))
    for fold in np.unique(folds):
        others = folds != fold
        model = fitted(columns[others], labels[others], weights[others], signs)
        scores[~others] = model.decision_function(columns[~others])
    return scores


def calibration(scores: Float64Array, labels: Int64Array, weights: Float64Array) -> tuple[list[float], list[float]]:
    """Scores and log-odds, both rising: isotonic regression over bins of equal weight (Zadrozny and Elkan, KDD 2002).

    A bin without one of the classes is counted as if it had half a row of it, so that no probability is 0 or 1.
    """
    from sklearn.isotonic import IsotonicRegression

    order = np.argsort(scores)
    scores, labels, weights = scores[order], labels[order], weights[order]
    bins = np.minimum((np.cumsum(weights) / weights.sum() * KNOTS).astype(np.int64), KNOTS - 1)
    middle, share, mass = [], [], []
    for number in np.unique(bins):
        inside = bins == number
        weight = weights[inside] / weights[inside].mean()
        middle.append(float(np.average(scores[inside], weights=weights[inside])))
        share.append((float((weight * labels[inside]).sum()) + 0.5) / (float(weight.sum()) + 1.0))
        mass.append(float(weights[inside].sum()))
    rising = IsotonicRegression(y_min=1e-3, y_max=1.0 - 1e-3).fit_transform(middle, share, sample_weight=mass)
    log_odds = np.log(rising / (1.0 - rising))
    # A plateau would give different pairs one probability: a little slope keeps their order.
    log_odds = np.maximum.accumulate(log_odds + 1e-3 * np.arange(len(log_odds)))
    return [round(value, DIGITS) for value in middle], [round(float(value), DIGITS) for value in log_odds]


def plain_numbers(model: Any, scores: Sequence[float], log_odds: Sequence[float]) -> BoostedTrees:
    """What of a scikit-learn model is needed to evaluate it."""
    trees = tuple(_tree(predictors[0].nodes) for predictors in model._predictors)
    return BoostedTrees(round(float(model._baseline_prediction[0, 0]), DIGITS), trees, tuple(scores), tuple(log_odds))


def _tree(nodes: Any) -> Tree:
    return tuple(
        (round(float(node["value"]), DIGITS),)
        if node["is_leaf"]
        else (
            int(node["feature_idx"]),
            # More digits than anything else: a value next to a threshold must fall on the same side of it.
            float(np.format_float_positional(node["num_threshold"], 8, fractional=False)),
            int(node["missing_go_to_left"]),
            int(node["left"]),
            int(node["right"]),
        )
        for node in nodes
    )
