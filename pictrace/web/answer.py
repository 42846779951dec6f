"""How far a result agrees with its query: from evidence to one of a few words. No judgement, only degrees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pictrace.ranking import SearchResult
from pictrace.types import Evidence, Match
from pictrace.verdicts import alike_cosine

Agreement = Literal["same", "strong", "medium", "weak", "nothing", "flat", "none"]

# Agreeing points that unrelated photographs practically never reach together, and the fewest worth a look.
STRONG_POINTS = 25
MEDIUM_POINTS = 10


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a search: how far the best match agrees, and which one it is (None in an empty library)."""

    agreement: Agreement
    match: Match | None


def answer(result: SearchResult) -> Answer:
    """What to say first: how far the best-ranked hit agrees."""
    if not result.matches:
        return Answer("none", None)
    best = result.matches[0]
    return Answer(agreement(result, best), best)


def agreement(result: SearchResult, match: Match) -> Agreement:
    """How far one hit agrees with the query."""
    query = result.query
    if query.pixel_digest == match.record.pixel_digest:
        return "same"
    if query.flat or match.evidence.keypoints.score is None:
        return "flat"
    return _degree(match.evidence, alike_cosine(result.backbone))


def _degree(evidence: Evidence, alike: float) -> Agreement:
    agreeing = evidence.keypoints.inlier_count if evidence.keypoints.homography is not None else 0
    if agreeing >= STRONG_POINTS:
        return "strong"
    if agreeing >= MEDIUM_POINTS:
        return "medium"
    return "weak" if evidence.cosine >= alike else "nothing"
