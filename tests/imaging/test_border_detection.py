"""Borders, bars and captions around a picture are found; the picture itself is left alone."""

from __future__ import annotations

import numpy as np
import pytest
from project_tree import SHARED

from pictrace import imaging
from pictrace.imaging import content_box, edits, shrunk
from pictrace.imaging.edits import Edit
from pictrace.types import Region, UInt8Array

DATA = SHARED / "corel1k"
KEY = (255, 0, 255)

AROUND = {
    "white": edits.pad(0.25),
    "black": edits.pad(0.5, (0, 0, 0)),
    "thin": edits.pad(0.1, (128, 128, 128)),
    "letterbox": edits.letterbox(),
    "pillarbox": edits.letterbox(0.3, sides=True),
    "caption": edits.caption(),
    "caption above": edits.caption(above=True),
    "two lines": edits.chain("two", "with two captions", edits.caption("One line"), edits.caption("and another")),
    "browser": edits.screenshot("browser", seed=1),
    "browser, dark": edits.screenshot("browser", seed=2, dark=True),
    "phone": edits.screenshot("phone", seed=1),
}


def lies(edit: Edit, picture: UInt8Array) -> Region:
    """Where an edit puts a picture."""
    whole = edit.apply(np.full_like(picture, KEY))
    rows, columns = np.nonzero((whole == KEY).all(axis=2))
    left, top = int(columns.min()), int(rows.min())
    return Region(left, top, int(columns.max()) + 1 - left, int(rows.max()) + 1 - top)


def overlap(first: Region, second: Region) -> float:
    """Intersection over union."""
    across = min(first.x + first.width, second.x + second.width) - max(first.x, second.x)
    down = min(first.y + first.height, second.y + second.height) - max(first.y, second.y)
    common = max(0, across) * max(0, down)
    return common / (first.width * first.height + second.width * second.height - common)


def scaled(region: Region, factor: float) -> Region:
    return Region(*(max(1, round(factor * side)) for side in (region.x, region.y, region.width, region.height)))


def as_seen(picture: UInt8Array, quality: int = 85) -> UInt8Array:
    """A picture as a search sees it: saved as JPEG, and small."""
    return shrunk(imaging.decode_jpeg(imaging.encode_jpeg(picture, quality)), imaging.WORKING_SIDE)


@pytest.mark.parametrize("name", ["astronaut", "chelsea", "coffee"])
@pytest.mark.parametrize("around", AROUND)
def test_what_is_around_a_picture_is_trimmed(photos: dict[str, UInt8Array], name: str, around: str) -> None:
    edit, photo = AROUND[around], photos[name]
    whole = edit.apply(photo)
    seen = as_seen(whole)
    box = content_box(seen)
    assert box is not None
    assert overlap(box, scaled(lies(edit, photo), seen.shape[1] / whole.shape[1])) >= 0.95


@pytest.mark.parametrize("name", ["astronaut", "camera", "chelsea", "coffee", "coins", "grass", "rocket"])
def test_a_picture_without_anything_around_it_stays(photos: dict[str, UInt8Array], name: str) -> None:
    assert content_box(as_seen(photos[name])) is None


def test_what_was_trimmed_has_nothing_left_to_trim(photos: dict[str, UInt8Array]) -> None:
    seen = as_seen(edits.pad(0.3, (200, 30, 30)).apply(photos["chelsea"]))
    box = content_box(seen)
    assert box is not None
    assert content_box(seen[box.y : box.y + box.height, box.x : box.x + box.width]) is None


def test_a_gradient_is_no_border(photos: dict[str, UInt8Array]) -> None:
    photo = photos["coffee"]
    for levels in (40, 120, 250):
        sky = np.linspace(0, levels, 150).astype(np.uint8)[:, None, None]
        picture = np.vstack([np.broadcast_to(sky, (150, photo.shape[1], 3)), photo])
        box = content_box(as_seen(picture))
        assert box is None or box.height >= 0.95 * as_seen(picture).shape[0]


def test_a_turned_picture_keeps_its_white_corners(photos: dict[str, UInt8Array]) -> None:
    box = content_box(as_seen(edits.rotate(15).apply(photos["coffee"])))
    assert box is None or overlap(box, Region(0, 0, 512, 420)) > 0.9


@pytest.mark.parametrize("value", [0, 130, 255])
def test_a_plain_picture_has_no_content_to_find(value: int) -> None:
    assert content_box(np.full((300, 400, 3), value, np.uint8)) is None


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 50, 3), (2, 2, 3), (50, 1, 3), (3, 400, 3)])
def test_tiny_pictures_and_strips_survive(shape: tuple[int, int, int]) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)
    box = content_box(pixels)
    assert box is None or (box.x + box.width <= shape[1] and box.y + box.height <= shape[0])


def test_the_pixels_are_left_as_they_were(photos: dict[str, UInt8Array]) -> None:
    seen = as_seen(edits.pad(0.2).apply(photos["coins"]))
    before = seen.copy()
    content_box(seen)
    np.testing.assert_array_equal(seen, before)


@pytest.mark.skipif(not DATA.is_dir(), reason=f"there is no {DATA}")
def test_real_photographs_are_hardly_ever_trimmed() -> None:
    # Not dinosaurs (400–499), drawings on plain ground, nor flowers (600–699), cut out on black: theirs is flat.
    numbers = [number for number in range(1, 1000, 10) if number // 100 not in (4, 6)]
    boxes = [content_box(imaging.decode_jpeg((DATA / f"{number}.jpg").read_bytes())) for number in numbers]
    assert sum(box is not None for box in boxes) <= 2
