"""The eight keys, what reading them may raise, and how several sources that say the same thing become one."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping

from pictrace.imaging.metadata.cleaning import as_line
from pictrace.imaging.metadata.dates import as_date

KEYS: tuple[str, ...] = ("date_taken", "creator", "credit", "caption", "keywords", "copyright", "title", "camera")

# All that Pillow, expat and struct were seen to raise on broken metadata. XML errors are SyntaxError, refused
# entities ValueError.
READING_ERRORS: tuple[type[Exception], ...] = (
    OSError,
    ValueError,
    SyntaxError,
    RuntimeError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    EOFError,
    MemoryError,
    UserWarning,
    struct.error,
)


def first_of(sources: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Those of `KEYS` that any source has, cleaned, from the first that has it; what the others say is left aside."""
    ranked = list(sources)
    found: dict[str, str] = {}
    for key in KEYS:
        for source in ranked:
            value = as_date(source.get(key, "")) if key == "date_taken" else as_line(source.get(key, ""))
            if value:
                found[key] = value
                break
    return found
