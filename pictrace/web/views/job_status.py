"""Long jobs on the page: progress that keeps itself fresh, a way to stop, and a way to continue."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from pictrace import embedding
from pictrace.library import Library
from pictrace.web import current, words
from pictrace.web.components import markup
from pictrace.web.job_kinds import ADDING
from pictrace.web.jobs import DESCRIBE, SAMPLE, JobStatus, jobs

_SECONDS = 1.0


def summary(library: Library) -> None:
    """What is under way, and what was interrupted; nothing when there is neither."""
    _interrupted(library)
    if jobs().active():
        _live()


def live(kinds: Sequence[str]) -> None:
    """The jobs of these kinds that are under way; nothing when there are none."""
    if jobs().active(kinds):
        _live(tuple(kinds))


def last_failure() -> None:
    """Why the last adding of this process failed, if it did: an empty library may be empty for that reason."""
    ended = jobs().ended(ADDING)
    if ended and ended[0].reason:
        markup.notice(words.adding.job_headline(words.jobs.of(ended[0].kind).name, "failed"), ended[0].reason)


def expected_total(library: Library) -> int | None:
    """How many pictures the library will hold when all jobs are done; None when none is under way."""
    active = jobs().active(ADDING)
    if not active:
        return None
    left = sum(max(0, (status.progress.total or 0) - status.progress.done) for status in active if status.progress)
    return len(library) + left


def sample_button(library: Library) -> None:
    """Starts the job that makes the sample library."""
    if st.button(words.states.ADD_SAMPLE, type="primary", key="add_sample"):
        jobs().start(library, SAMPLE)
        st.rerun()


@st.fragment(run_every=_SECONDS)
def _live(kinds: tuple[str, ...] | None = None) -> None:
    active = jobs().active(kinds)
    if not active:
        # The whole page changes when the last job ends: results, counts, the report.
        st.rerun()
    for status in active:
        with st.container(key=f"job_{status.id}"):
            _one(status)


def _one(status: JobStatus) -> None:
    progress = status.progress
    begun = words.adding.LISTING if status.kind in ADDING else words.adding.STARTING
    fetched = None if status.waiting else _being_fetched(status)
    if status.waiting:
        detail = words.adding.WAITING
    elif fetched is not None:
        detail = words.network.fetching_line(fetched)
    else:
        detail = words.adding.progress_line(progress) if progress else begun
    markup.job_line(words.jobs.of(status.kind).name, detail)
    st.progress(min(1.0, progress.done / progress.total) if progress and progress.total else 0.0)
    with st.container(horizontal=True, vertical_alignment="center", key=f"line_{status.id}"):
        if progress and status.kind in ADDING:
            markup.note(words.adding.counts_line(progress.added, progress.known, progress.failed))
        if status.stopping:
            markup.note(words.adding.STOPPING)
        elif st.button(words.adding.STOP, key=f"stop_{status.id}"):
            jobs().stop(status.id)


def _being_fetched(status: JobStatus) -> str | None:
    """What is said of a fetch that the job waits for: adding and describing anew cannot begin without the weights."""
    library = current.library()
    wanted = (library.backbone, embedding.DEFAULT) if status.kind == DESCRIBE else (library.backbone,)
    said = (embedding.being_fetched(name, library.settings) for name in wanted)
    return next((sentence for sentence in said if sentence is not None), None)


def _interrupted(library: Library) -> None:
    for job in library.jobs.interrupted():
        with st.container(key=f"job_interrupted_{job.id}"):
            markup.notice(
                words.jobs.of(job.kind).interrupted, words.jobs.interrupted_text(job.kind, job.done, job.total)
            )
            with st.container(horizontal=True, key=f"interrupted_line_{job.id}"):
                if st.button(words.states.CONTINUE, type="primary", key=f"continue_{job.id}"):
                    jobs().resume(current.library(), job)
                    st.rerun()
                if st.button(words.states.DISMISS, key=f"dismiss_{job.id}"):
                    jobs().dismiss(library, job)
                    st.rerun()
