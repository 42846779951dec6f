"""A part of a picture: where it lies, in pixels or in shares."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pictrace.errors import InvalidInput

# Below this many pixels a side hardly any key point fits in: ORB describes patches of 31 × 31.
SMALLEST_SIDE = 16
_NUMBER_WANTED = "give x, y, width and height as four whole numbers of pixels, the last two at least 1"


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle in pixels of the upright original; (0, 0) is its top left corner.

    Raises InvalidInput for what is no whole number, and for a width or height under 1. Whether it lies inside a
    picture is known only with the picture: see `within`.
    """

    x: int
    y: int
    width: int
    height: int

    def __post_init__(self) -> None:
        for name in ("x", "y", "width", "height"):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, (int, np.integer)):
                raise InvalidInput(f"The {name} of a region is {value!r}; {_NUMBER_WANTED}.")
            object.__setattr__(self, name, int(value))
        if self.width < 1 or self.height < 1:
            raise InvalidInput(f"A region of {self.width} × {self.height} pixels is empty; {_NUMBER_WANTED}.")

    @classmethod
    def of(cls, given: Region | Sequence[int]) -> Region:
        """A region from what callers may give: itself, or four whole numbers. Raises InvalidInput."""
        if isinstance(given, Region):
            return given
        if isinstance(given, (str, bytes)) or not isinstance(given, (Sequence, np.ndarray)) or len(given) != 4:
            raise InvalidInput(f"The region is {given!r}; {_NUMBER_WANTED}.")
        return cls(*given)

    @property
    def fragment(self) -> str:
        """`xywh=x,y,width,height`, as in W3C Media Fragments URI 1.0, section 4.2.2."""
        return f"xywh={self.x},{self.y},{self.width},{self.height}"

    def within(self, width: int, height: int, name: str = "the picture") -> Region:
        """What of it lies inside a picture of this size.

        Raises InvalidInput, naming the size, when that is nothing, or under 16 pixels wide or high.
        """
        left, top = max(0, self.x), max(0, self.y)
        right, bottom = min(width, self.x + self.width), min(height, self.y + self.height)
        if right <= left or bottom <= top:
            raise InvalidInput(
                f"The region {self} lies outside {name}, which is {width:,} × {height:,} pixels; choose one inside."
            )
        if right - left < SMALLEST_SIDE or bottom - top < SMALLEST_SIDE:
            raise InvalidInput(
                f"Of the region {self}, {right - left:,} × {bottom - top:,} pixels lie inside {name} "
                f"({width:,} × {height:,}), too few to search for; choose at least {SMALLEST_SIDE} a side."
            )
        return Region(left, top, right - left, bottom - top)

    def __str__(self) -> str:
        return f"{self.x},{self.y},{self.width},{self.height}"


@dataclass(frozen=True, slots=True)
class RegionShare:
    """A rectangle in shares of a picture's width and height, for callers who do not know its size: 0 left and top.

    Raises InvalidInput for numbers that are not finite, and for a width or height that is not above 0.
    """

    x: float
    y: float
    width: float
    height: float

    def __post_init__(self) -> None:
        sides = (self.x, self.y, self.width, self.height)
        if not all(math.isfinite(side) for side in sides) or self.width <= 0 or self.height <= 0:
            raise InvalidInput(f"The shares of a region are {sides}; give four numbers, the last two above 0.")

    def of(self, width: int, height: int) -> Region:
        """The same in pixels of a picture of this size, edges rounded to the nearest; at least 1 a side."""
        left, top = round(self.x * width), round(self.y * height)
        right, bottom = round((self.x + self.width) * width), round((self.y + self.height) * height)
        return Region(left, top, max(1, right - left), max(1, bottom - top))


# What callers may name a part by.
RegionLike = Region | RegionShare | Sequence[int]
