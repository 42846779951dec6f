"""Scalar quantisation: vectors of a byte a number, on disk, to re-rank what codes found without taking memory.

Of twenty crops of a tenth of a photograph among 100,000 pictures, codes of one bit put ten originals among the first
eight pictures by tiles; re-ranked by bytes fourteen are there, as many as by floats.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from pictrace.types import Float32Array, Int8Array, Int64Array

_LARGEST = 127.0
# Rows in memory are in blocks of so many: one growing array would be copied again and again, and be in memory twice.
_BLOCK = 16_384


class ScalarQuantisedRows:
    """Written rows are read from their file when needed; rows added since are in memory."""

    def __init__(self, dimension: int) -> None:
        self._dimension = dimension
        self._written: Int8Array = np.empty((0, dimension), dtype=np.int8)
        self._blocks: list[Int8Array] = []
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
        rows = np.rint(vectors / scales[:, np.newaxis]).astype(np.int8)
        if self._count + len(rows) > len(self._scales):
            more = max(self._count + len(rows), 2 * len(self._scales), 1024) - len(self._scales)
            self._scales = np.concatenate([self._scales, np.zeros(more, dtype=np.float32)])
        self._scales[self._count : self._count + len(rows)] = scales
        while len(rows):
            start = (self._count - len(self._written)) % _BLOCK
            if start == 0:
                self._blocks.append(np.empty((_BLOCK, self._dimension), dtype=np.int8))
            some = rows[: _BLOCK - start]
            self._blocks[-1][start : start + len(some)] = some
            self._count += len(some)
            rows = rows[len(some) :]

    def products(self, rows: Int64Array, query: Float32Array) -> Float32Array:
        """(n,) float32: inner products of these rows with (d,) float32; of unit vectors accurate to 0.01."""
        found = np.empty((len(rows), self._dimension), dtype=np.float32)
        unwritten = rows - len(self._written)
        found[unwritten < 0] = self._written[rows[unwritten < 0]]
        blocks = unwritten // _BLOCK
        for block in np.unique(blocks[unwritten >= 0]).tolist():
            found[blocks == block] = self._blocks[block][unwritten[blocks == block] % _BLOCK]
        # Not a matrix product, for which BLAS may wake threads that spin on through the search.
        return np.asarray(np.vecdot(found, query) * self._scales[rows], np.float32)

    def write(self, path: Path) -> None:
        """Write every row to a file of n × d bytes, and read them from there from now on."""
        with path.open("wb") as file:
            for start in range(0, len(self._written), _BLOCK):
                file.write(self._written[start : start + _BLOCK].tobytes())
            remaining = self._count - len(self._written)
            for place, block in enumerate(self._blocks):
                file.write(block[: remaining - place * _BLOCK].tobytes())
        self._use(path)

    @classmethod
    def read(cls, path: Path, scales: Float32Array, dimension: int) -> ScalarQuantisedRows:
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
        self._blocks = []
