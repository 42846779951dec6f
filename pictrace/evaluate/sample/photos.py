"""The photographs that the demonstration is made of: those in scikit-image's package with a stated licence."""

from __future__ import annotations

import io
from dataclasses import dataclass
from importlib import resources
from pathlib import PurePath

import numpy as np
from PIL import Image

from pictrace.errors import MissingPackage
from pictrace.types import UInt8Array


@dataclass(frozen=True, slots=True)
class Photo:
    """One photograph of the package. credit and licence as scikit-image's documentation states them.

    grey : True where the file has no colour.
    """

    name: str
    file: str
    credit: str
    licence: str
    grey: bool = False

    @property
    def file_name(self) -> str:
        """What its file in the demonstration is called."""
        return f"{self.name}{PurePath(self.file).suffix}"


ASTRONAUT = Photo("astronaut", "astronaut.png", "NASA Great Images (Eileen Collins)", "public domain")
BRICK = Photo("brick wall", "brick.png", "CC0Textures, Bricks25", "CC0", grey=True)
CAMERA = Photo("cameraman", "camera.png", "Lav Varshney", "CC0", grey=True)
CAT = Photo("chelsea", "chelsea.png", "Stefan van der Walt", "CC0")
CLOCK = Photo("clock in motion", "clock_motion.png", "Stefan van der Walt", "public domain", grey=True)
COFFEE = Photo("coffee", "coffee.png", "Rachel Michetti, courtesy of Pikolo Espresso Bar", "CC0")
COINS = Photo("coins", "coins.png", "Brooklyn Museum Collection", "no known copyright restrictions", grey=True)
GRASS = Photo("grass", "grass.png", "linolafett, DeviantArt, Grass 01", "CC0", grey=True)
GRAVEL = Photo("gravel", "gravel.png", "CC0Textures, Gravel04", "CC0", grey=True)
HUBBLE = Photo("hubble deep field", "hubble_deep_field.jpg", "NASA, HubbleSite", "public domain")
LETTERS = Photo("letters", "text.png", "Wikipedia, Corner.png", "public domain", grey=True)
RETINA = Photo("retina", "retina.jpg", "Mikael Häggström, Wikimedia Commons", "CC0")
ROCKET = Photo("rocket", "rocket.jpg", "SpaceX Photos (DSCOVR on Falcon 9)", "public domain")
TISSUE = Photo(
    "stained tissue", "ihc.png", "Center for Microscopy And Molecular Imaging", "no known copyright restrictions"
)

PHOTOS = (
    ASTRONAUT,
    BRICK,
    CAMERA,
    CAT,
    CLOCK,
    COFFEE,
    COINS,
    GRASS,
    GRAVEL,
    HUBBLE,
    LETTERS,
    RETINA,
    ROCKET,
    TISSUE,
)


def file_bytes(photo: Photo) -> bytes:
    """The file as it is in the installed package. Raises MissingPackage when it is not there."""
    try:
        return (resources.files("skimage") / "data" / photo.file).read_bytes()
    except OSError:
        raise MissingPackage(
            f"scikit-image is installed without its photograph {photo.file}; install scikit-image again."
        ) from None


def pixels(photo: Photo) -> UInt8Array:
    """(H, W, 3) uint8 RGB. Raises MissingPackage."""
    with Image.open(io.BytesIO(file_bytes(photo))) as image:
        return np.array(image.convert("RGB"))


def upper_half(picture: UInt8Array) -> UInt8Array:
    """The rows above the middle; with `lower_half`, two pictures that look alike and share no pixel."""
    return picture[: len(picture) // 2]


def lower_half(picture: UInt8Array) -> UInt8Array:
    """The rows from the middle down."""
    return picture[len(picture) // 2 :]
