"""What an evaluation takes from a match: its score, and whether it is called a copy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pictrace.types import Match


@dataclass(frozen=True, slots=True)
class Judge:
    """How matches are judged.

    name : of the score, for people; evaluations by different scores are told apart by it.
    score : what answers of different queries are compared by. confirms : whether a match is called a copy.
    suspects : whether it may be one; never False where `confirms` is True.
    """

    name: str
    score: Callable[[Match], float]
    confirms: Callable[[Match], bool]
    suspects: Callable[[Match], bool]


# As the answers of searches are given.
VERDICTS = Judge(
    name="probability of a copy",
    score=lambda match: match.probability,
    confirms=lambda match: match.assessment.is_copy,
    suspects=lambda match: match.assessment.may_be_copy,
)
