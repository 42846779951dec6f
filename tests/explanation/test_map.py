"""A change map shows where two pictures differ, in the frame of each, and is calm where they do not."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from explaining_making import kinds, overlap, story, with_patch
from verdict_making import gathered, query

from pictrace import explanation
from pictrace.imaging import edits
from pictrace.imaging.edits import Edit
from pictrace.matching.homography import resize_transform
from pictrace.types import (
    ADDED,
    ALTERED,
    CANDIDATE_LABELS,
    KEPT,
    MISSING,
    QUERY_LABELS,
    ChangeMap,
    UInt8Array,
)

Photos = dict[str, UInt8Array]


def mapped(here: UInt8Array, there: UInt8Array) -> ChangeMap:
    found = story(here, there).changes
    assert found is not None
    return found


def test_of_a_picture_with_itself_all_is_kept(photos: Photos) -> None:
    for name, photo in photos.items():
        found = mapped(photo, photo)
        assert found.query_shares == {KEPT: 1.0, ALTERED: 0.0, ADDED: 0.0}, name
        assert found.candidate_shares == {KEPT: 1.0, ALTERED: 0.0, MISSING: 0.0}, name
        assert (found.from_candidate, found.shown, found.areas) == (1.0, 1.0, ())


@pytest.mark.parametrize(
    "edit",
    [
        edits.recompress(20),
        edits.downscale(0.25),
        edits.blur(2),
        edits.noise(12),
        edits.brightness(1.4),
        edits.grey(),
        edits.mirror(),
    ],
    ids=lambda edit: edit.name,
)
def test_what_changes_no_place_alters_none(photos: Photos, edit: Edit) -> None:
    for name in ("astronaut", "chelsea", "coffee"):
        found = mapped(edit.apply(photos[name]), photos[name])
        assert found.query_shares[KEPT] > 0.98, name
        assert found.candidate_shares[KEPT] > 0.98, name


@pytest.mark.parametrize("edit", edits.standard_edits()[5:10], ids=lambda edit: edit.name)
def test_labels_are_those_there_are_and_their_shares_add_up(photos: Photos, edit: Edit) -> None:
    made = edit.apply(photos["chelsea"])
    here, there, _ = gathered(made, photos["chelsea"])
    found = mapped(made, photos["chelsea"])
    assert (found.query.dtype, found.candidate.dtype) == (np.uint8, np.uint8)
    assert found.query.shape == here.working.shape[:2]
    assert found.candidate.shape == there.working.shape[:2]
    assert set(np.unique(found.query).tolist()) <= set(QUERY_LABELS)
    assert set(np.unique(found.candidate).tolist()) <= set(CANDIDATE_LABELS)
    assert sum(found.query_shares.values()) == pytest.approx(1.0, abs=1e-9)
    assert sum(found.candidate_shares.values()) == pytest.approx(1.0, abs=1e-9)


def test_a_crop_shows_a_part_of_the_source_and_comes_from_it_wholly(photos: Photos) -> None:
    photo = photos["chelsea"]
    found = mapped(np.ascontiguousarray(photo[50:250, 100:400]), photo)
    assert found.from_candidate == pytest.approx(1.0, abs=0.01)
    assert found.shown == pytest.approx(200 * 300 / (photo.shape[0] * photo.shape[1]), abs=0.01)
    assert found.candidate[:40].max() == found.candidate[:40].min() == MISSING


def test_a_border_is_added(photos: Photos) -> None:
    found = mapped(edits.pad(0.25).apply(photos["coffee"]), photos["coffee"])
    assert found.from_candidate == pytest.approx(1 / 2.25, abs=0.01)
    assert found.shown == pytest.approx(1.0, abs=0.02)
    assert found.query[0, 0] == ADDED
    assert found.query[found.query.shape[0] // 2, found.query.shape[1] // 2] == KEPT


def test_a_pasted_patch_is_found_where_it_is(photos: Photos) -> None:
    photo = photos["astronaut"]
    patch = np.asarray(cv2.resize(photos["rocket"], (120, 90), interpolation=cv2.INTER_AREA), np.uint8)
    found = mapped(with_patch(photo, patch, 300, 60), photo)
    assert len(found.areas) == 1
    area = found.areas[0]
    assert overlap((area.box.x, area.box.y, area.box.width, area.box.height), (300, 60, 120, 90)) > 0.7
    assert area.label == ADDED
    assert area.box == area.candidate_box
    assert found.query[105, 360] == ADDED
    assert found.candidate[105, 360] == MISSING
    assert found.query_shares[KEPT] > 0.93


def test_a_patch_is_found_at_its_places_in_both_pictures(photos: Photos) -> None:
    photo = photos["astronaut"]
    patch = np.asarray(cv2.resize(photos["rocket"], (120, 90), interpolation=cv2.INTER_AREA), np.uint8)
    made = with_patch(photo, patch, 300, 60)[:, ::-1]
    found = mapped(np.ascontiguousarray(made), photo)
    here, there = found.areas[0].box, found.areas[0].candidate_box
    assert here.x == pytest.approx(photo.shape[1] - 420, abs=12)
    assert there.x == pytest.approx(300, abs=12)
    assert kinds(story(np.ascontiguousarray(made), photo)) == {"mirrored", "pasted"}


def test_the_candidate_is_warped_onto_the_query(photos: Photos) -> None:
    photo = photos["coffee"]
    part = np.ascontiguousarray(photo[60:360, 100:500])
    homography = np.array([[1.0, 0.0, 100.0], [0.0, 1.0, 60.0], [0.0, 0.0, 1.0]])
    here, there = query(part), query(photo)
    found = explanation.align(here.working, (400, 300), there.working, (600, 400), homography)
    assert found.candidate.shape == here.working.shape
    assert found.covered.all()
    assert np.abs(found.candidate.astype(int) - here.working).mean() < 6
    back = explanation.align(there.working, (600, 400), here.working, (400, 300), np.linalg.inv(homography))
    assert back.covered.mean() == pytest.approx(400 * 300 / (600 * 400), abs=0.005)


def test_alignment_keeps_to_half_pixels() -> None:
    # A picture of one bright pixel column, laid on itself at another size, stays where it is.
    picture = np.zeros((100, 200, 3), np.uint8)
    picture[:, 150:160] = 255
    large = np.repeat(np.repeat(picture, 2, axis=0), 2, axis=1)
    found = explanation.align(large, (400, 200), picture, (200, 100), resize_transform((400, 200), (200, 100)))
    columns = np.flatnonzero(found.candidate[50, :, 0] > 127)
    assert (columns[0], columns[-1]) == (300, 319)


def test_pictures_that_share_nothing_are_not_said_to(photos: Photos) -> None:
    assert story(np.full((80, 80, 3), 128, np.uint8), photos["rocket"]).changes is None
