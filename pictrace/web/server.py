"""What the server answers beside the pages: the HTTP API and the pictures, all behind one guard."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount

from pictrace.errors import InvalidInput
from pictrace.library import Library
from pictrace.settings import Settings
from pictrace.system.child_processes import process_end
from pictrace.web import api, current, network_readiness, pictures, shown
from pictrace.web.current import library, queries, settings
from pictrace.web.ending import Ending
from pictrace.web.guard import Guard
from pictrace.web.jobs import jobs
from pictrace.web.pictures import picture_url, query_url
from pictrace.web.queries import QueryCache

ending = Ending()

__all__ = ["library", "lifespan", "middleware", "picture_url", "queries", "query_url", "routes", "settings"]


def routes(
    library: Callable[[], Library] = current.library, queries: Callable[[], QueryCache] = current.queries
) -> list[BaseRoute]:
    """The API under /api, and pictures of the library, of queries and of evidence under /app/static."""
    return [Mount("/api", app=api.create(library, ending.begun)), *pictures.routes(library, queries), *shown.routes()]


def middleware(owner: Settings | None = None) -> list[Middleware]:
    """The guard around everything, pages and websocket included. Bad settings end the process with their sentence."""
    try:
        owner = owner or current.settings()
    except InvalidInput as error:
        # Asked for while the server starts: there is no page yet that could show it.
        raise SystemExit(error.message) from None
    limits = owner.limits
    return [Middleware(Guard, allowed_hosts=owner.allowed_hosts, max_bytes=limits.max_bytes, only_reads=api.only_reads)]


@asynccontextmanager
async def lifespan(app: object) -> AsyncGenerator[None]:
    """Load the network while the first page is on its way; end all work and close the library when the server stops."""
    with ending.on_signal(_end_work):
        network_readiness.load_in_background(current.library)
        yield
        await asyncio.to_thread(network_readiness.wait_for_loading)
        current.close()


def _end_work() -> None:
    jobs().end()
    process_end.come()
    current.end()
