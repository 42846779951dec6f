"""Every verdict has words, and no words promise more than was measured."""

from __future__ import annotations

from dataclasses import replace

import pytest
from candidate_making import candidate
from candidate_making import evidence as scored
from verdict_making import SHIPPED, registration

from pictrace.matching.ranking import rank
from pictrace.types import COPY_VERDICTS, VERDICT_FACTS, VERDICTS, Answer, Assessment, Match, Verdict, Weights
from pictrace.verdicts import wording
from pictrace.verdicts.verdict_words import NO_ORIGINAL, WORDS

MEASURED = replace(
    SHIPPED, pictures=300, searches=300, wrong=0, error_rate=0.0, error_bound=0.00994, made_copies=600, found=581
)


def match_of(verdict: Verdict, probability: float = 0.97, **changes: object) -> Match:
    one = candidate(7, scored(0.9, 0.8, 0.9))
    evidence = replace(one.evidence, registration=registration(**changes))
    assessed = replace(one, evidence=evidence, assessment=Assessment(verdict, probability))
    return rank([assessed], Weights(), 1)[0]


def answer_of(verdict: Verdict, searched: int = 1204, **changes: object) -> Answer:
    match = match_of(verdict, **changes) if VERDICT_FACTS[verdict].names_hit else None
    return Answer(verdict, match, 0.97 if match else 0.0, searched, None, None, "shipped-1")


@pytest.mark.parametrize("verdict", VERDICTS)
def test_every_verdict_has_a_title_a_text_and_a_short_label(verdict: Verdict) -> None:
    answer = answer_of(verdict)
    assert answer.match is None or answer.match.record.name in wording.title(answer)
    assert wording.text(answer).endswith(".")
    assert not wording.title(answer).endswith(".")
    assert "{" not in wording.title(answer) + wording.text(answer)
    # A card of 158 pixels has room for so many letters in one line.
    assert 0 < len(WORDS[verdict].label) <= 14
    assert len({said.label for said in WORDS.values()}) == len(VERDICTS)


@pytest.mark.parametrize("verdict", VERDICTS)
def test_only_copies_and_possible_ones_have_percentages(verdict: Verdict) -> None:
    said = wording.sure(verdict, 0.9789)
    if verdict in ("same_file", "same_picture"):
        assert said == ""
    elif verdict in COPY_VERDICTS:
        assert said == "97 % sure"
    else:
        assert said == ("97 % likely" if verdict == "possible_copy" else "")


def test_nothing_is_ever_100_percent_sure() -> None:
    assert wording.sure("edited", 1.0) == "over 99 % sure"
    assert wording.sure("edited", 0.9999) == "over 99 % sure"


def test_no_copy_found_does_not_make_an_original() -> None:
    assert wording.title(answer_of("no_copy")) == "No copy found in these 1,204 pictures"
    assert wording.title(answer_of("no_copy", searched=1)) == "No copy found in the one picture there is"
    for verdict in ("no_copy", "alike"):
        assert NO_ORIGINAL in wording.text(answer_of(verdict))


def test_how_a_copy_lies_is_said() -> None:
    said = wording.text(answer_of("edited", mirrored=True, rotation=-89.6, colour_change=0.1))
    assert said.startswith("97 % sure.")
    assert said.endswith("It is mirrored and turned by 90° and in other colours or light.")
    assert wording.text(answer_of("edited", tone_change=1.1)).endswith("It is in other colours or light.")
    assert "It is" not in wording.text(answer_of("edited"))


def test_what_overlaps_is_said_of_both() -> None:
    said = wording.rests_on(match_of("part_of", coverage_query=0.99, coverage_candidate=0.337, agreement=0.979))
    assert (
        said == "Laid over each other, all of your picture and 34 % of 7.jpg overlap; there, 97 of 100 details agree."
    )
    assert "colours" not in wording.rests_on(match_of("same_scene", colour_change=0.2))
    bare = match_of("no_copy")
    assert wording.rests_on(replace(bare, evidence=replace(bare.evidence, registration=None))) == ""


def test_trust_is_what_was_measured_and_where() -> None:
    assert wording.trust(MEASURED, "edited") == (
        "Wrong in at most 1 of 100 searches where no copy exists, measured on your pictures."
    )
    assert wording.trust(replace(MEASURED, pictures=0), "edited").endswith("measured on other photographs.")
    assert wording.trust(MEASURED, "no_copy") == (
        "581 of 600 edited copies of your pictures were recognised beside their original."
    )
    unknown = replace(SHIPPED, searches=0, error_rate=None, error_bound=None)
    assert "has not been measured yet" in wording.trust(unknown, "edited")


def test_a_bound_that_says_nothing_is_not_said() -> None:
    few = replace(MEASURED, pictures=4, searches=4, error_bound=0.527)
    assert wording.trust(few, "edited") == (
        "Too few pictures to say how often an answer is wrong: it was in 0 of 4 searches where no copy exists."
    )


@pytest.mark.parametrize(("share", "said"), [(0.00994, "1 of 100"), (0.34, "1 of 2"), (1.0, "every one of the")])
def test_a_share_is_never_told_better_than_it_is(share: float, said: str) -> None:
    assert wording.one_of(share) == said
