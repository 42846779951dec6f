"""The HTTP API: a FastAPI application that the server mounts under /api, with its description at /api/openapi.json."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import FastAPI

from pictrace import __version__
from pictrace.library import Library
from pictrace.web.api import description, failures, routes

__all__ = ["create"]


def create(library: Callable[[], Library]) -> FastAPI:
    """The API over the library that `library()` gives, which is asked anew for every call.

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
    api.include_router(routes.router)
    return api
