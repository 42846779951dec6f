"""The pictures of the demonstration library: photographs, and made copies of each."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

import numpy as np

from pictrace.evaluate.sample import photos
from pictrace.evaluate.sample.photos import Photo
from pictrace.evaluate.sample.writing import encoded, write_once
from pictrace.imaging import edits
from pictrace.imaging.edits import Edit
from pictrace.types import UInt8Array

# The tissue is left out whole, and of the coins the lower rows: they are the examples of a stranger and of a
# look-alike, and those are honest only when the library has no copy of them.
IN_LIBRARY = tuple(photo for photo in photos.PHOTOS if photo is not photos.TISSUE)

_CAPTIONS = ("Found on the web", "Breaking news", "Share if you agree", "Archive, 1998")


def write_pictures(folder: Path) -> tuple[Path, ...]:
    """Write the library's pictures into `folder`, 182 of them, and return their paths; those already there stay.

    Raises LibraryUnusable when the folder cannot be written, MissingPackage without scikit-image's photographs.
    """
    # Decoded once each and only when needed: every photograph is also the background of another's copy.
    decoded = cache(library_pixels)
    paths = []
    for place, photo in enumerate(IN_LIBRARY):
        path = folder / photo.file_name
        write_once(path, partial(_original, photo))
        paths.append(path)
        background = IN_LIBRARY[(place + 5) % len(IN_LIBRARY)]
        for edit in _copies(place, photo, partial(decoded, background)):
            path = folder / f"{photo.name}, {edit.words}.jpg"
            write_once(path, partial(_edited, edit, partial(decoded, photo)))
            paths.append(path)
    return tuple(paths)


def library_pixels(photo: Photo) -> UInt8Array:
    """What the library has of a photograph, (H, W, 3) uint8 RGB: all of it, but of the coins the upper rows."""
    whole = photos.pixels(photo)
    return photos.upper_half(whole) if photo is photos.COINS else whole


def _original(photo: Photo) -> bytes:
    return encoded(library_pixels(photo), ".png") if photo is photos.COINS else photos.file_bytes(photo)


def _edited(edit: Edit, picture: Callable[[], UInt8Array]) -> bytes:
    return encoded(edit.apply(picture()), ".jpg")


def _copies(place: int, photo: Photo, background: Callable[[], UInt8Array]) -> tuple[Edit, ...]:
    """A copy of each kind; strengths and positions change from photograph to photograph."""
    at = np.random.default_rng(place).random((3, 2))
    pasted = Edit(
        "pasted",
        "paste_into",
        "pasted into another picture",
        lambda picture: edits.paste_into(background(), 0.25, *at[2]).apply(picture),
    )
    return (
        edits.recompress((12, 18, 25)[place % 3]),
        edits.downscale((0.25, 0.4)[place % 2]),
        edits.brightness((1.45, 0.6)[place % 2]),
        edits.contrast((0.5, 1.6)[place % 2]),
        edits.tint() if photo.grey else edits.grey(),
        edits.mirror(),
        edits.caption(_CAPTIONS[place % len(_CAPTIONS)]),
        edits.crop(0.5, *at[0]),
        edits.crop((0.2, 0.3)[place % 2], *at[1]),
        edits.rotate((15, 8, 345)[place % 3]),
        edits.rotate((90, 180, 270)[place % 3]),
        edits.pad((0.3, 0.5)[place % 2], ((255, 255, 255), (20, 20, 20))[place % 2]),
        pasted,
    )
