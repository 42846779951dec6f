"""Dates as EXIF, IPTC, XMP and programs write them, in one form."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time

from pictrace.imaging.metadata.cleaning import MAX_LENGTH, as_line

# Twenty columns. Blanks are what is not known (CIPA DC-008, 4.6.6), and what some cameras write for zeros.
_EXIF = re.compile(
    r"\s*(\d{4})[-:/. ]([\d ]{2})[-:/. ]([\d ]{2})"
    r"(?:[-T ]([\d ]{2})[:. ]([\d ]{2})[:. ]([\d ]{2})(?!\d)|\s*$)",
    re.ASCII,
)
_DAY = re.compile(r"(\d{4})(?:(\d\d)(\d\d)?|[-:/.](\d{1,2})(?:[-:/.](\d{1,2}))?)?(?!\d)", re.ASCII)
_TIME = re.compile(r"[ :Tt]+(?:(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?|(\d\d)(\d\d)(\d\d)?)(?!\d)", re.ASCII)
_DIGITS_ONLY = re.compile(r"(\d{8})(\d{4}(?:\d\d)?)(?!\d)", re.ASCII)
_AFTERNOON = re.compile(r" ?([AaPp])\.?[Mm]\b")


def as_date(text: str) -> str:
    """→ "2024-05-01 12:30:00", "2024-05-01", "2024-05" or "2024", as much as is known; "" for no date.

    The time is that of the place where it was written: fractions, and offsets from UTC, are left out. A time that
    cannot be (24:05:11, 12:30:60) leaves its day. What a clock says that was never set is no date.
    """
    exif = _EXIF.match(text)
    if exif is not None:
        year, month, day, *parts = (part.strip() if part else "" for part in exif.groups())
        return _joined(year, month, day, _time(parts, text[exif.end() :]))
    text = _DIGITS_ONLY.sub(r"\1 \2", as_line(text[:MAX_LENGTH]), count=1)
    found = _DAY.match(text)
    if found is None:
        return ""
    year, month, day = found[1], found[2] or found[4] or "", found[3] or found[5] or ""
    clock = _TIME.match(text, found.end())
    if clock is None:
        return _joined(year, month, day, None)
    return _joined(year, month, day, _time(clock.groups()[:3] if clock[1] else clock.groups()[3:], text[clock.end() :]))


def _joined(year: str, month: str, day: str, clock: time | None) -> str:
    if int(year) <= 1:  # what programs write that know no date
        return ""
    if not month.strip("0"):
        return year
    if not day.strip("0"):
        return f"{year}-{int(month):02}" if int(month) <= 12 else ""
    try:
        taken = date(int(year), int(month), int(day))
    except ValueError:
        return ""
    if clock is None:
        return taken.isoformat()
    moment = datetime.combine(taken, clock)
    return "" if _is_zero_of_a_clock(moment) else moment.isoformat(" ")


def _time(parts: Sequence[str | None], behind: str) -> time | None:
    """None where hour or minute are not known, or where there is no such time."""
    hour, minute, second = (part or "" for part in parts)
    if not hour or not minute:
        return None
    half = _AFTERNOON.match(behind)
    hours = int(hour) % 12 + 12 * (half[1] in "Pp") if half and int(hour) <= 12 else int(hour)
    try:
        return time(hours, int(minute), int(second or 0))
    except ValueError:
        return None


def _is_zero_of_a_clock(moment: datetime) -> bool:
    """The first second of Unix, in whatever time zone it was written, and that of DOS (which FAT keeps too).

    Noon is left out: people write it who know the day alone.
    """
    if moment == datetime(1980, 1, 1):
        return True
    hours = (moment - datetime(1970, 1, 1)).total_seconds() / 3600
    return -12 <= hours <= 14 and hours % 0.25 == 0 and moment.hour != 12
