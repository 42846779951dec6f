"""The Evaluate page: test PicTrace on one's own pictures, read where it fails, compare with earlier tests."""

from __future__ import annotations

import streamlit as st

from pictrace import evaluate
from pictrace.evaluate import Kept
from pictrace.library import Library
from pictrace.web import current, words
from pictrace.web.components import markup
from pictrace.web.jobs import EVALUATE, jobs
from pictrace.web.views import job_status, pages
from pictrace.web.views.evaluate_compared import show_compared
from pictrace.web.views.evaluate_edits import show_edits
from pictrace.web.views.evaluate_labelled import show_labelled
from pictrace.web.views.evaluate_start import start_panel
from pictrace.web.views.guarded import guarded

_CHOSEN = "evaluation"


@guarded
def evaluate_page() -> None:
    """A test to start, and the figures of one that was kept."""
    library = current.library()
    markup.title(words.testing.EVALUATE_TITLE, words.testing.EVALUATE_TEXT)
    job_status.summary(library)
    if len(library) == 0:
        _empty(library)
        shows = "empty"
    else:
        shows = _tests(library)
    markup.marker("evaluate", st.session_state.get("pictrace_run", 0), shows)


def _empty(library: Library) -> None:
    markup.state("pictures", words.states.EMPTY_TITLE, words.testing.EVALUATE_EMPTY_TEXT)
    with st.container(horizontal=True, key="next"):
        job_status.sample_button(library)
        if st.button(words.states.ADD_OWN, key="add_own"):
            pages.open_page("add")


def _tests(library: Library) -> str:
    kept = evaluate.kept(library)
    panel, page = st.columns([0.27, 0.73], gap="large")
    with panel, st.container(key="panel"):
        start_panel(library, kept)
        shown = _choose(kept)
    with page:
        _last_failure()
        if shown is None:
            if jobs().active((EVALUATE,)):
                markup.state("clock", words.testing.TEST_RUNNING_TITLE, words.testing.TEST_RUNNING_TEXT)
            else:
                markup.state("search", words.testing.NO_TEST_TITLE, words.testing.NO_TEST_TEXT)
            return "none"
        _show(library, shown)
        show_compared(kept, shown)
        _forget(library, shown)
    return "results"


def _choose(kept: tuple[Kept, ...]) -> Kept | None:
    """The test that is shown: the newest, until a person chooses another."""
    if len(kept) < 2:
        return kept[0] if kept else None
    by_id = {one.id: one for one in kept}
    # A new test is to be seen at once, whatever was looked at before it.
    if st.session_state.get("pictrace_newest_test") != kept[0].id:
        st.session_state["pictrace_newest_test"] = kept[0].id
        st.session_state[_CHOSEN] = kept[0].id
    chosen = st.selectbox(
        words.testing.EARLIER_TESTS, list(by_id), format_func=lambda id: words.testing.test_name(by_id[id]), key=_CHOSEN
    )
    return by_id[chosen]


def _last_failure() -> None:
    ended = jobs().ended((EVALUATE,))
    if ended and ended[0].reason:
        markup.notice(words.adding.job_headline(words.jobs.of(EVALUATE).name, "failed"), ended[0].reason)


def _show(library: Library, shown: Kept) -> None:
    if not shown.report.complete:
        markup.notice(
            words.testing.UNFINISHED_TITLE, words.testing.unfinished_text(shown.report.queries, shown.report.planned)
        )
    if shown.report.subject == "edits":
        show_edits(library, shown)
    else:
        show_labelled(shown)


def _forget(library: Library, shown: Kept) -> None:
    with st.container(key="forget_test_line"):
        if st.button(words.testing.FORGET_TEST, key="forget_test", type="tertiary"):
            evaluate.forget(library, shown.id)
            st.rerun()
