"""Values as they are shown and searched: one clean line, text from bytes."""

from __future__ import annotations

import re
import unicodedata

MAX_LENGTH = 2000
# How Python keeps a byte that is no UTF-8.
_LOST_BYTES = re.compile("[\udc80-\udcff]+")

_DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def as_line(text: str) -> str:
    """One line of at most 2,000 characters without controls, halves of surrogate pairs, or changes of direction."""
    text = text[: 4 * MAX_LENGTH]  # a hostile text of 60 MB would take a minute, letter by letter
    if not text.isprintable():
        text = "".join(" " if letter.isspace() else letter for letter in text if _is_visible(letter))
    return " ".join(text.split())[:MAX_LENGTH].strip()


def _is_visible(letter: str) -> bool:
    # Marks of direction (U+202A…, U+2066…) can make a list of results show one name as another.
    return letter.isspace() or (unicodedata.category(letter) not in ("Cc", "Cs") and letter not in _DIRECTIONS)


def as_text(value: bytes, utf8: bool) -> str:
    """UTF-8 where it is said to be or can be nothing else, else the Western code page of programs that never said."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("utf-8", "replace") if utf8 else value.decode("cp1252", "replace")


def mended_text(value: bytes) -> str:
    """UTF-8; bytes that are none are read in the Western code page, they alone.

    For a text that several programs have written into, each in its own way.
    """
    text = value.decode("utf-8", "surrogateescape")
    return _LOST_BYTES.sub(lambda found: bytes(map(_byte, found[0])).decode("cp1252", "replace"), text)


def _byte(half: str) -> int:
    return ord(half) - 0xDC00
