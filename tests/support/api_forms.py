"""The multipart bodies that the API's own document describes, and a valid value for each of their fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

JsonDict = dict[str, Any]

JSON, MULTIPART = "application/json", "multipart/form-data"

# What a test sends in a field of this name, as text. A field that is not here has no test yet: give it a value.
TEXTS = {
    "top": "3",
    "shortlist": "10",
    "weights": '{"cosine": 1, "keypoints": 2}',
    "explain": "true",
    "region": "[10, 10, 200, 150]",
    "mode": "thorough",
    "picture": "4",
    "is_match": "false",
    "case": "7 O 12/26",
    "note": "Found in the attic.",
    "pictures": "hashes",
    "location": "true",
}
# JSON fields that say which picture is meant; a form sends the picture itself.
NAMING = {"url", "id", "urls", "table"}


@dataclass(frozen=True)
class DescribedForm:
    """One multipart body of the document. json : the schema of the JSON body of the same call, None without one."""

    path: str
    schema: JsonDict
    json: JsonDict | None

    @property
    def properties(self) -> JsonDict:
        found: JsonDict = self.schema["properties"]
        return found

    @property
    def required(self) -> frozenset[str]:
        return frozenset(self.schema.get("required", ()))

    @property
    def files(self) -> frozenset[str]:
        return frozenset(name for name, part in self.properties.items() if _is_file(part))

    def minimal(self, files: Mapping[str, bytes]) -> tuple[dict[str, tuple[str, bytes]], dict[str, str]]:
        """The required fields, as `files=` and `data=` of a client; files by field name, "" for any other."""
        sent = {name: ("a.jpg", files.get(name, files[""])) for name in self.files & self.required}
        return sent, {name: TEXTS[name] for name in self.required - self.files}


def forms_of(document: JsonDict) -> list[DescribedForm]:
    found = []
    for path, methods in document["paths"].items():
        content = methods.get("post", {}).get("requestBody", {}).get("content", {})
        if MULTIPART in content:
            json = content[JSON]["schema"] if JSON in content else None
            found.append(
                DescribedForm(path, resolved(document, content[MULTIPART]["schema"]), json and resolved(document, json))
            )
    return found


def resolved(document: JsonDict, schema: JsonDict) -> JsonDict:
    """The schema that a reference leads to."""
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def _is_file(part: JsonDict) -> bool:
    return bool(part.get("items", part).get("format") == "binary")
