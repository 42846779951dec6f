"""How much stronger or weaker the finest detail of one picture is than of the other, and what was added to it.

Saving anew weakens the finest detail a little; sharpening makes it stronger, and grain adds what the other lacks.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pictrace.types import BoolArray, Float32Array

WIDE = 1.5
FEWEST_PIXELS = 400
FLAT = 0.25


@dataclass(frozen=True, slots=True)
class DetailGain:
    """gain, residual : as `detail_gain` and `detail_residual` in `DetailEvidence`."""

    gain: float
    residual: float


def detail_gain(query: Float32Array, candidate: Float32Array, agreeing: BoolArray) -> DetailGain | None:
    """Of two (h, w) float32 grey frames. agreeing : (h, w) bool, where their detail agrees. None for too few pixels."""
    if np.count_nonzero(agreeing) < FEWEST_PIXELS:
        return None
    count, mask = int(np.count_nonzero(agreeing)), agreeing.astype(np.float32)
    a, b = ((grey - cv2.GaussianBlur(grey, (0, 0), WIDE)) * mask for grey in (query, candidate))
    energy_a, energy_b, common = float(np.vdot(a, a)), float(np.vdot(b, b)), float(np.vdot(a, b))
    slope = common / max(energy_b, FLAT * count)
    residual = np.sqrt(max(0.0, energy_a - 2 * slope * common + slope * slope * energy_b) / count)
    return DetailGain(
        float(np.sqrt((energy_a + FLAT * count) / (energy_b + FLAT * count))),
        float(residual / np.sqrt((energy_a + FLAT * count) / count)),
    )
