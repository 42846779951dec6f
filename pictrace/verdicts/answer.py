"""The one answer of a search, over all that was examined, whatever the weights."""

from __future__ import annotations

from collections.abc import Sequence

from pictrace.types import VERDICT_FACTS, VERDICTS, Candidate, Query, Verdict

_FIRST_COPY = next(place for place, verdict in enumerate(VERDICTS) if VERDICT_FACTS[verdict].certainty == "copy")
# Of copies of any kind but the exact ones none goes before another.
_PLACE = {
    verdict: _FIRST_COPY if VERDICT_FACTS[verdict].certainty == "copy" else place
    for place, verdict in enumerate(VERDICTS)
}


def decisive(query: Query, candidates: Sequence[Candidate]) -> tuple[Verdict, Candidate | None]:
    """The answer's verdict, and the hit it rests on or None.

    The surest kind of verdict first; among copies of any kind but the same file and the same picture, and within
    every other kind, the most probable in tenths, then the nearest, then the one that was added first.
    """
    best = min(candidates, key=_order, default=None)
    if best is None:
        return "no_copy", None
    verdict, facts = best.assessment.verdict, best.assessment.facts
    if query.flat and facts.needs_detail:
        return "too_little_detail", None
    return verdict, best if facts.names_hit else None


def _order(candidate: Candidate) -> tuple[int, float, float, int]:
    assessment = candidate.assessment
    # Of two that are 97 and 98 % sure, the one that is nearer is the better answer: so much is chance.
    return (
        _PLACE[assessment.verdict],
        -round(assessment.probability, 1),
        -candidate.evidence.cosine,
        candidate.record.id,
    )
