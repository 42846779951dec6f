"""What the networks have in common: loaded once, at the first picture; pictures checked and resized alike."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Protocol, TypeVar

import cv2
import numpy as np

from pictrace.errors import InvalidInput
from pictrace.types import Float32Array, UInt8Array, Views

# A map of 10 × 10 cells, and of 5 × 5: half of a picture seen at SIDE has the scale of a whole one seen at SMALL_SIDE.
SIDE = 320
SMALL_SIDE = 160
# ResNet50 at SIDE in bfloat16 takes 46 core-milliseconds a picture in batches of 8, 43 in batches of 16 and of 32;
# 16 take 60 to 90 MB more than 8 (in float32 140), and 32 another 170.
BATCH, SMALL_BATCH = 16, 32

# (n, s, s, 3) uint8 RGB → (n, d) float32, or (n, k, d) for k tiles of each picture; rows of norm 1.
Forward = Callable[[UInt8Array], Float32Array]


@dataclass(frozen=True, slots=True)
class WeightsFile:
    """A file that holds a network's weights, and where they came from, in words for people."""

    path: Path
    source: str


class _Loaded(Protocol):
    @property
    def source(self) -> str:
        """Where the weights came from, in words."""
        ...


LoadedT = TypeVar("LoadedT", bound=_Loaded)


class Network(ABC, Generic[LoadedT]):
    """A `ViewBackbone` of 320 × 320 pixels; a network says what it is, how it is loaded, and how it describes tiles.

    Cheap until the first `embed`, which loads its runtime (TensorFlow, ONNX Runtime) and the weights. Serves many
    threads: loading is behind a lock; the forward pass is not, so that a query need not wait for a batch that is being
    added.
    """

    name: str
    dimension: int

    def __init__(self) -> None:
        self._loading = threading.Lock()
        self._loaded: LoadedT | None = None

    @property
    @abstractmethod
    def version(self) -> str:
        """What the vectors depend on; never loads the runtime."""

    @property
    def weights_source(self) -> str:
        """Where the weights came from, or would come from now, in words."""
        return self._loaded.source if self._loaded else self._source_now()

    def load(self) -> None:
        """Load runtime and weights now, not at the first `embed`. Raises WeightsUnavailable or MissingPackage."""
        self._ready()

    def embed(self, pictures: Sequence[UInt8Array]) -> Float32Array:
        """Pictures, each (H, W, 3) uint8 RGB of any size → (n, dimension) float32, each row L2 norm 1.

        Squashed to 320 × 320 as Keras does, not cropped. A picture's vector is the same to 1e-5 whatever else is in
        the batch. Raises InvalidInput for other arrays, WeightsUnavailable without weights, MissingPackage.
        """
        _check(pictures)
        return self._wholes(pictures) if pictures else self._nothing()

    def embed_views(self, pictures: Sequence[UInt8Array], *, thirds: bool = False) -> tuple[Views, ...]:
        """The whole, its tiles, and the whole once more at low resolution. Raises as `embed`."""
        _check(pictures)
        return self._views(pictures, thirds) if pictures else ()

    def embed_small(self, pictures: Sequence[UInt8Array]) -> Float32Array:
        """`Views.small` alone: a quarter of the work of `embed`. Raises as that does."""
        _check(pictures)
        return self._smalls(pictures) if pictures else self._nothing()

    @abstractmethod
    def _wholes(self, pictures: Sequence[UInt8Array]) -> Float32Array: ...

    @abstractmethod
    def _views(self, pictures: Sequence[UInt8Array], thirds: bool) -> tuple[Views, ...]: ...

    @abstractmethod
    def _smalls(self, pictures: Sequence[UInt8Array]) -> Float32Array: ...

    @abstractmethod
    def _load(self) -> LoadedT:
        """Called once, behind the lock. Raises WeightsUnavailable or MissingPackage."""

    @abstractmethod
    def _source_now(self) -> str:
        """Where the weights would come from, without loading them."""

    def _ready(self) -> LoadedT:
        with self._loading:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded

    def _nothing(self) -> Float32Array:
        return np.empty((0, self.dimension), dtype=np.float32)


def in_batches(pictures: Sequence[UInt8Array], side: int, size: int, forward: Forward) -> Float32Array:
    """`forward` of the pictures, resized to side × side, `size` at a time, in one array. At least one picture."""
    return np.concatenate(
        [
            forward(np.stack([resized(picture, side) for picture in pictures[start : start + size]]))
            for start in range(0, len(pictures), size)
        ]
    )


def resized(picture: UInt8Array, side: int = SIDE) -> UInt8Array:
    """(H, W, 3) → (side, side, 3) uint8: every direction that shrinks is averaged over areas, the others bilinear.

    cv2 takes INTER_AREA as plain bilinear sampling as soon as one direction grows, which aliases the other.
    """
    height, width = picture.shape[:2]
    small = cv2.resize(picture, (min(width, side), min(height, side)), interpolation=cv2.INTER_AREA)
    return cv2.resize(small, (side, side), interpolation=cv2.INTER_LINEAR).astype(np.uint8, copy=False)


def _check(pictures: Sequence[UInt8Array]) -> None:
    for picture in pictures:
        if picture.ndim != 3 or picture.shape[2] != 3 or picture.dtype != np.uint8 or picture.size == 0:
            raise InvalidInput(
                f"A picture to embed is {picture.dtype} of shape {picture.shape}; give (H, W, 3) uint8 RGB."
            )
