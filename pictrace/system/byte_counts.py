"""Numbers of bytes for a person."""

from __future__ import annotations


def in_words(size: int) -> str:
    """In the unit that people read on their disks: "312 MB", "4.2 kB"."""
    for unit, factor in (("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000)):
        if size >= factor:
            return f"{size / factor:.4g} {unit}"
    return f"{size} bytes"
