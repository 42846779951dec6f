"""Another network than the tiny one, that does something before each batch."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import cv2
import fakes
import numpy as np

from pictrace import embedding
from pictrace.types import Float32Array, UInt8Array

Hook = Callable[[], None]


def nothing() -> None:
    pass


class Coarse(fakes.TinyBackbone):
    """3 × 3 instead of 6 × 6: shorter vectors, so that any mixture of the two would break. `hook` runs before each."""

    name = "coarse"
    dimension = 3 * 3 * 3 + 1

    def __init__(self, hook: Hook = nothing) -> None:
        self.hook = hook

    def embed(self, pictures: Sequence[UInt8Array]) -> Float32Array:
        if len(pictures):
            self.hook()
        vectors = np.empty((len(pictures), self.dimension), dtype=np.float32)
        for row, picture in zip(vectors, pictures, strict=True):
            small = cv2.resize(picture, (3, 3), interpolation=cv2.INTER_AREA).astype(np.float32).ravel() / 255
            row[:-1] = small - small.mean()
            row[-1] = self.bias
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def with_hook(hook: Hook) -> None:
    embedding.register("coarse", lambda settings: Coarse(hook))
