"""The calls of the HTTP API. Plain functions: FastAPI runs them in its threads, so no session waits for a search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from pictrace import __version__, duplicates, sources, verify_report
from pictrace.errors import Interrupted, UnreadablePicture, UnsupportedSource
from pictrace.library import Library
from pictrace.matching.ranking import SearchResult
from pictrace.search import comparison
from pictrace.types import AddReport, DuplicateKind, Explanation, ProgressCallback, Stop, Weights, checkpoint_of
from pictrace.web.api import answers, description
from pictrace.web.api.bodies import (
    AddBody,
    CompareBody,
    Options,
    QueryBody,
    ReportBody,
    add_body,
    checked_report_body,
    compare_body,
    judgement_body,
    report_body,
    search_body,
)
from pictrace.web.api.failures import TooMuchAtOnce
from pictrace.web.api.forms import SentFile
from pictrace.web.api.models import (
    MAXIMUM_PAGE,
    MAXIMUM_URLS,
    MOST_EXPLAINED,
    AddAnswer,
    CalibrationDetails,
    ComparisonAnswer,
    DuplicatesAnswer,
    DuplicatesStarted,
    Health,
    JudgementAnswer,
    JudgementList,
    JudgementOptions,
    Order,
    Picture,
    PicturePage,
    Removed,
    ReportAnswer,
    ReportOptions,
    SearchAnswer,
    SearchOptions,
)
from pictrace.web.disconnect import stop_of
from pictrace.web.jobs import DUPLICATES, jobs
from pictrace.web.pictures import LARGEST, thumbnail

router = APIRouter()
# POSTs because they carry files; they change nothing, so the guard lets them pass without the mark of a write.
reading = APIRouter()


def _library(request: Request) -> Library:
    library: Library = request.app.state.library()
    return library


CurrentLibrary = Annotated[Library, Depends(_library)]
# Asked by long work: True once the client has left, or the server is told to stop.
Stopped = Annotated[Stop, Depends(stop_of)]
PictureId = Annotated[int, Path(ge=1, le=2**63 - 1, description="Id of a picture in the library.")]


@router.get("/health")
def health(library: CurrentLibrary) -> Health:
    """That the server answers, and with what."""
    return answers.health(library.info(), __version__)


@reading.post("/search", openapi_extra=description.SEARCH_BODY)
def search(
    library: CurrentLibrary, stop: Stopped, body: Annotated[QueryBody[SearchOptions], Depends(search_body)]
) -> SearchAnswer:
    """Search by a file, a URL, or a picture of the library."""
    result = _search(library, body, body.options.top, body.options.as_weights(), stop)
    told = result.matches[:MOST_EXPLAINED] if body.options.explain else ()
    found = ((match.id, _explained(library, result, match.id, stop)) for match in told)
    return answers.search(result, {id: explanation for id, explanation in found if explanation is not None})


@reading.post("/compare", openapi_extra=description.COMPARE_BODY)
def compare(
    library: CurrentLibrary, stop: Stopped, body: Annotated[CompareBody, Depends(compare_body)]
) -> ComparisonAnswer:
    """Compare two pictures: files, URLs, or pictures of the library. Nothing is kept of them."""
    (first, a), (second, b) = (
        _named(library, body.a, "the first picture"),
        _named(library, body.b, "the second picture"),
    )
    weights = None if body.weights is None else body.weights.as_weights()
    found = library.compare(first, second, weights=weights, names=(a, b), stop=stop)
    return answers.comparison(found, comparison.explain(found), (a, b))


@reading.post(
    "/report",
    openapi_extra=description.REPORT_BODY,
    response_class=Response,
    responses={200: {"content": {"application/zip": {}}}},
)
def report(
    library: CurrentLibrary, stop: Stopped, body: Annotated[QueryBody[ReportOptions], Depends(report_body)]
) -> Response:
    """Search, and make a report of the query and one hit: a zip to print and to keep."""
    options = body.options
    result = _search(library, body, options.top, options.as_weights(), stop)
    data = library.report(
        result,
        options.picture,
        case=options.case,
        note=options.note,
        pictures=options.pictures,
        location=options.location,
        file=None if body.file is None else body.file.read(),
        name="" if body.file is None else body.file.name,
        stop=stop,
    )
    headers = {"Content-Disposition": 'attachment; filename="pictrace-report.zip"', "Cache-Control": "no-store"}
    return Response(data, media_type="application/zip", headers=headers)


@reading.post("/verify-report", openapi_extra=description.CHECK_BODY)
def check_report(
    library: CurrentLibrary, stop: Stopped, body: Annotated[ReportBody, Depends(checked_report_body)]
) -> ReportAnswer:
    """Compute a report again from its pictures, and say whether it holds."""
    pictures = [picture.read() for picture in body.pictures]
    check = verify_report(body.report.read(), pictures, settings=library.settings, name=body.report.name, stop=stop)
    return answers.report_check(check)


@router.post("/judgements", openapi_extra=description.JUDGEMENT_BODY)
def judge(
    library: CurrentLibrary, stop: Stopped, body: Annotated[QueryBody[JudgementOptions], Depends(judgement_body)]
) -> JudgementAnswer:
    """Say that a picture is what a query looks for, or that it is not; the last word counts."""
    options = body.options
    library.get(options.picture)  # unknown ids are an error here
    result = _search(library, body, 1, None, stop)
    if options.is_match is None:
        library.take_back(result, options.picture)
        return JudgementAnswer(judgement=None)
    name = "" if body.file is None else body.file.name
    return JudgementAnswer(judgement=answers.said(library.judge(result, options.picture, options.is_match, name)))


@router.get("/judgements")
def judgements(library: CurrentLibrary) -> JudgementList:
    """Everything that was said of results."""
    return JudgementList(judgements=[answers.said(judgement) for judgement in library.judgements()])


@router.get("/calibration")
def calibration(library: CurrentLibrary) -> CalibrationDetails:
    """What verdicts are given by now, and how often they were wrong when that was measured."""
    return answers.calibration(library.calibration())


@router.post("/duplicates", status_code=202)
def find_duplicates(library: CurrentLibrary) -> DuplicatesStarted:
    """Begin to look for copies within the library, or say which search is under way. Looks at what is new only."""
    active = jobs().active((DUPLICATES,))
    job = active[0].id if active else jobs().start(library, DUPLICATES)
    state = library.duplicates_state()
    return DuplicatesStarted(job=job, looked_at=state.searched, pictures=state.pictures)


@router.get("/duplicates")
def found_duplicates(
    library: CurrentLibrary,
    kind: Annotated[DuplicateKind | None, Query(description="Left out: identical files, then copies.")] = None,
    offset: Annotated[int, Query(ge=0, le=2**62)] = 0,
    limit: Annotated[int, Query(ge=1, le=MAXIMUM_PAGE)] = 50,
) -> DuplicatesAnswer:
    """Identical files and what was found so far: groups of most pictures first, then the surest."""
    found = duplicates.as_document(library.duplicates(kind, offset=offset, limit=limit))
    return DuplicatesAnswer.model_validate({**found, "running": bool(jobs().active((DUPLICATES,)))})


@router.post("/pictures", openapi_extra=description.ADD_BODY)
def add(library: CurrentLibrary, stop: Stopped, body: Annotated[AddBody, Depends(add_body)]) -> AddAnswer:
    """Add files, URLs, or the URLs that a table names. Returns when all are added; inputs that fail are listed.

    Ends when the client leaves; what was added by then stays.
    """
    names: Mapping[str, str] = {}
    if body.files:
        names = _kept(library, body.files, stop)
        report = library.add(list(names), _until(stop))
    elif body.table:
        report = _add_table(library, body.table, stop)
    elif len(body.urls) > MAXIMUM_URLS:
        raise TooMuchAtOnce(f"One call takes at most {MAXIMUM_URLS} URLs; send the rest in further calls.")
    else:
        report = library.add([_checked_url(url) for url in body.urls], _until(stop))
    if report.cancelled:
        raise Interrupted(
            f"Adding was stopped after {report.added:,} pictures, which stay; send the same again to add the rest."
        )
    return answers.added(report, names)


@router.get("/pictures")
def pictures(
    library: CurrentLibrary,
    text: Annotated[str, Query(max_length=500, description="Words that name, address or metadata must hold.")] = "",
    order: Order = "added",
    descending: bool = True,
    offset: Annotated[int, Query(ge=0, le=2**62)] = 0,
    limit: Annotated[int, Query(ge=1, le=MAXIMUM_PAGE)] = 50,
) -> PicturePage:
    """A stretch of the library, filtered and sorted."""
    records = library.records(text, order=order, descending=descending, offset=offset, limit=limit)
    return PicturePage(
        total=library.count(text), offset=offset, limit=limit, pictures=[answers.picture(record) for record in records]
    )


@router.get("/pictures/{id}")
def picture(library: CurrentLibrary, id: PictureId) -> Picture:
    """What is known of one picture."""
    return answers.picture(library.get(id))


@router.get("/pictures/{id}/thumbnail", response_class=Response, responses={200: {"content": {"image/jpeg": {}}}})
def picture_thumbnail(
    library: CurrentLibrary, request: Request, id: PictureId, size: Annotated[int, Query(ge=16, le=LARGEST)] = 256
) -> Response:
    """The picture as an upright JPEG whose long side is at most `size`."""
    # An id outlives its picture, so a browser must ask each time; the digest makes the answer short.
    headers = {"ETag": f'"{library.get(id).pixel_digest}-{size}"', "Cache-Control": "private, no-cache"}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return Response(thumbnail(library, id, size), media_type="image/jpeg", headers=headers)


@router.delete("/pictures/{id}")
def remove(library: CurrentLibrary, id: PictureId) -> Removed:
    """Forget one picture. Its original is not touched."""
    library.get(id)  # unknown ids are an error here
    return Removed(removed=list(library.remove([id])))


def _search(library: Library, body: QueryBody[Options], top: int, weights: Weights | None, stop: Stop) -> SearchResult:
    shortlist, mode, region = body.options.shortlist, body.options.mode, body.options.region
    if body.id is not None:
        return library.search_id(body.id, top, weights, shortlist, mode=mode, region=region, stop=stop)
    if body.file is not None:
        data = body.file.read()
        return library.search(data, top, weights, shortlist, name=body.file.name, mode=mode, region=region, stop=stop)
    return library.search(_checked_url(body.url or ""), top, weights, shortlist, mode=mode, region=region, stop=stop)


def _named(library: Library, given: SentFile | str | int, otherwise: str) -> tuple[bytes | str | int, str]:
    """What to compare, and what to call it."""
    if isinstance(given, SentFile):
        return given.read(), given.name
    if isinstance(given, int):
        return given, library.get(given).name
    return _checked_url(given), otherwise


def _explained(library: Library, result: SearchResult, id: int, stop: Stop) -> Explanation | None:
    """None when the working picture is gone, which must not cost the whole answer."""
    checkpoint_of(stop)()
    try:
        return library.explain(result, id)
    except UnreadablePicture:
        return None


def _checked_url(url: str) -> str:
    """The URL itself. The library takes paths too; the API never does."""
    if not sources.urls.is_url(url):
        raise UnsupportedSource(f"{url!r} is not an http or https address; the API reads nothing else.")
    return url


def _kept(library: Library, files: Sequence[SentFile], stop: Stop) -> dict[str, str]:
    """The files as uploads of the library: what each is called, by its uri."""
    names = {}
    # Of the same bytes in a trash folder and elsewhere the other name counts: the one that is kept last.
    for file in sorted(files, key=lambda file: sources.skipped.trash_around_upload(file.name) is None):
        checkpoint_of(stop)()
        names[library.store_upload(file.read(), file.name)] = file.name
    return names


def _until(stop: Stop) -> ProgressCallback:
    return lambda progress: not stop()


def _add_table(library: Library, table: str, stop: Stop) -> AddReport:
    data = table.encode("utf-8", "replace")  # JSON may hold halves of surrogate pairs, which are no text
    name = "table.json" if table.lstrip().startswith(("[", "{")) else "table.csv"
    rows = sources.read_table(data, name=name, allow_paths=False)
    if sum(1 for _ in islice(rows, MAXIMUM_URLS + 1)) > MAXIMUM_URLS:
        raise TooMuchAtOnce(f"One call takes a table of at most {MAXIMUM_URLS} rows; send the rest in further calls.")
    return library.add_table(data, name, _until(stop))
