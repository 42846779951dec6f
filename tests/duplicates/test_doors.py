"""Duplicates at the command line, over HTTP and on their page."""

from __future__ import annotations

import contextlib
import csv
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from duplicate_making import COPIES, made_library
from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from pictrace import Library, Settings
from pictrace.cli import main
from pictrace.errors import LibraryUnusable
from pictrace.types import UInt8Array
from pictrace.web import current, server, words
from pictrace.web.jobs import DUPLICATES, jobs
from pictrace.web.queries import QueryCache

SOON = 60.0
MARK = {"X-PicTrace": "1"}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, photos: dict[str, UInt8Array]) -> Path:
    return made_library(tmp_path_factory.mktemp("duplicates"), photos)


@pytest.fixture
def place(tmp_path: Path, kept: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of a library that the pages of this process use."""
    shutil.copytree(kept, tmp_path / "library")
    monkeypatch.setenv("PICTRACE_LIBRARY", str(tmp_path / "library"))
    monkeypatch.setenv("PICTRACE_CACHE", str(tmp_path / "cache"))
    current.settings.cache_clear()
    yield tmp_path / "library"
    with contextlib.suppress(LibraryUnusable):
        current.library().close()
    current.settings.cache_clear()


def page() -> AppTest:
    script = "from pictrace.web.views.duplicates import duplicates_page\nduplicates_page()"
    return AppTest.from_string(script, default_timeout=SOON)


def shown(test: AppTest) -> str:
    return " ".join(element.proto.body for element in test.get("html"))


def test_the_command_finds_shows_and_writes_them(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--library", str(place), "duplicates", "--show"]) == 1
    assert "0 of 9 pictures were looked at" in capsys.readouterr().out
    assert main(["--library", str(place), "duplicates", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [{one["name"] for one in group["pictures"]} for group in document["groups"]] == COPIES
    assert document["search"]["looked_at"] == document["looked_at"] == 9
    assert (document["complete"], document["spare"]) == (True, 3)
    table = tmp_path / "out" / "copies.csv"
    assert main(["--library", str(place), "duplicates", "--csv", str(table)]) == 0
    said = capsys.readouterr().out
    assert "2 groups of copies with 3 pictures to spare" in said
    assert "Edited, mirrored" in said
    with table.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["keep"] for row in rows] == ["yes", "", "", "yes", ""]
    assert main(["--library", str(place), "duplicates", "--show", "--limit", "1"]) == 0
    assert "1 more" in capsys.readouterr().out


def test_a_library_without_any_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Library.open(tmp_path / "empty", backbone="tiny").close()
    assert main(["--library", str(tmp_path / "empty"), "duplicates"]) == 1
    assert "Of 0 pictures: 0 groups of identical files" in capsys.readouterr().out


def test_over_http_a_search_is_begun_and_asked_after(place: Path, tmp_path: Path) -> None:
    settings = Settings(cache=tmp_path / "cache")
    with Library.open(place, settings=settings) as library:
        queries = QueryCache(tmp_path / "queries", max_bytes=1_000_000, max_age=60)
        app = Starlette(routes=server.routes(lambda: library, lambda: queries), middleware=server.middleware(settings))
        client = TestClient(app, base_url="http://localhost:8501")
        assert client.get("/api/duplicates").json()["looked_at"] == 0
        assert client.post("/api/duplicates").status_code == 403
        started = client.post("/api/duplicates", headers=MARK)
        assert started.status_code == 202
        assert jobs().wait(started.json()["job"], SOON).reason == ""
        found = client.get("/api/duplicates", params={"limit": 1}).json()
        assert (found["complete"], found["running"], found["total"]) == (True, False, 2)
        assert [{one["name"] for one in group["pictures"]} for group in found["groups"]] == COPIES[:1]
        assert client.get("/api/duplicates", params={"kind": "alike"}).status_code == 422


def test_the_page_offers_to_look_and_shows_what_was_found(place: Path) -> None:
    test = page().run()
    assert words.duplicates.NEVER_TITLE in shown(test)
    test.button(key="find_duplicates").click().run()
    active = jobs().active((DUPLICATES,))
    for status in active:
        jobs().wait(status.id, SOON)
    test.run()
    assert "astronaut.jpg" in shown(test)
    assert "Edited, mirrored" in shown(test)
    assert words.duplicates.summary(3, 2) in shown(test)
    assert "rocket.jpg" not in shown(test)


def test_the_page_lists_the_files_of_one_picture_at_once_and_first(place: Path, tmp_path: Path) -> None:
    twin = tmp_path / "a.png"
    library = current.library()
    Image.new("RGB", (200, 100), "teal").save(twin)
    shutil.copy(twin, tmp_path / "b.png")
    library.add([twin, tmp_path / "b.png"])
    test = page().run()
    assert words.duplicates.NEVER_TITLE in shown(test)
    assert str(tmp_path / "b.png") in shown(test)
    library.find_duplicates()
    test.run()
    assert str(tmp_path / "b.png") in shown(test)
    assert words.duplicates.summary_identical(1, words.numbers.file_size(twin.stat().st_size), 1) in shown(test)
    test.segmented_control(key="duplicates_kind").set_value("copies").run()
    assert words.duplicates.summary(3, 2) in shown(test)


def test_removing_the_others_says_what_goes_and_asks_first(place: Path) -> None:
    current.library().find_duplicates()
    test = page().run()
    test.button(key="duplicates_remove_0").click().run()
    assert words.duplicates.remove_text(2, "astronaut.jpg") in shown(test)
    assert len(current.library()) == 9


def test_an_empty_library_leads_to_adding(tmp_path: Path, place: Path) -> None:
    current.library().remove(range(1, 20))
    assert words.states.EMPTY_TITLE in shown(page().run())
