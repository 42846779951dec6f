"""The ranking in the real page: what is dragged, grouped, stacked and sorted, by mouse and by keyboard."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from pictrace import Library, Weights
from pictrace.matching.ranking import SearchResult
from pictrace.types import CHANNELS, COPY_VERDICTS, VERDICT_FACTS, UInt8Array
from pictrace.web import words
from tests.browser.conftest import settled
from tests.browser.test_trace import CARDS, order, shows, slider, upload


@pytest.fixture
def copy(tmp_path: Path, photos: dict[str, UInt8Array]) -> Path:
    """A photograph that the library has in seven versions, saved once more."""
    path = tmp_path / "cat again.jpg"
    Image.fromarray(photos["chelsea"]).save(path, quality=60)
    return path


@pytest.fixture
def stranger(tmp_path: Path, photos: dict[str, UInt8Array]) -> Path:
    """A photograph that the library has not."""
    path = tmp_path / "grass.jpg"
    Image.fromarray(photos["motorcycle_left"]).save(path, quality=90)
    return path


@pytest.fixture
def found(filled_library: Path, copy: Path) -> SearchResult:
    """What Python says of the same query."""
    with Library.open(filled_library) as library:
        return library.search(copy.read_bytes(), shortlist=50)


def group(name: str) -> str:
    return f".group.{name} .card"


def unfold(page: Page) -> None:
    """Open every stack."""
    page.locator(CARDS).first.wait_for()
    closed = page.locator(".ranking .more[aria-expanded=false]:visible")
    while closed.count():
        closed.first.click()


def drag(page: Page, channel: str, share: float) -> None:
    """Take the handle of a slider with the mouse and hold it there."""
    handle = page.locator(f".sliders input[name={channel}]")
    page.locator(".weights").scroll_into_view_if_needed()
    box = handle.bounding_box()
    assert box is not None
    value = int(handle.input_value()) / 100
    inner = box["width"] - 18
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 9 + inner * value, y)
    page.mouse.down()
    page.mouse.move(box["x"] + 9 + inner * share, y, steps=5)


def ranks(page: Page) -> dict[int, int]:
    """Id → the place that its card says."""
    places = page.locator(f"{CARDS} .rank").all_text_contents()
    return {int(id): int(place) for id, place in zip(order(page), places, strict=True)}


def test_while_a_slider_is_dragged_the_page_says_what_python_says(
    page: Page, address: str, copy: Path, found: SearchResult
) -> None:
    upload(page, address, copy)
    page.get_by_role("spinbutton", name=words.naming.RESULTS_SHOWN).fill("50")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("top=50"))
    shows(page, "results")
    unfold(page)
    expect(page.locator(CARDS)).to_have_count(len(found.candidates))
    asked = page.url
    for channel, share in (("keypoints", 0.0), ("cosine", 0.1), ("colour", 1.0)):
        drag(page, channel, share)
        percents = [int(page.locator(f".sliders input[name={one}]").input_value()) for one in CHANNELS]
        expected = found.rerank(Weights(*(percent / 100 for percent in percents)), 50).matches
        # Nothing has been sent yet: the mouse is still down, and the debounce waits for it to rest.
        expect(page.locator(f"{CARDS}[data-id='{expected[0].id}'] .rank")).to_have_text("1")
        page.mouse.up()
    page.wait_for_url(lambda url: url != asked and "counts=10-15-0-100" in url)
    shows(page, "results")
    expected = found.rerank(Weights(0.1, 0.15, 0.0, 1.0), 50).matches
    assert ranks(page) == {match.id: match.rank for match in expected}
    for match in expected:
        card = page.locator(f"{CARDS}[data-id='{match.id}']")
        assert card.locator(".score").text_content() == f"match {min(99, round(match.score * 100))}"


def test_copies_lie_on_one_stack_that_opens_by_key(page: Page, address: str, copy: Path, found: SearchResult) -> None:
    upload(page, address, copy)
    copies = [match for match in found.rerank(Weights(), 50).matches if VERDICT_FACTS[match.verdict].group == "copies"]
    assert len(copies) > 2
    expect(page.locator(group("copies"))).to_have_count(1)
    expect(page.locator(group("copies"))).to_have_attribute("data-id", str(found.decisive))
    more = page.get_by_role("button", name=re.compile(f"and {len(copies) - 1} more copies"))
    expect(more).to_have_attribute("aria-expanded", "false")
    more.focus()
    page.keyboard.press("Enter")
    expect(page.locator(group("copies"))).to_have_count(len(copies))
    fewer = page.get_by_role("button", name=words.ranking.FEWER)
    expect(fewer).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator(group("copies"))).to_have_count(1)


def test_groups_are_sorted_and_the_address_says_how(page: Page, address: str, copy: Path, found: SearchResult) -> None:
    upload(page, address, copy)
    unfold(page)
    page.get_by_label(words.ranking.SORT).select_option("largest")
    page.wait_for_url(re.compile("sort=largest"))
    shows(page, "results")
    records = {match.id: match.record for match in found.rerank(Weights(), 50).matches}
    sizes = [records[int(id)].width * records[int(id)].height for id in order(page) if id]
    copies = page.locator(group("copies")).count()
    assert sizes[:copies] == sorted(sizes[:copies], reverse=True)
    expect(page.locator(f"{CARDS} .sure").first).to_have_text(re.compile(r"\d+ × \d+"))
    page.get_by_label(words.ranking.SORT).select_option("changed")
    page.wait_for_url(re.compile("sort=changed"))
    shows(page, "results")
    shares = [
        int(text.split()[0])
        for text in page.locator(".group.copies .sure").all_inner_texts()
        if text.endswith("changed")
    ]
    assert len(shares) == copies
    assert shares == sorted(shares, reverse=True)


def test_look_alikes_are_closed_when_no_copy_exists(page: Page, address: str, stranger: Path) -> None:
    upload(page, address, stranger)
    toggle = page.get_by_role("button", name=re.compile(words.ranking.GROUPS["alike"].title))
    expect(toggle).to_have_attribute("aria-expanded", "false")
    expect(page.locator(CARDS)).to_have_count(0)
    toggle.focus()
    page.keyboard.press("Enter")
    expect(page.locator(CARDS)).to_have_count(5)
    expect(toggle).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(CARDS)).to_have_count(0)
    # Who weighs wants to see the order.
    page.reload()
    shows(page, "results")
    slider(page, "colour").press("ArrowRight")
    expect(page.locator(CARDS)).to_have_count(5)


def test_all_at_zero_is_said_at_once_and_the_order_is_by_look(
    page: Page, address: str, copy: Path, found: SearchResult
) -> None:
    upload(page, address, copy)
    unfold(page)
    for channel in CHANNELS:
        slider(page, channel).press("Home")
    expect(page.get_by_text(words.ranking.ALL_ZERO)).to_be_visible()
    page.wait_for_url(re.compile("counts=0-0-0-0"))
    shows(page, "results")
    looks = {candidate.record.id: candidate.evidence.cosine for candidate in found.candidates}
    copies = page.locator(group("copies")).evaluate_all("cards => cards.map(card => Number(card.dataset.id))")
    assert [looks[id] for id in copies] == sorted((looks[id] for id in copies), reverse=True)
    expect(page.get_by_role("heading", level=1)).to_contain_text("chelsea")


def test_the_new_first_hit_is_announced_and_the_slider_keeps_the_focus(page: Page, address: str, copy: Path) -> None:
    upload(page, address, copy)
    handle = slider(page, "colour")
    handle.focus()
    page.keyboard.press("End")
    expect(page.locator(".ranking [aria-live=polite]")).to_have_text(re.compile(r"^First now: .+, match score \d+\.$"))
    page.wait_for_url(re.compile("counts=35-15-40-100"))
    shows(page, "results")
    expect(handle).to_be_focused()
    expect(handle).to_have_attribute("aria-valuetext", "100 of 100")


def test_a_button_sets_the_weights_that_bring_a_hit_first(
    page: Page, address: str, copy: Path, found: SearchResult
) -> None:
    upload(page, address, copy)
    unfold(page)
    matches = found.rerank(Weights(), 50).matches
    tries = page.get_by_role("button", name=words.ranking.TRY)
    for match in matches[1:]:
        if match.verdict not in COPY_VERDICTS:
            continue
        page.locator(f"{CARDS}[data-id='{match.id}']").click()
        page.wait_for_url(re.compile(f"pick={match.id}$|pick={match.id}&"))
        shows(page, "results")
        expect(page.locator(".st-key-why_not, .st-key-standing").first).to_contain_text(match.record.name)
        if tries.count():
            break
    tries.click()
    page.wait_for_url(re.compile("counts="))
    shows(page, "results")
    expect(page.locator(f"{CARDS}[data-id='{match.id}'] .rank")).to_have_text("1")
    expect(page.get_by_role("heading", level=1)).to_contain_text("chelsea")


def test_with_reduced_motion_nothing_glides(chromium: Browser, address: str, copy: Path) -> None:
    with chromium.new_context(reduced_motion="reduce", viewport={"width": 1440, "height": 900}) as context:
        page = context.new_page()
        upload(page, address, copy)
        unfold(page)
        slider(page, "keypoints").press("Home")
        moving = page.locator(".st-key-ranking li").evaluate_all(
            "rows => rows.flatMap(row => row.getAnimations()).length"
        )
        assert moving == 0
        settled(page)
