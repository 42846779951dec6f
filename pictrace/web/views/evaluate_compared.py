"""A test beside an earlier one: what changed, and whether it is more than chance."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pictrace import evaluate
from pictrace.evaluate import ALL, Comparison, Kept
from pictrace.web import words
from pictrace.web.components import markup


def show_compared(kept: tuple[Kept, ...], shown: Kept) -> None:
    """A choice of the other tests of the same kind; nothing when there is none."""
    others = {one.id: one for one in kept if one.id != shown.id and one.report.subject == shown.report.subject}
    if not others:
        return
    with st.container(key="test_compared"):
        markup.heading(words.testing.COMPARE_TITLE)
        chosen = st.selectbox(
            words.testing.COMPARE_LABEL,
            list(others),
            index=None,
            placeholder=words.testing.COMPARE_CHOOSE,
            format_func=lambda id: words.testing.test_name(others[id]),
            key=f"compare_{shown.id}",
        )
        if chosen is not None:
            other = others[chosen]
            before, after = (other, shown) if other.id < shown.id else (shown, other)
            _table(evaluate.compare(before.report, after.report))


def _table(comparison: Comparison) -> None:
    moved = (*comparison.worse, *comparison.better)
    markup.say(words.testing.compared(len(comparison.worse), len(comparison.better)))
    for name, before, after in comparison.settings:
        markup.note(words.testing.setting_changed(name, before, after))
    rows = [
        {
            words.testing.COLUMN_EDIT: words.testing.edit_name(one.group.kind, one.group.strength)
            or words.testing.ALL_GROUPS,
            words.testing.COLUMN_MEASURE: words.testing.MEASURE.get(one.measure, one.measure),
            words.testing.COLUMN_BEFORE: one.before,
            words.testing.COLUMN_AFTER: one.after,
            words.testing.COLUMN_VERDICT: words.testing.TREND[one.trend],
        }
        for one in comparison.differences
        if one.group == ALL or one in moved
    ]
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        key="test_comparison",
        column_config={
            name: st.column_config.NumberColumn(format="%.3f")
            for name in (words.testing.COLUMN_BEFORE, words.testing.COLUMN_AFTER)
        },
        alt=words.testing.COMPARE_TITLE,
    )
