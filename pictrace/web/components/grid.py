"""A grid of the library's pictures, each with a box to select it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from pictrace.web.components.assets import asset


@dataclass(frozen=True, slots=True)
class Tile:
    """One picture of the grid. select and search : what the two controls are called for a screen reader."""

    id: int
    name: str
    note: str
    picture: str
    select: str
    search: str
    selected: bool


@dataclass(frozen=True, slots=True)
class GridAction:
    """What a person just did in the grid: the new selection on this page, or the picture to search with."""

    selected: frozenset[int] | None = None
    search: int | None = None


@cache
def _component() -> ComponentRenderer:
    return st.components.v2.component("pictrace_grid", css=asset("grid.css"), js=asset("grid.js"))


def show_grid(tiles: Sequence[Tile], *, label: str, key: str, selectable: bool = True) -> GridAction:
    """Draw the tiles, with boxes to select them or without; returns what was just done."""
    result = _component()(
        key=key,
        data={"label": label, "selectable": selectable, "items": [asdict(tile) for tile in tiles]},
        on_selected_change=lambda: None,
        on_search_change=lambda: None,
    )
    selected = result.selected
    shown = {tile.id for tile in tiles}
    return GridAction(
        selected=None if selected is None else frozenset(int(id) for id in selected) & shown,
        search=None if result.search is None else int(result.search),
    )
