"""Another network for the library: which there are, what a change takes, and how far one has come."""

from __future__ import annotations

import streamlit as st

from pictrace import embedding
from pictrace.embedding import BackboneFacts
from pictrace.library import Library
from pictrace.types import BackboneState
from pictrace.web import words
from pictrace.web.components import markup
from pictrace.web.job_kinds import DescribeRequest
from pictrace.web.jobs import DESCRIBE, JobStatus, jobs
from pictrace.web.views.network_state import show_details


def show_network(library: Library) -> None:
    """The section of the Library page; nothing to choose while a change is being made."""
    state = library.backbone_state()
    with st.container(key="network"):
        markup.heading(words.network.NETWORK_TITLE)
        if state.outdated:
            markup.notice(words.network.OUTDATED_TITLE, words.network.outdated_text(state.name))
        if jobs().active((DESCRIBE,)):
            markup.note(words.network.NETWORK_RUNNING)
            return
        _last(library, bool(state.stands_in_for))
        if state.target is not None:
            _under_way(library, state, state.target)
        _choice(library, state)


def _under_way(library: Library, state: BackboneState, target: str) -> None:
    markup.notice(
        words.network.unfinished_change_title(target), words.network.unfinished_change(state.described, state.pictures)
    )
    if st.button(words.states.CONTINUE, type="primary", key="network_continue"):
        _start(library, target)


def _choice(library: Library, state: BackboneState) -> None:
    offered = {facts.name: facts for facts in map(embedding.describe, embedding.available())}
    markup.say(words.network.NETWORK_TEXT)
    with st.container(horizontal=True, vertical_alignment="bottom", key="network_choice"):
        name = st.selectbox(
            words.network.NETWORK_LABEL,
            list(offered),
            index=list(offered).index(state.name) if state.name in offered else 0,
            format_func=lambda name: words.network.network_choice(offered[name].title, present=name == state.name),
            key="network_name",
        )
        pressed = st.button(
            words.network.NETWORK_BUTTON,
            key="network_start",
            disabled=name == state.name and not state.outdated,
            type="primary" if state.outdated else "secondary",
        )
    markup.note(offered[name].sentence)
    if name != state.name or state.outdated:
        markup.note(words.network.network_effort(state.pictures, _seconds(offered[name], state.pictures)))
    for facts in map(embedding.describe, embedding.names()):
        if facts.missing:
            markup.note(words.network.network_missing(facts.title, facts.sentence, facts.missing))
    if pressed:
        _start(library, name)


def _seconds(facts: BackboneFacts, pictures: int) -> float | None:
    return None if facts.milliseconds is None else pictures * facts.milliseconds / 1000


def _start(library: Library, name: str) -> None:
    jobs().start(library, DESCRIBE, DescribeRequest(name).as_sources())
    st.rerun()


def _last(library: Library, stands_in: bool) -> None:
    """How the last change of this process ended."""
    ended = jobs().ended((DESCRIBE,))
    if ended:
        _outcome(library, ended[0], stands_in)


def _outcome(library: Library, status: JobStatus, stands_in: bool) -> None:
    if status.weights is not None:
        markup.notice(words.adding.job_headline(words.jobs.of(DESCRIBE).name, "failed"), status.reason)
        if not stands_in:  # else said at the top of the page, with the same details
            show_details(status.weights)
        return
    if status.report is None:
        markup.notice(words.adding.job_headline(words.jobs.of(DESCRIBE).name, "failed"), status.reason)
    elif status.report.failed:
        markup.notice(words.network.NETWORK_KEPT_TITLE, words.network.network_kept(len(status.report.failed)))
        markup.bullets(
            [f"{words.evidence.place_of(failure.uri)}: {failure.reason}" for failure in status.report.failed[:20]]
        )
    elif not status.report.cancelled:
        markup.say(words.network.network_changed(library.backbone))
