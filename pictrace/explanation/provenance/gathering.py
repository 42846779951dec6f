"""Which hits belong to the family of a query, and the story of every pair of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from pictrace import explanation, matching
from pictrace.explanation import Side
from pictrace.explanation.provenance.tree import Link, grow
from pictrace.types import QUERY, Candidate, Checkpoint, Evidence, Explanation, Family, Kin, Query, go_on

# Every pair is looked at, about a tenth of a second each.
MOST = 12
NOTHING: Mapping[int, Evidence] = {}


@dataclass(frozen=True, slots=True, eq=False)
class Relative:
    """A picture of the family with all that pairs are compared by. query : the picture as one."""

    kin: Kin
    query: Query
    side: Side


def relatives(candidates: Sequence[Candidate]) -> tuple[Sequence[Candidate], int]:
    """Of the candidates those that are copies, the most probable first, at most 11, and how many were left out."""
    copies = sorted(
        (candidate for candidate in candidates if candidate.assessment.is_copy),
        key=lambda candidate: (-candidate.assessment.probability, candidate.record.id),
    )
    return copies[: MOST - 1], max(0, len(copies) - (MOST - 1))


def family_of(
    members: Sequence[Relative],
    left_out: int = 0,
    known: Mapping[int, Evidence] = NOTHING,
    checkpoint: Checkpoint = go_on,
) -> Family:
    """The family of these pictures.

    known : what a search gathered already of its query, the first of them, and each other: by key.
    """
    return grow([member.kin for member in members], list(gather(members, known, checkpoint)), left_out)


def gather(
    members: Sequence[Relative], known: Mapping[int, Evidence] = NOTHING, checkpoint: Checkpoint = go_on
) -> Iterable[Link]:
    """Every way that one may have come of another; pairs that no recipe explains have none."""
    prepared = {member.kin.key: matching.prepare(member.query) for member in members}
    for first, second in combinations(members, 2):
        checkpoint()
        found = known.get(second.kin.key) if first.kin.key == QUERY else None
        if found is None:
            found = matching.gather(prepared[first.kin.key], second.query.features, second.query.working)
        yield from _links(first.kin.key, second.kin.key, explanation.explain(first.side, second.side, found))


def _links(first: int, second: int, told: Explanation) -> Iterable[Link]:
    """first : what the story calls the query, second : what it calls the candidate."""
    if not told.recipe.claimed:
        return
    onward = told.recipe.direction == "query_from_candidate"
    parent, child = (second, first) if onward else (first, second)
    # What the files say against the recipe makes it a guess, not another story.
    decided = told.nearer.side == ("candidate" if onward else "query")
    yield Link(parent, child, told.recipe, told.nearer, decided)
    if not decided:
        yield Link(child, parent, told.recipe, told.nearer, decided)
