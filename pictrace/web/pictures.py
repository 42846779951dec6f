"""The pictures that pages show, by addresses that name their content, so that a browser may keep them for ever."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from pictrace import imaging
from pictrace.errors import PicTraceError
from pictrace.library import Library
from pictrace.types import Record, UInt8Array
from pictrace.web.queries import QueryCache

PICTURES = "/app/static/pictures"
QUERIES = "/app/static/queries"
# Few sizes, so that a page cannot be made to fill the browser's cache with variants of one picture.
LARGEST = imaging.WORKING_SIDE
SIZES = (160, 320, LARGEST)
FOREVER = "public, max-age=31536000, immutable"

_PICTURE_FILE = re.compile(r"(\d{1,18})-([0-9a-f]{64})-(\d+)\.jpg")
_QUERY_FILE = re.compile(r"([0-9a-f]{64})-(\d+)\.jpg")


def picture_url(record: Record, size: int = LARGEST) -> str:
    """The address of a picture of the library as a JPEG whose long side is at most `size`, one of SIZES."""
    return f"{PICTURES}/{record.id}-{record.pixel_digest}-{size}.jpg"


def query_url(digest: str, size: int = LARGEST) -> str:
    """The address of a query upload, by its digest in the query cache, as an upright JPEG of at most `size`."""
    return f"{QUERIES}/{digest}-{size}.jpg"


def thumbnail(library: Library, picture_id: int, size: int) -> bytes:
    """JPEG of a picture of the library, long side at most `size`. Raises UnknownPicture, UnreadablePicture."""
    kept = library.working_path(picture_id)
    if size >= LARGEST and kept.is_file():
        return kept.read_bytes()  # made once more, it would lose quality for nothing
    return _jpeg(library.working_picture(picture_id), size)


def routes(library: Callable[[], Library], queries: Callable[[], QueryCache]) -> Sequence[BaseRoute]:
    """Routes for `picture_url` and `query_url`. Plain functions: Starlette runs them in its threads."""

    def picture(request: Request) -> Response:
        named = _PICTURE_FILE.fullmatch(request.path_params["file"])
        if named is None or int(named[3]) not in SIZES:
            return _absent()
        try:
            shown = library()
            if shown.get(int(named[1])).pixel_digest != named[2]:
                return _absent()
            return _kept_for_ever(thumbnail(shown, int(named[1]), int(named[3])))
        except PicTraceError as error:
            return _absent(error)

    def query(request: Request) -> Response:
        named = _QUERY_FILE.fullmatch(request.path_params["file"])
        data = queries().get(named[1]) if named is not None and int(named[2]) in SIZES else None
        if named is None or data is None:
            return _absent()
        try:
            decoded = imaging.decode(data, name="the query", limits=library().settings.limits)
        except PicTraceError as error:
            return _absent(error)
        return _kept_for_ever(_jpeg(decoded.pixels, int(named[2])))

    return [Route(f"{PICTURES}/{{file}}", picture), Route(f"{QUERIES}/{{file}}", query)]


def _jpeg(pixels: UInt8Array, size: int) -> bytes:
    return imaging.encode_jpeg(imaging.shrunk(pixels, long_side=size))


def _kept_for_ever(jpeg: bytes) -> Response:
    return Response(jpeg, media_type="image/jpeg", headers={"Cache-Control": FOREVER})


def _absent(error: PicTraceError | None = None) -> Response:
    kind = error.kind if error else "unknown_picture"
    message = error.message if error else "There is no such picture here."
    return JSONResponse(
        {"error": {"kind": kind, "message": message}}, status_code=404, headers={"Cache-Control": "no-store"}
    )
