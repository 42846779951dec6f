"""Why a hit is where it is: the pair that it makes with the query, its file, and downloads."""

from __future__ import annotations

import streamlit as st

from pictrace.errors import UnreadablePicture
from pictrace.library import Library
from pictrace.matching.ranking import SearchResult
from pictrace.types import Match
from pictrace.verdicts import wording
from pictrace.web import state, words
from pictrace.web.components import markup
from pictrace.web.pair import found_pair
from pictrace.web.state import View
from pictrace.web.views.downloads import show_downloads
from pictrace.web.views.file_facts import show_file
from pictrace.web.views.ignoring import offer_to_ignore
from pictrace.web.views.pair import show_pair
from pictrace.web.views.query_panel import query_name


def show_evidence(library: Library, view: View, result: SearchResult, match: Match) -> None:
    """The evidence of one hit, in the view that is chosen."""
    with st.container(key="evidence"):
        given = view.query if view.picture is None else view.picture
        name = query_name(view.query) if view.picture is None else library.get(view.picture).name
        title = words.evidence.EVIDENCE.format(name=match.record.name)
        try:
            pair = found_pair(library, result, name, given, match)
        except UnreadablePicture:
            markup.heading(title)
            markup.notice(words.evidence.WORKING_GONE_TITLE, words.evidence.WORKING_GONE_TEXT)
            show_file(library, match.record)
            show_downloads(result, match, None)
            return
        show_pair(
            pair,
            title=title,
            said=wording.rests_on(match),
            tab=view.tab,
            choose=lambda tab: state.change(tab=tab),
            show_file=lambda: show_file(library, match.record),
        )
        offer_to_ignore(library, result.query, match)
        if not match.record.reachable and view.tab != "file":
            markup.notice(words.evidence.UNREACHABLE_TITLE, words.evidence.UNREACHABLE_TEXT)
        show_downloads(result, match, pair.candidate.working)
