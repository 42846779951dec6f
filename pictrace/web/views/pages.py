"""The three pages as Streamlit knows them, so that one can lead to another."""

from __future__ import annotations

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from pictrace.web import state

_KEY = "pictrace_pages"


def keep(trace: StreamlitPage, add: StreamlitPage, library: StreamlitPage) -> None:
    """Remember this run's pages."""
    st.session_state[_KEY] = {"trace": trace, "add": add, "library": library}


def open_page(name: str) -> None:
    """Go to "trace", "add" or "library" now."""
    st.switch_page(st.session_state[_KEY][name])


def search_with(picture: int) -> None:
    """Go to the Trace page and look for a picture of the library."""
    state.ask(picture=picture)
    open_page("trace")
