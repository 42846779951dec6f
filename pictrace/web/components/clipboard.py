"""A place to paste a picture from the clipboard."""

from __future__ import annotations

import base64
import binascii
from functools import cache

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from pictrace.web.components.assets import asset


@cache
def _component() -> ComponentRenderer:
    return st.components.v2.component("pictrace_clipboard", css=asset("clipboard.css"), js=asset("clipboard.js"))


def paste_picture(*, button: str, text: str, nothing: str, denied: str, key: str) -> bytes | None:
    """The bytes of a picture that was just pasted, else None. The words are shown in the place and when it fails."""
    result = _component()(
        key=key,
        data={"button": button, "text": text, "nothing": nothing, "denied": denied},
        on_pasted_change=lambda: None,
    )
    if not isinstance(result.pasted, str):
        return None
    try:
        return base64.b64decode(result.pasted, validate=True)
    except binascii.Error:
        return None
