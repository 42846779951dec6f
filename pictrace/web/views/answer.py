"""The answer of a search in words, how far such answers can be trusted, and the way to the hit that it rests on."""

from __future__ import annotations

import streamlit as st

from pictrace import calibrating
from pictrace.library import Library
from pictrace.ranking import SearchResult
from pictrace.types import COPY_VERDICTS, Answer
from pictrace.verdicts import wording
from pictrace.web import state, words
from pictrace.web.components import markup
from pictrace.web.jobs import CALIBRATE, jobs
from pictrace.web.views import job_status


def show_answer(library: Library, result: SearchResult) -> None:
    """One line, what it means, and one quiet line of trust."""
    answer = result.answer
    title = wording.title(answer)
    markup.answer(
        _tone(answer),
        words.answering.of_part(title) if result.query.region else title,
        wording.text(answer),
        words.answering.searched(result.searched, len(result.candidates), result.timings.total),
    )
    _trust(library, answer)
    _elsewhere(result, answer)


def _tone(answer: Answer) -> str:
    if answer.verdict in COPY_VERDICTS:
        return "copy"
    return "possible" if answer.verdict == "possible_copy" else "other"


def _trust(library: Library, answer: Answer) -> None:
    calibration = library.calibration()
    if jobs().active((CALIBRATE,)):
        markup.note(words.answering.MEASURING)
        job_status.live((CALIBRATE,))
        return
    with st.container(horizontal=True, vertical_alignment="center", key="trust"):
        markup.note(wording.trust(calibration, answer.verdict), beside=True)
        if not calibration.pictures and st.button(words.answering.MEASURE_MINE, type="tertiary", key="measure"):
            jobs().start(library, CALIBRATE, [str(min(calibrating.DEFAULT_SAMPLE, len(library)))])
            st.rerun()


def _elsewhere(result: SearchResult, answer: Answer) -> None:
    """The weights order the list and never change the answer, so that its hit may stand anywhere, or below the list."""
    match = answer.match
    if match is None or match.id == result.matches[0].id:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="elsewhere"):
        markup.note(words.answering.ranked_elsewhere(match.record.name, match.rank), beside=True)
        if st.button(words.answering.RANKED_SHOW, type="tertiary", key="show_decisive"):
            state.change(picked=match.id)
            st.rerun()
