"""A report on your picture and one hit, to print and to keep."""

from __future__ import annotations

from pictrace.types import PictureLevel
from pictrace.web.words.numbers import file_size

OPEN = "Report (to print and keep)"
TITLE = "Report"
LEAD = (
    "A document to print, all figures as a file, and checksums, in one zip. "
    "Anybody who has PicTrace can compute it again from the two pictures."
)
CASE = "Case number"
CASE_HINT = "optional"
NOTE = "Note"
NOTE_HINT = "optional; printed as you write it"
LEVEL = "The two pictures"
LEVEL_NAME: dict[PictureLevel, str] = {
    "full": "Both files",
    "thumbnails": "Small pictures",
    "hashes": "Checksums only",
}
LEVEL_HELP: tuple[str, ...] = (
    "The report can be checked by itself.",
    "On the page only. Checking needs the files.",
    "No picture at all. Checking needs the files.",
)
LOCATION = "Leave in where the pictures were taken"
LOCATION_HELP = "Cameras and phones write the place into a file. Without this tick it is taken out of the copies."
MAKE = "Make the report"
MAKING = "Computing and drawing …"


def save(size: int) -> str:
    """The button that saves a report."""
    return f"Save the report ({file_size(size)})"


def known_by(digest: str) -> str:
    """By what a saved report is known again."""
    return f"Its SHA-256, to keep in another place: {digest}"
