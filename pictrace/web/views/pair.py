"""The evidence of two pictures as one area: the picture that shows it first, numbers last. It needs no library."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from pictrace import matching
from pictrace.explanation import wording
from pictrace.imaging import drawing
from pictrace.web import explained, words
from pictrace.web.components import markup
from pictrace.web.pair import Pair
from pictrace.web.views.changes import show_changes
from pictrace.web.views.details import show_details
from pictrace.web.views.registered import show_laid
from pictrace.web.views.steps import show_steps

# The backgrounds of the two themes.
_LIGHT, _DARK = (251, 251, 250), (18, 23, 22)

TAB_NAMES = {
    "details": words.evidence.VIEW_DETAILS,
    "registered": words.evidence.VIEW_REGISTERED,
    "changes": words.evidence.VIEW_CHANGES,
    "steps": words.evidence.VIEW_STEPS,
    "colours": words.evidence.VIEW_COLOURS,
    "file": words.evidence.VIEW_FILE,
}


def show_pair(
    pair: Pair,
    *,
    title: str,
    said: str,
    tab: str,
    choose: Callable[[str], None],
    show_file: Callable[[], None] | None = None,
    query: str = wording.QUERY,
) -> None:
    """A heading, what is to be said of the pair, and the view that is chosen.

    tab : one of TAB_NAMES; choose : called with another one when a person takes it. show_file : draws what is known of
    the files; without it there is no such view. query : what sentences call the first picture.
    """
    with st.container(horizontal=True, vertical_alignment="center", key="evidence_head"):
        markup.heading(title)
        tab = _choose_tab(tab, choose, [name for name in TAB_NAMES if name != "file" or show_file is not None])
    story = st.container(key="story")
    if tab == "file" and show_file is not None:
        show_file()
    else:
        _VIEWS[tab](pair)
    # Told above the picture, but found out while that is already there.
    with story:
        _tell(pair, said, query)


def _tell(pair: Pair, said: str, query: str) -> None:
    """What was done to make one of the other, where that is known; what agrees; which is nearer their source."""
    explanation = explained.explanation_of(pair)
    if explanation.recipe.claimed:
        markup.tale(wording.recipe(explanation.recipe, query, pair.candidate.name))
        if explanation.recipe.changed:
            said = f"{said} {wording.source_direction(explanation.nearer, query, pair.candidate.name)}"
    if said:
        markup.say(said)


def _choose_tab(tab: str, choose: Callable[[str], None], tabs: list[str]) -> str:
    shown = tab if tab in tabs else tabs[0]
    st.session_state["evidence_tab"] = shown
    chosen = st.segmented_control(
        words.evidence.EVIDENCE_VIEWS,
        tabs,
        format_func=TAB_NAMES.__getitem__,
        key="evidence_tab",
        required=True,
        label_visibility="collapsed",
        on_change=lambda: choose(st.session_state["evidence_tab"]),
    )
    return chosen or shown


def _details(pair: Pair) -> None:
    show_details(pair)
    markup.say(words.evidence.keypoint_sentence(pair.evidence.keypoints))


def _registered(pair: Pair) -> None:
    show_laid(pair)
    markup.say(words.evidence.structure_sentence(pair.evidence.structure))


def _colours(pair: Pair) -> None:
    caption = words.evidence.COLOUR_CAPTION.format(name=pair.candidate.name)
    strip = drawing.histogram_strip(
        matching.colour.histogram(pair.query.working),
        matching.colour.histogram(pair.candidate.working),
        background=_DARK if st.context.theme.type == "dark" else _LIGHT,
        width=1000,
        row_height=150,
    )
    with st.container(key="colours"):
        st.image(strip, width="stretch", alt=caption)
    markup.note(caption)
    markup.say(words.evidence.colour_sentence(pair.evidence.colour))


_VIEWS: Mapping[str, Callable[[Pair], None]] = {
    "details": _details,
    "registered": _registered,
    "changes": show_changes,
    "steps": show_steps,
    "colours": _colours,
}
