"""A test with labelled pictures or pairs: the headline and every figure."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pictrace import evaluate
from pictrace.evaluate import Kept
from pictrace.evaluate.figures import MEAN_AP, N_S
from pictrace.web import words
from pictrace.web.components import markup

_MEASURES = ("P@1", "P@5", "P@10", "recall@1", "recall@5", "recall@10", MEAN_AP, N_S)


def show_labelled(kept: Kept) -> None:
    """The figures of a test on folders or on a table of right answers."""
    report = kept.report
    first = report.value("P@1")
    markup.answer(
        "copy",
        words.testing.labelled_headline(first),
        words.testing.labelled_answer(report.value("P@10"), report.value(MEAN_AP)),
        words.testing.test_circumstances(kept),
    )
    present = [name for name in _MEASURES if report.find(name) is not None]
    rows = [
        {
            words.testing.COLUMN_GROUP: group.kind or words.testing.ALL_GROUPS,
            words.testing.COLUMN_RANKED_BY: words.testing.ranked_by(ranking),
            words.testing.COLUMN_QUERIES: report.count(group),
            **{name: None if (one := report.find(name, group, ranking)) is None else one.value for name in present},
        }
        for group in report.groups
        for ranking in (evaluate.RERANKED, evaluate.SHORTLIST)
    ]
    with st.container(key="test_table_part"):
        markup.heading(words.testing.TABLE_TITLE)
        markup.note(words.testing.LABELLED_TEXT)
        st.dataframe(
            pd.DataFrame(rows),
            hide_index=True,
            key="test_figures",
            column_config={name: st.column_config.NumberColumn(format="%.3f") for name in present},
            alt=words.testing.TABLE_TITLE,
        )
        if report.failed:
            markup.note(words.testing.not_asked(report.failed))
