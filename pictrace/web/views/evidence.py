"""Why a hit is where it is: the picture that shows it, what the numbers say, the file, and downloads."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from pictrace import draw, evidence
from pictrace.errors import UnreadablePicture
from pictrace.library import Library
from pictrace.ranking import SearchResult
from pictrace.types import Match, UInt8Array
from pictrace.verdicts import wording
from pictrace.web import state, words
from pictrace.web.components import markup
from pictrace.web.state import View
from pictrace.web.views.downloads import show_downloads
from pictrace.web.views.file_facts import show_file
from pictrace.web.views.ignoring import offer_to_ignore
from pictrace.web.views.overlay import overlay

# The backgrounds of the two themes, and the scale of the map, dark to light.
_LIGHT, _DARK = (251, 251, 250), (18, 23, 22)
_VIRIDIS = ("#440154", "#3b528b", "#21918c", "#5ec962", "#fde725")

TAB_NAMES = {
    "details": words.evidence.VIEW_DETAILS,
    "structure": words.evidence.VIEW_STRUCTURE,
    "colours": words.evidence.VIEW_COLOURS,
    "file": words.evidence.VIEW_FILE,
}


@dataclass(frozen=True, slots=True, eq=False)
class _Pair:
    """What every evidence view needs. candidate : (h, w, 3) uint8 RGB working picture of the hit."""

    result: SearchResult
    match: Match
    candidate: UInt8Array


def show_evidence(library: Library, view: View, result: SearchResult, match: Match) -> None:
    """The evidence of one hit, in the view that is chosen."""
    with st.container(key="evidence"):
        with st.container(horizontal=True, vertical_alignment="center", key="evidence_head"):
            markup.heading(words.evidence.EVIDENCE.format(name=match.record.name))
            tab = _choose_tab(view)
        overlap = wording.rests_on(match)
        if overlap:
            markup.say(overlap)
        offer_to_ignore(library, result.query, match)
        candidate = None
        with contextlib.suppress(UnreadablePicture):
            candidate = library.working_picture(match.id)
        if not match.record.reachable:
            markup.notice(words.evidence.UNREACHABLE_TITLE, words.evidence.UNREACHABLE_TEXT)
        if tab == "file":
            show_file(library, match.record)
        elif candidate is None:
            markup.notice(words.evidence.WORKING_GONE_TITLE, words.evidence.WORKING_GONE_TEXT)
        else:
            _VIEWS[tab](view, _Pair(result, match, candidate))
        show_downloads(result, match, candidate)


def _choose_tab(view: View) -> str:
    st.session_state["evidence_tab"] = view.tab
    chosen = st.segmented_control(
        words.evidence.EVIDENCE_VIEWS,
        list(TAB_NAMES),
        format_func=TAB_NAMES.__getitem__,
        key="evidence_tab",
        required=True,
        label_visibility="collapsed",
        on_change=_use_tab,
    )
    return chosen or view.tab


def _use_tab() -> None:
    state.change(tab=st.session_state["evidence_tab"])


def _use_stray() -> None:
    state.change(stray=st.session_state["stray"])


def _details(view: View, pair: _Pair) -> None:
    keypoints = pair.match.evidence.keypoints
    caption = words.evidence.overlay_caption(pair.match.record.name, keypoints.homography is not None)
    markup.say(words.evidence.keypoint_sentence(keypoints))
    picture = overlay(pair.result.query, pair.match, pair.candidate, strays=view.stray)
    st.image(picture, width="stretch", output_format="JPEG", alt=caption)
    with st.container(horizontal=True, vertical_alignment="center", key="overlay_line"):
        markup.note(caption)
        if keypoints.match_count > keypoints.inlier_count:
            st.session_state["stray"] = view.stray
            st.toggle(words.evidence.SHOW_STRAY, key="stray", on_change=_use_stray)


def _structure(view: View, pair: _Pair) -> None:
    query, hit = pair.result.query, pair.match.evidence
    size = (pair.match.record.width, pair.match.record.height)
    values = evidence.structure_map_of(query, hit, pair.candidate, size)
    covered = evidence.coverage_map_of(query, hit, pair.candidate, size)
    markup.say(words.evidence.structure_sentence(hit.structure))
    captions = [caption.format(name=pair.match.record.name) for caption in words.evidence.STRUCTURE_CAPTIONS]
    pictures = (query.working, pair.candidate, draw.heat_map(values, query.working, covered=covered))
    for column, picture, caption in zip(st.columns(3), pictures, captions, strict=True):
        with column:
            markup.note(caption)
            st.image(picture, width="stretch", output_format="JPEG", alt=caption)
    markup.legend(*words.evidence.STRUCTURE_LEGEND, colours=_VIRIDIS)


def _colours(view: View, pair: _Pair) -> None:
    caption = words.evidence.COLOUR_CAPTION.format(name=pair.match.record.name)
    markup.say(words.evidence.colour_sentence(pair.match.evidence.colour))
    candidate = evidence.colour.histogram(pair.candidate)
    dark = st.context.theme.type == "dark"
    strip = draw.histogram_strip(
        pair.result.query.features.histogram,
        candidate,
        background=_DARK if dark else _LIGHT,
        width=1000,
        row_height=150,
    )
    with st.container(key="colours"):
        st.image(strip, width="stretch", alt=caption)
    markup.note(caption)


_VIEWS: dict[str, Callable[[View, _Pair], None]] = {
    "details": _details,
    "structure": _structure,
    "colours": _colours,
}
