"""FAISS in this process: an exact index while that is quick, RaBitQ codes when it is not."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np

from pictrace.index.engines import rabitq
from pictrace.index.engines.exact import ExactIndex
from pictrace.index.engines.rabitq import RabitqIndex
from pictrace.index.engines.vector_checks import checked_queries, checked_query, checked_rows
from pictrace.types import Float32Array, Int64Array, Neighbours

# Scanned in about 2 ms: 2,000 pictures of 2,048 floats, 8,000 tiles of 512. A search makes up to 30 queries.
EXACT_BYTES = 16_400_000
_KINDS: dict[str, type[ExactIndex] | type[RabitqIndex]] = {"exact": ExactIndex, "coded": RabitqIndex}


class FaissEngine:
    """Cosine search over unit vectors, for many threads.

    Searches are serialised: two at once would read the same memory twice, and took longer together (22 ms) than one
    after the other.
    """

    name = "faiss"

    def __init__(self, dimension: int, exact_bytes: int = EXACT_BYTES) -> None:
        """exact_bytes : how large an exact index may become before another kind suits better."""
        self._dimension = dimension
        self._exact_bytes = exact_bytes
        self._lock = threading.Lock()
        self._index: ExactIndex | RabitqIndex = ExactIndex(dimension)

    @property
    def approximate(self) -> bool:
        """Whether neighbours may be missed and cosines are estimates."""
        return self._index.approximate

    @property
    def outgrown(self) -> bool:
        """Whether an engine that is made anew for these vectors would serve them better."""
        if isinstance(self._index, RabitqIndex):
            return self._index.outgrown
        # Half as large again: at the limit itself neither kind is better, and how many there will be is an estimate.
        return self._is_large(len(self._index) * 2 // 3)

    def sample_for(self, expected: int) -> int:
        """How many of `expected` vectors `prepare` has to be shown; 0 when nothing need be prepared."""
        return rabitq.sample_for(expected) if self._is_large(expected) else 0

    def prepare(self, sample: Float32Array, expected: int) -> None:
        """Become empty, and ready for `expected` vectors like these (n, d) float32 with norm 1."""
        sample = checked_rows(np.arange(len(sample)), sample, self._dimension)[1]
        large = self._is_large(expected) and len(sample) > 0
        made = RabitqIndex.trained(sample, expected) if large else ExactIndex(self._dimension)
        with self._lock:
            self._index = made

    def add(self, ids: Int64Array, vectors: Float32Array) -> None:
        """ids (n,), vectors (n, d) float32 with norm 1. An id that is already there is replaced.

        Raises InvalidInput for another dimension, numbers that are not finite, and ids below 0.
        """
        ids, vectors = checked_rows(ids, vectors, self._dimension)
        with self._lock:
            self._index.add(ids, vectors)

    def remove(self, ids: Int64Array) -> None:
        """Remove these ids; unknown ones are no error. One scan of the index however many they are."""
        with self._lock:
            self._index.remove(np.asarray(ids, dtype=np.int64))

    def search(self, vector: Float32Array, count: int) -> Neighbours:
        """The `count` nearest by cosine, best first, ties by id.

        Raises InvalidInput for another dimension, numbers that are not finite, and a count below 0.
        """
        return self.search_many(checked_query(vector, count, self._dimension)[np.newaxis], count)[0]

    def search_many(self, vectors: Float32Array, count: int) -> tuple[Neighbours, ...]:
        """The same of each row of (m, d), in one scan of the index. Raises as `search`."""
        vectors = checked_queries(vectors, count, self._dimension)
        with self._lock:
            count = min(count, len(self._index))
            if count == 0 or len(vectors) == 0:
                nothing = Neighbours(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32))
                return (nothing,) * len(vectors)
            return self._index.search(vectors, count)

    def clear(self) -> None:
        with self._lock:
            self._index = ExactIndex(self._dimension)

    def write(self, path: Path) -> str:
        """Write everything to files whose names begin as `path`; gives the kind, which `read` has to be told.

        Raises OSError or RuntimeError when they cannot be written.
        """
        with self._lock:
            self._index.write(path)
            return next(name for name, kind in _KINDS.items() if isinstance(self._index, kind))

    def read(self, path: Path, kind: str) -> None:
        """Become what `write` wrote. Raises OSError, RuntimeError, KeyError or ValueError for files that do not fit."""
        made = _KINDS[kind].read(path, self._dimension)
        with self._lock:
            self._index = made

    def __len__(self) -> int:
        return len(self._index)

    def describe(self) -> str:
        """One line for people: the kind of index and its size."""
        return self._index.describe()

    def _is_large(self, vectors: int) -> bool:
        return vectors * self._dimension * 4 > self._exact_bytes
