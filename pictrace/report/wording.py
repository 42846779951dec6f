"""The sentences of a report. The two pictures are A, the query, and B.

It says what the figures show and what they cannot show; it accuses nobody and vouches for nobody.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from pictrace.report.contents import Report
from pictrace.report.copies import Copy, CopyKind
from pictrace.types import Assessment, RegistrationEvidence, Verdict
from pictrace.verdicts import wording
from pictrace.verdicts.verdict_words import WORDS

QUERY, CANDIDATE = "Picture A", "Picture B"

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
_OVERLAP = "Laid over each other, {a} of A and {b} of B overlap; there, {agreeing} of the details agree."
_NOT_ESTIMATED = "This was not estimated: the two were compared exactly."
_NOT_MEASURED = "How often such answers are wrong has not been measured."
_WRONG = (
    "Measured on pictures of the library: of {searches} searches for a picture of which there was no copy, {wrong} "
    "were answered with one. The true share is at most {bound}, with 95 % confidence."
)
_WRONG_ELSEWHERE = (
    "Measured on other photographs: of {searches} searches for a picture of which there was no copy, {wrong} "
    "were answered with one. The true share is at most {bound}, with 95 % confidence."
)
_FOUND = (
    "Measured on pictures of the library: of {copies} copies that were made by editing, {found} were recognised beside "
    "their original."
)
_FOUND_ELSEWHERE = (
    "Measured on other photographs: of {copies} copies that were made by editing, {found} were recognised beside their "
    "original."
)
_ONLY_THESE = (
    "The figures follow from these two pictures and from the parameters that are listed. They say nothing of who made "
    "either picture, when, where or why."
)
_PROBABILITY = (
    "The probability comes from a model that was fitted to other pictures. It is meant for a pair of which as many "
    "are copies as are not."
)
_FLAT = (
    "A flat thing, such as a print or a poster, that was scanned or photographed exactly from the front cannot be told "
    "from an edited file."
)
_BY_THIRD_PICTURE = (
    "By these two pictures alone the finding would be: “{alone}”. What is said above rests also on a further picture "
    "of the library, which is not part of this report."
)
_WORKING = (
    "Of {which}, the file was not at hand when this report was made. Computing the figures again from the small "
    "picture in its place can give somewhat other ones."
)
_ELSEWHERE = "The search as a whole gave another answer, about {name}: “{label}”."
_NO_SEAL = (
    "The list of checksums shows that a file of this report was changed. It does not show who made the report: keep "
    "the checksum of the report as a whole in another place."
)


def title(verdict: Verdict) -> str:
    """The one line that answers the question, without a full stop."""
    return wording.between(verdict, "A", "B")


def text(assessment: Assessment, registration: RegistrationEvidence | None) -> str:
    """What the title means, how sure it is, and how much of each picture overlaps."""
    words = WORDS[assessment.verdict]
    said = [wording.sure_sentence(assessment.verdict, assessment.probability), words.report]
    if registration is not None and words.report_overlap:
        said.append(
            _OVERLAP.format(
                a=percent(registration.coverage_query),
                b=percent(registration.coverage_candidate),
                agreeing=percent(registration.agreement),
            )
        )
    return " ".join(part for part in said if part)


def error_rate(report: Report) -> str:
    """How often such an answer was wrong when that was measured."""
    calibration, facts = report.calibration, report.assessment.facts
    if facts.certainty == "exact":
        return _NOT_ESTIMATED
    if calibration.error_bound is None or calibration.searches == 0:
        return _NOT_MEASURED
    own = calibration.pictures > 0
    wrong = (_WRONG if own else _WRONG_ELSEWHERE).format(
        searches=f"{calibration.searches:,}", wrong=f"{calibration.wrong:,}", bound=_rate(calibration.error_bound)
    )
    if facts.is_copy or not calibration.made_copies:
        return wrong
    found = (_FOUND if own else _FOUND_ELSEWHERE).format(
        copies=f"{calibration.made_copies:,}", found=f"{calibration.found:,}"
    )
    return f"{found} {wrong}"


def limits(report: Report, query: Copy, candidate: Copy) -> Iterator[str]:
    """What the figures cannot show, a sentence or two each."""
    words, facts = WORDS[report.assessment.verdict], report.assessment.facts
    yield _ONLY_THESE
    if words.report_limit:
        yield words.report_limit
    if facts.certainty != "exact":
        yield _PROBABILITY
        yield _FLAT
    if report.assessment.verdict != report.alone.verdict:
        yield _BY_THIRD_PICTURE.format(alone=title(report.alone.verdict))
    if report.found is not None and not report.found.rests_on_this and report.found.name is not None:
        yield _ELSEWHERE.format(name=report.found.name, label=WORDS[report.found.verdict].label)
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
