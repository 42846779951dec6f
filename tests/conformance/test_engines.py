"""Every engine keeps the same promises; one that is added is tested by being named in `engines.names()`."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from pictrace.errors import InvalidInput, MissingPackage
from pictrace.index import engines
from pictrace.index.engines import EngineSource
from pictrace.types import Engine, Float32Array, Int64Array

DIMENSION = 16


def unit_vectors(count: int, seed: int = 0) -> Float32Array:
    vectors = np.random.default_rng(seed).standard_normal((count, DIMENSION)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def ids(*numbers: int) -> Int64Array:
    return np.array(numbers, dtype=np.int64)


@pytest.fixture(params=engines.names())
def engine(request: pytest.FixtureRequest) -> Engine:
    return engines.create(request.param, DIMENSION)


def test_the_default_is_among_the_names() -> None:
    assert engines.DEFAULT in engines.names()


def test_it_is_an_engine_of_its_name(engine: Engine) -> None:
    assert isinstance(engine, Engine)
    assert engine.name in engines.names()


def test_a_new_engine_is_empty(engine: Engine) -> None:
    found = engine.search(unit_vectors(1)[0], 5)
    assert len(engine) == 0
    assert found.ids.shape == found.cosines.shape == (0,)
    assert (found.ids.dtype, found.cosines.dtype) == (np.int64, np.float32)


def test_a_vector_finds_itself_first_and_the_order_is_that_of_the_cosines(engine: Engine) -> None:
    vectors = unit_vectors(200)
    engine.add(np.arange(1, 201), vectors)
    found = engine.search(vectors[41], 10)
    expected = np.argsort(-(vectors @ vectors[41]))[:10]
    assert found.ids.tolist() == (expected + 1).tolist()
    np.testing.assert_allclose(found.cosines, (vectors @ vectors[41])[expected], atol=1e-6)
    assert found.cosines[0] == pytest.approx(1.0, abs=1e-6)


def test_no_padding_when_fewer_are_there_than_asked_for(engine: Engine) -> None:
    engine.add(ids(7, 3), unit_vectors(2))
    found = engine.search(unit_vectors(1)[0], 50)
    assert sorted(found.ids.tolist()) == [3, 7]
    assert len(found.cosines) == 2


def test_equal_cosines_come_by_id_also_where_the_list_is_cut(engine: Engine) -> None:
    same = np.repeat(unit_vectors(1), 60, axis=0)
    engine.add(np.arange(60, 0, -1), same)
    engine.add(ids(99), -same[:1])
    assert engine.search(same[0], 10).ids.tolist() == list(range(1, 11))
    assert engine.search(same[0], 61).ids.tolist() == [*range(1, 61), 99]


def test_adding_an_id_again_replaces_it(engine: Engine) -> None:
    first, second = unit_vectors(2)
    engine.add(ids(5), first[np.newaxis])
    engine.add(ids(5, 6), np.stack([second, first]))
    assert len(engine) == 2
    assert engine.search(second, 1).ids.tolist() == [5]
    assert engine.search(first, 1).ids.tolist() == [6]


def test_of_an_id_that_comes_twice_the_last_counts(engine: Engine) -> None:
    vectors = unit_vectors(3)
    engine.add(ids(1, 2, 1), vectors)
    assert len(engine) == 2
    assert engine.search(vectors[2], 1).ids.tolist() == [1]
    assert engine.search(vectors[0], 1).cosines[0] < 0.99


def test_removed_ids_are_gone_and_the_others_keep_their_vectors(engine: Engine) -> None:
    vectors = unit_vectors(100)
    engine.add(np.arange(1, 101), vectors)
    engine.remove(np.arange(1, 101, 2))
    engine.remove(ids(1, 4711))
    assert len(engine) == 50
    for id in (2, 50, 100):
        found = engine.search(vectors[id - 1], 50)
        assert found.ids[0] == id
        assert (found.ids % 2 == 0).all()


def test_clear_forgets_everything_and_it_can_be_filled_again(engine: Engine) -> None:
    vectors = unit_vectors(4)
    engine.add(ids(1, 2, 3, 4), vectors)
    engine.clear()
    assert len(engine) == 0
    engine.add(ids(9), vectors[:1])
    assert engine.search(vectors[0], 5).ids.tolist() == [9]


def test_nothing_to_add_or_remove_is_no_error(engine: Engine) -> None:
    engine.add(ids(), np.empty((0, DIMENSION), dtype=np.float32))
    engine.remove(ids())
    assert len(engine) == 0


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_numbers_that_are_not_finite_are_refused_and_nothing_is_added(engine: Engine, value: float) -> None:
    vectors = unit_vectors(2)
    vectors[1, 3] = value
    with pytest.raises(InvalidInput, match="finite"):
        engine.add(ids(1, 2), vectors)
    with pytest.raises(InvalidInput, match="finite"):
        engine.search(vectors[1], 1)
    assert len(engine) == 0


def test_other_shapes_are_refused(engine: Engine) -> None:
    with pytest.raises(InvalidInput, match="shape"):
        engine.add(ids(1), np.ones((1, DIMENSION + 1), dtype=np.float32))
    with pytest.raises(InvalidInput, match="shape"):
        engine.add(ids(1, 2), unit_vectors(1))
    with pytest.raises(InvalidInput, match="shape"):
        engine.search(unit_vectors(1), 1)


def test_ids_and_counts_below_zero_are_refused(engine: Engine) -> None:
    with pytest.raises(InvalidInput, match="-1"):
        engine.add(ids(-1), unit_vectors(1))
    with pytest.raises(InvalidInput, match="-2"):
        engine.search(unit_vectors(1)[0], -2)


def test_it_describes_itself_in_one_line(engine: Engine) -> None:
    engine.add(np.arange(1, 1235), unit_vectors(1234))
    assert "1,234" in engine.describe()
    assert "\n" not in engine.describe()


def test_searches_while_others_add_and_remove_see_whole_vectors(engine: Engine) -> None:
    vectors = unit_vectors(400)
    engine.add(np.arange(200), vectors[:200])
    wrong: list[int] = []
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            for id in (0, 99, 199):
                found = engine.search(vectors[id], 3)
                if found.ids[0] != id or found.cosines[0] < 0.999:
                    wrong.append(id)

    watchers = [threading.Thread(target=look) for _ in range(3)]
    for watcher in watchers:
        watcher.start()
    for start in range(200, 400, 20):
        some = np.arange(start, start + 20)
        engine.add(some, vectors[some])
        engine.remove(some[::2])
    done.set()
    for watcher in watchers:
        watcher.join()
    assert wrong == []
    assert len(engine) == 300


def test_an_unknown_name_is_refused_with_the_known_ones() -> None:
    with pytest.raises(InvalidInput, match=r"'hnsw'.*faiss"):
        engines.create("hnsw", DIMENSION)


def test_a_dimension_of_nothing_is_refused() -> None:
    with pytest.raises(InvalidInput, match="0"):
        engines.create("faiss", 0)


def test_a_missing_package_is_named_with_what_to_install() -> None:
    source = EngineSource("remote", "no_such_package_anywhere", "Engine", "pictrace[remote]")
    with pytest.raises(MissingPackage, match=r"'remote'.*pip install pictrace\[remote\]"):
        source.create(DIMENSION)
