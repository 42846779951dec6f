"""Logistic regression by iteratively reweighted least squares, with a pull towards chosen coefficients.

IRLS: McCullagh and Nelder, Generalized Linear Models, 1989, chapter 4. The pull is that of a normal prior.
"""

from __future__ import annotations

import math

import numpy as np

from pictrace.types import Float64Array

MAX_ITERATIONS = 100
CONVERGED = 1e-10


def sigmoid(value: float) -> float:
    """1 / (1 + exp(−value)), without overflow."""
    if value >= 0.0:
        return 1.0 / (1.0 + math.exp(-value))
    return math.exp(value) / (1.0 + math.exp(value))


def log_odds(probability: float) -> float:
    """The inverse of `sigmoid`; probabilities of 0 and 1 are taken as 1e-12 from them."""
    inside = min(1.0 - 1e-12, max(1e-12, probability))
    return math.log(inside / (1.0 - inside))


def fit(
    columns: Float64Array,
    labels: Float64Array,
    weights: Float64Array,
    *,
    pull: Float64Array,
    towards: Float64Array,
) -> Float64Array:
    """(k,) float64: the coefficients that make Σ w log p(label) − ½ Σ pull (b − towards)² largest.

    columns : (n, k) float64, a column of ones among them for an intercept. labels : (n,) float64 of 0 and 1.
    weights : (n,) float64 from 0 up. pull : (k,) float64 from 0 up; with 0 a coefficient is free.
    """
    coefficients = towards.astype(np.float64)
    for _ in range(MAX_ITERATIONS):
        probabilities = 1.0 / (1.0 + np.exp(-np.clip(columns @ coefficients, -40.0, 40.0)))
        gradient = columns.T @ (weights * (labels - probabilities)) - pull * (coefficients - towards)
        curvature = (columns * (weights * probabilities * (1.0 - probabilities))[:, np.newaxis]).T @ columns
        curvature += np.diag(pull + 1e-12)
        step = np.linalg.solve(curvature, gradient)
        # Far from the solution a whole Newton step can overshoot where the curve is flat.
        step *= min(1.0, 5.0 / max(1e-12, float(np.abs(step).max())))
        coefficients = coefficients + step
        if float(np.abs(step).max()) < CONVERGED:
            break
    return np.asarray(coefficients, dtype=np.float64)
