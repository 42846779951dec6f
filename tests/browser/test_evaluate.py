"""A test of the library in a real browser: started, drawn without asking anybody else, and compared."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from pictrace import Library, Weights, evaluate
from pictrace.web import words
from tests.browser.conftest import settled
from tests.browser.test_collection import open_page


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_figures_are_drawn_in_the_page(page: Page, address: str, filled_library: Path, theme: str) -> None:
    with Library.open(filled_library) as library:
        if not evaluate.kept(library):
            tracing = evaluate.trace_edits(library, 1, shortlist=5)
            settings = evaluate.circumstances(library, weights=Weights(), shortlist=5, sample=1, seed=0)
            evaluate.keep(library, evaluate.report_edits(tracing, settings))
        kept = evaluate.kept(library)[0]
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.goto(address)
    open_page(page, words.naming.EVALUATE)
    expect(page.get_by_role("heading", name=words.testing.test_headline(kept.report.value("recall@1")))).to_be_visible()
    plot = page.locator(".st-key-test_plot [data-testid=stVegaLiteChart]")
    expect(plot.locator("canvas, svg").first).to_be_visible()
    background = page.evaluate("getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor")
    assert background == ("rgb(18, 23, 22)" if theme == "dark" else "rgb(251, 251, 250)")


def test_a_test_is_started_and_stopped(page: Page, address: str) -> None:
    page.goto(address)
    open_page(page, words.naming.EVALUATE)
    page.get_by_role("button", name=words.testing.TEST_START).click()
    expect(page.get_by_text(words.jobs.of("evaluate").name, exact=True)).to_be_visible()
    # The page begins again when the job ends, and then shows what was measured until it was stopped, or nothing.
    page.get_by_role("button", name=words.adding.STOP, exact=True).click()
    expect(page.get_by_role("button", name=words.testing.TEST_START, disabled=False)).to_be_visible()
    settled(page)
