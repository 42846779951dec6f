"""Pictures smoothed before they are compared, because saving and resizing disturb what is fine."""

from __future__ import annotations

import cv2
import numpy as np

from pictrace.types import Float32Array, UInt8Array

# In pixels; of this much the fit of tones and the map of changes see the same of both pictures.
SMOOTHING = 1.2


def smoothed(picture: UInt8Array, sigma: float = SMOOTHING) -> Float32Array:
    """(h, w, …) float32: Gaussian, of this standard deviation in pixels."""
    return np.asarray(cv2.GaussianBlur(picture.astype(np.float32), (0, 0), sigma), np.float32)
