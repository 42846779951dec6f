"""Nearest descriptors by Hamming distance, and the ratio test."""

from __future__ import annotations

import numpy as np
import pytest

from pictrace.matching import hamming
from pictrace.types import UInt8Array


def some(count: int, seed: int) -> UInt8Array:
    return np.random.default_rng(seed).integers(0, 256, (count, 32), dtype=np.uint8)


def all_distances(query: UInt8Array, candidate: UInt8Array) -> np.ndarray:
    return np.unpackbits(query[:, np.newaxis] ^ candidate, axis=2).sum(axis=2, dtype=np.int64)


@pytest.mark.parametrize("at_once", [1 << 20, 300, 1])
def test_the_two_nearest_are_those_of_all_distances(at_once: int) -> None:
    query, candidate = some(50, 1), some(90, 2)
    query[7] = candidate[33]
    found = hamming.two_nearest(query, candidate, at_once)
    expected = all_distances(query, candidate)
    assert np.array_equal(found.rows, expected.argmin(axis=1))
    assert np.array_equal(np.stack([found.first, found.second], axis=1), np.sort(expected, axis=1)[:, :2])
    assert (found.rows[7], found.first[7]) == (33, 0)


def test_nothing_has_no_neighbours_and_every_other_byte_of_memory_may_be_skipped() -> None:
    candidate = some(40, 3)
    assert len(hamming.two_nearest(candidate[:0], candidate).rows) == 0
    spaced = np.repeat(candidate, 2, axis=0)[::2]
    assert np.array_equal(hamming.two_nearest(spaced, spaced).first, np.zeros(40))


def test_descriptors_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="32 and 16 bytes"):
        hamming.two_nearest(some(3, 1), np.ascontiguousarray(some(3, 2)[:, :16]))


def test_each_row_is_used_once_by_the_match_that_is_nearest() -> None:
    nearest = hamming.Nearest(
        rows=np.array([4, 4, 2, 4, 0]),
        first=np.array([9, 5, 30, 5, 12], dtype=np.int32),
        second=np.array([90, 90, 31, 90, 90], dtype=np.int32),
    )
    query_rows, candidate_rows = hamming.one_to_one(nearest)
    # The third fails the ratio test; of the second and the fourth, equally near, the earlier has the row.
    assert query_rows.tolist() == [1, 4]
    assert candidate_rows.tolist() == [4, 0]


def test_no_match_is_no_pair() -> None:
    nearest = hamming.Nearest(np.array([0]), np.array([9], dtype=np.int32), np.array([9], dtype=np.int32))
    assert [len(rows) for rows in hamming.one_to_one(nearest)] == [0, 0]
