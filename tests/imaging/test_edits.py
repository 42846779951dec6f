"""Made edits do what their parameters say, the same every time."""

from __future__ import annotations

import numpy as np
import pytest

from pictrace.errors import InvalidInput
from pictrace.imaging import edits


@pytest.fixture
def photo(photos):
    return photos["coffee"]


def test_the_standard_edits_are_the_thirteen_that_retrieval_is_measured_on():
    made = edits.standard_edits()
    assert len(made) == 13
    assert len({edit.name for edit in made}) == 13
    kinds = [edit.kind for edit in made]
    assert kinds.count("crop") == 3
    assert kinds.count("rotate") == 2
    assert {"recompress", "downscale", "mirror", "brightness", "grey", "caption", "pad", "paste_into"} < set(kinds)


def test_every_edit_gives_rgb_bytes_leaves_its_input_alone_and_repeats_itself(photo):
    before = photo.copy()
    screens = (edits.screenshot("browser"), edits.screenshot("phone", dark=True))
    more = (edits.contrast(), edits.saturation(1.8), edits.tint(), edits.blur(), edits.noise(), edits.letterbox())
    for edit in (*edits.standard_edits(seed=3), *more, *screens):
        once, again = edit.apply(photo), edit.apply(photo)
        assert once.dtype == np.uint8, edit.name
        assert once.ndim == 3, edit.name
        assert once.shape[2] == 3, edit.name
        assert once.flags.writeable, edit.name
        assert not np.shares_memory(once, photo), edit.name
        np.testing.assert_array_equal(once, again)
        assert once.shape != photo.shape or not np.array_equal(once, photo), edit.name
    np.testing.assert_array_equal(photo, before)


def test_another_seed_moves_the_crops():
    first, second = edits.standard_edits(seed=0), edits.standard_edits(seed=1)
    places = [(a.parameters["x"], b.parameters["x"]) for a, b in zip(first, second, strict=True) if a.kind == "crop"]
    assert all(a != b for a, b in places)


SURROUNDED = (edits.letterbox(), edits.screenshot("browser"), edits.screenshot("phone"))


@pytest.mark.parametrize("edit", [*edits.standard_edits(), *SURROUNDED], ids=lambda edit: edit.name)
@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 40, 3), (300, 2, 3)])
def test_even_tiny_pictures_survive(edit, shape):
    assert edit.apply(np.full(shape, 90, dtype=np.uint8)).size > 0


@pytest.mark.parametrize("area", [0.5, 0.2, 0.1])
def test_a_crop_keeps_the_share_of_the_area_and_the_proportions(photo, area):
    kept = edits.crop(area, 0.3, 0.8).apply(photo)
    assert kept.shape[0] * kept.shape[1] / (photo.shape[0] * photo.shape[1]) == pytest.approx(area, rel=0.01)
    assert kept.shape[1] / kept.shape[0] == pytest.approx(photo.shape[1] / photo.shape[0], rel=0.02)


def test_a_crops_position_is_where_the_rest_is_cut_off(photo):
    height, width = photo.shape[:2]
    first = edits.crop(0.25, 0, 0).apply(photo)
    last = edits.crop(0.25, 1, 1).apply(photo)
    np.testing.assert_array_equal(first, photo[: height // 2, : width // 2])
    np.testing.assert_array_equal(last, photo[height // 2 :, width // 2 :])


def test_mirroring_twice_and_turning_four_times_give_the_picture_back(photo):
    mirror, turn = edits.mirror(), edits.rotate(90)
    np.testing.assert_array_equal(mirror.apply(mirror.apply(photo)), photo)
    four = edits.chain("four", "turned four times", turn, turn, turn, turn)
    np.testing.assert_array_equal(four.apply(photo), photo)
    np.testing.assert_array_equal(edits.rotate(-90).apply(turn.apply(photo)), photo)


def test_a_small_rotation_keeps_the_whole_picture_on_a_larger_canvas(photo):
    turned = edits.rotate(15).apply(photo)
    assert turned.shape[0] > photo.shape[0]
    assert turned.shape[1] > photo.shape[1]
    assert (turned[0, 0] == 255).all()
    back = edits.rotate(-15).apply(turned)
    top, left = (back.shape[0] - photo.shape[0]) // 2, (back.shape[1] - photo.shape[1]) // 2
    again = back[top : top + photo.shape[0], left : left + photo.shape[1]].astype(int)
    inner = (slice(20, -20), slice(20, -20))
    assert np.abs(again[inner] - photo[inner]).mean() < 8


def test_grey_has_three_equal_channels_and_keeps_grey_pictures(photo, photos):
    made = edits.grey().apply(photo)
    assert (made == made[..., :1]).all()
    np.testing.assert_array_equal(edits.grey().apply(photos["camera"]), photos["camera"])


def test_brightness_multiplies_and_stops_at_white():
    picture = np.array([[[0, 100, 200]]], dtype=np.uint8)
    np.testing.assert_array_equal(edits.brightness(1.5).apply(picture), [[[0, 150, 255]]])


def test_a_caption_and_a_border_leave_the_picture_itself_untouched(photo):
    height, width = photo.shape[:2]
    captioned = edits.caption("Found on the web", 0.2).apply(photo)
    assert captioned.shape == (height + round(0.2 * height), width, 3)
    np.testing.assert_array_equal(captioned[:height], photo)
    assert captioned[height:].min() < 100  # the letters
    padded = edits.pad(0.25, (9, 8, 7)).apply(photo)
    assert padded.shape == (height + 2 * (height // 4), width + 2 * (width // 4), 3)
    np.testing.assert_array_equal(padded[height // 4 : height // 4 + height, width // 4 : width // 4 + width], photo)
    np.testing.assert_array_equal(padded[0, 0], (9, 8, 7))


def test_a_caption_can_stand_above(photo):
    captioned = edits.caption(share=0.2, above=True).apply(photo)
    np.testing.assert_array_equal(captioned[-photo.shape[0] :], photo)


def test_bars_stand_above_and_below_or_at_the_sides(photo):
    height, width = photo.shape[:2]
    made = edits.letterbox(0.25).apply(photo)
    assert made.shape == (height + 2 * (height // 4), width, 3)
    assert not made[: height // 4].any()
    np.testing.assert_array_equal(made[height // 4 : height // 4 + height], photo)
    assert edits.letterbox(0.25, sides=True).apply(photo).shape == (height, width + 2 * (width // 4), 3)


@pytest.mark.parametrize("kind", ["browser", "phone"])
def test_a_screenshot_holds_the_picture_at_its_own_size(photo, kind):
    shown = edits.screenshot(kind, seed=4).apply(photo)
    marked = edits.screenshot(kind, seed=4).apply(np.full_like(photo, (255, 0, 255)))
    place = (marked == (255, 0, 255)).all(axis=2)
    assert place.sum() == photo.shape[0] * photo.shape[1]
    np.testing.assert_array_equal(shown[place].reshape(photo.shape), photo)
    np.testing.assert_array_equal(shown[~place], marked[~place])


def test_an_unknown_kind_of_screen_is_refused():
    with pytest.raises(InvalidInput, match="browser"):
        edits.screenshot("watch")


def test_pasting_covers_the_share_of_the_other_picture(photo, photos):
    background = photos["grass"]
    made = edits.paste_into(background, 0.2, 1, 0).apply(photo)
    assert made.shape == background.shape
    changed = (made != background).any(axis=2)
    assert changed.mean() == pytest.approx(0.2, abs=0.01)
    assert not changed[:, 0].any()
    assert changed[0, -1]


def test_a_pasted_picture_of_other_proportions_still_fits(photos):
    background = photos["grass"]
    wide = np.zeros((10, 900, 3), dtype=np.uint8)
    assert edits.paste_into(background, 0.9).apply(wide).shape == background.shape


def test_a_chain_names_every_parameter(photo):
    both = edits.chain("both", "mirrored and cropped", edits.mirror(), edits.crop(0.3, 0, 0))
    assert both.parameters == {"crop.area": 0.3, "crop.x": 0, "crop.y": 0}
    np.testing.assert_array_equal(both.apply(photo), edits.crop(0.3, 0, 0).apply(np.ascontiguousarray(photo[:, ::-1])))


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: edits.crop(0),
        lambda: edits.crop(0.5, 1.2),
        lambda: edits.recompress(0),
        lambda: edits.downscale(float("nan")),
        lambda: edits.pad(-1),
        lambda: edits.paste_into(np.zeros((4, 4, 3), np.uint8), 2),
    ],
)
def test_numbers_outside_their_range_are_refused_in_words(wrong):
    with pytest.raises(InvalidInput, match="give a number from"):
        wrong()
