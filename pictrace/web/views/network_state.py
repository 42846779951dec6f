"""What a page shows where the network cannot be used: its weights are on their way or missing, or another stands in."""

from __future__ import annotations

import streamlit as st

from pictrace import embedding
from pictrace.errors import WeightsUnavailable
from pictrace.library import Library
from pictrace.web import current, network_readiness, words
from pictrace.web.components import markup
from pictrace.web.job_kinds import ADDING, DescribeRequest
from pictrace.web.jobs import DESCRIBE, JobStatus, jobs
from pictrace.web.views import job_status

_SECONDS = 1.0
# (the network that was stood in for, the one that stood in), as this session has seen it.
_STOOD_IN = "pictrace_stood_in"


def is_usable(library: Library) -> bool:
    """True when the network can be used; else the page shows why not, and goes on by itself when it can."""
    now = network_readiness.readiness(library)
    if now.phase == "ready":
        return True
    if now.error is None:
        _fetching()
    else:
        show_missing(library, now.error)
    return False


def show_missing(library: Library, error: WeightsUnavailable) -> None:
    """That the weights are missing, in a sentence, with the ways out; the reasons are folded away."""
    markup.state("trouble", words.states.error_title(error), error.sentence)
    if jobs().active((DESCRIBE,)):
        job_status.live((DESCRIBE,))
    else:
        _ways_out(library)
    show_details(error)


def last_failure(library: Library) -> bool:
    """Where the weights stand that the last adding of this process lacked; False when it lacked none, or they came."""
    return _failed_by_weights() is not None and not is_usable(library)


def show_stand_in(library: Library) -> None:
    """That a smaller network stands in, and the one press to be done with that; then that it stands in no longer."""
    state = library.backbone_state()
    if not state.stands_in_for:
        _show_taken_over(state.name)
        return
    st.session_state[_STOOD_IN] = (state.stands_in_for, state.name)
    if jobs().active((DESCRIBE,)):
        return
    failed = next((status.weights for status in jobs().ended((DESCRIBE,))[:1]), None)
    with st.container(key="stand_in"):
        text = words.network.stands_in(state.stands_in_for, state.name)
        markup.notice(
            words.network.stands_in_title(state.stands_in_for),
            f"{text} {words.network.STILL_MISSING}" if failed else text,
        )
        if st.button(words.network.fetch_again(state.stands_in_for), key="stand_in_over"):
            jobs().start(library, DESCRIBE, DescribeRequest(state.stands_in_for).as_sources())
            st.rerun()
        if failed:
            show_details(failed)


def _show_taken_over(present: str) -> None:
    """Said until it was read, to whoever has seen that a network stood in for the present one."""
    wanted, smaller = st.session_state.get(_STOOD_IN, ("", ""))
    if wanted != present:
        return
    with st.container(key="taken_over"):
        markup.notice(words.network.taken_over_title(wanted), words.network.taken_over(wanted, smaller))
        if st.button(words.network.TAKEN_OVER_SEEN, key="taken_over_seen"):
            del st.session_state[_STOOD_IN]
            st.rerun()


def _ways_out(library: Library) -> None:
    with st.container(horizontal=True, key="weights_ways"):
        if st.button(words.network.TRY_AGAIN, type="primary", key="weights_again"):
            network_readiness.try_again(library)
            _begin_again(library)
            st.rerun()
        offers_smaller = library.backbone != embedding.SMALLER and embedding.is_at_hand(
            embedding.SMALLER, library.settings
        )
        if offers_smaller and st.button(words.network.USE_SMALLER, key="weights_smaller"):
            jobs().start(library, DESCRIBE, DescribeRequest(embedding.SMALLER, for_now=True).as_sources())
            _begin_again(library)
            st.rerun()
    if offers_smaller:
        markup.note(words.network.smaller_note(embedding.SMALLER, len(library)))


def _begin_again(library: Library) -> None:
    """What the missing weights ended is done once more: nobody should have to hand over the same pictures again."""
    status = _failed_by_weights()
    if status is not None and not jobs().active(ADDING):
        jobs().start(library, status.kind, library.jobs.get(status.id).sources, status.names)


def _failed_by_weights() -> JobStatus | None:
    ended = jobs().ended(ADDING)
    return ended[0] if ended and ended[0].weights is not None else None


def show_details(error: WeightsUnavailable) -> None:
    """What was tried and what can be done, folded away."""
    if not error.reasons and not error.ways:
        return
    with st.expander(words.network.DETAILS, key="weights_details"):
        if error.reasons:
            markup.say(words.network.TRIED)
            markup.bullets(error.reasons)
        if error.ways:
            markup.say(words.network.WAYS)
            markup.numbered(error.ways)


@st.fragment(run_every=_SECONDS)
def _fetching() -> None:
    now = network_readiness.readiness(current.library())
    if now.phase != "fetching":
        # The whole page changes: it shows what it was asked for, or why it cannot.
        st.rerun()
    markup.state("clock", words.network.FETCHING_TITLE, words.network.FETCHING_TEXT)
    markup.note(words.network.fetching_line(now.said))
