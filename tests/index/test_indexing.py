from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pytest
from catalog_pictures import picture

from pictrace.index import SyncedIndex, engines, projection
from pictrace.index.rank_fusion import RankedList, fuse_rankings
from pictrace.store import Catalog
from pictrace.types import QueryVectors

RANDOM = np.random.default_rng(3)


def unit(vectors):
    return (vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)).astype(np.float32)


def ids(*numbers):
    return np.array(numbers, dtype=np.int64)


def test_each_ranking_gives_its_share_in_turn_and_nothing_comes_twice():
    merged = fuse_rankings([RankedList(ids(1, 2, 3, 4), 2), RankedList(ids(2, 9, 1, 8), 1)], 6)
    assert merged.tolist() == [1, 2, 9, 3, 4, 8]


def test_a_ranking_that_ends_leaves_its_places_to_the_others():
    assert fuse_rankings([RankedList(ids(), 3), RankedList(ids(5, 6, 7), 1)], 3).tolist() == [5, 6, 7]
    assert fuse_rankings([RankedList(ids(1), 3), RankedList(ids(5, 6, 7), 1)], 10).tolist() == [1, 5, 6, 7]
    assert fuse_rankings([], 3).tolist() == []


def test_whitening_keeps_what_is_near_near_and_comes_back_from_its_bytes():
    spread = RANDOM.normal(size=(400, 12)) * np.linspace(5, 0.1, 12)
    learned = projection.learn(unit(spread + 3), 6)
    again = projection.from_bytes(learned.to_bytes(), 12)
    vectors = unit(spread[:50] + 3)
    np.testing.assert_array_equal(learned.apply(vectors), again.apply(vectors))
    shorter = learned.apply(vectors)
    assert shorter.shape == (50, 6)
    np.testing.assert_allclose(np.linalg.norm(shorter, axis=1), 1, atol=1e-5)
    near = learned.apply(unit(vectors + 0.001 * RANDOM.normal(size=vectors.shape)))
    assert ((near @ shorter.T).argmax(axis=1) == np.arange(50)).all()


def test_a_vector_that_is_the_mean_still_has_length_1():
    learned = projection.learn(unit(RANDOM.normal(size=(100, 8))), 4)
    assert np.linalg.norm(learned.apply(learned.mean[np.newaxis])) == pytest.approx(1, abs=1e-5)


def test_a_picture_is_found_by_a_part_of_it_and_no_longer_once_it_is_removed(tmp_path: Path):
    with Catalog.open(tmp_path) as catalog:
        stored = [entry.id for entry in catalog.insert([picture(number) for number in range(1, 9)])]
        rows = {row.id: row for row in catalog.tile_vectors(stored)}
        dimension = rows[stored[0]].tile_vectors.vectors.shape[1]
        index = SyncedIndex(catalog, partial(engines.create, "faiss"), dimension)
        strange = unit(RANDOM.normal(size=(1, dimension)))
        for id in stored:
            windows = QueryVectors(
                strange, rows[id].tile_vectors.tiles[1:2], strange[:0], rows[stored[0]].colours[np.newaxis]
            )
            assert id in index.search(windows, 5).ids[:5].tolist()
            small = QueryVectors(
                strange, strange[:0], rows[id].tile_vectors.low_res[np.newaxis], rows[stored[0]].colours[np.newaxis]
            )
            assert id in index.search(small, 5).ids[:5].tolist()
        assert index.search(windows, 100).searched == 8
        assert sorted(index.search(windows, 100).ids.tolist()) == stored
        catalog.remove(stored[:1])
        assert sorted(index.search(windows, 100).ids.tolist()) == stored[1:]


def test_a_library_learns_when_it_is_large_enough_and_again_when_it_has_grown_fourfold(tmp_path: Path):
    with Catalog.open(tmp_path) as catalog:
        dimension = catalog_dimension(catalog)
        index = SyncedIndex(catalog, partial(engines.create, "faiss"), dimension)
        assert not index.learn()
        catalog.insert([picture(number) for number in range(2, 1001)])
        before = index.search(asked(catalog, 7), 5).ids.tolist()
        assert index.learn()
        assert not index.learn()
        assert "shortened to" in index.describe()
        after = index.search(asked(catalog, 7), 5).ids.tolist()
        assert after[0] == before[0] == 7
        other = SyncedIndex(catalog, partial(engines.create, "faiss"), dimension)
        assert other.search(asked(catalog, 7), 5).ids.tolist() == after
        another_network = SyncedIndex(catalog, partial(engines.create, "faiss"), dimension, "another 1")
        another_network.sync()
        assert "shortened to" not in another_network.describe()
        assert another_network.learn()


def catalog_dimension(catalog: Catalog) -> int:
    first = catalog.insert([picture(1)])[0].id
    return int(catalog.features([first])[first].vector.shape[0])


def asked(catalog: Catalog, id: int) -> QueryVectors:
    row = next(iter(catalog.tile_vectors([id])))
    vector = catalog.features([id])[id].vector[np.newaxis]
    return QueryVectors(vector, row.tile_vectors.low_res[np.newaxis], row.tile_vectors.tiles, row.colours[np.newaxis])
