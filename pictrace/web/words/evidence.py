"""Why a hit is where it is, and the facts of its file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import numpy as np

from pictrace.types import KeypointEvidence, SourceUri, StructureEvidence
from pictrace.web.words.numbers import number, percent, plural, points

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
_NO_KEYPOINTS = "Your picture has too few details to compare, so they are not counted."
_NOTHING_AGREES = "No detail of your picture was found in this one."
_PLACES_DIFFER = "{found} looked alike, but their places do not agree, so they do not count."
_AGREE = "{agreeing}: their places in both pictures fit together."
_AGREE_IN_PARTS = "{agreeing}: their places in both pictures fit together, in {parts} parts that lie differently."
_ONE_STRAY = "1 stray point did not fit and does not count."
_STRAY = "{stray} stray points did not fit and do not count."
_MIRRORED = "The match was found in your picture mirrored left to right."
_TOO_PLAIN = "Your picture is too plain to lay over another, so this is not counted."
_LAID_OVER = (
    "Laid over your picture by the agreeing points, it covers {coverage} of it, and there light and dark coincide to "
    "{aligned} of 100."
)
_WITHOUT_MOVING = "Without moving it, {plain} would coincide."
_SQUEEZED = (
    "The two pictures could not be laid over each other by their details; squeezed to the same shape, light and dark "
    "coincide to {plain} of 100."
)
_NO_COLOURS = "The colours of your picture say nothing here, so they are not counted."
# From which value on each is said.
_COLOURS: tuple[tuple[float, str], ...] = (
    (0.9, "The colours are nearly the same: {points} of 100."),
    (0.7, "The colours are alike: {points} of 100."),
    (0.5, "The colours are partly alike: {points} of 100."),
    (-1.0, "The colours are different: {points} of 100."),
)
_BARS = "The bars show how much of each picture has which colour."
DOWNLOADS = "Take it with you"
DOWNLOAD_OVERLAY = "Picture of the evidence (PNG)"
DOWNLOAD_CSV = "Results (CSV)"
DOWNLOAD_JSON = "Results (JSON)"


def element_from(name: str) -> str:
    """What an ignored element is called."""
    return f"from {name}"


def element_ignored(name: str) -> str:
    """After a part was marked as one to ignore."""
    return f"Ignored from now on: {name}. The Library page lists what is ignored."


def overlay_caption(name: str, placed: bool) -> str:
    """Under the two pictures. placed : an outline is drawn."""
    outline = " Dots and lines agree; the outline shows where your picture lies in the other." if placed else ""
    return f"Your picture comes first, then {name}.{outline}"


def keypoint_sentence(evidence: KeypointEvidence) -> str:
    """What the matched points say, in one or two sentences."""
    if evidence.score is None:
        return _NO_KEYPOINTS
    parts = max(1, len(evidence.planes))
    agreeing = int(np.logical_or.reduce([evidence.inliers, *(plane.inliers for plane in evidence.planes)]).sum())
    total = evidence.match_count
    if total == 0:
        return _NOTHING_AGREES
    if evidence.homography is None or agreeing == 0:
        return _PLACES_DIFFER.format(found=plural(total, "detail"))
    stray = total - agreeing
    said = [
        (_AGREE if parts == 1 else _AGREE_IN_PARTS).format(agreeing=plural(agreeing, "agreeing point"), parts=parts)
    ]
    if stray:
        said.append(_ONE_STRAY if stray == 1 else _STRAY.format(stray=number(stray)))
    if evidence.mirrored:
        said.append(_MIRRORED)
    return " ".join(said)


def structure_sentence(evidence: StructureEvidence) -> str:
    """How far light and dark coincide, laid over each other where that could be done."""
    if evidence.score is None:
        return _TOO_PLAIN
    if evidence.aligned is None or evidence.coverage is None:
        plain = evidence.plain if evidence.plain is not None else evidence.score
        return _SQUEEZED.format(plain=points(max(0.0, plain)))
    said = [_LAID_OVER.format(coverage=percent(evidence.coverage), aligned=points(max(0.0, evidence.aligned)))]
    if evidence.plain is not None:
        said.append(_WITHOUT_MOVING.format(plain=points(max(0.0, evidence.plain))))
    return " ".join(said)


def colour_sentence(value: float | None) -> str:
    """How alike the colours are, and what the bars show."""
    if value is None:
        return _NO_COLOURS
    said = next(sentence for least, sentence in _COLOURS if value >= least)
    return f"{said.format(points=points(value))} {_BARS}"


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
    """A day and a time."""
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
    """What a field of the metadata is called; one that nobody named here keeps its own name."""
    return METADATA_NAME.get(key, key.replace("_", " "))
