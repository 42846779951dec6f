"""A disk without room is said as such, before and while pictures are added, and costs nothing that was added."""

from __future__ import annotations

import errno
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from sqlalchemy import text

from pictrace import Library
from pictrace.errors import DiskFull
from pictrace.store import Catalog
from pictrace.store.database import Database, database_url
from pictrace.store.files import PictureStore
from pictrace.system import disk_space
from pictrace.web import words
from pictrace.web.jobs import ADD, jobs

SOON = 60.0


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library", backbone="tiny") as library:
        yield library


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """A folder of 60 small pictures: four batches."""
    folder = tmp_path / "many"
    folder.mkdir()
    random = np.random.default_rng(7)
    for place in range(60):
        pixels = random.integers(0, 255, (40, 60, 3), dtype=np.uint8)
        Image.fromarray(pixels).save(folder / f"{place}.png")
    return folder


def leave(monkeypatch: pytest.MonkeyPatch, free: Callable[[int], int]) -> None:
    """From now on the disk says that `free` bytes are free; it gets how often it was asked before."""
    real, asked = shutil.disk_usage, 0

    def usage(path: Any) -> Any:
        nonlocal asked
        asked += 1
        return real(path)._replace(free=free(asked - 1))

    monkeypatch.setattr(shutil, "disk_usage", usage)


def fill(monkeypatch: pytest.MonkeyPatch, folder: Path, after: int) -> None:
    """The system refuses to make any more files in `folder` after so many."""
    real, made = tempfile.mkstemp, 0

    def make(*arguments: Any, **options: Any) -> Any:
        nonlocal made
        if str(options.get("dir", "")).startswith(str(folder)):
            made += 1
            if made > after:
                raise OSError(errno.ENOSPC, "No space left on device")
        return real(*arguments, **options)

    monkeypatch.setattr(tempfile, "mkstemp", make)


def test_where_there_is_hardly_any_room_nothing_is_begun(
    library: Library, pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave(monkeypatch, lambda asked: 3_000_000)
    for begin in (lambda: library.add(pictures), lambda: library.store_upload(b"a picture", "a.jpg")):
        with pytest.raises(DiskFull) as raised:
            begin()
        assert f"20 MB are needed in {library.location}, and 3 MB are free" in raised.value.message
    assert len(library) == 0


def test_adding_stops_when_the_room_runs_low(library: Library, pictures: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    leave(monkeypatch, lambda asked: 100_000_000 if asked < 3 else 2_000_000)
    report = library.add(pictures)
    assert "8 MB are needed" in report.stopped
    assert "2 MB are free" in report.stopped
    assert report.added == len(library) == 32
    assert report.failed == ()
    monkeypatch.undo()
    again = library.add(pictures)
    assert (again.added, again.known, again.stopped) == (28, 32, "")


def test_adding_stops_cleanly_on_a_disk_that_is_full(
    library: Library, pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(monkeypatch, library.location, after=20)
    report = library.add(pictures)
    assert report.stopped.startswith("Adding stopped before its end, and what was added stays. The disk of ")
    assert "is full" in report.stopped
    assert report.added == len(library) == 16
    assert library.verify().ok
    monkeypatch.undo()
    assert library.add(pictures).added == 44


def test_a_job_on_a_full_disk_ends_and_says_so(
    library: Library, pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(monkeypatch, library.location, after=20)
    status = jobs().wait(jobs().start(library, ADD, [str(pictures)]), SOON)
    assert status.ended
    assert "is full" in status.reason
    assert status.report is not None
    assert status.report.added == 16
    logged = library.jobs.list()[0]
    assert (logged.state, logged.added) == ("failed", 16)
    line = words.adding.job_result(logged.state, logged.added, logged.known, logged.failed, logged.reason)
    assert "16 added" in line
    assert "is full" in line


def test_a_catalogue_that_cannot_grow_says_that_the_disk_is_full(tmp_path: Path) -> None:
    Catalog.open(tmp_path).close()
    database = Database(database_url(tmp_path))

    def grow() -> None:
        with database.write() as connection:
            connection.execute(text("PRAGMA max_page_count=1"))
            connection.execute(text("INSERT INTO meta (key, value) VALUES ('a', :v)"), {"v": "x" * 5_000_000})

    with pytest.raises(DiskFull, match=r"catalog\.sqlite cannot grow because the disk is full; make room"):
        grow()
    database.close()


def test_a_store_that_is_full_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(monkeypatch, tmp_path, after=0)
    with pytest.raises(DiskFull, match="is full"):
        PictureStore(tmp_path / "pictures", ".jpg").write("a" * 64, b"data")


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_and_a_used_up_quota_are_told_apart_from_other_errors(number: int) -> None:
    assert disk_space.is_full(OSError(number, "no room"))
    assert not disk_space.is_full(PermissionError(errno.EACCES, "not yours"))
    assert not disk_space.is_full(ValueError("no room"))


def test_room_is_asked_of_the_folder_that_is_there_already(tmp_path: Path) -> None:
    there = disk_space.free(tmp_path / "not" / "yet" / "made")
    assert there is not None
    assert disk_space.shortage(tmp_path / "not", 0) == ""
    assert "are needed in" in disk_space.shortage(tmp_path / "not", there + 10**12)
