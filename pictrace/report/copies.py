"""Which bytes of a picture go into a report, and what they are to the file that was compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pictrace import imaging
from pictrace.errors import PicTraceError
from pictrace.imaging.formats import FORMATS, recognise
from pictrace.report.contents import Exhibit
from pictrace.settings import Limits

CopyKind = Literal[
    "file",  # the file that was compared, byte by byte
    "same_pixels",  # another file with the same pixels
    "without_location",  # the file, without what it says of the place
    "resaved",  # the same pixels in a PNG, because the place could not be taken out of the file
    "working",  # the small picture that PicTrace keeps, because the file is not at hand
    "none",  # left out
]

FOLDER = "pictures"


@dataclass(frozen=True, slots=True)
class Copy:
    """What stands for a picture in a report. data, suffix : empty for "none"."""

    kind: CopyKind
    data: bytes = b""
    suffix: str = ""

    @property
    def digest(self) -> str | None:
        """Hex SHA-256 of the bytes, None where there are none."""
        return imaging.file_digest(self.data) if self.data else None

    def file_name(self, role: str) -> str | None:
        """Where it lies in the report. role : "query" or "candidate"."""
        return f"{FOLDER}/{role}{self.suffix}" if self.data else None


LEFT_OUT = Copy("none")


def copy_of(exhibit: Exhibit, location: bool, limits: Limits) -> Copy:
    """The picture as a file of the report. location : whether it may say where it was taken."""
    data = exhibit.file
    if data is None:
        return _working(exhibit)
    if location or not imaging.tells_place(data):
        same = imaging.file_digest(data) == exhibit.file_digest
        return Copy("file" if same else "same_pixels", data, _suffix(data))
    pixels = _digest(data, exhibit, limits)
    cleaned = imaging.without_place(data)
    if cleaned is not None and not imaging.tells_place(cleaned) and _digest(cleaned, exhibit, limits) == pixels:
        return Copy("without_location", cleaned, _suffix(cleaned))
    return _resaved(data, exhibit, limits)


def _resaved(data: bytes, exhibit: Exhibit, limits: Limits) -> Copy:
    try:
        decoded = imaging.decode(data, name=exhibit.name, limits=limits, page=exhibit.page)
    except PicTraceError:
        return _working(exhibit)
    # Of a picture that was decoded reduced there are not all pixels.
    return _working(exhibit) if decoded.reduced else Copy("resaved", imaging.encode_lossless(decoded), ".png")


def _working(exhibit: Exhibit) -> Copy:
    return Copy("working", imaging.encode_png(exhibit.described.working), ".png")


def _digest(data: bytes, exhibit: Exhibit, limits: Limits) -> str | None:
    try:
        return imaging.decode(data, name=exhibit.name, limits=limits, page=exhibit.page).pixel_digest
    except PicTraceError:
        return None


def _suffix(data: bytes) -> str:
    format = recognise(data)
    return "" if format is None else f".{FORMATS[format].extensions[0]}"
