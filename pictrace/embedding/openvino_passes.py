"""A network compiled by OpenVINO as a function of pixels: quick for one picture, busy on all cores for many."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np

from pictrace.types import Float32Array, UInt8Array

# Requests that wait to be used again, each with the maps of a whole pass; when more searches come at once, more are
# made and let go.
_KEPT = 2


class Passes:
    """A `Forward`. Compiled once for one picture on all cores (a query) and once for a picture a core (adding).

    One picture at 320 × 320 takes 19 ms on both of two cores, and 35 on one with another picture beside it; the vectors
    are equal to the last bit. The second is compiled, in 0.2 s, when it is first needed. Serves many threads: each
    takes a request of its own, and OpenVINO does them picture by picture, so that a query need not wait for a batch.
    """

    def __init__(self, openvino: Any, core: Any, model: Any, precision: str) -> None:
        self._openvino = openvino
        self._core = core
        self._model = model
        # Pinned threads of several programs, or of both compiled networks, would crowd the same cores.
        self._common = {"INFERENCE_PRECISION_HINT": precision, "ENABLE_CPU_PINNING": False}
        self._lock = threading.Lock()
        self._compiled = {"LATENCY": self._compile("LATENCY")}
        self._idle: dict[str, list[Any]] = {"LATENCY": [], "THROUGHPUT": []}

    def __call__(self, pixels: UInt8Array) -> Float32Array:
        return self._one(pixels) if len(pixels) == 1 else self._many(pixels)

    def _one(self, pixels: UInt8Array) -> Float32Array:
        request = self._take("LATENCY")
        found: Float32Array = next(iter(request.infer(pixels).values()))
        self._give_back("LATENCY", request)
        return found

    def _many(self, pixels: UInt8Array) -> Float32Array:
        queue = self._take("THROUGHPUT")
        rows: dict[int, Float32Array] = {}
        # Copied: the request's own array is written over by its next picture.
        queue.set_callback(lambda request, place: rows.__setitem__(place, request.get_output_tensor().data.copy()))
        for place in range(len(pixels)):
            queue.start_async([pixels[place : place + 1]], place)
        queue.wait_all()
        self._give_back("THROUGHPUT", queue)
        return np.concatenate([rows[place] for place in range(len(pixels))])

    def _take(self, kind: str) -> Any:
        with self._lock:
            if self._idle[kind]:
                return self._idle[kind].pop()
            if kind not in self._compiled:
                self._compiled[kind] = self._compile(kind)
        compiled = self._compiled[kind]
        # As many requests at a time as OpenVINO finds best for this processor.
        return compiled.create_infer_request() if kind == "LATENCY" else self._openvino.AsyncInferQueue(compiled, 0)

    def _give_back(self, kind: str, request: Any) -> None:
        """For the next one to take; what has failed is not given back."""
        with self._lock:
            if len(self._idle[kind]) < _KEPT:
                self._idle[kind].append(request)

    def _compile(self, kind: str) -> Any:
        return self._core.compile_model(self._model, "CPU", {**self._common, "PERFORMANCE_HINT": kind})
