"""What files beside a picture say of it: XMP sidecars, and the JSON of Google Takeout.

An XMP sidecar is what a person wrote last: programs write one where they leave the picture itself alone, and read it
before the picture's own XMP (Lightroom for raw files, darktable and digiKam for all). So it goes before what the
picture says, except for `xmp:CreateDate`. Of Takeout's JSON the description goes before it too, for the same reason.
Its date does not: it is in UTC, and the camera's is in the time of the place; it fills in where there is none. The
people whom it names are added to the keywords. Places (GPS) are left alone here as everywhere.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from pictrace.imaging.metadata.cleaning import as_line
from pictrace.imaging.metadata.fields import READING_ERRORS, first_of
from pictrace.imaging.metadata.xmp import MAX_PACKET, from_packet

log = logging.getLogger(__name__)

MAX_SIDECAR = MAX_PACKET
_FILE_NAME = re.compile(
    r".*\.(?:jpe?g|jfif|png|gif|webp|hei[cf]|avif|jxl|tiff?|bmp|dng|nef|nrw|cr[23w]|arw|orf|rw2|raf|pef|srw|raw|mp4|mov)",
    re.DOTALL | re.IGNORECASE,
)


def with_sidecars(
    embedded: Mapping[str, str], sidecars: Iterable[tuple[str, bytes]], *, picture: str
) -> dict[str, str]:
    """The metadata of a picture together with what lies beside it, by the keys of `KEYS`.

    sidecars : name and content of each file, the one that goes before the others first. picture : the name of the
    picture's file. What cannot be read is left out with a line in the log, and costs nothing but itself.
    """
    before: list[Mapping[str, str]] = []
    behind: list[Mapping[str, str]] = []
    people: list[str] = []
    for name, content in sidecars:
        try:
            if name.lower().endswith(".xmp"):
                said = _xmp(content, picture)
            else:
                told = _takeout(content)
                said = _said(told, picture)
                people += _people(told)
        except READING_ERRORS as error:
            log.info("%s, beside %s, is left out: it cannot be read (%s)", name, picture, error)
            continue
        before.append(said)
        behind.append({"date_taken": said.get("date_made", "")})
    found = first_of([*before, embedded, *behind])
    if people:
        keywords = [*found.get("keywords", "").split(", "), *people]
        found["keywords"] = as_line(", ".join(dict.fromkeys(filter(None, keywords))))
    return found


def _xmp(content: bytes, picture: str) -> dict[str, str]:
    said = from_packet(content)
    extension = said["sidecar_for"].strip().lower()
    # "a.xmp" lies beside "a.nef" and "a.jpg" alike, and says in itself which of the two it is of.
    return said if extension in ("", picture.lower().rpartition(".")[2]) else {}


def _takeout(content: bytes) -> dict[str, Any]:
    told = json.loads(content.decode("utf-8-sig", "replace"))
    if not isinstance(told, dict) or told.keys().isdisjoint(("title", "photoTakenTime")):
        raise ValueError("it is not what Google Takeout writes")
    return told


def _said(told: dict[str, Any], picture: str) -> dict[str, str]:
    title = _text(told.get("title"))
    is_file_name = _FILE_NAME.fullmatch(title) or title == picture.rpartition(".")[0]
    return {
        "title": "" if is_file_name else title,
        "caption": _text(told.get("description")),
        "date_made": _moment(told.get("photoTakenTime")),
    }


def _people(told: dict[str, Any]) -> list[str]:
    people = told.get("people")
    named = [person.get("name") for person in people if isinstance(person, dict)] if isinstance(people, list) else []
    return [name for name in (as_line(_text(name).replace(",", " ")) for name in named) if name]


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _moment(value: object) -> str:
    """Seconds since 1970, which are negative for pictures older than that."""
    seconds = value.get("timestamp") if isinstance(value, dict) else None
    if not isinstance(seconds, (str, int)) or isinstance(seconds, bool):
        return ""
    try:
        return (datetime(1970, 1, 1) + timedelta(seconds=int(seconds))).isoformat(" ")
    except (ValueError, OverflowError):
        return ""
