"""How much one picture was blurred or sharpened to make another that is aligned with it."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from pictrace.types import BoolArray, Float32Array, UInt8Array

SIGMAS = (0.4, 0.55, 0.75, 1.0, 1.4, 2.0, 2.8, 4.0, 5.6, 8.0)
AMOUNTS = (0.25, 0.5, 0.8, 1.2, 1.8, 2.5)
# Unsharp masking in editors begins at a radius of about this.
RADIUS = 1.5
# Of the difference between the two, what must go for blur or sharpening to be claimed, and how many grey levels.
GAIN = 0.75
LEVELS = 0.5
# A picture saved at quality 20 is as near to one blurred by 0.65.
SMALLEST_BLUR = 0.8
_SPIKE = 40.0
_THIRDS = 5


def estimate_sharpness(source: UInt8Array, result: UInt8Array, where: BoolArray) -> float:
    """The sigma of a Gaussian, in pixels, that takes source to result, both (h, w, 3) uint8 RGB with equal tones.

    Below 0 it is the amount of unsharp masking of radius 1.5 that does; 0 where neither does clearly.
    where : (h, w) bool, what to go by.
    """
    if not where.any():
        return 0.0
    given, wanted = _grey(source), _grey(result)
    as_is = _apart(given, wanted, where)

    def blurred(sigma: float) -> float:
        return _apart(_blurred(given, sigma), wanted, where)

    def sharpened(amount: float) -> float:
        return _apart(_sharpened(given, amount), wanted, where)

    sigma, left = _best(SIGMAS, blurred)
    if left < GAIN * as_is and as_is - left > LEVELS:
        return sigma if sigma >= SMALLEST_BLUR else 0.0
    amount, left = _best(AMOUNTS, sharpened)
    return -amount if left < GAIN * as_is and as_is - left > LEVELS else 0.0


def apply_sharpness(picture: UInt8Array, amount: float) -> UInt8Array:
    """A picture (h, w, 3) uint8 RGB made so: as `sharpness` gives it."""
    if amount == 0.0:
        return picture
    values = picture.astype(np.float32)
    made = _blurred(values, amount) if amount > 0 else _sharpened(values, -amount)
    return np.asarray(np.clip(np.rint(made), 0, 255), np.uint8)


def _blurred(values: Float32Array, sigma: float) -> Float32Array:
    return np.asarray(cv2.GaussianBlur(values, (0, 0), sigma), np.float32)


def _sharpened(values: Float32Array, amount: float) -> Float32Array:
    return np.asarray(values + np.float32(amount) * (values - _blurred(values, RADIUS)), np.float32)


def _apart(a: Float32Array, b: Float32Array, where: BoolArray) -> float:
    return float(np.minimum(np.abs(a - b), _SPIKE)[where].mean())


def _best(numbers: tuple[float, ...], cost: Callable[[float], float]) -> tuple[float, float]:
    """The number of the lowest cost, and that cost: of these, then narrowed down between the neighbours of the best."""
    costs = [cost(number) for number in numbers]
    best = int(np.argmin(costs))
    low, high = numbers[max(0, best - 1)], numbers[min(len(numbers) - 1, best + 1)]
    for _ in range(_THIRDS):
        first, second = low + (high - low) / 3, high - (high - low) / 3
        if cost(first) < cost(second):
            high = second
        else:
            low = first
    found = (low + high) / 2
    return found, min(cost(found), costs[best])


def _grey(picture: UInt8Array) -> Float32Array:
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.float32)
