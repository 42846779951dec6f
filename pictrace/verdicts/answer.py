"""The one answer of a search, over all that was examined, whatever the weights."""

from __future__ import annotations

from collections.abc import Sequence

from pictrace.types import VERDICTS, Candidate, Query, Verdict

_PLACE = {verdict: place for place, verdict in enumerate(VERDICTS)}
# Verdicts that say nothing of the hit itself.
_OF_NOTHING: tuple[Verdict, ...] = ("too_little_detail", "no_copy")


def decisive(query: Query, candidates: Sequence[Candidate]) -> tuple[Verdict, Candidate | None]:
    """The answer's verdict, and the hit it rests on or None.

    The surest kind of verdict first; among copies of any kind but the same file and the same picture, and within
    every other kind, the most probable in tenths, then the nearest, then the one that was added first.
    """
    best = min(candidates, key=_order, default=None)
    if best is None:
        return "no_copy", None
    verdict = best.assessment.verdict
    if query.flat and verdict in ("alike", "no_copy"):
        return "too_little_detail", None
    return verdict, None if verdict in _OF_NOTHING else best


def _order(candidate: Candidate) -> tuple[int, float, float, int]:
    assessment = candidate.assessment
    place = _PLACE[assessment.verdict]
    if assessment.is_copy and place >= _PLACE["resaved"]:
        place = _PLACE["resaved"]
    # Of two that are 97 and 98 % sure, the one that is nearer is the better answer: so much is chance.
    return place, -round(assessment.probability, 1), -candidate.evidence.cosine, candidate.record.id
