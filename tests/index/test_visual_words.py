"""Pictures are found by their local features alone: whatever segments they are in, and in step with the catalogue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pictrace import Library
from pictrace.imaging import edits
from pictrace.index.visual_words import SyncedWords, files
from pictrace.index.visual_words.codebook import WORDS, words_of
from pictrace.index.visual_words.postings import MOST_A_PICTURE, postings_of
from pictrace.index.visual_words.segments import Segments
from pictrace.matching import keypoint_detection
from pictrace.store import Catalog
from pictrace.types import LocalFeatures, UInt8Array

Photos = dict[str, UInt8Array]
NAMES = ("astronaut", "camera", "chelsea", "coffee", "coins", "rocket", "motorcycle_left")
VIEWS: dict[str, Callable[[], edits.Edit]] = {
    "as it is": lambda: edits.recompress(60),
    "turned": lambda: edits.rotate(90),
    "smaller": lambda: edits.downscale(0.5),
    "a part of it": lambda: edits.crop(0.3, 0.4, 0.4),
}


def keypoints(picture: UInt8Array) -> LocalFeatures:
    return keypoint_detection.detect(picture, picture.shape[1], picture.shape[0])


def mirrored(picture: UInt8Array) -> LocalFeatures:
    return keypoint_detection.detect_mirrored(picture, picture.shape[1], picture.shape[0])


def added(library: Library, folder: Path, photos: Photos) -> list[int]:
    """All of them, in a library; their ids in the order of `NAMES`."""
    for name in NAMES:
        Image.fromarray(photos[name]).save(folder / f"{name}.png")
        library.add(folder / f"{name}.png")
    return [next(record.id for record in library.records() if record.name == f"{name}.png") for name in NAMES]


@pytest.fixture(scope="module")
def described(photos: Photos) -> dict[int, LocalFeatures]:
    return {number: keypoints(photos[name]) for number, name in enumerate(NAMES, 1)}


@pytest.fixture(scope="module")
def segments(described: dict[int, LocalFeatures]) -> Segments:
    return Segments().with_pictures(described)


def test_a_word_is_nearest_to_itself() -> None:
    some = np.random.default_rng(0).integers(0, 256, (9, 32), dtype=np.uint8)
    words = words_of(some, 2)
    assert words.shape == (9, 2)
    assert (words >= 0).all()
    assert (words < WORDS).all()
    assert (words_of(some)[:, 0] == words[:, 0]).all()
    assert words_of(some[:0], 3).shape == (0, 3)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("view", VIEWS)
def test_the_picture_that_a_view_was_made_of_has_most_votes(
    photos: Photos, segments: Segments, name: str, view: str
) -> None:
    made = VIEWS[view]().apply(photos[name])
    found = segments.vote([keypoints(made)], 3)
    assert found.ids[0] == NAMES.index(name) + 1
    assert found.scores[0] > 3 * found.scores[1:].max(initial=0.0)


def test_a_mirrored_picture_is_found_by_its_mirrored_view(photos: Photos, segments: Segments) -> None:
    made = np.ascontiguousarray(photos["chelsea"][:, ::-1])
    assert segments.vote([keypoints(made), mirrored(made)], 1).ids.tolist() == [NAMES.index("chelsea") + 1]


def test_segments_answer_alike_however_pictures_came(described: dict[int, LocalFeatures], segments: Segments) -> None:
    one_by_one = Segments()
    for id, local in described.items():
        one_by_one = one_by_one.with_pictures({id: local})
    assert len(one_by_one) == len(segments) == len(described)
    assert 1 <= len(one_by_one.postings) <= 4
    query = [described[3]]
    a, b = segments.vote(query, 7), one_by_one.vote(query, 7)
    assert a.ids.tolist() == b.ids.tolist()
    assert np.allclose(a.scores, b.scores)


@pytest.mark.parametrize("removed", [[3], [1, 2, 3], [1, 2, 4, 5, 6, 7]])
def test_what_was_removed_has_no_votes(
    described: dict[int, LocalFeatures], segments: Segments, removed: list[int]
) -> None:
    fewer = segments.less(np.array(removed))
    assert len(fewer) == len(described) - len(removed)
    rest = Segments().with_pictures({id: local for id, local in described.items() if id not in removed})
    for local in described.values():
        a, b = fewer.vote([local], 7), rest.vote([local], 7)
        assert a.ids.tolist() == b.ids.tolist()
        assert np.allclose(a.scores, b.scores)
    assert fewer.less(np.array([99])).vote([described[7]], 7).ids.tolist() == fewer.vote([described[7]], 7).ids.tolist()


def test_a_picture_takes_24_kilobytes_at_most(described: dict[int, LocalFeatures]) -> None:
    many = described[1]
    twice = replace(
        many,
        points=np.tile(many.points, (2, 1)),
        descriptors=np.tile(many.descriptors, (2, 1)),
        angles=None,
        levels=None,
    )
    made = postings_of({1: twice})
    assert len(made.places) == MOST_A_PICTURE
    entries = sum(part.nbytes for part in (made.places, made.signatures, made.angles, made.levels))
    assert entries <= 24_000


def test_pictures_without_key_points_harm_nothing(segments: Segments, photos: Photos) -> None:
    plain = keypoints(np.full((64, 64, 3), 200, np.uint8))
    assert len(plain) == 0
    assert Segments().with_pictures({1: plain}).vote([keypoints(photos["coins"])], 5).ids.tolist() == []
    assert segments.vote([plain], 5).ids.tolist() == []
    assert Segments().vote([keypoints(photos["coins"])], 5).ids.tolist() == []


def test_files_give_the_same_again_and_damaged_ones_are_passed_over(
    tmp_path: Path, described: dict[int, LocalFeatures], segments: Segments
) -> None:
    assert files.read(tmp_path, "a library") is None
    kept = files.write(tmp_path, "a library", segments.less(np.array([2])).up_to(9))
    found = files.read(tmp_path, "a library")
    assert found is not None
    assert (found.sequence, len(found)) == (9, len(described) - 1)
    assert isinstance(found.postings[0].signatures.base, np.memmap)
    assert found.vote([described[5]], 3).ids.tolist() == kept.vote([described[5]], 3).ids.tolist()
    assert files.read(tmp_path, "another library") is None
    files.write(tmp_path, "a library", segments.up_to(10))
    assert len(list(tmp_path.glob("words-*"))) == 7
    again = files.read(tmp_path, "a library")
    assert again is not None
    assert again.sequence == 10
    # What is mapped already is not written again.
    before = {path.name for path in tmp_path.glob("words-*")}
    more = files.write(tmp_path, "a library", again.with_pictures({50: described[1].first(40)}).up_to(11))
    assert before < {path.name for path in tmp_path.glob("words-*")}
    assert more.vote([described[5]], 1).ids.tolist() == [5]
    next(tmp_path.glob("words-*.places.npy")).write_bytes(b"half")
    assert files.read(tmp_path, "a library") is None


def test_words_keep_step_with_the_catalogue(tmp_path: Path, photos: Photos) -> None:
    """By whatever process pictures come and go, and also where a take-over was cut short."""
    place = tmp_path / "library"
    with Library.open(place, backbone="tiny") as library, Catalog.open(place) as catalog:
        words = SyncedWords(catalog, tmp_path / "index")
        query = [keypoints(photos["rocket"])]
        assert words.vote(query, 3).ids.tolist() == []
        ids = added(library, tmp_path, photos)
        assert words.vote(query, 1).ids.tolist() == [ids[NAMES.index("rocket")]]
        library.remove([ids[NAMES.index("rocket")]])
        assert ids[NAMES.index("rocket")] not in words.vote(query, 9).ids.tolist()
        assert len(words) == len(library)
        words.close()


def test_many_new_pictures_are_taken_over_in_the_background(tmp_path: Path, photos: Photos) -> None:
    place = tmp_path / "library"
    with Library.open(place, backbone="tiny") as library, Catalog.open(place) as catalog:
        ids = added(library, tmp_path, photos)
        words = SyncedWords(catalog, tmp_path / "index", at_once=3, fewest_written=4)
        query = [keypoints(photos["coffee"])]
        words.vote(query, 1)
        words.wait()
        assert words.vote(query, 1).ids.tolist() == [ids[NAMES.index("coffee")]]
        words.close()
        opened = SyncedWords(catalog, tmp_path / "index", at_once=0)
        assert opened.vote(query, 1).ids.tolist() == [ids[NAMES.index("coffee")]]
        opened.close()
