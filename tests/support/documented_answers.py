"""Whether an answer of the HTTP API is of the form that its OpenAPI document gives for the call."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from jsonschema import Draft202012Validator
from PIL import Image

JsonDict = dict[str, Any]


def check(document: JsonDict, method: str, address: str, status: int, body: bytes) -> Any:
    """The JSON of a good answer, or None for another type. Raises AssertionError for whatever is not documented."""
    path = urlsplit(address).path.removeprefix("/api")
    if path == "/openapi.json":
        return json.loads(body)
    call = operation(document, method, path)
    assert 200 <= status < 300, f"{status}: {body[:500]!r}"
    assert str(status) in call["responses"], f"{method} {path} answers {status}, which is not documented"
    content: Mapping[str, Any] = call["responses"][str(status)]["content"]
    if "application/zip" in content:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            assert archive.testzip() is None
        return None
    if "image/jpeg" in content:
        with Image.open(io.BytesIO(body)) as image:
            assert image.format == "JPEG"
        return None
    found = json.loads(body)
    schema = {**content["application/json"]["schema"], "components": document["components"]}
    Draft202012Validator(schema).validate(found)
    return found


def operation(document: JsonDict, method: str, path: str) -> JsonDict:
    """What the document says of this call; a path without placeholders wins over one with."""
    for template in sorted(document["paths"], key=lambda template: "{" in template):
        pattern = re.sub(r"\{[^}]+\}", "[^/]+", template)
        if re.fullmatch(pattern, path) and method.lower() in document["paths"][template]:
            found: JsonDict = document["paths"][template][method.lower()]
            return found
    raise AssertionError(f"The API's document knows no {method} {path}.")
