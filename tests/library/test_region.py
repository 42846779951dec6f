"""A part of a picture is what was named, cut from all of its pixels, and searched as a picture of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fakes import TinyBackbone
from PIL import Image

from pictrace import Library, Settings, imaging
from pictrace.errors import InvalidInput
from pictrace.matching.ranking import as_document
from pictrace.search.query import load_query
from pictrace.settings import Limits
from pictrace.types import Region, RegionShare, UInt8Array

EYES = Region(120, 60, 200, 100)  # of chelsea, 451 × 300


@pytest.fixture
def library(tmp_path: Path, picture_files: dict[str, Path]) -> Iterator[Library]:
    with Library.open(tmp_path / "library", backbone="tiny") as opened:
        opened.add(list(picture_files.values()))
        yield opened


# ---------------------------------------------------------------- the value


def test_four_numbers_are_a_region() -> None:
    assert Region.of((1, 2, 3, 4)) == Region.of([1, 2, 3, 4]) == Region.of(np.array([1, 2, 3, 4])) == Region(1, 2, 3, 4)
    assert Region.of(EYES) is EYES
    assert Region(*np.array([1, 2, 3, 4])).fragment == "xywh=1,2,3,4"


@pytest.mark.parametrize(
    "wrong", [(1, 2, 3), "1,2,3,4", 5, (1, 2, 3.5, 4), (1, 2, True, 4), (0, 0, 0, 9), (0, 0, 9, -1)]
)
def test_anything_else_is_refused_in_words(wrong: Any) -> None:
    with pytest.raises(InvalidInput, match="four whole numbers"):
        Region.of(wrong)


def test_what_lies_outside_is_left_out() -> None:
    assert Region(-20, 280, 100, 100).within(451, 300) == Region(0, 280, 80, 20)
    assert EYES.within(451, 300) == EYES


@pytest.mark.parametrize("outside", [(451, 0, 50, 50), (0, 300, 50, 50), (-50, 0, 50, 50)])
def test_a_region_outside_is_refused_with_the_size(outside: tuple[int, int, int, int]) -> None:
    with pytest.raises(InvalidInput, match=r"outside cat\.jpg, which is 451 × 300"):
        Region(*outside).within(451, 300, "cat.jpg")


def test_a_region_too_small_to_search_for_is_refused() -> None:
    with pytest.raises(InvalidInput, match="at least 16"):
        Region(440, 10, 100, 100).within(451, 300)


def test_shares_become_pixels() -> None:
    assert RegionShare(0.1, 0.2, 0.5, 0.25).of(1000, 400) == Region(100, 80, 500, 100)
    assert RegionShare(0, 0, 1, 1).of(451, 300) == Region(0, 0, 451, 300)
    for wrong in ((0, 0, 0, 1), (0, 0, float("nan"), 1)):
        with pytest.raises(InvalidInput):
            RegionShare(*wrong)


# ---------------------------------------------------------------- cutting


def test_a_part_is_cut_out_of_the_pixels(photos: dict[str, UInt8Array]) -> None:
    whole = imaging.from_array(photos["chelsea"])
    part = imaging.cut(whole, EYES)
    np.testing.assert_array_equal(part.pixels, photos["chelsea"][60:160, 120:320])
    assert (part.width, part.height) == (200, 100)
    assert (
        part.pixel_digest == imaging.from_array(np.ascontiguousarray(photos["chelsea"][60:160, 120:320])).pixel_digest
    )
    assert part.byte_digest == f"{whole.byte_digest}#xywh=120,60,200,100"


def test_of_a_reduced_decode_the_same_part_is_cut(photos: dict[str, UInt8Array]) -> None:
    small = imaging.from_array(np.ascontiguousarray(photos["chelsea"][::2, ::2]))
    reduced = replace(small, width=451, height=300, reduced=True)
    part = imaging.cut(reduced, EYES)
    assert (part.width, part.height) == (200, 100)
    np.testing.assert_allclose(part.pixels.shape[:2], (50, 100), atol=1)
    np.testing.assert_array_equal(part.pixels[:45, :90], small.pixels[30:75, 60:150])


# ---------------------------------------------------------------- searching


def test_a_region_is_searched_as_its_crop_would_be(library: Library, photos: dict[str, UInt8Array]) -> None:
    crop = np.ascontiguousarray(photos["chelsea"][60:160, 120:320])
    by_region = library.search(photos["chelsea"], region=EYES)
    by_crop = library.search(crop)
    assert [(match.id, match.score) for match in by_region.matches] == [(m.id, m.score) for m in by_crop.matches]
    np.testing.assert_array_equal(by_region.query.working, by_crop.query.working)
    assert by_region.query.region == EYES
    assert by_region.query.uri.endswith("#xywh=120,60,200,100")
    assert (by_region.query.width, by_region.query.height) == (200, 100)
    assert by_crop.query.region is None


def test_a_part_of_a_large_picture_keeps_its_details(library: Library, photos: dict[str, UInt8Array]) -> None:
    large = np.kron(photos["chelsea"], np.ones((6, 6, 1), np.uint8))  # 2,706 × 1,800
    query = library.search(large, region=(720, 360, 1200, 600)).query
    assert query.working.shape == (256, 512, 3)  # from the working picture of the whole it would be 227 × 114


def test_the_whole_picture_is_no_region(library: Library, picture_files: dict[str, Path]) -> None:
    result = library.search(picture_files["chelsea"], region=(-5, 0, 1000, 1000))
    assert result.query.region is None
    assert "#" not in result.query.uri
    assert result.query.pixel_digest == result.matches[0].record.pixel_digest


def test_a_region_of_a_library_picture_is_cut_from_its_original(
    library: Library, picture_files: dict[str, Path]
) -> None:
    record = next(record for record in library.records() if record.name == "chelsea.jpg")
    by_file = library.search(picture_files["chelsea"], region=EYES).query
    by_id = library.search_id(record.id, region=EYES).query
    np.testing.assert_array_equal(by_id.working, by_file.working)
    assert (by_id.uri, by_id.pixel_digest) == (by_file.uri, by_file.pixel_digest)


@pytest.mark.parametrize("lost", ["gone", "other", "broken"])
def test_without_its_original_it_is_cut_from_the_working_picture(
    library: Library, tmp_path: Path, photos: dict[str, UInt8Array], lost: str
) -> None:
    large = tmp_path / "large.png"
    Image.fromarray(np.kron(photos["chelsea"], np.ones((4, 4, 1), np.uint8))).save(large)
    id = library.add(large).items[0].id
    assert id is not None
    if lost == "gone":
        large.unlink()
    else:
        Image.fromarray(photos["coins"]).save(large)
        if lost == "broken":
            large.write_bytes(large.read_bytes()[:1000])
    query = library.search_id(id, region=(480, 240, 800, 400)).query
    assert query.region == Region(480, 240, 800, 400)
    assert (query.width, query.height) == (800, 400)
    kept = library.working_picture(id)
    x, y = 480 * kept.shape[1] / 1804, 240 * kept.shape[0] / 1200
    there = kept[int(y) : int(y) + query.working.shape[0], int(x) : int(x) + query.working.shape[1]]
    assert np.abs(query.working.astype(int) - there).mean() < 6


def test_a_picture_over_the_limit_gives_the_part_of_its_reduced_decode(photos: dict[str, UInt8Array]) -> None:
    limited = Settings(limits=Limits(max_pixels=40_000))
    query = load_query(imaging.encode_jpeg(photos["chelsea"], 95), TinyBackbone(), limited, region=EYES).query
    assert (query.width, query.height, query.region) == (200, 100, EYES)
    assert query.working.shape[:2] == (50, 100)


def test_the_answer_says_where_the_part_lies(library: Library, photos: dict[str, UInt8Array]) -> None:
    assert as_document(library.search(photos["coins"], region=(9, 8, 70, 60)))["query"]["region"] == [9, 8, 70, 60]
    assert as_document(library.search(photos["coins"]))["query"]["region"] is None


def test_a_region_outside_the_query_is_refused(library: Library, photos: dict[str, UInt8Array]) -> None:
    with pytest.raises(InvalidInput, match="451 × 300"):
        library.search(photos["chelsea"], region=(500, 0, 50, 50))
    with pytest.raises(InvalidInput, match="451 × 300"):
        library.search_id(next(r.id for r in library.records() if r.name == "chelsea.jpg"), region=(500, 0, 50, 50))
