"""A convolution with its batch normalisation folded in.

γ (w ∗ x − μ) / √(σ² + ε) + β is w′ ∗ x + β′ with w′ = γ / √(σ² + ε) · w: the same numbers without a second pass over
the pixels.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pictrace.types import Float32Array


@dataclass(frozen=True, slots=True, eq=False)
class Normalisation:
    """gamma, beta, mean, variance : (out,) float32 of a batch normalisation; epsilon : what it was trained with."""

    gamma: Float32Array
    beta: Float32Array
    mean: Float32Array
    variance: Float32Array
    epsilon: float


@dataclass(frozen=True, slots=True, eq=False)
class Convolution:
    """kernel : (k, k, in, out) float32, of a depthwise one (k, k, in, 1). bias : (out,) float32.

    padding : "SAME", which is TensorFlow's uneven one, or "VALID".
    """

    kernel: Float32Array
    bias: Float32Array
    stride: int = 1
    padding: str = "SAME"
    is_depthwise: bool = False

    @classmethod
    def folded(
        cls,
        kernel: Float32Array,
        bias: Float32Array,
        normalisation: Normalisation,
        *,
        stride: int = 1,
        padding: str = "SAME",
        is_depthwise: bool = False,
    ) -> Convolution:
        """kernel, bias : of the convolution alone, the kernel laid out as above."""
        scale = normalisation.gamma / np.sqrt(normalisation.variance + normalisation.epsilon)
        shaped = scale[:, None] if is_depthwise else scale
        return cls(
            np.ascontiguousarray(kernel * shaped, dtype=np.float32),
            np.asarray(normalisation.beta + (bias - normalisation.mean) * scale, dtype=np.float32),
            stride,
            padding,
            is_depthwise,
        )
