"""What a browser's console says of a page, and which of it is a fault of the page."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass
from urllib.parse import urlsplit

_NOT_FOUND = "Failed to load resource: the server responded with a status of 404 "
# Opened at /library, Streamlit asks below that for these two first, to learn where it is served.
_PROBE = re.compile(r"/[^/]+/_stcore/(health|host-config)")


@dataclass(frozen=True, slots=True)
class Complaint:
    """A line of the console. type : "error", "warning" and so on. url : of what it speaks."""

    type: str
    text: str
    url: str


def is_fault(complaint: Complaint, pictures: Set[str], shown: Set[str]) -> bool:
    """pictures : addresses that the page has asked for as pictures. shown : of those, the ones that it ends with.

    A run that replaces a picture takes it from the server: a browser that is slow to ask for it is told that it is not
    found. Any other trouble with a picture is a fault, and so is one that is missing and still shown.
    """
    if complaint.type != "error":
        return False
    if not complaint.text.startswith(_NOT_FOUND):
        return True
    path = urlsplit(complaint.url).path
    was_replaced = path.startswith("/media/") and complaint.url in pictures and complaint.url not in shown
    return not was_replaced and _PROBE.fullmatch(path) is None
