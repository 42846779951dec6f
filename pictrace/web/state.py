"""What one visitor looks at, as a frozen value that goes into the page's address and comes back out of it.

A view can be shared by its address and survives a reload. Anything odd in an address falls back to the default.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from pictrace.errors import InvalidInput
from pictrace.search.search import MAXIMUM_TOP
from pictrace.types import (
    CHANNELS,
    DEFAULT_SHORTLIST,
    DEFAULT_TOP,
    DIGEST,
    FALLBACK,
    PERCENT_STEP,
    Mode,
    Percents,
    Region,
    Weights,
)

TABS = ("details", "registered", "changes", "steps", "colours", "file")
# What views were called in addresses that somebody may have kept.
_OLD_TABS = {"structure": "registered"}
SORTS = ("match", "earliest", "largest", "changed")
MAXIMUM_SHORTLIST = 500
_KEY = "pictrace_view"
_WRITTEN = "pictrace_address"
_CHANGED = "pictrace_view_changed"
_AWAY = "pictrace_away"


@dataclass(frozen=True, slots=True)
class View:
    """The state of the Trace page.

    query : hex SHA-256 of the uploaded picture, or ""; picture : id of a library picture that is the query, or None.
    region : the part of it that is looked for, in pixels of the upright original; None for all.
    percents : how much each channel counts, whole numbers from 0 to 100, in the order of CHANNELS.
    top, shortlist : results shown, and candidates checked. picked : id of the hit whose evidence is shown.
    mode : how thoroughly is searched. sort : by what each group of hits is ordered, one of SORTS.
    tab : which evidence is shown, one of TABS.
    """

    query: str = ""
    picture: int | None = None
    percents: Percents = Weights().percents
    top: int = DEFAULT_TOP
    shortlist: int = DEFAULT_SHORTLIST
    picked: int | None = None
    tab: str = "details"
    region: Region | None = None
    mode: Mode = "fast"
    sort: str = "match"

    @property
    def asked(self) -> bool:
        """True when there is a picture to look for."""
        return bool(self.query) or self.picture is not None

    @property
    def weights(self) -> Weights:
        """What the percents say; with all at zero nothing counts, and the order is by look."""
        if not any(self.percents):
            return Weights.of({FALLBACK.key: 1.0})
        return Weights.of_percents(self.percents)

    def address(self) -> dict[str, str]:
        """The query parameters of this view; what is at its default is left out."""
        default = View()
        parameters: dict[str, str] = {}
        if self.query:
            parameters["q"] = self.query
        if self.picture is not None:
            parameters["id"] = str(self.picture)
        if self.region is not None:
            parameters["region"] = str(self.region).replace(",", "-")
        if self.percents != default.percents:
            parameters["counts"] = "-".join(str(percent) for percent in self.percents)
        if self.top != default.top:
            parameters["top"] = str(self.top)
        if self.shortlist != default.shortlist:
            parameters["candidates"] = str(self.shortlist)
        if self.mode != default.mode:
            parameters["mode"] = self.mode
        if self.sort != default.sort:
            parameters["sort"] = self.sort
        if self.picked is not None:
            parameters["pick"] = str(self.picked)
        if self.tab != default.tab:
            parameters["show"] = self.tab
        return parameters


def from_address(parameters: Mapping[str, str]) -> View:
    """The view that an address describes."""
    default = View()
    query = parameters.get("q", "")
    tab = parameters.get("show", default.tab)
    tab = _OLD_TABS.get(tab, tab)
    sort = parameters.get("sort", default.sort)
    return View(
        query=query if DIGEST.fullmatch(query) else "",
        picture=_whole(parameters.get("id"), 1, 2**62, None),
        percents=_percents(parameters.get("counts", "")) or default.percents,
        top=_whole(parameters.get("top"), 1, MAXIMUM_TOP, default.top) or default.top,
        shortlist=_whole(parameters.get("candidates"), 1, MAXIMUM_SHORTLIST, default.shortlist) or default.shortlist,
        picked=_whole(parameters.get("pick"), 1, 2**62, None),
        tab=tab if tab in TABS else default.tab,
        region=_region(parameters.get("region", "")),
        mode="thorough" if parameters.get("mode") == "thorough" else default.mode,
        sort=sort if sort in SORTS else default.sort,
    )


def current() -> View:
    """The view of this session. An address that changed under the page (a link, the back button) wins."""
    address = st.query_params.to_dict()
    view: View | None = st.session_state.get(_KEY)
    if view is not None and (
        # A control may be moved before the address of the last change has reached the browser.
        st.session_state.get(_CHANGED)
        or address == st.session_state.get(_WRITTEN)
        # Another page empties the address; coming back from it must not lose the search.
        or (not address and st.session_state.get(_AWAY))
    ):
        return view
    view = from_address(address)
    st.session_state[_KEY] = view
    return view


def remember(view: View) -> None:
    """Make it the session's view, whatever the address says."""
    st.session_state[_KEY] = view
    st.session_state[_CHANGED] = True


def change(**changes: Any) -> None:
    """Change parts of the session's view, as a control does that shows it."""
    held: View | None = st.session_state.get(_KEY)
    remember(replace(held or current(), **changes))


def go_away() -> None:
    """Another page is shown; the view waits until this visitor comes back."""
    st.session_state[_AWAY] = True


def ask(query: str = "", picture: int | None = None) -> None:
    """Look for another picture, or for none yet; how things are weighed stays."""
    change(query=query, picture=picture, region=None, picked=None)


def ask_part(region: Region | None) -> None:
    """Look for a part of the same picture, or for all of it again."""
    change(region=region, picked=None)


def write_address(view: View) -> None:
    """Put the view into the page's address, so that it can be shared and survives a reload."""
    address = view.address()
    if st.query_params.to_dict() != address:
        st.query_params.from_dict(address)
    st.session_state[_WRITTEN] = address
    st.session_state[_CHANGED] = st.session_state[_AWAY] = False


def _percents(text: str) -> Percents | None:
    parts = [part for one in text.split("-") if (part := _whole(one, 0, 100, None)) is not None]
    if not len(parts) == len(text.split("-")) == len(CHANNELS):
        return None
    # A value between the steps of the sliders would jump at the first touch.
    return tuple(PERCENT_STEP * round(part / PERCENT_STEP) for part in parts)


def _region(text: str) -> Region | None:
    sides = [side for one in text.split("-") if (side := _whole(one, 0, 10**9, None)) is not None]
    if len(sides) == len(text.split("-")):
        with contextlib.suppress(InvalidInput):
            return Region.of(sides)
    return None


def _whole(text: str | None, least: int, most: int, default: int | None) -> int | None:
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 18:
        return default
    return min(max(int(text), least), most)
