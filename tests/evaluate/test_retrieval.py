"""The gate: made edits of the packaged photographs are found, called by their name, and nothing else is called a copy.

What stands here is what was measured when it was written. Whoever makes it better raises the floors. Six photographs of
each kind and a small library find gross faults only; `python -m bench.edits` and `bench.verdicts` measure quality.
"""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import skimage.data
from PIL import Image

from pictrace import Library
from pictrace.evaluate.sample import photos as sample
from pictrace.evaluate.sample.pictures import IN_LIBRARY, library_pixels
from pictrace.imaging import edits
from pictrace.types import COPY_VERDICTS, UInt8Array, Verdict

pytestmark = pytest.mark.network

PACKAGED = Path(skimage.data.__file__).parent

TRACED = (sample.ASTRONAUT, sample.CAT, sample.COFFEE, sample.HUBBLE, sample.RETINA, sample.ROCKET)
# Photographs that the library has nothing of.
STRANGERS = (sample.TISSUE, sample.CAMERA, sample.CLOCK)

# Kind of edit → of six queries so many find their photograph first, and so many are called a copy.
STANDARD = (6, 6)
# The rocket before a night sky, made small within a border, has too little texture to be registered exactly: version 2
# of the model calls it the same scene, version 1 called it a copy.
LOST = {("padding 50 %", sample.ROCKET.name)}
STANDARD_FLOORS = defaultdict(lambda: STANDARD, {"padding 50 %": (6, 5)})
PART, WHOLE, LARGER = {"part_of"}, {"resaved", "edited"}, {"contains"}
CALLED = defaultdict(lambda: WHOLE, {"crop": PART, "paste_into": LARGER})
HARD = {
    "combined": (6, 6),
    "softened": (6, 6),
    "crop 5 %": (6, 6),
    "pasted 8 %": (6, 6),
    "JPEG 5": (6, 2),  # 3 were; the others are possible copies
    "blur": (6, 6),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One query. place : of its photograph among the matches, 0 for none; verdict : of that match."""

    kind: str
    photo: str
    place: int
    verdict: Verdict | None


def hard(seed: int) -> dict[str, edits.Edit]:
    at = np.random.default_rng(seed).random((3, 2))
    combined = edits.crop(0.25, *at[0]), edits.mirror(), edits.recompress(40)
    softened = edits.downscale(0.4), edits.contrast(1.25), edits.recompress(30)
    return {
        "combined": edits.chain("combined", "cropped and mirrored", *combined),
        "softened": edits.chain("softened", "shrunk and edited", *softened),
        "crop 5 %": edits.crop(0.05, *at[1]),
        "pasted 8 %": edits.paste_into(edits.made_background(seed=seed), 0.08, *at[2]),
        "JPEG 5": edits.recompress(5),
        "blur": edits.blur(3.0),
    }


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """All packaged photographs but the strangers; of the coins the upper rows, and one of two shots of a motorcycle."""
    folder = tmp_path_factory.mktemp("retrieval")
    pictures = {photo.name: library_pixels(photo) for photo in IN_LIBRARY if photo not in STRANGERS}
    (folder / "pictures").mkdir()
    for name, picture in pictures.items():
        Image.fromarray(picture).save(folder / "pictures" / f"{name}.png")
    shutil.copy(PACKAGED / "motorcycle_left.png", folder / "pictures")
    with Library.open(folder / "library") as library:
        assert not library.add([folder / "pictures"]).failed
        yield library


def ask(library: Library, photo: sample.Photo, kind: str, picture: UInt8Array) -> Asked:
    matches = library.search(picture).matches
    names = [Path(match.uri).stem for match in matches]
    place = names.index(photo.name) + 1 if photo.name in names else 0
    return Asked(kind, photo.name, place, matches[place - 1].verdict if place else None)


def short_of(asked: Iterable[Asked], floors: Mapping[str, tuple[int, int]]) -> list[str]:
    """A line for each kind that did worse than its floor."""
    by_kind: dict[str, list[Asked]] = defaultdict(list)
    for one in asked:
        by_kind[one.kind].append(one)
    lines = []
    for kind, some in by_kind.items():
        first = sum(one.place == 1 for one in some)
        copies = sum(one.verdict in COPY_VERDICTS for one in some)
        wanted_first, wanted_copies = floors[kind]
        if first < wanted_first or copies < wanted_copies:
            lines.append(f"{kind}: {first} first, {copies} called copies; {[(one.photo, one.verdict) for one in some]}")
    return lines


def test_standard_edits_are_found_first_and_called_copies(library: Library) -> None:
    asked = [
        ask(library, photo, edit.name, edit.apply(sample.pixels(photo)))
        for seed, photo in enumerate(TRACED)
        for edit in edits.standard_edits(seed)
    ]
    assert short_of(asked, STANDARD_FLOORS) == []
    kinds = {edit.name: edit.kind for seed in range(len(TRACED)) for edit in edits.standard_edits(seed)}
    wrong = [one for one in asked if one.verdict not in CALLED[kinds[one.kind]] and (one.kind, one.photo) not in LOST]
    assert wrong == []


def test_hard_edits_are_found_as_often_as_before(library: Library) -> None:
    asked = [
        ask(library, photo, kind, edit.apply(sample.pixels(photo)))
        for seed, photo in enumerate(TRACED)
        for kind, edit in hard(seed).items()
    ]
    assert short_of(asked, HARD) == []


@pytest.mark.parametrize("photo", STRANGERS, ids=lambda photo: photo.name)
def test_an_edit_of_a_photograph_that_is_not_there_is_called_no_copy(library: Library, photo: sample.Photo) -> None:
    said = {
        edit.name: library.search(edit.apply(sample.pixels(photo))).answer.verdict for edit in edits.standard_edits()
    }
    assert {kind: verdict for kind, verdict in said.items() if verdict in COPY_VERDICTS} == {}


def test_what_only_looks_alike_is_called_no_copy(library: Library) -> None:
    """The lower rows of a tray of coins, and the same motorcycle from a hand's breadth beside."""
    assert library.search(sample.lower_half(sample.pixels(sample.COINS))).answer.verdict not in COPY_VERDICTS
    assert library.search(PACKAGED / "motorcycle_right.png").answer.verdict not in COPY_VERDICTS


def test_two_textures_are_not_copies_of_each_other(library: Library) -> None:
    """Grass, gravel, bricks: key points everywhere, and every patch like the next."""
    for photo in (sample.GRASS, sample.GRAVEL, sample.BRICK):
        matches = library.search(sample.pixels(photo)).matches
        assert Path(matches[0].uri).stem == photo.name
        assert [match.uri for match in matches[1:] if match.verdict in COPY_VERDICTS] == []
