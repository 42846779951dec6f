"""Two pictures beside each other with what joins them: lines between details, outlines, areas; with zoom and pan.

All places are in pixels of each upright original, the centre of its top-left pixel at (0, 0); the browser gets views of
at most 1,600 pixels and stretches them to the original's size before anything is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from typing import Literal

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from pictrace.types import Float64Array
from pictrace.web.components.assets import script, style

AreaKind = Literal["kept", "altered", "added", "missing"]
Point = tuple[float, float]
Line = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class ViewedPicture:
    """url : of a view of it of any size. width, height : of the upright original."""

    url: str
    name: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Lines:
    """Matched details, (x, y) in the query and (x, y) in the candidate each; any number of the first of a list is
    spread evenly. agreeing_count, stray_count : how many there are in all."""

    agreeing: Sequence[Line] = ()
    stray: Sequence[Line] = ()
    agreeing_count: int = 0
    stray_count: int = 0


@dataclass(frozen=True, slots=True)
class Area:
    """A part of a picture. path : of an SVG, in original pixels; where it goes round twice is a hole."""

    kind: AreaKind
    path: str


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """What an area of this kind is. share : how much of a picture it is, in words."""

    kind: AreaKind
    words: str
    share: str


@dataclass(frozen=True, slots=True)
class ViewerWords:
    """What the controls are called; names in braces are filled in."""

    panel: str
    hint: str
    place: str
    both: str
    in_query: str
    in_candidate: str
    agrees: str
    strays: str
    fit: str
    one: str
    closer: str
    farther: str
    way: str
    beside: str
    below: str
    mirror: str
    mirrored: str
    together: str
    agreeing: str
    stray: str
    count: str
    opacity: str
    cover: str


@dataclass(frozen=True, slots=True, eq=False)
class Viewed:
    """What is shown.

    shows : names it; when it changes, both pictures are fitted again. link : query pixels → candidate pixels, or None.
    mirrored : whether the query is shown mirrored at first. query_outlines, candidate_outlines : polygons, one a plane.
    """

    shows: str
    query: ViewedPicture
    candidate: ViewedPicture
    link: Float64Array | None = None
    mirrored: bool = False
    lines: Lines = field(default_factory=Lines)
    query_outlines: Sequence[Sequence[Point]] = ()
    candidate_outlines: Sequence[Sequence[Point]] = ()
    query_areas: Sequence[Area] = ()
    candidate_areas: Sequence[Area] = ()
    legend: Sequence[LegendEntry] = ()


@cache
def _component() -> ComponentRenderer:
    return st.components.v2.component(
        "pictrace_viewer",
        css=style("stage.css", "viewer.css"),
        js=script("elements.js", "drawing.js", "panel.js", "stage.js", "lines.js", "lens.js", "areas.js", "viewer.js"),
    )


def show_viewer(viewed: Viewed, *, words: ViewerWords, key: str) -> None:
    """Draw it; what a person does there stays in the browser."""
    _component()(key=key, data=viewer_data(viewed, words))


def viewer_data(viewed: Viewed, words: ViewerWords) -> dict[str, object]:
    """What the browser gets."""
    lines = viewed.lines
    return {
        "shows": viewed.shows,
        "query": asdict(viewed.query),
        "candidate": asdict(viewed.candidate),
        "link": None if viewed.link is None else viewed.link.ravel().tolist(),
        "mirrored": viewed.mirrored,
        "lines": {"agreeing": [list(line) for line in lines.agreeing], "stray": [list(line) for line in lines.stray]},
        "counts": {"agreeing": lines.agreeing_count, "stray": lines.stray_count},
        "outlines": {"query": viewed.query_outlines, "candidate": viewed.candidate_outlines},
        "areas": {
            "query": [asdict(area) for area in viewed.query_areas],
            "candidate": [asdict(area) for area in viewed.candidate_areas],
        },
        "legend": [asdict(entry) for entry in viewed.legend],
        "words": asdict(words),
    }
