"""The two pictures beside each other and laid on each other, and what was changed."""

from __future__ import annotations

from pictrace.report import wording
from pictrace.types import ADDED, ALTERED, KEPT, MISSING, ChangeMap

PANEL = "{name}. Plus and minus zoom, arrows move, zero shows all of it."
HINT = "Turn the wheel to zoom, drag to move. Point at a line to see both of its ends."
HINT_PLAIN = "Turn the wheel to zoom, drag to move."
PLACE = "{x}, {y}"
BOTH = "Your picture {query}  ·  the other {candidate}"
IN_QUERY = "Your picture {place}"
IN_CANDIDATE = "The other picture {place}"
AGREES = "Agreeing points: {x}, {y} in your picture, {toX}, {toY} in the other"
STRAYS = "Stray points: {x}, {y} in your picture, {toX}, {toY} in the other"
FIT = "Show all of both"
FIT_ONE = "Show all of it"
ONE = "Full size: one pixel of the picture is one of the screen"
CLOSER = "Closer"
FARTHER = "Farther away"
WAY = "Arrangement"
BESIDE = "Beside each other"
BELOW = "One below the other"
MIRROR = "Mirror your picture (M)"
MIRRORED = "shown mirrored"
TOGETHER = "Move both together"
AGREEING = "Agreeing, {count}"
STRAY = "Stray, {count}"
COUNT = "Lines"
OPACITY = "Opacity"
COVER = "Overlay"

LAID = "Both pictures on top of each other. Plus and minus zoom, arrows move, zero shows all of it."
MODES = "How they are compared"
SWIPE = "Swipe"
BLINK = "Blink"
DIFFERENCE = "Difference"
LINES_UP = "Lines up"
DIVIDER = "Divider between your picture, left, and the other, right"
DIVIDED = "{percent} % of the width shows your picture"
PLAY = "Start blinking"
PAUSE = "Stop blinking"
SPEED = "Speed"
PER_SECOND = "{times} a second"
STRENGTH = "Made stronger"
TIMES = "{times} times"
SAME = "the same"
DIFFERS = "different"
DIFFERENT = "different"
LINED_UP = "the same"
HINT_LAID = "The dashes show how far the other picture reaches. Turn the wheel to zoom, drag to move, Space blinks."
NOT_LAID_TITLE = "These two could not be laid on each other"
NOT_LAID_TEXT = "Too few of their details agree. Squeezed to the same shape, this is where light and dark coincide."
NOT_MAPPED_TEXT = "Too few of their details agree to say what was kept and what was changed."

CHANGE_NAME: dict[int, str] = {
    KEPT: "Kept",
    ALTERED: "Altered",
    ADDED: "Only in your picture",
    MISSING: "Only in the other",
}


def share(label: int, changes: ChangeMap) -> str:
    """How much of which picture an area is."""
    of_query, of_candidate = changes.query_shares.get(label, 0.0), changes.candidate_shares.get(label, 0.0)
    if label == ADDED:
        return f"{_share(of_query)} of your picture"
    if label == MISSING:
        return f"{_share(of_candidate)} of the other"
    return f"{_share(of_query)} of your picture, {_share(of_candidate)} of the other"


def _share(value: float) -> str:
    return "all" if value >= 1.0 else wording.percent(value)
