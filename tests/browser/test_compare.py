"""Two pictures on the Compare page, in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from pictrace.types import UInt8Array
from pictrace.web import words
from tests.browser.conftest import loaded, settled


@pytest.fixture
def two(tmp_path: Path, photos: dict[str, UInt8Array]) -> tuple[Path, Path]:
    """A cat, and a mirrored part of it."""
    whole, part = tmp_path / "whole cat.png", tmp_path / "part of the cat.png"
    Image.fromarray(photos["chelsea"]).save(whole)
    Image.fromarray(np.ascontiguousarray(photos["chelsea"][40:260, 90:400][:, ::-1])).save(part)
    return part, whole


def give(page: Page, place: str, path: Path) -> None:
    page.locator(f".st-key-compared_{place} input[type=file]").set_input_files(path)
    expect(page.locator(f".st-key-compared_{place} figcaption")).to_have_text(path.name)
    settled(page)


def test_two_uploads_are_laid_on_each_other(page: Page, address: str, two: tuple[Path, Path]) -> None:
    page.goto(f"{address}/compare")
    expect(page.get_by_role("heading", name=words.comparing.TITLE)).to_be_visible()
    give(page, "first", two[0])
    give(page, "second", two[1])
    expect(page.locator("[data-testid=run][data-shows=pair]")).to_be_attached()
    expect(page.get_by_role("heading", name="part of the cat.png is a part of whole cat.png")).to_be_visible()
    expect(page.locator(".pt-tale")).to_have_text(re.compile("^part of the cat.png is whole cat.png, .*mirrored"))
    assert re.search(r"[?&]a=[0-9a-f]{64}", page.url)

    page.get_by_role("button", name=words.comparing.EXCHANGE).click()
    expect(page.get_by_role("heading", name="whole cat.png contains part of the cat.png")).to_be_visible()
    page.locator(".st-key-evidence_tab").get_by_text(words.evidence.VIEW_STEPS, exact=True).click()
    expect(page.locator(".pt-numbered")).to_contain_text("mirrored")
    expect(page.get_by_text(words.steps.AGAIN)).to_be_visible()
    settled(page)
    loaded(page)
    page.locator(".st-key-evidence_tab").get_by_text(words.evidence.VIEW_CHANGES, exact=True).click()
    page.wait_for_url(re.compile("show=changes"))
    settled(page)

    # The address shows the same to whoever opens it.
    page.goto(page.url)
    expect(page.get_by_role("heading", name=re.compile(" contains "))).to_be_visible()


def test_the_same_picture_twice_and_two_strangers(
    page: Page, address: str, two: tuple[Path, Path], tmp_path: Path, photos: dict[str, UInt8Array]
) -> None:
    stranger = tmp_path / "rocket.png"
    Image.fromarray(photos["rocket"]).save(stranger)
    page.goto(f"{address}/compare")
    give(page, "first", two[1])
    give(page, "second", two[1])
    expect(page.get_by_role("heading", name=re.compile("are the same file"))).to_be_visible()
    page.locator(".st-key-compared_second").get_by_role("button", name=words.comparing.ANOTHER).click()
    page.locator(".stPopover input[type=file], [data-testid=stPopoverBody] input[type=file]").set_input_files(stranger)
    expect(page.get_by_role("heading", name=re.compile("Nothing shows that|look alike"))).to_be_visible()


def test_what_is_no_picture_is_said_in_one_sentence(
    page: Page, address: str, two: tuple[Path, Path], tmp_path: Path
) -> None:
    rubbish = tmp_path / "notes.txt"
    rubbish.write_text("no picture")
    page.goto(f"{address}/compare")
    give(page, "first", two[0])
    page.locator(".st-key-compared_second input[type=file]").set_input_files(rubbish)
    expect(page.locator(".st-key-compared_second .pt-state")).to_contain_text("notes.txt is a text file")
    settled(page)
    # The place is free for another one at once.
    give(page, "second", two[1])
    expect(page.get_by_role("heading", name=re.compile("is a part of"))).to_be_visible()
    expect(page.locator("[data-testid=stException]")).to_have_count(0)


def test_a_picture_that_was_forgotten_is_said_to_be_gone(page: Page, address: str, two: tuple[Path, Path]) -> None:
    page.goto(f"{address}/compare?a={'0' * 64}&b=999999")
    expect(page.locator(".pt-notice")).to_contain_text(words.comparing.GONE_TITLE)
    settled(page)
    give(page, "first", two[0])
    expect(page.locator(".pt-notice")).to_have_count(0)
