"""How errors leave the HTTP API: `{"error": {"kind", "message"}}` with a fitting status, whatever went wrong."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from pictrace import errors
from pictrace.web.api.models import ErrorAnswer


class TooMuchAtOnce(errors.InvalidInput):
    """More inputs than one call may bring."""

    kind = "too_many_inputs"


class UnsupportedBody(errors.InvalidInput):
    """A content type that the call does not take."""

    kind = "unsupported_media_type"


# The first that fits counts, so children stand before their parents.
STATUS: tuple[tuple[type[errors.PicTraceError], int], ...] = (
    (TooMuchAtOnce, 413),
    (UnsupportedBody, 415),
    (errors.UnknownPicture, 404),
    (errors.PictureTooLarge, 413),
    (errors.UnreadablePicture, 422),
    (errors.UnreadableReport, 422),
    (errors.InvalidInput, 400),
    (errors.FetchRefused, 400),
    (errors.FetchError, 502),
    (errors.Interrupted, 503),
    (errors.LibraryError, 503),
    (errors.WeightsUnavailable, 503),
    (errors.MissingPackage, 503),
)

RESPONSES: dict[int | str, dict[str, Any]] = {
    "4XX": {"model": ErrorAnswer, "description": "The request cannot be answered; the message says why."},
    "5XX": {"model": ErrorAnswer, "description": "The server could not answer; the message says why."},
}

_HTTP_KINDS = {404: "not_found", 405: "method_not_allowed"}


def install(api: FastAPI) -> None:
    """Give every error of this application the one form."""
    api.add_exception_handler(errors.PicTraceError, _pictrace_error)
    api.add_exception_handler(RequestValidationError, _validation_error)
    api.add_exception_handler(HTTPException, _http_error)
    # Starlette raises it again once this has answered, and the server logs it with its traceback.
    api.add_exception_handler(Exception, _unexpected_error)


def answer(status: int, kind: str, message: str) -> JSONResponse:
    """One error in the API's form."""
    body = {"error": {"kind": kind, "message": message}}
    return JSONResponse(body, status_code=status, headers={"Cache-Control": "no-store"})


def status_of(error: errors.PicTraceError) -> int:
    """The HTTP status that says the same as this error."""
    return next((status for kind, status in STATUS if isinstance(error, kind)), 500)


def _pictrace_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, errors.PicTraceError)
    return answer(status_of(error), error.kind, error.message)


def _validation_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    return answer(422, errors.InvalidInput.kind, "; ".join(_in_words(dict(part)) for part in error.errors()) + ".")


def _http_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    kind = _HTTP_KINDS.get(error.status_code, errors.InvalidInput.kind)
    if error.status_code == 404:
        return answer(404, kind, f"There is nothing at {request.url.path}; /api/openapi.json lists the calls.")
    response = answer(error.status_code, kind, f"{error.detail}.".replace("..", "."))
    response.headers.update(error.headers or {})
    return response


def _unexpected_error(request: Request, error: Exception) -> JSONResponse:
    return answer(500, "internal_error", "Something went wrong in PicTrace itself; the server's log has the details.")


def _in_words(part: dict[str, Any]) -> str:
    """One complaint of pydantic as "place: what was wrong"."""
    place = ".".join(str(step) for step in part["loc"] if step not in ("body", "query", "path"))
    reason = str(part["msg"]).removeprefix("Value error, ")
    return f"{place}: {reason}" if place else reason
