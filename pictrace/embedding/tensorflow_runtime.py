"""Networks run by TensorFlow: where OpenVINO is not installed, or where the settings ask for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from pictrace.embedding.arithmetic import Arithmetic
from pictrace.embedding.backbone import Forward
from pictrace.embedding.convolution import Convolution
from pictrace.embedding.runtime import SILENT, Window
from pictrace.embedding.tensorflow_import import import_tensorflow
from pictrace.types import UInt8Array


class TensorFlowRuntime:
    """A `Runtime`; maps are (n, h, w, c), in `arithmetic`, vectors in float32."""

    name = "tensorflow"
    title = "TensorFlow"
    # Both passes over one picture at once take 44 ms, one after the other 50.
    fills_cores = False

    def __init__(self, arithmetic: Arithmetic) -> None:
        self._tensorflow = import_tensorflow()
        self._arithmetic = arithmetic

    def normalised(
        self, pixels: Any, mean: Sequence[float], deviation: float = 1.0, *, blue_first: bool = False
    ) -> Any:
        values = self._tensorflow.cast(pixels, self._tensorflow.float32)
        values = (values[..., ::-1] if blue_first else values) - np.array(mean, dtype=np.float32)
        return self._tensorflow.cast(values / np.float32(deviation), self._arithmetic)

    def placed(self, convolution: Convolution) -> Convolution:
        """The same with its numbers as tensors, which functions share: ResNet50 in memory is 0.8 GB then. Arrays are
        copied into every function and every version of it that TensorFlow makes: 2.9 GB.
        """
        return replace(
            convolution,
            kernel=self._tensorflow.constant(convolution.kernel, self._arithmetic),
            bias=self._tensorflow.constant(convolution.bias, self._arithmetic),
        )

    def convolved(self, values: Any, placed: Convolution) -> Any:
        neural = self._tensorflow.nn
        operation = neural.depthwise_conv2d if placed.is_depthwise else neural.conv2d
        strides = (1, placed.stride, placed.stride, 1)
        return neural.bias_add(operation(values, placed.kernel, strides, padding=placed.padding), placed.bias)

    def relu(self, values: Any, most: float | None = None) -> Any:
        values = self._tensorflow.nn.relu(values)
        return values if most is None else self._tensorflow.minimum(values, self._tensorflow.cast(most, values.dtype))

    def padded(self, values: Any, by: int) -> Any:
        return self._tensorflow.pad(values, [(0, 0), (by, by), (by, by), (0, 0)])

    def max_pooled(self, values: Any) -> Any:
        return self._tensorflow.nn.max_pool2d(values, 3, 2, "VALID")

    def added(self, values: Any, others: Any) -> Any:
        return values + others

    def window(self, values: Any, window: Window) -> Any:
        left, top, across, down = window
        return values[:, top : top + down, left : left + across]

    def mean(self, values: Any) -> Any:
        return self._tensorflow.reduce_mean(self._long(values), axis=(1, 2))

    def generalised_mean(self, values: Any, power: float) -> Any:
        powers = self.mean(self._tensorflow.maximum(self._long(values), SILENT) ** power)
        return powers ** (1 / power)

    def unit_rows(self, vectors: Sequence[Any]) -> Any:
        return self._tensorflow.math.l2_normalize(self._tensorflow.stack(vectors, axis=1), axis=2)

    def compiled(self, side: int, network: Callable[[Any], Any]) -> Forward:
        # One signature for every batch size: without it TensorFlow traces the network anew for each. Nothing in a
        # network needs autograph, which on Python 3.13 fails with a warning.
        signature = self._tensorflow.TensorSpec((None, side, side, 3), self._tensorflow.uint8)
        traced = self._tensorflow.function(
            lambda pixels: self._long(network(pixels)), input_signature=[signature], autograph=False
        )

        def forward(pixels: UInt8Array) -> Any:
            return traced(pixels).numpy()

        return forward

    def _long(self, values: Any) -> Any:
        return self._tensorflow.cast(values, self._tensorflow.float32)
