"""Networks whose last map is at hand: a window of a picture costs a mean over cells of the map, no pass of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

from pictrace.backbones.network import BATCH, SIDE, SMALL_BATCH, SMALL_SIDE, Forward, Network, in_batches
from pictrace.types import Float32Array, UInt8Array, Views, windows

Pooling = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a network computes, once it is loaded.

    large : (n, 320, 320, 3) uint8 RGB → (n, 26, d) float32, the whole, `HALVES` and `THIRDS`, rows of norm 1.
    small : (n, 160, 160, 3) uint8 RGB → (n, 1, d), the whole. source : where the weights came from, in words.
    """

    large: Forward
    small: Forward
    source: str


class MapNetwork(Network[Loaded]):
    """Windows are pooled from the map of the whole as R-MAC does (Tolias et al., arXiv:1511.05879).

    All views together are 2.5 times the work of one pass at 224 × 224.
    """

    def _wholes(self, pictures: Sequence[UInt8Array]) -> Float32Array:
        return np.ascontiguousarray(self._large(pictures)[:, 0])

    def _views(self, pictures: Sequence[UInt8Array], thirds: bool) -> tuple[Views, ...]:
        # A pass over one small picture keeps no two cores busy: both at once take 44 ms, one after the other 50.
        with ThreadPoolExecutor(1, thread_name_prefix="pictrace-small") as beside:
            smalls = beside.submit(self._smalls, pictures) if len(pictures) == 1 else None
            large = self._large(pictures)
            small = self._smalls(pictures) if smalls is None else smalls.result()
        halves = 1 + len(windows.HALVES)
        # Thirds cost a mean over cells that are there already, so they are given whether asked for or not.
        return tuple(
            Views(seen[0], whole, seen[1:halves], seen[halves:]) for seen, whole in zip(large, small, strict=True)
        )

    def _smalls(self, pictures: Sequence[UInt8Array]) -> Float32Array:
        return in_batches(pictures, SMALL_SIDE, SMALL_BATCH, self._ready().small)[:, 0]

    def _large(self, pictures: Sequence[UInt8Array]) -> Float32Array:
        return in_batches(pictures, SIDE, BATCH, self._ready().large)


def loaded(tensorflow: Any, features: Callable[[Any], Any], pooled: Pooling, source: str) -> Loaded:
    """A network as functions of pixels.

    features : (n, s, s, 3) float32 RGB in [0, 255] → the last map, (n, s / 32, s / 32, c).
    pooled : a window of that map, (n, h, w, c) → (n, c).
    """
    boxes = [(0, 0, windows.CELLS, windows.CELLS)]
    boxes += [_cells(box) for box in (*windows.HALVES, *windows.THIRDS)]

    def large(cells: Any) -> list[Any]:
        return [pooled(cells[:, top : top + down, left : left + across]) for left, top, across, down in boxes]

    return Loaded(
        _traced(tensorflow, SIDE, features, large),
        _traced(tensorflow, SMALL_SIDE, features, lambda cells: [pooled(cells)]),
        source,
    )


def _traced(tensorflow: Any, side: int, features: Callable[[Any], Any], regions: Callable[[Any], list[Any]]) -> Forward:
    def forward(pixels: Any) -> Any:
        pooled = regions(features(tensorflow.cast(pixels, tensorflow.float32)))
        return tensorflow.math.l2_normalize(tensorflow.stack(pooled, axis=1), axis=2)

    # One signature for every batch size: without it TensorFlow traces the network anew for each. Nothing in a network
    # needs autograph, which on Python 3.13 fails with a warning.
    signature = tensorflow.TensorSpec((None, side, side, 3), tensorflow.uint8)
    made = tensorflow.function(forward, input_signature=[signature], autograph=False)

    def vectors(pixels: UInt8Array) -> Float32Array:
        values: Float32Array = made(pixels).numpy()
        return values

    return vectors


def _cells(box: Float32Array) -> tuple[int, int, int, int]:
    left, top, across, down = (round(float(share) * windows.CELLS) for share in box)
    return left, top, across, down
