"""A multipart body: files in named fields, and the fields of a model as text. One value says what it is, reads it, and
describes it in the OpenAPI document, so that the document lists what is taken and nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.datastructures import FormData, UploadFile

from pictrace.errors import InvalidInput

Model = TypeVar("Model", bound=BaseModel)

REFERENCE = "#/components/schemas/{model}"


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file of a multipart body; its bytes stay in the spooled file until they are read."""

    name: str
    upload: UploadFile

    def read(self) -> bytes:
        """The bytes. Blocks: for the thread of a call, not for the event loop."""
        self.upload.file.seek(0)
        return self.upload.file.read()


@dataclass(frozen=True, slots=True)
class FileField:
    """A field with files: from `least` to `most` of them."""

    name: str
    least: int = 1
    most: int = 1
    description: str = ""

    def schema(self) -> dict[str, Any]:
        """The field in the OpenAPI document."""
        one = {"type": "string", "format": "binary"}
        words = {"description": self.description} if self.description else {}
        return ({"type": "array", "items": one, "maxItems": self.most} if self.most > 1 else one) | words


@dataclass(frozen=True, slots=True)
class Form(Generic[Model]):
    """files : its fields with files. model : its other fields. sentence : what is wanted, for who sends other files."""

    files: tuple[FileField, ...]
    model: type[Model]
    sentence: str

    def read(self, sent: FormData) -> tuple[dict[str, tuple[SentFile, ...]], Model]:
        """The files by field, and the model. Raises InvalidInput or RequestValidationError."""
        uploads: dict[str, list[SentFile]] = {field.name: [] for field in self.files}
        texts: dict[str, str] = {}
        for name, value in sent.multi_items():
            if isinstance(value, UploadFile):
                if name not in uploads:
                    raise InvalidInput(self.sentence)
                uploads[name].append(SentFile(value.filename or "upload", value))
            elif name in texts:
                raise InvalidInput(f"The field {name} is there twice; send it once.")
            else:
                texts[name] = value
        if not all(field.least <= len(uploads[field.name]) <= field.most for field in self.files):
            raise InvalidInput(self.sentence)
        structured = {name for name, part in _fields(self.model).items() if "contentSchema" in part}
        values = {name: parsed(text, name) if name in structured else text for name, text in texts.items()}
        return {name: tuple(files) for name, files in uploads.items()}, checked(self.model, values)

    def schema(self) -> dict[str, Any]:
        """The form as a JSON schema; what it refers to are the models by their names."""
        required = [field.name for field in self.files if field.least]
        return {
            "type": "object",
            "required": [*required, *_described(self.model).get("required", ())],
            "properties": {field.name: field.schema() for field in self.files} | _fields(self.model),
            "additionalProperties": False,
        }


def checked(model: type[Model], fields: Any) -> Model:
    """The model of what somebody sent. Raises RequestValidationError."""
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        # A model that fails elsewhere is a fault of the server and must not look like the caller's.
        raise RequestValidationError(error.errors(include_url=False)) from None


def parsed(text: str, what: str) -> Any:
    """The value of JSON text. Raises InvalidInput that calls it `what`."""
    try:
        return json.loads(text)
    except ValueError as error:
        raise InvalidInput(f"{what} is not valid JSON ({error}); mend it.") from None
    except RecursionError:
        raise InvalidInput(f"{what} is nested too deeply; send a plain object.") from None


@cache
def _described(model: type[BaseModel]) -> dict[str, Any]:
    return model.model_json_schema(ref_template=REFERENCE)


@cache
def _fields(model: type[BaseModel]) -> dict[str, dict[str, Any]]:
    described = _described(model)
    required = described.get("required", ())
    return {
        name: _as_text(part, described.get("$defs", {}), name in required)
        for name, part in described.get("properties", {}).items()
    }


def _as_text(part: Mapping[str, Any], definitions: Mapping[str, Any], required: bool) -> dict[str, Any]:
    """A field of a model as one of a form, where everything is text.

    Objects and lists are JSON text. So is what may be null and cannot be left out; elsewhere leaving out says it.
    """
    branches = [dict(branch) for branch in part.get("anyOf", [part])]
    kinds = [_kind(branch, definitions) for branch in branches]
    about = {name: part[name] for name in ("description", "default") if part.get(name) is not None}
    if {"object", "array"} & set(kinds) or (required and "null" in kinds):
        schema = {"anyOf": branches} if len(branches) > 1 else branches[0]
        return {"type": "string", "contentMediaType": "application/json", "contentSchema": schema} | about
    present = [branch for branch, kind in zip(branches, kinds, strict=True) if kind != "null"]
    return (present[0] if len(present) == 1 else {"anyOf": present}) | about


def _kind(branch: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
    if "$ref" in branch:
        branch = definitions[branch["$ref"].rpartition("/")[2]]
    return str(branch.get("type", ""))
