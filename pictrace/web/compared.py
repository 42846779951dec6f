"""What a visitor of the Compare page looks at, in the page's address and out of it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import streamlit as st

from pictrace.types import DIGEST
from pictrace.web.state import TABS

# The digest of an upload, the id of a picture of the library, or nothing yet.
Given = str | int | None
Place = Literal["first", "second"]
_KEY = "pictrace_compared"
_PARAMETERS: dict[Place, str] = {"first": "a", "second": "b"}


@dataclass(frozen=True, slots=True)
class ComparedView:
    """The state of the Compare page. tab : which evidence is shown, one of `state.TABS`."""

    first: Given = None
    second: Given = None
    tab: str = TABS[0]

    def given(self, place: Place) -> Given:
        """What was given in this place."""
        return self.first if place == "first" else self.second

    def address(self) -> dict[str, str]:
        """The query parameters of this view; what is at its default is left out."""
        found = {name: str(self.given(place)) for place, name in _PARAMETERS.items() if self.given(place) is not None}
        return found if self.tab == TABS[0] else {**found, "show": self.tab}


def from_address(parameters: Mapping[str, str]) -> ComparedView:
    """The view that an address describes; anything odd is as if it were not there."""
    tab = parameters.get("show", "")
    first, second = (_given(parameters.get(name, "")) for name in _PARAMETERS.values())
    return ComparedView(first, second, tab if tab in TABS else TABS[0])


def current() -> ComparedView:
    """The view of this session; an address that says anything wins, since it may have been shared."""
    held: ComparedView | None = st.session_state.get(_KEY)
    address = st.query_params.to_dict()
    if held is not None and (not address or st.session_state.get(f"{_KEY}_changed")):
        return held
    st.session_state[_KEY] = view = from_address(address)
    return view


def take(place: Place, given: Given) -> None:
    """Put another picture, or none, at a place."""
    view = current()
    remember(replace(view, first=given) if place == "first" else replace(view, second=given))


def remember(view: ComparedView) -> None:
    """Make it the session's view, whatever the address says."""
    st.session_state[_KEY] = view
    st.session_state[f"{_KEY}_changed"] = True


def write_address(view: ComparedView) -> None:
    """Put the view into the page's address."""
    if st.query_params.to_dict() != view.address():
        st.query_params.from_dict(view.address())
    st.session_state[f"{_KEY}_changed"] = False


def _given(text: str) -> Given:
    if DIGEST.fullmatch(text):
        return text
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 and int(text) > 0 else None
