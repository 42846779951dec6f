"""What counts most: four sliders with presets, and how many results and candidates."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from pictrace import fitting
from pictrace.library import Library
from pictrace.types import CHANNELS, Weights
from pictrace.web import state, words
from pictrace.web.channels import SHOWN
from pictrace.web.components import markup
from pictrace.web.state import View
from pictrace.web.views.fitting_panel import fitting_line

SHORTLISTS = (20, 50, 100, 200, 500)
PRESETS: dict[str, Weights] = {
    words.naming.COPIES: Weights.copies(),
    words.naming.LOOKALIKES: Weights.lookalikes(),
    words.naming.CLASSIC: Weights.classic(),
}


def weights_panel(library: Library, view: View) -> None:
    """The controls, showing `view`; a change goes into the session's view before the next run."""
    presets = presets_of(library)
    percents = dict(zip(CHANNELS, view.percents, strict=True))
    with st.container(key="weights"):
        markup.heading(words.naming.WHAT_COUNTS)
        _show("preset", preset_of(view, presets))
        st.pills(
            words.naming.PRESETS_LABEL,
            list(presets),
            key="preset",
            on_change=_use_preset,
            args=(presets,),
            label_visibility="collapsed",
        )
        for channel in SHOWN:
            _show(f"slider_{channel}", percents[channel])
            st.slider(
                words.naming.CHANNEL[channel],
                0,
                100,
                step=5,
                key=f"slider_{channel}",
                help=words.naming.CHANNEL_HELP[channel],
                on_change=_use_sliders,
            )
        fitting_line(library, view)
    with st.container(key="mode_choice"):
        _show("mode", view.mode)
        st.segmented_control(
            words.naming.MODE,
            list(words.naming.MODE_NAME),
            key="mode",
            format_func=words.naming.MODE_NAME.__getitem__,
            help=words.naming.MODE_HELP,
            width="stretch",
            on_change=_use_mode,
        )
    with st.container(key="counts", horizontal=True, vertical_alignment="bottom"):
        _show("top", view.top)
        st.number_input(
            words.naming.RESULTS_SHOWN,
            1,
            state.MAXIMUM_TOP,
            key="top",
            help=words.naming.RESULTS_HELP,
            on_change=_use_counts,
        )
        options = sorted({*SHORTLISTS, view.shortlist})
        _show("shortlist", view.shortlist)
        st.selectbox(
            words.naming.CANDIDATES, options, key="shortlist", help=words.naming.CANDIDATES_HELP, on_change=_use_counts
        )


def _show(key: str, value: object) -> None:
    """Let a control show this value. Written only when it shows another one: a value that is written is sent back to
    the browser, and a slider that was moved in the meantime would jump back."""
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value


def presets_of(library: Library) -> Mapping[str, Weights]:
    """The ready-made weights, and those that were fitted to this library's judgements, if any are kept."""
    fitted = fitting.kept(library.artifacts, library.backbone)
    return PRESETS if fitted is None else {**PRESETS, words.naming.MINE: fitted}


def preset_of(view: View, presets: Mapping[str, Weights] = PRESETS) -> str | None:
    """The name of the preset that these weights are, or None for weights of one's own."""
    return next((name for name, weights in presets.items() if state.as_percents(weights) == view.percents), None)


def _use_preset(presets: Mapping[str, Weights]) -> None:
    name = st.session_state["preset"]
    # Pressing the chosen preset again gives None; the weights then stay as they are.
    if name is not None:
        state.change(percents=state.as_percents(presets[name]))


def _use_sliders() -> None:
    cosine, structure, keypoints, colour = (st.session_state[f"slider_{channel}"] for channel in CHANNELS)
    state.change(percents=(cosine, structure, keypoints, colour))


def _use_mode() -> None:
    chosen = st.session_state["mode"]
    # Pressing the chosen one again gives None; it then stays.
    if chosen is not None:
        state.change(mode=chosen, picked=None)


def _use_counts() -> None:
    state.change(top=st.session_state["top"], shortlist=st.session_state["shortlist"])
