"""The Duplicates page: copies within the library, group by group."""

from __future__ import annotations

import math

import streamlit as st

from pictrace import verdicts
from pictrace.duplicates import wording
from pictrace.library import Library
from pictrace.types import (
    DUPLICATE_KINDS,
    DuplicateGroup,
    DuplicateKind,
    DuplicateMember,
    Duplicates,
    DuplicatesState,
    IdenticalFile,
    SourceUri,
)
from pictrace.web import current, words
from pictrace.web.components import markup
from pictrace.web.jobs import DUPLICATES, jobs
from pictrace.web.pictures import picture_url
from pictrace.web.views import job_status, pages
from pictrace.web.views.guarded import guarded

PER_PAGE = 10
# A group of a thousand versions must not fill the page.
SHOWN_OF_A_GROUP = 12
_KIND, _PAGE, _REMOVED = "duplicates_kind", "duplicates_page", "pictrace_duplicates_removed"


@guarded
def duplicates_page() -> None:
    """Groups of duplicates, and the search for them."""
    library = current.library()
    markup.title(words.duplicates.TITLE, words.duplicates.TEXT)
    job_status.summary(library)
    removed = st.session_state.pop(_REMOVED, None)
    if removed is not None:
        st.toast(words.duplicates.removed(removed))
    state = library.duplicates_state()
    running = bool(jobs().active((DUPLICATES,)))
    if state.pictures == 0:
        shows = "empty"
        markup.state("pictures", words.states.EMPTY_TITLE, words.states.EMPTY_TEXT)
        if st.button(words.states.ADD_OWN, key="add_own"):
            pages.open_page("add")
    elif state.searched == 0 and not running:
        shows = "never"
        markup.state("search", words.duplicates.NEVER_TITLE, words.duplicates.never_text(state.pictures))
        _start_button(library, words.duplicates.FIND, primary=True)
        # Known without looking, so nobody need wait for it.
        _identical_already(library)
    else:
        shows = "running" if running else "found"
        _found(library, state, running)
    markup.marker("duplicates", st.session_state.get("pictrace_run", 0), shows)


def _identical_already(library: Library) -> None:
    found = library.duplicates("identical", limit=PER_PAGE)
    if found.total:
        markup.say(_summary(found))
        for number, group in enumerate(found.groups):
            with st.container(key=f"duplicates_group_{number}"):
                _files(group)
        if found.total > len(found.groups):
            markup.note(words.duplicates.more(found.total - len(found.groups)))


def _summary(found: Duplicates) -> str:
    if found.kind == "identical":
        size = words.numbers.file_size(found.spare_bytes)
        return words.duplicates.summary_identical(found.spare_files, size, found.total)
    return words.duplicates.summary(found.spare, found.total) if found.kind == "copies" else ""


def _found(library: Library, state: DuplicatesState, running: bool) -> None:
    if running:
        markup.note(words.duplicates.RUNNING_TEXT)
    elif state.outdated:
        markup.notice(words.duplicates.OUTDATED_TITLE, words.duplicates.OUTDATED_TEXT)
        _start_button(library, words.duplicates.AGAIN)
    elif not state.complete:
        with st.container(horizontal=True, vertical_alignment="center", key="duplicates_waiting"):
            markup.note(words.duplicates.waiting(state.pictures - state.searched), beside=True)
            _start_button(library, words.duplicates.GO_ON)
    kind: DuplicateKind = st.session_state.get(_KIND) or _first_kind(library)
    page = st.session_state.get(_PAGE, 1)
    found = library.duplicates(kind, offset=(page - 1) * PER_PAGE, limit=PER_PAGE)
    page_count = max(1, math.ceil(found.total / PER_PAGE))
    if page > page_count:
        page = page_count
        found = library.duplicates(kind, offset=(page - 1) * PER_PAGE, limit=PER_PAGE)
    st.segmented_control(
        words.duplicates.KIND_LABEL,
        DUPLICATE_KINDS,
        default=kind,
        format_func=lambda one: words.duplicates.kind(wording.KIND[one], found.counts[one]),
        required=True,
        key=_KIND,
        label_visibility="collapsed",
        on_change=_turn_to,
        args=(1,),
    )
    if found.total == 0:
        if not running:
            markup.state("search", words.duplicates.NONE_TITLE, words.duplicates.NONE_TEXT[kind])
        return
    if _summary(found):
        markup.say(_summary(found))
    markup.note(words.duplicates.HINTS[kind])
    for number, group in enumerate(found.groups):
        with st.container(key=f"duplicates_group_{number}"):
            if group.files:
                _files(group)
            else:
                _group(library, group, number)
    if page_count > 1:
        _pager(found, page, page_count)


def _first_kind(library: Library) -> DuplicateKind:
    """Identical files where there are any."""
    return "identical" if library.duplicates("identical", limit=1).total else "copies"


def _files(group: DuplicateGroup) -> None:
    """One picture and the files that it lies in."""
    record, shown = group.keeper.record, group.files[:SHOWN_OF_A_GROUP]
    what = f"{words.numbers.dimensions(record.width, record.height)} · {words.duplicates.in_files(len(group.files))}"
    lines = [(words.evidence.place_of(file.uri), _remark(file)) for file in shown]
    first = SourceUri.parse(shown[0].uri)
    name = record.name if first.is_upload else shown[0].uri
    markup.files(picture_url(record, 320), name.rpartition("/")[2], what, lines)
    if len(group.files) > len(shown):
        markup.note(words.duplicates.more(len(group.files) - len(shown)))


def _remark(file: IdenticalFile) -> str:
    size = "" if file.size is None else words.numbers.file_size(file.size)
    return " · ".join(part for part in (size, wording.file_label(file)) if part)


def _group(library: Library, group: DuplicateGroup, number: int) -> None:
    """A row of cards, the one to keep first, and what can be done with it."""
    shown = group.members[:SHOWN_OF_A_GROUP]
    markup.versions([(picture_url(member.record, 320), *_said(group, member)) for member in shown])
    with st.container(horizontal=True, vertical_alignment="center", key=f"duplicates_line_{number}"):
        if len(group.members) > len(shown):
            markup.note(words.duplicates.more(len(group.members) - len(shown)), beside=True)
        if st.button(words.duplicates.COMPARE, key=f"duplicates_compare_{number}"):
            pages.compare(group.keeper.record.id, group.others[0].record.id)
        if group.kind == "copies":
            if st.button(words.duplicates.REMOVE_OTHERS, key=f"duplicates_remove_{number}"):
                _confirm_removal(library, group)
            why = words.duplicates.keep_because(wording.why_keep(group.keep_reasons))
            if why:
                markup.note(why, beside=True)


def _said(group: DuplicateGroup, member: DuplicateMember) -> tuple[str, str, str, bool]:
    """What stands on a card: its name, what it is, its size, and whether it is the first of its group."""
    record = member.record
    facts = words.duplicates.facts(record.width, record.height, words.numbers.file_size(record.byte_size))
    if member is group.keeper:
        first = {"copies": words.duplicates.KEEP, "parts": words.duplicates.KEEP_OF_PARTS}.get(group.kind, "")
        return record.name.rpartition("/")[2], first, facts, group.kind == "copies"
    sure = "" if member.verdict is None else verdicts.wording.sure(member.verdict, member.probability).rstrip(".")
    label = wording.label(member)
    return record.name.rpartition("/")[2], f"{label} · {sure}" if sure else label, facts, False


def _pager(found: Duplicates, page: int, page_count: int) -> None:
    first = (page - 1) * PER_PAGE
    with st.container(horizontal=True, horizontal_alignment="center", vertical_alignment="center", key="pager"):
        st.button(words.duplicates.PREVIOUS, disabled=page == 1, key="previous", on_click=_turn_to, args=(page - 1,))
        markup.note(words.duplicates.shown(first + 1, first + len(found.groups), found.total), beside=True)
        st.button(
            words.duplicates.NEXT, disabled=page == page_count, key="next_page", on_click=_turn_to, args=(page + 1,)
        )


@st.dialog(words.duplicates.REMOVE_TITLE)
def _confirm_removal(library: Library, group: DuplicateGroup) -> None:
    markup.say(words.duplicates.remove_text(len(group.others), group.keeper.record.name))
    with st.container(horizontal=True, key="confirm"):
        if st.button(words.duplicates.REMOVE_CONFIRM, type="primary", key="duplicates_remove_confirm"):
            st.session_state[_REMOVED] = len(library.remove([member.record.id for member in group.others]))
            st.rerun()
        if st.button(words.duplicates.REMOVE_CANCEL, key="duplicates_remove_cancel"):
            st.rerun()


def _start_button(library: Library, label: str, *, primary: bool = False) -> None:
    if st.button(label, type="primary" if primary else "secondary", key="find_duplicates"):
        jobs().start(library, DUPLICATES)
        st.rerun()


def _turn_to(page: int) -> None:
    st.session_state[_PAGE] = page
