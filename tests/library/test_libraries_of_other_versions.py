"""What every door says of a library of an older or a newer PicTrace."""

from __future__ import annotations

import json
import shutil
import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from project_tree import GOLDEN, ROOT
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from pictrace import Library
from pictrace.cli import main
from pictrace.errors import LibraryUnusable
from pictrace.settings import Settings
from pictrace.store import migrations
from pictrace.web import current, server
from pictrace.web.queries import QueryCache

SENTENCE = f"made by a newer PicTrace (its schema is 0007, this one knows {migrations.HEAD}); update PicTrace, or open"


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    folder = tmp_path / "library"
    Library.open(folder, backbone="tiny").close()
    connection = sqlite3.connect(folder / "catalog.sqlite")
    with connection:
        connection.execute("UPDATE alembic_version SET version_num = '0007'")
    connection.close()
    return folder


@pytest.fixture
def older(tmp_path: Path) -> Path:
    with zipfile.ZipFile(GOLDEN / "libraries" / "0002.zip") as packed:
        packed.extractall(tmp_path)
    return tmp_path / "library"


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[pytest.MonkeyPatch]:
    monkeypatch.setenv("PICTRACE_CACHE", str(tmp_path / "cache"))
    current.close()
    yield monkeypatch
    current.close()


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("command", ["list", "add .", "search x.png", "verify", "rebuild", "duplicates"])
def test_the_command_line_refuses_a_newer_library(
    newer: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(newer)
    assert main(["--library", str(newer), *command.split()]) == 2
    told = capsys.readouterr()
    assert SENTENCE in told.err
    assert "Traceback" not in told.err
    assert contents(newer) == before


def test_the_command_line_refuses_it_in_json_too(newer: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--library", str(newer), "list", "--json"]) == 2
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["kind"] == "library_unusable"
    assert SENTENCE in error["message"]


def test_the_interface_refuses_a_newer_library(newer: Path, tmp_path: Path) -> None:
    queries = QueryCache(tmp_path / "queries", max_bytes=1 << 20, max_age=60)
    settings = Settings(cache=tmp_path)
    routes = server.routes(lambda: Library.open(newer, settings=settings), lambda: queries)
    app = Starlette(routes=routes, middleware=server.middleware(settings))
    client = TestClient(app, base_url="http://localhost:8501", raise_server_exceptions=False)
    before = contents(newer)
    response = client.get("/api/pictures")
    assert response.status_code == 503
    assert SENTENCE in response.json()["error"]["message"]
    assert contents(newer) == before


def test_the_page_refuses_a_newer_library(newer: Path, pages: pytest.MonkeyPatch) -> None:
    pages.setenv("PICTRACE_LIBRARY", str(newer))
    before = contents(newer)
    test = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60).run()
    assert not test.exception
    assert SENTENCE in "".join(element.proto.body for element in test.get("html"))
    assert contents(newer) == before


def test_python_is_refused_and_nothing_is_written(newer: Path) -> None:
    before = contents(newer)
    for backbone in (None, "tiny"):
        with pytest.raises(LibraryUnusable) as caught:
            Library.open(newer, backbone=backbone)
        assert SENTENCE in caught.value.message
    assert contents(newer) == before


def test_the_command_line_says_where_the_copy_of_an_older_library_lies(
    older: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--library", str(older), "list", "--json"]) == 0
    told = capsys.readouterr()
    assert len(json.loads(told.out)["pictures"]) == 5
    assert f"from schema 0002 to {migrations.HEAD}" in told.err
    assert str(older / f"catalog.sqlite.0002-before-{migrations.HEAD}") in told.err
    assert main(["--library", str(older), "list", "--json"]) == 0
    assert "schema" not in capsys.readouterr().err


def test_the_server_logs_it(older: Path, pages: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    pages.setenv("PICTRACE_LIBRARY", str(older))
    current.library()
    assert f"catalog.sqlite.0002-before-{migrations.HEAD}" in caplog.text


def test_a_library_that_was_copied_elsewhere_is_migrated_there(older: Path, tmp_path: Path) -> None:
    shutil.copytree(older, tmp_path / "elsewhere")
    with Library.open(tmp_path / "elsewhere") as library:
        assert library.migration is not None
        assert library.migration.copy.parent == tmp_path / "elsewhere"
    assert not list(older.glob("*before*"))
