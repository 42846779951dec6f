"""What was put over a picture is told by its looks: words, one part, or a half-transparent mark; and then claimed."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from explaining_making import kinds, step, story, with_patch

from pictrace import explanation
from pictrace.explanation import wording
from pictrace.imaging import edits
from pictrace.types import ChangedArea, Explanation, UInt8Array

Photos = dict[str, UInt8Array]
PHOTOS = ("astronaut", "chelsea", "coffee", "motorcycle_left")
FONT = cv2.FONT_HERSHEY_DUPLEX


def meme(photo: UInt8Array) -> UInt8Array:
    """White words with a black rim along the bottom."""
    made = np.array(photo)
    size = photo.shape[1] / 420
    place = (round(0.04 * photo.shape[1]), round(0.93 * photo.shape[0]))
    for colour, width in (((0, 0, 0), 7), ((255, 255, 255), 2)):
        cv2.putText(made, "NOBODY TOLD ME SO", place, FONT, 1.3 * size, colour, round(width * size), cv2.LINE_AA)
    return made


def watermarked(photo: UInt8Array, opacity: float = 0.4) -> UInt8Array:
    """White words all over it, half transparent."""
    ink = np.zeros(photo.shape[:2], np.uint8)
    for row, y in enumerate(range(40, photo.shape[0] + 40, 70)):
        for x in range(-80 * (row % 2), photo.shape[1], 210):
            cv2.putText(ink, "SAMPLE", (x, y), FONT, 1.4, 255, 5, cv2.LINE_AA)
    share = opacity * ink[..., np.newaxis] / 255
    return np.rint(photo * (1 - share) + 255 * share).astype(np.uint8)


def areas(found: Explanation) -> tuple[ChangedArea, ...]:
    assert found.changes is not None
    return found.changes.areas


@pytest.mark.parametrize("name", PHOTOS)
def test_words_over_a_picture_are_a_caption(photos: Photos, name: str) -> None:
    found = story(edits.recompress(80).apply(meme(photos[name])), photos[name])
    assert {area.kind for area in areas(found)} == {"text"}
    assert kinds(found) == {"written"}
    assert all(wording.changed_area(area).startswith("a caption at the bottom") for area in areas(found))
    assert found.recipe.claimed


@pytest.mark.parametrize("name", PHOTOS)
def test_a_part_is_a_patch_flat_or_not_and_however_large(photos: Photos, name: str) -> None:
    photo = photos[name]
    height, width = photo.shape[:2]
    size = (width, round(0.45 * height))
    flat = np.full((size[1], size[0], 3), (30, 120, 60), np.uint8)
    textured = np.asarray(cv2.resize(photos["rocket"], size, interpolation=cv2.INTER_AREA), np.uint8)
    for part in (flat, textured):
        found = story(with_patch(photo, part, 0, 0), photo)
        assert [area.kind for area in areas(found)] == ["patch"]
        assert kinds(found) == {"pasted"}
        assert found.recipe.claimed
        said = wording.changed_area(areas(found)[0])
        assert said.startswith("something put over it at the top, 4")


@pytest.mark.parametrize("name", PHOTOS)
def test_a_watermark_is_a_half_transparent_mark(photos: Photos, name: str) -> None:
    found = story(edits.recompress(85).apply(watermarked(photos[name])), photos[name])
    assert [area.kind for area in areas(found)] == ["veil"]
    assert wording.changed_area(areas(found)[0]) == "a half-transparent mark over all of it"
    assert kinds(found) == {"veiled"}
    told = step(found, "veiled")
    assert told is not None
    assert 0.03 < told.number("share") < 0.4
    assert found.recipe.claimed


@pytest.mark.parametrize("edit", edits.standard_edits(), ids=lambda edit: edit.name)
def test_no_made_edit_has_a_mark_or_words_over_it(photos: Photos, edit: edits.Edit) -> None:
    for name in ("chelsea", "coffee"):
        assert kinds(story(edit.apply(photos[name]), photos[name])) & {"veiled", "written"} == set(), name


def test_areas_are_said_in_the_document(photos: Photos) -> None:
    document = explanation.explanation_as_document(story(meme(photos["coffee"]), photos["coffee"]))
    area = document["changes"]["areas"][0]
    assert area["kind"] == "text"
    assert area["label"] in ("added", "altered")
    assert area["in_words"].startswith("a caption at the bottom, ")


def test_what_differs_is_one_sentence_the_largest_first(photos: Photos) -> None:
    covered = with_patch(photos["astronaut"], np.full((90, 110, 3), (30, 120, 60), np.uint8), 20, 30)
    found = story(meme(covered), photos["astronaut"])
    assert found.changes is not None
    said = wording.changed_areas(found.changes)
    shares = sorted((area.share for area in areas(found)), reverse=True)
    assert len(shares) == 2
    assert said.startswith("What differs: ")
    assert said.count("; ") == 1
    assert "a caption at the bottom" in said
    assert wording.changed_areas(replace(found.changes, areas=())) == ""
