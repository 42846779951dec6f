"""The OpenAPI document: FastAPI's own, with the calls described whose bodies are JSON or multipart."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from pydantic.json_schema import models_json_schema

from pictrace.web.api.models import REGION, AddRequest, CompareRequest, JudgementRequest, ReportRequest, SearchRequest

INTRODUCTION = """Search a library of pictures by picture, and see why each match is one.

Every error is `{"error": {"kind", "message"}}`. Writes need a JSON body or the header `X-PicTrace: 1`.
Inputs are files and http or https addresses; paths on the server's disk are never read.
"""

_REFERENCE = "#/components/schemas/{model}"
_BINARY = {"type": "string", "format": "binary"}


def _either(model: str, required: list[str], properties: dict[str, Any]) -> dict[str, Any]:
    """A body that is JSON of this model, or multipart with these fields."""
    form = {"type": "object", "required": required, "properties": properties}
    json_body = {"$ref": _REFERENCE.format(model=model)}
    content = {"application/json": {"schema": json_body}, "multipart/form-data": {"schema": form}}
    return {"requestBody": {"required": True, "content": content}}


SEARCH_BODY = _either(
    "SearchRequest",
    ["file"],
    {
        "file": _BINARY,
        "top": {"type": "integer", "default": 5},
        "shortlist": {"type": "integer", "default": 50},
        "weights": {"type": "string", "description": "ChannelWeights as JSON text."},
        "explain": {"type": "boolean", "default": False},
        "region": {"type": "string", "description": f"{REGION}, as JSON text."},
    },
)
JUDGEMENT_BODY = _either(
    "JudgementRequest",
    ["file", "picture", "is_match"],
    {
        "file": _BINARY,
        "picture": {"type": "integer", "description": "Id of the picture that is judged."},
        "is_match": {"type": "string", "description": "true, false, or null, which takes it back."},
        "shortlist": {"type": "integer", "default": 50},
        "region": {"type": "string", "description": f"{REGION}, as JSON text."},
    },
)
COMPARE_BODY = _either(
    "CompareRequest",
    ["a", "b"],
    {"a": _BINARY, "b": _BINARY, "weights": {"type": "string", "description": "ChannelWeights as JSON text."}},
)
REPORT_BODY = _either(
    "ReportRequest",
    ["file"],
    {
        "file": _BINARY,
        "picture": {"type": "integer", "description": "The hit; left out: the one that the answer rests on."},
        "case": {"type": "string"},
        "note": {"type": "string"},
        "pictures": {"type": "string", "enum": ["full", "thumbnails", "hashes"], "default": "full"},
        "location": {"type": "boolean", "default": False},
        "shortlist": {"type": "integer", "default": 50},
        "region": {"type": "string", "description": f"{REGION}, as JSON text."},
    },
)
_CHECKED_REPORT = {
    "type": "object",
    "required": ["report"],
    "properties": {
        "report": _BINARY,
        "pictures": {"type": "array", "items": _BINARY, "description": "Where the report does not hold them."},
    },
}
CHECK_BODY: dict[str, Any] = {
    "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": _CHECKED_REPORT}}}
}
ADD_BODY = _either("AddRequest", ["files"], {"files": {"type": "array", "items": _BINARY}})


class DescribedApi(FastAPI):
    """FastAPI whose document also holds the models that the hand-described bodies name."""

    def openapi(self) -> dict[str, Any]:
        document = super().openapi()
        _, found = models_json_schema(
            [
                (model, "validation")
                for model in (AddRequest, CompareRequest, JudgementRequest, ReportRequest, SearchRequest)
            ],
            ref_template=_REFERENCE,
        )
        document["components"]["schemas"].update(found["$defs"])
        return document
