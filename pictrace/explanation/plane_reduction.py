"""Pictures reduced over their three channels, plane by plane: NumPy's own reduction over so short an axis takes ten
times as long."""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from pictrace.types import Float32Array

Number = TypeVar("Number", bound=np.number[Any])


def highest(values: NDArray[Number]) -> NDArray[Number]:
    """(h, w, 3) → (h, w), the largest of the three."""
    found: NDArray[Number] = np.maximum(np.maximum(values[..., 0], values[..., 1]), values[..., 2])
    return found


def lowest(values: NDArray[Number]) -> NDArray[Number]:
    """(h, w, 3) → (h, w), the smallest of the three."""
    found: NDArray[Number] = np.minimum(np.minimum(values[..., 0], values[..., 1]), values[..., 2])
    return found


def mean(values: Float32Array) -> Float32Array:
    """(h, w, 3) float32 → (h, w), the mean of the three."""
    return (values[..., 0] + values[..., 1] + values[..., 2]) / np.float32(3.0)
