"""One example searched in the page of a running server, in a real browser: `first_page.py ADDRESS`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

PATIENCE = 120_000  # milliseconds
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def main(address: str) -> int:
    """0 when the answer names the photograph that the example was made of."""
    browser_path = (
        os.environ.get("CHROMIUM")
        or subprocess.run(
            [Path(__file__).with_name("chromium.sh")], capture_output=True, text=True, check=True
        ).stdout.strip()
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=ARGUMENTS)
        page = browser.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(address)
        page.get_by_role("button", name="Mirrored crop").click()
        page.wait_for_selector('[data-testid="run"][data-shows="results"]', state="attached")
        answer = page.get_by_role("heading", level=1).inner_text()
        browser.close()
    print(f"In the page: {answer}")
    return 0 if "chelsea" in answer else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
