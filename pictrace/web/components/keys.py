"""The keys of the page, and a dialog that lists them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from pictrace.web.components.assets import asset, script


@cache
def _component() -> ComponentRenderer:
    return st.components.v2.component("pictrace_keys", css=asset("keys.css"), js=script("elements.js", "keys.js"))


def page_keys(
    keys: Sequence[tuple[Sequence[str], str]], *, open: str, title: str, note: str, close: str, key: str
) -> bool:
    """Listen to the keys; True when blinking was just asked for and nothing on the page could blink.

    keys : names of keys, and what they do, for the dialog.
    """
    listed = [{"keys": list(names), "does": does} for names, does in keys]
    data = {"keys": listed, "open": open, "title": title, "note": note, "close": close}
    result = _component()(key=key, data=data, on_asked_change=lambda: None)
    return bool(result.asked == "blink")
