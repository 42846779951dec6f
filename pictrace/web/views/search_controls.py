"""How thoroughly is searched, how many candidates are checked, and how many are shown."""

from __future__ import annotations

import streamlit as st

from pictrace.search.search import MAXIMUM_TOP
from pictrace.types import DEFAULT_SHORTLIST
from pictrace.web import state, words
from pictrace.web.state import View

SHORTLISTS = (20, DEFAULT_SHORTLIST, 100, 200, 500)


def search_controls(view: View) -> None:
    """The controls, showing `view`; a change goes into the session's view before the next run."""
    with st.container(key="mode_choice"):
        _show("mode", view.mode)
        st.segmented_control(
            words.naming.MODE,
            list(words.naming.MODE_NAME),
            key="mode",
            format_func=words.naming.MODE_NAME.__getitem__,
            help=words.naming.MODE_HELP,
            width="stretch",
            on_change=_use_mode,
        )
    with st.container(key="counts", horizontal=True, vertical_alignment="bottom"):
        _show("top", view.top)
        st.number_input(
            words.naming.RESULTS_SHOWN,
            1,
            MAXIMUM_TOP,
            key="top",
            help=words.naming.RESULTS_HELP,
            on_change=_use_counts,
        )
        options = sorted({*SHORTLISTS, view.shortlist})
        _show("shortlist", view.shortlist)
        st.selectbox(
            words.naming.CANDIDATES, options, key="shortlist", help=words.naming.CANDIDATES_HELP, on_change=_use_counts
        )


def _show(key: str, value: object) -> None:
    """Let a control show this value. Written only when it shows another one: a value that is written is sent back to
    the browser, and a control that was changed in the meantime would jump back."""
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value


def _use_mode() -> None:
    chosen = st.session_state["mode"]
    # Pressing the chosen one again gives None; it then stays.
    if chosen is not None:
        state.change(mode=chosen, picked=None)


def _use_counts() -> None:
    state.change(top=st.session_state["top"], shortlist=st.session_state["shortlist"])
