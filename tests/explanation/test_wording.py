"""The story of an edit in plain words: what was done, and nobody is accused of it."""

from __future__ import annotations

import json
from typing import get_args

import numpy as np
import pytest
from explaining_making import story

from pictrace import explanation
from pictrace.explanation import step_words, wording
from pictrace.imaging import edits
from pictrace.types import (
    ADDED,
    ALTERED,
    KEPT,
    MISSING,
    ChangeMap,
    Direction,
    Recipe,
    RecipeStep,
    SourceDirection,
    SourceReason,
    StepKind,
    StepValue,
    UInt8Array,
)

Photos = dict[str, UInt8Array]

PARAMETERS: dict[StepKind, dict[str, StepValue]] = {
    "cropped": {"box": (0, 0, 62, 100), "shares": (0.0, 0.0, 0.62, 1.0), "share": 0.62},
    "rotated": {"degrees": -15.04},
    "perspective": {"amount": 0.1},
    "skewed": {"amount": 0.1},
    "stretched": {"factor": 1.2},
    "scaled": {"factor": 0.5},
    "brightness": {"factor": 1.2},
    "contrast": {"factor": 0.7},
    "gamma": {"exponent": 0.7},
    "saturation": {"factor": 0.6},
    "tint": {"red": 1.1, "green": 1.0, "blue": 0.8},
    "posterised": {"levels": 3, "tones": (0.0, 127.5, 255.0), "starts": (63.75, 191.25)},
    "uneven_light": {
        "coefficients": (1.0, 0.0, 0.0, -0.2, 0.0, -0.2, *(0.0,) * 9),
        "darkest": 0.62,
        "brightest": 1.0,
    },
    "blurred": {"sigma": 2.0},
    "sharpened": {"amount": 1.0},
    "bordered": {"left": 9, "top": 9, "right": 9, "bottom": 9, "red": 0, "green": 0, "blue": 0},
    "captioned": {"box": (0, 90, 100, 10), "shares": (0.0, 0.9, 1.0, 0.1)},
    "placed": {"box": (0, 0, 50, 50), "shares": (0.0, 0.0, 0.5, 0.5), "share": 0.25},
    "pasted": {"box": (0, 0, 10, 10), "shares": (0.0, 0.0, 0.1, 0.1), "share": 0.01},
    "written": {"box": (10, 80, 80, 15), "shares": (0.1, 0.8, 0.8, 0.15), "share": 0.12},
    "veiled": {"box": (0, 0, 100, 100), "shares": (0.0, 0.0, 1.0, 1.0), "share": 0.1},
    "altered": {"box": (90, 90, 10, 10), "shares": (0.9, 0.9, 0.1, 0.1), "share": 0.01},
    "recompressed": {"quality": 70, "source_quality": 92},
}


def made(kind: StepKind) -> RecipeStep:
    return RecipeStep(kind, PARAMETERS.get(kind, {}))


def recipe(*kinds: StepKind, claimed: bool = True, direction: Direction = "query_from_candidate") -> Recipe:
    return Recipe(direction, tuple(made(kind) for kind in kinds), claimed, 1.0, 0.0, 1.0, np.eye(3))


def test_a_recipe_is_one_sentence() -> None:
    told = recipe("cropped", "mirrored", "tint", "recompressed")
    assert wording.recipe(told, candidate="cat.jpg") == (
        "Your picture is cat.jpg, cropped to 62 % (left), mirrored, warmer, saved again at JPEG quality about 70."
    )


def test_the_other_way_round_the_names_change_places_and_keep_their_letters() -> None:
    told = recipe("mirrored", direction="candidate_from_query")
    assert wording.recipe(told, candidate="cat.jpg") == "cat.jpg is your picture, mirrored."


@pytest.mark.parametrize("kind", get_args(StepKind))
def test_every_step_has_words(kind: StepKind) -> None:
    (said,) = wording.steps(recipe(kind))
    assert said
    assert "{" not in said
    assert not said[0].isupper()


def test_no_step_no_change() -> None:
    assert wording.recipe(recipe(), candidate="cat.jpg") == "Nothing was done: your picture is cat.jpg, unchanged."


def test_what_is_not_claimed_is_not_told() -> None:
    said = wording.recipe(recipe("cropped", "mirrored", claimed=False))
    assert said == wording.NOT_CLAIMED
    assert "cropped" not in said


def test_a_half_turn_of_a_mirrored_picture_is_upside_down() -> None:
    steps = (RecipeStep("mirrored"), RecipeStep("rotated", {"degrees": 180.0}))
    told = Recipe("query_from_candidate", steps, True, 1.0, 0.0, 1.0, np.eye(3))
    assert wording.steps(told) == ("flipped upside down",)


def test_many_places_are_one_phrase() -> None:
    told = recipe("pasted", "pasted", "altered", "recompressed")
    assert wording.steps(told) == (
        "with something added over it in 2 places",
        "altered (bottom right)",
        "saved again at JPEG quality about 70",
    )


def test_which_way_it_was_turned() -> None:
    assert wording.steps(recipe("rotated")) == ("turned by 15° counter-clockwise",)
    few = Recipe("query_from_candidate", (RecipeStep("rotated", {"degrees": 2.31}),), True, 1.0, 0.0, 1.0, np.eye(3))
    assert wording.steps(few) == ("turned by 2.3° clockwise",)


def test_coverage_both_ways() -> None:
    labels = np.ones((4, 4), np.uint8)
    changes = ChangeMap(
        labels, labels, {KEPT: 0.9, ALTERED: 0.06, ADDED: 0.04}, {KEPT: 0.6, ALTERED: 0.02, MISSING: 0.38}
    )
    assert wording.coverage(changes, candidate="cat.jpg") == (
        "Your picture shows 62 % of cat.jpg; 96 % of your picture comes from it."
    )


@pytest.mark.parametrize("reason", get_args(SourceReason))
def test_every_reason_has_words(reason: SourceReason) -> None:
    said = wording.source_direction(SourceDirection("candidate", (reason,)), candidate="cat.jpg")
    assert said.startswith("cat.jpg is nearer their source. It ")


def test_undecided_is_said_with_what_speaks_for_each() -> None:
    assert (
        wording.source_direction(SourceDirection("undecided"))
        == "Nothing says which of the two is nearer their source."
    )
    said = wording.source_direction(SourceDirection("undecided", ("more_pixels",), ("shows_more",)))
    assert said == (
        "Which of the two is nearer their source cannot be told. Your picture has more pixels. The other picture shows "
        "more."
    )


@pytest.mark.parametrize(
    ("shares", "words"),
    [
        ((0.0, 0.0, 0.5, 0.5), "top left"),
        ((0.25, 0.25, 0.5, 0.5), "middle"),
        ((0.5, 0.2, 0.5, 0.6), "right"),
        ((0.2, 0.7, 0.6, 0.3), "bottom"),
    ],
)
def test_where_a_box_lies(shares: tuple[float, ...], words: str) -> None:
    assert step_words.where(shares) == words


@pytest.mark.parametrize("edit", [edits.crop(0.4), edits.caption(), edits.rotate(15)], ids=lambda edit: edit.name)
def test_a_story_is_plain_json(photos: Photos, edit: edits.Edit) -> None:
    found = story(edit.apply(photos["coffee"]), photos["coffee"])
    document = explanation.explanation_as_document(found, candidate="coffee.png")
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert document["recipe"]["in_words"] == wording.recipe(found.recipe, candidate="coffee.png")
    assert document["recipe"]["claimed"]


def test_pictures_without_anything_in_common_have_a_document_too() -> None:
    flat, other = np.full((60, 80, 3), 90, np.uint8), np.full((60, 80, 3), 30, np.uint8)
    document = explanation.explanation_as_document(story(flat, other))
    assert document["changes"] is None
    assert document["recipe"]["in_words"] == wording.NOT_CLAIMED
    json.dumps(document, allow_nan=False)
