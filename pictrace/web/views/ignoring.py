"""From a hit that shares no more than a logo or a template, to ignoring that element."""

from __future__ import annotations

import math

import streamlit as st

from pictrace import verdicts
from pictrace.errors import PicTraceError
from pictrace.library import Library
from pictrace.types import Match, Query, Region
from pictrace.web import words
from pictrace.web.components import markup

# Key points lie inside an element, away from its edges; so much of its size is added on each side.
_MARGIN = 0.15
_DONE = "pictrace_element_ignored"


def offer_to_ignore(library: Library, query: Query, match: Match) -> None:
    """A button for a hit whose verdict is that of a shared element, unless it is ignored already."""
    done = st.session_state.pop(_DONE, None)
    if done is not None:
        markup.note(done)
    if match.verdict != "shared_element" or verdicts.is_ignored(query, match.evidence.keypoints):
        return
    if st.button(words.evidence.IGNORE_ELEMENT, key="ignore_element", help=words.evidence.IGNORE_HELP):
        ignore(library, match.id, element_of(match), match.record.name)


def ignore(library: Library, id: int, region: Region, name: str) -> None:
    """Ignore a part of a picture of the library, and say what came of it."""
    try:
        element = library.ignore_element(id, region, words.evidence.element_from(name))
    except PicTraceError as error:
        markup.notice(words.evidence.CANNOT_IGNORE_TITLE, words.states.error_text(error))
        return
    st.session_state[_DONE] = words.evidence.element_ignored(element.name)
    st.rerun()


def element_of(match: Match) -> Region:
    """Where the hit shows what it shares with the query: around the key points that agree."""
    keypoints, record = match.evidence.keypoints, match.record
    points = keypoints.candidate_points[keypoints.inliers]
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    return around((float(left), float(top), float(right - left), float(bottom - top)), record.width, record.height)


def around(box: tuple[float, float, float, float], width: int, height: int) -> Region:
    """A box (x, y, width, height) with its margin, inside a picture of this size."""
    x, y, across, down = box
    left, top = max(0, math.floor(x - _MARGIN * across)), max(0, math.floor(y - _MARGIN * down))
    right, bottom = math.ceil(x + (1 + _MARGIN) * across) + 1, math.ceil(y + (1 + _MARGIN) * down) + 1
    return Region(left, top, min(width, right) - left, min(height, bottom) - top)
