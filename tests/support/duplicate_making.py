"""A library with duplicates, on the tiny backbone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from pictrace import Library
from pictrace.imaging import edits
from pictrace.types import UInt8Array

# What the groups of copies in it are, the largest first.
COPIES = [{"astronaut.jpg", "x-small.jpg", "x-grey.jpg"}, {"chelsea.jpg", "x-mirrored.jpg"}]


def made_library(place: Path, photos: dict[str, UInt8Array]) -> Path:
    """The folder of a library of four photographs, four copies of two of them, and a collage of two."""
    pictures = place / "pictures"
    pictures.mkdir()
    for name in ("astronaut", "chelsea", "coffee", "rocket"):
        Image.fromarray(photos[name]).save(pictures / f"{name}.jpg", quality=92)
    Image.fromarray(edits.mirror().apply(photos["chelsea"])).save(pictures / "x-mirrored.jpg", quality=85)
    Image.fromarray(photos["astronaut"]).resize((256, 256)).save(pictures / "x-small.jpg", quality=70)
    Image.fromarray(edits.grey().apply(photos["astronaut"])).save(pictures / "x-grey.jpg", quality=85)
    Image.fromarray(edits.crop(0.4, 0.5, 0.5).apply(photos["astronaut"])).save(pictures / "y-crop.jpg", quality=85)
    coffee = np.asarray(Image.fromarray(photos["coffee"]).resize((768, 512)))
    Image.fromarray(np.hstack([photos["astronaut"], coffee])).save(pictures / "z-collage.jpg", quality=85)
    with Library.open(place / "library", backbone="tiny") as library:
        assert not library.add(pictures).failed
    return place / "library"
