"""Numbers, sizes and times as people write them."""

from __future__ import annotations


def number(value: int) -> str:
    """A whole number, its thousands apart."""
    return f"{value:,}"


def points(value: float) -> str:
    """A score in [0, 1] as points of 100. Only 1 itself is 100: pictures that differ never get full marks."""
    return str(100 if value >= 1.0 else min(99, round(value * 100)))


def percent(value: float) -> str:
    """A share as whole percents."""
    return f"{round(value * 100)} %"


def file_size(count: int) -> str:
    """Bytes in the unit that fits."""
    for unit, size in (("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000)):
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{count} bytes"


def dimensions(width: int, height: int) -> str:
    """Width and height."""
    return f"{number(width)} × {number(height)} pixels"


def duration(seconds: float) -> str:
    """About how long something takes."""
    if seconds < 1:
        return "under a second"
    if seconds < 90:
        return f"about {plural(max(1, round(seconds)), 'second')}"
    if seconds < 5400:
        return f"about {plural(round(seconds / 60), 'minute')}"
    return f"about {seconds / 3600:.1f} hours"


def took(seconds: float) -> str:
    """How long something took."""
    return f"{seconds:.1f} s"


def plural(count: int, noun: str, several: str = "") -> str:
    """A number and what is counted. several : its plural, if not with an s."""
    return f"{number(count)} {noun}" if count == 1 else f"{number(count)} {several or noun + 's'}"
