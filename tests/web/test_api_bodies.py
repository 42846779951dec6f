"""What the API's document says of multipart bodies is what the calls take: no field more, none less."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from api_client import MARK, client_of, filled, jpeg
from api_forms import NAMING, TEXTS, forms_of
from jsonschema import Draft202012Validator
from starlette.testclient import TestClient

from pictrace import Library, Settings
from pictrace.types import UInt8Array
from pictrace.web import api

FORMS = {form.path: form for form in forms_of(api.create(lambda: pytest.fail("no call is made here")).openapi())}
FIELDS = [(path, name) for path, form in FORMS.items() for name in sorted(form.properties.keys() - form.required)]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, photos: dict[str, UInt8Array]) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("bodies")
    with filled(folder, photos, Settings(cache=folder / "cache")) as library:
        yield library


@pytest.fixture(scope="module")
def client(library: Library, tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    return client_of(library, tmp_path_factory.mktemp("queries"))


@pytest.fixture(scope="module")
def files(client: TestClient, photos: dict[str, UInt8Array]) -> dict[str, bytes]:
    """A file for each field that wants a certain one, and under "" a picture for all others."""
    made = client.post("/api/report", json={"id": 1, "picture": 2})
    assert made.status_code == 200, made.text
    return {"": jpeg(photos["chelsea"]), "report": made.content}


def test_there_are_forms() -> None:
    assert set(FORMS) == {"/search", "/compare", "/report", "/verify-report", "/judgements", "/pictures"}


@pytest.mark.parametrize("path", FORMS)
def test_a_form_with_what_is_required_is_answered(client: TestClient, files: dict[str, bytes], path: str) -> None:
    sent, texts = FORMS[path].minimal(files)
    answer = client.post(f"/api{path}", files=sent, data=texts, headers=MARK)
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(("path", "name"), FIELDS)
def test_each_field_that_is_described_is_taken(
    client: TestClient, files: dict[str, bytes], path: str, name: str
) -> None:
    sent, texts = FORMS[path].minimal(files)
    if name in FORMS[path].files:
        sent[name] = ("a.jpg", files[""])
    else:
        assert name in TEXTS, f"No test sends the field {name} yet; give it a value in tests/support/api_forms.py."
        texts[name] = TEXTS[name]
    answer = client.post(f"/api{path}", files=sent, data=texts, headers=MARK)
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("path", FORMS)
def test_a_field_that_is_not_described_is_refused(client: TestClient, files: dict[str, bytes], path: str) -> None:
    for name in sorted((TEXTS.keys() | NAMING | {"colour"}) - FORMS[path].properties.keys()):
        sent, texts = FORMS[path].minimal(files)
        answer = client.post(f"/api{path}", files=sent, data=texts | {name: TEXTS.get(name, "1")}, headers=MARK)
        assert answer.status_code in (400, 422), f"{path} takes {name}, and its description says nothing of it"


@pytest.mark.parametrize("path", [path for path, form in FORMS.items() if form.json])
def test_json_and_form_have_the_same_fields(path: str) -> None:
    form = FORMS[path]
    assert form.json is not None
    assert form.json["properties"].keys() - NAMING == form.properties.keys() - {"file", "files"}
    for name in form.json["properties"].keys() - NAMING - form.files:
        given, described = form.json["properties"][name], form.properties[name]
        assert given.get("description") == described.get("description"), name
        if given.get("default") is not None:
            assert described["default"] == given["default"], name


@pytest.mark.parametrize("path", FORMS)
def test_texts_that_are_json_are_said_to_be(path: str) -> None:
    """What is no plain text, number or switch says of what kind its JSON is, and the values of the tests are such."""
    for name, part in FORMS[path].properties.items():
        if name in FORMS[path].files:
            continue
        if name in ("weights", "region", "is_match"):
            assert part["contentMediaType"] == "application/json", name
            assert part["contentSchema"], name
        else:
            assert part["type"] in ("string", "integer", "number", "boolean"), name
            Draft202012Validator(part).validate(_plain(part, TEXTS[name]))


@pytest.mark.parametrize("path", FORMS)
def test_a_field_sent_twice_is_refused(client: TestClient, files: dict[str, bytes], path: str) -> None:
    """Only one of the two could count, and nobody would know which."""
    sent, texts = FORMS[path].minimal(files)
    plain = sorted(FORMS[path].properties.keys() - FORMS[path].files)
    for name in plain[:1]:
        twice: dict[str, Any] = {**texts, name: [TEXTS[name], TEXTS[name]]}
        answer = client.post(f"/api{path}", files=sent, data=twice, headers=MARK)
        assert answer.status_code == 400, answer.text
        assert f"{name} is there twice" in answer.json()["error"]["message"]


def _plain(part: dict[str, Any], text: str) -> Any:
    return text if part["type"] == "string" else json.loads(text)
