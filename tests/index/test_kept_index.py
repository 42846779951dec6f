"""The index of a large library: in files, made anew in the background, and always equal to the catalogue."""

from __future__ import annotations

import logging
import shutil
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from catalog_pictures import DIMENSION, picture

from pictrace.index import SyncedIndex
from pictrace.index.engines.local import FaissEngine
from pictrace.store import Catalog
from pictrace.types import QueryVectors

COUNT = 120


@pytest.fixture
def catalog(tmp_path: Path):
    with Catalog.open(tmp_path / "library") as opened:
        opened.insert([picture(number) for number in range(1, COUNT + 1)])
        yield opened


def index_of(catalog: Catalog, folder: Path, exact_bytes: int = 10**9, network: str = "net 1") -> SyncedIndex:
    make = partial(FaissEngine, exact_bytes=exact_bytes)
    return SyncedIndex(catalog, make, DIMENSION, network, folder, large=100)


def asked(catalog: Catalog, id: int) -> QueryVectors:
    row = next(iter(catalog.tile_vectors([id])))
    vector = catalog.features([id])[id].vector[np.newaxis]
    return QueryVectors(vector, row.tile_vectors.low_res[np.newaxis], row.tile_vectors.tiles, row.colours[np.newaxis])


def answers(index: SyncedIndex, catalog: Catalog) -> list[list[int]]:
    return [index.search(asked(catalog, id), 10).ids.tolist() for id in (1, 50, COUNT)]


@pytest.fixture(params=[10**9, 1000], ids=["exact", "codes"])
def exact_bytes(request: pytest.FixtureRequest) -> int:
    return int(request.param)


def test_a_library_that_is_opened_again_answers_as_before(catalog: Catalog, tmp_path: Path, exact_bytes: int) -> None:
    first = index_of(catalog, tmp_path / "index", exact_bytes)
    before = answers(first, catalog)
    first.close()
    assert (tmp_path / "index" / "index.json").exists()
    again = index_of(catalog, tmp_path / "index", exact_bytes)
    assert answers(again, catalog) == before
    assert again.describe() == index_of(catalog, tmp_path / "elsewhere", exact_bytes).describe()


def test_the_files_are_read_and_not_the_rows(catalog: Catalog, tmp_path: Path) -> None:
    before = index_of(catalog, tmp_path / "index")
    query, expected = asked(catalog, 1), answers(before, catalog)[0]
    with closing(sqlite3.connect(tmp_path / "library" / "catalog.sqlite")) as database, database:
        database.execute("DELETE FROM vectors")
        database.execute("DELETE FROM parts")
    assert index_of(catalog, tmp_path / "index").search(query, 10).ids.tolist() == expected
    assert index_of(catalog, tmp_path / "elsewhere").count() == 0


@pytest.mark.parametrize("name", ["index.json", "wholes", "windows"])
def test_damaged_files_are_passed_over(
    catalog: Catalog, tmp_path: Path, exact_bytes: int, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    first = index_of(catalog, tmp_path / "index", exact_bytes)
    before = answers(first, catalog)
    first.close()
    damaged = next(path for path in (tmp_path / "index").iterdir() if path.name.startswith(name))
    data = bytearray(damaged.read_bytes())
    data[len(data) // 2] ^= 0xFF
    damaged.write_bytes(data)
    with caplog.at_level(logging.WARNING):
        assert answers(index_of(catalog, tmp_path / "index", exact_bytes), catalog) == before


def test_what_changed_since_the_files_were_written_is_followed(
    catalog: Catalog, tmp_path: Path, exact_bytes: int
) -> None:
    index_of(catalog, tmp_path / "index", exact_bytes).close()
    index_of(catalog, tmp_path / "index", exact_bytes).sync()
    catalog.insert([picture(777)])
    catalog.remove([2])
    again = index_of(catalog, tmp_path / "index", exact_bytes)
    newest = max(catalog.ids())
    assert newest in again.search(asked(catalog, newest), 10).ids
    assert again.search(asked(catalog, newest), 10).searched == COUNT
    assert 2 not in again.search(asked(catalog, newest), COUNT).ids


def test_files_of_a_later_state_or_of_another_library_or_network_are_not_used(catalog: Catalog, tmp_path: Path) -> None:
    shutil.copytree(tmp_path / "library", tmp_path / "backup")
    catalog.insert([picture(777)])
    catalog.remove([3])
    index_of(catalog, tmp_path / "index").sync()
    with Catalog.open(tmp_path / "backup") as restored:
        restored.put("identity", catalog.get("identity") or "")
        assert index_of(restored, tmp_path / "index").count() == COUNT
        restored.insert([picture(number) for number in (801, 802, 803)])
        restored.remove([4])
        index = index_of(restored, tmp_path / "index")
        assert 3 in index.search(asked(restored, 3), 10).ids
        assert index.count() == restored.count()
    other = index_of(catalog, tmp_path / "index", network="net 2")
    assert other.count() == COUNT


def test_a_library_that_grows_gets_another_index_while_the_present_one_answers(
    catalog: Catalog, tmp_path: Path
) -> None:
    room = int(1.1 * COUNT) * DIMENSION * 4 * 10
    index = index_of(catalog, tmp_path / "index", exact_bytes=room)
    index.sync()
    catalog.insert([picture(number) for number in range(1001, 1001 + COUNT)])
    newest = max(catalog.ids())
    assert newest in index.search(asked(catalog, newest), 10).ids
    catalog.insert([picture(2001)])
    catalog.remove([1])
    index.wait_for_rebuild()
    described = index.describe()
    assert f"{2 * COUNT:,} vectors" in described
    assert index.lists().engines["windows"].approximate
    newest = max(catalog.ids())
    assert newest in index.search(asked(catalog, newest), 10).ids
    assert 1 not in index.search(asked(catalog, newest), 300).ids
    index.close()
    assert index_of(catalog, tmp_path / "index", exact_bytes=room).describe() == described


def test_what_most_of_a_library_came_after_is_made_anew_at_once(catalog: Catalog, tmp_path: Path) -> None:
    room = int(1.1 * COUNT) * DIMENSION * 4 * 10
    index = index_of(catalog, tmp_path / "index", exact_bytes=room)
    assert not index.lists().engines["windows"].approximate
    catalog.insert([picture(number) for number in range(1001, 1001 + 4 * COUNT)])
    assert index.lists().engines["windows"].approximate
    newest = max(catalog.ids())
    assert newest in index.search(asked(catalog, newest), 10).ids


def test_an_index_is_not_made_anew_of_the_same_pictures(catalog: Catalog, tmp_path: Path) -> None:
    made = []

    class NeverContent(FaissEngine):
        def __init__(self, dimension: int) -> None:
            super().__init__(dimension)
            made.append(dimension)

        @property
        def outgrown(self) -> bool:
            return True

    index = SyncedIndex(catalog, NeverContent, DIMENSION, "net 1", tmp_path / "index", large=100)
    for _ in range(3):
        index.sync()
        index.wait_for_rebuild()
    assert len(made) == 4
    catalog.insert([picture(number) for number in range(2001, 2001 + COUNT)])
    index.sync()
    index.wait_for_rebuild()
    assert len(made) == 8


def test_old_files_go_when_new_ones_are_written(catalog: Catalog, tmp_path: Path) -> None:
    index = index_of(catalog, tmp_path / "index")
    index.sync()
    before = {path.name for path in (tmp_path / "index").iterdir()}
    index.rebuild()
    after = {path.name for path in (tmp_path / "index").iterdir()}
    assert before & after == {"index.json"}
    assert len(before) == len(after)


def test_a_folder_that_cannot_be_written_costs_no_answer(
    catalog: Catalog, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "index").write_text("a file stands where the folder should be")
    index = index_of(catalog, tmp_path / "index")
    with caplog.at_level(logging.WARNING):
        assert 1 in index.search(asked(catalog, 1), 10).ids
    assert "could not be written" in caplog.text
    index.close()


def test_what_cannot_be_finished_leaves_no_files(
    catalog: Catalog, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    class FullDisk(FaissEngine):
        def write(self, path: Path) -> str:
            path.write_bytes(b"half of it")
            if path.name.startswith("windows"):
                raise OSError("no space left")
            return super().write(path)

    index = SyncedIndex(catalog, FullDisk, DIMENSION, "net 1", tmp_path / "index", large=100)
    with caplog.at_level(logging.WARNING):
        assert 1 in index.search(asked(catalog, 1), 10).ids
    assert "no space left" in caplog.text
    assert list((tmp_path / "index").iterdir()) == []


def test_a_small_library_writes_no_files(tmp_path: Path) -> None:
    with Catalog.open(tmp_path / "small") as small:
        small.insert([picture(1)])
        index = index_of(small, tmp_path / "index")
        index.sync()
        index.close()
    assert not (tmp_path / "index").exists()
