"""Trees of descent are the least change that explains every pair, and donors are told from versions."""

from __future__ import annotations

import numpy as np
import pytest
from verdict_making import query

from pictrace import explanation
from pictrace.explanation import provenance
from pictrace.explanation.provenance import Link, Relative
from pictrace.imaging import edits
from pictrace.types import QUERY, Family, Kin, Nearer, Recipe, RecipeStep, StepKind, UInt8Array

Photos = dict[str, UInt8Array]


def recipe(*kinds: StepKind, residual: float = 0.0, **parameters: float) -> Recipe:
    steps = tuple(RecipeStep(kind, parameters) for kind in kinds)
    return Recipe("query_from_candidate", steps, True, 1.0, residual, 1.0, np.eye(3))


def link(parent: int, child: int, *kinds: StepKind, residual: float = 0.0, decided: bool = True) -> Link:
    return Link(parent, child, recipe(*kinds, residual=residual), Nearer("candidate"), decided)


def grown(keys: list[int], *links: Link) -> Family:
    return provenance.grow([Kin(key, f"{key}.jpg") for key in keys], links)


def edges(found: Family) -> set[tuple[int, int]]:
    return {(descent.parent, descent.child) for descent in found.descents}


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 1, 0], [1, 2, 0]])
def test_the_nearest_version_is_the_parent(order: list[int]) -> None:
    links = [link(1, 2, "cropped"), link(2, 0, "grey"), link(1, 0, "cropped", "grey")]
    found = grown(order, *links)
    assert edges(found) == {(1, 2), (2, 0)}
    assert found.roots == (1,)
    assert [descent.child for descent in found.children(1)] == [2]


def test_two_parts_of_something_that_is_not_here_are_two_roots() -> None:
    found = grown([0, 1, 2], link(1, 0, "grey"))
    assert edges(found) == {(1, 0)}
    assert found.roots == (1, 2)
    assert found.donors == ()


def test_what_is_decided_goes_before_what_is_not() -> None:
    either = [link(1, 0, "grey", decided=False), link(0, 1, "grey", decided=False)]
    assert edges(grown([0, 1, 2], *either, link(2, 1, "mirrored"), link(2, 0, "mirrored", "grey"))) == {(2, 1), (1, 0)}


def test_a_query_made_of_two_pictures_has_both_as_donors() -> None:
    found = grown(
        [QUERY, 1, 2, 3],
        link(1, QUERY, "placed"),
        link(2, QUERY, "placed"),
        link(2, 3, "grey"),
        link(3, QUERY, "placed", residual=0.2),
    )
    assert found.donors == (1, 2)
    assert edges(found) == {(1, QUERY), (2, QUERY), (2, 3)}
    assert found.roots == (1, 2)


def test_more_left_over_and_more_lost_is_more_effort() -> None:
    assert provenance.effort(recipe()) == 0.0
    assert provenance.effort(recipe(residual=0.01)) < provenance.effort(recipe(residual=0.02))
    assert provenance.effort(recipe("cropped", share=0.8)) < provenance.effort(recipe("cropped", share=0.2))
    assert provenance.effort(recipe("recompressed")) < provenance.effort(recipe("grey"))


def relative(pixels: UInt8Array, key: int) -> Relative:
    mine = query(pixels)
    return Relative(Kin(key, f"{key}.jpg"), mine, explanation.of_query(mine))


def test_a_made_family_is_traced(photos: Photos) -> None:
    source = photos["astronaut"]
    part = edits.crop(0.6, 0.4, 0.3).apply(source)
    grey = edits.grey().apply(part)
    framed = edits.pad(0.3).apply(source)
    members = [relative(grey, QUERY), relative(framed, 7), relative(source, 9), relative(part, 4)]
    found = provenance.family_of(members)
    assert found.roots == (9,)
    assert edges(found) == {(9, 7), (9, 4), (4, QUERY)}
    kinds = {descent.child: [step.kind for step in descent.recipe.steps] for descent in found.descents}
    assert kinds[7] == ["bordered"]
    assert "grey" in kinds[QUERY]


def test_a_collage_has_its_donors(photos: Photos) -> None:
    cat, cup = photos["chelsea"], photos["coffee"]
    page = np.full((700, 1000, 3), 250, np.uint8)
    page[40 : 40 + cat.shape[0], 20 : 20 + cat.shape[1]] = cat
    small = cup[::2, ::2]
    page[380 : 380 + small.shape[0], 480 : 480 + small.shape[1]] = small
    found = provenance.family_of([relative(page, QUERY), relative(cat, 1), relative(cup, 2)])
    assert set(found.donors) == {1, 2}
    assert found.roots == (1, 2)
