"""The Library page: browse, filter, select and remove, see what failed, and keep the library in order."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import get_args

import streamlit as st

from pictrace.library import Library
from pictrace.store import Order
from pictrace.types import Record
from pictrace.web import current, words
from pictrace.web.components import markup
from pictrace.web.components.grid import Tile, show_grid
from pictrace.web.pictures import picture_url
from pictrace.web.views import job_status, network_state, pages
from pictrace.web.views.failures import show_failures
from pictrace.web.views.guarded import guarded
from pictrace.web.views.maintenance import show_maintenance
from pictrace.web.views.sureness import show_sureness

PER_PAGE = 48
ORDERS: tuple[Order, ...] = get_args(Order)
_SELECTED = "pictrace_selected"
_REMOVED = "pictrace_removed"


@guarded
def library_page() -> None:
    """The pictures, what could not be read, how sure answers are, and the upkeep."""
    library = current.library()
    pictures, failures = len(library), library.failures()
    markup.title(words.naming.LIBRARY, words.library.status(pictures, len(failures)))
    job_status.summary(library)
    network_state.show_stand_in(library)
    if pictures == 0:
        _empty(library)
    else:
        _browse(library)
    show_failures(library, failures)
    show_sureness(library)
    show_maintenance(library)
    markup.marker("library", st.session_state.get("pictrace_run", 0), "pictures" if pictures else "empty")


def _empty(library: Library) -> None:
    if network_state.last_failure(library):
        return
    markup.state("pictures", words.states.EMPTY_TITLE, words.states.EMPTY_TEXT)
    with st.container(horizontal=True, key="next"):
        job_status.sample_button(library)
        if st.button(words.states.ADD_OWN, key="add_own"):
            pages.open_page("add")
    job_status.last_failure()


def _browse(library: Library) -> None:
    text_column, order_column = st.columns([0.72, 0.28], vertical_alignment="bottom")
    with text_column:
        text = st.text_input(
            words.library.FILTER_LABEL,
            placeholder=words.library.FILTER_PLACEHOLDER,
            key="filter",
            on_change=_turn_to,
            args=(1,),
        )
    with order_column:
        order = st.selectbox(
            words.library.ORDER_LABEL,
            ORDERS,
            format_func=words.library.ORDER_NAME.__getitem__,
            key="order",
            on_change=_turn_to,
            args=(1,),
        )
    total = library.count(text)
    if total == 0:
        markup.state("search", words.library.NOTHING_FILTERED_TITLE, words.library.NOTHING_FILTERED_TEXT)
        st.button(words.library.CLEAR_FILTER, key="clear_filter", on_click=_clear_filter)
        return
    page_count = math.ceil(total / PER_PAGE)
    page = min(st.session_state.get("library_page", 1), page_count)
    first = (page - 1) * PER_PAGE
    descending = order in ("added", "size")
    records = library.records(text, order=order, descending=descending, offset=first, limit=PER_PAGE)
    _selection_line(library, records, words.library.shown(first + 1, first + len(records), total))
    _grid(records)
    if page_count > 1:
        _pager(page, page_count)


def _selection_line(library: Library, records: Sequence[Record], shown: str) -> None:
    chosen = _selected()
    with st.container(horizontal=True, vertical_alignment="center", key="selection"):
        markup.note(f"{shown} · {words.library.selected(len(chosen))}" if chosen else shown, beside=True)
        if st.button(words.library.SELECT_ALL, key="select_all", type="tertiary"):
            _select(chosen | {record.id for record in records})
        if chosen:
            if st.button(words.library.SELECT_NONE, key="select_none", type="tertiary"):
                _select(frozenset())
            if st.button(words.library.REMOVE, key="remove"):
                _confirm_removal(library, sorted(chosen))
    removed = st.session_state.pop(_REMOVED, None)
    if removed is not None:
        st.toast(words.library.removed(removed))


def _grid(records: Sequence[Record]) -> None:
    chosen = _selected()
    tiles = [
        Tile(
            id=record.id,
            # A tile has room for the end of a path only, and the end tells pictures apart.
            name=record.name.rpartition("/")[2],
            note=words.library.tile_note(record.width, record.height, record.format, record.reachable),
            picture=picture_url(record, 320),
            select=words.library.GRID_SELECT.format(name=record.name),
            search=words.library.GRID_SEARCH.format(name=record.name),
            selected=record.id in chosen,
        )
        for record in records
    ]
    action = show_grid(tiles, label=words.library.GRID_LABEL, key="library_grid")
    if action.search is not None:
        pages.search_with(action.search)
    if action.selected is not None:
        _select((chosen - {record.id for record in records}) | action.selected)


def _pager(page: int, page_count: int) -> None:
    with st.container(horizontal=True, horizontal_alignment="center", vertical_alignment="center", key="pager"):
        st.button(words.library.PREVIOUS, disabled=page == 1, key="previous", on_click=_turn_to, args=(page - 1,))
        markup.note(words.library.page_of(page, page_count), beside=True)
        st.button(words.library.NEXT, disabled=page == page_count, key="next_page", on_click=_turn_to, args=(page + 1,))


@st.dialog(words.library.REMOVE_TITLE)
def _confirm_removal(library: Library, ids: list[int]) -> None:
    markup.say(words.library.remove_text(len(ids)))
    with st.container(horizontal=True, key="confirm"):
        if st.button(words.library.REMOVE_CONFIRM, type="primary", key="remove_confirm"):
            st.session_state[_REMOVED] = len(library.remove(ids))
            st.session_state[_SELECTED] = frozenset()
            st.rerun()
        if st.button(words.library.REMOVE_CANCEL, key="remove_cancel"):
            st.rerun()


def _selected() -> frozenset[int]:
    chosen: frozenset[int] = st.session_state.get(_SELECTED, frozenset())
    return chosen


def _select(chosen: frozenset[int]) -> None:
    st.session_state[_SELECTED] = chosen
    st.rerun()


def _turn_to(page: int) -> None:
    st.session_state["library_page"] = page


def _clear_filter() -> None:
    st.session_state["filter"] = ""
