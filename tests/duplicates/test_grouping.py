"""Versions of one picture hang together; parts are put beside what shows them; a suggestion says what speaks for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pictrace.duplicates.grouping import clusters
from pictrace.duplicates.keeper import best_first, reasons
from pictrace.types import DuplicatePair, Record, Verdict


def pair(first: int, second: int, verdict: Verdict, probability: float = 0.95) -> DuplicatePair:
    return DuplicatePair(first, second, verdict, probability)


def versions(pairs: list[DuplicatePair]) -> dict[str, list[tuple[tuple[int, ...], ...]]]:
    return {kind: [cluster.versions for cluster in found] for kind, found in clusters(pairs).items()}


def record(
    id: int,
    width: int = 400,
    height: int = 300,
    size: int = 1000,
    metadata: Mapping[str, str] | None = None,
    format: str = "JPEG",
) -> Record:
    return Record(
        id,
        f"/{id}",
        (f"/{id}",),
        f"{id}.jpg",
        width,
        height,
        format,
        size,
        f"b{id}",
        f"p{id}",
        "2026-01-02T10:00:00+00:00",
        metadata=metadata or {},
    )


def test_versions_hang_together_through_one_another() -> None:
    found = versions([pair(1, 2, "resaved"), pair(2, 3, "edited"), pair(7, 8, "same_picture")])
    assert found["copies"] == [((1, 2, 3),), ((7, 8),)]
    assert found["parts"] == found["photographs"] == found["possible"] == []


def test_a_collage_shows_its_parts_and_makes_them_no_copies() -> None:
    found = versions([pair(1, 9, "part_of"), pair(2, 9, "part_of"), pair(1, 4, "resaved")])
    assert found["copies"] == [((1, 4),)]
    assert found["parts"] == [((9,), (1, 4), (2,))]


def test_a_crop_of_a_crop_lies_beside_the_whole_only() -> None:
    found = versions([pair(1, 2, "contains"), pair(1, 3, "contains"), pair(2, 3, "contains")])
    assert found["parts"] == [((1,), (2,), (3,))]


def test_pairs_that_a_group_holds_already_are_no_pairs_of_their_own() -> None:
    found = versions(
        [
            pair(1, 2, "contains"),
            pair(1, 3, "contains"),
            pair(2, 3, "parts_in_common"),
            pair(2, 3, "possible_copy"),
            pair(4, 5, "edited"),
            pair(4, 6, "edited"),
            pair(5, 6, "possible_copy"),
            pair(7, 8, "possible_copy", 0.6),
            pair(7, 9, "parts_in_common"),
        ]
    )
    assert found["parts"] == [((1,), (2,), (3,)), ((7,), (9,))]
    assert found["possible"] == [((7,), (8,))]


def test_possible_copies_make_no_group() -> None:
    found = versions([pair(1, 2, "possible_copy", 0.7), pair(2, 3, "possible_copy", 0.6)])
    assert found == {"copies": [], "parts": [], "photographs": [], "possible": [((1,), (2,)), ((2,), (3,))]}


def test_the_largest_groups_come_first_then_the_surest() -> None:
    found = versions(
        [pair(1, 2, "edited", 0.9), pair(3, 4, "edited", 0.99), pair(5, 6, "edited"), pair(6, 7, "edited")]
    )
    assert found["copies"] == [((5, 6, 7),), ((3, 4),), ((1, 2),)]


def test_the_picture_of_most_pixels_is_kept() -> None:
    small, large = record(1, 200, 150), record(2, 800, 600)
    found = [pair(1, 2, "resaved")]
    assert best_first([small, large], found) == [large, small]
    assert reasons(large, [small], found) == ("more_pixels",)


def test_a_border_is_no_reason_to_keep_a_picture() -> None:
    plain, bordered = record(1, 400, 300), record(2, 600, 450, size=1300)
    found = [DuplicatePair(1, 2, "edited", 0.97, area_first=1.0, area_second=400 * 300 / (600 * 450))]
    assert best_first([plain, bordered], found) == [plain, bordered]
    assert reasons(plain, [bordered], found) == ("no_border",)
    assert "more_pixels" not in reasons(bordered, [plain], found)


def test_nor_is_it_where_they_hang_together_by_another() -> None:
    bordered, grey, plain = record(1, 800, 600), record(2, 400, 300), record(3, 400, 300, size=900)
    found = [DuplicatePair(1, 2, "edited", 0.97, area_first=0.25), pair(2, 3, "edited")]
    assert best_first([bordered, grey, plain], found)[0] != bordered
    assert "more_pixels" not in reasons(bordered, [plain], found)


def test_what_was_saved_without_loss_is_kept() -> None:
    saved, lossless = record(1, size=1000), record(2, size=900, format="PNG")
    found = [pair(1, 2, "resaved")]
    assert best_first([saved, lossless], found) == [lossless, saved]
    assert reasons(lossless, [saved], found) == ("finer_saved",)


def test_the_whole_is_kept_rather_than_most_of_it() -> None:
    cut, whole = record(1, 340, 300), record(2, 400, 300)
    found = [DuplicatePair(1, 2, "edited", 0.97, area_second=0.85, coverage_second=0.85)]
    assert best_first([cut, whole], found) == [whole, cut]
    assert reasons(whole, [cut], found) == ("shows_more",)


def test_where_nothing_else_speaks_the_first_one_stays_and_counts_if_it_came_well_before() -> None:
    found = [pair(1, 2, "edited")]
    first, soon, later = record(1), record(2), replace(record(2), added_at="2026-01-02T12:00:00+00:00")
    assert best_first([soon, first], found) == [first, soon]
    assert reasons(first, [soon], found) == ()
    assert reasons(first, [later], found) == ("added_first",)


def test_finer_saving_and_what_the_camera_wrote_speak_for_a_picture() -> None:
    coarse = record(1, size=1000)
    fine = record(2, size=3000, metadata={"camera": "Canon", "date_taken": "2020-01-02"})
    found = [pair(1, 2, "resaved")]
    assert best_first([coarse, fine], found) == [fine, coarse]
    assert reasons(fine, [coarse], found) == ("finer_saved", "camera_data")


def test_words_over_a_picture_take_bytes_and_are_no_finer_saving() -> None:
    plain, captioned, fine = record(1, size=1000), record(2, size=1190), record(3, size=1400)
    assert best_first([plain, captioned], [pair(1, 2, "edited")]) == [plain, captioned]
    assert best_first([plain, captioned], [pair(1, 2, "resaved")]) == [captioned, plain]
    assert reasons(fine, [plain], [pair(1, 3, "edited")]) == ("finer_saved",)


def test_a_pair_says_the_same_from_both_sides() -> None:
    one = DuplicatePair(1, 2, "part_of", 0.9, 1.0, 0.3, 1.0, 0.3, mirrored=False, rotation=12.0)
    assert one.reversed() == DuplicatePair(2, 1, "contains", 0.9, 0.3, 1.0, 0.3, 1.0, mirrored=False, rotation=-12.0)
    assert one.seen_from(2) == one.reversed().verdict == "contains"
    assert one.reversed().reversed() == one
