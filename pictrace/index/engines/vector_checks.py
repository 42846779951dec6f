"""Checks of ids and vectors, the same for every engine."""

from __future__ import annotations

import numpy as np

from pictrace.errors import InvalidInput
from pictrace.types import Float32Array, Int64Array


def checked_rows(ids: Int64Array, vectors: Float32Array, dimension: int) -> tuple[Int64Array, Float32Array]:
    """(n,) int64 and (n, dimension) float32, C-contiguous; of an id that comes twice only the last row.

    Raises InvalidInput for other shapes, numbers that are not finite, and ids below 0.
    """
    ids = np.asarray(ids, dtype=np.int64)
    vectors = np.ascontiguousarray(vectors, dtype=np.float32)
    if ids.ndim != 1 or vectors.shape != (len(ids), dimension):
        raise InvalidInput(
            f"Ids of shape {ids.shape} and vectors of shape {vectors.shape} do not fit this engine; "
            f"give (n,) and (n, {dimension})."
        )
    if not np.isfinite(vectors).all():
        raise InvalidInput("A vector holds numbers that are not finite; an engine cannot compare it.")
    if len(ids) and ids.min() < 0:
        raise InvalidInput(f"The id {ids.min()} is below 0; ids of pictures are not.")
    last = np.unique(ids[::-1], return_index=True)[1]
    if len(last) == len(ids):
        return ids, vectors
    kept = np.sort(len(ids) - 1 - last)
    return ids[kept], vectors[kept]


def checked_query(vector: Float32Array, count: int, dimension: int) -> Float32Array:
    """(dimension,) float32. Raises InvalidInput for another shape, numbers that are not finite, or a count below 0."""
    vector = np.ascontiguousarray(vector, dtype=np.float32)
    if vector.shape != (dimension,):
        raise InvalidInput(f"A query of shape {vector.shape} does not fit an engine for {dimension} numbers.")
    checked_queries(vector[np.newaxis], count, dimension)
    return vector


def checked_queries(vectors: Float32Array, count: int, dimension: int) -> Float32Array:
    """(m, dimension) float32. Raises InvalidInput as `checked_query`."""
    vectors = np.ascontiguousarray(vectors, dtype=np.float32)
    if vectors.ndim != 2 or vectors.shape[1] != dimension:
        raise InvalidInput(f"Queries of shape {vectors.shape} do not fit an engine for {dimension} numbers.")
    if not np.isfinite(vectors).all():
        raise InvalidInput("The query's vector holds numbers that are not finite; it cannot be compared.")
    if count < 0:
        raise InvalidInput(f"{count} neighbours cannot be found; ask for 0 or more.")
    return vectors
