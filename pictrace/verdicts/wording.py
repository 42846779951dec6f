"""What a verdict says in plain words: a title, a text and a short label for each, the same on the pages and elsewhere.

No verdict says which of two pictures came first. "No copy found" says nothing of how a picture came to be.
"""

from __future__ import annotations

import math

from pictrace.types import COPY_VERDICTS, Answer, Assessment, Calibration, Match, RegistrationEvidence, Verdict

# {name} is the hit that the answer rests on, {searched} "these 1,204 pictures".
_TITLE: dict[Verdict, str] = {
    "same_file": "This very file is in your library: {name}",
    "same_picture": "This very picture is in your library: {name}",
    "resaved": "This picture is in your library, resized or saved again: {name}",
    "edited": "An edited copy of this picture is in your library: {name}",
    "part_of": "This is a part of a picture in your library: {name}",
    "contains": "This picture contains one from your library: {name}",
    "parts_in_common": "A part of this picture is also in one from your library: {name}",
    "possible_copy": "Possibly a copy of {name}, please check",
    "same_scene": "The same scene as {name}, but a different shot",
    "shared_element": "Only a logo, chart or template in common with {name}",
    "alike": "No copy found in {searched}, but {name} looks alike",
    "too_little_detail": "Too little detail to tell",
    "no_copy": "No copy found in {searched}",
}
_TEXT: dict[Verdict, str] = {
    "same_file": "Every byte is equal.",
    "same_picture": "Every pixel is equal, in a different file.",
    "resaved": "The whole picture agrees, upright and in the same colours.",
    "edited": "The whole picture agrees, or nearly; it was changed since.",
    "part_of": "Your picture lies wholly inside it.",
    "contains": "It lies wholly inside your picture.",
    "parts_in_common": "Each shows something that the other does not.",
    "possible_copy": "Much agrees, but not enough to be sure. Look at the evidence below.",
    "same_scene": "Details agree, but not as they would in a copy: the camera, the light or something in it moved.",
    "shared_element": "What agrees is flat and small beside the rest, as in pictures that carry the same mark.",
    "alike": "The two may show the same kind of thing, but no details agree.",
    "too_little_detail": "This picture is too plain to find matching details, so a copy of it could not be told.",
    "no_copy": "The nearest ones are shown all the same.",
}
# Of two pictures without a library; {a} and {b} are their names.
_BETWEEN: dict[Verdict, str] = {
    "same_file": "{a} and {b} are the same file",
    "same_picture": "{a} and {b} are the same picture in two different files",
    "resaved": "{a} and {b} are the same picture, resized or saved again",
    "edited": "{a} and {b} are the same picture, one of them edited",
    "part_of": "{a} is a part of {b}",
    "contains": "{a} contains {b}",
    "parts_in_common": "{a} and {b} have a part in common",
    "possible_copy": "{a} and {b} are possibly copies of one picture; a person should look",
    "same_scene": "{a} and {b} show the same scene, in different shots",
    "shared_element": "{a} and {b} have only a logo, chart or template in common",
    "alike": "{a} and {b} look alike, but nothing shows that they are copies",
    "too_little_detail": "{a} and {b} show too little detail to tell",
    "no_copy": "Nothing shows that {a} and {b} are copies",
}
_TEXT_BETWEEN: dict[Verdict, str] = {
    "part_of": "The first picture lies wholly inside the second.",
    "contains": "The second picture lies wholly inside the first.",
    "no_copy": "",
    "too_little_detail": "The first picture is too plain to find matching details.",
}
LABEL: dict[Verdict, str] = {
    "same_file": "Same file",
    "same_picture": "Same picture",
    "resaved": "Re-saved",
    "edited": "Edited copy",
    "part_of": "Contains yours",
    "contains": "Inside yours",
    "parts_in_common": "Common parts",
    "possible_copy": "Possible copy",
    "same_scene": "Same scene",
    "shared_element": "Shared element",
    "alike": "Looks alike",
    "too_little_detail": "Too plain",
    "no_copy": "No copy",
}
NO_ORIGINAL = "That does not mean that the picture is an original."
# Not asked of the pair: they are equal.
_CERTAIN: tuple[Verdict, ...] = ("same_file", "same_picture")
# From there on a share is all of it, as a crop of a pixel or two leaves.
_ALL = 0.97
_TURNED = 1.0  # degrees
_RECOLOURED = 0.02
# A bound above this says nothing that helps anybody.
_MEANINGFUL = 0.1


def title(answer: Answer) -> str:
    """The one line that answers the question, without a full stop."""
    name = "" if answer.match is None else answer.match.record.name
    return _TITLE[answer.verdict].format(name=name, searched=_these(answer.searched))


def text(answer: Answer) -> str:
    """What the title means, how sure it is, and how a copy lies on the picture."""
    said = [sure(answer.verdict, answer.probability).capitalize(), _TEXT[answer.verdict]]
    if answer.verdict in ("alike", "no_copy"):
        said.insert(0, NO_ORIGINAL)
    if answer.match is not None and answer.match.assessment.is_copy:
        said.append(_ways(answer.match.evidence.registration, is_copy=True))
    return " ".join(part for part in said if part)


def between(verdict: Verdict, a: str, b: str) -> str:
    """The one line that says what two compared pictures are, without a full stop."""
    return _BETWEEN[verdict].format(a=a, b=b)


def text_of_pair(assessment: Assessment) -> str:
    """How sure that is, and what it means."""
    verdict = assessment.verdict
    said = [sure(verdict, assessment.probability).capitalize(), _TEXT_BETWEEN.get(verdict, _TEXT[verdict])]
    return " ".join(part for part in said if part)


def sure(verdict: Verdict, probability: float) -> str:
    """ "98 % sure." of a copy, "62 % likely." of a possible one; "" where the probability is no news."""
    if verdict in _CERTAIN or not (verdict in COPY_VERDICTS or verdict == "possible_copy"):
        return ""
    kind = "likely" if verdict == "possible_copy" else "sure"
    return f"over 99 % {kind}." if probability > 0.99 else f"{math.floor(100 * probability)} % {kind}."


def rests_on(match: Match) -> str:
    """What of the two overlaps once the hit is laid over the query, and how it lies there; "" where it cannot be."""
    registration = match.evidence.registration
    if registration is None:
        return ""
    agreeing = (
        "every detail agrees"
        if registration.agreement >= 0.995
        else f"{math.floor(100 * registration.agreement)} of 100 details agree"
    )
    sentence = (
        f"Laid over each other, {_share(registration.coverage_query)} of your picture and "
        f"{_share(registration.coverage_candidate)} of {match.record.name} overlap; there, {agreeing}."
    )
    return f"{sentence} {_ways(registration, is_copy=match.assessment.is_copy)}".rstrip()


def trust(calibration: Calibration, verdict: Verdict) -> str:
    """What was measured of answers like this one: of a copy verdict how often it is wrong, else how many copies are
    recognised. Says so when nothing was measured, or too little to say anything."""
    where = "your pictures" if calibration.pictures else "other photographs"
    if verdict not in COPY_VERDICTS and calibration.made_copies:
        return (
            f"{calibration.found:,} of {calibration.made_copies:,} edited copies of {where} were recognised "
            "beside their original."
        )
    if calibration.error_bound is None:
        return "How often answers are wrong on your pictures has not been measured yet."
    if calibration.error_bound > _MEANINGFUL:
        return (
            f"Too few pictures to say how often an answer is wrong: it was in {calibration.wrong:,} of "
            f"{calibration.searches:,} searches where no copy exists."
        )
    return f"{wrong_at_most(calibration.error_bound)}, measured on {where}."


def wrong_at_most(bound: float) -> str:
    """ "Wrong in at most 1 of 100 searches where no copy exists"; the sentence goes on behind it."""
    return f"Wrong in at most {one_of(bound)} searches where no copy exists"


def one_of(share: float) -> str:
    """A share as "1 of 300", never better than it is."""
    return "every one of the" if share >= 1.0 else f"1 of {max(1, math.floor(1.0 / share)):,}"


def _ways(registration: RegistrationEvidence | None, *, is_copy: bool) -> str:
    """How the hit differs from the query: "It is mirrored and turned by 90°." Colours of another shot say nothing."""
    if registration is None:
        return ""
    ways = []
    if registration.mirrored:
        ways.append("mirrored")
    if abs(registration.rotation) >= _TURNED:
        ways.append(f"turned by {abs(round(registration.rotation))}°")
    if is_copy and (registration.colour_change >= _RECOLOURED or registration.tone_change > 1.0):
        ways.append("in other colours or light")
    return f"It is {' and '.join(ways)}." if ways else ""


def _these(searched: int) -> str:
    return "the one picture there is" if searched == 1 else f"these {searched:,} pictures"


def _share(share: float) -> str:
    return "all" if share >= _ALL else f"{max(1, round(100 * share))} %"
