"""How sure the answers are: what was measured on the library's own pictures, and the elements that are ignored."""

from __future__ import annotations

import streamlit as st

from pictrace import imaging
from pictrace.errors import UnknownPicture, UnreadablePicture
from pictrace.library import Library
from pictrace.types import Calibration, Record, Region, SharedElement, UInt8Array
from pictrace.verdicts.calibration import DEFAULT_SAMPLE
from pictrace.web import words
from pictrace.web.components import markup
from pictrace.web.job_kinds import CalibrateRequest
from pictrace.web.jobs import CALIBRATE, jobs
from pictrace.web.pictures import picture_url
from pictrace.web.views.ignoring import around, ignore
from pictrace.web.views.sureness_plot import reliability_plot

SAMPLES = (50, 100, 200, 300, 600, 1000)
# On two cores: a search, two made copies and a made other shot.
_SECONDS_A_PICTURE = 0.35
_MOST_SHOWN = 6


def show_sureness(library: Library) -> None:
    """The section of the Library page."""
    with st.container(key="sure"):
        markup.heading(words.sureness.SURE_TITLE)
        markup.say(words.sureness.SURE_TEXT)
        calibration = library.calibration()
        _state(library, calibration)
        _start(library, calibration)
        if calibration.pictures:
            _details(library, calibration)
        _ignored(library)


def _state(library: Library, calibration: Calibration) -> None:
    facts = [
        (words.sureness.SURE_FACT_WRONG, words.sureness.sure_wrong(calibration)),
        (words.sureness.SURE_FACT_LIMIT, words.sureness.sure_limit(calibration.max_false_positive_rate)),
    ]
    if calibration.pictures:
        facts = [
            (words.sureness.SURE_FACT_WHEN, words.sureness.sure_when(calibration)),
            facts[0],
            (words.sureness.SURE_FACT_FOUND, words.sureness.sure_found(calibration)),
            facts[1],
        ]
    else:
        markup.note(words.sureness.SURE_SHIPPED)
    facts.append((words.sureness.SURE_FACT_NAME, calibration.id))
    markup.facts([[(name, value) for name, value in facts if value]])
    if calibration.pictures and not calibration.adjusted:
        markup.note(words.sureness.SURE_FEW)
    ended = jobs().ended((CALIBRATE,))
    if ended and ended[0].reason:
        markup.notice(words.adding.job_headline(words.jobs.of(CALIBRATE).name, "failed"), ended[0].reason)


def _start(library: Library, calibration: Calibration) -> None:
    """Nothing to start while it runs: its progress stands at the top of the page."""
    if jobs().active((CALIBRATE,)):
        markup.note(words.answering.MEASURING)
        return
    pictures = len(library)
    sizes = [size for size in SAMPLES if size < pictures] or [max(1, pictures)]
    with st.container(horizontal=True, vertical_alignment="bottom", key="sure_start_line"):
        usual = max((size for size in sizes if size <= DEFAULT_SAMPLE), default=sizes[0])
        sample = (
            st.select_slider(words.sureness.SURE_SAMPLE, sizes, value=usual, key="sure_sample")
            if len(sizes) > 1
            else sizes[0]
        )
        label = words.sureness.SURE_AGAIN if calibration.pictures else words.sureness.SURE_START
        pressed = st.button(label, key="sure_start", disabled=pictures == 0)
    markup.note(words.sureness.sure_effort(sample, sample * _SECONDS_A_PICTURE))
    if pressed:
        jobs().start(library, CALIBRATE, CalibrateRequest(sample).as_sources())
        st.rerun()


def _details(library: Library, calibration: Calibration) -> None:
    if calibration.reliability:
        with st.container(key="sure_plot"):
            markup.label(words.sureness.SURE_PLOT_TITLE)
            markup.note(words.sureness.SURE_PLOT_TEXT)
            st.altair_chart(reliability_plot(calibration.reliability), width="content")
    pairs = [(_record(library, one), _record(library, other)) for one, other in calibration.doubtful]
    shown = [
        (picture_url(one, 320), picture_url(other, 320), words.sureness.doubtful_pair(one.name, other.name))
        for one, other in pairs
        if one is not None and other is not None
    ]
    if shown:
        with st.container(key="sure_doubtful"):
            markup.label(words.sureness.DOUBTFUL_TITLE)
            markup.note(words.sureness.DOUBTFUL_TEXT)
            markup.picture_pairs(shown[:_MOST_SHOWN])
    if calibration.shared:
        _shared(library, calibration.shared)


def _shared(library: Library, elements: tuple[SharedElement, ...]) -> None:
    with st.container(key="sure_shared"):
        markup.label(words.sureness.SHARED_TITLE)
        markup.note(words.sureness.SHARED_TEXT)
        for column, element in zip(st.columns(_MOST_SHOWN), elements[:_MOST_SHOWN], strict=False):
            record = _record(library, element.id)
            if record is None:
                continue
            region = around(element.box, record.width, record.height)
            with column:
                picture = _part(library, record, region)
                if picture is not None:
                    st.image(picture, width="stretch", output_format="JPEG", alt=record.name)
                markup.note(words.sureness.shared_by(record.name, len(element.others)))
                if st.button(
                    words.evidence.IGNORE_ELEMENT, key=f"ignore_shared_{record.id}", help=words.evidence.IGNORE_HELP
                ):
                    ignore(library, record.id, region, record.name)


def _ignored(library: Library) -> None:
    elements = library.ignored_elements()
    if not elements:
        return
    with st.container(key="sure_ignored"):
        markup.label(words.sureness.IGNORED_TITLE)
        for element in elements:
            with st.container(horizontal=True, vertical_alignment="center", key=f"ignored_{element.id}"):
                st.image(library.ignored_picture(element.id), width=96, alt=element.name)
                markup.note(words.sureness.ignored_since(element.name, element.created_at), beside=True)
                if st.button(words.sureness.IGNORED_REMOVE, key=f"stop_ignoring_{element.id}", type="tertiary"):
                    library.stop_ignoring([element.id])
                    st.rerun()


def _record(library: Library, id: int) -> Record | None:
    """None for a picture that was removed since the measurement."""
    try:
        return library.get(id)
    except UnknownPicture:
        return None


def _part(library: Library, record: Record, region: Region) -> UInt8Array | None:
    """(h, w, 3) uint8 RGB of a part, from the working picture; None when that is lost."""
    try:
        working = library.working_picture(record.id)
    except UnreadablePicture:
        return None
    scale = working.shape[1] / record.width
    left, top = int(region.x * scale), int(region.y * scale)
    right, bottom = int((region.x + region.width) * scale) + 1, int((region.y + region.height) * scale) + 1
    return imaging.shrunk(working[top:bottom, left:right], long_side=320)
