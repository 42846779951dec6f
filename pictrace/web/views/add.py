"""The Add page: where pictures come from, what is under way, and what became of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from pictrace.library import Library
from pictrace.sources import skipped
from pictrace.sources.kinds import ARCHIVES
from pictrace.web import current, words
from pictrace.web.components import markup
from pictrace.web.job_kinds import ADDING
from pictrace.web.jobs import jobs
from pictrace.web.views import job_status
from pictrace.web.views.guarded import guarded
from pictrace.web.views.handing_over import current_round, hand_over
from pictrace.web.views.named_folders import named_folders
from pictrace.web.views.outcome import show_outcomes

TABLES = ("csv", "tsv", "json", "jsonl", "ndjson", "txt")


@guarded
def add_page() -> None:
    """Where pictures are added, and what became of them."""
    library = current.library()
    markup.title(words.adding.ADD_TITLE, words.adding.ADD_TEXT)
    ways: dict[str, Callable[[Library, str], None]] = {
        words.adding.ADD_FILES: partial(_uploads, label=words.adding.FILES_LABEL, slug="files"),
        words.adding.ADD_FOLDER: partial(_uploads, label=words.adding.FOLDER_LABEL, slug="folder"),
        words.adding.ADD_ZIP: partial(_uploads, label=words.adding.ZIP_LABEL, slug="zip", kinds=ARCHIVES),
        words.adding.ADD_WEB: _addresses,
        words.adding.ADD_TABLE: partial(_uploads, label=words.adding.TABLE_LABEL, slug="table", kinds=TABLES),
        words.adding.ADD_NAMED: named_folders,
    }
    with st.container(key="add_source"):
        way = st.segmented_control(
            words.adding.ADD_SOURCE_LABEL,
            list(ways),
            default=words.adding.ADD_FILES,
            required=True,
            key="add_way",
            label_visibility="collapsed",
        )
        way = way or words.adding.ADD_FILES
        markup.note(words.adding.ADD_HELP[way])
        # A new round has empty fields: what was handed over must not be handed over twice.
        ways[way](library, f"add{current_round()}")
    job_status.summary(library)
    show_outcomes(library)
    markup.marker("add", st.session_state.get("pictrace_run", 0), "working" if jobs().active(ADDING) else "idle")


def _uploads(library: Library, key: str, *, label: str, slug: str, kinds: Sequence[str] | None = None) -> None:
    """Upload, keep, start the job. slug : "files", "folder", "zip" or "table", in the keys of the controls."""
    uploads = st.file_uploader(
        label,
        type=kinds,
        accept_multiple_files="directory" if slug == "folder" else True,
        key=f"{key}_{slug}",
    )
    if st.button(words.adding.ADD_BUTTON, type="primary", disabled=not uploads, key=f"{key}_{slug}_go"):
        names, twins = _keep(library, uploads)
        hand_over(library, list(names), names, twins)


def _keep(library: Library, uploads: Sequence[UploadedFile]) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """Keep the uploads in the library first: the browser's copy ends with the page, the job does not.

    Returns the name of each by its uri, and (name, the name it is kept by) of those with the bytes of another one.
    """
    names: dict[str, str] = {}
    kept: list[tuple[str, str]] = []
    bar = st.progress(0.0, text=words.adding.keeping(len(uploads)))
    # Of the same bytes in a trash folder and elsewhere the other name counts: the one that is kept last.
    uploads = sorted(uploads, key=lambda upload: skipped.trash_around_upload(upload.name) is None)
    for done, upload in enumerate(uploads, start=1):
        uri = library.store_upload(upload.getvalue(), upload.name)
        names[uri] = upload.name
        kept.append((upload.name, uri))
        bar.progress(done / len(uploads), text=words.adding.keeping(len(uploads)))
    return names, [(name, names[uri]) for name, uri in kept if names[uri] != name]


def _addresses(library: Library, key: str) -> None:
    text = st.text_area(
        words.adding.ADDRESSES_LABEL, placeholder=words.adding.ADDRESSES_PLACEHOLDER, key=f"{key}_web", height=160
    )
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    # Only addresses: a path typed into a page must not read files of the machine that serves it.
    strangers = [line for line in lines if not line.lower().startswith(("http://", "https://"))]
    if strangers:
        markup.notice(words.adding.NOT_AN_ADDRESS_TITLE, words.adding.not_an_address(strangers[0]))
    # Without lines too it can be pressed: the browser sends what is typed no sooner than the field is left, and a
    # button that is grey until then swallows the press that leaves it.
    if st.button(words.adding.ADD_BUTTON, type="primary", disabled=bool(strangers), key=f"{key}_web_go"):
        if lines:
            hand_over(library, lines)
        markup.note(words.adding.NO_ADDRESS)
