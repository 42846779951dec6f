"""The codebook: descriptors → visual words.

The words are 4,096 ORB descriptors of photographs, drawn at random and not clustered. `python -m bench.codebook` draws
them.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import faiss
import numpy as np

from pictrace.types import Int64Array, UInt8Array

FILE_NAME = "codebook.npy"
WORDS = 4096
BITS = 256


def words_of(descriptors: UInt8Array, count: int = 1) -> Int64Array:
    """(n, count) int64: the nearest words of descriptors (n, 32) uint8, the nearest first."""
    if len(descriptors) == 0:
        return np.empty((0, count), np.int64)
    _, found = _index().search(np.ascontiguousarray(descriptors), count)
    return np.asarray(found, np.int64)


@cache
def _index() -> faiss.IndexBinaryFlat:
    with files("pictrace.index.visual_words").joinpath(FILE_NAME).open("rb") as file:
        codebook = np.load(file, allow_pickle=False)
    index = faiss.IndexBinaryFlat(BITS)
    index.add(codebook)
    return index
