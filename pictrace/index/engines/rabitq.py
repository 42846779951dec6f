"""RaBitQ: an inverted file of codes of one bit a number, an eighth of them probed: for lists of millions.

`IndexIVFRaBitQFastScan` (Gao and Long, "RaBitQ: quantizing high-dimensional vectors with a theoretical error bound",
SIGMOD 2024) over randomly rotated vectors, which the bound requires. Of the 50 nearest of 100,000 × 2,048 floats, a
quarter of the lists probed, the first 50 by codes hold .94 (.86 without the rotation) and the first 200 .98, which is
all that those lists hold: so these are re-ranked by scalar quantised rows, a byte a number.
"""

from __future__ import annotations

import math
from pathlib import Path

import faiss
import numpy as np

from pictrace.index.engines.scalar_quantised_rows import ScalarQuantisedRows
from pictrace.system.faiss_threads import one_thread
from pictrace.types import BoolArray, Float32Array, Int64Array, Neighbours

# Training points that k-means needs for each list, and how many vectors are sampled for it at most.
_POINTS_A_LIST = 16
_LARGEST_SAMPLE = 32_768
_ROUNDS = 8
# So many lists are probed, or an eighth of them. Of made edits' 50 nearest .995 are found so at 100,000 vectors (512
# lists) and .998 at a million (2,048 lists), in 4 and 11 ms; probing more finds no more.
_PROBED, _PROBED_SHARE = 64, 0.125
_BLOCK = 32
_QUERY_BITS = 8
# An index that grew by this factor has long lists and centroids of another library; and the share of removed rows from
# which an index is outgrown.
_GROWTH = 8
_REMOVED_SHARE = 0.25
# How many more than asked for are re-ranked.
_RERANK_TIMES, _RERANK_MORE = 3, 50
_FILES = (".codes", ".rows.npz", ".fine")


def lists_for(expected: int) -> int:
    """How many lists suit so many vectors: twice the root, as a power of two."""
    return 1 << max(5, round(math.log2(2 * math.sqrt(max(1, expected)))))


def sample_for(expected: int) -> int:
    """How many vectors to learn from."""
    return min(_LARGEST_SAMPLE, expected, lists_for(expected) * 4 * _POINTS_A_LIST)


class RabitqIndex:
    """Trained on a sample once, then added to and removed from. Not for several threads, arguments checked already.

    FAISS numbers the rows as they are added; the picture of a row, and whether it was removed, is kept beside it:
    removing rows from this kind of index damages those that are added later (FAISS 1.15).
    """

    approximate = True

    def __init__(
        self, index: faiss.IndexIVFRaBitQFastScan, rotation: Float32Array, expected: int, coarse: faiss.Index
    ) -> None:
        """index : trained. rotation : (d, d) float32, orthogonal. expected : how many vectors it was made for.

        coarse : the coarse quantiser; kept, because FAISS frees it with its Python object although the index needs it.
        """
        self._index = index
        self._coarse = coarse
        index.nprobe = min(index.nlist, max(_PROBED, math.ceil(_PROBED_SHARE * index.nlist)))
        index.qb = _QUERY_BITS
        self._rotation = rotation
        self._rotate = faiss.LinearTransform(*rotation.shape)
        faiss.copy_array_to_vector(np.ascontiguousarray(rotation.T).ravel(), self._rotate.A)
        self._rotate.is_trained = True
        self._expected = expected
        self._ids: Int64Array = np.empty(0, dtype=np.int64)
        self._present: BoolArray = np.empty(0, dtype=np.bool_)
        self._quantised = ScalarQuantisedRows(rotation.shape[0])
        self._rows = 0
        self._removed = 0
        self._largest = -1

    @classmethod
    def trained(cls, sample: Float32Array, expected: int) -> RabitqIndex:
        """Empty, for `expected` vectors like those of (n, d) `sample`."""
        dimension = sample.shape[1]
        random = np.random.default_rng(dimension)
        rotation = np.linalg.qr(random.standard_normal((dimension, dimension)))[0].astype(np.float32)
        rotated = sample @ rotation
        count = max(1, min(lists_for(expected), len(sample) // _POINTS_A_LIST))
        means = faiss.Kmeans(
            dimension,
            count,
            niter=_ROUNDS,
            seed=dimension,
            min_points_per_centroid=1,
            max_points_per_centroid=4 * _POINTS_A_LIST,
        )
        means.train(rotated)
        coarse = faiss.IndexFlatL2(dimension)
        coarse.add(means.centroids)
        index = faiss.IndexIVFRaBitQFastScan(coarse, dimension, count, faiss.METRIC_L2, _BLOCK)
        index.train(rotated)
        return cls(index, rotation, expected, coarse)

    @classmethod
    def read(cls, path: Path, dimension: int) -> RabitqIndex:
        """What `write` wrote. Raises RuntimeError, OSError, KeyError or ValueError for other files."""
        codes, rows, quantised = (path.with_name(path.name + ending) for ending in _FILES)
        index = faiss.read_index(str(codes))
        if not isinstance(index, faiss.IndexIVFRaBitQFastScan):
            raise RuntimeError(f"{codes.name} holds no codes")
        with np.load(rows, allow_pickle=False) as kept:
            made = cls(index, kept["rotation"], int(kept["expected"]), index.quantizer)
            made._ids, made._present = kept["ids"], kept["alive"]
            made._quantised = ScalarQuantisedRows.read(quantised, kept["scales"], dimension)
        made._rows = len(made._ids)
        made._removed = made._rows - int(made._present.sum())
        made._largest = int(made._ids.max(initial=-1))
        if index.d != dimension or index.ntotal != made._rows or made._rotation.shape != (dimension, dimension):
            raise RuntimeError(f"{path.name} holds no codes of {made._rows} vectors of {dimension} numbers")
        return made

    def write(self, path: Path) -> None:
        codes, rows, quantised = (path.with_name(path.name + ending) for ending in _FILES)
        faiss.write_index(self._index, str(codes))
        with rows.open("wb") as file:
            np.savez(
                file,
                rotation=self._rotation,
                expected=np.int64(self._expected),
                ids=self._ids[: self._rows],
                alive=self._present[: self._rows],
                scales=self._quantised.scales,
            )
        self._quantised.write(quantised)

    @property
    def outgrown(self) -> bool:
        return len(self) > _GROWTH * self._expected or self._removed > max(1000, _REMOVED_SHARE * self._rows)

    def add(self, ids: Int64Array, vectors: Float32Array) -> None:
        if len(ids) == 0:
            return
        # Ids rise with time: one above the largest cannot be here yet.
        if ids.min() <= self._largest:
            self.remove(ids)
        rotated = self._rotate.apply(vectors)
        self._index.add(rotated)
        self._quantised.add(rotated)
        end = self._rows + len(ids)
        if end > len(self._ids):
            room = max(end, 2 * len(self._ids), 1024)
            more = room - len(self._ids)
            self._ids = np.concatenate([self._ids, np.full(more, -1, dtype=np.int64)])
            self._present = np.concatenate([self._present, np.zeros(more, dtype=np.bool_)])
        self._ids[self._rows : end], self._present[self._rows : end] = ids, True
        self._rows, self._largest = end, max(self._largest, int(ids.max()))

    def remove(self, ids: Int64Array) -> None:
        gone = self._present[: self._rows] & _is_in(self._ids[: self._rows], ids)
        self._present[: self._rows][gone] = False
        self._removed += int(gone.sum())

    def search(self, vectors: Float32Array, count: int) -> tuple[Neighbours, ...]:
        """Cosines are right to 0.01. count : at most as many as there are."""
        parameters = faiss.IVFRaBitQSearchParameters()
        parameters.nprobe, parameters.qb = self._index.nprobe, _QUERY_BITS
        if self._removed:
            bits = np.packbits(self._present[: self._rows], bitorder="little")
            selector = faiss.IDSelectorBitmap(self._rows, faiss.swig_ptr(bits))
            parameters.sel = selector
        wanted = min(_RERANK_TIMES * count + _RERANK_MORE, len(self))
        with one_thread():
            # FAISS's product keeps to one thread here; numpy's wakes one a core, which spin on through the search.
            rotated = self._rotate.apply(vectors)
            _, rows = self._index.search(rotated, wanted, params=parameters)
        return tuple(self._ranked(row, query, count) for row, query in zip(rows, rotated, strict=True))

    def _ranked(self, rows: Int64Array, query: Float32Array, count: int) -> Neighbours:
        # −1 is FAISS's padding where the probed lists held fewer.
        rows = rows[rows >= 0]
        ids, cosines = self._ids[rows], np.clip(self._quantised.products(rows, query), -1.0, 1.0)
        order = np.lexsort((ids, -cosines))[:count]
        return Neighbours(ids[order], cosines[order])

    def __len__(self) -> int:
        return self._rows - self._removed

    def describe(self) -> str:
        megabytes = self._rows * (self._index.code_size + 9) / 1e6
        return (
            f"FAISS, codes of one bit a number in {self._index.nlist:,} lists over {len(self):,} vectors of "
            f"{self._index.d:,} numbers ({megabytes:,.1f} MB)"
        )


def _is_in(values: Int64Array, wanted: Int64Array) -> BoolArray:
    wanted = np.sort(wanted)
    if len(wanted) == 0:
        return np.zeros(len(values), dtype=np.bool_)
    places = np.minimum(np.searchsorted(wanted, values), len(wanted) - 1)
    return np.asarray(wanted[places] == values)
