"""The ways to give a picture: file, clipboard, camera, web address, the library, an example."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from pictrace.errors import PicTraceError
from pictrace.evaluate import sample
from pictrace.library import Library
from pictrace.sources import urls
from pictrace.web import current, state, words
from pictrace.web.components import markup
from pictrace.web.components.clipboard import paste_picture
from pictrace.web.components.grid import Tile, show_grid
from pictrace.web.pictures import picture_url, query_url
from pictrace.web.views.guarded import show_error

_NAMES = "pictrace_query_names"
_ROUND = "pictrace_query_round"
_SHOWN_FROM_LIBRARY = 8

Take = Callable[[str | int], None]


def query_name(digest: str) -> str:
    """The file name that this session gave for a query, or a general one after a reload."""
    names: dict[str, str] = st.session_state.get(_NAMES, {})
    return names.get(digest, words.asking.YOUR_PICTURE)


def _look_for(given: str | int) -> None:
    if isinstance(given, int):
        state.ask(picture=given)
    else:
        state.ask(query=given)


def ask_panel(library: Library, key: str, take: Take = _look_for) -> None:
    """All ways to give a picture. key : tells two panels on one page apart, and is in the keys of their controls.

    take : called with what was given, the digest of an upload or the id of a picture of the library.
    """
    ways = {
        words.asking.FROM_FILE: _from_file,
        words.asking.FROM_CLIPBOARD: _from_clipboard,
        words.asking.FROM_CAMERA: _from_camera,
        words.asking.FROM_WEB: _from_web,
        words.asking.FROM_LIBRARY: _from_library,
    }
    panel = f"{_ROUND}_{key}"
    # A panel of a new round is empty again: the picture that was just taken must not be taken twice.
    key = f"{key}{st.session_state.get(panel, '')}"

    def taken(given: str | int) -> None:
        take(given)
        st.session_state[panel] = (st.session_state.get(panel) or 0) + 1
        st.rerun()

    way = st.segmented_control(
        words.asking.SOURCE_LABEL,
        list(ways),
        default=words.asking.FROM_FILE,
        required=True,
        key=f"{key}_way",
        label_visibility="collapsed",
        width="stretch",
    )
    ways[way or words.asking.FROM_FILE](library, key, taken)


def examples() -> None:
    """Pictures to try with one click; a remark where the cache cannot take them, for a search needs none of them."""
    try:
        shown = sample.examples(current.settings().cache / "examples")
        digests = [current.queries().put(example.path.read_bytes()) for example in shown]
    except PicTraceError as error:
        markup.note(words.states.error_text(error))
        return
    markup.label(words.asking.EXAMPLES)
    tiles = [
        Tile(
            id=place,
            name=example.title,
            note=example.sentence,
            picture=query_url(digest, 320),
            select="",
            search=words.asking.EXAMPLE_BUTTON.format(name=example.title),
            selected=False,
        )
        for place, (example, digest) in enumerate(zip(shown, digests, strict=True))
    ]
    action = show_grid(tiles, label=words.asking.EXAMPLES, key="examples_grid", selectable=False)
    if action.search is not None:
        _take_digest(digests[action.search], Path(shown[action.search].path).name, _look_for)
        st.rerun()


def _from_file(library: Library, key: str, take: Take) -> None:
    upload = st.file_uploader(words.asking.UPLOAD_LABEL, key=f"{key}_upload")
    if upload is not None:
        _take(upload.getvalue(), upload.name, take)


def _from_clipboard(library: Library, key: str, take: Take) -> None:
    data = paste_picture(
        button=words.asking.PASTE_BUTTON,
        text=words.asking.PASTE_TEXT,
        nothing=words.asking.PASTE_NOTHING,
        denied=words.asking.PASTE_DENIED,
        key=f"{key}_paste",
    )
    if data:
        _take(data, words.asking.PASTED_NAME, take)


def _from_camera(library: Library, key: str, take: Take) -> None:
    if not st.session_state.get(f"{key}_camera_on"):
        markup.note(words.asking.CAMERA_TEXT)
        if st.button(words.asking.CAMERA_START, key=f"{key}_camera_start"):
            st.session_state[f"{key}_camera_on"] = True
            st.rerun()
        return
    photo = st.camera_input(words.asking.CAMERA_LABEL, key=f"{key}_camera", label_visibility="collapsed")
    if photo is not None:
        _take(photo.getvalue(), words.asking.CAMERA_NAME, take)


def _from_web(library: Library, key: str, take: Take) -> None:
    with st.form(f"{key}_web_form", border=False):
        address = st.text_input(words.asking.WEB_LABEL, placeholder=words.asking.WEB_PLACEHOLDER, key=f"{key}_web")
        asked = st.form_submit_button(words.asking.SEARCH, type="primary")
    if asked and address.strip():
        try:
            with st.spinner(words.asking.FETCHING):
                data = urls.fetch_one(address.strip(), library.settings)
        except PicTraceError as error:
            show_error(error)
            return
        _take(data, address.strip(), take)


def _from_library(library: Library, key: str, take: Take) -> None:
    text = st.text_input(words.asking.LIBRARY_SEARCH_LABEL, key=f"{key}_library")
    records = library.records(text, limit=_SHOWN_FROM_LIBRARY)
    if not records:
        markup.note(words.asking.LIBRARY_SEARCH_NONE)
        return
    tiles = [
        Tile(
            id=record.id,
            name=record.name,
            note="",
            picture=picture_url(record, 320),
            select="",
            search=words.library.GRID_SEARCH.format(name=record.name),
            selected=False,
        )
        for record in records
    ]
    action = show_grid(tiles, label=words.library.GRID_LABEL, key=f"{key}_library_grid", selectable=False)
    if action.search is not None:
        take(action.search)


def _take(data: bytes, name: str, take: Take) -> None:
    _take_digest(current.queries().put(data), name, take)


def _take_digest(digest: str, name: str, take: Take) -> None:
    st.session_state[_NAMES] = {**st.session_state.get(_NAMES, {}), digest: name}
    take(digest)
