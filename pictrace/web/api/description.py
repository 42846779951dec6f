"""The OpenAPI document: FastAPI's own, with the calls described whose bodies are JSON or multipart."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from pictrace.web.api import bodies
from pictrace.web.api.forms import REFERENCE, Form
from pictrace.web.api.models import AddRequest, CompareRequest, JudgementRequest, ReportRequest, SearchRequest

INTRODUCTION = """Search a library of pictures by picture, and see why each match is one.

Every error is `{"error": {"kind", "message"}}`. Writes need a JSON body or the header `X-PicTrace: 1`.
Inputs are files and http or https addresses; paths on the server's disk are never read.
"""

_JSON = (AddRequest, CompareRequest, JudgementRequest, ReportRequest, SearchRequest)


def _body(form: Form[Any], model: type[BaseModel] | None = None) -> dict[str, Any]:
    """A body that is this form, or JSON of this model."""
    content: dict[str, Any] = {}
    if model is not None:
        content["application/json"] = {"schema": {"$ref": REFERENCE.format(model=model.__name__)}}
    content[bodies.MULTIPART] = {"schema": form.schema()}
    return {"requestBody": {"required": True, "content": content}}


SEARCH_BODY = _body(bodies.SEARCH, SearchRequest)
JUDGEMENT_BODY = _body(bodies.JUDGEMENT, JudgementRequest)
COMPARE_BODY = _body(bodies.COMPARE, CompareRequest)
REPORT_BODY = _body(bodies.REPORT, ReportRequest)
ADD_BODY = _body(bodies.ADD, AddRequest)
CHECK_BODY = _body(bodies.CHECK)


class DescribedApi(FastAPI):
    """FastAPI whose document also holds the models that the hand-described bodies name."""

    def openapi(self) -> dict[str, Any]:
        """FastAPI's document, with the bodies that it cannot know."""
        document = super().openapi()
        _, found = models_json_schema([(model, "validation") for model in _JSON], ref_template=REFERENCE)
        document["components"]["schemas"].update(found["$defs"])
        return document
