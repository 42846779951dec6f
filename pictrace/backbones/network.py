"""What the networks have in common: pictures resized, in batches, through a function that is loaded once."""

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
from pictrace.types import Float32Array, UInt8Array

SIDE = 224
# 32 is 5 % faster than 16 with ResNet50 and takes 160 MB more.
BATCH = 16

Forward = Callable[[UInt8Array], Float32Array]


@dataclass(frozen=True, slots=True)
class WeightsFile:
    """A file that holds a network's weights, and where they came from, in words for people."""

    path: Path
    source: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """forward : (n, side, side, 3) uint8 RGB → (n, d) float32 with rows of norm 1. source : in words."""

    forward: Forward
    source: str


class Network(ABC):
    """A `Backbone` of square pictures; a network says what it is, how large they are, and how it is loaded.

    Cheap until the first `embed`, which loads its runtime (TensorFlow, ONNX Runtime) and the weights. Serves many
    threads: loading is behind a lock; the forward pass is not, so that a query need not wait for a batch that is being
    added.
    """

    name: str
    dimension: int
    side: int = SIDE

    def __init__(self) -> None:
        self._loading = threading.Lock()
        self._loaded: Loaded | None = None

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

        Squashed to side × side as Keras does, not cropped. A picture's vector is the same to 1e-5 whatever else is in
        the batch. Raises InvalidInput for other arrays, WeightsUnavailable without weights, MissingPackage.
        """
        for picture in pictures:
            if picture.ndim != 3 or picture.shape[2] != 3 or picture.dtype != np.uint8 or picture.size == 0:
                raise InvalidInput(
                    f"A picture to embed is {picture.dtype} of shape {picture.shape}; give (H, W, 3) uint8 RGB."
                )
        vectors = np.empty((len(pictures), self.dimension), dtype=np.float32)
        if len(pictures) == 0:
            return vectors
        forward = self._ready().forward
        for start in range(0, len(pictures), BATCH):
            batch = np.stack([resized(picture, self.side) for picture in pictures[start : start + BATCH]])
            vectors[start : start + len(batch)] = forward(batch)
        return vectors

    @abstractmethod
    def _load(self) -> Loaded:
        """Called once, behind the lock. Raises WeightsUnavailable or MissingPackage."""

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


def traced(tensorflow: Any, features: Callable[[Any], Any]) -> Forward:
    """A function of (n, 224, 224, 3) uint8 whose rows are `features` of those pixels, brought to norm 1.

    features : (n, 224, 224, 3) float32 RGB in [0, 255] → (n, d) float32.
    """

    def forward(pixels: Any) -> Any:
        return tensorflow.math.l2_normalize(features(tensorflow.cast(pixels, tensorflow.float32)), axis=1)

    # One signature for every batch size: without it TensorFlow traces the network anew for each. Nothing in a network
    # needs autograph, which on Python 3.13 fails with a warning.
    signature = tensorflow.TensorSpec((None, SIDE, SIDE, 3), tensorflow.uint8)
    made = tensorflow.function(forward, input_signature=[signature], autograph=False)

    def vectors(pixels: UInt8Array) -> Float32Array:
        values: Float32Array = made(pixels).numpy()
        return values

    return vectors
