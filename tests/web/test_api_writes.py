"""Which calls need the mark of a write: just those that change something. Looked at call by call, whatever they are."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx2 as httpx
import pytest
from api_client import MARK, client_of, copy_of, filled, jpeg
from api_forms import forms_of
from starlette.testclient import TestClient

from pictrace import Library, Settings
from pictrace.types import UInt8Array
from pictrace.web import api, jobs

DOCUMENT = api.create(lambda: pytest.fail("no call is made here")).openapi()
FORMS = {form.path: form for form in forms_of(DOCUMENT)}
CALLS = [
    (method.upper(), path)
    for path, methods in DOCUMENT["paths"].items()
    for method in methods
    if method not in ("get", "head", "options")
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, photos: dict[str, UInt8Array]) -> Path:
    folder = tmp_path_factory.mktemp("filled")
    filled(folder, photos, Settings(cache=folder / "cache")).close()
    return folder


@pytest.fixture
def library(folder: Path, tmp_path: Path) -> Iterator[Library]:
    with copy_of(folder, tmp_path) as library:
        yield library


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_a_call_needs_the_mark_exactly_when_it_changes_something(
    library: Library, tmp_path: Path, photos: dict[str, UInt8Array], method: str, path: str
) -> None:
    client = client_of(library, tmp_path)
    # A picture that the library does not have, so that adding it is a change.
    report = client.post("/api/report", json={"id": 1, "picture": 2}).content
    files = {"": jpeg(photos["grass"]), "report": report}
    before = _rows(library)
    bare = _call(client, method, path, files, {})
    assert _rows(library) == before, "a call without the mark changed the library"
    marked = _call(client, method, path, files, MARK)
    assert marked.is_success, marked.text
    _settle()
    if _rows(library) == before:
        assert bare.is_success, f"{method} {path} changes nothing, and asks for a mark: {bare.text}"
    else:
        assert bare.status_code == 403, f"{method} {path} changes the library, and asks for no mark"
        assert bare.json()["error"]["kind"] == "unmarked_write"


def test_there_are_both_kinds() -> None:
    assert ("POST", "/compare") in CALLS
    assert ("DELETE", "/pictures/{id}") in CALLS


def _call(client: TestClient, method: str, path: str, files: dict[str, bytes], mark: dict[str, str]) -> httpx.Response:
    address = f"/api{path}".replace("{id}", "5")
    if path not in FORMS:
        return client.request(method, address, headers=mark)
    sent, texts = FORMS[path].minimal(files)
    return client.request(method, address, files=sent, data=texts, headers=mark)


def _settle() -> None:
    """Wait for work that a call began."""
    for status in jobs.jobs().active():
        jobs.jobs().wait(status.id)


def _rows(library: Library) -> dict[str, list[tuple[object, ...]]]:
    """Everything that the catalogue holds."""
    with closing(sqlite3.connect(library.location / "catalog.sqlite")) as connection:
        tables = [name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")]
        return {name: connection.execute(f'select * from "{name}"').fetchall() for name in sorted(tables)}
