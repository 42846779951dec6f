"""The Trace page: give a picture, read the answer, see why, weigh it differently."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import streamlit as st

from pictrace.errors import PicTraceError, UnknownPicture
from pictrace.library import Library
from pictrace.matching.ranking import SearchResult
from pictrace.types import Match
from pictrace.web import current, network_readiness, state, words
from pictrace.web.components import markup
from pictrace.web.job_kinds import ADDING
from pictrace.web.jobs import jobs
from pictrace.web.results import ResultKey, results
from pictrace.web.state import View
from pictrace.web.views import job_status, judging, network_state, pages
from pictrace.web.views.answer import show_answer
from pictrace.web.views.evidence import show_evidence
from pictrace.web.views.family import show_family
from pictrace.web.views.fitting_panel import fitting_line
from pictrace.web.views.guarded import guarded, show_error
from pictrace.web.views.query_panel import ask_panel, examples, query_name
from pictrace.web.views.query_picture import query_picture
from pictrace.web.views.ranked import is_closed, show_ranked
from pictrace.web.views.search_controls import search_controls
from pictrace.web.views.weight_sensitivity import show_weight_sensitivity

_HELD = "pictrace_held_key"


@guarded
def trace_page() -> None:
    """A picture to give, or the answer of the search for it."""
    view = state.current()
    library = current.library()
    state.write_address(view)
    if len(library) == 0 and not view.asked:
        _empty(library)
    elif library.outdated:
        _outdated(library)
    elif view.asked:
        _results(library, view)
    else:
        _ask(library)
    markup.marker("trace", st.session_state.get("pictrace_run", 0), "results" if view.asked else "ask")


def _ask(library: Library) -> None:
    markup.title(words.asking.ASK_TITLE, words.asking.ASK_TEXT)
    job_status.summary(library)
    network_state.show_stand_in(library)
    with st.container(key="ask"):
        ask_panel(library, "query")
    with st.container(key="examples"):
        examples()


def _empty(library: Library) -> None:
    """Nothing to search in: say why, and offer the two ways out."""
    if jobs().active(ADDING):
        markup.title(words.states.SAMPLE_TITLE, words.states.SAMPLE_TEXT)
        job_status.summary(library)
        markup.note(words.states.FIRST_PICTURES)
        return
    if network_state.last_failure(library):
        return
    markup.state("pictures", words.states.EMPTY_TITLE, words.states.EMPTY_TEXT)
    with st.container(horizontal=True, key="next"):
        job_status.sample_button(library)
        if st.button(words.states.ADD_OWN, key="add_own"):
            pages.open_page("add")
    job_status.last_failure()
    job_status.summary(library)


def _outdated(library: Library) -> None:
    """Nothing can be found until the pictures are described again: say so, and where that is done."""
    markup.state("trouble", words.network.OUTDATED_TITLE, words.network.outdated_text(library.backbone))
    with st.container(horizontal=True, key="next"):
        if st.button(words.states.OPEN_LIBRARY, type="primary", key="open_library"):
            pages.open_page("library")
    job_status.summary(library)


def _results(library: Library, view: View) -> None:
    found = _search(library, view)
    if found is None:
        return
    panel, page = st.columns([0.27, 0.73], gap="large")
    with panel, st.container(key="panel"):
        query_picture(library, view, found)
        with st.popover(words.asking.ANOTHER, width="stretch", key="another"):
            ask_panel(library, "another")
            if st.button(words.asking.START_OVER, type="tertiary", key="start_over"):
                state.ask()
                st.rerun()
        search_controls(view)
    with page:
        _answer(library, view, found)


@dataclass(frozen=True, slots=True)
class _Search:
    """How the query of a view is looked for: what names it, and the call that does it."""

    name: str
    run: Callable[[], SearchResult]


def _search(library: Library, view: View) -> SearchResult | None:
    """The result for this view with its evidence, or None when a state was shown instead."""
    search = _prepare(library, view)
    if search is None:
        return None
    key = _key(library, view, search.name)
    try:
        if key in results():
            return results().get(key, search.run)
        if not network_state.is_usable(library):
            return None
        waiting = (
            words.answering.searching(len(library)) if network_readiness.is_settled() else words.asking.SEARCHING_FIRST
        )
        with st.spinner(waiting):
            return results().get(key, search.run)
    except PicTraceError as error:
        show_error(error)
        if view.region is not None and st.button(words.asking.WHOLE_PICTURE, key="whole_picture"):
            state.ask_part(None)
            st.rerun()
        with st.container(key="ask"):
            ask_panel(library, "query")
        return None


def _prepare(library: Library, view: View) -> _Search | None:
    top, shortlist, mode, region = view.top, max(view.top, view.shortlist), view.mode, view.region
    if view.picture is not None:
        picture = view.picture
        try:
            library.get(picture)
        except UnknownPicture:
            _gone(library, words.states.PICTURE_GONE_TITLE, words.states.PICTURE_GONE_TEXT)
            return None
        return _Search(
            f"id:{picture}",
            lambda: library.search_id(picture, top=top, shortlist=shortlist, mode=mode, region=region),
        )
    data = current.queries().get(view.query)
    if data is None:
        _gone(library, words.states.QUERY_GONE_TITLE, words.states.QUERY_GONE_TEXT)
        return None
    name = query_name(view.query)
    return _Search(
        view.query,
        lambda: library.search(data, top=top, shortlist=shortlist, name=name, mode=mode, region=region),
    )


def _gone(library: Library, title: str, text: str) -> None:
    markup.state("clock", title, text)
    with st.container(key="ask"):
        ask_panel(library, "query")


def _key(library: Library, view: View, name: str) -> ResultKey:
    """While pictures are being added the library changes all the time: the result of a view is then held."""
    shortlist = max(view.top, view.shortlist)
    ignored = [str(element.id) for element in library.ignored_elements()]
    judged = " ".join([library.calibration().id, *ignored])
    key = ResultKey(str(library.location), library.change(), name, shortlist, view.region, view.mode, judged)
    held: ResultKey | None = st.session_state.get(_HELD)
    if jobs().active(ADDING) and held is not None and replace(held, change=key.change) == key and held in results():
        return held
    st.session_state[_HELD] = key
    return key


def _answer(library: Library, view: View, found: SearchResult) -> None:
    result = found.rerank(view.weights, top=view.top)
    if not result.matches:
        markup.state("pictures", words.states.EMPTY_TITLE, words.states.EMPTY_TEXT)
        return
    show_answer(library, view, result)
    _adding(library, result)
    picked = _picked(view, result)
    judged = show_ranked(library, view, result, picked, judging.said(library, result))
    if judged is not None:
        judging.judge(library, view, result, judged.id, judged.said)
    if not is_closed(view, result):
        show_weight_sensitivity(view, result, picked)
    fitting_line(library, view)
    show_evidence(library, view, result, picked)
    show_family(library, result, query_name(view.query) if view.picture is None else library.get(view.picture).name)


def _picked(view: View, result: SearchResult) -> Match:
    """The hit whose evidence is shown: any candidate that was picked, else the one that the answer rests on."""
    wanted = result.decisive if view.picked is None else view.picked
    every = result.rerank(result.weights, top=len(result.candidates)).matches
    return next((match for match in every if match.id == wanted), result.answer.match or result.matches[0])


def _adding(library: Library, result: SearchResult) -> None:
    """Adding goes on: say how much was searched, and offer to search again."""
    total = job_status.expected_total(library)
    if total is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="adding"):
        markup.notice(words.answering.adding_title(result.searched, total), words.answering.ADDING_TEXT)
        if st.button(words.answering.SEARCH_AGAIN, key="search_again"):
            st.session_state.pop(_HELD, None)
            st.rerun()
