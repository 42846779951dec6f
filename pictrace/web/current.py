"""The settings, the library and the query cache of this process, opened once, for pages and API alike."""

from __future__ import annotations

import logging
import os
import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pictrace.errors import LibraryClosed
from pictrace.library import Library
from pictrace.settings import Settings
from pictrace.web.queries import QueryCache

log = logging.getLogger(__name__)


@cache
def settings() -> Settings:
    """The owner's settings. Raises InvalidInput that names the bad entry."""
    return Settings.load()


def location() -> Path:
    """Where the library lives: `$PICTRACE_LIBRARY`, else `data/library`."""
    return Path(os.environ.get("PICTRACE_LIBRARY") or "data/library")


@cache
def queries() -> QueryCache:
    """The bounded cache of query uploads; it is never part of the library."""
    limits = settings()
    return QueryCache(
        limits.cache / "queries", max_bytes=limits.query_cache_bytes, max_age=limits.query_cache_hours * 3600
    )


@dataclass(slots=True)
class _Shared:
    library: Library | None = None
    ended: bool = False


_shared = _Shared()
_lock = threading.Lock()


def library() -> Library:
    """The one library of this process, opened at the first call.

    A failed opening is not remembered, so that a library that has been mended opens at the next try.
    Raises LibraryUnusable, BackboneMismatch, InvalidInput, or LibraryClosed once the server stops.
    """
    with _lock:
        if _shared.ended:
            raise LibraryClosed("The server is stopping; ask again when it has been started again.")
        if _shared.library is None or _shared.library.closed:
            _shared.library = Library.open(location(), settings=settings())
            if _shared.library.migration is not None:
                log.warning(_shared.library.migration.sentence)
        return _shared.library


def end() -> None:
    """Close the library for good: the process ends, and what still runs must not open it again."""
    _shared.ended = True
    close()


def close() -> None:
    """Close the library and forget what was read from the environment; the next call begins anew."""
    with _lock:
        if _shared.library is not None:
            _shared.library.close()
            _shared.library = None
        settings.cache_clear()
        queries.cache_clear()
