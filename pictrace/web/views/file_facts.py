"""What is known of a picture's file."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from pictrace.library import Library
from pictrace.types import Record
from pictrace.web import words
from pictrace.web.components import markup
from pictrace.web.views import pages


def show_file(library: Library, record: Record) -> None:
    """Places, size, dimensions, date added, and what the file says about itself."""
    if library.is_reachable(record.id) is False:
        markup.notice(words.evidence.UNREACHABLE_TITLE, words.evidence.UNREACHABLE_TEXT)
    record = library.get(record.id)  # with what looking for it found
    there = [uri for uri in record.uris if uri not in record.missing]
    places = [(words.evidence.FACT_LOCATION, words.evidence.place_of(uri)) for uri in there[:1]]
    places += [(words.evidence.FACT_ALSO, words.evidence.place_of(uri)) for uri in there[1:]]
    places += [(words.evidence.FACT_MISSING, words.evidence.place_of(uri)) for uri in record.missing]
    added = datetime.fromisoformat(record.added_at).astimezone()
    facts = [
        (words.evidence.FACT_SIZE, words.numbers.dimensions(record.width, record.height)),
        (words.evidence.FACT_BYTES, words.numbers.file_size(record.byte_size)),
        (words.evidence.FACT_FORMAT, record.format),
        (words.evidence.FACT_ADDED, words.evidence.moment(added)),
        (words.evidence.FACT_ID, str(record.id)),
    ]
    metadata = [(words.evidence.metadata_name(key), value) for key, value in record.metadata.items() if value]
    markup.facts([places, facts, metadata], faint=words.evidence.FACT_MISSING)
    if not metadata:
        markup.note(words.evidence.NO_METADATA)
    if st.button(words.evidence.SEARCH_WITH_THIS, key="search_with_this"):
        pages.search_with(record.id)
