"""Light that neither one tone curve nor a smooth gain explains.

A vignette, falling light and a filter's light leak are smooth over the picture; another moment's light is not.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pictrace.types import BoolArray, Float32Array, Float64Array

CELL = 16
FEWEST_CELLS = 24
ITERATIONS = 4
# Grey levels below which a query has no contrast to speak of.
FLAT = 4.0
RIDGE = 1e-4


@dataclass(frozen=True, slots=True)
class UnexplainedLight:
    """after_tones, after_gain : as `light` and `light_after_gain` in `DetailEvidence`."""

    after_tones: float
    after_gain: float


def unexplained_light(query: Float32Array, candidate: Float32Array, inside: BoolArray) -> UnexplainedLight | None:
    """Robust spread of what is left of the query's cells after a cubic tone curve of the candidate's, and after that
    times a quadratic gain over the picture, relative to the query's own spread; None for too few cells.

    query, candidate : (h, w) float32 grey frames. inside : (h, w) bool, where both have content.
    """
    size = max(2, query.shape[1] // CELL), max(2, query.shape[0] // CELL)
    wanted, given, share = (
        cv2.resize(part, size, interpolation=cv2.INTER_AREA) for part in (query, candidate, inside.astype(np.float32))
    )
    whole = share > 0.99
    if np.count_nonzero(whole) < FEWEST_CELLS:
        return None
    row, column = np.nonzero(whole)
    x, y = column / (size[0] - 1) * 2 - 1, row / (size[1] - 1) * 2 - 1
    target, tone = wanted[whole].astype(np.float64), given[whole].astype(np.float64)
    tone = (tone - tone.mean()) / (tone.std() + 1.0)
    curve = [np.ones_like(tone), tone, tone**2, tone**3]
    surface = [x, y, x * x, x * y, y * y]
    contrast = float(target.std() + FLAT)
    return UnexplainedLight(
        _robust_spread(np.stack(curve, axis=1), target) / contrast,
        _robust_spread(np.stack([*curve, *surface, *(part * tone for part in surface)], axis=1), target) / contrast,
    )


def _robust_spread(columns: Float64Array, target: Float64Array) -> float:
    """1.48 times the median of the absolute residuals, of a fit by reweighted least squares."""
    weight, residual = np.ones(len(target)), target
    ridge = RIDGE * len(target) * np.eye(columns.shape[1])
    for _ in range(ITERATIONS):
        weighted = columns * weight[:, np.newaxis]
        residual = target - columns @ np.linalg.solve(weighted.T @ columns + ridge, weighted.T @ target)
        spread = 1.48 * float(np.median(np.abs(residual))) + 0.5
        weight = 1.0 / (1.0 + (residual / (3 * spread)) ** 2) ** 2
    return 1.48 * float(np.median(np.abs(residual)))
