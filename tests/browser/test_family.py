"""The family of a search, in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from pictrace.types import UInt8Array
from pictrace.web import words
from tests.browser.conftest import settled
from tests.browser.test_trace import upload


@pytest.fixture
def small_cat(tmp_path: Path, photos: dict[str, UInt8Array]) -> Path:
    path = tmp_path / "small cat.jpg"
    cat = Image.fromarray(photos["chelsea"])
    cat.resize((cat.width // 2, cat.height // 2)).save(path, quality=80)
    return path


def test_a_family_is_a_list_and_a_graph(page: Page, address: str, small_cat: Path) -> None:
    upload(page, address, small_cat)
    page.get_by_role("button", name=words.family.TRACE).click()
    entries = page.locator(".pt-family li")
    # Nine pictures are compared two by two, 17 s on one core; on a loaded machine two tests share that core.
    expect(entries.first).to_be_visible(timeout=90_000)
    settled(page)
    assert entries.count() > 3
    expect(page.locator(".pt-family li.query")).to_contain_text("small cat.jpg")
    expect(page.get_by_role("button", name=words.family.TRACE)).to_have_count(0)
    page.locator(".st-key-family").get_by_text(words.family.AS_GRAPH, exact=True).click()
    nodes = page.locator("[data-testid=stGraphVizChart] g.node")
    expect(nodes.first).to_be_visible()
    assert nodes.count() >= 4
