"""A library's calibration: honest about its sample, kept with an id, and stopped when asked to."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image
from verdict_making import SHIPPED, registered, registration

from pictrace import Library, Settings, Weights, verdicts
from pictrace.errors import InvalidInput, LibraryUnusable, UnknownPicture
from pictrace.imaging import edits
from pictrace.matching.ranking import as_document
from pictrace.store import Catalog
from pictrace.types import COPY_VERDICTS, Calibration, Progress, ReliabilityBin, SharedElement, UInt8Array
from pictrace.verdicts import calibration, wording
from pictrace.verdicts.calibration import adjusting, calibrator, shared_elements
from pictrace.verdicts.calibration.adjusting import Pair

Photos = dict[str, UInt8Array]
NAMES = ("astronaut", "chelsea", "coffee", "coins", "rocket", "motorcycle_left", "grass", "camera")


@pytest.fixture
def library(tmp_path: Path, photos: Photos) -> Iterator[Library]:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for name in NAMES:
        small = cv2.resize(photos[name], (360, 270), interpolation=cv2.INTER_AREA)
        Image.fromarray(small).save(folder / f"{name}.png")
    with Library.open(tmp_path / "library", backbone="tiny") as opened:
        opened.add(folder)
        yield opened


def small(photos: Photos, name: str) -> UInt8Array:
    return np.asarray(cv2.resize(photos[name], (360, 270), interpolation=cv2.INTER_AREA))


# ------------------------------------------------------------------ the answer of a search


def test_every_hit_has_a_verdict_and_the_search_an_answer(library: Library, photos: Photos) -> None:
    result = library.search(edits.crop(0.5, 0.4, 0.5).apply(small(photos, "coffee")))
    answer = result.answer
    assert answer.verdict == "part_of"
    assert answer.match is not None
    assert answer.match.record.name == "coffee.png"
    assert answer.match.verdict == "part_of"
    assert answer.probability == answer.match.probability > 0.5
    assert answer.searched == len(NAMES)
    assert answer.calibration == f"shipped-{verdicts.shipped_model().version}"
    assert all(match.verdict not in COPY_VERDICTS for match in result.matches if match.id != answer.match.id)


def test_weights_never_change_the_answer(library: Library, photos: Photos) -> None:
    result = library.search(edits.paste_into(photos["grass"], 0.2).apply(small(photos, "chelsea")), top=1)
    said = result.answer
    assert said.match is not None
    for weights in (
        Weights.classic(),
        Weights.lookalikes(),
        Weights(0, 0, 0, 1),
        Weights(1, 0, 0, 0),
        Weights(0, 1, 0, 0),
    ):
        again = result.rerank(weights)
        assert again.answer.match is not None
        assert again.answer.match.id == said.match.id
        assert (again.answer.verdict, again.answer.probability) == (said.verdict, said.probability)
        # The match is ranked as these weights rank it, also when it falls below the top.
        assert again.answer.match in again.rerank(weights, top=len(NAMES)).matches
        assert len(again.matches) == 1


def test_a_result_says_it_in_json(library: Library, photos: Photos) -> None:
    document = json.loads(json.dumps(as_document(library.search(small(photos, "coins"))), allow_nan=False))
    assert document["answer"]["verdict"] == "same_picture"
    assert document["answer"]["id"] == document["matches"][0]["id"]
    assert document["matches"][0]["verdict"] == "same_picture"
    assert document["matches"][0]["probability"] == 1.0
    assert document["matches"][0]["registration"]["agreement"] == 1.0
    nothing = as_document(library.search(np.full((90, 120, 3), 200, np.uint8)))
    assert nothing["answer"]["verdict"] == "too_little_detail"
    assert nothing["answer"]["id"] is None


def test_the_same_file_is_said_to_be_it(library: Library) -> None:
    result = library.search(library.records()[0].uri)
    assert result.answer.verdict == "same_file"
    assert result.answer.probability == 1.0


# ------------------------------------------------------------------ calibration


def test_a_calibration_is_kept_and_results_carry_its_id(library: Library, photos: Photos) -> None:
    seen: list[Progress] = []
    made = library.calibrate(seen.append, sample=4)
    assert made.id == "calibration-1"
    assert library.calibration() == made
    assert (made.pictures, made.searches, made.made_copies) == (4, 4, 8)
    assert made.found >= 6
    assert made.wrong == 0
    assert made.error_bound == pytest.approx(1 - 0.05 ** (1 / 4))
    assert [progress.done for progress in seen] == [1, 2, 3, 4]
    assert library.search(small(photos, "coins")).answer.calibration == made.id
    assert library.search(small(photos, "coins")).answer.error_bound == made.error_bound
    # Four pictures are too few to change probabilities, and the words say so.
    assert not made.adjusted
    assert (made.slope, made.intercept, made.threshold) == (1.0, 0.0, SHIPPED.threshold)
    assert "too few" in calibration.in_words(made)
    assert "1 of 1 searches" in calibration.in_words(made)


def test_what_a_result_says_of_itself_is_of_its_own_calibration(library: Library, photos: Photos) -> None:
    """The page and the command line tell how far an answer can be trusted by what the result carries."""
    result, before = library.search(small(photos, "coins")), library.calibration()
    library.calibrate(sample=4)
    again = result.rerank(Weights.classic())
    assert again.calibration == before != library.calibration()
    assert (again.trust, again.answer.calibration) == (before.trust, before.id)
    assert wording.trust(again.calibration, again.verdict) == wording.trust(before, again.verdict)
    assert wording.trust(again.calibration, again.verdict) != wording.trust(library.calibration(), again.verdict)


def test_a_calibration_can_be_stopped_and_keeps_nothing(library: Library) -> None:
    stopped = library.calibrate(lambda progress: progress.done < 2, sample=6)
    assert stopped.cancelled
    assert stopped.pictures == 2
    assert library.calibration().id.startswith("shipped-")


def test_another_setting_makes_a_calibration_stale(library: Library, tmp_path: Path) -> None:
    library.calibrate(sample=2)
    with Library.open(tmp_path / "library", settings=Settings(max_false_positive_rate=0.0005)) as stricter:
        found = stricter.calibration()
    assert found.id.startswith("shipped-")
    assert found.threshold > SHIPPED.threshold
    assert found.error_bound is None
    assert "not measured" in calibration.in_words(found)


def test_an_empty_library_and_a_silly_sample_are_refused(tmp_path: Path, library: Library) -> None:
    with Library.open(tmp_path / "empty", backbone="tiny") as empty, pytest.raises(InvalidInput, match="empty"):
        empty.calibrate()
    with pytest.raises(InvalidInput, match="1 or more"):
        library.calibrate(sample=0)


def test_a_damaged_calibration_is_named(library: Library, tmp_path: Path) -> None:
    with Catalog.open(tmp_path / "library") as catalog:
        catalog.artifacts.put(calibration.KIND, {"slope": 1.0})
    with pytest.raises(LibraryUnusable, match="calibrate it again"):
        library.calibration()


def test_a_calibration_survives_its_document() -> None:
    whole = replace(
        SHIPPED,
        reliability=(ReliabilityBin(0.0, 0.5, 4, 1, 0.2, 0.25, 0.05, 0.7),),
        duplicates=((1, 2),),
        doubtful=((3, 4), (5, 6)),
        shared=(SharedElement(7, (1, 2, 3, 4), (8, 9, 10)),),
    )
    document = json.loads(json.dumps(calibration.as_document(whole)))
    assert calibration.from_document(document, whole.id, whole.created_at) == whole


def test_words_round_down(photos: Photos) -> None:
    measured = replace(SHIPPED, pictures=300, searches=300, wrong=0, error_bound=1 / 299.9, adjusted=True)
    assert calibration.in_words(measured).startswith(
        "Wrong in at most 1 of 299 searches where no copy exists: 0 of 300"
    )


# ------------------------------------------------------------------ its parts


def pairs(count: int, shift: float, seed: int = 0) -> list[Pair]:
    """Pairs whose true log-odds are `shift` above what the model says."""
    random = np.random.default_rng(seed)
    said = random.normal(0, 2.5, count)
    truth = random.random(count) < 1 / (1 + np.exp(-(said + shift)))
    return [Pair(float(odds), bool(is_copy)) for odds, is_copy in zip(said, truth, strict=True)]


def test_a_model_that_is_right_is_left_alone() -> None:
    slope, intercept = adjusting.adjust(pairs(4000, 0.0))
    assert (slope, intercept) == pytest.approx((1.0, 0.0), abs=0.15)


def test_few_pairs_change_little_and_many_much() -> None:
    biased = [replace(pair, log_odds=(pair.log_odds or 0.0) + 2.0) for pair in pairs(3000, 0.0)]
    few, many = adjusting.adjust(biased[:12])[1], adjusting.adjust(biased)[1]
    assert many == pytest.approx(-2.0, abs=0.3)
    assert many < few < 0.5
    assert adjusting.adjust([Pair(None, False), Pair(3.0, True)]) == (1.0, 0.0)


def test_the_threshold_keeps_the_rate_but_not_at_any_price() -> None:
    copies = [0.99] * 95 + [0.92] * 5
    assert adjusting.choose_threshold(0.9, [0.1] * 400, copies, 0.005) == 0.9
    # Two of 400 may be wrong; the third highest must not reach it.
    others = [0.97, 0.96, 0.95, *[0.1] * 397]
    raised = adjusting.choose_threshold(0.9, others, copies, 0.005)
    assert 0.95 < raised < 0.96
    assert sum(value >= raised for value in others) == 2
    # Pictures that are copies of each other would else take the verdict from every copy.
    doubled = [1.0] * 40 + [0.1] * 360
    assert adjusting.choose_threshold(0.9, doubled, copies, 0.005) == 0.99
    assert adjusting.choose_threshold(0.9, [], copies, 0.005) == 0.9


def test_reliability_counts_every_pair_once() -> None:
    values = [0.01, 0.5, 0.97, 1.0, 0.95]
    bins = adjusting.reliability(values, [False, True, True, True, False])
    assert sum(one.pairs for one in bins) == 5
    last = bins[-1]
    assert (last.low, last.high, last.pairs, last.copies) == (0.95, 1.0, 3, 2)
    assert last.least < last.share < last.most
    assert math.isclose(last.mean, (0.97 + 1.0 + 0.95) / 3)


def test_only_what_was_saved_anew_is_left_out() -> None:
    assert calibrator.is_saved_anew(registered(registration()))
    for changes in ({"parallax": 0.3}, {"coverage_candidate": 0.99, "coverage_query": 0.99}, {"mirrored": True}):
        assert not calibrator.is_saved_anew(registered(registration(**changes)))


def test_elements_are_what_many_share() -> None:
    bar = [shared_elements.Finding(1, (0, 90, 100, 10), other) for other in (2, 3, 4)]
    elsewhere = [shared_elements.Finding(1, (0, 0, 20, 20), 5), shared_elements.Finding(2, (0, 90, 100, 10), 1)]
    assert shared_elements.elements(bar + elsewhere) == (SharedElement(1, (0, 90, 100, 10), (2, 3, 4)),)
    assert shared_elements.elements(bar[:2]) == ()
    # The same element seen from another of its pictures is named once.
    back = [shared_elements.Finding(2, (0, 90, 100, 11), other) for other in (1, 3, 4)]
    assert len(shared_elements.elements(bar + back)) == 1


# ------------------------------------------------------------------ elements to ignore


def with_logo(photos: Photos, name: str, x: int) -> UInt8Array:
    picture = cv2.resize(photos[name], (480, 360), interpolation=cv2.INTER_AREA)
    picture[10:150, x : x + 190] = cv2.resize(photos["coins"], (190, 140), interpolation=cv2.INTER_AREA)
    return np.asarray(picture)


def test_an_element_is_ignored_until_it_is_not(tmp_path: Path, photos: Photos) -> None:
    folder = tmp_path / "marked"
    folder.mkdir()
    for name, x in (("coffee", 10), ("rocket", 200)):
        Image.fromarray(with_logo(photos, name, x)).save(folder / f"{name}.png")
    with Library.open(tmp_path / "library", backbone="tiny") as library:
        library.add(folder)
        rocket = next(record for record in library.records() if record.name == "rocket.png")
        element = library.ignore_element(rocket.id, (200, 10, 190, 140), "coins")
        assert library.ignored_elements() == (element,)
        assert element.name == "coins"
        result = library.search(edits.recompress(60).apply(with_logo(photos, "coffee", 10)))
        by_name = {match.record.name: match for match in result.matches}
        assert by_name["rocket.png"].verdict == "shared_element"
        assert by_name["coffee.png"].verdict in COPY_VERDICTS
        assert library.stop_ignoring([element.id, 99]) == (element.id,)
        assert library.ignored_elements() == ()
        assert library.search(with_logo(photos, "astronaut", 30)).query.ignored == ()


def test_a_comparison_ignores_what_a_search_ignores(tmp_path: Path, photos: Photos) -> None:
    coffee, rocket = tmp_path / "coffee.png", tmp_path / "rocket.png"
    Image.fromarray(with_logo(photos, "coffee", 10)).save(coffee)
    Image.fromarray(with_logo(photos, "rocket", 200)).save(rocket)
    with Library.open(tmp_path / "library", backbone="tiny") as library:
        before = library.compare(coffee, rocket)
        assert before.query.ignored == ()
        assert before.assessment.verdict != "no_copy"
        element = library.ignore_element(np.asarray(photos["coins"]), name="coins")
        pair = library.compare(coffee, rocket)
        assert len(pair.query.ignored) == 1
        assert pair.assessment.verdict == "shared_element"
        assert pair.assessment.probability <= before.assessment.probability
        library.stop_ignoring([element.id])
        assert library.compare(coffee, rocket).assessment == before.assessment


def test_what_cannot_be_ignored_is_refused(library: Library) -> None:
    first = library.records()[0]
    with pytest.raises(InvalidInput, match="lies outside"):
        library.ignore_element(first.id, (9000, 0, 50, 50))
    with pytest.raises(InvalidInput, match="too little detail"):
        library.ignore_element(np.full((60, 60, 3), 255, np.uint8))
    with pytest.raises(UnknownPicture):
        library.ignore_element(10_000)


def test_a_calibration_has_no_answer_before_it_is_made() -> None:
    bare = Calibration("x", "", "1", 1.0, 0.0, 0.9, 0.005)
    assert bare.trust.error_bound is None
