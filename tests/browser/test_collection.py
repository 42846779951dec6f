"""Adding and removing in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from pictrace.types import UInt8Array
from pictrace.web import words
from tests.browser.conftest import settled


@pytest.fixture
def batch(tmp_path: Path, photos: dict[str, UInt8Array]) -> list[Path]:
    """Twelve different pictures and a file that is none."""
    folder = tmp_path / "batch"
    folder.mkdir()
    paths = []
    for number, (name, photo) in enumerate(photos.items()):
        for part in range(2):
            path = folder / f"{name} {part}.jpg"
            Image.fromarray(photo[part * 40 :, number * 3 :]).save(path)
            paths.append(path)
    broken = folder / "broken <b>file</b>.jpg".replace("/", "_")
    broken.write_bytes(b"nothing")
    return [*paths[:12], broken]


def open_page(page: Page, name: str) -> None:
    """Go there by the navigation, as people do."""
    page.get_by_role("link", name=name, exact=True).click()
    page.wait_for_selector(f'[data-testid="run"][data-page="{name.split()[0].lower()}"]', state="attached")
    settled(page)


def test_an_empty_library_leads_on(page: Page, empty_address: str) -> None:
    page.goto(empty_address)
    expect(page.get_by_role("heading", name=words.states.EMPTY_TITLE)).to_be_visible()
    page.get_by_role("button", name=words.states.ADD_OWN).click()
    expect(page.get_by_role("heading", name=words.adding.ADD_TITLE)).to_be_visible()


def test_adding_survives_a_reload_and_removing_asks_first(page: Page, empty_address: str, batch: list[Path]) -> None:
    page.goto(empty_address)
    open_page(page, words.naming.ADD)
    page.locator("[class*=st-key-add] input[type=file]").set_input_files(batch)
    settled(page)
    page.get_by_role("button", name=words.adding.ADD_BUTTON).click()
    # The fields are emptied when the job has been started; from then on the page is not needed.
    # While it is drawn again, the old button stands beside the new one for a moment.
    expect(page.get_by_role("button", name=words.adding.ADD_BUTTON, disabled=True).first).to_be_visible()
    page.reload()
    expect(page.get_by_text("12 added · 1 could not be read")).to_be_visible()
    open_page(page, words.naming.LIBRARY)
    tiles = page.locator("ul .open")
    expect(tiles).to_have_count(12)
    page.get_by_role("checkbox", name="Select").first.check()
    expect(page.get_by_text("1 selected")).to_be_visible()
    page.get_by_role("button", name=words.library.REMOVE, exact=True).click()
    expect(page.get_by_text("1 picture will no longer be found")).to_be_visible()
    page.get_by_role("button", name=words.library.REMOVE_CONFIRM).click()
    expect(tiles).to_have_count(11)


def test_a_picture_of_the_library_becomes_the_query(page: Page, address: str) -> None:
    page.goto(address)
    open_page(page, words.naming.LIBRARY)
    tile = page.locator("ul .open").first
    name = tile.locator(".name").inner_text()
    tile.click()
    page.wait_for_selector('[data-testid="run"][data-shows="results"]', state="attached")
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    page.wait_for_url(lambda url: "id=" in url)
