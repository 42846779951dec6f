"""About the library: counts, disk use, model and index; check and rebuild."""

from __future__ import annotations

import streamlit as st

from pictrace.library import Library
from pictrace.types import LibraryInfo, VerifyReport
from pictrace.web import words
from pictrace.web.components import markup

_REPORT = "pictrace_verify_report"
_REBUILT = "pictrace_rebuilt"
_INFO = "pictrace_info"


def show_upkeep(library: Library) -> None:
    """Facts and the two buttons, with what they found."""
    info = _info(library)
    with st.container(key="upkeep"):
        markup.heading(words.ABOUT_TITLE)
        markup.facts(
            [
                [
                    (words.ABOUT_PICTURES, words.number(info.pictures)),
                    (words.ABOUT_FAILURES, words.number(info.failures)),
                    (words.ABOUT_DISK, words.file_size(info.disk_bytes)),
                    (words.ABOUT_PLACE, str(info.location)),
                ],
                [
                    (words.ABOUT_MODEL, words.model(info.backbone, info.backbone_version)),
                    (words.ABOUT_WEIGHTS, info.weights_source),
                    (words.ABOUT_ENGINE, info.engine),
                ],
            ]
        )
        with st.container(horizontal=True, key="upkeep_buttons"):
            if st.button(words.VERIFY, key="verify", help=words.VERIFY_HELP):
                with st.spinner(words.VERIFY_RUNNING):
                    st.session_state[_REPORT] = library.verify()
            if st.button(words.REBUILD, key="rebuild", help=words.REBUILD_HELP):
                with st.spinner(words.REBUILD_RUNNING):
                    library.rebuild()
                st.session_state[_REBUILT] = True
                st.session_state.pop(_INFO, None)
                st.session_state.pop(_REPORT, None)
        _outcome()


def _info(library: Library) -> LibraryInfo:
    """Disk use is counted file by file, which takes seconds for a large library: once per change, not once per run."""
    state = (library.change(), len(library.failures()))
    kept: tuple[tuple[int, int], LibraryInfo] | None = st.session_state.get(_INFO)
    if kept is None or kept[0] != state:
        kept = state, library.info()
        st.session_state[_INFO] = kept
    return kept[1]


def _outcome() -> None:
    if st.session_state.pop(_REBUILT, False):
        markup.say(words.REBUILT)
    report: VerifyReport | None = st.session_state.get(_REPORT)
    if report is not None:
        markup.say(words.verified(report.checked, len(report.problems), len(report.unreachable)))
        for problem in report.problems:
            markup.note(problem)
