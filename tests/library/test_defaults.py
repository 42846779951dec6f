"""What applies where nobody says otherwise is the same at every door, because it stands once."""

from __future__ import annotations

import inspect
from collections.abc import Callable

import pytest

from pictrace import Library, evaluate
from pictrace.cli.program import build_parser
from pictrace.types import DEFAULT_SHORTLIST, DEFAULT_TOP
from pictrace.web.api.models import JudgementOptions, SearchOptions
from pictrace.web.state import View


@pytest.mark.parametrize("asked", [Library.search, Library.search_id, evaluate.ask, evaluate.trace_edits])
def test_searching_examines_as_many_whoever_asks(asked: Callable[..., object]) -> None:
    assert inspect.signature(asked).parameters["shortlist"].default == DEFAULT_SHORTLIST


def test_the_doors_show_and_examine_as_many() -> None:
    line = build_parser().parse_args(["search", "a.jpg"])
    assert (line.top, line.shortlist) == (DEFAULT_TOP, DEFAULT_SHORTLIST)
    assert (View().top, View().shortlist) == (DEFAULT_TOP, DEFAULT_SHORTLIST)
    sent = SearchOptions.model_validate({})
    assert (sent.top, sent.shortlist) == (DEFAULT_TOP, DEFAULT_SHORTLIST)
    assert JudgementOptions.model_validate({"picture": 1, "is_match": True}).shortlist == DEFAULT_SHORTLIST
