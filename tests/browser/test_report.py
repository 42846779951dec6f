"""The report of a hit: asked for in a dialog, saved, opened from the disk, and printed."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from pictrace import verify_report
from pictrace.types import PictureLevel
from pictrace.web import words
from tests.browser.test_trace import crop, upload

__all__ = ["crop"]


def saved(page: Page, *, case: str = "", note: str = "", level: PictureLevel = "full") -> bytes:
    """Ask for a report of the hit that is shown, and save it."""
    page.get_by_role("button", name=words.report.OPEN).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(words.report.CASE).fill(case)
    dialog.get_by_label(words.report.NOTE).fill(note)
    dialog.get_by_text(words.report.LEVEL_NAME[level], exact=True).click()
    dialog.get_by_role("button", name=words.report.MAKE).click()
    button = dialog.get_by_role("button", name=re.compile(r"^Save the report \(\d"))
    expect(button).to_be_visible()
    expect(dialog.get_by_text(re.compile("Its SHA-256"))).to_be_visible()
    with page.expect_download() as waiting:
        button.click()
    assert re.fullmatch(r"pictrace-report-\d+\.zip", waiting.value.suggested_filename)
    return Path(waiting.value.path()).read_bytes()


def test_a_report_is_asked_for_saved_and_holds(page: Page, address: str, crop: Path) -> None:
    upload(page, address, crop)
    data = saved(page, case="7 O 12/26", note="Found in the attic.\nSecond line.")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        made = json.loads(archive.read("report.json"))
        assert archive.read("pictures/query.jpg") == crop.read_bytes()
    assert made["filing"] == {**made["filing"], "case": "7 O 12/26", "note": "Found in the attic.\nSecond line."}
    assert made["query"]["name"] == crop.name
    check = verify_report(data)
    assert check.holds, check.findings


def test_a_report_of_checksums_holds_no_picture(page: Page, address: str, crop: Path) -> None:
    upload(page, address, crop)
    data = saved(page, level="hashes")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert sorted(archive.namelist()) == ["SHA256SUMS", "report.html", "report.json"]
        assert b"<img" not in archive.read("report.html")


@pytest.fixture
def report(page: Page, address: str, crop: Path, tmp_path: Path) -> Path:
    """A report as it lies on somebody's disk."""
    upload(page, address, crop)
    with zipfile.ZipFile(io.BytesIO(saved(page, case="7 O 12/26"))) as archive:
        archive.extractall(tmp_path / "report")
    return tmp_path / "report" / "report.html"


def test_the_page_opens_from_the_disk_and_asks_nobody(report: Path, context: BrowserContext) -> None:
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(report.as_uri())
    expect(page.get_by_role("heading", level=1)).to_have_text(
        re.compile("^A is a part of B$|^A and B are the same picture")
    )
    pictures = page.get_by_role("img")
    assert pictures.count() >= 7
    assert pictures.evaluate_all("all => all.every(one => one.complete && one.naturalWidth > 100 && one.alt)")
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert said == []


def test_nothing_is_cut_off_on_paper(report: Path, context: BrowserContext) -> None:
    page = context.new_page()
    page.emulate_media(media="print")
    page.set_viewport_size(
        {"width": 643, "height": 960}
    )  # the printed width of A4 less its margins, at 96 dots an inch
    page.goto(report.as_uri())
    beyond = page.evaluate(
        "() => [...document.querySelectorAll('main *')].filter(one => one.getBoundingClientRect().right > 644).length"
    )
    assert beyond == 0
    assert page.evaluate("() => getComputedStyle(document.querySelector('figure')).breakInside") == "avoid"
    assert page.evaluate("() => getComputedStyle(document.querySelector('tr')).breakInside") == "avoid"
    printed = page.pdf(prefer_css_page_size=True, print_background=True)
    assert 3 <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= 8
