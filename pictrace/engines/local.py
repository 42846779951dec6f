"""FAISS in this process: every vector in memory, every search exact.

`IndexFlatIP` under an id map. 50,000 × 2,048 floats take 410 MB, are filled from the catalogue in 2.1 s and searched in
14–18 ms; the time grows with their number, so 300,000 pictures want another kind of index.
"""

from __future__ import annotations

import threading

import faiss
import numpy as np

from pictrace.engines.vectors import checked_query, checked_rows
from pictrace.faiss_threads import one_thread
from pictrace.types import Float32Array, Int64Array, Neighbours

# How many more than asked for are looked at first, to see whether equal cosines go on behind the last.
_TIE_MARGIN = 8


class FaissEngine:
    """Exact cosine search over unit vectors, for many threads.

    They take turns: two searches at once would read the same memory twice, and took longer together (22 ms) than one
    after the other.
    """

    name = "faiss"

    def __init__(self, dimension: int) -> None:
        self._dimension = dimension
        self._lock = threading.Lock()
        self._index = self._empty()
        # FAISS adds an id a second time without a word, and removing costs a walk over everything: this says when to.
        self._ids: set[int] = set()

    def add(self, ids: Int64Array, vectors: Float32Array) -> None:
        """ids (n,), vectors (n, d) float32 with norm 1. An id that is already there is replaced.

        Raises InvalidInput for another dimension, numbers that are not finite, and ids below 0.
        """
        ids, vectors = checked_rows(ids, vectors, self._dimension)
        with self._lock:
            self._forget(self._ids.intersection(ids.tolist()))
            self._index.add_with_ids(vectors, ids)
            self._ids.update(ids.tolist())

    def remove(self, ids: Int64Array) -> None:
        """Forget these ids; unknown ones are no error. One walk over the index however many they are."""
        with self._lock:
            self._forget(self._ids.intersection(np.asarray(ids, dtype=np.int64).tolist()))

    def search(self, vector: Float32Array, count: int) -> Neighbours:
        """The `count` nearest by cosine, best first, ties by id: also at the end, where FAISS would take any of them.

        Raises InvalidInput for another dimension, numbers that are not finite, and a count below 0.
        """
        vector = checked_query(vector, count, self._dimension)
        # One query is one walk over the memory: a second OpenMP thread only waits, and makes 14 ms into 20.
        with self._lock, one_thread():
            count = min(count, len(self._ids))
            if count == 0:
                return Neighbours(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32))
            ids, cosines = self._with_ties(vector, count)
        order = np.lexsort((ids, -cosines))[:count]
        return Neighbours(ids[order], np.clip(cosines[order], -1.0, 1.0))

    def clear(self) -> None:
        with self._lock:
            self._index = self._empty()
            self._ids = set()

    def __len__(self) -> int:
        return len(self._ids)

    def describe(self) -> str:
        """One line for people: the kind of index and its size."""
        megabytes = len(self) * self._dimension * 4 / 1e6
        return f"FAISS, exact search over {len(self):,} vectors of {self._dimension:,} numbers ({megabytes:,.1f} MB)"

    def _with_ties(self, vector: Float32Array, count: int) -> tuple[Int64Array, Float32Array]:
        """At least the `count` best, and with the last of them all that are equal to it."""
        wanted = count + _TIE_MARGIN
        while True:
            wanted = min(wanted, len(self._ids))
            cosines, ids = self._index.search(vector[np.newaxis], wanted)
            if wanted == len(self._ids) or cosines[0, -1] < cosines[0, count - 1]:
                # −1 is FAISS's padding where it found fewer.
                found = ids[0] >= 0
                return ids[0][found], cosines[0][found]
            wanted *= 4

    def _forget(self, ids: set[int]) -> None:
        if ids:
            self._index.remove_ids(faiss.IDSelectorBatch(np.fromiter(ids, dtype=np.int64, count=len(ids))))
            self._ids -= ids

    def _empty(self) -> faiss.IndexIDMap:
        return faiss.IndexIDMap(faiss.IndexFlatIP(self._dimension))
