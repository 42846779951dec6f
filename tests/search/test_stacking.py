"""One picture, saved again, lies on one stack; an edit of it and other pictures do not."""

from __future__ import annotations

import io
from dataclasses import replace

import cv2
import numpy as np
import pytest
from candidate_making import candidate, evidence
from PIL import Image

from pictrace import imaging
from pictrace.errors import UnreadablePicture
from pictrace.imaging import edits
from pictrace.search.near_identical import Thumbnail, is_near_identical, near_identical_groups, thumbnail
from pictrace.types import UInt8Array

NAMES = ("astronaut", "chelsea", "coffee", "coins", "rocket")


def saved(picture: UInt8Array, quality: int, scale: float) -> UInt8Array:
    image = Image.fromarray(picture)
    buffer = io.BytesIO()
    image.resize((round(image.width * scale), round(image.height * scale))).save(buffer, "JPEG", quality=quality)
    return np.asarray(Image.open(buffer).convert("RGB"))


def seen(picture: UInt8Array) -> Thumbnail:
    return thumbnail(imaging.shrunk(picture, imaging.WORKING_SIDE))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("quality", "scale"), [(95, 1.0), (40, 1.0), (80, 0.5)])
def test_a_recompressed_picture_is_near_identical(
    photos: dict[str, UInt8Array], name: str, quality: int, scale: float
) -> None:
    assert is_near_identical(seen(photos[name]), seen(saved(photos[name], quality, scale)))


@pytest.mark.parametrize("name", NAMES)
def test_an_edit_is_not_near_identical(photos: dict[str, UInt8Array], name: str) -> None:
    photo = photos[name]
    signed = photo.copy()
    cv2.putText(signed, "signed", (20, 60), cv2.FONT_HERSHEY_SIMPLEX, 1.5, (255, 255, 255), 3)
    grey = np.repeat(photo.mean(axis=2, keepdims=True).astype(np.uint8), 3, axis=2)
    changed = [signed, photo[:, ::-1], np.clip(photo * 1.3, 0, 255).astype(np.uint8)]
    if name != "coins":  # they are grey
        changed.append(grey)
    for other in changed:
        assert not is_near_identical(seen(photo), seen(np.ascontiguousarray(other)))


def test_no_two_photographs_are_near_identical(photos: dict[str, UInt8Array]) -> None:
    for one in NAMES:
        for other in NAMES:
            assert is_near_identical(seen(photos[one]), seen(photos[other])) == (one == other)


def test_the_picture_added_first_represents_its_group(photos: dict[str, UInt8Array]) -> None:
    pictures = {
        4: seen(saved(photos["chelsea"], 60, 1.0)),
        2: seen(photos["chelsea"]),
        9: seen(saved(photos["chelsea"], 80, 0.5)),
        3: seen(photos["coffee"]),
        5: seen(edits.crop(0.5, 0.2, 0.2).apply(photos["chelsea"])),
    }
    field = [candidate(id, evidence(0.5, 0.5, 0.5)) for id in pictures]
    assert near_identical_groups(field, pictures.__getitem__) == {2: 2, 4: 2, 9: 2, 3: 3, 5: 5}


def test_other_scores_or_proportions_are_not_compared() -> None:
    near, far = candidate(1, evidence(0.9, 0.5, 0.5)), candidate(2, evidence(0.2, 0.5, 0.5))
    wide = candidate(3, evidence(0.9, 0.5, 0.5))
    wide = replace(wide, record=replace(wide.record, width=90))
    looked: list[int] = []

    def look(id: int) -> Thumbnail:
        looked.append(id)
        raise AssertionError

    assert near_identical_groups([near, far, wide], look) == {1: 1, 2: 2, 3: 3}
    assert looked == []


def test_a_lost_picture_is_its_own_group() -> None:
    def lost(id: int) -> Thumbnail:
        raise UnreadablePicture(f"Picture {id} is gone.")

    assert near_identical_groups(
        [candidate(1, evidence(0.9, 0.5, 0.5)), candidate(2, evidence(0.9, 0.5, 0.5))], lost
    ) == {1: 1, 2: 2}
