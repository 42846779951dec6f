"""A negative is explained as one: the tones are inverted, whatever else was done, and the replay gives the result."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from explaining_making import kinds, story
from verdict_making import gathered, query

from pictrace import explanation
from pictrace.imaging import edits
from pictrace.imaging.edits import Edit
from pictrace.types import KEPT, Evidence, Explanation, Query, UInt8Array

Photos = dict[str, UInt8Array]


def inverted_evidence(pixels: UInt8Array, photo: UInt8Array) -> tuple[Query, Query, Evidence]:
    """What a search gathers of a picture that it had to invert."""
    _, there, found = gathered(255 - pixels, photo)
    assert found.registration is not None
    return query(pixels), there, replace(found, registration=replace(found.registration, negative=True))


def explained(pixels: UInt8Array, photo: UInt8Array) -> Explanation:
    here, there, found = inverted_evidence(pixels, photo)
    return explanation.explain(explanation.of_query(here), explanation.of_query(there), found)


@pytest.mark.parametrize("name", ["astronaut", "chelsea", "coffee"])
def test_a_negative_is_a_negative_and_nothing_else(photos: Photos, name: str) -> None:
    found = explained(255 - photos[name], photos[name])
    assert kinds(found) == {"negative"}
    assert found.recipe.claimed
    assert found.recipe.residual < 0.01
    assert found.changes is not None
    assert found.changes.query_shares[KEPT] > 0.98


@pytest.mark.parametrize(
    ("edit", "other"),
    [
        (edits.crop(0.5, 0.3, 0.6), {"cropped"}),
        (edits.mirror(), {"mirrored"}),
        (edits.grey(), {"grey"}),
        (edits.brightness(0.7), {"brightness"}),
    ],
    ids=lambda value: value.name if isinstance(value, Edit) else None,
)
def test_what_else_was_done_to_a_negative_is_told_beside_it(photos: Photos, edit: Edit, other: set[str]) -> None:
    found = explained(edit.apply(255 - photos["coffee"]), photos["coffee"])
    assert kinds(found) == {"negative", *other}
    assert found.recipe.claimed


def test_of_a_negative_the_replay_is_the_result(photos: Photos) -> None:
    made = edits.crop(0.6, 0.5, 0.5).apply(255 - photos["coffee"])
    here, there, found = inverted_evidence(made, photos["coffee"])
    recipe = explanation.explain(explanation.of_query(here), explanation.of_query(there), found).recipe
    frame = (here.working.shape[1], here.working.shape[0])
    again = explanation.replay(recipe, there.working, (there.width, there.height), frame, (here.width, here.height))
    assert np.abs(again.picture.astype(int) - here.working)[again.given].mean() < 4


def test_a_part_found_in_a_negative_is_made_of_it(photos: Photos) -> None:
    part = edits.crop(0.4, 0.5, 0.5).apply(photos["chelsea"])
    found = explained(255 - photos["chelsea"], part)
    assert found.recipe.direction == "candidate_from_query"
    assert kinds(found) == {"cropped", "negative"}
    assert found.recipe.claimed
    assert found.changes is not None
    assert found.changes.query_shares[KEPT] == pytest.approx(0.4, abs=0.03)


def test_a_picture_and_its_saved_copy_are_no_negatives(photos: Photos) -> None:
    assert kinds(story(photos["coffee"], photos["coffee"])) == set()
    assert "negative" not in kinds(story(edits.recompress(60).apply(photos["coffee"]), photos["coffee"]))
