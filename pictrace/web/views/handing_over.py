"""From the Add page's fields to a job."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from pictrace.library import Library
from pictrace.web.jobs import ADD, jobs

_ROUND = "pictrace_add_round"


def current_round() -> str:
    """Part of the keys of all fields: a new round has empty ones, so that nothing is handed over twice."""
    return str(st.session_state.get(_ROUND, ""))


def hand_over(
    library: Library,
    sources: Sequence[str],
    names: Mapping[str, str] | None = None,
    twins: Sequence[tuple[str, str]] = (),
) -> None:
    """Start a job that adds these, and empty the fields. names, twins : as in `JobStatus`."""
    jobs().start(library, ADD, sources, names, twins)
    st.session_state[_ROUND] = (st.session_state.get(_ROUND) or 0) + 1
    st.rerun()
