"""Text on its way into the catalogue: names that are not valid Unicode, search keys, sort keys, times."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

# Python hands a file name that is not valid UTF-8 over with one lone surrogate for each bad byte, and no database takes
# those. Stored, they become private-use characters that no real name carries, and come back as they were.
_TO_STORED = {0xDC00 + byte: 0x10FF00 + byte for byte in range(0x80, 0x100)}
_FROM_STORED = {stored: lone for lone, stored in _TO_STORED.items()}


class OutsideText(TypeDecorator[str]):
    """Text that came from outside (URIs, names, reasons): lone surrogates survive the round trip."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        stored = value.translate(_TO_STORED)
        # What is left are surrogates that no file name has; they would stop the whole batch.
        return stored.encode("utf-8", "replace").decode("utf-8")

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else value.translate(_FROM_STORED)


def fold(text: str) -> str:
    """The form in which text is searched: compatibility-composed and without case, so that É finds é."""
    return unicodedata.normalize("NFKC", text).casefold()


def search_text(parts: Iterable[str]) -> str:
    """One searchable line of all that is known of a picture."""
    return fold("\n".join(part for part in parts if part))


def like_pattern(word: str) -> str:
    r"""A LIKE pattern, with the escape character \, for text that contains the word."""
    escaped = fold(word).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def name_key(name: str) -> str:
    """The form by which names are sorted: without case, and IMG_2 before IMG_10."""
    return re.sub(r"[0-9]+", lambda digits: digits[0].lstrip("0").rjust(20, "0"), fold(name))


def now() -> str:
    """The time as ISO 8601 in UTC with microseconds; such strings sort as the times do."""
    return datetime.now(UTC).isoformat(timespec="microseconds")
