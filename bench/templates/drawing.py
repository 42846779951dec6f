"""What all pages are drawn with."""

from __future__ import annotations

import numpy as np
from PIL import ImageFont

Random = np.random.Generator
Colour = tuple[int, int, int]

NAMES = [
    "Adams",
    "Baker",
    "Castle",
    "Dubois",
    "Evans",
    "Fischer",
    "Garcia",
    "Hansen",
    "Ivanov",
    "Jones",
    "Keller",
    "Lopez",
    "Meyer",
    "Novak",
    "Olsen",
    "Petit",
]
LABELS = [
    "Name",
    "Address",
    "Town",
    "Date",
    "Telephone",
    "Number",
    "Account",
    "Amount",
    "Country",
    "Signature",
    "Department",
    "Reference",
]


def colour(random: Random) -> Colour:
    """One that stands out from white paper."""
    red, green, blue = random.integers(20, 200, 3).tolist()
    return red, green, blue


def font(size: float) -> ImageFont.FreeTypeFont:
    """The font that Pillow carries."""
    return ImageFont.load_default(size=size)  # type: ignore[return-value]
