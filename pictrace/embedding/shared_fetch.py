"""Threads of this process that want the same thing fetched: one fetches, the others wait and get what it got.

The error too: where there is no network, three threads would otherwise wait for it three times, one after the other.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from pictrace.embedding.retrying import Say
from pictrace.errors import WeightsUnavailable

T = TypeVar("T")

FETCH_LOG = "pictrace.embedding.fetching"
_log = logging.getLogger(FETCH_LOG)


def logged(say: Say) -> Say:
    """`say`, and the log `FETCH_LOG`: most fetches begin at a first picture, where nobody was asked for a `say`."""

    def both(sentence: str) -> None:
        _log.info("%s", sentence)
        say(sentence)

    return both


@dataclass(slots=True)
class _Fetch(Generic[T]):
    outcome: Future[T] = field(default_factory=Future)
    said: str = ""


class SharedFetch(Generic[T]):
    """At most one fetch of each key at a time. Safe for many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: dict[Hashable, _Fetch[T]] = {}

    def run(self, key: Hashable, work: Callable[[Say], T], say: Say) -> T:
        """What `work` gives, or gave to the thread that began first. work : gets what to call with its progress.

        Raises what `work` raises.
        """
        with self._lock:
            running = self._running.get(key)
            mine = running is None
            if running is None:
                running = self._running[key] = _Fetch()
        if not mine:
            return running.outcome.result()
        try:
            result = work(lambda sentence: self._tell(running, sentence, say))
        except Exception as error:
            running.outcome.set_exception(error)
            raise
        except BaseException:
            running.outcome.set_exception(WeightsUnavailable("Fetching was interrupted; try again."))
            raise
        else:
            running.outcome.set_result(result)
            return result
        finally:
            with self._lock:
                del self._running[key]

    def said(self, key: Hashable) -> str | None:
        """The last sentence of a fetch that is under way, None when there is none."""
        with self._lock:
            running = self._running.get(key)
            return None if running is None else running.said

    def _tell(self, running: _Fetch[T], sentence: str, say: Say) -> None:
        running.said = sentence.strip()
        say(sentence)
