"""The query picture with a box on it: the part that is looked for."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cache

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from pictrace.errors import InvalidInput
from pictrace.types import Region
from pictrace.types.region import SMALLEST_SIDE
from pictrace.web.components.assets import asset


@dataclass(frozen=True, slots=True)
class RegionWords:
    """What the component says. {x}, {y}, {width} and {height} are filled in.

    hint : while there is no box; size : of a box. label, says : the same two for a screen reader.
    sides : names of the four numbers.
    """

    hint: str
    size: str
    says: str
    label: str
    numbers: str
    sides: tuple[str, str, str, str]
    search: str
    whole: str


@dataclass(frozen=True, slots=True)
class RegionAction:
    """What a person just asked for: to search this part, or the whole picture again."""

    search: Region | None = None
    whole: bool = False


@cache
def _component() -> ComponentRenderer:
    return st.components.v2.component("pictrace_region", css=asset("region.css"), js=asset("region.js"))


def choose_region(
    *, picture: str, name: str, size: tuple[int, int], region: Region | None, words: RegionWords, key: str
) -> RegionAction:
    """Draw the picture, with the box of the part that was looked for; returns what was just asked for.

    picture : its address. size : width and height of the upright original, in whose pixels regions are.
    """
    width, height = size
    data = {
        "picture": picture,
        "name": name,
        "width": width,
        "height": height,
        "least": SMALLEST_SIDE,
        "region": None if region is None else list(_sides(region)),
        "words": asdict(words),
    }
    result = _component()(key=key, data=data, on_region_change=lambda: None, on_whole_change=lambda: None)
    if result.whole:
        return RegionAction(whole=True)
    if result.region is None:
        return RegionAction()
    try:
        return RegionAction(search=Region.of([int(side) for side in result.region]).within(width, height, name))
    except (InvalidInput, TypeError, ValueError):  # the script sends none such; another sender is told nothing
        return RegionAction()


def _sides(region: Region) -> tuple[int, int, int, int]:
    return region.x, region.y, region.width, region.height
