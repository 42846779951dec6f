"""The pages as Streamlit knows them, so that one can lead to another."""

from __future__ import annotations

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from pictrace.web import compared, state
from pictrace.web.compared import ComparedView

_KEY = "pictrace_pages"


def keep(**named: StreamlitPage) -> None:
    """Remember this run's pages by their names."""
    st.session_state[_KEY] = named


def open_page(name: str) -> None:
    """Go to "trace", "compare", "add", "library", "duplicates" or "evaluate" now."""
    st.switch_page(st.session_state[_KEY][name])


def search_with(picture: int) -> None:
    """Go to the Trace page and look for a picture of the library."""
    state.ask(picture=picture)
    open_page("trace")


def search_with_query(digest: str) -> None:
    """Go to the Trace page and look for an upload that is kept."""
    state.ask(query=digest)
    open_page("trace")


def compare(first: int, second: int) -> None:
    """Go to the Compare page with two pictures of the library."""
    compared.remember(ComparedView(first, second))
    open_page("compare")
