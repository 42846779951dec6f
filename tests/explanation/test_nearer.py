"""Which picture is nearer the source: what a copy can lose decides, what files say only where nothing else does."""

from __future__ import annotations

import numpy as np
import pytest

from pictrace.explanation import PairPicture
from pictrace.explanation.source_direction import estimate_source_direction, is_grey
from pictrace.types import Direction, Recipe, RecipeStep, SourceDirection

WORKING = np.zeros((8, 8, 3), np.uint8)


def side(name: str, **given: object) -> PairPicture:
    values: dict[str, object] = {"working": WORKING, "width": 80, "height": 80, **given}
    return PairPicture(byte_digest=f"bytes of {name}", pixel_digest=f"pixels of {name}", **values)


def recipe(*steps: RecipeStep, direction: Direction = "query_from_candidate", claimed: bool = True) -> Recipe:
    return Recipe(direction, steps, claimed, 1.0, 0.0, 1.0, np.eye(3))


CROPPED = RecipeStep("cropped", {"share": 0.5})
BORDERED = RecipeStep("bordered")
SMALLER = RecipeStep("scaled", {"factor": 0.5})
LARGER = RecipeStep("scaled", {"factor": 2.0})


def test_what_a_copy_lost_its_source_has() -> None:
    found = estimate_source_direction(
        side("query"), side("candidate"), recipe(CROPPED, SMALLER, RecipeStep("grey"), BORDERED)
    )
    assert found == SourceDirection("candidate", ("shows_more", "nothing_added", "colour", "more_pixels"))


def test_the_sides_change_with_the_direction() -> None:
    found = estimate_source_direction(
        side("query"), side("candidate"), recipe(CROPPED, direction="candidate_from_query")
    )
    assert found == SourceDirection("query", ("shows_more",))


def test_strong_reasons_for_both_decide_nothing() -> None:
    found = estimate_source_direction(side("query"), side("candidate"), recipe(CROPPED, LARGER))
    assert found == SourceDirection("undecided", ("more_pixels",), ("shows_more",))


def test_files_decide_where_nothing_else_does() -> None:
    early = side("early", jpeg_quality=90, metadata={"date_taken": "2019-05-01", "camera": "A camera"})
    late = side("late", jpeg_quality=60, metadata={"date_taken": "2021-05-01"})
    found = estimate_source_direction(late, early, recipe(RecipeStep("brightness", {"factor": 1.2})))
    assert found == SourceDirection("candidate", ("finer_saved", "earlier_date", "camera_data"))
    assert estimate_source_direction(early, late, recipe()).side == "query"


def test_files_never_outweigh_what_was_lost() -> None:
    query, candidate = side("query", jpeg_quality=95), side("candidate", jpeg_quality=50)
    found = estimate_source_direction(query, candidate, recipe(CROPPED))
    assert found == SourceDirection("candidate", ("shows_more",), ("finer_saved",))


def test_files_that_contradict_each_other_decide_nothing() -> None:
    query = side("query", jpeg_quality=95, metadata={"date_taken": "2022-01-01"})
    candidate = side("candidate", jpeg_quality=50, metadata={"date_taken": "2020-01-01"})
    assert estimate_source_direction(query, candidate, recipe()).side == "undecided"


def test_who_came_first_counts_only_when_both_came() -> None:
    first, second = side("a", added_at="2026-01-01T00:00:00Z"), side("b", added_at="2026-02-01T00:00:00Z")
    assert estimate_source_direction(second, first, recipe()) == SourceDirection("candidate", ("seen_first",))
    assert estimate_source_direction(side("c"), first, recipe()) == SourceDirection("undecided")


def test_dates_of_a_year_alone_say_too_little() -> None:
    first, second = side("a", metadata={"date_taken": "2019"}), side("b", metadata={"date_taken": "2020"})
    assert estimate_source_direction(first, second, recipe()) == SourceDirection("undecided")


def test_without_a_recipe_and_of_one_file_nothing_is_said() -> None:
    assert estimate_source_direction(side("a"), side("b"), recipe(CROPPED, claimed=False)) == SourceDirection(
        "undecided"
    )
    assert estimate_source_direction(side("a"), side("a"), recipe()) == SourceDirection("undecided")


@pytest.mark.parametrize(("colour", "grey"), [((90, 92, 91), True), ((90, 120, 60), False)])
def test_grey_allows_what_saving_leaves_of_colour(colour: tuple[int, int, int], grey: bool) -> None:
    assert is_grey(np.full((20, 20, 3), colour, np.uint8)) is grey
