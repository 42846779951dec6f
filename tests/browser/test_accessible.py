"""Every page against WCAG 2.2 A and AA, as far as axe-core can check it, in both themes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from pictrace.types import UInt8Array
from pictrace.web import state, words
from tests.browser.conftest import PATIENCE, settled
from tests.browser.test_trace import shows, upload

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


@pytest.fixture(params=["light", "dark"])
def themed(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page in one of the two themes."""
    scheme = "dark" if request.param == "dark" else "light"
    # Where nothing moves, nothing is half faded in when it is looked at.
    with chromium.new_context(color_scheme=scheme, reduced_motion="reduce") as context:
        context.set_default_timeout(PATIENCE)
        yield context.new_page()


@pytest.fixture
def edit(tmp_path: Path, photos: dict[str, UInt8Array]) -> Path:
    """The cat with a patch on it, cropped."""
    edited = photos["chelsea"].copy()
    edited[200:260, 100:220] = (240, 210, 30)
    path = tmp_path / "edit.png"
    Image.fromarray(edited[20:290, 40:420]).save(path)
    return path


def troubles(page: Page) -> list[str]:
    """What breaks a rule: the rule, where, and why."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{rule['id']}: {node['target']} {node['failureSummary']}" for rule in found for node in rule["nodes"]]


def test_the_first_page_and_the_answer_are_accessible(themed: Page, address: str, edit: Path) -> None:
    themed.goto(address)
    shows(themed, "ask")
    assert troubles(themed) == []
    upload(themed, address, edit)
    answer = themed.locator(".pt-answer")
    expect(answer).to_have_attribute("role", "status")
    asked = themed.url
    for tab in state.TABS:
        themed.goto(f"{asked}&show={tab}")
        shows(themed, "results")
        if tab in ("details", "registered", "changes"):
            expect(themed.locator(".scene .panel").first).to_be_visible()
        assert troubles(themed) == [], tab
    themed.keyboard.press("?")
    expect(themed.get_by_role("dialog", name=words.keys.TITLE)).to_be_visible()
    assert troubles(themed) == []


@pytest.mark.parametrize(
    "name",
    [
        words.naming.COMPARE,
        words.naming.LIBRARY,
        words.naming.DUPLICATES,
        words.naming.ADD,
        words.naming.EVALUATE,
    ],
)
def test_other_pages_are_accessible(themed: Page, address: str, name: str) -> None:
    themed.goto(f"{address}/{name.split()[0].lower()}")
    themed.wait_for_selector('[data-testid="run"]', state="attached")
    settled(themed)
    assert troubles(themed) == []
