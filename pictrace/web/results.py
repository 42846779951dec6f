"""Searches that were made, kept for a while: moving a weight must only re-rank, never search again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from pictrace.ranking import SearchResult
from pictrace.types import Mode, Region

# A result of 50 candidates holds their matched points and the query: about 3 MB.
_KEPT = 24


@dataclass(frozen=True, slots=True)
class ResultKey:
    """What a result depends on, weights aside.

    change : the library's change sequence when it was made. part : of the query, that was looked for; None: all of it.
    mode : how thoroughly. judged : what verdicts were given by, a calibration and the elements that are ignored.
    """

    library: str
    change: int
    query: str
    shortlist: int
    part: Region | None = None
    mode: Mode = "fast"
    judged: str = ""


class Results:
    """A bounded memory of results, the least recently used leaving first. Safe for many threads."""

    def __init__(self, kept: int = _KEPT) -> None:
        self._kept = kept
        self._lock = threading.Lock()
        self._results: OrderedDict[ResultKey, SearchResult] = OrderedDict()

    def get(self, key: ResultKey, search: Callable[[], SearchResult]) -> SearchResult:
        """The result for this key; `search` is called when there is none yet, and what it raises is passed on."""
        with self._lock:
            if key in self._results:
                self._results.move_to_end(key)
                return self._results[key]
        result = search()
        with self._lock:
            self._results[key] = result
            while len(self._results) > self._kept:
                self._results.popitem(last=False)
        return result

    def __contains__(self, key: ResultKey) -> bool:
        with self._lock:
            return key in self._results


@cache
def results() -> Results:
    """The results of this process."""
    return Results()
