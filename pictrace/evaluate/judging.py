"""What an evaluation takes from a match: its score, and whether it is called a copy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pictrace.types import Match

# Agreeing points that unrelated photographs practically never reach together, and the fewest worth a look.
STRONG_POINTS = 25
MEDIUM_POINTS = 10


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


def agreeing_points(match: Match) -> int:
    """Key points that agree on one position; none without a trusted position."""
    keypoints = match.evidence.keypoints
    return 0 if keypoints.homography is None else keypoints.inlier_count


MATCH_SCORE = Judge(
    name="match score",
    score=lambda match: match.score,
    confirms=lambda match: agreeing_points(match) >= STRONG_POINTS,
    suspects=lambda match: agreeing_points(match) >= MEDIUM_POINTS,
)
