"""Example queries for one click. None is in the demonstration library; what they show there is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from pictrace.evaluate.sample import photos
from pictrace.evaluate.sample.photos import Photo
from pictrace.evaluate.sample.writing import encoded, write_once
from pictrace.imaging import edits
from pictrace.types import UInt8Array


@dataclass(frozen=True, slots=True)
class Example:
    """One query on disk.

    key : stable word, for addresses and tests. title : two or three words. sentence : what it is and what to expect.
    original : file name of the library's picture that it is a copy of, or None when the library has none.
    """

    key: str
    title: str
    sentence: str
    path: Path
    original: str | None


@dataclass(frozen=True, slots=True)
class _Recipe:
    key: str
    title: str
    sentence: str
    original: Photo | None
    make: Callable[[], UInt8Array]


def examples(folder: Path) -> tuple[Example, ...]:
    """The eight example queries, written into `folder` where they are missing.

    Raises LibraryUnusable when the folder cannot be written, MissingPackage without scikit-image's photographs.
    """
    written = []
    for recipe in _RECIPES:
        path = folder / f"{recipe.title}.jpg"
        write_once(path, partial(_drawn, recipe.make))
        original = recipe.original.file_name if recipe.original else None
        written.append(Example(recipe.key, recipe.title, recipe.sentence, path, original))
    return tuple(written)


def _drawn(make: Callable[[], UInt8Array]) -> bytes:
    return encoded(make(), ".jpg")


def _edited(photo: Photo, *steps: edits.Edit) -> Callable[[], UInt8Array]:
    return lambda: edits.chain("example", "example", *steps).apply(photos.pixels(photo))


def _pasted() -> UInt8Array:
    return edits.paste_into(photos.pixels(photos.BRICK), 0.3, 0.8, 0.75).apply(photos.pixels(photos.ASTRONAUT))


def _almost_empty() -> UInt8Array:
    """A grey sky: a gradient over five grey values with less noise than an eye sees."""
    down = np.linspace(208, 213, 480, dtype=np.float32)[:, np.newaxis, np.newaxis]
    return edits.noise(0.6).apply(np.broadcast_to(down, (480, 640, 3)).astype(np.uint8))


_RECIPES = (
    _Recipe(
        "mirrored-crop",
        "Mirrored crop",
        "The cat's face only, left and right exchanged: the original is in the library.",
        photos.CAT,
        _edited(photos.CAT, edits.mirror(), edits.crop(0.45, 0.6, 0.2)),
    ),
    _Recipe(
        "poor-copy",
        "Poor copy",
        "Shrunk and saved at the lowest quality, as after many forwards.",
        photos.ROCKET,
        _edited(photos.ROCKET, edits.downscale(0.4), edits.recompress(8)),
    ),
    _Recipe(
        "turned",
        "Turned and brightened",
        "A coffee cup at a slant, in another light.",
        photos.COFFEE,
        _edited(photos.COFFEE, edits.rotate(28), edits.brightness(1.25)),
    ),
    _Recipe(
        "pasted",
        "Pasted into another",
        "A small astronaut before a wall: both photographs are in the library.",
        photos.ASTRONAUT,
        _pasted,
    ),
    _Recipe(
        "small-part",
        "A tenth of a picture",
        "A tenth of a much larger photograph, in grey.",
        photos.HUBBLE,
        _edited(photos.HUBBLE, edits.crop(0.1, 0.3, 0.35), edits.grey()),
    ),
    _Recipe(
        "look-alike",
        "Other coins",
        "Coins that are not in the library: others look alike, none is a copy.",
        None,
        lambda: photos.lower_half(photos.pixels(photos.COINS)),
    ),
    _Recipe(
        "stranger",
        "A stranger",
        "Tissue under a microscope: the library has nothing like it.",
        None,
        lambda: photos.pixels(photos.TISSUE),
    ),
    _Recipe(
        "almost-empty",
        "Almost empty",
        "A grey sky with too little detail to say where it comes from.",
        None,
        _almost_empty,
    ),
)
