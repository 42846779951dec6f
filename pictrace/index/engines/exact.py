"""Exact search over all vectors in memory: for lists that are scanned in a few milliseconds."""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np

from pictrace.system.faiss_threads import one_thread
from pictrace.types import Float32Array, Int64Array, Neighbours

# How many more than asked for are searched at first, to see whether equal cosines follow the last.
_TIE_MARGIN = 8


class ExactIndex:
    """`IndexFlatIP` under an id map. Not for several threads, and its arguments are checked already: see `local`."""

    approximate = False

    def __init__(self, dimension: int) -> None:
        self._dimension = dimension
        self._index = faiss.IndexIDMap(faiss.IndexFlatIP(dimension))
        # FAISS adds an id a second time silently, and removing scans the whole index: this set says when it is needed.
        self._ids: set[int] = set()

    @classmethod
    def read(cls, path: Path, dimension: int) -> ExactIndex:
        """What `write` wrote. Raises RuntimeError for another file."""
        made = cls(dimension)
        index = faiss.read_index(str(path))
        if not isinstance(index, faiss.IndexIDMap) or index.d != dimension:
            raise RuntimeError(f"{path.name} holds no exact index of {dimension} numbers")
        made._index = index
        made._ids = set(faiss.vector_to_array(made._index.id_map).tolist())
        return made

    def write(self, path: Path) -> None:
        faiss.write_index(self._index, str(path))

    def add(self, ids: Int64Array, vectors: Float32Array) -> None:
        self.remove(ids)
        self._index.add_with_ids(vectors, ids)
        self._ids.update(ids.tolist())

    def remove(self, ids: Int64Array) -> None:
        there = self._ids.intersection(ids.tolist())
        if there:
            self._index.remove_ids(faiss.IDSelectorBatch(np.fromiter(there, dtype=np.int64, count=len(there))))
            self._ids -= there

    def search(self, vectors: Float32Array, count: int) -> tuple[Neighbours, ...]:
        """Ties by id also at the end, where FAISS would take any of them. count : at most as many as there are."""
        wanted = count + _TIE_MARGIN
        while True:
            wanted = min(wanted, len(self))
            # One query is one scan of the memory: a second OpenMP thread makes 14 ms into 20. With many queries the
            # threads wait for each other at the end, and while pictures are added 5 ms become 200.
            with one_thread():
                cosines, ids = self._index.search(vectors, wanted)
            if wanted == len(self) or (cosines[:, -1] < cosines[:, count - 1]).all():
                break
            wanted *= 4
        return tuple(_first(row, of, count) for row, of in zip(ids, cosines, strict=True))

    def __len__(self) -> int:
        return len(self._ids)

    def describe(self) -> str:
        megabytes = len(self) * self._dimension * 4 / 1e6
        return f"FAISS, exact search over {len(self):,} vectors of {self._dimension:,} numbers ({megabytes:,.1f} MB)"


def _first(ids: Int64Array, cosines: Float32Array, count: int) -> Neighbours:
    # −1 is FAISS's padding where it found fewer.
    found = ids >= 0
    ids, cosines = ids[found], cosines[found]
    order = np.lexsort((ids, -cosines))[:count]
    return Neighbours(ids[order], np.clip(cosines[order], -1.0, 1.0))
