"""Reading the bodies of the two calls that take JSON or multipart. Reading waits for the network, so it is async."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.datastructures import FormData, UploadFile

from pictrace.errors import InvalidInput
from pictrace.web.api.failures import UnsupportedBody
from pictrace.web.api.models import (
    AddRequest,
    ChannelWeights,
    CompareRequest,
    JudgementOptions,
    JudgementRequest,
    QueryOptions,
    ReportOptions,
    ReportRequest,
    SearchOptions,
    SearchRequest,
)

Sent = TypeVar("Sent", bound=BaseModel)
Options = TypeVar("Options", bound=QueryOptions)

MULTIPART = "multipart/form-data"
MAXIMUM_FILES = 200
MAXIMUM_FIELDS = 20
# Fields of a form that are JSON text.
STRUCTURED = ("weights", "region", "is_match")
MOST_PICTURES = 2


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
class QueryBody(Generic[Options]):
    """What to search with, exactly one of file, url and id, and how."""

    options: Options
    file: SentFile | None = None
    url: str | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True)
class CompareBody:
    """Two pictures: files, URLs, or ids of pictures of the library."""

    a: SentFile | str | int
    b: SentFile | str | int
    weights: ChannelWeights | None = None


@dataclass(frozen=True, slots=True)
class AddBody:
    """What to add: files, URLs, or the text of a table; the other two are empty."""

    files: tuple[SentFile, ...] = ()
    urls: tuple[str, ...] = ()
    table: str = ""


@dataclass(frozen=True, slots=True)
class ReportBody:
    """A report to be checked, and the files of its pictures where it does not hold them."""

    report: SentFile
    pictures: tuple[SentFile, ...]


async def checked_report_body(request: Request) -> AsyncIterator[ReportBody]:
    """A report that is to be checked, kept until the answer is sent. Raises InvalidInput or UnsupportedBody."""
    if _media_type(request) != MULTIPART:
        raise UnsupportedBody("Send multipart/form-data with a file named report.")
    async with request.form(max_files=1 + MOST_PICTURES, max_fields=0) as form:
        sent = {name: [value for value in form.getlist(name) if isinstance(value, UploadFile)] for name in form}
        if len(sent.get("report", [])) != 1 or sent.keys() - {"report", "pictures"}:
            raise InvalidInput("Send one file named report, and up to two named pictures.")
        report, pictures = sent["report"][0], sent.get("pictures", [])
        yield ReportBody(_sent(report), tuple(_sent(picture) for picture in pictures))


async def compare_body(request: Request) -> AsyncIterator[CompareBody]:
    """The body of a comparison, kept until the answer is sent. Raises InvalidInput, UnsupportedBody or
    RequestValidationError."""
    if _media_type(request) != MULTIPART:
        asked = _checked(CompareRequest, await _json(request))
        yield CompareBody(asked.a.given, asked.b.given, asked.weights)
        return
    async with request.form(max_files=MAXIMUM_FILES, max_fields=MAXIMUM_FIELDS) as form:
        files = {name: value for name, value in form.multi_items() if isinstance(value, UploadFile)}
        fields = {name: value for name, value in form.multi_items() if isinstance(value, str)}
        if set(files) != {"a", "b"} or not set(fields) <= {"weights"} or len(form.multi_items()) != len(files | fields):
            raise InvalidInput("A comparison of files takes two, in fields named a and b, and perhaps weights.")
        weights = _checked(ChannelWeights, _parsed(fields["weights"], "weights")) if fields else None
        first, second = (SentFile(files[name].filename or "upload", files[name]) for name in ("a", "b"))
        yield CompareBody(first, second, weights)


async def add_body(request: Request) -> AsyncIterator[AddBody]:
    """The body of an adding, kept until the answer is sent.

    Raises InvalidInput, UnsupportedBody or RequestValidationError.
    """
    if _media_type(request) != MULTIPART:
        asked = _checked(AddRequest, await _json(request))
        yield AddBody(urls=tuple(asked.urls or ()), table=asked.table or "")
        return
    async with request.form(max_files=MAXIMUM_FILES, max_fields=MAXIMUM_FIELDS) as form:
        files = _files(form)
        if not files or len(files) != len(form.multi_items()):
            raise InvalidInput("Send the pictures as files in fields named files, and nothing else.")
        yield AddBody(files=files)


def _query_body(
    options: type[Options], named: Callable[[Any], QueryBody[Options]]
) -> Callable[[Request], AsyncIterator[QueryBody[Options]]]:
    """Reads a query with these options, kept until the answer is sent. named : checks the JSON of one without a file.

    What it makes raises InvalidInput, UnsupportedBody or RequestValidationError.
    """

    async def body(request: Request) -> AsyncIterator[QueryBody[Options]]:
        if _media_type(request) != MULTIPART:
            yield named(await _json(request))
            return
        async with request.form(max_files=MAXIMUM_FILES, max_fields=MAXIMUM_FIELDS) as form:
            files = _files(form)
            if len(files) != 1 or "file" not in form:
                raise InvalidInput("A search by file takes exactly one file, in a field named file.")
            fields: dict[str, Any] = {name: value for name, value in form.multi_items() if isinstance(value, str)}
            for name in STRUCTURED:
                if name in fields:
                    fields[name] = _parsed(fields[name], name)
            yield QueryBody(_checked(options, fields), file=files[0])

    return body


def _search(sent: Any) -> QueryBody[SearchOptions]:
    asked = _checked(SearchRequest, sent)
    return QueryBody(asked, url=asked.url, id=asked.id)


def _report(sent: Any) -> QueryBody[ReportOptions]:
    asked = _checked(ReportRequest, sent)
    return QueryBody(asked, url=asked.url, id=asked.id)


def _judgement(sent: Any) -> QueryBody[JudgementOptions]:
    asked = _checked(JudgementRequest, sent)
    return QueryBody(asked, url=asked.url, id=asked.id)


def _media_type(request: Request) -> str:
    return request.headers.get("content-type", "").split(";")[0].strip().lower()


def _files(form: FormData) -> tuple[SentFile, ...]:
    uploads = (value for _, value in form.multi_items() if isinstance(value, UploadFile))
    return tuple(_sent(upload) for upload in uploads)


def _sent(upload: UploadFile) -> SentFile:
    return SentFile(upload.filename or "upload", upload)


async def _json(request: Request) -> Any:
    media_type = _media_type(request)
    if media_type != "application/json" and not media_type.endswith("+json"):
        raise UnsupportedBody("Send application/json or multipart/form-data.")
    return _parsed((await request.body()).decode("utf-8", errors="replace"), "The body")


def _checked(model: type[Sent], fields: Any) -> Sent:
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        # A model that fails elsewhere is a fault of the server and must not look like the caller's.
        raise RequestValidationError(error.errors(include_url=False)) from None


def _parsed(text: str, what: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise InvalidInput(f"{what} is not valid JSON ({error}); mend it.") from None
    except RecursionError:
        raise InvalidInput(f"{what} is nested too deeply; send a plain object.") from None


search_body = _query_body(SearchOptions, _search)
report_body = _query_body(ReportOptions, _report)
judgement_body = _query_body(JudgementOptions, _judgement)
