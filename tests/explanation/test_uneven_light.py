"""Light that falls off smoothly is a step of its own, done again by its coefficients, and nothing there is altered."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from explaining_making import kinds, step, story
from verdict_making import gathered

from pictrace import explanation
from pictrace.explanation import wording
from pictrace.imaging import edits
from pictrace.types import KEPT, Float64Array, UInt8Array

Photos = dict[str, UInt8Array]
PHOTOS = ("astronaut", "chelsea", "coffee", "motorcycle_left")


def lit(photo: UInt8Array, gain: Callable[[Float64Array, Float64Array], Float64Array]) -> UInt8Array:
    """gain : of x and y, −1 to 1 over the picture."""
    x, y = np.meshgrid(np.linspace(-1, 1, photo.shape[1]), np.linspace(-1, 1, photo.shape[0]))
    return np.clip(np.rint(photo * gain(x, y)[..., np.newaxis]), 0, 255).astype(np.uint8)


def vignette(photo: UInt8Array, strength: float = 0.6) -> UInt8Array:
    return lit(photo, lambda x, y: 1 - strength * np.clip(np.hypot(x, y) / math.sqrt(2), 0, 1) ** 2)


@pytest.mark.parametrize("name", PHOTOS)
@pytest.mark.parametrize("strength", [0.35, 0.7])
def test_a_vignette_is_told_and_alters_nothing(photos: Photos, name: str, strength: float) -> None:
    found = story(edits.recompress(85).apply(vignette(photos[name], strength)), photos[name])
    assert kinds(found) == {"uneven_light"}
    assert found.recipe.claimed
    assert found.recipe.residual < 0.02
    assert wording.steps(found.recipe) == ("darker towards the corners",)
    told = step(found, "uneven_light")
    assert told is not None
    assert told.number("brightest") == pytest.approx(1.0, abs=0.03)
    # All but a hundredth of the picture is brighter: the square of the distance is .875 there.
    assert told.number("darkest") == pytest.approx(1 - 0.875 * strength, abs=0.03)
    assert found.changes is not None
    assert found.changes.query_shares[KEPT] > 0.98


@pytest.mark.parametrize(
    ("across", "down", "side"), [(0.4, 0.0, "left"), (-0.4, 0.0, "right"), (0.0, 0.4, "top"), (0.1, -0.4, "bottom")]
)
def test_light_from_one_side_falls_off_to_the_other(photos: Photos, across: float, down: float, side: str) -> None:
    found = story(lit(photos["coffee"], lambda x, y: 0.8 + across * x + down * y), photos["coffee"])
    assert "uneven_light" in kinds(found)
    assert f"with the light falling off to the {side}" in wording.steps(found.recipe)
    assert found.recipe.claimed


def test_what_else_was_done_is_told_beside_it(photos: Photos) -> None:
    made = edits.mirror().apply(vignette(edits.crop(0.6, 0.4, 0.5).apply(photos["chelsea"])))
    found = story(made, photos["chelsea"])
    assert kinds(found) == {"cropped", "mirrored", "uneven_light"}
    assert found.recipe.claimed


def test_the_replay_has_the_light(photos: Photos) -> None:
    here, there, found = gathered(vignette(photos["chelsea"]), photos["chelsea"])
    mine, theirs = explanation.of_query(here), explanation.of_query(there)
    recipe = explanation.explain(mine, theirs, found).recipe
    frame = (here.working.shape[1], here.working.shape[0])
    again = explanation.replay(recipe, theirs.working, theirs.size, frame, mine.size)
    assert np.abs(again.picture.astype(int) - here.working).mean() < 3
