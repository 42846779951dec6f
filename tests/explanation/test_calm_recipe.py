"""What nobody did is in no recipe: plain handling changes no tones, and corners that turning left are not pasted."""

from __future__ import annotations

import numpy as np
import pytest
from explaining_making import kinds, number, step, story

from pictrace.imaging import edits
from pictrace.imaging.edits import Edit
from pictrace.types import STEP_FACTS, StepKind, UInt8Array

Photos = dict[str, UInt8Array]
PHOTOS = ("astronaut", "chelsea", "coffee", "motorcycle_left")
TONES: frozenset[StepKind] = frozenset(
    kind for kind, facts in STEP_FACTS.items() if facts.done_by in ("inversion", "tones", "tone", "gain", "blur")
)
NEVER_BY_ITSELF: frozenset[StepKind] = frozenset({"negative", "posterised", "uneven_light"})
OVERLAYS: frozenset[StepKind] = frozenset({"pasted", "altered", "placed", "captioned", "bordered"})
BLACK = (0, 0, 0)


def chained(*steps: Edit) -> Edit:
    return edits.chain(", ".join(one.name for one in steps), "", *steps)


@pytest.mark.parametrize("name", PHOTOS)
@pytest.mark.parametrize(
    "edit",
    [
        chained(edits.downscale(0.3), edits.recompress(30)),
        chained(edits.crop(0.4, 0.2, 0.7), edits.downscale(0.6), edits.recompress(40)),
        chained(edits.mirror(), edits.recompress(50)),
        chained(edits.caption("Seen on the net", 0.12), edits.downscale(0.6), edits.recompress(60)),
        chained(edits.rotate(8, BLACK), edits.recompress(50)),
    ],
    ids=lambda edit: edit.name,
)
def test_plain_handling_changes_no_tones(photos: Photos, edit: Edit, name: str) -> None:
    assert kinds(story(edit.apply(photos[name]), photos[name])) & TONES == set()


@pytest.mark.parametrize("edit", edits.standard_edits(), ids=lambda edit: edit.name)
def test_no_made_edit_has_few_tones_or_uneven_light_or_is_inverted(photos: Photos, edit: Edit) -> None:
    for name in ("chelsea", "coffee"):
        assert kinds(story(edit.apply(photos[name]), photos[name])) & NEVER_BY_ITSELF == set(), name


@pytest.mark.parametrize("factor", [0.9, 1.1])
def test_a_contrast_that_somebody_changed_by_a_tenth_is_told(photos: Photos, factor: float) -> None:
    made = chained(edits.contrast(factor), edits.recompress(80))
    for name in PHOTOS:
        assert number(story(made.apply(photos[name]), photos[name]), "contrast", "factor") == pytest.approx(
            factor, abs=0.015
        )


@pytest.mark.parametrize("name", PHOTOS)
@pytest.mark.parametrize("degrees", [5.0, -14.4, 20.0])
@pytest.mark.parametrize("kept", [None, (0.8, 0.5, 0.5), (0.44, 0.19, 0.0)])
def test_corners_that_turning_left_are_neither_pasted_nor_a_border(
    photos: Photos, name: str, degrees: float, kept: tuple[float, float, float] | None
) -> None:
    turned = edits.rotate(-degrees, BLACK).apply(photos[name])
    made = turned if kept is None else edits.crop(*kept).apply(turned)
    found = story(edits.recompress(85).apply(made), photos[name])
    assert found.recipe.claimed
    assert kinds(found) & OVERLAYS == set()
    told = step(found, "rotated")
    assert told is not None
    assert told.number("degrees") == pytest.approx(degrees, abs=0.2)
    # A caption or a border would be another matter: these are as black as they were made.
    assert told.colour is None or max(told.colour) <= 2


def test_a_caption_under_a_turned_picture_leaves_its_corners_black(photos: Photos) -> None:
    turned = edits.rotate(10, BLACK).apply(photos["coffee"])
    made = np.vstack([turned, np.full((60, turned.shape[1], 3), 250, np.uint8)])
    found = story(made, photos["coffee"])
    told = step(found, "rotated")
    assert told is not None
    assert told.colour == BLACK
    assert "placed" not in kinds(found)
