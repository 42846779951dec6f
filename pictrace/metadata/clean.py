"""Values as they are shown and searched: one clean line, a date, text from bytes."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

MAX_LENGTH = 2000

_DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

_DATE = re.compile(
    r"^\s*(\d{4})(?:[-:/.]?(\d\d)(?:[-:/.]?(\d\d)(?:[ T]+(\d\d):?(\d\d)(?::?(\d\d))?)?)?)?(?=$|[^\d])", re.ASCII
)


def as_date(text: str) -> str:
    """A date as EXIF, IPTC or XMP write it → "2024-05-01 12:30:00", "2024-05-01", "2024-05" or "2024"; else ""."""
    match = _DATE.match(as_line(text))
    if not match:
        return ""
    year, month, day, hour, minute, second = match.groups()
    try:
        datetime(int(year), int(month or 1), int(day or 1), int(hour or 0), int(minute or 0), int(second or 0))
    except ValueError:  # "0000:00:00 00:00:00" is what a camera without a clock writes
        return as_date(text[:4]) if month == "00" else as_date(f"{year}-{month}") if day == "00" else ""
    known = "-".join(part for part in (year, month, day) if part)
    return f"{known} {hour}:{minute}:{second or '00'}" if hour else known


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
