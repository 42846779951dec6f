"""Results are kept by what they depend on, so that moving a weight searches nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pictrace import Library
from pictrace.errors import UnreadablePicture
from pictrace.matching.ranking import SearchResult
from pictrace.types import Region, UInt8Array
from pictrace.web.kept import Kept
from pictrace.web.results import ResultKey

KEY = ResultKey("library", 1, "a" * 64, 50)


@pytest.fixture
def result(tmp_path: Path, picture_files: dict[str, Path], photos: dict[str, UInt8Array]) -> SearchResult:
    """A mirrored crop of the cat, searched among five photographs."""
    with Library.open(tmp_path / "library", backbone="tiny") as library:
        library.add(list(picture_files.values()))
        return library.search(photos["chelsea"][30:280, 400:60:-1].copy())


def test_a_result_is_searched_once(result: SearchResult) -> None:
    kept, searches = Kept(24), []

    def search() -> SearchResult:
        searches.append(1)
        return result

    assert kept.get(KEY, search) is kept.get(KEY, search) is result
    assert len(searches) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"change": 2},
        {"query": "b" * 64},
        {"shortlist": 100},
        {"library": "other"},
        {"part": Region(0, 0, 90, 60)},
        {"judged": "calibration-2"},
    ],
)
def test_a_result_is_never_taken_for_another(result: SearchResult, change: dict[str, str | int | Region]) -> None:
    kept = Kept(24)
    kept.get(KEY, lambda: result)
    assert replace(KEY, **change) not in kept


def test_the_least_recently_used_leaves_first(result: SearchResult) -> None:
    kept = Kept(2)
    first, second, third = (replace(KEY, change=number) for number in range(3))
    for key in (first, second, first, third):
        kept.get(key, lambda: result)
    assert first in kept
    assert third in kept
    assert second not in kept


def test_an_error_is_not_kept() -> None:
    def search() -> SearchResult:
        raise UnreadablePicture("It is cut off.")

    kept = Kept(24)
    with pytest.raises(UnreadablePicture):
        kept.get(KEY, search)
    assert KEY not in kept
