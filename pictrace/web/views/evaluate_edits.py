"""A test with edited copies: the headline, where it will fail, the plot, the table, what each part adds."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pictrace import evaluate
from pictrace.errors import UnknownPicture
from pictrace.evaluate import Group, Kept, Report, WeakPlace
from pictrace.evaluate.figures import AMONG_CANDIDATES, AMONG_FIVE, CONFIRMED, FALSELY_CONFIRMED, FIRST, SECONDS
from pictrace.library import Library
from pictrace.web import words
from pictrace.web.components import markup
from pictrace.web.pictures import picture_url
from pictrace.web.views.evaluate_plot import found_by_strength

_MOST_WEAK = 8
_MOST_MISTAKEN = 6


def show_edits(library: Library, kept: Kept) -> None:
    """All of it, the answer first."""
    report = kept.report
    found, five, wrong = (report.value(name) for name in (FIRST, AMONG_FIVE, FALSELY_CONFIRMED))
    markup.answer(
        "copy",
        words.testing.test_headline(found),
        words.testing.test_answer(five, wrong),
        words.testing.test_circumstances(kept),
    )
    _weak(report)
    with st.container(key="test_plot"):
        markup.heading(words.testing.PLOT_TITLE)
        markup.note(words.testing.PLOT_TEXT)
        st.altair_chart(found_by_strength(report), key="test_chart")
    _table(report)
    _parts(report)
    _mistaken(library, report)


def _weak(report: Report) -> None:
    kinds: dict[str, list[WeakPlace]] = {}
    for place in evaluate.weak_places(report):
        kinds.setdefault(place.group.kind, []).append(place)
    with st.container(key="test_weak"):
        markup.heading(words.testing.WEAK_TITLE)
        if not kinds:
            markup.say(words.testing.WEAK_NONE)
            return
        order = list(report.groups)
        markup.bullets(
            [
                words.testing.weak_places(kind, sorted(places, key=lambda place: order.index(place.group)))
                for kind, places in kinds.items()
            ]
        )
        lost, unseen = 1.0 - report.value(FIRST), 1.0 - report.value(AMONG_CANDIDATES)
        if unseen > 0:
            markup.note(words.testing.unseen(min(1.0, unseen / lost)))


def _table(report: Report) -> None:
    groups = evaluate.rungs(report)
    shares = {
        words.testing.COLUMN_FOUND: FIRST,
        words.testing.COLUMN_FIVE: AMONG_FIVE,
        words.testing.COLUMN_CONFIRMED: CONFIRMED,
        words.testing.COLUMN_FALSE: FALSELY_CONFIRMED,
    }
    table = pd.DataFrame(
        {
            words.testing.COLUMN_EDIT: [words.testing.edit_name(group.kind, group.strength) for group in groups],
            words.testing.COLUMN_COPIES: [report.count(group) for group in groups],
            **{
                column: [round(report.value(measure, group), 3) for group in groups]
                for column, measure in shares.items()
            },
            words.testing.COLUMN_MARGIN: [words.testing.margin(report.estimate(FIRST, group)) for group in groups],
            words.testing.COLUMN_SECONDS: [report.value(SECONDS, group) for group in groups],
        }
    )
    with st.container(key="test_table_part"):
        markup.heading(words.testing.TABLE_TITLE)
        markup.note(words.testing.TABLE_TEXT)
        st.dataframe(
            table,
            hide_index=True,
            key="test_figures",
            column_order=[
                words.testing.COLUMN_EDIT,
                words.testing.COLUMN_COPIES,
                words.testing.COLUMN_FOUND,
                words.testing.COLUMN_MARGIN,
                words.testing.COLUMN_FIVE,
                words.testing.COLUMN_CONFIRMED,
                words.testing.COLUMN_FALSE,
                words.testing.COLUMN_SECONDS,
            ],
            column_config={
                words.testing.COLUMN_EDIT: st.column_config.TextColumn(width=210),
                words.testing.COLUMN_COPIES: st.column_config.NumberColumn(width=60),
                words.testing.COLUMN_MARGIN: st.column_config.TextColumn(width=80),
                words.testing.COLUMN_FOUND: st.column_config.ProgressColumn(
                    format="percent", min_value=0.0, max_value=1.0
                ),
                **{
                    column: st.column_config.NumberColumn(format="percent", width=width)
                    for column, width in (
                        (words.testing.COLUMN_FIVE, 88),
                        (words.testing.COLUMN_CONFIRMED, 104),
                        (words.testing.COLUMN_FALSE, 84),
                    )
                },
                words.testing.COLUMN_SECONDS: st.column_config.NumberColumn(format="%.2f s", width=66),
            },
            alt=words.testing.TABLE_TITLE,
        )


def _parts(report: Report) -> None:
    """What is lost without each part, what each finds alone, and where weighing them does harm."""
    found = report.value(FIRST)
    rows = [(words.testing.RANKED_BY_ALL, round(found, 3), 0.0)]
    rows += [
        (words.testing.ranked_by(part.ranking), round(part.found, 3), part.difference)
        for part in evaluate.parts(report)
    ]
    table = pd.DataFrame(
        rows, columns=[words.testing.COLUMN_RANKED_BY, words.testing.COLUMN_FOUND, words.testing.COLUMN_DIFFERENCE]
    )
    table[words.testing.COLUMN_DIFFERENCE] *= 100
    with st.container(key="test_parts"):
        markup.heading(words.testing.PARTS_TITLE)
        markup.note(words.testing.PARTS_TEXT)
        st.dataframe(
            table,
            hide_index=True,
            key="test_part_figures",
            column_config={
                words.testing.COLUMN_RANKED_BY: st.column_config.TextColumn(width="large"),
                words.testing.COLUMN_FOUND: st.column_config.ProgressColumn(
                    format="percent", min_value=0.0, max_value=1.0
                ),
                words.testing.COLUMN_DIFFERENCE: st.column_config.NumberColumn(format="%+.1f"),
            },
            alt=words.testing.PARTS_TITLE,
        )
        hurts = evaluate.where_it_hurts(report)
        if hurts:
            markup.say(words.testing.HURTS)
            markup.bullets([words.testing.hurt(one) for one in hurts[:_MOST_WEAK]])
        else:
            markup.say(words.testing.HURTS_NOWHERE)


def _mistaken(library: Library, report: Report) -> None:
    """Pairs that were called copies although the original had been left out, to be looked at."""
    pairs: dict[tuple[int, int], Group] = {}
    for name, group, other in report.mistaken:
        pairs.setdefault((int(name), other), group)
    if not pairs:
        return
    with st.container(key="test_mistaken"):
        markup.heading(words.testing.MISTAKEN_TITLE)
        markup.note(words.testing.mistaken_text(len(pairs)))
        shown = []
        # One of each picture first: six of one would hide the others.
        turns: dict[tuple[int, int], int] = {}
        for pair in pairs:
            turns[pair] = sum(earlier[0] == pair[0] for earlier in turns)
        for picture, other in sorted(pairs, key=turns.__getitem__)[:_MOST_MISTAKEN]:
            group = pairs[picture, other]
            try:
                both = library.get(picture), library.get(other)
            except UnknownPicture:  # removed since
                continue
            caption = words.testing.mistaken_pair(
                both[0].name, both[1].name, words.testing.edit_name(group.kind, group.strength)
            )
            shown.append((picture_url(both[0], 320), picture_url(both[1], 320), caption))
        markup.picture_pairs(shown)
