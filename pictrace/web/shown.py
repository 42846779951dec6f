"""Large views of pictures that a page shows at once, made when the browser asks for them and kept for a while.

A page names a view and says how it is made; nothing is decoded before somebody looks. They are not media files of
Streamlit's: those are not under the guard's rules for pictures, and have to be made while the page waits.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import cache

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from pictrace.errors import PicTraceError
from pictrace.web.pictures import FOREVER

VIEWS = "/app/static/views"
# Long side in pixels: a photograph that fills a large screen, and half a megabyte as JPEG.
LARGEST = 1600
_FILE = re.compile(r"([0-9a-f]{64})\.jpg")
_MOST_BYTES = 64_000_000
# What has been named; a page names five at most, and names them again whenever it is drawn.
_MOST_NAMED = 256

Make = Callable[[], bytes]


class ShownViews:
    """A bounded memory of JPEGs by what they show, the least recently used leaving first. Safe for many threads."""

    def __init__(self, most_bytes: int = _MOST_BYTES, most_named: int = _MOST_NAMED) -> None:
        self._most_bytes = most_bytes
        self._most_named = most_named
        self._lock = threading.Lock()
        self._making: OrderedDict[str, tuple[Make, threading.Lock]] = OrderedDict()
        self._made: OrderedDict[str, bytes] = OrderedDict()

    def address(self, shows: str, make: Make) -> str:
        """The address of a view. shows : names its content for ever; make : gives its JPEG when it is asked for."""
        token = hashlib.sha256(shows.encode()).hexdigest()
        with self._lock:
            if token not in self._making:
                self._making[token] = make, threading.Lock()
            self._making.move_to_end(token)
            while len(self._making) > self._most_named:
                self._making.popitem(last=False)
        return f"{VIEWS}/{token}.jpg"

    def get(self, token: str) -> bytes | None:
        """The JPEG, made now if need be; None when no page named it lately. Raises what making it raises."""
        with self._lock:
            made = self._made.get(token)
            if made is not None:
                self._made.move_to_end(token)
                return made
            named = self._making.get(token)
        if named is None:
            return None
        make, making = named
        with making:  # two browsers that ask at once cost one decoding
            with self._lock:
                made = self._made.get(token)
            if made is None:
                made = make()
                self._keep(token, made)
        return made

    def _keep(self, token: str, made: bytes) -> None:
        with self._lock:
            self._made[token] = made
            total = sum(len(view) for view in self._made.values())
            while total > self._most_bytes and len(self._made) > 1:
                total -= len(self._made.popitem(last=False)[1])


@cache
def views() -> ShownViews:
    """The views of this process."""
    return ShownViews()


def routes(kept: Callable[[], ShownViews] = views) -> Sequence[BaseRoute]:
    """The route of `ShownViews.address`. A plain function: Starlette runs it in its threads."""

    def view(request: Request) -> Response:
        named = _FILE.fullmatch(request.path_params["file"])
        try:
            jpeg = None if named is None else kept().get(named[1])
        except PicTraceError as error:
            return _absent(error.kind, error.message)
        if jpeg is None:
            return _absent("unknown_picture", "There is no such picture here.")
        return Response(jpeg, media_type="image/jpeg", headers={"Cache-Control": FOREVER})

    return [Route(f"{VIEWS}/{{file}}", view)]


def _absent(kind: str, message: str) -> Response:
    document = {"error": {"kind": kind, "message": message}}
    return JSONResponse(document, status_code=404, headers={"Cache-Control": "no-store"})
