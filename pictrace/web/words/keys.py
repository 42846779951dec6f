"""The keys of the page."""

from __future__ import annotations

OPEN = "Keys (?)"
TITLE = "Keys"
NOTE = "They rest while you type or move a slider. On a picture, + and − zoom, arrows move and 0 shows all of it."
CLOSE = "Close"
KEYS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("1", "–", "9"), "See why the first to the ninth match is listed"),
    (("←", "→"), "The match before, the next match"),
    (("Space",), "Lay both pictures on each other and blink; again to stop"),
    (("M",), "Mirror your picture"),
    (("?",), "This list"),
)
