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
    markup.answer("strong", words.test_headline(found), words.test_answer(five, wrong), words.test_circumstances(kept))
    _weak(report)
    with st.container(key="test_plot"):
        markup.heading(words.PLOT_TITLE)
        markup.note(words.PLOT_TEXT)
        st.altair_chart(found_by_strength(report), key="test_chart")
    _table(report)
    _parts(report)
    _mistaken(library, report)


def _weak(report: Report) -> None:
    kinds: dict[str, list[WeakPlace]] = {}
    for place in evaluate.weak_places(report):
        kinds.setdefault(place.group.kind, []).append(place)
    with st.container(key="test_weak"):
        markup.heading(words.WEAK_TITLE)
        if not kinds:
            markup.say(words.WEAK_NONE)
            return
        order = list(report.groups)
        markup.bullets(
            [
                words.weak_places(kind, sorted(places, key=lambda place: order.index(place.group)))
                for kind, places in kinds.items()
            ]
        )
        lost, unseen = 1.0 - report.value(FIRST), 1.0 - report.value(AMONG_CANDIDATES)
        if unseen > 0:
            markup.note(words.unseen(min(1.0, unseen / lost)))


def _table(report: Report) -> None:
    groups = evaluate.rungs(report)
    shares = {
        words.COLUMN_FOUND: FIRST,
        words.COLUMN_FIVE: AMONG_FIVE,
        words.COLUMN_CONFIRMED: CONFIRMED,
        words.COLUMN_FALSE: FALSELY_CONFIRMED,
    }
    table = pd.DataFrame(
        {
            words.COLUMN_EDIT: [words.edit_name(group.kind, group.strength) for group in groups],
            words.COLUMN_COPIES: [report.count(group) for group in groups],
            **{
                column: [round(report.value(measure, group), 3) for group in groups]
                for column, measure in shares.items()
            },
            words.COLUMN_MARGIN: [words.margin(report.estimate(FIRST, group)) for group in groups],
            words.COLUMN_SECONDS: [report.value(SECONDS, group) for group in groups],
        }
    )
    with st.container(key="test_table_part"):
        markup.heading(words.TABLE_TITLE)
        markup.note(words.TABLE_TEXT)
        st.dataframe(
            table,
            hide_index=True,
            key="test_figures",
            column_order=[
                words.COLUMN_EDIT,
                words.COLUMN_COPIES,
                words.COLUMN_FOUND,
                words.COLUMN_MARGIN,
                words.COLUMN_FIVE,
                words.COLUMN_CONFIRMED,
                words.COLUMN_FALSE,
                words.COLUMN_SECONDS,
            ],
            column_config={
                words.COLUMN_EDIT: st.column_config.TextColumn(width=210),
                words.COLUMN_COPIES: st.column_config.NumberColumn(width=60),
                words.COLUMN_MARGIN: st.column_config.TextColumn(width=80),
                words.COLUMN_FOUND: st.column_config.ProgressColumn(format="percent", min_value=0.0, max_value=1.0),
                **{
                    column: st.column_config.NumberColumn(format="percent", width=width)
                    for column, width in (
                        (words.COLUMN_FIVE, 88),
                        (words.COLUMN_CONFIRMED, 104),
                        (words.COLUMN_FALSE, 84),
                    )
                },
                words.COLUMN_SECONDS: st.column_config.NumberColumn(format="%.2f s", width=66),
            },
            alt=words.TABLE_TITLE,
        )


def _parts(report: Report) -> None:
    """What is lost without each part, what each finds alone, and where weighing them does harm."""
    found = report.value(FIRST)
    rows = [(words.RANKED_BY_ALL, round(found, 3), 0.0)]
    rows += [(words.ranked_by(part.ranking), round(part.found, 3), part.difference) for part in evaluate.parts(report)]
    table = pd.DataFrame(rows, columns=[words.COLUMN_RANKED_BY, words.COLUMN_FOUND, words.COLUMN_DIFFERENCE])
    table[words.COLUMN_DIFFERENCE] *= 100
    with st.container(key="test_parts"):
        markup.heading(words.PARTS_TITLE)
        markup.note(words.PARTS_TEXT)
        st.dataframe(
            table,
            hide_index=True,
            key="test_part_figures",
            column_config={
                words.COLUMN_RANKED_BY: st.column_config.TextColumn(width="large"),
                words.COLUMN_FOUND: st.column_config.ProgressColumn(format="percent", min_value=0.0, max_value=1.0),
                words.COLUMN_DIFFERENCE: st.column_config.NumberColumn(format="%+.1f"),
            },
            alt=words.PARTS_TITLE,
        )
        hurts = evaluate.where_it_hurts(report)
        if hurts:
            markup.say(words.HURTS)
            markup.bullets([words.hurt(one) for one in hurts[:_MOST_WEAK]])
        else:
            markup.say(words.HURTS_NOWHERE)


def _mistaken(library: Library, report: Report) -> None:
    """Pairs that were called copies although the original had been left out, to be looked at."""
    pairs: dict[tuple[int, int], Group] = {}
    for name, group, other in report.mistaken:
        pairs.setdefault((int(name), other), group)
    if not pairs:
        return
    with st.container(key="test_mistaken"):
        markup.heading(words.MISTAKEN_TITLE)
        markup.note(words.mistaken_text(len(pairs)))
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
            caption = words.mistaken_pair(both[0].name, both[1].name, words.edit_name(group.kind, group.strength))
            shown.append((picture_url(both[0], 320), picture_url(both[1], 320), caption))
        markup.picture_pairs(shown)
