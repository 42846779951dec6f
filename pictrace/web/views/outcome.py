"""What became of what was added: counts, and for each input its outcome."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pictrace.errors import UnknownPicture
from pictrace.library import Library
from pictrace.sources import skipped
from pictrace.types import Item
from pictrace.web import words
from pictrace.web.components import markup
from pictrace.web.job_kinds import ADDING
from pictrace.web.jobs import JobStatus, jobs
from pictrace.web.views import network_state, pages
from pictrace.web.views.failures import failure_table

# A table of more rows is no help to a person; the catalogue has them all.
_MOST_ROWS = 500


def show_outcomes(library: Library) -> None:
    """The last job of this process in full, older ones of the log in a line each."""
    ended = jobs().ended(ADDING)
    if ended:
        with st.container(key="outcome"):
            _last(library, ended[0])
    shown = ended[0].id if ended else None
    older = [
        job
        for job in library.jobs.list(20)
        if job.kind in ADDING and job.state not in ("running", "interrupted") and job.id != shown
    ]
    if older:
        with st.container(key="older"):
            markup.label(words.adding.JOBS_RECENT)
            for job in older[:5]:
                line = words.adding.job_result(job.state, job.added, job.known, job.failed, job.reason)
                markup.job_line(words.jobs.of(job.kind).name, line)


def _last(library: Library, status: JobStatus) -> None:
    name = words.jobs.of(status.kind).name
    if status.weights is not None and network_state.last_failure(library):
        return
    if status.report is None:
        markup.notice(words.adding.job_headline(name, "failed"), status.reason)
        return
    report = status.report
    state = "failed" if report.stopped else "cancelled" if report.cancelled else "done"
    markup.heading(words.adding.job_headline(name, state))
    if report.stopped:
        markup.notice(words.states.DISK_FULL_TITLE, report.stopped)
    markup.say(words.adding.counts_line(report.added, report.known, len(report.failed)))
    for sentence in skipped.in_words(report.skipped, lambda uri: words.evidence.place_of(uri, status.names)):
        markup.note(sentence)
    if report.failed:
        failure_table(report.failed[:_MOST_ROWS], key=f"failed_{status.id}", names=status.names)
    known = [item for item in report.items if item.status == "known"]
    if known or status.twins:
        _known(library, known, status)
    if report.added or known:
        with st.container(horizontal=True, key="after_adding"):
            if st.button(words.adding.OPEN_TRACE, type="primary", key="open_trace"):
                pages.open_page("trace")
            if st.button(words.states.OPEN_LIBRARY, key="open_library"):
                pages.open_page("library")


def _known(library: Library, items: list[Item], status: JobStatus) -> None:
    rows = [(name, words.adding.SAME_AS.format(name=first)) for name, first in status.twins[:_MOST_ROWS]]
    items = items[: _MOST_ROWS - len(rows)]
    rows += [(words.evidence.place_of(item.uri, status.names), _same_as(library, item)) for item in items]
    table = pd.DataFrame(rows, columns=[words.library.COLUMN_INPUT, words.library.COLUMN_OUTCOME])
    st.dataframe(table, hide_index=True, key=f"known_{status.id}", alt=words.adding.RESULT_LISTED)


def _same_as(library: Library, item: Item) -> str:
    if item.id is None:
        return ""
    try:
        return words.adding.SAME_AS.format(name=library.get(item.id).name)
    except UnknownPicture:
        return words.adding.REMOVED_SINCE
