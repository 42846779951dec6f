"""Inputs that did not become pictures, each with its reason."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from pictrace.library import Library
from pictrace.types import Failure
from pictrace.web import words
from pictrace.web.components import markup
from pictrace.web.jobs import ADD, jobs

_WRAPPING = 66  # pixels; Streamlit wraps text in rows of more than 64


def show_failures(library: Library, failures: tuple[Failure, ...]) -> None:
    """The list, to try again or to forget; nothing when there is none."""
    if not failures:
        return
    with st.container(key="failures"):
        markup.heading(words.library.FAILURES_TITLE)
        markup.note(words.library.FAILURES_TEXT)
        failure_table(failures, key="failure_table")
        with st.container(horizontal=True, key="failure_buttons"):
            if st.button(words.library.TRY_AGAIN, key="failures_again"):
                jobs().start(library, ADD, [failure.uri for failure in failures])
                st.rerun()
            if st.button(words.library.FORGET, key="failures_forget"):
                library.forget_failures([failure.uri for failure in failures])
                st.rerun()


def failure_table(failures: tuple[Failure, ...], key: str, names: Mapping[str, str] | None = None) -> None:
    """Inputs and reasons, as a table that can be sorted, searched and saved. names : of uploads, by their uri."""
    table = pd.DataFrame(
        {
            words.library.COLUMN_INPUT: [words.evidence.place_of(failure.uri, names) for failure in failures],
            words.library.COLUMN_REASON: [
                words.evidence.reason_of(failure.reason, failure.uri, names) for failure in failures
            ],
        }
    )
    st.dataframe(
        table,
        hide_index=True,
        key=key,
        # In rows of the usual height a reason ends in the middle of what to do about it.
        row_height=_WRAPPING,
        # A reason ends with what to do about it, so it gets the room.
        column_config={
            words.library.COLUMN_INPUT: st.column_config.TextColumn(width="medium"),
            words.library.COLUMN_REASON: st.column_config.TextColumn(width="large"),
        },
        alt=words.library.FAILURES_TITLE,
    )
