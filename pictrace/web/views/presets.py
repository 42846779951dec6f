"""Ready-made weights."""

from __future__ import annotations

from collections.abc import Mapping

from pictrace import fitting
from pictrace.library import Library
from pictrace.types import Weights
from pictrace.web import state, words
from pictrace.web.state import View

PRESETS: dict[str, Weights] = {
    words.naming.COPIES: Weights.copies(),
    words.naming.LOOKALIKES: Weights.lookalikes(),
    words.naming.CLASSIC: Weights.classic(),
}


def presets_of(library: Library) -> Mapping[str, Weights]:
    """The ready-made weights, and those that were fitted to this library's judgements, if any are kept."""
    fitted = fitting.kept(library.artifacts, library.backbone)
    return PRESETS if fitted is None else {**PRESETS, words.naming.MINE: fitted}


def preset_of(view: View, presets: Mapping[str, Weights] = PRESETS) -> str | None:
    """The name of the preset that these weights are, or None for weights of one's own."""
    return next((name for name, weights in presets.items() if state.as_percents(weights) == view.percents), None)
