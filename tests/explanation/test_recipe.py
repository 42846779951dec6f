"""A recipe says what was done, recovers known parameters, and is claimed only when done again it gives the picture."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest
from explaining_making import box, kinds, number, overlap, step, story
from verdict_making import gathered

from pictrace import explanation
from pictrace.imaging import edits
from pictrace.imaging.edits import Edit
from pictrace.types import UInt8Array

Photos = dict[str, UInt8Array]


def test_of_a_picture_with_itself_nothing_was_done(photos: Photos) -> None:
    for name, photo in photos.items():
        found = story(photo, photo)
        assert found.recipe.steps == (), name
        assert found.recipe.claimed
        assert not found.recipe.changed
        assert found.recipe.residual == pytest.approx(0.0, abs=1e-3)
        assert found.recipe.explained == 1.0
        assert found.nearer.side == "undecided"


@pytest.mark.parametrize("edit", [edits.recompress(20), edits.downscale(0.4)], ids=lambda edit: edit.name)
def test_saving_again_is_no_edit(photos: Photos, edit: Edit) -> None:
    for name in ("astronaut", "chelsea", "coffee", "rocket"):
        found = story(edit.apply(photos[name]), photos[name]).recipe
        assert found.claimed, name
        assert not found.changed, name


@pytest.mark.parametrize("kept", [(40, 30, 300, 200), (0, 0, 225, 150), (151, 99, 300, 201)])
def test_a_known_crop_is_recovered_to_two_pixels(photos: Photos, kept: tuple[int, int, int, int]) -> None:
    left, top, width, height = kept
    photo = photos["chelsea"]
    found = story(np.ascontiguousarray(photo[top : top + height, left : left + width]), photo)
    assert found.recipe.claimed
    assert box(found, "cropped") == pytest.approx(kept, abs=2)
    share = width * height / (photo.shape[0] * photo.shape[1])
    assert number(found, "cropped", "share") == pytest.approx(share, abs=0.01)
    assert kinds(found) == {"cropped"}
    assert (found.nearer.side, found.nearer.reasons) == ("candidate", ("shows_more",))


def test_a_mirrored_picture_is_mirrored_and_nothing_else(photos: Photos) -> None:
    found = story(edits.mirror().apply(photos["astronaut"]), photos["astronaut"])
    assert kinds(found) == {"mirrored"}
    assert found.recipe.claimed


@pytest.mark.parametrize("degrees", [90.0, 180.0, -90.0, 12.0, -3.0, 40.0])
def test_a_turn_is_told_to_a_fifth_of_a_degree_and_which_way(photos: Photos, degrees: float) -> None:
    # The edits package turns counter-clockwise.
    found = story(edits.rotate(-degrees, (20, 90, 40)).apply(photos["chelsea"]), photos["chelsea"])
    assert number(found, "rotated", "degrees") == pytest.approx(degrees, abs=0.2)
    assert kinds(found) == {"rotated"}
    assert found.recipe.claimed


def test_upside_down_is_mirrored_and_turned_by_half(photos: Photos) -> None:
    found = story(np.ascontiguousarray(photos["coffee"][::-1]), photos["coffee"])
    assert kinds(found) == {"mirrored", "rotated"}
    assert number(found, "rotated", "degrees") == 180.0


def test_scale_and_stretch_are_told(photos: Photos) -> None:
    smaller = story(edits.downscale(0.5).apply(photos["coffee"]), photos["coffee"])
    assert number(smaller, "scaled", "factor") == pytest.approx(0.5, abs=0.002)
    assert smaller.nearer.reasons == ("more_pixels",)
    width = round(0.8 * photos["coffee"].shape[1])
    narrower = cv2.resize(photos["coffee"], (width, photos["coffee"].shape[0]), interpolation=cv2.INTER_AREA)
    stretched = story(np.asarray(narrower, np.uint8), photos["coffee"])
    assert number(stretched, "stretched", "factor") == pytest.approx(0.8, rel=0.005)


@pytest.mark.parametrize(
    ("edit", "kind", "name", "value"),
    [
        (edits.brightness(1.3), "brightness", "factor", 1.3),
        (edits.brightness(0.7), "brightness", "factor", 0.7),
        (edits.contrast(0.6), "contrast", "factor", 0.6),
        (edits.saturation(0.4), "saturation", "factor", 0.4),
        (edits.saturation(1.7), "saturation", "factor", 1.7),
        (edits.tint(1.15, 1.0, 0.75), "tint", "blue", 0.75 / (0.299 * 1.15 + 0.587 + 0.114 * 0.75)),
    ],
    ids=lambda value: value.name if isinstance(value, Edit) else None,
)
def test_a_change_of_tones_is_named_and_measured(
    photos: Photos, edit: Edit, kind: str, name: str, value: float
) -> None:
    found = story(edit.apply(photos["chelsea"]), photos["chelsea"])
    assert found.recipe.claimed
    assert {one.kind for one in found.recipe.steps} == {kind}
    assert found.recipe.steps[0].parameters[name] == pytest.approx(value, rel=0.03)


def test_grey_is_grey(photos: Photos) -> None:
    found = story(edits.grey().apply(photos["coffee"]), photos["coffee"])
    assert kinds(found) == {"grey"}
    assert found.nearer.reasons == ("colour",)


def test_colours_cannot_come_from_grey_so_the_story_is_told_the_other_way_round(photos: Photos) -> None:
    found = story(photos["coffee"], edits.grey().apply(photos["coffee"]))
    assert found.recipe.direction == "candidate_from_query"
    assert found.recipe.claimed
    assert kinds(found) == {"grey"}
    assert found.nearer.side == "query"


def test_a_blur_is_measured_in_pixels_of_the_result(photos: Photos) -> None:
    found = story(edits.blur(3).apply(photos["astronaut"]), photos["astronaut"])
    assert kinds(found) == {"blurred"}
    assert number(found, "blurred", "sigma") == pytest.approx(3.0, rel=0.15)


def test_a_border_has_its_width_and_colour(photos: Photos) -> None:
    found = story(edits.pad(0.1, (200, 40, 60)).apply(photos["chelsea"]), photos["chelsea"])
    assert kinds(found) == {"bordered"}
    across, down = round(0.1 * photos["chelsea"].shape[1]), round(0.1 * photos["chelsea"].shape[0])
    assert number(found, "bordered", "left") == pytest.approx(across, abs=2)
    assert number(found, "bordered", "bottom") == pytest.approx(down, abs=2)
    assert number(found, "bordered", "red") == pytest.approx(200, abs=5)
    assert (found.nearer.side, found.nearer.reasons) == ("candidate", ("nothing_added",))


def test_a_border_is_told_as_added_whichever_picture_has_it(photos: Photos) -> None:
    found = story(photos["chelsea"], edits.pad(0.1, (200, 40, 60)).apply(photos["chelsea"]))
    assert found.recipe.direction == "candidate_from_query"
    assert kinds(found) == {"bordered"}
    assert found.nearer.side == "query"


def test_a_caption_is_words_beside_the_picture(photos: Photos) -> None:
    found = story(edits.caption("Seen on the net").apply(photos["coffee"]), photos["coffee"])
    assert kinds(found) == {"captioned"}
    height, width = photos["coffee"].shape[:2]
    assert box(found, "captioned") == pytest.approx((0, height, width, round(0.14 * height)), abs=4)


def test_a_picture_in_another_is_placed_there(photos: Photos) -> None:
    made = edits.paste_into(photos["rocket"], 0.3, 0.2, 0.7).apply(photos["chelsea"])
    found = story(made, photos["chelsea"])
    assert "placed" in kinds(found)
    assert number(found, "placed", "share") == pytest.approx(0.3, abs=0.01)
    assert found.nearer.side == "candidate"


def test_a_larger_picture_is_what_a_part_was_cut_from(photos: Photos) -> None:
    photo = photos["chelsea"]
    found = story(photo, np.ascontiguousarray(photo[40:240, 60:360]))
    assert found.recipe.direction == "candidate_from_query"
    assert box(found, "cropped") == pytest.approx((60, 40, 300, 200), abs=2)
    assert (found.nearer.side, found.nearer.reasons) == ("query", ("shows_more",))


def test_several_steps_are_told_together(photos: Photos) -> None:
    made = edits.chain("", "", edits.crop(0.5, 0.2, 0.8), edits.mirror(), edits.downscale(0.7), edits.brightness(1.2))
    found = story(made.apply(photos["astronaut"]), photos["astronaut"])
    assert kinds(found) == {"cropped", "mirrored", "scaled", "brightness"}
    height, width = photos["astronaut"].shape[:2]
    side = math.sqrt(0.5)
    kept = (width * (1 - side) * 0.2, height * (1 - side) * 0.8, width * side, height * side)
    assert overlap(box(found, "cropped"), kept) > 0.97
    assert number(found, "brightness", "factor") == pytest.approx(1.2, rel=0.02)


@pytest.mark.parametrize("edit", edits.standard_edits(), ids=lambda edit: edit.name)
def test_the_recipe_of_every_made_edit_explains_it(photos: Photos, edit: Edit) -> None:
    found = story(edit.apply(photos["astronaut"]), photos["astronaut"]).recipe
    assert found.claimed
    assert found.explained > 0.9
    assert found.residual < 0.05


def test_the_replay_is_the_result(photos: Photos) -> None:
    made = edits.chain("", "", edits.crop(0.6, 0.5, 0.5), edits.brightness(1.3), edits.mirror())
    query, candidate, found = gathered(made.apply(photos["coffee"]), photos["coffee"])
    here, there = explanation.of_query(query), explanation.of_query(candidate)
    recipe = explanation.explain(here, there, found).recipe
    frame = (query.working.shape[1], query.working.shape[0])
    again = explanation.replay(recipe, there.working, there.size, frame, here.size)
    assert again.given.mean() > 0.99
    apart = np.abs(again.picture.astype(int) - query.working)[again.given]
    assert apart.mean() < 6


def test_different_pictures_have_no_recipe(photos: Photos) -> None:
    found = story(photos["coffee"], photos["rocket"])
    assert not found.recipe.claimed
    assert found.nearer.side == "undecided"


def test_of_another_shot_nothing_is_claimed(photos: Photos) -> None:
    made = edits.viewpoint(3).apply(photos["astronaut"])
    assert not story(made, photos["astronaut"]).recipe.claimed


def test_a_verdict_against_a_copy_forbids_the_claim(photos: Photos) -> None:
    made = edits.brightness(1.2).apply(photos["coffee"])
    assert story(made, photos["coffee"], "edited").recipe.claimed
    refused = story(made, photos["coffee"], "same_scene")
    assert not refused.recipe.claimed
    assert refused.nearer.side == "undecided"


def test_a_flat_picture_has_a_story_only_with_itself() -> None:
    flat = np.full((60, 80, 3), 90, np.uint8)
    assert story(flat, flat).recipe.claimed
    other = story(flat, np.full((60, 80, 3), 30, np.uint8))
    assert other.changes is None
    assert not other.recipe.claimed


def test_qualities_of_both_files_are_told(photos: Photos) -> None:
    made = edits.recompress(40).apply(photos["coffee"])
    found = story(made, photos["coffee"], query_jpeg_quality=40, candidate_jpeg_quality=90)
    saved = step(found, "recompressed")
    assert saved is not None
    assert dict(saved.parameters) == {"quality": 40, "source_quality": 90}
    assert (found.nearer.side, found.nearer.reasons) == ("candidate", ("finer_saved",))
