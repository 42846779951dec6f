"""What was found out about pictures and pairs of them, and is kept for a while."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from pictrace import imaging
from pictrace.errors import PicTraceError
from pictrace.explanation import AlignedPair, compare_aligned
from pictrace.matching.ranking import Comparison
from pictrace.settings import Limits
from pictrace.types import Explanation, Float64Array
from pictrace.web.kept import Kept
from pictrace.web.pair import Pair

_KEPT = 32


@cache
def _compared() -> Kept[str, AlignedPair]:
    return Kept(_KEPT)


@cache
def _explained() -> Kept[str, Explanation]:
    return Kept(_KEPT)


@cache
def _comparisons() -> Kept[str, Comparison]:
    return Kept(_KEPT)


@cache
def _faults() -> Kept[str, PicTraceError | None]:
    return Kept(_KEPT)


def fault(data: bytes, digest: str, name: str, limits: Limits) -> PicTraceError | None:
    """Why an upload is no picture, or None when it is one."""

    def look() -> PicTraceError | None:
        try:
            imaging.decode(data, name=name, limits=limits)
        except PicTraceError as error:
            return error
        return None

    return _faults().get(f"{digest} {name}", look)


def comparison(name: str, compare: Callable[[], Comparison]) -> Comparison:
    """The comparison of this name; `compare` makes it when there is none yet, and what it raises is passed on."""
    return _comparisons().get(name, compare)


def compared_pair(pair: Pair, homography: Float64Array) -> AlignedPair:
    """The two working pictures laid on each other by this homography, query → candidate, tones evened out."""
    return _compared().get(
        pair.shows,
        lambda: compare_aligned(
            pair.query.working, pair.query.size, pair.toned(pair.candidate.working), pair.candidate.size, homography
        ),
    )


def explanation_of(pair: Pair) -> Explanation:
    """The story of the two: what was kept, what was done, which is nearer the source."""
    return _explained().get(pair.shows, pair.explain)
