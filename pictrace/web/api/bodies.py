"""The bodies of the calls that take JSON or multipart, and their reading. It waits for the network, so it is async."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from fastapi import Request

from pictrace.web.api.failures import UnsupportedBody
from pictrace.web.api.forms import FileField, Form, SentFile, checked, parsed
from pictrace.web.api.models import (
    AddRequest,
    ChannelWeights,
    CompareOptions,
    CompareRequest,
    Given,
    JudgementOptions,
    JudgementRequest,
    QueryOptions,
    ReportOptions,
    ReportRequest,
    SearchOptions,
    SearchRequest,
)

Options = TypeVar("Options", bound=QueryOptions)

MULTIPART = "multipart/form-data"
# Of one body, whatever is wanted: so many are looked at before it is refused.
MAXIMUM_FILES = 200
MAXIMUM_FIELDS = 20
MOST_PICTURES = 2

_FILE = (FileField("file", description="The query picture."),)
_ONE_FILE = "A search by file takes exactly one file, in a field named file."

SEARCH = Form(_FILE, SearchOptions, _ONE_FILE)
REPORT = Form(_FILE, ReportOptions, _ONE_FILE)
JUDGEMENT = Form(_FILE, JudgementOptions, _ONE_FILE)
COMPARE = Form(
    (FileField("a", description="The query."), FileField("b", description="The candidate.")),
    CompareOptions,
    "A comparison of files takes two, in fields named a and b, and perhaps weights.",
)
ADD = Form(
    (FileField("files", most=MAXIMUM_FILES),),
    Given,
    "Send the pictures as files in fields named files, and nothing else.",
)
CHECK = Form(
    (
        FileField("report"),
        FileField("pictures", least=0, most=MOST_PICTURES, description="Where the report does not hold them."),
    ),
    Given,
    "Send one file named report, and up to two named pictures.",
)


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
    if not _is_multipart(request):
        raise UnsupportedBody("Send multipart/form-data with a file named report.")
    async with request.form(max_files=MAXIMUM_FILES, max_fields=MAXIMUM_FIELDS) as sent:
        files, _ = CHECK.read(sent)
        yield ReportBody(files["report"][0], files["pictures"])


async def compare_body(request: Request) -> AsyncIterator[CompareBody]:
    """The body of a comparison, kept until the answer is sent. Raises InvalidInput, UnsupportedBody or
    RequestValidationError."""
    if not _is_multipart(request):
        asked = checked(CompareRequest, await _json(request))
        yield CompareBody(asked.a.given, asked.b.given, asked.weights)
        return
    async with request.form(max_files=MAXIMUM_FILES, max_fields=MAXIMUM_FIELDS) as sent:
        files, options = COMPARE.read(sent)
        yield CompareBody(files["a"][0], files["b"][0], options.weights)


async def add_body(request: Request) -> AsyncIterator[AddBody]:
    """The body of an adding, kept until the answer is sent.

    Raises InvalidInput, UnsupportedBody or RequestValidationError.
    """
    if not _is_multipart(request):
        asked = checked(AddRequest, await _json(request))
        yield AddBody(urls=tuple(asked.urls or ()), table=asked.table or "")
        return
    async with request.form(max_files=MAXIMUM_FILES, max_fields=MAXIMUM_FIELDS) as sent:
        files, _ = ADD.read(sent)
        yield AddBody(files=files["files"])


def _query_body(
    form: Form[Options], named: Callable[[Any], QueryBody[Options]]
) -> Callable[[Request], AsyncIterator[QueryBody[Options]]]:
    """Reads a query with these options, kept until the answer is sent. named : checks the JSON of one without a file.

    What it makes raises InvalidInput, UnsupportedBody or RequestValidationError.
    """

    async def body(request: Request) -> AsyncIterator[QueryBody[Options]]:
        if not _is_multipart(request):
            yield named(await _json(request))
            return
        async with request.form(max_files=MAXIMUM_FILES, max_fields=MAXIMUM_FIELDS) as sent:
            files, options = form.read(sent)
            yield QueryBody(options, file=files["file"][0])

    return body


def _search(sent: Any) -> QueryBody[SearchOptions]:
    asked = checked(SearchRequest, sent)
    return QueryBody(asked, url=asked.url, id=asked.id)


def _report(sent: Any) -> QueryBody[ReportOptions]:
    asked = checked(ReportRequest, sent)
    return QueryBody(asked, url=asked.url, id=asked.id)


def _judgement(sent: Any) -> QueryBody[JudgementOptions]:
    asked = checked(JudgementRequest, sent)
    return QueryBody(asked, url=asked.url, id=asked.id)


def _media_type(request: Request) -> str:
    return request.headers.get("content-type", "").split(";")[0].strip().lower()


def _is_multipart(request: Request) -> bool:
    return _media_type(request) == MULTIPART


async def _json(request: Request) -> Any:
    media_type = _media_type(request)
    if media_type != "application/json" and not media_type.endswith("+json"):
        raise UnsupportedBody("Send application/json or multipart/form-data.")
    return parsed((await request.body()).decode("utf-8", errors="replace"), "The body")


search_body = _query_body(SEARCH, _search)
report_body = _query_body(REPORT, _report)
judgement_body = _query_body(JUDGEMENT, _judgement)
