"""The Trace page in a real browser: ask, read, weigh, share, take along."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Download, Locator, Page, expect

from pictrace.types import UInt8Array
from pictrace.web import words
from tests.browser.conftest import loaded, settled

CARDS = "ol.grid .card"


@pytest.fixture
def crop(tmp_path: Path, photos: dict[str, UInt8Array]) -> Path:
    """A crop of a photograph that the library has."""
    path = tmp_path / "crop of the cat.jpg"
    Image.fromarray(photos["chelsea"][20:280, 80:400]).save(path, quality=92)
    return path


def shows(page: Page, what: str) -> None:
    """Wait until a run of the page is complete that shows this."""
    page.wait_for_selector(f'[data-testid="run"][data-shows="{what}"]', state="attached")
    settled(page)


def upload(page: Page, address: str, path: Path) -> None:
    page.goto(address)
    page.locator(".st-key-query_upload input[type=file]").set_input_files(path)
    shows(page, "results")


def order(page: Page) -> list[str]:
    """Ids of the cards, best first; they are drawn a moment after the server's run."""
    page.locator(CARDS).first.wait_for()
    return page.locator(CARDS).evaluate_all("cards => cards.map(card => card.dataset.id)")


def slider(page: Page, channel: str) -> Locator:
    return page.get_by_role("slider", name=words.naming.CHANNEL[channel], exact=True)


def press(page: Page, channel: str, key: str, times: int) -> None:
    """Move a slider by keyboard and wait until its value has arrived in the address."""
    before = page.url
    slider(page, channel).focus()
    for _ in range(times):
        page.keyboard.press(key)
    page.wait_for_url(lambda url: url != before)
    settled(page)


def test_an_upload_is_answered_first_and_shown_next(page: Page, address: str, crop: Path) -> None:
    upload(page, address, crop)
    expect(page.get_by_role("heading", level=1)).to_contain_text("chelsea")
    # What the answer names is the first card, and it is picked.
    expect(page.get_by_role("heading", level=1)).to_contain_text(page.locator(f"{CARDS} .name").first.inner_text())
    expect(page.locator(CARDS).first).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".viewer .panel")).to_have_count(2)
    expect(page.locator(".pt-query figcaption")).to_have_text("crop of the cat.jpg")
    # Read through the shadow root, which page functions do not see into: until every thumbnail has arrived.
    for picture in page.locator(f"{CARDS} img").all():
        expect(picture).to_have_js_property("complete", True)
        assert picture.evaluate("picture => picture.naturalWidth") > 0


def test_an_example_is_one_click(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("button", name=words.asking.EXAMPLE_BUTTON.format(name="Mirrored crop")).click()
    shows(page, "results")
    expect(page.locator(CARDS).first).to_be_visible()


def test_a_pasted_picture_is_searched(page: Page, address: str, crop: Path) -> None:
    page.goto(address)
    page.get_by_text(words.asking.FROM_CLIPBOARD, exact=True).click()
    expect(page.get_by_role("button", name=words.asking.PASTE_BUTTON)).to_be_visible()
    page.evaluate(
        """bytes => {
            const file = new File([new Uint8Array(bytes)], "image.jpg", {type: "image/jpeg"});
            const data = new DataTransfer();
            data.items.add(file);
            document.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true}));
        }""",
        list(crop.read_bytes()),
    )
    shows(page, "results")
    expect(page.get_by_role("heading", level=1)).to_contain_text("chelsea")


@pytest.fixture
def pair(tmp_path: Path, photos: dict[str, UInt8Array]) -> Path:
    """The cat on the left and the coffee on the right, 600 × 300."""
    path = tmp_path / "two in one.png"
    Image.fromarray(np.hstack([photos["chelsea"][:, :300], photos["coffee"][:300, :300]])).save(path)
    return path


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Drag on the query picture, between two places given as shares of its width and height."""
    frame = page.locator(".st-key-query_picture .stage").bounding_box()
    assert frame is not None
    (x, y), (to_x, to_y) = (
        (frame["x"] + at[0] * frame["width"], frame["y"] + at[1] * frame["height"]) for at in (start, end)
    )
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move((x + to_x) / 2, (y + to_y) / 2)
    page.mouse.move(to_x, to_y)
    page.mouse.up()


def marked(page: Page) -> list[int]:
    """The box on the query picture, in pixels of the original, read from the four numbers."""
    names = ("x", "y", "width", "height")
    return [int(page.locator(f".numbers input[name={name}]").input_value()) for name in names]


def test_a_box_dragged_on_the_query_searches_that_part(page: Page, address: str, pair: Path) -> None:
    upload(page, address, pair)
    drag(page, (0.52, 0.05), (0.98, 0.95))
    page.get_by_role("button", name=words.asking.SEARCH_PART).click()
    page.wait_for_url(re.compile(r"region=\d+-\d+-\d+-\d+"))
    shows(page, "results")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^For this part: .*coffee"))
    expect(page.get_by_role("button", name=words.asking.SEARCH_PART)).to_be_hidden()
    asked = marked(page)
    np.testing.assert_allclose(asked, [312, 15, 276, 270], atol=6)
    page.reload()
    shows(page, "results")
    expect(page.locator(".stage .box")).to_be_visible()
    assert marked(page) == asked
    page.get_by_role("button", name=words.asking.WHOLE_PICTURE).click()
    page.wait_for_url(lambda url: "region" not in url)
    shows(page, "results")
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("For this part")
    expect(page.locator(".stage .box")).to_be_hidden()


def test_a_box_is_moved_resized_and_set_without_a_mouse(page: Page, address: str, pair: Path) -> None:
    upload(page, address, pair)
    stage = page.locator(".st-key-query_picture .stage")
    stage.focus()
    page.keyboard.press("Enter")
    assert marked(page) == [150, 75, 300, 150]
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    assert marked(page) == [156, 75, 300, 156]
    drag(page, (0.5, 0.5), (0.6, 0.5))
    assert marked(page) == pytest.approx([216, 75, 300, 156], abs=3)
    drag(page, (516 / 600, 231 / 300), (1.2, 0.5))  # the lower right corner, further than the picture reaches
    left, top, width, height = marked(page)
    assert left + width == 600
    assert top + height == pytest.approx(150, abs=4)
    page.get_by_role("button", name=words.asking.REGION_NUMBERS).click()
    for name, value in zip(words.asking.REGION_SIDES, (310, 20, 9999, 250), strict=True):
        page.get_by_role("spinbutton", name=name).fill(str(value))
        page.keyboard.press("Tab")
    assert marked(page) == [310, 20, 290, 250]
    stage.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("region=310-20-290-250"))
    shows(page, "results")
    expect(page.get_by_role("heading", level=1)).to_contain_text("coffee")
    stage.focus()
    page.keyboard.press("Escape")
    page.wait_for_url(lambda url: "region" not in url)
    shows(page, "results")


def test_weights_change_order_scores_and_bars_at_once(page: Page, address: str, crop: Path) -> None:
    upload(page, address, crop)
    page.locator(CARDS).first.wait_for()
    scores = page.locator(f"{CARDS} .score").all_inner_texts()
    piece = page.locator(f"{CARDS} .bar .colour").first
    width = piece.get_attribute("style") or ""
    press(page, "colour", "End", 1)
    expect(page.locator(f"{CARDS} .score")).not_to_have_text(scores)
    expect(piece).not_to_have_attribute("style", width)
    assert "counts=35-15-40-100" in page.url


def test_the_answer_stays_while_weights_order_the_list(page: Page, address: str, crop: Path) -> None:
    upload(page, address, crop)
    headline = page.get_by_role("heading", level=1)
    said = headline.inner_text()
    assert "chelsea" in said
    expect(page.locator(".pt-answer")).to_contain_text(re.compile(r"\d\d % sure\."))
    expect(page.locator(f"{CARDS} .verdict").first).not_to_be_empty()
    # What a card is, is drawn as well as written, and the drawing has arrived.
    assert "svg" in page.locator(f"{CARDS} .icon").first.evaluate("icon => getComputedStyle(icon).maskImage")
    expect(page.locator(f"{CARDS} .score").first).to_have_text(re.compile(r"^match \d+$"))
    before = order(page)
    channels: tuple[str, ...] = ("cosine", "keypoints", "structure")
    for channel in channels:
        press(page, channel, "Home", 1)
    shows(page, "results")
    assert order(page) != before
    assert headline.inner_text() == said
    expect(page.locator(".st-key-evidence h2")).to_contain_text("chelsea")


def test_a_preset_moves_all_four(page: Page, address: str, crop: Path) -> None:
    upload(page, address, crop)
    page.get_by_role("radio", name=words.naming.CLASSIC).check()
    expect(slider(page, "keypoints")).to_have_value("100")
    expect(slider(page, "cosine")).to_have_attribute("aria-valuetext", "0 of 100")
    page.wait_for_url(re.compile("counts=0-100-100-0"))
    settled(page)
    expect(page.get_by_role("radio", name=words.naming.CLASSIC)).to_be_checked()
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(re.compile("counts=80-0-5-15"))


def test_a_view_is_shared_by_its_address(page: Page, context: BrowserContext, address: str, crop: Path) -> None:
    upload(page, address, crop)
    press(page, "cosine", "ArrowRight", 3)
    page.locator(CARDS).nth(2).click()
    page.wait_for_url(re.compile("pick="))
    shows(page, "results")
    seen, headline = order(page), page.get_by_role("heading", level=1).inner_text()
    picked = page.locator(f'{CARDS}[aria-pressed="true"]').get_attribute("data-id")
    page.reload()
    shows(page, "results")
    assert order(page) == seen
    other = context.new_page()
    other.goto(page.url)
    shows(other, "results")
    assert order(other) == seen
    assert other.get_by_role("heading", level=1).inner_text() == headline
    assert other.locator(f'{CARDS}[aria-pressed="true"]').get_attribute("data-id") == picked


def test_the_back_button_leads_back_to_the_start(page: Page, address: str, crop: Path) -> None:
    upload(page, address, crop)
    asked = page.url
    page.locator(CARDS).nth(1).click()
    page.wait_for_url(re.compile("pick="))
    shows(page, "results")
    page.go_back()
    page.wait_for_url(asked)
    shows(page, "results")
    expect(page.locator(CARDS).first).to_have_attribute("aria-pressed", "true")
    page.go_back()
    shows(page, "ask")
    expect(page.get_by_role("heading", name=words.asking.ASK_TITLE)).to_be_visible()
    page.go_forward()
    shows(page, "results")
    assert page.url == asked


def test_from_an_answer_one_can_start_over(page: Page, address: str, crop: Path) -> None:
    upload(page, address, crop)
    page.get_by_test_id("stPopoverButton").click()
    page.get_by_role("button", name=words.asking.START_OVER).click()
    shows(page, "ask")
    expect(page.get_by_role("button", name=words.asking.EXAMPLE_BUTTON.format(name="Mirrored crop"))).to_be_visible()


def test_sliders_moved_quickly_one_after_the_other_all_count(page: Page, address: str, crop: Path) -> None:
    upload(page, address, crop)
    channels: tuple[str, ...] = ("cosine", "structure", "colour")
    for channel in channels:
        slider(page, channel).focus()
        page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile("counts=40-20-40-15"))
    shows(page, "results")
    assert "counts=40-20-40-15" in page.url


def test_a_hit_is_picked_by_keyboard(page: Page, address: str, crop: Path) -> None:
    upload(page, address, crop)
    second = page.locator(CARDS).nth(1)
    name = second.locator(".name").inner_text()
    second.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("pick="))
    shows(page, "results")
    expect(page.get_by_role("heading", name=words.evidence.EVIDENCE.format(name=name))).to_be_visible()


def test_every_evidence_view_opens(page: Page, address: str, crop: Path) -> None:
    upload(page, address, crop)
    for tab, sign in (
        ("registered", ".registered .panel"),
        ("changes", ".viewer .legend"),
        ("colours", ".st-key-colours img"),
        ("file", ".pt-facts"),
    ):
        page.locator(".st-key-evidence_tab").get_by_text(
            {
                "registered": words.evidence.VIEW_REGISTERED,
                "changes": words.evidence.VIEW_CHANGES,
                "colours": words.evidence.VIEW_COLOURS,
                "file": words.evidence.VIEW_FILE,
            }[tab],
            exact=True,
        ).click()
        page.wait_for_url(re.compile(f"show={tab}"))
        expect(page.locator(sign).first).to_be_visible()
        settled(page)
        loaded(page)


def test_everything_can_be_taken_along(page: Page, address: str, crop: Path) -> None:
    upload(page, address, crop)
    picture = Image.open(io.BytesIO(taken(page, words.evidence.DOWNLOAD_OVERLAY)))
    assert picture.format == "PNG"
    assert np.asarray(picture).std() > 0
    rows = list(csv.DictReader(io.StringIO(taken(page, words.evidence.DOWNLOAD_CSV).decode("utf-8-sig"))))
    document = json.loads(taken(page, words.evidence.DOWNLOAD_JSON))
    assert [row["id"] for row in rows] == [str(match["id"]) for match in document["matches"]]
    assert document["answer"]["id"] == int(order(page)[0])


def taken(page: Page, button: str) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=button).click()
    download: Download = waiting.value
    return Path(download.path()).read_bytes()


def test_a_file_that_is_no_picture_is_said_in_words(page: Page, address: str, tmp_path: Path) -> None:
    wrong = tmp_path / "notes.jpg"
    wrong.write_bytes(b"nothing to see")
    upload(page, address, wrong)
    expect(page.get_by_role("heading", name="not a picture")).to_be_visible()
    assert "Traceback" not in page.content()
