"""Which bytes of a picture go into a report, and how they relate to the file that was compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pictrace import imaging
from pictrace.errors import PicTraceError
from pictrace.imaging.formats import FORMATS, recognise
from pictrace.report.contents import ReportPicture
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


def copy_of(report_picture: ReportPicture, location: bool, limits: Limits) -> Copy:
    """The picture as a file of the report. location : whether it may say where it was taken."""
    data = report_picture.file
    if data is None:
        return _working(report_picture)
    if location or not imaging.tells_place(data):
        same = imaging.file_digest(data) == report_picture.file_digest
        return Copy("file" if same else "same_pixels", data, _suffix(data))
    pixels = _digest(data, report_picture, limits)
    cleaned = imaging.without_place(data)
    if cleaned is not None and not imaging.tells_place(cleaned) and _digest(cleaned, report_picture, limits) == pixels:
        return Copy("without_location", cleaned, _suffix(cleaned))
    return _resaved(data, report_picture, limits)


def _resaved(data: bytes, report_picture: ReportPicture, limits: Limits) -> Copy:
    try:
        decoded = imaging.decode(data, name=report_picture.name, limits=limits, page=report_picture.page)
    except PicTraceError:
        return _working(report_picture)
    # Of a picture that was decoded reduced there are not all pixels.
    return _working(report_picture) if decoded.reduced else Copy("resaved", imaging.encode_lossless(decoded), ".png")


def _working(report_picture: ReportPicture) -> Copy:
    return Copy("working", imaging.encode_png(report_picture.described.working), ".png")


def _digest(data: bytes, report_picture: ReportPicture, limits: Limits) -> str | None:
    try:
        return imaging.decode(data, name=report_picture.name, limits=limits, page=report_picture.page).pixel_digest
    except PicTraceError:
        return None


def _suffix(data: bytes) -> str:
    format = recognise(data)
    return "" if format is None else f".{FORMATS[format].extensions[0]}"
