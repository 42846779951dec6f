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
        markup.notice(words.UNREACHABLE_TITLE, words.UNREACHABLE_TEXT)
    places = [(words.FACT_LOCATION, words.place_of(record.uris[0]))]
    places += [(words.FACT_ALSO, words.place_of(uri)) for uri in record.uris[1:]]
    added = datetime.fromisoformat(record.added_at).astimezone()
    facts = [
        (words.FACT_SIZE, words.dimensions(record.width, record.height)),
        (words.FACT_BYTES, words.file_size(record.byte_size)),
        (words.FACT_FORMAT, record.format),
        (words.FACT_ADDED, words.moment(added)),
        (words.FACT_ID, str(record.id)),
    ]
    metadata = [(words.metadata_name(key), value) for key, value in record.metadata.items() if value]
    markup.facts([places, facts, metadata])
    if not metadata:
        markup.note(words.NO_METADATA)
    if st.button(words.SEARCH_WITH_THIS, key="search_with_this"):
        pages.search_with(record.id)
