"""Trees of descent are the least change that explains every pair, and donors are told from versions."""

from __future__ import annotations

import numpy as np
import pytest
from verdict_making import query

from pictrace import explanation
from pictrace.explanation import provenance
from pictrace.explanation.provenance import MemberPicture, ProvenanceEdge
from pictrace.imaging import edits
from pictrace.types import QUERY, Family, FamilyMember, Recipe, RecipeStep, SourceDirection, StepKind, UInt8Array

Photos = dict[str, UInt8Array]


def recipe(*kinds: StepKind, residual: float = 0.0, **parameters: float) -> Recipe:
    steps = tuple(RecipeStep(kind, parameters) for kind in kinds)
    return Recipe("query_from_candidate", steps, True, 1.0, residual, 1.0, np.eye(3))


def edge(parent: int, child: int, *kinds: StepKind, residual: float = 0.0, decided: bool = True) -> ProvenanceEdge:
    return ProvenanceEdge(parent, child, recipe(*kinds, residual=residual), SourceDirection("candidate"), decided)


def grown(keys: list[int], *edges: ProvenanceEdge) -> Family:
    return provenance.build_family([FamilyMember(key, f"{key}.jpg") for key in keys], edges)


def descents(found: Family) -> set[tuple[int, int]]:
    return {(descent.parent, descent.child) for descent in found.descents}


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 1, 0], [1, 2, 0]])
def test_the_nearest_version_is_the_parent(order: list[int]) -> None:
    edges = [edge(1, 2, "cropped"), edge(2, 0, "grey"), edge(1, 0, "cropped", "grey")]
    found = grown(order, *edges)
    assert descents(found) == {(1, 2), (2, 0)}
    assert found.roots == (1,)
    assert [descent.child for descent in found.children(1)] == [2]


def test_two_parts_of_something_that_is_not_here_are_two_roots() -> None:
    found = grown([0, 1, 2], edge(1, 0, "grey"))
    assert descents(found) == {(1, 0)}
    assert found.roots == (1, 2)
    assert found.donors == ()


def test_what_is_decided_goes_before_what_is_not() -> None:
    either = [edge(1, 0, "grey", decided=False), edge(0, 1, "grey", decided=False)]
    assert descents(grown([0, 1, 2], *either, edge(2, 1, "mirrored"), edge(2, 0, "mirrored", "grey"))) == {
        (2, 1),
        (1, 0),
    }


def test_a_query_made_of_two_pictures_has_both_as_donors() -> None:
    found = grown(
        [QUERY, 1, 2, 3],
        edge(1, QUERY, "placed"),
        edge(2, QUERY, "placed"),
        edge(2, 3, "grey"),
        edge(3, QUERY, "placed", residual=0.2),
    )
    assert found.donors == (1, 2)
    assert descents(found) == {(1, QUERY), (2, QUERY), (2, 3)}
    assert found.roots == (1, 2)


def test_more_residual_and_more_loss_cost_more() -> None:
    assert provenance.edit_cost(recipe()) == 0.0
    assert provenance.edit_cost(recipe(residual=0.01)) < provenance.edit_cost(recipe(residual=0.02))
    assert provenance.edit_cost(recipe("cropped", share=0.8)) < provenance.edit_cost(recipe("cropped", share=0.2))
    assert provenance.edit_cost(recipe("recompressed")) < provenance.edit_cost(recipe("grey"))


def member(pixels: UInt8Array, key: int) -> MemberPicture:
    mine = query(pixels)
    return MemberPicture(FamilyMember(key, f"{key}.jpg"), mine, explanation.of_query(mine))


def test_a_made_family_is_traced(photos: Photos) -> None:
    source = photos["astronaut"]
    part = edits.crop(0.6, 0.4, 0.3).apply(source)
    grey = edits.grey().apply(part)
    framed = edits.pad(0.3).apply(source)
    members = [member(grey, QUERY), member(framed, 7), member(source, 9), member(part, 4)]
    found = provenance.family_of(members)
    assert found.roots == (9,)
    assert descents(found) == {(9, 7), (9, 4), (4, QUERY)}
    kinds = {descent.child: [step.kind for step in descent.recipe.steps] for descent in found.descents}
    assert kinds[7] == ["bordered"]
    assert "grey" in kinds[QUERY]


def test_a_collage_has_its_donors(photos: Photos) -> None:
    cat, cup = photos["chelsea"], photos["coffee"]
    page = np.full((700, 1000, 3), 250, np.uint8)
    page[40 : 40 + cat.shape[0], 20 : 20 + cat.shape[1]] = cat
    small = cup[::2, ::2]
    page[380 : 380 + small.shape[0], 480 : 480 + small.shape[1]] = small
    found = provenance.family_of([member(page, QUERY), member(cat, 1), member(cup, 2)])
    assert set(found.donors) == {1, 2}
    assert found.roots == (1, 2)
