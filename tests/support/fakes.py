"""Backbones for tests: a tiny deterministic one that needs no weights and takes microseconds, and slow ones."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

import cv2
import numpy as np

from pictrace import embedding
from pictrace.settings import Settings
from pictrace.types import Float32Array, UInt8Array

SIDE = 6
NAMES = ("tiny", "slow", "stuck")


class TinyBackbone:
    """6 × 6 area-averaged RGB in [0, 1] with its mean removed, and a bias so that flat pictures have a direction."""

    name = "tiny"
    version = "1"
    dimension = SIDE * SIDE * 3 + 1
    weights_source = "none: computed from the pixels"
    bias = 0.1

    def embed(self, pictures: Sequence[UInt8Array]) -> Float32Array:
        vectors = np.empty((len(pictures), self.dimension), dtype=np.float32)
        for row, picture in zip(vectors, pictures, strict=True):
            small = cv2.resize(picture, (SIDE, SIDE), interpolation=cv2.INTER_AREA).astype(np.float32).ravel() / 255
            row[:-1] = small - small.mean()
            row[-1] = self.bias
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


class SlowBackbone(TinyBackbone):
    """The tiny one, which takes so many seconds for a batch without using the processor, and says that it begins."""

    def __init__(self, name: str, seconds: float) -> None:
        self.name = name
        self._seconds = seconds

    def embed(self, pictures: Sequence[UInt8Array]) -> Float32Array:
        if len(pictures) > 1:  # one is what warming up shows it
            sys.stderr.write(f"{self.name} network at work\n")
            sys.stderr.flush()
            time.sleep(self._seconds)
        return super().embed(pictures)


def create(settings: Settings) -> TinyBackbone:
    return TinyBackbone()


def install() -> None:
    """Make them known, so that `Library.open(…, backbone="tiny")` works."""
    embedding.register("tiny", create)
    embedding.register("slow", lambda settings: SlowBackbone("slow", 0.5))
    embedding.register("stuck", lambda settings: SlowBackbone("stuck", 300.0))
