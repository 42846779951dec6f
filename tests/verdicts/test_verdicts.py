"""Each pair gets the word that a person would use, and the model does what its papers say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import fakes
import numpy as np
import pytest
from candidate_making import evidence as scored
from PIL import Image
from verdict_making import JUDGE, MODEL, SHIPPED, assessed, gathered, query, registered, registration

from pictrace import Library, matching, verdicts
from pictrace.errors import InvalidInput
from pictrace.imaging import edits
from pictrace.matching import keypoint_detection
from pictrace.types import COPY_VERDICTS, Assessment, Candidate, Record, UInt8Array, Verdict
from pictrace.verdicts import logistic

Photos = dict[str, UInt8Array]


def test_equal_bytes_and_equal_pixels_need_no_looking(photos: Photos) -> None:
    mine, _, found = gathered(photos["coins"], photos["coins"])
    assert JUDGE.assess(mine, mine, found) == Assessment("same_file", 1.0, MODEL.version)
    other_file = replace(mine, byte_digest="another file")
    assert JUDGE.assess(mine, other_file, found) == Assessment("same_picture", 1.0, MODEL.version)


@pytest.mark.parametrize(
    ("edit", "verdict"),
    [
        (edits.recompress(50), "resaved"),
        (edits.downscale(0.4), "resaved"),
        (edits.mirror(), "edited"),
        (edits.grey(), "edited"),
        (edits.brightness(1.4), "edited"),
        (edits.rotate(90), "edited"),
        (edits.rotate(15), "edited"),
        (edits.caption("Found on the web"), "edited"),
        (edits.pad(0.4), "edited"),
        (edits.crop(0.5, 0.3, 0.6), "part_of"),
        (edits.crop(0.2, 0.5, 0.5), "part_of"),
    ],
    ids=lambda value: getattr(value, "name", value),
)
def test_copies_are_called_what_they_are(photos: Photos, edit: edits.Edit, verdict: str) -> None:
    for name in ("astronaut", "coffee"):
        found = assessed(edit.apply(photos[name]), photos[name])
        assert found.verdict == verdict, name
        assert found.probability >= SHIPPED.threshold


def test_a_pasted_picture_is_contained(photos: Photos) -> None:
    page = edits.paste_into(photos["rocket"], 0.3, 0.8, 0.2).apply(photos["chelsea"])
    assert assessed(page, photos["chelsea"]).verdict == "contains"
    assert assessed(photos["chelsea"], page).verdict == "part_of"


def test_unrelated_and_flat_pictures(photos: Photos) -> None:
    # The vectors of these queries say nothing and are all equal, so that the cosine is 1: alike is the most it can be.
    assert assessed(photos["astronaut"], photos["grass"]).verdict == "alike"
    mine, theirs, found = gathered(photos["astronaut"], photos["grass"])
    assert JUDGE.assess(mine, theirs, replace(found, cosine=0.2)).verdict == "no_copy"
    flat = np.full((100, 140, 3), 90, np.uint8)
    assert assessed(flat, photos["astronaut"]).verdict == "too_little_detail"


def test_a_shared_caption_bar_is_no_copy(photos: Photos) -> None:
    bar = edits.caption("The quick brown fox jumps over the lazy dog", 0.3)
    found = assessed(bar.apply(photos["coffee"]), bar.apply(photos["rocket"]))
    assert found.verdict not in COPY_VERDICTS
    assert found.probability < 0.5


def test_a_shared_page_is_no_copy(photos: Photos) -> None:
    random = np.random.default_rng(4)
    page = np.full((700, 500, 3), 252, np.uint8)
    for line in range(12):
        text = " ".join("".join(random.choice(list("abcdefghij"), 5)) for _ in range(7))
        cv2.putText(page, text, (20, 420 + 22 * line), cv2.FONT_HERSHEY_SIMPLEX, 0.55, (30, 30, 30), 1, cv2.LINE_AA)
    filled = []
    for name in ("coffee", "rocket"):
        sheet = page.copy()
        sheet[20:390, 20:480] = cv2.resize(photos[name], (460, 370))
        filled.append(sheet)
    found = assessed(*filled)
    assert found.verdict == "shared_element"
    assert found.probability < 0.5


def test_another_shot_of_the_scene_is_no_copy(photos: Photos) -> None:
    found = [assessed(edits.viewpoint(seed).apply(photos["coffee"]), photos["coffee"]) for seed in range(4)]
    assert {one.verdict for one in found} <= {"same_scene", "possible_copy", "alike"}


def test_a_flat_thing_photographed_anew_is_called_a_photograph(photos: Photos) -> None:
    found = [assessed(edits.flat_object(seed).apply(photos["coffee"]), photos["coffee"]) for seed in range(4)]
    assert {one.verdict for one in found} == {"photograph_of"}
    assert all(one.is_photograph_of and not one.may_be_copy for one in found)


def two_crops(photo: UInt8Array) -> tuple[UInt8Array, UInt8Array]:
    """Of one photograph, each with a rim that the other lacks."""
    height, width = photo.shape[:2]
    return photo[: int(0.9 * height), : int(0.9 * width)], photo[int(0.1 * height) :, int(0.1 * width) :]


def test_two_crops_of_one_picture_may_be_copies(photos: Photos) -> None:
    for name in ("astronaut", "coffee", "chelsea"):
        assert assessed(*two_crops(photos[name])).may_be_copy, name


def test_the_picture_that_both_were_cut_from_settles_it(photos: Photos, tmp_path: Path) -> None:
    fakes.install()
    query, other = two_crops(photos["coffee"])
    for name, pixels in (("whole", photos["coffee"]), ("other", other), ("rocket", photos["rocket"])):
        Image.fromarray(pixels).save(tmp_path / f"{name}.png")
    with Library.open(tmp_path / "library", backbone="tiny") as library:
        library.add([tmp_path / "other.png", tmp_path / "rocket.png"])
        alone = {match.record.name: match.verdict for match in library.search(query).matches}
        assert alone["other.png"] in ("possible_copy", "edited")
        library.add(tmp_path / "whole.png")
        found = {match.record.name: match.assessment for match in library.search(query).matches}
    assert found["whole.png"].verdict == "part_of"
    assert found["other.png"].verdict == "edited"
    assert found["other.png"].probability <= found["whole.png"].probability
    assert not found["rocket.png"].is_copy


def test_a_hit_is_settled_by_the_less_sure_of_its_two_links() -> None:
    def hit(id: int, verdict: Verdict, probability: float) -> Candidate:
        slipped = registration(coverage_query=0.8, coverage_candidate=0.8)
        return replace(
            candidate(id, Assessment(verdict, probability)),
            evidence=replace(scored(0.9, None, None), registration=slipped),
        )

    source, open_one, other = hit(1, "part_of", 0.97), hit(2, "possible_copy", 0.3), hit(3, "same_scene", 0.1)
    asked: list[tuple[int, int]] = []

    def between(first: Candidate, second: Candidate) -> Assessment:
        asked.append((first.record.id, second.record.id))
        return Assessment("contains", 0.9)

    mine = query(np.zeros((8, 8, 3), np.uint8))
    settled = verdicts.settle(mine, (source, open_one, other), between)
    assert asked == [(1, 2)]
    assert [one.assessment for one in settled] == [
        source.assessment,
        Assessment("edited", 0.9),
        other.assessment,
    ]
    assert verdicts.settle(mine, (open_one, other), between) == (open_one, other)
    assert asked == [(1, 2)]
    refused = verdicts.settle(mine, (source, open_one), lambda *_: Assessment("same_scene", 0.1))
    assert refused == (source, open_one)


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({}, "resaved"),
        ({"colour_change": 0.2}, "edited"),
        ({"tone_change": 1.2}, "edited"),
        ({"rotation": 90.0}, "edited"),
        ({"coverage_query": 0.5}, "contains"),
        ({"coverage_query": 0.9}, "edited"),
        ({"coverage_candidate": 0.9}, "part_of"),
        ({"coverage_query": 0.8, "coverage_candidate": 0.8}, "edited"),
        ({"coverage_query": 0.3, "coverage_candidate": 0.6}, "parts_in_common"),
        ({"negative": True}, "negative"),
        ({"homography": np.diag([1.3, 1.0, 1.0])}, "edited"),
        ({"homography": np.diag([0.25, 0.25, 1.0])}, "resaved"),
    ],
)
def test_kinds_of_copy(changes: dict[str, float], verdict: str) -> None:
    assert verdicts.kind_of_copy(registered(registration(**changes))) == verdict


@pytest.mark.parametrize("name", ["agreement", "perspective", "unevenness", "coverage_query"])
def test_every_number_speaks_one_way(name: str) -> None:
    worse = {"agreement": (1.0, 0.9, 0.5, 0.0), "perspective": (0, 0.2, 2.0), "unevenness": (0, 0.05, 0.8)}.get(name)
    if worse is None:
        steps = [registration(coverage_query=1 - slip, coverage_candidate=1 - slip) for slip in (0.0, 0.01, 0.1)]
    else:
        steps = [registration(**{name: value}) for value in worse]
    odds = [MODEL.log_odds(registered(step)) or 0.0 for step in steps]
    assert odds == sorted(odds, reverse=True)


def test_a_picture_and_itself_is_a_copy_without_its_digests() -> None:
    assert verdicts.probability(MODEL, SHIPPED, registered(registration())) > SHIPPED.threshold > 0.5
    assert verdicts.probability(MODEL, SHIPPED, scored(0.9, None, None)) < 0.5


def test_what_is_ignored_counts_for_no_verdict(photos: Photos) -> None:
    logo = cv2.resize(photos["coins"], (220, 160))
    first, second = photos["coffee"].copy(), photos["rocket"].copy()
    first[20:180, 20:240] = logo
    second[20:180, 300:520] = logo
    element = keypoint_detection.detect(logo, 220, 160)
    mine, theirs = query(first), query(second)
    ignoring = replace(mine, ignored=matching.places_of(mine, [element]))
    (place,) = ignoring.ignored
    assert place.mean(axis=0) == pytest.approx([129.5, 99.5], abs=4)
    found = matching.gather(ignoring, theirs.features, theirs.working)
    assert found.keypoints.homography is not None
    assert JUDGE.assess(ignoring, theirs, found).verdict == "shared_element"
    # A copy of the whole picture stays one.
    again = query(edits.recompress(40).apply(first))
    copied = matching.gather(ignoring, again.features, again.working)
    assert JUDGE.assess(ignoring, again, copied).is_copy


def candidate(id: int, assessment: Assessment, cosine: float = 0.5) -> Candidate:
    record = Record(id, f"{id}.jpg", (f"{id}.jpg",), f"{id}.jpg", 4, 3, "JPEG", 1, f"b{id}", f"p{id}", "2024")
    return Candidate(record, scored(cosine, 0.1, 0.1), assessment)


def test_the_answer_rests_on_the_surest_hit(photos: Photos) -> None:
    textured = query(photos["coffee"])
    hits = [
        candidate(1, Assessment("alike", 0.01), 0.9),
        candidate(2, Assessment("part_of", 0.97)),
        candidate(3, Assessment("edited", 0.95)),
        candidate(4, Assessment("same_scene", 0.3)),
    ]
    verdict, hit = verdicts.decisive(textured, hits)
    assert (verdict, hit and hit.record.id) == ("part_of", 2)
    assert verdicts.decisive(textured, hits[:1])[0] == "alike"
    assert verdicts.decisive(textured, [candidate(5, Assessment("no_copy", 0.0))]) == ("no_copy", None)
    assert verdicts.decisive(textured, []) == ("no_copy", None)
    flat = replace(textured, flat=True)
    assert verdicts.decisive(flat, hits[:1]) == ("too_little_detail", None)
    assert verdicts.decisive(flat, hits)[0] == "part_of"


def test_what_is_called_a_copy() -> None:
    """Added to, never taken from: libraries, reports and callers have these words."""
    assert {
        "same_file",
        "same_picture",
        "resaved",
        "edited",
        "part_of",
        "contains",
        "parts_in_common",
    } <= COPY_VERDICTS
    assert not COPY_VERDICTS & {
        "possible_copy",
        "same_scene",
        "shared_element",
        "alike",
        "too_little_detail",
        "no_copy",
    }


@pytest.mark.parametrize(
    ("wrong", "tries", "bound"),
    [(0, 300, 1 - 0.05 ** (1 / 300)), (0, 1, 0.95), (1, 10, 0.3941633), (3, 20, 0.3436638), (5, 5, 1.0), (0, 0, 1.0)],
)
def test_the_bound_is_that_of_clopper_and_pearson(wrong: int, tries: int, bound: float) -> None:
    assert verdicts.upper_bound(wrong, tries) == pytest.approx(bound, abs=1e-6)


def test_the_rule_of_three() -> None:
    assert verdicts.upper_bound(0, 3000) == pytest.approx(3 / 3000, rel=0.01)
    with pytest.raises(InvalidInput, match="4 of 3"):
        verdicts.upper_bound(4, 3)


def test_wilson_intervals() -> None:
    assert verdicts.wilson(8, 10) == pytest.approx((0.4901625, 0.9433178), abs=1e-6)
    assert verdicts.wilson(0, 0) == (0.0, 1.0)
    assert verdicts.wilson(0, 5)[0] == 0.0


def test_the_fit_recovers_known_coefficients() -> None:
    random = np.random.default_rng(0)
    columns = np.column_stack([random.normal(size=(20_000, 2)), np.ones(20_000)])
    true = np.array([1.5, -0.8, 0.3])
    labels = (random.random(20_000) < 1 / (1 + np.exp(-columns @ true))).astype(float)
    free = logistic.fit(columns, labels, np.ones(20_000), pull=np.zeros(3), towards=np.zeros(3))
    assert free == pytest.approx(true, abs=0.06)
    held = logistic.fit(columns, labels, np.ones(20_000), pull=np.full(3, 1e9), towards=np.array([1.0, 2.0, 3.0]))
    assert held == pytest.approx([1.0, 2.0, 3.0], abs=1e-4)


def test_separable_labels_end_with_a_pull() -> None:
    columns = np.array([[-1.0, 1.0], [1.0, 1.0]])
    found = logistic.fit(columns, np.array([0.0, 1.0]), np.ones(2), pull=np.array([0.1, 0.0]), towards=np.zeros(2))
    assert np.isfinite(found).all()
    assert found[0] > 1.0


def test_fewer_false_positives_ask_for_more() -> None:
    thresholds = [verdicts.threshold_for(0.9, rate) for rate in (0.05, 0.005, 0.0005)]
    assert thresholds[1] == pytest.approx(0.9)
    assert thresholds == sorted(thresholds)
    assert verdicts.log_odds(verdicts.sigmoid(3.2)) == pytest.approx(3.2)
