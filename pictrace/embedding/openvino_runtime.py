"""Networks run by OpenVINO: the same vectors as TensorFlow's, sooner, and without loading TensorFlow."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

import numpy as np

from pictrace.embedding.arithmetic import Arithmetic
from pictrace.embedding.backbone import Forward
from pictrace.embedding.convolution import Convolution
from pictrace.embedding.openvino_passes import Passes
from pictrace.embedding.runtime import SILENT, Window

PACKAGE = "openvino"
_TELEMETRY = "openvino_telemetry"
_OPERATIONS = "openvino.opset13"
_PRECISIONS: dict[Arithmetic, str] = {"float32": "f32", "bfloat16": "bf16"}
_CELLS = (2, 3)


class OpenVinoRuntime:
    """A `Runtime`; maps are (n, c, h, w) nodes of a graph, which computes in `arithmetic`. Raises ImportError."""

    name = "openvino"
    title = "OpenVINO"
    fills_cores = True

    def __init__(self, arithmetic: Arithmetic) -> None:
        self._openvino = import_openvino()
        self._operations = import_module(_OPERATIONS)
        self._core = _core()
        self._precision = _PRECISIONS[arithmetic]

    def normalised(
        self, pixels: Any, mean: Sequence[float], deviation: float = 1.0, *, blue_first: bool = False
    ) -> Any:
        operations = self._operations
        values = operations.convert(pixels, "f32")
        if blue_first:
            values = operations.gather(values, _whole_numbers(2, 1, 0), _whole_numbers(3)[0])
        values = operations.subtract(values, np.array(mean, dtype=np.float32))
        values = operations.divide(values, np.float32(deviation))
        return operations.transpose(values, _whole_numbers(0, 3, 1, 2))

    def placed(self, convolution: Convolution) -> _Placed:
        """Its numbers as constants, which graphs share."""
        constant = self._operations.constant
        # (out, in, k, k), of a depthwise one (groups, out of a group, in of a group, k, k).
        kernel = convolution.kernel.transpose((2, 3, 0, 1) if convolution.is_depthwise else (3, 2, 0, 1))
        kernel = kernel[:, :, None] if convolution.is_depthwise else kernel
        return _Placed(
            convolution, constant(np.ascontiguousarray(kernel)), constant(convolution.bias.reshape(1, -1, 1, 1))
        )

    def convolved(self, values: Any, placed: _Placed) -> Any:
        operations, made = self._operations, placed.convolution
        operation = operations.group_convolution if made.is_depthwise else operations.convolution
        padding = "same_upper" if made.padding == "SAME" else "valid"
        values = operation(values, placed.kernel, [made.stride] * 2, [0, 0], [0, 0], [1, 1], auto_pad=padding)
        return operations.add(values, placed.bias)

    def relu(self, values: Any, most: float | None = None) -> Any:
        return self._operations.relu(values) if most is None else self._operations.clamp(values, 0.0, most)

    def padded(self, values: Any, by: int) -> Any:
        sides = _whole_numbers(0, 0, by, by)
        return self._operations.pad(values, sides, sides, "constant", np.float32(0))

    def max_pooled(self, values: Any) -> Any:
        pooled = self._operations.max_pool(values, [2, 2], [1, 1], [0, 0], [0, 0], [3, 3], auto_pad="valid")
        return pooled.output(0)  # the second are the places of the largest

    def added(self, values: Any, others: Any) -> Any:
        return self._operations.add(values, others)

    def window(self, values: Any, window: Window) -> Any:
        left, top, across, down = window
        begin, end = _whole_numbers(top, left), _whole_numbers(top + down, left + across)
        return self._operations.slice(values, begin, end, _whole_numbers(1, 1), _whole_numbers(*_CELLS))

    def mean(self, values: Any) -> Any:
        return self._operations.reduce_mean(values, _whole_numbers(*_CELLS), False)

    def generalised_mean(self, values: Any, power: float) -> Any:
        operations = self._operations
        powers = operations.power(operations.maximum(values, np.float32(SILENT)), np.float32(power))
        return operations.power(self.mean(powers), np.float32(1 / power))

    def unit_rows(self, vectors: Sequence[Any]) -> Any:
        operations = self._operations
        rows = operations.concat([operations.unsqueeze(vector, _whole_numbers(1)) for vector in vectors], 1)
        return operations.normalize_l2(rows, _whole_numbers(2), 1e-12, "max")

    def compiled(self, side: int, network: Callable[[Any], Any]) -> Forward:
        # Pictures go through one by one, on as many threads as there are cores: that is as fast as any batch (45
        # core-ms a picture with its parts, 48 in batches of 16), and no shape changes.
        pixels = self._operations.parameter([1, side, side, 3], np.uint8)
        model = self._openvino.Model([network(pixels)], [pixels], "network")
        return Passes(self._openvino, self._core, model, self._precision)


@dataclass(frozen=True, slots=True, eq=False)
class _Placed:
    """kernel, bias : of `convolution`, as constants of OpenVINO."""

    convolution: Convolution
    kernel: Any
    bias: Any


@cache
def _core() -> Any:
    """What compiles, once for the process and never let go.

    OpenVINO's part for processors gives the thread that compiles first a stack for signals, and unmaps it with its last
    core; from another thread than that (2026.4) the stack stays set. Then Ctrl-C is written wherever that memory is by
    now: a segmentation fault, or another's memory overwritten.
    """
    return import_openvino().Core()


def import_openvino() -> Any:
    """OpenVINO, without what would report the import to its maker. Takes about 0.3 s. Raises ImportError."""
    with _without_telemetry():
        return import_module(PACKAGE)


@contextmanager
def _without_telemetry() -> Iterator[None]:
    # OpenVINO imports its conversion tools, which send an event at their import, whoever imports them; where the
    # package that sends cannot be imported they take a stub of their own.
    modules: dict[str, Any] = sys.modules
    if _TELEMETRY in modules:
        yield
        return
    modules[_TELEMETRY] = None
    try:
        yield
    finally:
        del modules[_TELEMETRY]


def _whole_numbers(*numbers: int) -> Any:
    return np.array(numbers, dtype=np.int64)
