"""Verdicts on the pages: what answers rest on, how far they can be trusted, and elements that count for none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from job_logs import dead_log
from PIL import Image

from pictrace.types import Region, SharedElement, UInt8Array
from pictrace.verdicts import calibration, wording
from pictrace.web import current, words
from pictrace.web.jobs import CALIBRATE, jobs
from pictrace.web.views.ignoring import around
from tests.web.test_pages import SOON, app, filled, jpeg, page, place, shown, weigh

__all__ = ["filled", "place"]


@pytest.fixture
def sheets(place: Path, tmp_path: Path, photos: dict[str, UInt8Array]) -> bytes:
    """Two different photographs on one and the same printed form, one in the library; the other one's file."""
    form = np.full((700, 500, 3), 252, np.uint8)
    random = np.random.default_rng(4)
    for line in range(12):
        text = " ".join("".join(random.choice(list("abcdefghij"), 5)) for _ in range(7))
        cv2.putText(form, text, (20, 420 + 22 * line), cv2.FONT_HERSHEY_SIMPLEX, 0.55, (30, 30, 30), 1, cv2.LINE_AA)
    made = []
    for name in ("coffee", "rocket"):
        sheet = form.copy()
        sheet[20:390, 20:480] = cv2.resize(photos[name], (460, 370))
        made.append(sheet)
    Image.fromarray(made[1]).save(tmp_path / "form.png")
    current.library().add(tmp_path / "form.png")
    return jpeg(made[0])


def test_weights_order_the_list_and_keep_the_answer(
    filled: dict[str, Path], photos: dict[str, UInt8Array], tmp_path: Path
) -> None:
    # The query's colours are those of a picture that has nothing else of it.
    query = photos["chelsea"][40:260, 60:400]
    pixels = query.reshape(-1, 3)
    by_light = pixels[np.argsort(pixels.sum(axis=1), kind="stable")].reshape(query.shape)
    Image.fromarray(by_light).save(tmp_path / "colours.png")
    current.library().add(tmp_path / "colours.png")
    test = app()
    test.query_params["q"] = current.queries().put(jpeg(query))
    said = "This is a part of a picture in your library: chelsea.jpg"
    assert said in shown(test.run())
    assert not [button for button in test.button if button.key == "show_decisive"]
    colours = next(record.id for record in current.library().records() if record.name == "colours.png")
    test.query_params["pick"] = str(colours)
    text = shown(weigh(test, 0, 0, 0, 10))
    assert said in text
    assert words.evidence.EVIDENCE.format(name="colours.png") in text
    assert words.answering.ranked_elsewhere("chelsea.jpg", 2) in text
    test.button(key="show_decisive").click().run()
    assert words.evidence.EVIDENCE.format(name="chelsea.jpg") in shown(test)


def test_the_hit_of_the_answer_can_be_picked_below_the_list(
    filled: dict[str, Path], photos: dict[str, UInt8Array]
) -> None:
    test = app()
    test.query_params["q"] = current.queries().put(jpeg(photos["coffee"][:300, :400]))
    test.query_params["counts"] = "0-0-0-100"
    test.query_params["top"] = "1"
    test.run()
    decisive = next(record for record in current.library().records() if record.name == "coffee.png")
    test.query_params["pick"] = str(decisive.id)
    assert words.evidence.EVIDENCE.format(name="coffee.png") in shown(test.run())


def test_measuring_is_one_click_under_an_answer(filled: dict[str, Path]) -> None:
    test = app()
    test.query_params["id"] = "1"
    test.run()
    assert "has not been measured yet" in shown(test) or "measured on other photographs" in shown(test)
    test.button(key="measure").click().run()
    jobs().wait(current.library().jobs.list(1)[0].id, SOON)
    made = current.library().calibration()
    assert made.id == "calibration-1"
    assert made.pictures == 5
    text = shown(test.run())
    assert wording.trust(made, "same_file") in text
    assert "measure" not in {button.key for button in test.button}


def test_the_library_page_measures_and_says_what_came_of_it(filled: dict[str, Path]) -> None:
    test = page("library").run()
    assert words.sureness.SURE_SHIPPED in shown(test)
    test.button(key="sure_start").click().run()
    jobs().wait(current.library().jobs.list(1)[0].id, SOON)
    text = shown(test.run())
    made = current.library().calibration()
    for said in (
        words.sureness.sure_wrong(made),
        words.sureness.sure_found(made),
        words.sureness.sure_limit(0.005),
        made.id,
        words.sureness.SURE_FEW,
    ):
        assert said in text
    assert test.get("vega_lite_chart")


def test_a_measurement_that_is_stopped_changes_nothing(filled: dict[str, Path]) -> None:
    library = current.library()
    before = library.calibration()
    assert library.calibrate(lambda progress: False, sample=5).cancelled
    assert library.calibration() == before


def test_a_measurement_whose_process_died_is_offered_again(filled: dict[str, Path]) -> None:
    library = current.library()
    job = dead_log(library).start(CALIBRATE, ["3"])
    test = page("library").run()
    assert words.jobs.of("calibrate").interrupted in shown(test)
    test.button(key=f"continue_{job.id}").click().run()
    for status in jobs().active():
        jobs().wait(status.id, SOON)
    assert library.calibration().pictures == 3


def test_a_shared_element_is_ignored_from_the_answer_and_counted_again(sheets: bytes) -> None:
    library = current.library()
    test = app()
    test.query_params["q"] = current.queries().put(sheets)
    assert "Only a logo, chart or template in common with form.png" in shown(test.run())
    test.button(key="ignore_element").click().run()
    (element,) = library.ignored_elements()
    assert words.evidence.element_ignored(element.name) in shown(test)
    # Ignored, it stays what it is and is not offered again.
    result = library.search(sheets)
    assert result.query.ignored
    assert result.matches[0].verdict == "shared_element"
    assert "ignore_element" not in {button.key for button in test.run().button}
    pages = page("library").run()
    assert words.sureness.ignored_since(element.name, element.created_at) in shown(pages)
    pages.button(key=f"stop_ignoring_{element.id}").click().run()
    assert library.ignored_elements() == ()


def test_elements_that_were_discovered_are_shown_and_ignored(sheets: bytes) -> None:
    library = current.library()
    (record,) = library.records()
    kept = replace(
        library.calibration(), pictures=1, shared=(SharedElement(record.id, (20, 400, 440, 280), (7, 8, 9)),)
    )
    library.artifacts.put(calibration.KIND, calibration.as_document(kept))
    test = page("library").run()
    assert words.sureness.shared_by("form.png", 3) in shown(test)
    assert [picture.proto.imgs[0].alt for picture in test.get("image")] == ["form.png"]
    test.button(key=f"ignore_shared_{record.id}").click().run()
    assert [element.name for element in library.ignored_elements()] == [words.evidence.element_from("form.png")]


def test_what_cannot_be_ignored_is_said(place: Path, tmp_path: Path) -> None:
    Image.fromarray(np.full((300, 300, 3), 200, np.uint8)).save(tmp_path / "plain.png")
    library = current.library()
    library.add(tmp_path / "plain.png")
    kept = replace(library.calibration(), pictures=1, shared=(SharedElement(1, (10, 10, 90, 90), (2, 3, 4)),))
    library.artifacts.put(calibration.KIND, calibration.as_document(kept))
    test = page("library").run()
    test.button(key="ignore_shared_1").click().run()
    assert words.evidence.CANNOT_IGNORE_TITLE in shown(test)


def test_an_element_is_marked_with_a_margin_inside_its_picture() -> None:
    assert around((100.0, 50.0, 40.0, 20.0), 400, 300) == Region(94, 47, 53, 27)
    assert around((2.0, 1.0, 396.0, 298.0), 400, 300) == Region(0, 0, 400, 300)


def test_pairs_to_look_at_are_shown_and_removed_pictures_are_not(filled: dict[str, Path]) -> None:
    library = current.library()
    kept = replace(library.calibration(), pictures=5, doubtful=((1, 2), (3, 999)))
    library.artifacts.put(calibration.KIND, calibration.as_document(kept))
    text = shown(page("library").run())
    assert words.sureness.doubtful_pair(library.get(1).name, library.get(2).name) in text
    assert text.count("<figcaption>") == 1
