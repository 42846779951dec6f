"""What a person says of a result: kept at once, taken back by saying it again."""

from __future__ import annotations

import streamlit as st

from pictrace.errors import PicTraceError
from pictrace.library import Library
from pictrace.matching.ranking import SearchResult
from pictrace.web.state import View
from pictrace.web.views.guarded import show_error
from pictrace.web.views.query_panel import query_name


def said(library: Library, result: SearchResult) -> dict[int, bool]:
    """Id of a picture → whether it was said to be what this query looks for."""
    return {judgement.picture_id: judgement.is_match for judgement in library.judgements(result)}


def judge(library: Library, view: View, result: SearchResult, id: int, is_match: bool | None) -> None:
    """Keep what was just said, None taking it back, and draw the page anew; an error is shown instead."""
    try:
        if is_match is None:
            library.take_back(result, id)
        else:
            name = query_name(view.query) if view.picture is None else library.get(view.picture).name
            library.judge(result, id, is_match, name)
    except PicTraceError as error:
        show_error(error)
        return
    st.rerun()
