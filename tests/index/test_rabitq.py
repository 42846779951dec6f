"""Codes of one bit a number: near what exact search finds, and never anything that is not there."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pictrace.index.engines.exact import ExactIndex
from pictrace.index.engines.local import FaissEngine
from pictrace.index.engines.rabitq import RabitqIndex, lists_for, sample_for
from pictrace.types import Float32Array

DIMENSION = 64
COUNT = 6000


def clustered(count: int, seed: int) -> Float32Array:
    """Unit vectors around a hundred centres, as pictures of a hundred subjects are."""
    random = np.random.default_rng(seed)
    centres = np.random.default_rng(0).standard_normal((100, DIMENSION))
    vectors = centres[random.integers(0, 100, count)] + 0.5 * random.standard_normal((count, DIMENSION))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


VECTORS = clustered(COUNT, 1)
IDS = np.arange(COUNT, dtype=np.int64) * 3 + 5


@pytest.fixture
def index() -> RabitqIndex:
    made = RabitqIndex.trained(VECTORS[::3], COUNT)
    made.add(IDS, VECTORS)
    return made


def test_a_vector_finds_itself_among_its_nearest_few(index: RabitqIndex) -> None:
    found = index.search(VECTORS[:200], 5)
    assert np.mean([id in neighbours.ids for id, neighbours in zip(IDS, found, strict=False)]) > 0.97


def test_most_of_the_nearest_are_found_and_their_cosines_are_near_the_true_ones(index: RabitqIndex) -> None:
    exact = ExactIndex(DIMENSION)
    exact.add(IDS, VECTORS)
    queries = clustered(100, 2)
    wanted, found = exact.search(queries, 10), index.search(queries, 10)
    shares = [len(np.intersect1d(a.ids, b.ids)) / 10 for a, b in zip(wanted, found, strict=True)]
    assert np.mean(shares) > 0.9
    truth = VECTORS[(found[0].ids - 5) // 3] @ queries[0]
    assert np.abs(truth - found[0].cosines).max() < 0.01
    assert (np.diff(found[0].cosines) <= 0).all()


def test_what_is_removed_is_never_found_and_the_rest_is_as_before(index: RabitqIndex) -> None:
    before = index.search(VECTORS[:50], 20)
    index.remove(np.concatenate([IDS[::2], [4, 10**12]]))
    assert len(index) == COUNT // 2
    for was, now in zip(before, index.search(VECTORS[:50], 20), strict=True):
        assert np.isin(now.ids, IDS[1::2]).all()
        kept = was.ids[np.isin(was.ids, IDS[1::2])]
        assert now.ids[: len(kept)].tolist() == kept.tolist()


def test_an_id_that_comes_again_has_the_new_vector_only(index: RabitqIndex) -> None:
    index.add(IDS[:40], -VECTORS[:40])
    assert len(index) == COUNT
    gone, there = index.search(VECTORS[:40], 50), index.search(-VECTORS[:40], 5)
    assert not any(id in neighbours.ids for id, neighbours in zip(IDS, gone, strict=False))
    assert np.mean([id in neighbours.ids for id, neighbours in zip(IDS, there, strict=False)]) > 0.95


def test_it_comes_back_from_its_files_and_goes_on(index: RabitqIndex, tmp_path: Path) -> None:
    index.remove(IDS[:10])
    index.write(tmp_path / "list")
    again = RabitqIndex.read(tmp_path / "list", DIMENSION)
    for one in (index, again):
        one.add(np.array([4_000_000]), VECTORS[:1])
    assert len(again) == len(index) == COUNT - 9
    for a, b in zip(index.search(VECTORS[:30], 20), again.search(VECTORS[:30], 20), strict=True):
        np.testing.assert_array_equal(a.ids, b.ids)
        np.testing.assert_array_equal(a.cosines, b.cosines)


def test_files_of_another_dimension_or_of_nothing_are_refused(index: RabitqIndex, tmp_path: Path) -> None:
    index.write(tmp_path / "list")
    with pytest.raises(ValueError, match="rows of 65 bytes"):
        RabitqIndex.read(tmp_path / "list", DIMENSION + 1)
    (tmp_path / "list.codes").write_bytes(b"nothing")
    with pytest.raises(RuntimeError):
        RabitqIndex.read(tmp_path / "list", DIMENSION)


def test_it_says_when_it_has_outgrown_itself() -> None:
    small = RabitqIndex.trained(VECTORS[:600], 600)
    small.add(IDS[:4800], VECTORS[:4800])
    assert not small.outgrown
    small.add(IDS[4800:4802], VECTORS[4800:4802])
    assert small.outgrown
    worn = RabitqIndex.trained(VECTORS[:600], COUNT)
    worn.add(IDS, VECTORS)
    assert not worn.outgrown
    worn.remove(IDS[:3000])
    assert worn.outgrown


def test_more_vectors_mean_more_lists_and_a_sample_never_more_than_there_are() -> None:
    assert [lists_for(count) for count in (1, 10_000, 100_000, 1_000_000)] == [32, 256, 512, 2048]
    assert sample_for(50) == 50
    assert sample_for(10**9) == 32_768


def test_the_engine_chooses_by_size_and_says_so() -> None:
    engine = FaissEngine(DIMENSION, exact_bytes=1000 * DIMENSION * 4)
    engine.add(IDS[:1000], VECTORS[:1000])
    assert (engine.sample_for(1000), engine.outgrown, engine.approximate) == (0, False, False)
    assert "exact" in engine.describe()
    engine.add(IDS[1000:1501], VECTORS[1000:1501])
    assert not engine.outgrown
    engine.add(IDS[1501:1502], VECTORS[1501:1502])
    assert engine.outgrown
    assert engine.sample_for(COUNT) > 0
    engine.prepare(VECTORS[:2000], COUNT)
    assert len(engine) == 0
    engine.add(IDS, VECTORS)
    assert (engine.outgrown, engine.approximate, len(engine)) == (False, True, COUNT)
    assert "codes of one bit" in engine.describe()
    assert "6,000" in engine.describe()


@pytest.mark.parametrize("exact_bytes", [10**9, 10**4])
def test_an_engine_comes_back_from_its_files_as_the_kind_it_was(tmp_path: Path, exact_bytes: int) -> None:
    engine = FaissEngine(DIMENSION, exact_bytes=exact_bytes)
    engine.prepare(VECTORS[:2000], COUNT)
    engine.add(IDS, VECTORS)
    again = FaissEngine(DIMENSION, exact_bytes=exact_bytes)
    again.read(tmp_path / "list", engine.write(tmp_path / "list"))
    assert again.describe() == engine.describe()
    assert again.search(VECTORS[7], 9).ids.tolist() == engine.search(VECTORS[7], 9).ids.tolist()
