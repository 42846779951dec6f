"""Duplicates in a real browser: looked for, compared, and removed but for the one to keep."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from duplicate_making import made_library
from playwright.sync_api import Page, expect
from served_app import serving

from pictrace.types import UInt8Array
from pictrace.web import words
from tests.browser.conftest import settled


@pytest.fixture
def duplicated(tmp_path: Path, photos: dict[str, UInt8Array]) -> Iterator[str]:
    """The address of a server over a library with duplicates that nobody has looked for."""
    with serving(made_library(tmp_path, photos), tmp_path / "cache") as address:
        yield address


def test_duplicates_are_found_compared_and_removed(page: Page, duplicated: str) -> None:
    page.goto(f"{duplicated}/duplicates")
    expect(page.get_by_role("heading", name=words.duplicates.NEVER_TITLE)).to_be_visible()
    page.get_by_role("button", name=words.duplicates.FIND).click()
    groups = page.locator(".pt-versions")
    expect(groups).to_have_count(2)
    expect(groups.first.locator("li")).to_have_count(3)
    expect(groups.first.locator("li").first).to_contain_text("astronaut.jpg")
    settled(page)
    assert Axe().run(page).response["violations"] == []
    page.get_by_role("button", name=words.duplicates.REMOVE_OTHERS).first.click()
    expect(page.get_by_text("Original files on your disk")).to_be_visible()
    page.get_by_role("button", name=words.duplicates.REMOVE_CONFIRM).click()
    expect(groups).to_have_count(1)
    expect(groups.first).to_contain_text("x-mirrored.jpg")
    settled(page)
    page.get_by_role("button", name=words.duplicates.COMPARE).click()
    expect(page.get_by_role("heading", name="are the same picture, one of them edited")).to_be_visible()
