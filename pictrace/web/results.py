"""Searches that were made, kept for a while: moving a weight must only re-rank, never search again."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pictrace.matching.ranking import SearchResult
from pictrace.types import Mode, Region
from pictrace.web.kept import Kept

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


@cache
def results() -> Kept[ResultKey, SearchResult]:
    """The results of this process."""
    return Kept(_KEPT)
