"""A report on the query and one hit: what it shall hold, and the file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import streamlit as st

from pictrace import imaging
from pictrace.errors import PicTraceError
from pictrace.library import Library
from pictrace.matching.ranking import Comparison, SearchResult
from pictrace.report import ReportOptions, make_report
from pictrace.types import PICTURE_LEVELS, ByteDigest, Match
from pictrace.web import current, words
from pictrace.web.components import markup
from pictrace.web.views.guarded import show_error
from pictrace.web.views.query_panel import query_name


def show_report(library: Library, result: SearchResult, match: Match) -> None:
    """The button that opens the report of this hit."""
    digest = ByteDigest.parse(result.query.byte_digest).file

    def make(options: ReportOptions) -> bytes:
        file = current.queries().get(digest)
        return library.report(
            result,
            match.id,
            case=options.case,
            note=options.note,
            pictures=options.pictures,
            location=options.location,
            file=file,
            name="" if file is None else query_name(digest),
        )

    if st.button(words.report.OPEN, key="report"):
        _report(make, f"pictrace-report-{match.id}.zip")


def show_pair_report(
    library: Library,
    found: Comparison,
    names: tuple[str, str],
    files: Callable[[], tuple[bytes | None, bytes | None]],
) -> None:
    """The same for two pictures that were compared. files : gives their bytes, where they are at hand."""

    def make(options: ReportOptions) -> bytes:
        return make_report(
            found,
            case=options.case,
            note=options.note,
            pictures=options.pictures,
            location=options.location,
            files=files(),
            names=names,
            settings=library.settings,
        )

    if st.button(words.report.OPEN, key="report"):
        _report(make, "pictrace-report.zip")


@st.dialog(words.report.TITLE, width="medium")
def _report(make: Callable[[ReportOptions], bytes], file_name: str) -> None:
    markup.note(words.report.LEAD)
    # A form, because a text that is still being written must not be missing from a report.
    with st.form("report_form", border=False):
        case = st.text_input(words.report.CASE, placeholder=words.report.CASE_HINT, max_chars=200, key="report_case")
        note = st.text_area(words.report.NOTE, placeholder=words.report.NOTE_HINT, max_chars=20_000, key="report_note")
        level = st.radio(
            words.report.LEVEL,
            PICTURE_LEVELS,
            format_func=words.report.LEVEL_NAME.__getitem__,
            captions=words.report.LEVEL_HELP,
            key="report_level",
        )
        location = st.checkbox(words.report.LOCATION, help=words.report.LOCATION_HELP, key="report_location")
        # Once there is a report, saving it is what comes next.
        made: Literal["primary", "secondary"] = "secondary" if st.session_state.get("report_make") else "primary"
        asked = st.form_submit_button(words.report.MAKE, type=made, key="report_make")
    if not asked:
        return
    try:
        with st.spinner(words.report.MAKING):
            data = make(ReportOptions(case, note, level, location))
    except PicTraceError as error:
        show_error(error)
        return
    st.download_button(
        words.report.save(len(data)),
        data,
        file_name=file_name,
        mime="application/zip",
        type="primary",
        on_click="ignore",
        key="report_save",
    )
    markup.note(words.report.known_by(imaging.file_digest(data)))
