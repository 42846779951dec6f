"""What a hit is: one of a few verdicts, and what follows from each. Its words stand in `verdicts/verdict_words.py`.

A verdict is added here (`Verdict` and `VERDICT_FACTS`), in its words, and where it is decided (`verdicts/decision.py`);
everything else follows from the two tables, and the tests compare them with `Verdict`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pictrace.types.results import Match

Verdict = Literal[
    "same_file",  # equal bytes
    "same_picture",  # equal pixels in a different file
    "resaved",  # the whole picture, resized or saved again
    "edited",  # the whole picture or nearly, with other tones, mirrored, turned, captioned, bordered
    "negative",  # a copy with all tones inverted
    "part_of",  # the query is a part of the library picture
    "contains",  # the query contains the library picture
    "parts_in_common",  # each shows a part of the other, copied
    "photograph_of",  # a photograph of the picture, on paper or a screen, or both are photographs of one flat thing
    "possible_copy",  # a person should look
    "same_scene",  # the same scene or object, a different shot
    "same_template",  # a form, page or screen of one template with other contents
    "shared_element",  # a logo, chart or template is all they share
    "alike",
    "too_little_detail",
    "no_copy",
    "not_assessed",  # nothing was asked of the pair, which says nothing of it
]

# "exact" : every byte or pixel was compared. "copy" : as sure as the threshold asks. "photograph" : no copy, and as
# sure of being a photograph of it. "possible" : a person should look.
Certainty = Literal["exact", "copy", "photograph", "possible", "none"]
# Where hits stand on the page. A possible copy waits for a person and is neither copy nor look-alike; another shot of
# the scene or another picture with the same logo looks alike without being a copy, and so does whatever else was near.
# A photograph of the picture is neither: nothing of its file was copied, and yet it shows all of it.
VerdictGroup = Literal["copies", "parts", "photographs", "check", "alike"]


@dataclass(frozen=True, slots=True)
class VerdictFacts:
    """What follows from a verdict.

    part : which of the two lies wholly inside the other. reversed : the verdict with query and hit exchanged, None
    where it stays. names_hit : whether it speaks of the hit, so that an answer can rest on it. needs_detail : whether
    it was found by comparing details, and says nothing of a query that has too few.
    """

    certainty: Certainty
    group: VerdictGroup
    part: Literal["query", "candidate"] | None = None
    reversed: Verdict | None = None
    names_hit: bool = True
    needs_detail: bool = False

    @property
    def is_copy(self) -> bool:
        return self.certainty in ("exact", "copy")

    @property
    def may_be_copy(self) -> bool:
        return self.is_copy or self.certainty == "possible"

    @property
    def is_photograph_of(self) -> bool:
        return self.certainty == "photograph"


# From the surest to the least; an answer is the first of these that any hit has.
VERDICT_FACTS: dict[Verdict, VerdictFacts] = {
    "same_file": VerdictFacts("exact", "copies"),
    "same_picture": VerdictFacts("exact", "copies"),
    "resaved": VerdictFacts("copy", "copies"),
    "edited": VerdictFacts("copy", "copies"),
    "negative": VerdictFacts("copy", "copies"),
    "part_of": VerdictFacts("copy", "parts", part="query", reversed="contains"),
    "contains": VerdictFacts("copy", "parts", part="candidate", reversed="part_of"),
    "parts_in_common": VerdictFacts("copy", "parts"),
    "photograph_of": VerdictFacts("photograph", "photographs"),
    "possible_copy": VerdictFacts("possible", "check"),
    "same_scene": VerdictFacts("none", "alike"),
    "same_template": VerdictFacts("none", "alike"),
    "shared_element": VerdictFacts("none", "alike"),
    "alike": VerdictFacts("none", "alike", needs_detail=True),
    "too_little_detail": VerdictFacts("none", "alike", names_hit=False),
    "no_copy": VerdictFacts("none", "alike", names_hit=False, needs_detail=True),
    "not_assessed": VerdictFacts("none", "alike", names_hit=False),
}
VERDICTS: tuple[Verdict, ...] = tuple(VERDICT_FACTS)
COPY_VERDICTS: frozenset[Verdict] = frozenset(verdict for verdict, facts in VERDICT_FACTS.items() if facts.is_copy)


def reversed_verdict(verdict: Verdict) -> Verdict:
    """The same said with query and hit exchanged."""
    return VERDICT_FACTS[verdict].reversed or verdict


@dataclass(frozen=True, slots=True)
class Assessment:
    """What one hit is. probability : of being a true copy, in [0, 1], as if every second such pair were one.

    model : version of the model that gave it, "" where none did.
    """

    verdict: Verdict
    probability: float
    model: str = ""

    @property
    def facts(self) -> VerdictFacts:
        return VERDICT_FACTS[self.verdict]

    @property
    def is_copy(self) -> bool:
        return self.facts.is_copy

    @property
    def may_be_copy(self) -> bool:
        """Whether it is one, or a person should look."""
        return self.facts.may_be_copy

    @property
    def is_photograph_of(self) -> bool:
        """Whether one is a photograph of the other, or both are of one flat thing."""
        return self.facts.is_photograph_of


NOT_ASSESSED = Assessment("not_assessed", 0.0)


@dataclass(frozen=True, slots=True)
class Answer:
    """The one answer of a search. Weights never change it.

    match : the hit it rests on, as the current weights rank it; None when it rests on none.
    probability : that the hit is a true copy; 0 without a hit. searched : pictures in the library then.
    error_rate, error_bound, calibration, model : as in `Trust`.
    """

    verdict: Verdict
    match: Match | None
    probability: float
    searched: int
    error_rate: float | None
    error_bound: float | None
    calibration: str
    model: str = ""
