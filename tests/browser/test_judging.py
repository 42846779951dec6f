"""✓ and ✕ on results, and the weights fitted to them, in a real browser."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from served_app import serving

from pictrace import Library
from pictrace.store import Catalog
from pictrace.web import words
from tests.browser.conftest import ran_again, run_of, settled
from tests.browser.test_trace import CARDS, shows


@pytest.fixture
def own(filled_library: Path, tmp_path: Path) -> Path:
    """A copy of the filled library, in which ten queries of another time say that key points tell what is right."""
    shutil.copytree(filled_library, tmp_path / "library")
    with Library.open(tmp_path / "library") as library:
        right, wrong = library.records()[:2]
    with Catalog.open(tmp_path / "library") as catalog:
        for number in range(10):
            for record, is_match in ((right, True), (wrong, False)):
                rest = 0.3 if is_match else 0.9
                scores = {"cosine": rest, "structure": rest, "keypoints": 0.6 if is_match else 0.3, "colour": rest}
                catalog.judgements.record(
                    f"digest {number}",
                    record.id,
                    is_match,
                    query_name="a.jpg",
                    scores=scores,
                    mode="fast",
                    backbone="tiny",
                )
    return tmp_path / "library"


@pytest.fixture
def own_address(own: Path, tmp_path: Path) -> Iterator[str]:
    with serving(own, tmp_path / "cache") as address:
        yield address


def said(own: Path) -> list[bool]:
    """What is kept beyond the ten queries."""
    with Catalog.open(own) as catalog:
        return [judgement.is_match for judgement in catalog.judgements.list()[20:]]


def marks(card: int, page: Page) -> tuple[Locator, Locator]:
    row = page.locator("ol.grid > li:visible").nth(card)
    return (
        row.get_by_role("button", name=words.judging.THIS_IS_IT, exact=True),
        row.get_by_role("button", name=words.judging.THIS_IS_NOT_IT, exact=True),
    )


def test_results_are_judged_and_the_weights_fitted_to_that(page: Page, own_address: str, own: Path) -> None:
    page.goto(own_address)
    page.get_by_role("button", name=words.asking.EXAMPLE_BUTTON.format(name="Mirrored crop")).click()
    shows(page, "results")
    picked = page.locator(f'{CARDS}[aria-pressed="true"]').get_attribute("data-id")
    yes, _ = marks(0, page)
    yes.click()
    expect(page.get_by_role("button", name=words.judging.fit_offer(21))).to_be_visible()
    expect(yes).to_have_attribute("aria-pressed", "true")

    # By keyboard: no, then yes in its place, then neither. The focus stays where it is.
    yes, no = marks(1, page)
    no.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=words.judging.fit_offer(22))).to_be_visible()
    expect(no).to_be_focused()
    page.keyboard.press("Shift+Tab")
    # The offer is drawn before its run is done: counted from here, that run would be taken for the next.
    settled(page)
    before = run_of(page)
    page.keyboard.press("Space")
    expect(yes).to_have_attribute("aria-pressed", "true")
    expect(no).to_have_attribute("aria-pressed", "false")
    ran_again(page, before)
    assert said(own) == [True, True]
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name=words.judging.fit_offer(21))).to_be_visible()
    settled(page)
    assert said(own) == [True]
    page.reload()
    shows(page, "results")
    expect(marks(0, page)[0]).to_have_attribute("aria-pressed", "true")
    expect(marks(1, page)[0]).to_have_attribute("aria-pressed", "false")
    assert page.locator(f'{CARDS}[aria-pressed="true"]').get_attribute("data-id") == picked

    page.get_by_role("button", name=words.judging.fit_offer(21)).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Fitted weights are better")
    expect(dialog.get_by_role("row", name=words.naming.CHANNEL["keypoints"])).to_contain_text("100 %")
    dialog.get_by_role("button", name=words.judging.FIT_USE).click()
    page.wait_for_url(re.compile("counts=0-0-100-0"))
    expect(dialog).to_be_hidden()
    mine = page.get_by_role("radio", name=words.naming.MINE, exact=True)
    expect(mine).to_be_checked()
    page.get_by_role("radio", name=words.naming.COPIES).check()
    page.wait_for_url(lambda url: "counts" not in url)
    settled(page)
    mine.check()
    page.wait_for_url(re.compile("counts=0-0-100-0"))
