"""The sentences of a report. The two pictures are A, the query, and B.

It says what the figures show and what they cannot show; it accuses nobody and vouches for nobody.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from pictrace.report.contents import Report
from pictrace.report.copies import Copy, CopyKind
from pictrace.types import COPY_VERDICTS, Assessment, RegistrationEvidence, Verdict
from pictrace.verdicts import wording

QUERY, CANDIDATE = "Picture A", "Picture B"

_TEXT: dict[Verdict, str] = {
    "same_file": "Every byte is equal.",
    "same_picture": "Every pixel is equal.",
    "resaved": "The whole picture agrees, upright and in the same colours.",
    "edited": "The whole picture agrees, or nearly; what differs is listed below.",
    "part_of": "All of A is found again inside B.",
    "contains": "All of B is found again inside A.",
    "parts_in_common": "Each shows something that the other does not.",
    "possible_copy": "Much agrees, but not enough to be sure.",
    "same_scene": "Details agree, but not as they would in a copy: the camera, the light or something in it moved.",
    "shared_element": "What agrees is flat and small beside the rest, as in pictures that carry the same mark.",
    "alike": "The two may show the same kind of thing, but no details agree.",
    "too_little_detail": "Picture A is too plain to find matching details, so a copy of it could not be told.",
    "no_copy": "No details agree.",
}
_COPY: dict[CopyKind, str] = {
    "file": "in this report, byte by byte",
    "same_pixels": "in this report as another file with the same pixels; its bytes are others",
    "without_location": "in this report without the place where it was taken; its pixels are the same, its bytes are "
    "not those of the file above",
    "resaved": "in this report saved again as PNG, because the place where it was taken could not be taken out of the "
    "file; its pixels are the same, its bytes are others",
    "working": "not at hand; in this report is the small picture that PicTrace keeps, of at most 512 pixels",
    "none": "not in this report",
}
_ONLY_THESE = (
    "The figures follow from these two pictures and from the parameters that are listed. They say nothing of who made "
    "either picture, when, where or why."
)
_NO_ORDER = (
    "That two pictures agree does not say which of them came first. What is said below of the one that is nearer "
    "their source rests on what a copy loses, and can be wrong."
)
_NO_ORIGINAL = "That no copy was found does not mean that a picture is an original."
_PROBABILITY = (
    "The probability comes from a model that was fitted to other pictures. It is meant for a pair of which as many "
    "are copies as are not."
)
_FLAT = (
    "A flat thing, such as a print or a poster, that was scanned or photographed exactly from the front cannot be told "
    "from an edited file."
)
_BY_THIRD_PICTURE = (
    "By these two pictures alone the finding would be: {alone}. What is said above rests also on a further picture of "
    "the library, which is not part of this report."
)
_WORKING = (
    "Of {which}, the file was not at hand when this report was made. Computing the figures again from the small "
    "picture in its place can give somewhat other ones."
)
_ELSEWHERE = "The search as a whole gave another answer, about {name}: {title}."
_NO_SEAL = (
    "The list of checksums shows that a file of this report was changed. It does not show who made the report: keep "
    "the checksum of the report as a whole in another place."
)


def title(verdict: Verdict) -> str:
    """The one line that answers the question, without a full stop."""
    return wording.between(verdict, "A", "B")


def text(assessment: Assessment, registration: RegistrationEvidence | None) -> str:
    """What the title means, how sure it is, and how much of each picture overlaps."""
    said = [wording.sure(assessment.verdict, assessment.probability).capitalize(), _TEXT[assessment.verdict]]
    if registration is not None and assessment.verdict not in ("same_file", "same_picture", "no_copy", "alike"):
        said.append(
            f"Laid over each other, {percent(registration.coverage_query)} of A and "
            f"{percent(registration.coverage_candidate)} of B overlap; there, {percent(registration.agreement)} of the "
            "details agree."
        )
    return " ".join(part for part in said if part)


def error_rate(report: Report) -> str:
    """How often such an answer was wrong when that was measured."""
    calibration = report.calibration
    where = "on pictures of the library" if calibration.pictures else "on other photographs"
    if report.assessment.verdict in ("same_file", "same_picture"):
        return "This was not estimated: the two were compared exactly."
    if calibration.error_bound is None or calibration.searches == 0:
        return "How often such answers are wrong has not been measured."
    wrong = (
        f"Measured {where}: of {calibration.searches:,} searches for a picture of which there was no copy, "
        f"{calibration.wrong:,} were answered with one. The true share is at most "
        f"{_rate(calibration.error_bound)}, with 95 % confidence."
    )
    if report.assessment.verdict in COPY_VERDICTS or not calibration.made_copies:
        return wrong
    return (
        f"Measured {where}: of {calibration.made_copies:,} copies that were made by editing, {calibration.found:,} "
        f"were recognised beside their original. {wrong}"
    )


def limits(report: Report, query: Copy, candidate: Copy) -> Iterator[str]:
    """What the figures cannot show, a sentence or two each."""
    verdict = report.assessment.verdict
    yield _ONLY_THESE
    if verdict in COPY_VERDICTS:
        yield _NO_ORDER
    if verdict in ("alike", "no_copy", "too_little_detail"):
        yield _NO_ORIGINAL
    if verdict not in ("same_file", "same_picture"):
        yield _PROBABILITY
        yield _FLAT
    if report.assessment.verdict != report.alone.verdict:
        yield _BY_THIRD_PICTURE.format(alone=_lowered(title(report.alone.verdict)))
    if report.found is not None and not report.found.rests_on_this and report.found.name is not None:
        yield _ELSEWHERE.format(name=report.found.name, title=wording.LABEL[report.found.verdict].lower())
    for which, copy in ((QUERY, query), (CANDIDATE, candidate)):
        if copy.kind == "working":
            yield _WORKING.format(which=which)
    yield _NO_SEAL


def copy(kind: CopyKind) -> str:
    """Where the picture's file is."""
    return _COPY[kind]


def percent(share: float) -> str:
    """Whole percents; what is neither nothing nor all of it is never called so."""
    if 0.0 < share < 0.01:
        return "under 1 %"
    if 0.99 < share < 1.0:
        return "over 99 %"
    return f"{round(100 * share)} %"


def _rate(share: float) -> str:
    """A small share, never better than it is."""
    return f"{math.ceil(share * 10_000) / 100:g} %"


def _lowered(sentence: str) -> str:
    """As it stands in the middle of another; A and B stay capitals."""
    return sentence if sentence[:2] in ("A ", "B ") else sentence[:1].lower() + sentence[1:]
