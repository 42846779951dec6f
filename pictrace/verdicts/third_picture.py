"""Hits that only another hit can settle.

Two crops of one picture look like two shots of a scene: each shows a rim that the other does not. Where the library
also has a picture that the query is a sure copy of, that one can tell: what is a copy of it too shares its source
with the query.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from pictrace.types import Assessment, Candidate, Query
from pictrace.verdicts.answer import decisive
from pictrace.verdicts.decision import kind_of_copy

# What one hit is to another that stands for the query.
Between = Callable[[Candidate, Candidate], Assessment]


def settle(query: Query, candidates: Sequence[Candidate], between: Between) -> tuple[Candidate, ...]:
    """The candidates, possible copies among them taken for copies where the surest copy of the query says so.

    between : what the second picture is to the first, asked for few pairs. A settled hit is as probable as the less
    sure of the two links.
    """
    _, source = decisive(query, candidates)
    if source is None or not source.assessment.is_copy:
        return tuple(candidates)
    return tuple(_settled(candidate, source, between) for candidate in candidates)


def _settled(candidate: Candidate, source: Candidate, between: Between) -> Candidate:
    registration = candidate.evidence.registration
    if candidate.assessment.facts.certainty != "possible" or registration is None:
        return candidate
    link = between(source, candidate)
    if not link.is_copy:
        return candidate
    probability = min(source.assessment.probability, link.probability)
    settled = replace(candidate.assessment, verdict=kind_of_copy(candidate.evidence), probability=probability)
    return replace(candidate, assessment=settled)
