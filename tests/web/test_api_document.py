"""Each call of the API's document is made once, and answers as the document says: status, type and every field."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from api_client import MARK, client_of, copy_of, filled, jpeg
from api_forms import JSON, forms_of
from documented_answers import check
from fastapi.openapi.models import OpenAPI
from jsonschema import Draft202012Validator
from starlette.testclient import TestClient

from pictrace import Library, Settings
from pictrace.types import UInt8Array
from pictrace.web import api, jobs

DOCUMENT = api.create(lambda: pytest.fail("no call is made here")).openapi()
FORMS = {form.path: form for form in forms_of(DOCUMENT)}
CALLS = [(method.upper(), path) for path, methods in DOCUMENT["paths"].items() for method in methods]
GETS = [path for method, path in CALLS if method == "GET"]

# A JSON body of each call that takes one. A new call needs one here.
BODIES: dict[str, dict[str, Any]] = {
    "/search": {"id": 1, "explain": True},
    "/compare": {"a": {"id": 1}, "b": {"id": 2}},
    "/report": {"id": 1, "picture": 2, "pictures": "thumbnails"},
    "/judgements": {"id": 1, "picture": 2, "is_match": False},
    "/pictures": {"table": "url\nhttp://127.0.0.1:9/a.jpg\n"},
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, photos: dict[str, UInt8Array]) -> Path:
    folder = tmp_path_factory.mktemp("filled")
    with filled(folder, photos, Settings(cache=folder / "cache")) as library:
        library.judge(library.search_id(1), 2, True)
    return folder


@pytest.fixture
def library(folder: Path, tmp_path: Path) -> Iterator[Library]:
    with copy_of(folder, tmp_path) as library:
        yield library
        for status in jobs.jobs().active():
            jobs.jobs().wait(status.id)


@pytest.fixture
def client(library: Library, tmp_path: Path) -> TestClient:
    return client_of(library, tmp_path)


def test_the_document_is_valid(client: TestClient) -> None:
    document = client.get("/api/openapi.json").json()
    assert document == {**DOCUMENT, "servers": [{"url": "/api"}]}
    assert document["openapi"].startswith("3.1")
    OpenAPI.model_validate(document)
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    for form in FORMS.values():
        Draft202012Validator.check_schema(form.schema)
    names = [call["operationId"] for methods in document["paths"].values() for call in methods.values()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_a_call_answers_as_documented(
    client: TestClient, photos: dict[str, UInt8Array], method: str, path: str
) -> None:
    address = f"/api{path}".replace("{id}", "3")
    if method != "POST" or "requestBody" not in DOCUMENT["paths"][path]["post"]:
        answer = client.request(method, address, headers=MARK)
        check(DOCUMENT, method, address, answer.status_code, answer.content)
        return
    if JSON in DOCUMENT["paths"][path]["post"]["requestBody"]["content"]:
        assert path in BODIES, f"Give {path} a body in BODIES."
        answer = client.post(address, json=BODIES[path])
        check(DOCUMENT, method, address, answer.status_code, answer.content)
    report = client.post("/api/report", json=BODIES["/report"]).content
    sent, texts = FORMS[path].minimal({"": jpeg(photos["chelsea"]), "report": report})
    answer = client.post(address, files=sent, data=texts, headers=MARK)
    check(DOCUMENT, method, address, answer.status_code, answer.content)


@pytest.mark.parametrize("path", GETS)
def test_each_parameter_is_taken_as_documented(client: TestClient, path: str) -> None:
    """At its default, at both ends of its range, and for each of its choices; beyond them it is refused in words."""
    address = f"/api{path}".replace("{id}", "3")
    for parameter in DOCUMENT["paths"][path]["get"].get("parameters", ()):
        if parameter["in"] != "query":
            continue
        name, schema = parameter["name"], parameter["schema"]
        told = parameter.get("description", "").startswith("Left out: ")
        assert "default" in schema or told, f"{path}: {name} may be left out and does not say what that means"
        schema = schema | schema.get("anyOf", [{}])[0]
        good = [schema[key] for key in ("default", "minimum", "maximum") if key in schema] + schema.get("enum", [])
        for value in good:
            answer = client.get(address, params={name: str(value).lower()})
            check(DOCUMENT, "GET", address, answer.status_code, answer.content)
        bad = [schema["minimum"] - 1] if "minimum" in schema else []
        bad += [schema["maximum"] + 1] if "maximum" in schema else []
        bad += ["x" * (schema["maxLength"] + 1)] if "maxLength" in schema else []
        bad += ["colourful"] if "enum" in schema else []
        for value in bad:
            answer = client.get(address, params={name: value})
            assert answer.status_code == 422, answer.text
            assert name in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    ("path", "status"), [("/pictures/99", 404), ("/pictures/0", 422), ("/pictures/1/thumbnail?size=1", 422)]
)
def test_a_refusal_is_of_the_documented_form(client: TestClient, path: str, status: int) -> None:
    answer = client.get(f"/api{path}")
    assert answer.status_code == status
    responses = DOCUMENT["paths"]["/pictures/{id}"]["get"]["responses"]
    schema = responses["4XX"]["content"][JSON]["schema"] | {"components": DOCUMENT["components"]}
    Draft202012Validator(schema).validate(answer.json())
