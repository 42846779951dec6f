"""Vectors in a byte a number, on disk: what codes found is ranked by them, and they take no memory.

Of ten crops of a tenth of a photograph among 100,000 pictures, codes of one bit put five originals among the first
eight windows; ranked by bytes seven stand there, as many as by floats.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from pictrace.types import Float32Array, Int8Array, Int64Array

_LARGEST = 127.0
_AT_ONCE = 65_536


class FineRows:
    """Rows that were written are read from their file as they are needed; those that came since are in memory."""

    def __init__(self, dimension: int) -> None:
        self._dimension = dimension
        self._written: Int8Array = np.empty((0, dimension), dtype=np.int8)
        self._fresh: Int8Array = np.empty((0, dimension), dtype=np.int8)
        self._scales: Float32Array = np.empty(0, dtype=np.float32)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    @property
    def scales(self) -> Float32Array:
        """(n,) float32: a row's bytes times this are its numbers. Belongs to the file that `write` writes."""
        return self._scales[: self._count]

    def add(self, vectors: Float32Array) -> None:
        """(n, d) float32, none of them zero."""
        scales = np.abs(vectors).max(axis=1) / _LARGEST
        start, end = self._count - len(self._written), self._count - len(self._written) + len(vectors)
        if end > len(self._fresh):
            more = max(end, 2 * len(self._fresh), 1024) - len(self._fresh)
            self._fresh = np.concatenate([self._fresh, np.zeros((more, self._dimension), dtype=np.int8)])
        if self._count + len(vectors) > len(self._scales):
            more = max(self._count + len(vectors), 2 * len(self._scales), 1024) - len(self._scales)
            self._scales = np.concatenate([self._scales, np.zeros(more, dtype=np.float32)])
        self._fresh[start:end] = np.rint(vectors / scales[:, np.newaxis])
        self._scales[self._count : self._count + len(vectors)] = scales
        self._count += len(vectors)

    def products(self, rows: Int64Array, query: Float32Array) -> Float32Array:
        """(n,) float32: of these rows with (d,) float32; off by at most 0.004 of both lengths."""
        found = np.empty((len(rows), self._dimension), dtype=np.float32)
        split = len(self._written)
        old = rows < split
        found[old] = self._written[rows[old]]
        found[~old] = self._fresh[rows[~old] - split]
        return np.asarray((found @ query) * self._scales[rows], np.float32)

    def write(self, path: Path) -> None:
        """Write every row to a file of n × d bytes, and read them from there from now on."""
        with path.open("wb") as file:
            for start in range(0, len(self._written), _AT_ONCE):
                file.write(self._written[start : start + _AT_ONCE].tobytes())
            file.write(self._fresh[: self._count - len(self._written)].tobytes())
        self._use(path)

    @classmethod
    def read(cls, path: Path, scales: Float32Array, dimension: int) -> FineRows:
        """What `write` wrote. Raises OSError or ValueError for a file of another size."""
        made = cls(dimension)
        made._scales, made._count = scales, len(scales)
        if path.stat().st_size != len(scales) * dimension:
            raise ValueError(f"{path.name} does not hold {len(scales)} rows of {dimension} bytes")
        made._use(path)
        return made

    def _use(self, path: Path) -> None:
        if self._count:
            self._written = np.memmap(path, dtype=np.int8, mode="r", shape=(self._count, self._dimension))
        self._fresh = np.empty((0, self._dimension), dtype=np.int8)
