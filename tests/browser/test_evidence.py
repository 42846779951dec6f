"""The evidence in a real browser: both pictures, on each other, what changed, and the keys."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from pictrace import Library, Settings
from pictrace.types import UInt8Array
from pictrace.web import words
from tests.browser.conftest import settled
from tests.browser.test_trace import CARDS, shows, upload

Point = tuple[float, float]
QUERY, CANDIDATE = 0, 1
# The query is a part of the cat, four times as large: where it begins, in its own pixels.
LEFT, TOP, ENLARGED = 120, 80, 4


@pytest.fixture
def part(tmp_path: Path, photos: dict[str, UInt8Array]) -> Path:
    """1,640 × 1,080 pixels, more than is sent of it."""
    cat = Image.fromarray(photos["chelsea"])
    large = cat.resize((cat.width * ENLARGED, cat.height * ENLARGED), Image.Resampling.BICUBIC)
    path = tmp_path / "part of the cat.jpg"
    large.crop((LEFT, TOP, LEFT + 1640, TOP + 1080)).save(path, quality=92)
    return path


@pytest.fixture
def mirrored(tmp_path: Path, photos: dict[str, UInt8Array]) -> Path:
    path = tmp_path / "mirrored cat.png"
    Image.fromarray(np.ascontiguousarray(photos["chelsea"][:, ::-1])).save(path)
    return path


def in_candidate(point: Point) -> Point:
    """Where a place of the query lies in the cat."""
    x, y = ((value + offset + 0.5) / ENLARGED - 0.5 for value, offset in zip(point, (LEFT, TOP), strict=True))
    return x, y


def laid_out(page: Page, panels: int = 2) -> None:
    """Wait until the pictures have arrived and have their places."""
    expect(page.locator(".scene .panel")).to_have_count(panels)
    page.wait_for_function(
        """count => [...document.querySelectorAll("*")].map((one) => one.shadowRoot).filter(Boolean)
            .flatMap((root) => [...root.querySelectorAll(".scene .panel[viewBox]")]).length === count""",
        arg=panels,
    )
    # What is told above the pictures comes after them, and moves them.
    settled(page)


def show(page: Page, tab: str, name: str, panels: int) -> None:
    page.locator(".st-key-evidence_tab").get_by_text(name, exact=True).click()
    page.wait_for_url(re.compile(f"show={tab}"))
    shows(page, "results")
    laid_out(page, panels)


def picture(page: Page, side: int) -> Locator:
    return page.locator(".scene .panel").nth(side).locator("> g > image")


def on_screen(page: Page, side: int, point: Point) -> Point:
    """Where the browser draws a place that is given in original pixels."""
    x, y = picture(page, side).evaluate(
        """(image, [x, y]) => {
            const p = new DOMPoint(x, y).matrixTransform(image.getScreenCTM());
            return [p.x, p.y];
        }""",
        list(point),
    )
    return x, y


def in_picture(page: Page, side: int, place: Point) -> Point:
    """What place of the picture, in original pixels, the browser draws there."""
    x, y = picture(page, side).evaluate(
        """(image, [x, y]) => {
            const p = new DOMPoint(x, y).matrixTransform(image.getScreenCTM().inverse());
            return [p.x, p.y];
        }""",
        list(place),
    )
    return x, y


def scale(page: Page, side: int) -> float:
    """Pixels of the screen for one of the original."""
    return abs(float(picture(page, side).evaluate("image => image.getScreenCTM().a")))


def point_at(page: Page, place: Point) -> None:
    """Move the mouse there and a little on the spot: a wheel counts only after a movement on the picture."""
    page.mouse.move(place[0] - 3, place[1] - 3)
    page.mouse.move(*place)


def lines(page: Page, kind: str) -> int:
    """How many lines of a kind are drawn."""
    drawn = "(line) => line.style.display !== 'none' && line.parentNode.style.display !== 'none'"
    return int(page.locator(f".lines .{kind} .line").evaluate_all(f"lines => lines.filter({drawn}).length"))


def slide(page: Page, name: str, key: str) -> None:
    page.locator(f".slider.{name} input").press(key)


# ---------------------------------------------------------------- beside each other


def test_lines_are_toggled_counted_and_faded(page: Page, address: str, part: Path) -> None:
    upload(page, address, part)
    laid_out(page)
    page.locator(".viewer").scroll_into_view_if_needed()
    assert lines(page, "agreeing") == 40
    assert lines(page, "stray") == 0
    page.locator(".check.stray input").check()
    page.locator(".check.agreeing input").uncheck()
    assert lines(page, "agreeing") == 0
    assert lines(page, "stray") > 0
    page.locator(".check.agreeing input").check()
    slide(page, "count", "Home")
    assert lines(page, "agreeing") == lines(page, "stray") == 1
    slide(page, "count", "End")
    assert lines(page, "agreeing") > 40
    slide(page, "opacity", "Home")
    expect(page.locator(".viewer .lines")).to_have_css("opacity", "0")


def test_the_wheel_zooms_where_the_pointer_is_in_both(page: Page, address: str, part: Path) -> None:
    upload(page, address, part)
    laid_out(page)
    page.locator(".viewer").scroll_into_view_if_needed()
    at = (1000.0, 500.0)
    place, there = on_screen(page, QUERY, at), on_screen(page, CANDIDATE, in_candidate(at))
    before = scale(page, QUERY), scale(page, CANDIDATE)
    point_at(page, place)
    for _ in range(3):
        page.mouse.wheel(0, -200)
    expect(page.locator(".readout")).to_contain_text(re.compile(r"\b(999|1000), (499|500) "))
    assert scale(page, QUERY) > 2 * before[0]
    assert scale(page, CANDIDATE) / before[1] == pytest.approx(scale(page, QUERY) / before[0], rel=0.001)
    assert in_picture(page, QUERY, place) == pytest.approx(at, abs=0.5)
    # The other picture shows the same detail where it showed it before.
    assert in_picture(page, CANDIDATE, there) == pytest.approx(in_candidate(at), abs=0.5)


def test_dragging_pans_fit_shows_all_and_full_size_is_pixel_for_pixel(page: Page, address: str, part: Path) -> None:
    upload(page, address, part)
    laid_out(page)
    page.locator(".viewer").scroll_into_view_if_needed()
    fitted = scale(page, QUERY)
    page.get_by_role("button", name=words.viewing.ONE).click()
    assert scale(page, QUERY) == pytest.approx(1, abs=1e-3)
    middle = on_screen(page, QUERY, (820, 540))
    point_at(page, middle)
    held = in_picture(page, QUERY, middle)
    page.mouse.down()
    page.mouse.move(middle[0] + 30, middle[1] + 20)
    page.mouse.move(middle[0] + 60, middle[1] + 40)
    page.mouse.up()
    assert on_screen(page, QUERY, held) == pytest.approx((middle[0] + 60, middle[1] + 40), abs=0.5)
    page.get_by_role("button", name=words.viewing.FIT).click()
    assert scale(page, QUERY) == pytest.approx(fitted, abs=1e-6)
    page.locator(".scene .panel").first.focus()
    page.keyboard.press("+")
    assert scale(page, QUERY) > fitted
    page.keyboard.press("0")
    assert scale(page, QUERY) == pytest.approx(fitted, abs=1e-6)


def test_pointing_says_where_it_is_in_both_right_to_a_pixel(page: Page, address: str, part: Path) -> None:
    upload(page, address, part)
    laid_out(page)
    page.locator(".viewer").scroll_into_view_if_needed()
    for at in ((300.0, 200.0), (1200.0, 900.0)):
        point_at(page, on_screen(page, QUERY, at))
        expect(page.locator(".readout")).to_contain_text(re.compile(r"\d+, \d+ .* \d+, \d+"))
        said = [int(number) for number in re.findall(r"\d+", page.locator(".readout").inner_text())]
        # At fit one pixel of the screen is four of the original.
        assert said[:2] == pytest.approx(at, abs=2 / scale(page, QUERY))
        assert said[2:] == pytest.approx(in_candidate((said[0], said[1])), abs=1)


def test_lines_end_where_the_details_are(page: Page, address: str, part: Path) -> None:
    upload(page, address, part)
    laid_out(page)
    ends = page.locator(".lines .agreeing .line").evaluate_all(
        """lines => lines.filter((line) => line.style.display !== "none").map((line) => {
            const dots = [...line.querySelectorAll("circle")].map((dot) => dot.getBoundingClientRect());
            return dots.flatMap((box) => [box.x + box.width / 2, box.y + box.height / 2]);
        })"""
    )
    off = []
    for x, y, to_x, to_y in ends:
        known = in_candidate(in_picture(page, QUERY, (x, y)))
        off.append(np.hypot(*np.subtract(in_picture(page, CANDIDATE, (to_x, to_y)), known)))
    assert np.median(off) < 1


def test_both_ends_of_a_line_are_magnified(page: Page, address: str, part: Path) -> None:
    upload(page, address, part)
    laid_out(page)
    page.locator(".viewer").scroll_into_view_if_needed()
    lens = page.locator(".lens")
    expect(lens).to_be_hidden()
    page.locator(".lines .agreeing .line .reach").first.dispatch_event("pointerover")
    expect(lens).to_be_visible()
    expect(lens.locator("svg")).to_have_count(2)
    expect(lens.locator("figcaption").first).to_have_text(re.compile(r"[\d.]+, [\d.]+"))
    page.locator(".lines .agreeing .line .reach").first.dispatch_event("pointerout")
    expect(lens).to_be_hidden()
    page.locator('.lines .line[tabindex="0"]').focus()
    expect(lens).to_be_visible()
    first = lens.inner_text()
    page.keyboard.press("ArrowRight")
    expect(lens).not_to_have_text(first)
    expect(page.locator(".viewer [role=status]")).to_contain_text(re.compile(r"\d+, \d+"))


def test_pictures_stand_beside_or_below_each_other(page: Page, address: str, part: Path) -> None:
    upload(page, address, part)
    laid_out(page)

    def beside() -> bool:
        first, second = (on_screen(page, side, (0, 0)) for side in (QUERY, CANDIDATE))
        return second[0] > first[0] + 100

    assert beside()
    page.set_viewport_size({"width": 640, "height": 900})
    expect(page.locator(".viewer .stage")).to_have_attribute("data-way", "below")
    assert not beside()
    page.get_by_role("radio", name=words.viewing.BESIDE).check(force=True)
    assert beside()


def test_a_mirrored_match_is_shown_mirrored(
    page: Page, address: str, mirrored: Path, filled_library: Path, tmp_path: Path
) -> None:
    with Library.open(filled_library, settings=Settings(cache=tmp_path)) as library:
        cat = next(record for record in library.records() if record.name == "chelsea.png")
    upload(page, address, mirrored)
    # The very picture is in the library too, and the cat as it was is stacked under it.
    page.goto(f"{page.url}&pick={cat.id}")
    shows(page, "results")
    laid_out(page)
    expect(page.locator(".captions .name").last).to_have_text("chelsea.png")
    turned = "image => image.getScreenCTM().a < 0"
    assert picture(page, QUERY).evaluate(turned)
    expect(page.locator(".captions .name").first).to_have_attribute("data-mirrored", words.viewing.MIRRORED)
    page.keyboard.press("m")
    assert not picture(page, QUERY).evaluate(turned)
    page.keyboard.press("m")
    page.locator(".viewer").scroll_into_view_if_needed()
    point_at(page, on_screen(page, QUERY, (50, 100)))
    expect(page.locator(".readout")).to_contain_text(re.compile(r"\b(49|50|51), (99|100|101) .* \b(399|400|401), "))


# ---------------------------------------------------------------- on each other


def test_a_divider_is_dragged_and_moved_by_keyboard(page: Page, address: str, part: Path) -> None:
    upload(page, address, part)
    show(page, "registered", words.evidence.VIEW_REGISTERED, 1)
    divider = page.get_by_role("slider", name=words.viewing.DIVIDER)
    divider.scroll_into_view_if_needed()
    expect(divider).to_have_attribute("aria-valuenow", "50")
    divider.press("ArrowRight")
    expect(divider).to_have_attribute("aria-valuenow", "52")
    divider.press("Home")
    expect(divider).to_have_attribute("aria-valuenow", "0")
    box, stage = divider.bounding_box(), page.locator(".registered .stage").bounding_box()
    assert box is not None
    assert stage is not None
    y = box["y"] + box["height"] / 2
    page.mouse.move(stage["x"] + 5, y)
    page.mouse.down()
    page.mouse.move(stage["x"] + 0.5 * stage["width"], y)
    page.mouse.move(stage["x"] + 0.3 * stage["width"], y)
    page.mouse.up()
    expect(divider).to_have_attribute("aria-valuenow", "30")
    # What is right of it is the other picture.
    left = float(page.locator(".registered clipPath rect").get_attribute("x") or "nan")
    assert left == pytest.approx(in_picture(page, 0, (stage["x"] + 0.3 * stage["width"], y))[0], abs=2)


def test_the_pictures_blink_when_asked_and_never_too_fast(page: Page, address: str, part: Path) -> None:
    upload(page, address, part)
    page.keyboard.press("Space")
    page.wait_for_url(re.compile("show=registered"))
    shows(page, "results")
    laid_out(page, 1)
    registered = page.locator(".registered")
    expect(registered).to_have_attribute("data-mode", "blink")
    expect(registered).to_have_class(re.compile("second"))
    expect(registered).not_to_have_class(re.compile("second"))
    expect(page.locator(".slider.speed input")).to_have_attribute("max", "3")
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name=words.viewing.PLAY)).to_be_visible()
    page.get_by_role("button", name=words.viewing.PLAY).click()
    expect(page.get_by_role("button", name=words.viewing.PAUSE)).to_be_visible()


def test_who_wants_less_motion_is_not_shown_blinking(page: Page, address: str, part: Path) -> None:
    page.emulate_media(reduced_motion="reduce")
    upload(page, address, part)
    show(page, "registered", words.evidence.VIEW_REGISTERED, 1)
    page.get_by_role("radio", name=words.viewing.BLINK).check(force=True)
    expect(page.get_by_role("button", name=words.viewing.PLAY)).to_be_visible()
    page.get_by_role("button", name=words.viewing.PLAY).click()
    expect(page.locator(".registered")).to_have_class(re.compile("second"))


def test_the_difference_is_made_stronger_and_lines_up_is_a_map(page: Page, address: str, part: Path) -> None:
    upload(page, address, part)
    show(page, "registered", words.evidence.VIEW_REGISTERED, 1)
    page.get_by_role("radio", name=words.viewing.DIFFERENCE).check(force=True)
    difference = page.locator(".registered g.difference")
    expect(difference).to_have_css("visibility", "visible")
    expect(difference).to_have_css("filter", "brightness(4)")
    slide(page, "strength", "End")
    expect(difference).to_have_css("filter", "brightness(16)")
    page.get_by_role("radio", name=words.viewing.LINES_UP).check(force=True)
    expect(page.locator(".registered image.lines")).to_have_css("visibility", "visible")
    expect(difference).to_have_css("visibility", "hidden")


def test_zooming_keeps_the_place_there_too(page: Page, address: str, part: Path) -> None:
    upload(page, address, part)
    show(page, "registered", words.evidence.VIEW_REGISTERED, 1)
    page.locator(".registered").scroll_into_view_if_needed()
    place = on_screen(page, 0, (400, 300))
    point_at(page, place)
    page.mouse.wheel(0, -200)
    expect(page.locator(".readout")).to_contain_text(re.compile(r"\b(399|400), (299|300)\b"))
    assert in_picture(page, 0, place) == pytest.approx((400, 300), abs=0.5)
    page.get_by_role("button", name=words.viewing.FIT_ONE).click()


# ---------------------------------------------------------------- what changed


def test_what_changed_is_drawn_with_a_legend_that_needs_no_colour(
    page: Page, address: str, tmp_path: Path, photos: dict[str, UInt8Array]
) -> None:
    edited = photos["coffee"].copy()
    edited[40:160, 60:260] = (240, 220, 40)
    Image.fromarray(edited).save(tmp_path / "patched.png")
    upload(page, address, tmp_path / "patched.png")
    show(page, "changes", words.evidence.VIEW_CHANGES, 2)
    legend = page.locator(".viewer .legend li")
    expect(legend.first).to_contain_text(words.viewing.CHANGE_NAME[1])
    assert legend.count() >= 2
    hatches = page.locator(".viewer .areas .hatch").evaluate_all(
        "areas => areas.map((area) => area.getAttribute('fill'))"
    )
    assert len(set(hatches)) == len(hatches) >= 2
    expect(page.locator(".st-key-evidence")).to_contain_text("comes from it")
    slide(page, "cover", "Home")
    expect(page.locator(".viewer .areas").first).to_have_css("opacity", "0")


# ---------------------------------------------------------------- keys


def test_keys_pick_move_and_help(page: Page, address: str, part: Path) -> None:
    upload(page, address, part)
    ids = page.locator(CARDS).evaluate_all("cards => cards.map((card) => card.dataset.id)")
    page.keyboard.press("2")
    page.wait_for_url(re.compile(f"pick={ids[1]}"))
    shows(page, "results")
    page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile(f"pick={ids[2]}"))
    shows(page, "results")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(re.compile(f"pick={ids[1]}"))
    shows(page, "results")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name=words.keys.TITLE)
    expect(dialog).to_be_visible()
    for _, does in words.keys.KEYS:
        expect(dialog).to_contain_text(does)
    page.keyboard.press("3")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert f"pick={ids[1]}" in page.url
    page.get_by_role("button", name=words.keys.OPEN).click()
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name=words.keys.CLOSE).click()
    expect(dialog).to_be_hidden()


def test_keys_rest_while_one_types_or_moves_a_slider(page: Page, address: str, part: Path) -> None:
    upload(page, address, part)
    laid_out(page)
    page.locator(".viewer .slider.count input").focus()
    for key in ("2", "Space", "m", "?"):
        page.keyboard.press(key)
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.get_by_role("button", name=words.asking.REGION_NUMBERS).click()
    page.locator(".numbers input[name=x]").focus()
    page.keyboard.type("2")
    page.get_by_test_id("stPopoverButton").focus()
    page.keyboard.press("Control+2")
    settled(page)
    assert "pick=" not in page.url
    assert "show=" not in page.url
