"""Weights from judgements: how many there are, what fitting them gains on held-out ones, and taking them or not."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from pictrace import fitting
from pictrace.errors import InvalidInput
from pictrace.fitting import LEAST_QUERIES, FitReport
from pictrace.library import Library
from pictrace.types import Weights
from pictrace.web import state, words
from pictrace.web.channels import SHOWN
from pictrace.web.components import markup
from pictrace.web.state import View


def fitting_line(library: Library, view: View) -> None:
    """One quiet line: how far judgements are from being enough, or the way to fit weights to them."""
    judgements = library.judgements()
    if not judgements or not any(view.percents):
        return
    queries = len(fitting.telling(fitting.from_judgements(judgements, library.backbone)))
    if queries < LEAST_QUERIES:
        markup.note(words.judging.too_few_judged(queries, LEAST_QUERIES))
    elif st.button(words.judging.fit_offer(len(judgements)), type="tertiary", key="fit"):
        _fit(library, view.weights)


@st.dialog(words.judging.FIT_TITLE)
def _fit(library: Library, present: Weights) -> None:
    queries = fitting.from_judgements(library.judgements(), library.backbone)
    try:
        report = fitting.fit_weights(queries, present)
    except InvalidInput:
        markup.say(words.judging.FIT_NOTHING)
        return
    before, after = report.before, report.after
    old, new = _shares(report.present), _shares(report.weights)
    markup.say(words.judging.fit_outcome(report))
    markup.change_table(
        words.judging.FIT_COLUMNS,
        [
            [
                (
                    "",
                    words.judging.FIT_FIRST,
                    words.testing.of_hundred(before.first),
                    words.testing.of_hundred(after.first),
                ),
                (
                    "",
                    words.judging.FIT_PAIRS,
                    words.testing.of_hundred(before.pairs),
                    words.testing.of_hundred(after.pairs),
                ),
            ],
            [(channel, words.naming.CHANNEL[channel], old[channel], new[channel]) for channel in SHOWN],
        ],
    )
    markup.note(words.judging.fit_measured(report.queries, report.folds))
    _choose(library, report)


def _choose(library: Library, report: FitReport) -> None:
    """Weights that are not better can be had too, but never by the button that stands first."""
    with st.container(horizontal=True, key="fit_choice"):
        if report.is_better:
            closes = [_take(library, report, words.judging.FIT_USE, first=True), _leave(first=False)]
        else:
            closes = [_leave(first=True), _take(library, report, words.judging.FIT_USE_ANYWAY, first=False)]
    if any(closes):
        st.rerun()


def _take(library: Library, report: FitReport, label: str, *, first: bool) -> bool:
    kind: Literal["primary", "tertiary"] = "primary" if first else "tertiary"
    return st.button(label, type=kind, key="fit_use", on_click=_use, args=(library, report))


def _leave(*, first: bool) -> bool:
    return st.button(words.judging.FIT_KEEP, type="primary" if first else "secondary", key="fit_keep")


def _use(library: Library, report: FitReport) -> None:
    fitting.keep(library.artifacts, report, library.backbone)
    state.change(percents=report.weights.percents)


def _shares(weights: Weights) -> dict[str, str]:
    """Per cent of the whole, so that the two columns can be compared whatever the sliders add up to."""
    values = weights.as_dict()
    return {channel: words.numbers.percent(value / sum(values.values())) for channel, value in values.items()}
