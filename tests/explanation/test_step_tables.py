"""A step is one entry of facts and one of words; a step that lacks either, or that any consumer lacks, fails here."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import get_args

import numpy as np
import pytest
from explaining_making import assert_as_its_kind_says

from pictrace.explanation import explanation_as_document, replay, wording
from pictrace.explanation.provenance.edit_cost import LOST, SAVED, STEP, edit_cost
from pictrace.explanation.source_direction import ADDITIONS, ORDER
from pictrace.explanation.step_words import STEP_WORDS
from pictrace.report import page_rows
from pictrace.types import STEP_FACTS, Explanation, SourceDirection, StepKind
from pictrace.types.edit_steps import DoneBy
from tests.explanation.test_wording import PARAMETERS, made, recipe

ALL: tuple[StepKind, ...] = get_args(StepKind)


def test_every_step_has_one_entry_of_facts_and_one_of_words_in_the_same_order() -> None:
    assert tuple(STEP_FACTS) == tuple(STEP_WORDS) == ALL
    assert {facts.done_by for facts in STEP_FACTS.values()} == set(get_args(DoneBy))
    assert set(LOST) <= set(ALL)
    assert frozenset({"bordered", "captioned", "placed"}) == ADDITIONS
    assert len({words.name for words in STEP_WORDS.values()}) == len(ALL)


@pytest.mark.parametrize("kind", ALL)
def test_the_examples_that_words_are_tested_with_are_whole(kind: StepKind) -> None:
    assert set(PARAMETERS) <= set(ALL)
    assert_as_its_kind_says(made(kind))
    facts = STEP_FACTS[kind]
    assert ("box" in facts.parameters) == ("shares" in facts.parameters)
    assert facts.against_result is None or facts.against_result in ORDER


@pytest.mark.parametrize("kind", ALL)
def test_every_step_is_told_and_counted(kind: StepKind) -> None:
    told = recipe(kind)
    (said,) = wording.steps(told)
    assert re.search(r"[{}]|  ", said) is None
    words = STEP_WORDS[kind]
    if words.many:
        (of_two,) = wording.steps(recipe(kind, kind))
        assert of_two == words.many.format(count=2)
    else:
        assert len(wording.steps(recipe(kind, kind))) == 2
    facts = STEP_FACTS[kind]
    assert told.changed == facts.is_edit
    assert edit_cost(told) >= (STEP if facts.is_edit else SAVED)
    document = json.loads(json.dumps(explanation_as_document(Explanation(None, told, SourceDirection("undecided")))))
    (row,) = page_rows._steps(document["recipe"])
    assert row[0] == words.name
    assert row[1]


@pytest.mark.parametrize("kind", ALL)
def test_only_a_border_fills_what_lies_around_the_source(kind: StepKind) -> None:
    # The source lies 9 pixels within a frame of 100, as the example of a border has it.
    inset = np.array([[0.82, 0.0, 8.91], [0.0, 0.82, 8.91], [0.0, 0.0, 1.0]])
    source = np.full((100, 100, 3), 200, np.uint8)
    again = replay(replace(recipe(kind), matrix=inset), source, (100, 100), (100, 100), (100, 100))
    assert again.given[50, 50]
    assert again.given.all() == (STEP_FACTS[kind].done_by == "border")
