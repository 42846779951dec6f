"""What was found out about pairs, kept for a while: a page is drawn again whenever something on it moves."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from functools import cache
from typing import Generic, TypeVar

from pictrace import images
from pictrace.errors import PicTraceError
from pictrace.explaining import Compared, compared
from pictrace.ranking import Comparison
from pictrace.settings import Limits
from pictrace.types import Explanation, Float64Array
from pictrace.web.pair import Pair

Found = TypeVar("Found")
_KEPT = 32


class Kept(Generic[Found]):
    """A bounded memory by name, the least recently used leaving first. Safe for many threads."""

    def __init__(self, kept: int = _KEPT) -> None:
        self._kept = kept
        self._lock = threading.Lock()
        self._found: OrderedDict[str, Found] = OrderedDict()

    def get(self, name: str, find: Callable[[], Found]) -> Found:
        """What is kept under this name; `find` is called when there is none yet, and what it raises is passed on."""
        with self._lock:
            if name in self._found:
                self._found.move_to_end(name)
                return self._found[name]
        found = find()
        with self._lock:
            self._found[name] = found
            while len(self._found) > self._kept:
                self._found.popitem(last=False)
        return found


@cache
def _compared() -> Kept[Compared]:
    return Kept()


@cache
def _explained() -> Kept[Explanation]:
    return Kept()


@cache
def _comparisons() -> Kept[Comparison]:
    return Kept()


@cache
def _faults() -> Kept[PicTraceError | None]:
    return Kept()


def fault(data: bytes, digest: str, name: str, limits: Limits) -> PicTraceError | None:
    """Why an upload is no picture, or None when it is one."""

    def look() -> PicTraceError | None:
        try:
            images.decode(data, name=name, limits=limits)
        except PicTraceError as error:
            return error
        return None

    return _faults().get(f"{digest} {name}", look)


def comparison(name: str, compare: Callable[[], Comparison]) -> Comparison:
    """The comparison of this name; `compare` makes it when there is none yet, and what it raises is passed on."""
    return _comparisons().get(name, compare)


def compared_pair(pair: Pair, homography: Float64Array) -> Compared:
    """The two working pictures laid on each other by this homography, query → candidate, tones evened out."""
    return _compared().get(
        pair.shows,
        lambda: compared(pair.query.working, pair.query.size, pair.candidate.working, pair.candidate.size, homography),
    )


def explanation_of(pair: Pair) -> Explanation:
    """The story of the two: what was kept, what was done, which is nearer the source."""
    return _explained().get(pair.shows, pair.explain)
