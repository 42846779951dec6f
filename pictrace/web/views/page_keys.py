"""The keys of every page, and what the server does for them."""

from __future__ import annotations

from pictrace.web import state, words
from pictrace.web.components.keys import page_keys
from pictrace.web.views.registered import ask_for_blinking


def show_keys() -> None:
    """Listen to the keys. Space, where nothing that can blink is shown, shows it."""
    asked = page_keys(
        words.keys.KEYS,
        open=words.keys.OPEN,
        title=words.keys.TITLE,
        note=words.keys.NOTE,
        close=words.keys.CLOSE,
        key="page_keys",
    )
    if asked:
        ask_for_blinking()
        state.change(tab="registered")
