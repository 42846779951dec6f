"""The Compare page: any two pictures, and what they have in common."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from pictrace.errors import PicTraceError, UnknownPicture
from pictrace.library import Library
from pictrace.matching.ranking import Comparison
from pictrace.types import VERDICT_FACTS
from pictrace.verdicts import wording
from pictrace.web import compared, current, explained, words
from pictrace.web.compared import ComparedView, Given, Place
from pictrace.web.components import markup
from pictrace.web.pair import Pair, compared_pair
from pictrace.web.pictures import picture_url, query_url
from pictrace.web.views import network_state, pages
from pictrace.web.views.guarded import guarded, show_error
from pictrace.web.views.pair import show_pair
from pictrace.web.views.query_panel import ask_panel, query_name
from pictrace.web.views.report import show_pair_report
from pictrace.web.views.verdict_look import TONE

_LABELS: dict[Place, str] = {"first": words.comparing.FIRST, "second": words.comparing.SECOND}


@guarded
def compare_page() -> None:
    """Two pictures laid on each other."""
    library = current.library()
    asked = compared.current()
    view = _without_gone(library, asked)
    if view != asked:
        compared.remember(view)
    compared.write_address(view)
    markup.title(words.comparing.TITLE, words.comparing.TEXT)
    if view != asked:
        markup.notice(words.comparing.GONE_TITLE, words.comparing.GONE_TEXT)
    names = {place: _name(library, view.given(place), label) for place, label in _LABELS.items()}
    with st.container(key="compared"):
        for place, column in zip(_LABELS, st.columns(2, gap="medium"), strict=True):
            with column, st.container(key=f"compared_{place}"):
                _slot(library, place, view.given(place), names[place])
    complete = all(
        view.given(place) is not None and _fault(library, view.given(place), names[place]) is None for place in _LABELS
    )
    if complete:
        _comparison(library, view, names)
    shows = "pair" if complete else "ask"
    markup.marker("compare", st.session_state.get("pictrace_run", 0), shows)


def _slot(library: Library, place: Place, given: Given, name: str) -> None:
    """One of the two places: the picture, or the ways to give one."""
    markup.label(_LABELS[place])

    def take(taken: str | int) -> None:
        compared.take(place, taken)

    fault = _fault(library, given, name)
    if fault is not None:
        show_error(fault)
    if given is None or fault is not None:
        ask_panel(library, f"compare_{place}", take)
        return
    address = query_url(given, 320) if isinstance(given, str) else picture_url(library.get(given), 320)
    markup.thumbnail(address, name)
    with st.container(horizontal=True, key=f"compared_{place}_line"):
        with st.popover(words.comparing.ANOTHER, key=f"compared_{place}_another"):
            ask_panel(library, f"compare_{place}", take)
        if st.button(words.comparing.SEARCH, type="tertiary", key=f"compared_{place}_search"):
            _search(given)


def _fault(library: Library, given: Given, name: str) -> PicTraceError | None:
    """Why what was given cannot be compared, or None."""
    data = current.queries().get(given) if isinstance(given, str) else None
    if data is None or not isinstance(given, str):
        return None
    return explained.fault(data, given, name, library.settings.limits)


def _search(given: str | int) -> None:
    if isinstance(given, int):
        pages.search_with(given)
    else:
        pages.search_with_query(given)


def _without_gone(library: Library, view: ComparedView) -> ComparedView:
    """The view without what was forgotten or removed since."""
    return replace(
        view,
        first=view.first if _is_there(library, view.first) else None,
        second=view.second if _is_there(library, view.second) else None,
    )


def _is_there(library: Library, given: Given) -> bool:
    if isinstance(given, str):
        return current.queries().get(given) is not None
    try:
        return given is None or library.get(given).id == given
    except UnknownPicture:
        return False


def _name(library: Library, given: Given, label: str) -> str:
    """What a picture is called; an empty place by its label."""
    if given is None:
        return label
    return query_name(given) if isinstance(given, str) else library.get(given).name


def _comparison(library: Library, view: ComparedView, names: dict[Place, str]) -> None:
    given = view.first, view.second
    called = names["first"], names["second"]
    if not network_state.is_usable(library):
        return
    key = f"{given} {library.backbone} {library.calibration().id}"
    try:
        with st.spinner(words.comparing.COMPARING):
            found = explained.comparison(key, lambda: _compare(library, view, called))
    except PicTraceError as error:
        show_error(error)
        return
    _say(found, called)
    if st.button(words.comparing.EXCHANGE, key="exchange"):
        compared.remember(replace(view, first=view.second, second=view.first))
        st.rerun()
    with st.container(key="evidence"):
        show_pair(
            _pair(library, found, view, called),
            title=words.comparing.EVIDENCE,
            said="",
            query=called[0],
            tab=view.tab,
            choose=lambda tab: compared.remember(replace(compared.current(), tab=tab)),
        )
        show_pair_report(library, found, called, lambda: (_file(library, view.first), _file(library, view.second)))


def _say(found: Comparison, names: tuple[str, str]) -> None:
    verdict = found.assessment.verdict
    tone = TONE[VERDICT_FACTS[verdict].certainty]
    markup.answer(tone, wording.between(verdict, *names), wording.text_of_pair(found.assessment), "")


def _compare(library: Library, view: ComparedView, names: tuple[str, str]) -> Comparison:
    first, second = (_source(given) for given in (view.first, view.second))
    return library.compare(first, second, names=names)


def _source(given: Given) -> int | bytes:
    if isinstance(given, str):
        return current.queries().get(given) or b""
    return given or 0


def _file(library: Library, given: Given) -> bytes | None:
    """The bytes of what was given, where they are at hand."""
    if isinstance(given, str):
        return current.queries().get(given)
    return None if given is None else library.original(given)


def _pair(library: Library, found: Comparison, view: ComparedView, names: tuple[str, str]) -> Pair:
    return compared_pair(library, found, names, (view.first or 0, view.second or 0))
