"""The app opens in a real browser, and a page of somebody else cannot use it."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import settled


@pytest.mark.parametrize("path", ["/", "/add", "/library"])
def test_every_page_opens_and_asks_nobody_else(page: Page, address: str, path: str) -> None:
    page.goto(address + path)
    settled(page)
    assert page.locator('[data-testid="stException"]').count() == 0
    assert page.locator('[data-testid="stMain"]').inner_text().strip()


def test_pictures_reach_the_page(page: Page, address: str) -> None:
    page.goto(address)
    settled(page)
    listed = page.evaluate("async () => (await (await fetch('/api/pictures')).json()).total")
    assert listed == 34


@pytest.mark.parametrize("how", ["{mode: 'no-cors'}", "{mode: 'no-cors', method: 'POST', body: '{}'}"])
def test_a_foreign_page_is_refused(context: BrowserContext, address: str, how: str) -> None:
    # The same server under its other name is another site for the browser.
    page = context.new_page()
    page.goto(address.replace("localhost", "127.0.0.1") + "/_stcore/health")
    url = f"{address}/api/pictures"
    with page.expect_response(url) as response:
        page.evaluate(f"url => fetch(url, {how}).catch(() => null)", url)
    assert response.value.status == 403
