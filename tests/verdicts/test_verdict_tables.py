"""A verdict is one entry of facts and one of words; a verdict that lacks either, or that any door lacks, fails here."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import get_args

import pytest
from candidate_making import candidate
from candidate_making import evidence as scored
from candidate_making import query as plain_query

from pictrace.duplicates import wording as duplicate_wording
from pictrace.duplicates.grouping import clusters
from pictrace.evaluate.judging import VERDICTS as JUDGED_BY_VERDICTS
from pictrace.matching.ranking import SearchResult, as_document, rank
from pictrace.report import wording as report_wording
from pictrace.types import (
    COPY_VERDICTS,
    NOT_ASSESSED,
    VERDICT_FACTS,
    VERDICTS,
    Assessment,
    Calibration,
    Candidate,
    Certainty,
    DuplicateMember,
    DuplicatePair,
    Match,
    Timings,
    Verdict,
    VerdictGroup,
    Weights,
    reversed_verdict,
)
from pictrace.verdicts import decisive, wording
from pictrace.verdicts.verdict_words import SURE, WORDS
from pictrace.web import words
from pictrace.web.api.models import SearchMatch
from pictrace.web.components.assets import style
from pictrace.web.components.ranking import STYLES
from pictrace.web.views.verdict_look import TONE, groups, look

ALL: tuple[Verdict, ...] = get_args(Verdict)
BRACES = re.compile(r"{(\w*)}")
EMPTY_ALLOWED = {"answer_note", "text_between", "report_limit", "in_group", "identical_file"}


TEXTURED = replace(plain_query(), flat=False)


def hit(verdict: Verdict, probability: float = 0.9, id: int = 7) -> Candidate:
    one = candidate(id, scored(0.9, 0.8, 0.9))
    return Candidate(one.record, one.evidence, Assessment(verdict, probability, "3"))


def match(verdict: Verdict) -> Match:
    return rank([hit(verdict)], Weights(), 1)[0]


def test_every_verdict_has_one_entry_of_facts_and_one_of_words_in_the_same_order() -> None:
    assert tuple(VERDICT_FACTS) == tuple(WORDS) == VERDICTS == ALL


def test_every_certainty_and_every_group_has_its_entry() -> None:
    assert set(SURE) == set(TONE) == set(get_args(Certainty)) == {facts.certainty for facts in VERDICT_FACTS.values()}
    assert set(words.ranking.GROUPS) == set(get_args(VerdictGroup)) == {facts.group for facts in VERDICT_FACTS.values()}
    assert [group.name for group in groups()] == list(get_args(VerdictGroup))


def test_copies_stand_before_what_is_none_and_look_alikes_are_none() -> None:
    ranks = [list(get_args(Certainty)).index(VERDICT_FACTS[verdict].certainty) for verdict in VERDICTS]
    assert ranks == sorted(ranks)
    for verdict, facts in VERDICT_FACTS.items():
        assert facts.is_copy == (verdict in COPY_VERDICTS) == (facts.group in ("copies", "parts"))
        assert facts.may_be_copy == (facts.group not in ("alike", "photographs"))
        assert facts.is_photograph_of == (facts.group == "photographs")
        assert (facts.part is None) or facts.group == "parts"


@pytest.mark.parametrize("verdict", ALL)
def test_reversing_twice_changes_nothing(verdict: Verdict) -> None:
    other = reversed_verdict(verdict)
    assert reversed_verdict(other) == verdict
    assert VERDICT_FACTS[other].certainty == VERDICT_FACTS[verdict].certainty
    sides = {VERDICT_FACTS[verdict].part, VERDICT_FACTS[other].part}
    assert sides == ({"query", "candidate"} if other != verdict else {None})


@pytest.mark.parametrize("verdict", ALL)
def test_what_is_said_of_it_is_whole(verdict: Verdict) -> None:
    said, facts = WORDS[verdict], VERDICT_FACTS[verdict]
    for name in said.__dataclass_fields__:
        text = getattr(said, name)
        if isinstance(text, str) and name not in EMPTY_ALLOWED:
            assert text, name
    assert set(BRACES.findall(said.title)) <= {"name", "searched"}
    assert BRACES.findall(said.title) == BRACES.findall(said.part_title)
    assert ("name" in BRACES.findall(said.title)) == facts.names_hit
    assert set(BRACES.findall(said.between)) == {"a", "b"}
    for text in (said.text, said.answer_note, said.text_between, said.report, said.report_limit):
        assert text == "" or text.endswith(".")
        assert "{" not in text
    for text in (said.title, said.part_title, said.between, said.label, said.in_group, said.identical_file):
        assert not text.endswith(".")
    assert (SURE[facts.certainty] is not None) == (facts.certainty in ("copy", "possible"))


@pytest.mark.parametrize("verdict", ALL)
def test_every_door_knows_it(verdict: Verdict) -> None:
    shown = look(verdict)
    assert f".icon.{shown.kind} " in style(*STYLES)
    assert shown.label == WORDS[verdict].label
    assert shown.group in words.ranking.GROUPS
    assert report_wording.title(verdict) == wording.between(verdict, "A", "B")
    assert report_wording.text(Assessment(verdict, 0.9), None).endswith(".")
    one = match(verdict)
    assert JUDGED_BY_VERDICTS.confirms(one) == (verdict in COPY_VERDICTS)
    assert JUDGED_BY_VERDICTS.suspects(one) == VERDICT_FACTS[verdict].may_be_copy
    assert verdict in SearchMatch.model_json_schema()["properties"]["verdict"]["enum"]


@pytest.mark.parametrize("verdict", ALL)
def test_what_may_be_a_copy_has_a_place_among_duplicates_and_is_called_something_there(verdict: Verdict) -> None:
    facts = VERDICT_FACTS[verdict]
    found = {kind for kind, made in clusters([DuplicatePair(1, 2, verdict, 0.9)]).items() if made}
    kinds = {
        "copies": {"copies"},
        "parts": {"parts"},
        "photographs": {"photographs"},
        "check": {"possible"},
        "alike": set(),
    }
    assert found == kinds[facts.group]
    assert bool(WORDS[verdict].in_group) == (facts.may_be_copy or facts.is_photograph_of)
    assert bool(WORDS[verdict].identical_file) == (facts.certainty == "exact")
    if facts.may_be_copy:
        member = DuplicateMember(match(verdict).record, verdict, 0.9, mirrored=True)
        assert duplicate_wording.label(member) == f"{WORDS[verdict].in_group}, mirrored"


@pytest.mark.parametrize("verdict", ALL)
def test_an_answer_rests_on_a_hit_that_its_title_names(verdict: Verdict) -> None:
    told, rests_on = decisive(TEXTURED, [hit(verdict)])
    assert told == verdict
    assert (rests_on is not None) == VERDICT_FACTS[verdict].names_hit


def test_not_assessed_is_neither_a_copy_nor_no_copy() -> None:
    assert NOT_ASSESSED.verdict == "not_assessed"
    assert not NOT_ASSESSED.may_be_copy
    one = candidate(7, scored(0.9, 0.8, 0.9))
    assert Candidate(one.record, one.evidence).assessment is NOT_ASSESSED
    said = [
        wording.between("not_assessed", "a.jpg", "b.jpg"),
        WORDS["not_assessed"].title,
        WORDS["not_assessed"].report,
    ]
    assert not [text for text in said if "copy" in text.lower() or "copies" in text.lower()]
    # Whatever was asked and answered comes before what was never asked.
    assert decisive(TEXTURED, [hit("not_assessed", id=1), hit("no_copy", id=2)])[0] == "no_copy"


def test_every_verdict_says_which_model_gave_it() -> None:
    given = Calibration("calibration-4", "2026-11-30T00:00:00+00:00", "3", 1.0, 0.0, 0.8, 0.005)
    result = SearchResult(
        TEXTURED, (hit("edited"),), Weights(), 1, 1, 50, Timings(0, 0, 0, 0), "tiny", "edited", 7, given,
        backbone_version="5",
    )  # fmt: skip
    document = as_document(result)
    assert document["answer"]["model"] == result.answer.model == "3"
    assert document["answer"]["calibration"] == "calibration-4"
    assert [one["model"] for one in document["matches"]] == ["3"]
    assert (document["backbone"], document["backbone_version"]) == ("tiny", "5")
