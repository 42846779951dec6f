"""The band of spatial frequencies of a frame that its detail is measured in."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pictrace.types import Float32Array

# Sigmas in pixels between which the band lies. Half-tone dots and grain hide what is finer; what is coarser, other
# shots of one place share.
FINE, WIDE = 1.0, 3.0


@dataclass(frozen=True, slots=True, eq=False)
class Scales:
    """band : (h, w) float32, the band of its detail, around 0. fine : the same with its finest detail too."""

    band: Float32Array
    fine: Float32Array


def scales(grey: Float32Array) -> Scales:
    """The scales of a (h, w) float32 grey frame in [0, 255], of 2 pixels and more across."""
    smooth = np.asarray(cv2.GaussianBlur(grey, (0, 0), FINE), np.float32)
    wide = _wide(smooth)
    return Scales(smooth - wide, grey - wide)


def _wide(smooth: Float32Array) -> Float32Array:
    """Made at half the size, where it takes a third of the time: halving and
    doubling add a variance of about half a squared pixel."""
    height, width = smooth.shape
    half = cv2.resize(smooth, ((width + 1) // 2, (height + 1) // 2), interpolation=cv2.INTER_AREA)
    sigma = float(np.sqrt(WIDE**2 - FINE**2 - 0.5)) / 2
    return np.asarray(cv2.resize(cv2.GaussianBlur(half, (0, 0), sigma), (width, height)), np.float32)
