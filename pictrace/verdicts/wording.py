"""What is said of an answer, a pair or a hit in plain words, the same on the pages and elsewhere.

What each verdict says stands in `verdict_words.py`; what is here is filled in from what was measured.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from pictrace.types import (
    COPY_VERDICTS,
    VERDICT_FACTS,
    Answer,
    Assessment,
    Calibration,
    DetailEvidence,
    Match,
    RegistrationEvidence,
    Verdict,
)
from pictrace.verdicts.decision import SAME_COLOURS, UPRIGHT, WHOLE
from pictrace.verdicts.verdict_words import SURE, WORDS

# A bound above this says nothing that helps anybody.
_MEANINGFUL = 0.1
# Of a probability above this nobody says how much of it is missing; of a possible copy that is less likely than this
# it says nothing that helps: something else than the probability made it one.
_NEARLY = 0.99
_UNLIKELY = 0.1
# How exactly what agrees lies on each other: up to so many pixels, in words.
_EXACT = (
    (0.15, "What agrees does so to a tenth of a pixel."),
    (0.6, "What agrees does so to half a pixel."),
    (1.2, "What agrees does so to a pixel."),
)

_OVERLAP = (
    "Laid over each other, {query} of your picture and {candidate} of {name} overlap; there, {agreeing} of 100 details "
    "agree."
)
_OVERLAP_ALL = (
    "Laid over each other, {query} of your picture and {candidate} of {name} overlap; there, every detail agrees."
)
# By whether it is mirrored, turned, and in other colours.
_WAYS: dict[tuple[bool, bool, bool], str] = {
    (False, False, False): "",
    (True, False, False): "It is mirrored.",
    (False, True, False): "It is turned by {degrees}°.",
    (False, False, True): "It is in other colours or light.",
    (True, True, False): "It is mirrored and turned by {degrees}°.",
    (True, False, True): "It is mirrored and in other colours or light.",
    (False, True, True): "It is turned by {degrees}° and in other colours or light.",
    (True, True, True): "It is mirrored and turned by {degrees}° and in other colours or light.",
}
_FOUND = "{found} of {copies} edited copies of your pictures were recognised beside their original."
_FOUND_ELSEWHERE = "{found} of {copies} edited copies of other photographs were recognised beside their original."
_WRONG = "Wrong in at most {one_of} searches where no copy exists, measured on your pictures."
_WRONG_ELSEWHERE = "Wrong in at most {one_of} searches where no copy exists, measured on other photographs."
_TOO_FEW = (
    "Too few pictures to say how often an answer is wrong: it was in {wrong} of {searches} searches where no copy "
    "exists."
)
_NOT_MEASURED = "How often answers are wrong on your pictures has not been measured yet."


def title(answer: Answer, *, of_part: bool = False) -> str:
    """The one line that answers the question, without a full stop. of_part : whether a part was looked for."""
    words = WORDS[answer.verdict]
    name = "" if answer.match is None else answer.match.record.name
    said = words.part_title if of_part else words.title
    return said.format(name=name, searched=_these(answer.searched))


def text(answer: Answer) -> str:
    """What the title means, how sure it is, and how a copy lies on the picture."""
    words = WORDS[answer.verdict]
    said = [words.answer_note, sure_sentence(answer.verdict, answer.probability), words.text]
    if answer.match is not None and answer.match.assessment.is_copy:
        said.append(_ways(answer.match.evidence.registration, is_copy=True))
    return _together(said)


def between(verdict: Verdict, a: str, b: str) -> str:
    """The one line that says what two compared pictures are, without a full stop."""
    return WORDS[verdict].between.format(a=a, b=b)


def text_of_pair(assessment: Assessment) -> str:
    """How sure that is, and what it means."""
    said = WORDS[assessment.verdict].text_between
    return _together([sure_sentence(assessment.verdict, assessment.probability), said])


def sure(verdict: Verdict, probability: float) -> str:
    """ "98 % sure" of a copy, "62 % likely" of a possible one; "" where the probability is no news."""
    words = SURE[VERDICT_FACTS[verdict].certainty]
    if words is None or _is_unlikely(verdict, probability):
        return ""
    return words.most if probability > _NEARLY else words.percent.format(percent=math.floor(100 * probability))


def sure_sentence(verdict: Verdict, probability: float) -> str:
    """The same as a sentence."""
    words = SURE[VERDICT_FACTS[verdict].certainty]
    if words is None or _is_unlikely(verdict, probability):
        return ""
    percent = math.floor(100 * probability)
    return words.most_sentence if probability > _NEARLY else words.percent_sentence.format(percent=percent)


def rests_on(match: Match) -> str:
    """What of the two overlaps once the hit is laid over the query, and how it lies there; "" where it cannot be."""
    registration = match.evidence.registration
    if registration is None:
        return ""
    said = _OVERLAP_ALL if registration.agreement >= 0.995 else _OVERLAP
    sentence = said.format(
        query=_share(registration.coverage_query),
        candidate=_share(registration.coverage_candidate),
        name=match.record.name,
        agreeing=math.floor(100 * registration.agreement),
    )
    exactly = _exactly(match.evidence.detail) if match.assessment.is_copy or match.is_photograph_of else ""
    return _together([sentence, exactly, _ways(registration, is_copy=match.assessment.is_copy)])


def trust(calibration: Calibration | None, verdict: Verdict) -> str:
    """What was measured of answers like this one: of a copy verdict how often it is wrong, else how many copies are
    recognised. Says so when nothing was measured, or too little to say anything."""
    if calibration is None:
        return _NOT_MEASURED
    own = calibration.pictures > 0
    if verdict not in COPY_VERDICTS and calibration.made_copies:
        return (_FOUND if own else _FOUND_ELSEWHERE).format(
            found=f"{calibration.found:,}", copies=f"{calibration.made_copies:,}"
        )
    if calibration.error_bound is None:
        return _NOT_MEASURED
    if calibration.error_bound > _MEANINGFUL:
        return _TOO_FEW.format(wrong=f"{calibration.wrong:,}", searches=f"{calibration.searches:,}")
    return (_WRONG if own else _WRONG_ELSEWHERE).format(one_of=one_of(calibration.error_bound))


def one_of(share: float) -> str:
    """A share as "1 of 300", never better than it is."""
    return "every one of the" if share >= 1.0 else f"1 of {max(1, math.floor(1.0 / share)):,}"


def _is_unlikely(verdict: Verdict, probability: float) -> bool:
    return VERDICT_FACTS[verdict].certainty == "possible" and probability < _UNLIKELY


def _exactly(detail: DetailEvidence | None) -> str:
    """How exactly what agrees does so, where that was measured."""
    if detail is None or detail.shift is None:
        return ""
    shift = detail.shift
    return next((said for most, said in _EXACT if shift <= most), "")


def _ways(registration: RegistrationEvidence | None, *, is_copy: bool) -> str:
    """How the hit differs from the query: "It is mirrored and turned by 90°." Colours of another shot say nothing."""
    if registration is None:
        return ""
    mirrored = registration.mirrored
    turned = abs(registration.rotation) >= UPRIGHT
    # Of a negative its verdict says so.
    recolourable = is_copy and not registration.negative
    recoloured = recolourable and (registration.colour_change >= SAME_COLOURS or registration.tone_change > 1.0)
    return _WAYS[mirrored, turned, recoloured].format(degrees=abs(round(registration.rotation)))


def _together(sentences: Iterable[str]) -> str:
    """Whole sentences one after the other; those that say nothing left out."""
    return " ".join(sentence for sentence in sentences if sentence)


def _these(searched: int) -> str:
    return "the one picture there is" if searched == 1 else f"these {searched:,} pictures"


def _share(share: float) -> str:
    return "all" if share >= WHOLE else f"{max(1, round(100 * share))} %"
