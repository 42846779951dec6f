"""Why a hit is where it is, and the facts of its file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import numpy as np

from pictrace.types import KeypointEvidence, SourceUri, StructureEvidence
from pictrace.web.words.naming import NOT_COUNTED
from pictrace.web.words.numbers import percent, plural, points

EVIDENCE = "Why: {name}"
EVIDENCE_VIEWS = "Evidence"
VIEW_DETAILS = "Matching details"
VIEW_REGISTERED = "Registered"
VIEW_CHANGES = "What changed"
VIEW_STEPS = "Steps"
VIEW_COLOURS = "Colours"
VIEW_FILE = "File"
IGNORE_ELEMENT = "Ignore this element"
IGNORE_HELP = "A logo, chart or template says nothing of a copy. It will count for no answer from now on."
CANNOT_IGNORE_TITLE = "This element cannot be ignored"
COLOUR_CAPTION = "Your picture above, {name} below: greys first, then the colours from red to violet"
SEARCH_WITH_THIS = "Search with this"
DOWNLOADS = "Take it with you"
DOWNLOAD_OVERLAY = "Picture of the evidence (PNG)"
DOWNLOAD_CSV = "Results (CSV)"
DOWNLOAD_JSON = "Results (JSON)"


def element_from(name: str) -> str:
    """What an ignored element is called."""
    return f"from {name}"


def element_ignored(name: str) -> str:
    return f"Ignored from now on: {name}. The Library page lists what is ignored."


def overlay_caption(name: str, placed: bool) -> str:
    """Under the two pictures. placed : an outline is drawn."""
    outline = " Dots and lines agree; the outline shows where your picture lies in the other." if placed else ""
    return f"Your picture comes first, then {name}.{outline}"


def keypoint_sentence(evidence: KeypointEvidence) -> str:
    """What the matched points say, in one or two sentences."""
    if evidence.score is None:
        return f"Your picture has too few details to compare: {NOT_COUNTED}."
    parts = max(1, len(evidence.planes))
    agreeing = int(np.logical_or.reduce([evidence.inliers, *(plane.inliers for plane in evidence.planes)]).sum())
    total = evidence.match_count
    if total == 0:
        return "No detail of your picture was found in this one."
    if evidence.homography is None or agreeing == 0:
        return f"{plural(total, 'detail')} looked alike, but their places do not agree, so they do not count."
    stray = total - agreeing
    rest = (
        f" {plural(stray, 'stray point')} did not fit and {'does' if stray == 1 else 'do'} not count." if stray else ""
    )
    flipped = " The match was found in your picture mirrored left to right." if evidence.mirrored else ""
    where = "" if parts == 1 else f", in {parts} parts that lie differently"
    return f"{plural(agreeing, 'agreeing point')}: their places in both pictures fit together{where}.{rest}{flipped}"


def structure_sentence(evidence: StructureEvidence) -> str:
    if evidence.score is None:
        return f"Your picture is too plain to lay over another: {NOT_COUNTED}."
    if evidence.aligned is not None and evidence.coverage is not None:
        plain = (
            "" if evidence.plain is None else f" Without moving it, {points(max(0.0, evidence.plain))} would coincide."
        )
        return (
            f"Laid over your picture by the agreeing points, it covers {percent(evidence.coverage)} of it, "
            f"and there light and dark coincide to {points(max(0.0, evidence.aligned))} of 100.{plain}"
        )
    plain_value = evidence.plain if evidence.plain is not None else evidence.score
    return (
        f"The two pictures could not be laid over each other by their details; squeezed to the same shape, "
        f"light and dark coincide to {points(max(0.0, plain_value))} of 100."
    )


def colour_sentence(value: float | None) -> str:
    if value is None:
        return f"The colours of your picture say nothing here: {NOT_COUNTED}."
    degree = (
        "nearly the same"
        if value >= 0.9
        else "alike"
        if value >= 0.7
        else "partly alike"
        if value >= 0.5
        else "different"
    )
    return f"The colours are {degree}: {points(value)} of 100. The bars show how much of each picture has which colour."


def place_of(uri: str, names: Mapping[str, str] | None = None) -> str:
    """Where something is, for people. names : file names of uploads, by their uri; without one an upload has none."""
    place = SourceUri.parse(uri)
    if not place.is_upload:
        return uri
    page = "" if place.page is None else f", page {place.page:,}"
    inside = str(place.whole).removeprefix(place.file)
    return f"{(names or {}).get(place.file, FACT_UPLOAD)}{inside}{page}"


def reason_of(reason: str, uri: str, names: Mapping[str, str] | None = None) -> str:
    """Why an input did not become a picture; an upload is called by its name there, not by its digest."""
    place = SourceUri.parse(uri)
    return reason.replace(place.file, (names or {}).get(place.file, UPLOAD_UNNAMED)) if place.is_upload else reason


def moment(when: datetime) -> str:
    return f"{when.day} {when:%B %Y, %H:%M}"


FACT_LOCATION = "Where it is"
FACT_ALSO = "Also at"
FACT_MISSING = "No longer there"
FACT_SIZE = "Dimensions"
FACT_BYTES = "File size"
FACT_FORMAT = "Format"
FACT_ADDED = "Added"
FACT_ID = "Number in the library"
UPLOAD_UNNAMED = "the uploaded file"
FACT_UPLOAD = "Uploaded in the page and kept in the library"
NO_METADATA = "The file says nothing more about itself."
METADATA_NAME: dict[str, str] = {
    "date_taken": "Taken",
    "creator": "Creator",
    "credit": "Credit",
    "caption": "Caption",
    "keywords": "Keywords",
    "copyright": "Copyright",
    "title": "Title",
    "camera": "Camera",
}
WORKING_GONE_TITLE = "PicTrace's own copy of this picture is missing"
WORKING_GONE_TEXT = "Open the library page and press Rebuild; it is made again from the original."
UNREACHABLE_TITLE = "The original can no longer be reached"
UNREACHABLE_TEXT = (
    "PicTrace keeps its own small copy and the record. Bring the file back to its place, "
    "or add it again from the new one."
)


def metadata_name(key: str) -> str:
    return METADATA_NAME.get(key, key.replace("_", " "))
