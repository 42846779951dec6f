"""Ready-made weights."""

from __future__ import annotations

from collections.abc import Mapping

from pictrace import fitting
from pictrace.library import Library
from pictrace.types import PRESETS, Weights
from pictrace.web import words
from pictrace.web.state import View

NAMED: Mapping[str, Weights] = {words.naming.PRESET[key]: weights for key, weights in PRESETS.items()}


def presets_of(library: Library) -> Mapping[str, Weights]:
    """The ready-made weights, and those that were fitted to this library's judgements, if any are kept."""
    fitted = fitting.kept(library.artifacts, library.backbone)
    return NAMED if fitted is None else {**NAMED, words.naming.MINE: fitted}


def preset_of(view: View, presets: Mapping[str, Weights] = NAMED) -> str | None:
    """The name of the preset that these weights are, or None for weights of one's own."""
    return next((name for name, weights in presets.items() if weights.percents == view.percents), None)
