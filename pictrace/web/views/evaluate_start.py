"""What to test with, how long it will take, and the button that starts it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from pictrace import evaluate
from pictrace.evaluate import Kept
from pictrace.library import Library
from pictrace.types import DEFAULT_PRESET, PRESETS, Mode
from pictrace.web import current, words
from pictrace.web.components import markup
from pictrace.web.evaluating import Request
from pictrace.web.jobs import EVALUATE, jobs
from pictrace.web.views.named_folders import chosen_folder, folder_up

SAMPLES = (5, 10, 25, 50, 100, 200)
_USUAL = 25
# Of a test without an earlier one to go by: a search with 50 candidates on two cores, and making its edit.
_SECONDS_A_SEARCH: dict[Mode, float] = {"fast": 0.2, "thorough": 0.45}


def start_panel(library: Library, kept: Sequence[Kept]) -> None:
    """Three kinds of test; one at a time."""
    way = st.radio(
        words.testing.TEST_WITH,
        list(words.testing.TEST_SUBJECT),
        format_func=words.testing.TEST_SUBJECT.__getitem__,
        key="test_way",
    )
    markup.note(words.testing.TEST_HELP[way])
    if way == "edits":
        _edits(library, kept)
    elif way == "folder":
        _folder(library)
    else:
        _pairs(library)


def _edits(library: Library, kept: Sequence[Kept]) -> None:
    sizes = [size for size in SAMPLES if size < len(library)] or [len(library)]
    usual = max((size for size in sizes if size <= _USUAL), default=sizes[0])
    sample = (
        st.select_slider(words.testing.TEST_SAMPLE, sizes, value=usual, key="test_sample")
        if len(sizes) > 1
        else sizes[0]
    )
    preset, mode = _preset(DEFAULT_PRESET), _mode()
    searches = sample * len(evaluate.ladder())
    markup.note(words.testing.test_effort(sample, searches, searches * _seconds_a_search(library, kept, mode)))
    _start_button(library, Request("edits", sample, preset, mode))


def _folder(library: Library) -> None:
    listing = chosen_folder(library, "test")
    if listing is None:
        return
    folder_up(listing, "test")
    preset, mode = _preset("lookalikes"), _mode()
    name = f"{listing.root}/{listing.relative}".rstrip("/")
    request = Request("folder", None, preset, mode, str(listing.path), name)
    _start_button(library, request, disabled=not listing.folders)


def _pairs(library: Library) -> None:
    upload = st.file_uploader(words.testing.TEST_TABLE, type=["csv"], key="test_table")
    markup.example(words.testing.TEST_TABLE_EXAMPLE)
    preset, mode = _preset(DEFAULT_PRESET), _mode()
    # Kept outside the library: the browser's copy ends with the page, the job does not.
    source = current.queries().put(upload.getvalue()) if upload else ""
    name = upload.name if upload else ""
    _start_button(library, Request("pairs", None, preset, mode, source, name), disabled=upload is None)


def _preset(usual: str) -> str:
    names = list(PRESETS)
    chosen = st.selectbox(
        words.naming.WHAT_COUNTS,
        names,
        index=names.index(usual),
        format_func=words.naming.PRESET.__getitem__,
        key=f"test_preset_{usual}",
    )
    return str(chosen)


def _mode() -> Mode:
    return (
        "thorough"
        if st.toggle(words.testing.TEST_THOROUGH, key="test_thorough", help=words.testing.TEST_THOROUGH_HELP)
        else "fast"
    )


def _start_button(library: Library, request: Request, *, disabled: bool = False) -> None:
    working = bool(jobs().active((EVALUATE,)))
    if st.button(
        words.testing.TEST_START, type="primary", key="test_start", disabled=disabled or working, width="stretch"
    ):
        jobs().start(library, EVALUATE, request.as_sources())
        st.rerun()


def _seconds_a_search(library: Library, kept: Sequence[Kept], mode: Mode) -> float:
    """As the last test of this kind took with this network."""
    for one in kept:
        settings = one.report.settings
        if one.report.subject == "edits" and (settings["backbone"], settings["mode"]) == (library.backbone, mode):
            return one.report.seconds / one.report.queries
    return _SECONDS_A_SEARCH[mode]
