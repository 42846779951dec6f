"""Networks whose last map is at hand: a tile of a picture costs a mean over cells of the map, no pass of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

from pictrace.embedding.backbone import BATCH, SIDE, SMALL_BATCH, SMALL_SIDE, Forward, Network, in_batches
from pictrace.embedding.runtime import Runtime, Window
from pictrace.types import Float32Array, UInt8Array, Views, tile_boxes

Pooling = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a network computes, once it is loaded.

    large : (n, 320, 320, 3) uint8 RGB → (n, 26, d) float32, the whole, `HALVES` and `THIRDS`, rows of norm 1.
    small : (n, 160, 160, 3) uint8 RGB → (n, 1, d), the whole. fills_cores : as of a `Runtime`.
    source : where the weights came from and what computes, in words.
    """

    large: Forward
    small: Forward
    fills_cores: bool
    source: str


class MapNetwork(Network[Loaded]):
    """Tiles are pooled from the map of the whole as R-MAC does (Tolias et al., arXiv:1511.05879).

    All views together are 2.5 times the work of one pass at 224 × 224.
    """

    def _wholes(self, pictures: Sequence[UInt8Array]) -> Float32Array:
        return np.ascontiguousarray(self._large(pictures)[:, 0])

    def _views(self, pictures: Sequence[UInt8Array], thirds: bool) -> tuple[Views, ...]:
        with ThreadPoolExecutor(1, thread_name_prefix="pictrace-small") as beside:
            # One picture: both passes at once, unless the first fills the cores. Several: at once where they go one by
            # one, so that no core waits while the next ones are resized (28.2 pictures added a second instead of 27.3).
            at_once = (len(pictures) == 1) != self._ready().fills_cores
            smalls = beside.submit(self._smalls, pictures) if at_once else None
            large = self._large(pictures)
            small = self._smalls(pictures) if smalls is None else smalls.result()
        halves = 1 + len(tile_boxes.HALVES)
        # Thirds cost a mean over cells that are there already, so they are given whether asked for or not.
        return tuple(
            Views(seen[0], whole, seen[1:halves], seen[halves:]) for seen, whole in zip(large, small, strict=True)
        )

    def _smalls(self, pictures: Sequence[UInt8Array]) -> Float32Array:
        return in_batches(pictures, SMALL_SIDE, SMALL_BATCH, self._ready().small)[:, 0]

    def _large(self, pictures: Sequence[UInt8Array]) -> Float32Array:
        return in_batches(pictures, SIDE, BATCH, self._ready().large)


def loaded(runtime: Runtime, features: Callable[[Any], Any], pooled: Pooling, source: str) -> Loaded:
    """A network as functions of pixels.

    features : (n, s, s, 3) uint8 RGB → the last map, of s / 32 × s / 32 cells. pooled : a map → (n, c).
    """
    cells_of_large = [(0, 0, tile_boxes.CELLS, tile_boxes.CELLS)]
    cells_of_large += [_cells(box) for box in (*tile_boxes.HALVES, *tile_boxes.THIRDS)]

    def large(pixels: Any) -> Any:
        cells = features(pixels)
        return runtime.unit_rows([pooled(runtime.window(cells, window)) for window in cells_of_large])

    def small(pixels: Any) -> Any:
        return runtime.unit_rows([pooled(features(pixels))])

    return Loaded(runtime.compiled(SIDE, large), runtime.compiled(SMALL_SIDE, small), runtime.fills_cores, source)


def _cells(box: Float32Array) -> Window:
    left, top, across, down = (round(float(share) * tile_boxes.CELLS) for share in box)
    return left, top, across, down
