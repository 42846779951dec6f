"""How long somebody waits in the page: from handing over a picture until the answer stands there, in real Chromium.

`python -m bench.page [--queries N] [--json FILE]`

The baseline is the same server asked over HTTP, which searches alike and draws nothing. Browser and server share the
cores.
"""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, sync_playwright

from bench import pictures, reporting
from bench.searching import query_files
from bench.served import search, served
from pictrace import Library
from pictrace.cli.terminal import columns

STORED = 200
UNCOUNTED = 2
MILLISECONDS = 60_000


def main(arguments: Sequence[str] | None = None) -> int:
    parser = reporting.parser(__doc__)
    parser.add_argument("--queries", type=int, default=20)
    given = parser.parse_args(arguments)
    reason = pictures.missing("corel1k")
    if reason:
        print(f"bench.page {reason}")
        return 0
    stored = pictures.corel()[:STORED]
    with tempfile.TemporaryDirectory(prefix="pictrace-page-") as place:
        folder = Path(place) / "library"
        with Library.open(folder, backbone=given.backbone) as library:
            library.add([str(path) for path in stored])
        # Each is asked once, one half in the page and the other over HTTP: what was asked before is known.
        asked = query_files(stored, 2 * (given.queries + UNCOUNTED), Path(place))
        with served(folder) as address:
            page, http = _seconds(address, asked)
    figures = {
        f"{name}_{part}": float(np.percentile(seconds[UNCOUNTED:], quantile))
        for name, seconds in (("page", page), ("http", http))
        for part, quantile in (("p50", 50), ("p95", 95))
    }
    rows = [(name.replace("_", ", "), f"{value:.2f}") for name, value in figures.items()]
    title = f"An answer in the page, {STORED} pictures, {given.backbone}, {given.queries} queries"
    reporting.finish(title, columns(("from the picture to the answer", "seconds"), rows), figures, given.json)
    return 0


def _seconds(address: str, asked: Sequence[Path]) -> tuple[list[float], list[float]]:
    """Of every second one in the page, and of the others over HTTP, in turn."""
    chromium = subprocess.run([pictures.ROOT / "scripts" / "chromium.sh"], capture_output=True, text=True, check=True)
    in_page, over_http = list[float](), list[float]()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.stdout.strip(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.set_default_timeout(MILLISECONDS)
        for one, other in zip(asked[::2], asked[1::2], strict=True):
            in_page.append(_in_page(page, address, one))
            began = time.perf_counter()
            search(address, other.read_bytes())
            over_http.append(time.perf_counter() - began)
        browser.close()
    return in_page, over_http


def _in_page(page: Page, address: str, query: Path) -> float:
    page.goto(address)
    field = page.locator(".st-key-query_upload input[type=file]")
    field.wait_for(state="attached")
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
    began = time.perf_counter()
    field.set_input_files(query)
    page.wait_for_selector('[data-testid="run"][data-shows="results"]', state="attached")
    return time.perf_counter() - began


if __name__ == "__main__":
    raise SystemExit(main())
