"""The answer of a search in words, how far such answers can be trusted, and the way to the hit that it rests on."""

from __future__ import annotations

import streamlit as st

from pictrace.library import Library
from pictrace.matching.ranking import SearchResult
from pictrace.types import VERDICT_FACTS, Answer
from pictrace.verdicts import wording
from pictrace.verdicts.calibration import DEFAULT_SAMPLE
from pictrace.verdicts.verdict_words import WORDS
from pictrace.web import state, words
from pictrace.web.components import markup
from pictrace.web.job_kinds import CalibrateRequest
from pictrace.web.jobs import CALIBRATE, jobs
from pictrace.web.state import View
from pictrace.web.views import job_status
from pictrace.web.views.verdict_look import TONE


def show_answer(library: Library, view: View, result: SearchResult) -> None:
    """One line, what it means, and one quiet line of trust."""
    answer = result.answer
    markup.answer(
        TONE[VERDICT_FACTS[answer.verdict].certainty],
        wording.title(answer, of_part=result.query.region is not None),
        wording.text(answer),
        words.answering.searched(result.searched, len(result.candidates), result.timings.total),
    )
    _trust(library, result)
    _elsewhere(view, result, answer)


def _trust(library: Library, result: SearchResult) -> None:
    if jobs().active((CALIBRATE,)):
        markup.note(words.answering.MEASURING)
        job_status.live((CALIBRATE,))
        return
    with st.container(horizontal=True, vertical_alignment="center", key="trust"):
        markup.note(wording.trust(result.calibration, result.verdict), beside=True)
        if not library.calibration().pictures and st.button(
            words.answering.MEASURE_MINE, type="tertiary", key="measure"
        ):
            sample = min(DEFAULT_SAMPLE, len(library))
            jobs().start(library, CALIBRATE, CalibrateRequest(sample).as_sources())
            st.rerun()


def _elsewhere(view: View, result: SearchResult, answer: Answer) -> None:
    """The weights order the list and never change the answer: where another hit scores higher, say why it is not it."""
    match, first = answer.match, result.matches[0]
    if match is None or match.id == first.id:
        return
    names = match.record.name, first.record.name
    if view.percents == View().percents:
        label = WORDS[first.verdict].label
        reason = words.ranking.scores_higher(names[1], label, names[0], is_copy=match.assessment.is_copy)
    else:
        reason = words.answering.ranked_elsewhere(names[0], match.rank)
    with st.container(horizontal=True, vertical_alignment="center", key="elsewhere"):
        markup.note(reason, beside=True)
        if view.picked not in (None, match.id) and st.button(
            words.answering.RANKED_SHOW, type="tertiary", key="show_decisive"
        ):
            state.change(picked=match.id)
            st.rerun()
