"""About the library: counts, disk use, model and index; check, rebuild, another network."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from pictrace.library import Library
from pictrace.types import LibraryInfo, Progress, ProgressCallback, RebuildReport, VerifyReport
from pictrace.web import words
from pictrace.web.components import markup
from pictrace.web.views.network import show_network

_REPORT = "pictrace_verify_report"
_REBUILT = "pictrace_rebuilt"
_INFO = "pictrace_info"


def show_maintenance(library: Library) -> None:
    """Facts, the two buttons with what they found, and the choice of a network."""
    info = _info(library)
    with st.container(key="upkeep"):
        markup.heading(words.library.ABOUT_TITLE)
        markup.facts(
            [
                [
                    (words.library.ABOUT_PICTURES, words.numbers.number(info.pictures)),
                    (words.library.ABOUT_FAILURES, words.numbers.number(info.failures)),
                    (words.library.ABOUT_DISK, words.numbers.file_size(info.disk_bytes)),
                    (words.library.ABOUT_PLACE, str(info.location)),
                ],
                [
                    (
                        words.library.ABOUT_NETWORK,
                        words.network.network_and_version(info.backbone, info.backbone_version),
                    ),
                    (words.library.ABOUT_WEIGHTS, info.weights_source),
                    (words.library.ABOUT_ENGINE, info.engine),
                ],
            ]
        )
        with st.container(horizontal=True, key="upkeep_buttons"):
            if st.button(words.library.VERIFY, key="verify", help=words.library.VERIFY_HELP):
                with _progress(words.library.VERIFY_RUNNING) as tell:
                    st.session_state[_REPORT] = library.verify(tell)
            if st.button(words.library.REBUILD, key="rebuild", help=words.library.REBUILD_HELP):
                with _progress(words.library.REBUILD_RUNNING) as tell:
                    st.session_state[_REBUILT] = library.rebuild(tell)
                st.session_state.pop(_INFO, None)
                st.session_state.pop(_REPORT, None)
        _outcome()
        show_network(library)


@contextmanager
def _progress(running: str) -> Iterator[ProgressCallback]:
    """A bar while something runs, and the callback that moves it; it goes when the block is left."""
    bar = st.progress(0.0, text=running)

    def tell(progress: Progress) -> None:
        share = progress.done / progress.total if progress.total else 0.0
        bar.progress(min(1.0, share), text=f"{running} {words.adding.progress_line(progress)}")

    try:
        yield tell
    finally:
        bar.empty()


def _info(library: Library) -> LibraryInfo:
    """Disk use is counted file by file, which takes seconds for a large library: once per change, not once per run."""
    state = (library.change(), len(library.failures()), library.backbone)
    kept: tuple[tuple[int, int, str], LibraryInfo] | None = st.session_state.get(_INFO)
    if kept is None or kept[0] != state:
        kept = state, library.info()
        st.session_state[_INFO] = kept
    return kept[1]


def _outcome() -> None:
    rebuilt: RebuildReport | None = st.session_state.pop(_REBUILT, None)
    if rebuilt is not None:
        markup.say(words.library.rebuilt(rebuilt.pictures, rebuilt.restored, len(rebuilt.lost)))
    report: VerifyReport | None = st.session_state.get(_REPORT)
    if report is not None:
        markup.say(words.library.verified(report.checked, len(report.problems), len(report.unreachable)))
        for problem in report.problems:
            markup.note(problem)
