"""One picture laid on the other: by turns, divided by a line, their difference, or how far they line up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import Literal

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from pictrace.web.components.assets import script, style
from pictrace.web.components.viewer import Point, ViewedPicture

Mode = Literal["swipe", "blink", "difference", "lines"]


@dataclass(frozen=True, slots=True)
class RegisteredWords:
    """What the controls are called; names in braces are filled in."""

    panel: str
    modes: str
    swipe: str
    blink: str
    difference: str
    lines: str
    divider: str
    divided: str
    play: str
    pause: str
    speed: str
    per_second: str
    strength: str
    times: str
    same: str
    differs: str
    different: str
    lined_up: str
    place: str
    hint: str
    fit: str
    one: str
    closer: str
    farther: str


@dataclass(frozen=True, slots=True)
class Registered:
    """What is shown, in pixels of the query's original.

    laid : address of the candidate in the query's frame, and evened : the same with the query's tones; both None when
    it could not be laid there. lines : address of the map of where they line up. common : the outline of what both
    show. blink : when it changes to a higher number, blinking begins.
    """

    shows: str
    query: ViewedPicture
    candidate_name: str
    laid: str | None
    evened: str | None
    lines: str
    common: Sequence[Point]
    blink: int = 0


@cache
def _component() -> ComponentRenderer:
    return st.components.v2.component(
        "pictrace_registered",
        css=style("stage.css", "registered.css"),
        js=script("elements.js", "drawing.js", "panel.js", "stage.js", "registered.js"),
    )


def show_registered(registered: Registered, *, words: RegisteredWords, key: str) -> None:
    """Draw it; what a person does there stays in the browser."""
    _component()(key=key, data={**asdict(registered), "words": asdict(words)})
