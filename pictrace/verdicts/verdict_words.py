"""All the words of each verdict: one whole entry a verdict, the same at every door.

No verdict says which of two pictures came first. "No copy found" says nothing of how a picture came to be.
"""

from __future__ import annotations

from dataclasses import dataclass

from pictrace.types import Certainty, Verdict

NO_ORIGINAL = "That does not mean that the picture is an original."
NO_ORDER = (
    "That two pictures agree does not say which of them came first. What is said below of the one that is nearer "
    "their source rests on what a copy loses, and can be wrong."
)
NO_ORIGINAL_IN_REPORT = "That no copy was found does not mean that a picture is an original."


@dataclass(frozen=True, slots=True)
class VerdictWords:
    """What a verdict says. {names in braces} are filled in; "" where nothing is said.

    label : on a card. icon : its drawing, a class of cards.css. title, text : of the answer of a search; {name} is the
    hit that it rests on, {searched} "these 1,204 pictures". part_title : the same where only a part of the picture was
    looked for. answer_note : said before the text.
    between, text_between : of two pictures without a library, {a} and {b}. report : the text where the two are A and B;
    report_limit : what such a finding cannot show; report_overlap : whether the report says how much of them overlaps.
    in_group : what a duplicate is to the first of its group. identical_file : what a file is to the first place of the
    same picture.
    """

    label: str
    icon: str
    title: str
    part_title: str
    text: str
    answer_note: str
    between: str
    text_between: str
    report: str
    report_limit: str
    report_overlap: bool
    in_group: str = ""
    identical_file: str = ""


WORDS: dict[Verdict, VerdictWords] = {
    "same_file": VerdictWords(
        label="Same file",
        icon="copy",
        title="This very file is in your library: {name}",
        part_title="For this part: this very file is in your library: {name}",
        text="Every byte is equal.",
        answer_note="",
        between="{a} and {b} are the same file",
        text_between="Every byte is equal.",
        report="Every byte is equal.",
        report_limit=NO_ORDER,
        report_overlap=False,
        in_group="The same file",
        identical_file="the same, byte for byte",
    ),
    "same_picture": VerdictWords(
        label="Same picture",
        icon="copy",
        title="This very picture is in your library: {name}",
        part_title="For this part: this very picture is in your library: {name}",
        text="Every pixel is equal, in a different file.",
        answer_note="",
        between="{a} and {b} are the same picture in two different files",
        text_between="Every pixel is equal, in a different file.",
        report="Every pixel is equal.",
        report_limit=NO_ORDER,
        report_overlap=False,
        in_group="The same picture",
        identical_file="the same, pixel for pixel",
    ),
    "resaved": VerdictWords(
        label="Re-saved",
        icon="copy",
        title="This picture is in your library, resized or saved again: {name}",
        part_title="For this part: this picture is in your library, resized or saved again: {name}",
        text="The whole picture agrees, upright and in the same colours.",
        answer_note="",
        between="{a} and {b} are the same picture, resized or saved again",
        text_between="The whole picture agrees, upright and in the same colours.",
        report="The whole picture agrees, upright and in the same colours.",
        report_limit=NO_ORDER,
        report_overlap=True,
        in_group="Saved again",
    ),
    "edited": VerdictWords(
        label="Edited copy",
        icon="copy",
        title="An edited copy of this picture is in your library: {name}",
        part_title="For this part: an edited copy of this picture is in your library: {name}",
        text="It shows the same picture; parts of it or its tones were changed.",
        answer_note="",
        between="{a} and {b} are the same picture, one of them edited",
        text_between="They show the same picture; parts of one or its tones were changed.",
        report="They show the same picture; what differs is listed below.",
        report_limit=NO_ORDER,
        report_overlap=True,
        in_group="Edited",
    ),
    "negative": VerdictWords(
        label="Negative",
        icon="copy",
        title="A negative of this picture is in your library: {name}",
        part_title="For this part: a negative of it is in your library: {name}",
        text="The same picture with light and dark exchanged.",
        answer_note="",
        between="{a} and {b} are negatives of each other",
        text_between="The same picture with light and dark exchanged.",
        report="The same picture with light and dark exchanged.",
        report_limit=NO_ORDER,
        report_overlap=True,
        in_group="Its negative",
    ),
    "part_of": VerdictWords(
        label="Contains yours",
        icon="copy",
        title="This is a part of a picture in your library: {name}",
        part_title="For this part: this is a part of a picture in your library: {name}",
        text="All that your picture shows lies inside it, plain borders left out.",
        answer_note="",
        between="{a} is a part of {b}",
        text_between="All that the first picture shows lies inside the second, plain borders left out.",
        report="All of A is found again inside B.",
        report_limit=NO_ORDER,
        report_overlap=True,
        in_group="A part of the first",
    ),
    "contains": VerdictWords(
        label="Inside yours",
        icon="copy",
        title="This picture contains one from your library: {name}",
        part_title="For this part: this picture contains one from your library: {name}",
        text="All that it shows lies inside your picture, plain borders left out.",
        answer_note="",
        between="{a} contains {b}",
        text_between="All that the second picture shows lies inside the first, plain borders left out.",
        report="All of B is found again inside A.",
        report_limit=NO_ORDER,
        report_overlap=True,
        in_group="Shows the first and more",
    ),
    "parts_in_common": VerdictWords(
        label="Common parts",
        icon="copy",
        title="A part of this picture is also in one from your library: {name}",
        part_title="For this part: a part of this picture is also in one from your library: {name}",
        text="Each shows something that the other does not.",
        answer_note="",
        between="{a} and {b} have a part in common",
        text_between="Each shows something that the other does not.",
        report="Each shows something that the other does not.",
        report_limit=NO_ORDER,
        report_overlap=True,
        in_group="Has a part in common",
    ),
    "photograph_of": VerdictWords(
        label="Photo of it",
        icon="scene",
        title="A photograph of this picture, or of the same flat thing: {name}",
        part_title="For this part: a photograph of it, or of the same flat thing: {name}",
        text="All details lie on one plane, seen at an angle or in uneven light, as of a print, a screen or a cover.",
        answer_note="",
        between="One of {a} and {b} is a photograph of the other, or both are of the same flat thing",
        text_between=(
            "All details lie on one plane, seen at an angle or in uneven light, as of a print, a screen or a cover."
        ),
        report="All details lie on one plane, seen at an angle or in uneven light, as of a print, a screen or a cover.",
        report_limit=NO_ORDER,
        report_overlap=True,
        in_group="A photograph of it",
    ),
    "possible_copy": VerdictWords(
        label="Possible copy",
        icon="possible",
        title="Possibly a copy of {name}, please check",
        part_title="For this part: possibly a copy of {name}, please check",
        text="Much agrees, but not enough to be sure. Look at the evidence below.",
        answer_note="",
        between="{a} and {b} are possibly copies of one picture; a person should look",
        text_between="Much agrees, but not enough to be sure. Look at the evidence below.",
        report="Much agrees, but not enough to be sure.",
        report_limit="",
        report_overlap=True,
        in_group="Possibly a copy",
    ),
    "same_scene": VerdictWords(
        label="Same scene",
        icon="scene",
        title="The same scene as {name}, but a different shot",
        part_title="For this part: the same scene as {name}, but a different shot",
        text="Details agree, but not as they would in a copy: the camera, the light or something in it moved.",
        answer_note="",
        between="{a} and {b} show the same scene, in different shots",
        text_between="Details agree, but not as they would in a copy: the camera, the light or something in it moved.",
        report="Details agree, but not as they would in a copy: the camera, the light or something in it moved.",
        report_limit="",
        report_overlap=True,
    ),
    "same_template": VerdictWords(
        label="Same template",
        icon="element",
        title="The same template as {name}, with other contents",
        part_title="For this part: the same template as {name}, with other contents",
        text="The layout agrees, but each has writing or shapes where the other has none.",
        answer_note="",
        between="{a} and {b} share a template, with other contents",
        text_between="The layout agrees, but each has writing or shapes where the other has none.",
        report="The layout agrees, but each has writing or shapes where the other has none.",
        report_limit="",
        report_overlap=True,
    ),
    "shared_element": VerdictWords(
        label="Shared element",
        icon="element",
        title="Only a logo, chart or template in common with {name}",
        part_title="For this part: only a logo, chart or template in common with {name}",
        text="What agrees is flat and small beside the rest, as in pictures that carry the same mark.",
        answer_note="",
        between="{a} and {b} have only a logo, chart or template in common",
        text_between="What agrees is flat and small beside the rest, as in pictures that carry the same mark.",
        report="What agrees is flat and small beside the rest, as in pictures that carry the same mark.",
        report_limit="",
        report_overlap=True,
    ),
    "alike": VerdictWords(
        label="Looks alike",
        icon="alike",
        title="No copy found in {searched}, but {name} looks alike",
        part_title="For this part: no copy found in {searched}, but {name} looks alike",
        text="The two may show the same kind of thing, but no details agree.",
        answer_note=NO_ORIGINAL,
        between="{a} and {b} look alike, but nothing shows that they are copies",
        text_between="The two may show the same kind of thing, but no details agree.",
        report="The two may show the same kind of thing, but no details agree.",
        report_limit=NO_ORIGINAL_IN_REPORT,
        report_overlap=False,
    ),
    "too_little_detail": VerdictWords(
        label="Too plain",
        icon="none",
        title="Too little detail to tell",
        part_title="For this part: too little detail to tell",
        text="This picture is too plain to find matching details, so a copy of it could not be told.",
        answer_note="",
        between="{a} and {b} show too little detail to tell",
        text_between="The first picture is too plain to find matching details.",
        report="Picture A is too plain to find matching details, so a copy of it could not be told.",
        report_limit=NO_ORIGINAL_IN_REPORT,
        report_overlap=True,
    ),
    "no_copy": VerdictWords(
        label="No copy",
        icon="none",
        title="No copy found in {searched}",
        part_title="For this part: no copy found in {searched}",
        text="The nearest ones are shown all the same.",
        answer_note=NO_ORIGINAL,
        between="Nothing shows that {a} and {b} are copies",
        text_between="",
        report="No details agree.",
        report_limit=NO_ORIGINAL_IN_REPORT,
        report_overlap=False,
    ),
    "not_assessed": VerdictWords(
        label="Not compared",
        icon="none",
        title="Not compared, so nothing can be said",
        part_title="For this part: not compared, so nothing can be said",
        text="What was found was not compared with your picture in detail.",
        answer_note="",
        between="{a} and {b} were not compared",
        text_between="",
        report="The two were not compared.",
        report_limit="",
        report_overlap=False,
    ),
}


@dataclass(frozen=True, slots=True)
class CertaintyWords:
    """How sure a verdict is, as a phrase and as a sentence. {percent} is whole and never rounded up; `most` is said
    instead from 99 on."""

    percent: str
    most: str
    percent_sentence: str
    most_sentence: str


# Of equal pictures no probability was asked, and of no copy it is no news.
SURE: dict[Certainty, CertaintyWords | None] = {
    "exact": None,
    "copy": CertaintyWords("{percent} % sure", "over 99 % sure", "{percent} % sure.", "Over 99 % sure."),
    "photograph": None,
    "possible": CertaintyWords("{percent} % likely", "over 99 % likely", "{percent} % likely.", "Over 99 % likely."),
    "none": None,
}
