"""A byte a number: near enough to rank by, and the same from memory and from a file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pictrace.index.engines.scalar_quantised_rows import ScalarQuantisedRows

RANDOM = np.random.default_rng(2)
# More than two blocks.
VECTORS = RANDOM.standard_normal((40_000, 8)).astype(np.float32)
VECTORS /= np.linalg.norm(VECTORS, axis=1, keepdims=True)
QUERY = VECTORS[5]
ROWS = RANDOM.integers(0, len(VECTORS), 500)


def filled(start: int, end: int, at_once: int = 3_000) -> ScalarQuantisedRows:
    rows = ScalarQuantisedRows(8)
    for first in range(start, end, at_once):
        rows.add(VECTORS[first : min(end, first + at_once)])
    return rows


def test_products_are_those_of_the_floats_to_about_a_hundredth() -> None:
    products = filled(0, len(VECTORS)).products(ROWS, QUERY)
    np.testing.assert_allclose(products, VECTORS[ROWS] @ QUERY, atol=0.012)
    assert products.dtype == np.float32


@pytest.mark.parametrize("split", [0, 1, 16_384, 20_000])
def test_what_is_written_is_read_and_more_can_be_added_and_written_again(tmp_path: Path, split: int) -> None:
    rows, all_at_once = filled(0, split), filled(0, len(VECTORS), len(VECTORS))
    rows.write(tmp_path / "first")
    rows.add(VECTORS[split:])
    np.testing.assert_array_equal(rows.products(ROWS, QUERY), all_at_once.products(ROWS, QUERY))
    rows.write(tmp_path / "second")
    assert (tmp_path / "second").stat().st_size == VECTORS.size
    again = ScalarQuantisedRows.read(tmp_path / "second", rows.scales, 8)
    np.testing.assert_array_equal(again.products(ROWS, QUERY), all_at_once.products(ROWS, QUERY))
    assert len(again) == len(rows) == len(VECTORS)


def test_a_file_of_another_size_is_refused(tmp_path: Path) -> None:
    rows = filled(0, 100)
    rows.write(tmp_path / "rows")
    with pytest.raises(ValueError, match="does not hold 99 rows"):
        ScalarQuantisedRows.read(tmp_path / "rows", rows.scales[:99], 8)
