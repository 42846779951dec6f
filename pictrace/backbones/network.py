"""What the networks have in common: pictures resized, in batches, through a TensorFlow function loaded once."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from pictrace.errors import InvalidInput
from pictrace.types import Float32Array, UInt8Array, Views, windows

# A map of 10 × 10 cells, and of 5 × 5: half of a picture seen at SIDE has the scale of a whole one seen at SMALL_SIDE.
SIDE = 320
SMALL_SIDE = 160
# Two batches of 16 at SIDE would take 300 MB more than two of 8, and are no faster.
BATCH, SMALL_BATCH = 8, 32

Forward = Callable[[UInt8Array], Any]
Pooling = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class WeightsFile:
    """A file that holds a network's weights, and where they came from, in words for people."""

    path: Path
    source: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a network computes, once it is loaded.

    large : (n, 320, 320, 3) uint8 RGB → (n, 26, d) float32 tensor, the whole, `HALVES` and `THIRDS`, rows of norm 1.
    small : (n, 160, 160, 3) uint8 RGB → (n, 1, d), the whole. source : where the weights came from, in words.
    """

    large: Forward
    small: Forward
    source: str


class Network(ABC):
    """A `ViewBackbone` of 320 × 320 pixels; a network says what it is, and how it is loaded.

    Cheap until the first `embed`, which loads TensorFlow and the weights. Serves many threads: loading is behind a
    lock; the forward pass is not, so that a query need not wait for a batch that is being added.
    """

    name: str
    dimension: int

    def __init__(self) -> None:
        self._loading = threading.Lock()
        self._loaded: Loaded | None = None

    @property
    @abstractmethod
    def version(self) -> str:
        """What the vectors depend on; never loads TensorFlow."""

    @property
    def weights_source(self) -> str:
        """Where the weights came from, or would come from now, in words."""
        return self._loaded.source if self._loaded else self._source_now()

    def load(self) -> None:
        """Load TensorFlow and the weights now rather than at the first `embed`. Raises WeightsUnavailable."""
        self._ready()

    def embed(self, pictures: Sequence[UInt8Array]) -> Float32Array:
        """Pictures, each (H, W, 3) uint8 RGB of any size → (n, dimension) float32, each row L2 norm 1.

        Squashed to 320 × 320 as Keras does, not cropped. A picture's vector is the same to 1e-5 whatever else is in
        the batch. Raises InvalidInput for other arrays, WeightsUnavailable without weights.
        """
        _check(pictures)
        return np.ascontiguousarray(self._large(pictures)[:, 0])

    def embed_views(self, pictures: Sequence[UInt8Array], *, thirds: bool = False) -> tuple[Views, ...]:
        """The whole and its windows, pooled from one map as R-MAC does (Tolias et al., arXiv:1511.05879), and the
        whole once more seen small. 2.5 times the work of one pass at 224 × 224. Raises as `embed`.
        """
        _check(pictures)
        large, small = self._large(pictures), self._small(pictures)
        halves = 1 + len(windows.HALVES)
        return tuple(
            Views(seen[0], whole, seen[1:halves], seen[halves:] if thirds else seen[:0])
            for seen, whole in zip(large, small, strict=True)
        )

    def embed_small(self, pictures: Sequence[UInt8Array]) -> Float32Array:
        """`Views.small` alone: a quarter of the work of `embed`. Raises as that does."""
        _check(pictures)
        return self._small(pictures)

    def _large(self, pictures: Sequence[UInt8Array]) -> Float32Array:
        count = 1 + len(windows.HALVES) + len(windows.THIRDS)
        return self._run(pictures, SIDE, BATCH, count, lambda loaded: loaded.large)

    def _small(self, pictures: Sequence[UInt8Array]) -> Float32Array:
        return self._run(pictures, SMALL_SIDE, SMALL_BATCH, 1, lambda loaded: loaded.small)[:, 0]

    def _run(
        self, pictures: Sequence[UInt8Array], side: int, size: int, count: int, choose: Callable[[Loaded], Forward]
    ) -> Float32Array:
        vectors = np.empty((len(pictures), count, self.dimension), dtype=np.float32)
        if len(pictures) == 0:
            return vectors
        forward = choose(self._ready())
        for start in range(0, len(pictures), size):
            batch = np.stack([resized(picture, side) for picture in pictures[start : start + size]])
            vectors[start : start + len(batch)] = forward(batch).numpy()
        return vectors

    @abstractmethod
    def _load(self) -> Loaded:
        """Called once, behind the lock. Raises WeightsUnavailable."""

    @abstractmethod
    def _source_now(self) -> str:
        """Where the weights would come from, without loading them."""

    def _ready(self) -> Loaded:
        with self._loading:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded


def resized(picture: UInt8Array, side: int = SIDE) -> UInt8Array:
    """(H, W, 3) → (side, side, 3) uint8: every direction that shrinks is averaged over areas, the others bilinear.

    cv2 takes INTER_AREA as plain bilinear sampling as soon as one direction grows, which aliases the other.
    """
    height, width = picture.shape[:2]
    small = cv2.resize(picture, (min(width, side), min(height, side)), interpolation=cv2.INTER_AREA)
    return cv2.resize(small, (side, side), interpolation=cv2.INTER_LINEAR).astype(np.uint8, copy=False)


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
    made: Forward = tensorflow.function(forward, input_signature=[signature], autograph=False)
    return made


def _cells(box: Float32Array) -> tuple[int, int, int, int]:
    left, top, across, down = (round(float(share) * windows.CELLS) for share in box)
    return left, top, across, down


def _check(pictures: Sequence[UInt8Array]) -> None:
    for picture in pictures:
        if picture.ndim != 3 or picture.shape[2] != 3 or picture.dtype != np.uint8 or picture.size == 0:
            raise InvalidInput(
                f"A picture to embed is {picture.dtype} of shape {picture.shape}; give (H, W, 3) uint8 RGB."
            )
