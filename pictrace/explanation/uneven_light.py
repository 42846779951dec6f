"""Uneven light: a smooth gain over the picture, as a vignette and a light from one side leave it.

A polynomial of degree four in the place, fitted to mean luma of blocks by iteratively reweighted least squares with the
weights of Geman and McClure, as the tones are.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pictrace.explanation.photometric_change import LUMA, apply_tones, fit_tones
from pictrace.explanation.smoothing import smoothed
from pictrace.types import BoolArray, Float32Array, Float64Array, RecipeStep, ToneFit, UInt8Array

# x^i · y^j, x and y from −1 to 1 over the frame; the first is the constant.
POWERS = tuple((i, degree - i) for degree in range(5) for i in range(degree, -1, -1))
# Blocks along a side of the frame.
GRID = 32
FEWEST_BLOCKS = 150
# Tones alone have to leave so much, as a mean difference in [0, 1], before light is looked for: JPEG at quality 20 and
# resizing leave less.
TONES_LEAVE = 0.012
# … and light is claimed where little of that stays, and where it changes by so much over the picture.
STAYS, STAYS_LEVEL = 0.55, 0.025
LEAST_RANGE = 1.15
# Below this nothing of the picture is left to be multiplied.
DARKEST = 0.03
# Luma in [0, 1] that a block needs to say anything of a gain, and at which it is clipped.
_DARK, _CLIPPED = 0.03, 0.97
_ROUNDS, _STEPS = 5, 12
# Where the first round takes less than this off, further ones come to nothing: most pairs need no light, and a family
# compares every two of its pictures.
_HOPELESS = 0.9
_SMALLEST_SPREAD = 0.008
_RIDGE = 1e-4
_OUTLIER = 0.1


@dataclass(frozen=True, slots=True)
class LightFit:
    """coefficients : of `POWERS`, over the frame of the result. darkest, brightest : of the gain where both are seen, a
    hundredth of the area left out at either end."""

    coefficients: tuple[float, ...]
    darkest: float
    brightest: float


def fit_light(
    source: UInt8Array, target: UInt8Array, where: BoolArray, tone: ToneFit
) -> tuple[ToneFit, LightFit] | None:
    """The tones and the light that take `source` to `target`, both (h, w, 3) uint8 RGB; None where no light is needed.

    tone : what tones alone come to. where : (h, w) bool, what to go by.
    """
    if tone.error < TONES_LEAVE:
        return None
    before = _left(apply_tones(source, tone), target, where)
    gain, tones = np.ones(target.shape[:2], np.float32), ToneFit()
    coefficients: Float64Array | None = None
    for number in range(_ROUNDS):
        coefficients = _fitted(apply_tones(source, tones), target, where)
        if coefficients is None:
            return None
        coefficients = coefficients / _reference(coefficients)
        gain = gain_of(coefficients, (target.shape[1], target.shape[0]))
        evened = np.clip(np.rint(target / gain[..., np.newaxis]), 0, 255).astype(np.uint8)
        tones = fit_tones(source, evened, where & (gain > 4 * DARKEST))
        if number == 0 and _left(lit(apply_tones(source, tones), gain), target, where) > _HOPELESS * before:
            return None
    coefficients = _fitted(apply_tones(source, tones), target, where)
    if coefficients is None or not np.isfinite(coefficients).all():
        return None
    gain = gain_of(coefficients, (target.shape[1], target.shape[0]))
    seen = gain[where]
    darkest, brightest = float(np.percentile(seen, 1)), float(np.percentile(seen, 99))
    after = _left(lit(apply_tones(source, tones), gain), target, where)
    if after > STAYS * before or after > STAYS_LEVEL or brightest < LEAST_RANGE * darkest:
        return None
    return tones, LightFit(tuple(round(float(value), 5) for value in coefficients), darkest, brightest)


def gain_of(coefficients: Float64Array | tuple[float, ...], frame: tuple[int, int]) -> Float32Array:
    """(h, w) float32: the gain over a frame (width, height)."""
    x = (2.0 * np.arange(frame[0]) + 1.0) / frame[0] - 1.0
    y = ((2.0 * np.arange(frame[1]) + 1.0) / frame[1] - 1.0)[:, np.newaxis]
    gain = sum(value * x**i * y**j for value, (i, j) in zip(coefficients, POWERS, strict=True))
    return np.asarray(np.maximum(gain, DARKEST), np.float32)


def lit(picture: UInt8Array, gain: Float32Array) -> UInt8Array:
    """A picture (h, w, 3) uint8 RGB under a light (h, w)."""
    return np.asarray(np.clip(np.rint(picture * gain[..., np.newaxis]), 0, 255), np.uint8)


def light_steps(light: LightFit | None) -> tuple[RecipeStep, ...]:
    """The step that a light comes to; none where there is none."""
    if light is None:
        return ()
    range_of = {"darkest": light.darkest, "brightest": light.brightest}
    return (RecipeStep("uneven_light", {"coefficients": light.coefficients, **range_of}),)


def _fitted(source: UInt8Array, target: UInt8Array, where: BoolArray) -> Float64Array | None:
    given, wanted = _luma(source), _luma(target)
    judged = _luma_blocks(where.astype(np.float32)) > 0.99
    judged &= (given > _DARK) & (given < _CLIPPED) & (wanted < _CLIPPED)
    if np.count_nonzero(judged) < FEWEST_BLOCKS:
        return None
    rows, columns = given.shape
    x = (2.0 * np.arange(columns) + 1.0) / columns - 1.0 + np.zeros((rows, 1))
    y = ((2.0 * np.arange(rows) + 1.0) / rows - 1.0)[:, np.newaxis] + np.zeros(columns)
    powers = np.stack([x[judged] ** i * y[judged] ** j for i, j in POWERS], axis=1)
    matrix, goal = powers * given[judged][:, np.newaxis], wanted[judged]
    ridge = _RIDGE * len(goal) * np.diag([float(i + j > 0) for i, j in POWERS])
    found: Float64Array = np.zeros(len(POWERS))
    found[0] = float(np.median(goal / given[judged]))
    for _ in range(_STEPS):
        left = goal - matrix @ found
        spread = max(_SMALLEST_SPREAD, 1.48 * float(np.median(np.abs(left))))
        weight = 1.0 / (1.0 + (left / (3.0 * spread)) ** 2) ** 2
        weighted = (matrix * weight[:, np.newaxis]).T
        found = np.asarray(np.linalg.solve(weighted @ matrix + ridge, weighted @ goal), np.float64)
    return found


def _reference(coefficients: Float64Array) -> float:
    """What is called no change: the brightest place of a vignette, the middle of light from one side."""
    gain = gain_of(coefficients, (GRID, GRID))
    middle = float(gain[GRID // 2, GRID // 2])
    return float(gain.max()) if is_vignette(coefficients) else middle


def is_vignette(coefficients: Float64Array | tuple[float, ...]) -> bool:
    """Whether light falls off to all corners rather than to one side."""
    gain = gain_of(coefficients, (GRID, GRID))
    corners = np.array([gain[0, 0], gain[0, -1], gain[-1, 0], gain[-1, -1]])
    return bool(corners.max() < float(np.percentile(gain, 90)))


def _left(made: UInt8Array, target: UInt8Array, where: BoolArray) -> float:
    """Mean difference in [0, 1], outliers held back."""
    judged = _luma_blocks(where.astype(np.float32)) > 0.99
    apart = np.minimum(np.abs(_luma(made) - _luma(target)), _OUTLIER)[judged]
    return float(apart.mean()) if apart.size else 1.0


def _luma(picture: UInt8Array) -> Float64Array:
    return _luma_blocks(np.asarray(smoothed(picture) @ LUMA.astype(np.float32), np.float32)) / 255.0


def _luma_blocks(values: Float32Array) -> Float64Array:
    height, width = values.shape
    per_block = max(1.0, max(height, width) / GRID)
    size = max(1, round(width / per_block)), max(1, round(height / per_block))
    return np.asarray(cv2.resize(values, size, interpolation=cv2.INTER_AREA), np.float64)
