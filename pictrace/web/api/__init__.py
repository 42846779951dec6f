"""The HTTP API: a FastAPI application that the server mounts under /api, with its description at /api/openapi.json.

answers.py     the library's values as the API's models
bodies.py      the bodies of the calls, and their reading
description.py the OpenAPI document
failures.py    how errors leave the API
forms.py       multipart bodies
routes.py      the calls
"""

from __future__ import annotations

from collections.abc import Callable

from fastapi import FastAPI
from starlette.routing import Route

from pictrace import __version__
from pictrace.library import Library
from pictrace.types import Stop, never
from pictrace.web.api import description, failures, routes
from pictrace.web.disconnect import Disconnect

__all__ = ["create", "only_reads"]


def create(library: Callable[[], Library], ending: Stop = never) -> FastAPI:
    """The API over the library that `library()` gives, which is asked anew for every call.

    ending : True once the server is told to stop, which ends the work of every call.

    There is no Swagger page: FastAPI's loads its script from another site.
    """
    api = description.DescribedApi(
        title="PicTrace",
        description=description.INTRODUCTION,
        version=__version__,
        openapi_url="/openapi.json",
        docs_url=None,
        redoc_url=None,
        responses=failures.RESPONSES,
    )
    api.state.library = library
    failures.install(api)
    api.include_router(routes.reading)
    api.include_router(routes.router)
    api.add_middleware(Disconnect, ending=ending)
    return api


def only_reads(method: str, path: str) -> bool:
    """Whether this call, by its path below /api, changes nothing although its method might."""
    return any(
        isinstance(route, Route) and method in (route.methods or ()) and route.path_regex.match(path) is not None
        for route in routes.reading.routes
    )
