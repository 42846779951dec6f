"""Which matches belong to the family of a query, and the edges of every pair of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from pictrace import explanation, matching
from pictrace.explanation import PairPicture
from pictrace.explanation.provenance.tree import ProvenanceEdge, build_family
from pictrace.types import QUERY, Candidate, Checkpoint, Evidence, Explanation, Family, FamilyMember, Query, go_on

# Every pair is looked at, about a tenth of a second each.
MOST = 12
NOTHING: Mapping[int, Evidence] = {}


@dataclass(frozen=True, slots=True, eq=False)
class MemberPicture:
    """A picture of the family with all that comparing pairs needs. query : the picture as a query."""

    member: FamilyMember
    query: Query
    picture: PairPicture


def select_copies(candidates: Sequence[Candidate]) -> tuple[Sequence[Candidate], int]:
    """Of the candidates those that are copies, the most probable first, at most 11, and how many were left out."""
    copies = sorted(
        (candidate for candidate in candidates if candidate.assessment.is_copy),
        key=lambda candidate: (-candidate.assessment.probability, candidate.record.id),
    )
    return copies[: MOST - 1], max(0, len(copies) - (MOST - 1))


def family_of(
    members: Sequence[MemberPicture],
    left_out: int = 0,
    known: Mapping[int, Evidence] = NOTHING,
    checkpoint: Checkpoint = go_on,
) -> Family:
    """The family of these pictures.

    known : what a search gathered already of its query, the first of them, and each other: by key.
    """
    return build_family(
        [member.member for member in members], list(pairwise_edges(members, known, checkpoint)), left_out
    )


def pairwise_edges(
    members: Sequence[MemberPicture], known: Mapping[int, Evidence] = NOTHING, checkpoint: Checkpoint = go_on
) -> Iterable[ProvenanceEdge]:
    """Every edge from a possible parent to its child; pairs that no recipe explains have none."""
    prepared = {member.member.key: matching.prepare(member.query) for member in members}
    for first, second in combinations(members, 2):
        checkpoint()
        found = known.get(second.member.key) if first.member.key == QUERY else None
        if found is None:
            found = matching.gather(prepared[first.member.key], second.query.features, second.query.working)
        yield from _edges_of_pair(
            first.member.key, second.member.key, explanation.explain(first.picture, second.picture, found)
        )


def _edges_of_pair(first: int, second: int, explained: Explanation) -> Iterable[ProvenanceEdge]:
    """first : the key of the explanation's query, second : of its candidate."""
    if not explained.recipe.claimed:
        return
    query_is_result = explained.recipe.direction == "query_from_candidate"
    parent, child = (second, first) if query_is_result else (first, second)
    # Reasons against the recipe's direction leave the edge undecided; they do not reverse it.
    decided = explained.nearer.side == ("candidate" if query_is_result else "query")
    yield ProvenanceEdge(parent, child, explained.recipe, explained.nearer, decided)
    if not decided:
        yield ProvenanceEdge(child, parent, explained.recipe, explained.nearer, decided)
