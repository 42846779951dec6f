"""The picture that is looked for, and the part of it."""

from __future__ import annotations

import streamlit as st

from pictrace.library import Library
from pictrace.matching.ranking import SearchResult
from pictrace.web import state, words
from pictrace.web.components.region import RegionWords, choose_region
from pictrace.web.pictures import picture_url, query_url
from pictrace.web.state import View
from pictrace.web.views.query_panel import query_name

_WORDS = RegionWords(
    hint=words.asking.REGION_HINT,
    size=words.asking.REGION_SIZE,
    says=words.asking.REGION_SAYS,
    label=words.asking.REGION_LABEL,
    numbers=words.asking.REGION_NUMBERS,
    sides=words.asking.REGION_SIDES,
    search=words.asking.SEARCH_PART,
    whole=words.asking.WHOLE_PICTURE,
)


def query_picture(library: Library, view: View, found: SearchResult) -> None:
    """The query of a view as a picture on which a part can be marked; searches for it when that is asked."""
    if view.picture is None:
        address, name = query_url(view.query), query_name(view.query)
    else:
        record = library.get(view.picture)
        address, name = picture_url(record), record.name
    action = choose_region(
        picture=address,
        name=name,
        size=found.query.original_size,
        region=found.query.region,
        words=_WORDS,
        key="query_picture",
    )
    if action.whole or action.search is not None:
        state.ask_part(action.search)
        st.rerun()
