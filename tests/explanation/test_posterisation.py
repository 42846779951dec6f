"""A posterised picture is told by its few tones, and no other picture is."""

from __future__ import annotations

import numpy as np
import pytest
from explaining_making import kinds, number, story
from verdict_making import gathered

from pictrace import explanation
from pictrace.explanation import wording
from pictrace.imaging import edits
from pictrace.types import KEPT, UInt8Array

Photos = dict[str, UInt8Array]
PHOTOS = ("astronaut", "chelsea", "coffee", "motorcycle_left")


def posterised(photo: UInt8Array, levels: int) -> UInt8Array:
    """The nearest of even tones from black to white."""
    return np.rint(np.rint(photo / 255 * (levels - 1)) / (levels - 1) * 255).astype(np.uint8)


@pytest.mark.parametrize("name", PHOTOS)
@pytest.mark.parametrize("levels", [3, 5])
def test_few_tones_are_counted(photos: Photos, name: str, levels: int) -> None:
    found = story(edits.recompress(80).apply(posterised(photos[name], levels)), photos[name])
    assert kinds(found) == {"posterised"}
    assert number(found, "posterised", "levels") == levels
    assert wording.steps(found.recipe) == (f"in {levels} tones a channel",)
    assert found.recipe.claimed
    assert found.changes is not None
    assert found.changes.query_shares[KEPT] > 0.98


def test_bins_of_equal_width_are_another_way(photos: Photos) -> None:
    made = (photos["chelsea"].astype(int) // 64 * 85).astype(np.uint8)
    found = story(made, photos["chelsea"])
    assert kinds(found) == {"posterised"}
    assert number(found, "posterised", "levels") == 4
    assert found.recipe.claimed


def test_first_bits_are_tones_too(photos: Photos) -> None:
    found = story(photos["coffee"] & 0b11000000, photos["coffee"])
    assert kinds(found) == {"posterised"}
    assert number(found, "posterised", "levels") == 4
    assert found.recipe.claimed


def test_of_a_part_the_replay_has_the_tones(photos: Photos) -> None:
    made = edits.mirror().apply(posterised(edits.crop(0.5, 0.4, 0.5).apply(photos["coffee"]), 4))
    here, there, found = gathered(made, photos["coffee"])
    mine, theirs = explanation.of_query(here), explanation.of_query(there)
    recipe = explanation.explain(mine, theirs, found).recipe
    assert {one.kind for one in recipe.steps} == {"cropped", "mirrored", "posterised"}
    frame = (here.working.shape[1], here.working.shape[0])
    again = explanation.replay(recipe, theirs.working, theirs.size, frame, mine.size)
    assert np.median(np.abs(again.picture.astype(int) - here.working)) <= 3


def test_what_has_few_tones_by_itself_is_not_posterised() -> None:
    drawn = np.full((240, 320, 3), 255, np.uint8)
    drawn[40:200, 60:160] = 0
    drawn[80:120, 180:300, 1] = 128
    assert "posterised" not in kinds(story(edits.recompress(70).apply(drawn), drawn))
