"""A real server and a real headless Chromium. A page may not fail, complain, or ask anybody else for anything."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from complaints import Complaint, is_fault
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect, sync_playwright
from project_tree import ROOT
from served_app import serving

from pictrace import Library, Settings
from pictrace.imaging import edits
from pictrace.types import UInt8Array

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HERE = Path(__file__).parent
PATIENCE = 30_000  # milliseconds; two busy cores draw a page in three seconds


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder is marked, so that `-m "not browser"` leaves it out."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")


# Package, not session: Playwright keeps an event loop running in this thread for as long as it is started, and the
# tests behind the browser's start loops of their own.
@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One headless browser for all tests of this folder."""
    path = os.environ.get("CHROMIUM") or _found_chromium()
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def filled_library(tmp_path_factory: pytest.TempPathFactory, photos: dict[str, UInt8Array]) -> Path:
    """A library of five photographs and six made edits of each, on the tiny backbone: its folder."""
    folder = tmp_path_factory.mktemp("filled")
    pictures = folder / "pictures"
    pictures.mkdir()
    for name in ("astronaut", "chelsea", "coffee", "coins", "rocket"):
        Image.fromarray(photos[name]).save(pictures / f"{name}.png")
        for edit in edits.standard_edits()[1:7]:
            Image.fromarray(edit.apply(photos[name])).save(pictures / f"{name} {edit.words}.png")
    with Library.open(folder / "library", backbone="tiny", settings=Settings(cache=folder / "cache")) as library:
        # The grey edit of the coins, which are grey, is the same picture as they are.
        assert library.add(pictures).added == 34
    return folder / "library"


@pytest.fixture(scope="package")
def address(filled_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server over the filled library."""
    with serving(filled_library, tmp_path_factory.mktemp("cache")) as address:
        yield address


@pytest.fixture
def empty_address(tmp_path: Path) -> Iterator[str]:
    """The address of a server over a library that somebody has emptied."""
    with Library.open(tmp_path / "library", backbone="tiny", settings=Settings(cache=tmp_path / "cache")) as library:
        # A job in the log says that the library is not new; a new one fills itself with the sample pictures.
        library.jobs.finish(library.jobs.start("add").id, "done")
    with serving(tmp_path / "library", tmp_path / "cache") as address:
        yield address


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A visitor of their own: no cookies, no cache."""
    with chromium.new_context(viewport={"width": 1440, "height": 900}) as context:
        context.set_default_timeout(PATIENCE)
        yield context


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """An empty tab; at the end it has asked nobody but the server, and no script has failed in it."""
    page = context.new_page()
    asked: list[Request] = []
    broken: list[str] = []
    complaints: list[Complaint] = []
    page.on("request", lambda request: asked.append(request))
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.on("console", lambda message: complaints.append(_complaint(message)))
    yield page
    # What came until the test ended: asking the page lets in what it says of a server that is gone by now.
    said, faults = list(complaints), list(broken)
    shown = set(page.evaluate("[...document.querySelectorAll('img')].map(image => image.src)"))
    pictures = {request.url for request in asked if request.resource_type == "image"}
    faults += [f"{one.text} ({one.url})" for one in said if is_fault(one, pictures, shown)]
    outside = [request.url for request in asked if urlsplit(request.url).hostname not in ("localhost", None)]
    assert outside == []
    assert faults == []


def settled(page: Page) -> None:
    """Wait until the server has finished drawing the page."""
    # A page that was just opened is not running either, because it has not begun: it shows nothing yet.
    page.wait_for_function("() => document.querySelector('[data-testid=\"stMain\"]')?.innerText.trim()")
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')


def loaded(page: Page) -> None:
    """Wait until every picture of the page has arrived.

    A run that no longer shows a picture takes it from the server, and a browser that was still asking for it is told
    that it is not found: whoever goes on to another view waits for this one's pictures first.
    """
    page.wait_for_function(
        """() => [...document.querySelectorAll('[data-testid="stMain"] img')].every(
            image => image.complete && image.naturalWidth > 0
        )"""
    )


def run_of(page: Page) -> str:
    """Which of the server's runs the page shows."""
    return page.locator('[data-testid="run"]').first.get_attribute("data-run") or ""


def ran_again(page: Page, before: str) -> None:
    """Wait until the server has run since `before`, what `run_of` gave, and is done."""
    page.wait_for_function(
        "before => Number(document.querySelector('[data-testid=\"run\"]')?.dataset.run) > Number(before)", arg=before
    )
    settled(page)


def _complaint(message: ConsoleMessage) -> Complaint:
    return Complaint(message.type, message.text, message.location["url"])


def _found_chromium() -> str:
    found = subprocess.run([ROOT / "scripts" / "chromium.sh"], capture_output=True, text=True, check=False)
    if found.returncode != 0:
        pytest.fail(found.stderr.strip(), pytrace=False)
    return found.stdout.strip()
