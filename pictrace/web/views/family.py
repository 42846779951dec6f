"""The family of a search: an indented list first, then a graph."""

from __future__ import annotations

import contextlib
from html import escape

import streamlit as st

from pictrace.errors import UnknownPicture
from pictrace.explanation import provenance
from pictrace.library import Library
from pictrace.matching.ranking import SearchResult
from pictrace.types import QUERY, ByteDigest, Family
from pictrace.web import words
from pictrace.web.components import markup
from pictrace.web.pictures import picture_url, query_url

# Of two pictures the one sentence above their evidence says all that a family would.
LEAST = 2
_SECONDS_A_PAIR = 0.12
_VIEWS = {"list": words.family.AS_LIST, "graph": words.family.AS_GRAPH}
_INK = {"light": "#3c4543", "dark": "#c3ccc9"}
_ACCENT = {"light": "#0f766e", "dark": "#5eead4"}
_FAMILIES = "pictrace_families"


def show_family(library: Library, result: SearchResult, name: str) -> None:
    """Offered where at least two hits are copies; traced when a person asks for it, since every pair costs time."""
    others = [hit for hit in result.candidates if hit.record.byte_digest != result.query.byte_digest]
    chosen, _ = provenance.select_copies(others)
    if len(chosen) < LEAST:
        return
    with st.container(key="family"):
        markup.heading(words.family.HEADING)
        found = _kept(library, result)
        if found is None:
            pairs = len(chosen) * (len(chosen) + 1) / 2
            markup.note(f"{words.family.TEXT} {words.family.effort(len(chosen), pairs * _SECONDS_A_PAIR)}")
            if not st.button(words.family.TRACE, key="trace_family"):
                return
            with st.spinner(words.family.TRACE):
                _keep(library, result, library.family(result, name or words.family.THIS_ONE))
            st.rerun()
        _show(library, result, found)


def _show(library: Library, result: SearchResult, found: Family) -> None:
    markup.say(provenance.wording.summary(found))
    view = st.segmented_control(
        words.family.VIEWS,
        list(_VIEWS),
        format_func=_VIEWS.__getitem__,
        default="list",
        key="family_view",
        required=True,
        label_visibility="collapsed",
    )
    if view == "graph":
        theme = "dark" if st.context.theme.type == "dark" else "light"
        dot = provenance.family_as_dot(found, ink=_INK[theme], accent=_ACCENT[theme], font="Helvetica")
        st.graphviz_chart(dot, width="stretch")
        markup.note(words.family.GRAPH_ALT)
    else:
        _list(library, result, found)
    left_out = provenance.wording.left_out(found)
    markup.note(f"{provenance.wording.GUESS} {left_out}".strip())


def _list(library: Library, result: SearchResult, found: Family) -> None:
    records = {}
    itself = next((hit.record for hit in result.candidates if hit.record.byte_digest == result.query.byte_digest), None)
    if itself is not None:
        records[QUERY] = itself
    for one in found.members:
        with contextlib.suppress(UnknownPicture):  # the query, or a picture that was removed since
            records[one.key] = library.get(one.key)
    rows = []
    for line in provenance.wording.lines(found):
        record = records.get(line.key)
        if record is not None:
            address = picture_url(record, 160)
        else:
            address = query_url(ByteDigest.parse(result.query.byte_digest).file, 160)
        picture = f'<img src="{escape(address)}" alt="" loading="lazy">'
        mark = ' class="query"' if line.key == QUERY else ""
        rows.append(
            f'<li{mark} aria-level="{line.depth + 1}" style="--depth: {line.depth}">{picture}'
            f"<span><strong>{escape(line.name)}</strong> <em>{escape(line.description)}</em></span></li>"
        )
    markup.html(f'<ol class="pt-family" aria-label="{escape(words.family.LIST_LABEL)}">{"".join(rows)}</ol>')


def _key(library: Library, result: SearchResult) -> tuple[str, int]:
    return result.query.pixel_digest, library.change()


def _kept(library: Library, result: SearchResult) -> Family | None:
    kept: tuple[tuple[str, int], Family] | None = st.session_state.get(_FAMILIES)
    return kept[1] if kept is not None and kept[0] == _key(library, result) else None


def _keep(library: Library, result: SearchResult, found: Family) -> None:
    st.session_state[_FAMILIES] = (_key(library, result), found)
