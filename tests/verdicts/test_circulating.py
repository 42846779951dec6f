"""Pictures as they circulate get the right word. `python -m bench.verdicts` measures how often, on other pictures."""

from __future__ import annotations

import numpy as np
import pytest
from verdict_making import assessed

from bench import circulating, templates
from pictrace.types import UInt8Array

Photos = dict[str, UInt8Array]

TRACED = ("astronaut", "chelsea", "coffee", "rocket")
# Of the others half and more are possible copies only, and are for a person to judge.
SURE = sorted(set(circulating.COPIES) - {"half covered", "sketch", "cartoon", "posterised", "halftone", "passed on"})


def made(maker: circulating.Maker, photos: Photos, name: str, seed: int) -> UInt8Array:
    return maker(photos[name], photos["coins" if name != "coins" else "cell"], np.random.default_rng(seed))


@pytest.mark.parametrize("kind", SURE)
def test_copies_as_they_circulate_are_called_copies(photos: Photos, kind: str) -> None:
    said = {
        name: assessed(made(circulating.COPIES[kind], photos, name, seed), photos[name]).verdict
        for seed, name in enumerate(TRACED)
    }
    copies = {"resaved", "edited", "negative", "part_of", "contains", "parts_in_common"}
    assert sum(verdict in copies for verdict in said.values()) >= 3, said
    assert set(said.values()) <= copies | {"possible_copy"}, said


@pytest.mark.parametrize("kind", ["negative", "stretched", "sharpened", "grain"])
def test_what_was_changed_is_not_called_saved_again(photos: Photos, kind: str) -> None:
    for seed, name in enumerate(TRACED):
        found = assessed(made(circulating.COPIES[kind], photos, name, seed), photos[name])
        assert found.verdict != "resaved", name
    assert (found.verdict == "negative") == (kind == "negative")


@pytest.mark.parametrize("kind", sorted(circulating.PHOTOGRAPHS))
def test_photographs_of_a_picture_are_called_so_and_no_copies(photos: Photos, kind: str) -> None:
    said = {
        name: assessed(made(circulating.PHOTOGRAPHS[kind], photos, name, seed), photos[name]).verdict
        for seed, name in enumerate(TRACED)
    }
    assert sum(verdict == "photograph_of" for verdict in said.values()) >= 3, said


@pytest.mark.parametrize("kind", sorted(templates.KINDS))
def test_pages_of_one_template_are_no_copies_of_each_other(kind: str) -> None:
    for layout in range(3):
        first, second = templates.page(kind, layout, 5), templates.page(kind, layout, 6)
        assert not assessed(first, second).is_copy, layout


@pytest.mark.parametrize("kind", sorted(set(templates.KINDS) - {"screen"}))
def test_copies_of_a_page_are_called_copies(kind: str) -> None:
    for layout in range(2):
        page = templates.page(kind, layout, 7)
        assert [assessed(edit.apply(page), page).is_copy for edit in templates.copies(layout)] == [True] * 3, layout
