"""Takes the pictures of every page and state for docs/images, light and dark, in real Chromium.

    .venv/bin/python scripts/images.py [folder]

Starts its own servers on free ports with the real network, over libraries of its own in a temporary
folder; nothing of the user's is touched. Takes a few minutes.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from pictrace import Library, Weights, evaluate, imaging
from pictrace.evaluate.sample import photos
from pictrace.imaging import edits
from pictrace.store.jobs import JobLog, Owner
from pictrace.web import words

ROOT = Path(__file__).resolve().parent.parent
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
# Nothing is still to come: no placeholder, nothing of an earlier run, and every picture loaded, in components too.
COMPLETE = """() => {
    const roots = [document, ...[...document.querySelectorAll("*")].map((one) => one.shadowRoot).filter(Boolean)];
    const pictures = roots.flatMap((root) => [...root.querySelectorAll("img")]);
    const seen = pictures.filter((one) => one.getBoundingClientRect().top < innerHeight);
    return seen.every((one) => one.complete && one.naturalWidth > 0) &&
        !document.querySelector('[data-testid="stSkeleton"], [data-stale="true"], [data-testid="stTooltipContent"]');
}"""
PATIENCE = 180_000  # milliseconds; the first start makes a library with the network
WIDE, TALL = {"width": 1440, "height": 900}, {"width": 1440, "height": 1360}


@dataclass(frozen=True)
class Studio:
    """Where pictures are taken: a page, the server's address, and how the files are called."""

    page: Page
    address: str
    folder: Path
    theme: str

    def take(self, name: str, *, tall: bool = False) -> None:
        """One picture of what is on the page now."""
        self.page.set_viewport_size(TALL if tall else WIDE)
        self.ready()
        self.page.mouse.move(720, 4)  # where nothing shows a tooltip
        self.page.wait_for_function(COMPLETE)
        path = self.folder / f"{name}-{self.theme}.jpg"
        self.page.screenshot(path=path, type="jpeg", quality=84, animations="disabled")
        print(path.name, file=sys.stderr)

    def ready(self) -> None:
        self.page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')

    def open(self, query: str = "") -> None:
        self.page.goto(f"{self.address}/{query}")
        self.page.wait_for_selector('[data-testid="run"]', state="attached")
        self.ready()

    def go(self, name: str) -> None:
        """To another page, by the navigation."""
        self.page.get_by_role("link", name=name, exact=True).click()
        self.page.wait_for_selector(f'[data-testid="run"][data-page="{name.split()[0].lower()}"]', state="attached")
        self.ready()

    def example(self, title: str) -> None:
        self.open()
        self.page.get_by_role("button", name=words.asking.EXAMPLE_BUTTON.format(name=title)).click()
        self.results()

    def results(self) -> None:
        self.page.wait_for_selector('[data-testid="run"][data-shows="results"]', state="attached")
        self.ready()


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "images"
    folder.mkdir(parents=True, exist_ok=True)
    chromium = subprocess.run([ROOT / "scripts" / "chromium.sh"], capture_output=True, text=True, check=True)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.stdout.strip(), args=ARGUMENTS)
        place = Path(scratch)
        batches = {theme: write_batch(place / f"batch {theme}", start) for theme, start in (("light", 3), ("dark", 5))}
        roots = os.pathsep.join(str(batch) for batch in batches.values())
        with serving(place / "first", PICTRACE_FOLDERS=roots) as address:
            first_start(browser, address, folder)
            tested(place / "first")
            each_theme(browser, address, folder, searching)
            each_theme(browser, address, folder, comparing)
            each_theme(browser, address, folder, testing)
            each_theme(browser, address, folder, troubles)
            each_theme(browser, address, folder, adding)
            interrupt(place / "first")
            each_theme(browser, address, folder, interrupted)
            gone(place)
            each_theme(browser, address, folder, unreachable)
            judged(place / "first")
            each_theme(browser, address, folder, fitted)
            each_theme(browser, address, folder, collection)
            each_theme(browser, address, folder, duplicates)
        emptied(place / "emptied")
        with serving(place / "emptied") as address:
            each_theme(browser, address, folder, empty)
        browser.close()


# ---------------------------------------------------------------- what is shown


def first_start(browser: Browser, address: str, folder: Path) -> None:
    """There is only one; it is shown in the light theme."""
    with studio(browser, address, folder, "light") as at:
        at.open()
        at.page.get_by_text(re.compile("a second")).wait_for()
        at.take("first-start")
        at.page.get_by_role("heading", name=words.asking.ASK_TITLE).wait_for()


def searching(at: Studio) -> None:
    at.open()
    at.take("trace-ask")
    at.example("Mirrored crop")
    at.take("trace-answer")
    at.take("evidence-details", tall=True)
    at.page.get_by_role("button", name=words.family.TRACE).click()
    at.page.locator(".pt-family").scroll_into_view_if_needed()
    at.take("family", tall=True)
    part(at)
    at.example("Turned and brightened")
    for tab, name in (
        ("registered", words.evidence.VIEW_REGISTERED),
        ("changes", words.evidence.VIEW_CHANGES),
        ("steps", words.evidence.VIEW_STEPS),
        ("colours", words.evidence.VIEW_COLOURS),
        ("file", words.evidence.VIEW_FILE),
    ):
        at.page.locator(".st-key-evidence_tab").get_by_text(name, exact=True).click()
        at.page.wait_for_url(re.compile(f"show={tab}"))
        at.take(f"evidence-{tab}", tall=True)
    at.page.locator(".st-key-another button").first.click()
    at.page.get_by_text(words.asking.FROM_CLIPBOARD, exact=True).click()
    at.page.get_by_role("button", name=words.asking.PASTE_BUTTON).wait_for()
    at.take("trace-another-picture")
    at.example("Other coins")
    at.take("trace-look-alike")
    at.example("A stranger")
    at.take("trace-nothing-alike")
    at.example("Almost empty")
    at.take("trace-too-little-detail")


def comparing(at: Studio) -> None:
    at.open()
    at.go(words.naming.COMPARE)
    at.take("compare-ask")
    whole = photos.pixels(photos.PHOTOS[0])
    edit = edits.chain("a mirrored part", "mirrored and cropped", edits.crop(0.5, 0.4, 0.3), edits.mirror())
    for place, name, pixels in (("first", "found.jpg", edit.apply(whole)), ("second", "photo.jpg", whole)):
        file = {"name": name, "mimeType": "image/jpeg", "buffer": imaging.encode_jpeg(pixels)}
        at.page.locator(f".st-key-compared_{place} input[type=file]").set_input_files(file)
        at.page.locator(f".st-key-compared_{place} figcaption").wait_for()
        at.ready()
    at.page.locator(".pt-tale").wait_for()
    at.take("compare", tall=True)


def part(at: Studio) -> None:
    """A box on the query, and the answer for it."""
    frame = at.page.locator(".st-key-query_picture .stage").bounding_box()
    assert frame is not None
    at.page.mouse.move(frame["x"] + 0.25 * frame["width"], frame["y"] + 0.15 * frame["height"])
    at.page.mouse.down()
    at.page.mouse.move(frame["x"] + 0.85 * frame["width"], frame["y"] + 0.75 * frame["height"], steps=4)
    at.page.mouse.up()
    at.page.get_by_role("button", name=words.asking.REGION_NUMBERS).click()
    at.take("trace-part-marked")
    at.page.get_by_role("button", name=words.asking.SEARCH_PART).click()
    at.page.wait_for_url(re.compile("region="))
    at.results()
    at.take("trace-part")


def testing(at: Studio) -> None:
    at.open()
    at.go(words.naming.EVALUATE)
    at.page.locator(".st-key-test_plot canvas, .st-key-test_plot svg").first.wait_for()
    at.take("evaluate", tall=True)
    at.page.get_by_role("heading", name=words.testing.PARTS_TITLE).scroll_into_view_if_needed()
    at.take("evaluate-parts", tall=True)


def troubles(at: Studio) -> None:
    upload = at.page.locator(".st-key-query_upload input[type=file]")
    at.open()
    upload.set_input_files({"name": "notes.jpg", "mimeType": "image/jpeg", "buffer": b"not a picture"})
    at.results()
    at.take("trace-wrong-file")
    at.open()
    with tempfile.NamedTemporaryFile(suffix=".png") as bomb:
        Image.new("1", (40_000, 40_000)).save(bomb.name)
        upload.set_input_files(bomb.name)
        at.results()
    at.take("trace-too-large")
    at.open(f"?q={'0' * 64}")
    at.take("trace-query-gone")


def adding(at: Studio) -> None:
    at.open()
    at.go(words.naming.ADD)
    at.take("add")
    at.page.get_by_text(words.adding.ADD_NAMED, exact=True).click()
    at.page.get_by_role("button", name=words.adding.NAMED_ADD).wait_for()
    if at.theme == "dark":
        at.page.locator(".st-key-named_root").get_by_role("combobox").click()
        at.page.get_by_role("option", name="batch dark").click()
        at.ready()
    at.page.get_by_role("button", name=words.adding.NAMED_ADD).click()
    at.page.get_by_text(re.compile("left")).wait_for()
    at.take("add-under-way")
    at.go(words.naming.TRACE)
    at.page.get_by_role("button", name=words.asking.EXAMPLE_BUTTON.format(name="Poor copy")).click()
    at.results()
    at.take("trace-adding-under-way")
    at.go(words.naming.ADD)
    at.page.get_by_role("button", name=words.adding.STOP).click()
    at.page.get_by_text(words.adding.job_headline(words.jobs.of("add").name, "cancelled")).wait_for()
    at.take("add-stopped")


def interrupted(at: Studio) -> None:
    at.open()
    at.take("trace-interrupted")


def unreachable(at: Studio) -> None:
    at.example("Poor copy")
    at.page.locator(".st-key-evidence_tab").get_by_text(words.evidence.VIEW_FILE, exact=True).click()
    at.page.get_by_text(words.evidence.UNREACHABLE_TITLE).first.wait_for()
    at.take("trace-unreachable", tall=True)


def fitted(at: Studio) -> None:
    at.example("Mirrored crop")
    at.page.locator(".st-key-fit").get_by_role("button").click()
    at.page.get_by_role("dialog").get_by_role("button", name=words.judging.FIT_KEEP).wait_for()
    at.take("weights-fitted")


def collection(at: Studio) -> None:
    at.open()
    at.go(words.naming.LIBRARY)
    at.take("library")
    for box in at.page.get_by_role("checkbox").all()[:3]:
        box.check()
        at.ready()  # a run that ends draws the boxes anew, and the next click must not fall between
    at.page.get_by_text(words.library.selected(3)).wait_for()
    at.page.get_by_role("button", name=words.library.REMOVE, exact=True).click()
    at.page.get_by_role("button", name=words.library.REMOVE_CONFIRM).wait_for()
    at.take("library-remove")
    at.page.get_by_role("button", name=words.library.REMOVE_CANCEL).click()
    at.page.get_by_role("button", name=words.library.VERIFY).click()
    at.page.get_by_text("checked:").scroll_into_view_if_needed()
    at.take("library-checked", tall=True)


def duplicates(at: Studio) -> None:
    at.open()
    at.go(words.naming.DUPLICATES)
    # Looked for once: whoever comes second finds them.
    if at.page.get_by_role("heading", name=words.duplicates.NEVER_TITLE).count():
        at.take("duplicates-ask")
        at.page.get_by_role("button", name=words.duplicates.FIND).click()
    at.page.locator(".pt-versions").first.wait_for()
    at.take("duplicates", tall=True)


def empty(at: Studio) -> None:
    at.open()
    at.take("trace-empty")
    at.go(words.naming.LIBRARY)
    at.take("library-empty", tall=True)
    at.go(words.naming.ADD)
    at.page.get_by_text(words.adding.ADD_NAMED, exact=True).click()
    at.page.get_by_text(words.adding.NAMED_NONE_TITLE).wait_for()
    at.take("add-no-named-folder")


# ---------------------------------------------------------------- how it is made


def each_theme(browser: Browser, address: str, folder: Path, show: Callable[[Studio], None]) -> None:
    for theme in ("light", "dark"):
        with studio(browser, address, folder, theme) as at:
            show(at)


@contextmanager
def studio(browser: Browser, address: str, folder: Path, theme: str) -> Iterator[Studio]:
    with browser.new_context(viewport=WIDE, color_scheme="dark" if theme == "dark" else "light") as context:
        context.set_default_timeout(PATIENCE)
        yield Studio(context.new_page(), address, folder, theme)


@contextmanager
def serving(library: Path, **environment: str) -> Iterator[str]:
    """`streamlit run streamlit_app.py` on a free port over this library."""
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", "--server.port", str(port)]
    own = {"PICTRACE_LIBRARY": str(library / "library"), **environment}
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, **own}, stdout=subprocess.DEVNULL) as server:
        try:
            address = f"http://localhost:{port}"
            until_healthy(server, address)
            yield address
        finally:
            server.terminate()


def until_healthy(server: subprocess.Popen[bytes], address: str) -> None:
    while server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=5):
                return
        except URLError:
            try:
                server.wait(0.3)
            except subprocess.TimeoutExpired:
                continue
    raise SystemExit(f"The server ended with exit status {server.returncode} before it answered.")


def write_batch(folder: Path, step: int) -> Path:
    """A few hundred different pictures, so that adding them takes a while."""
    folder.mkdir()
    for photo in photos.PHOTOS:
        picture = photos.pixels(photo)
        for number in range(16):
            made = edits.crop(0.5, number / 16, (number * step % 16) / 16).apply(picture)
            Image.fromarray(made).save(folder / f"{photo.name} {number + 1}.jpg", quality=88)
    return folder


def tested(place: Path) -> None:
    """Keep two small tests, so that there is one to show and one to compare it with."""
    with Library.open(place / "library") as library:
        for pictures in (2, 3):
            tracing = evaluate.trace_edits(library, pictures)
            settings = evaluate.circumstances(library, weights=Weights(), shortlist=50, sample=pictures, seed=0)
            evaluate.keep(library, evaluate.report_edits(tracing, settings))


def interrupt(place: Path) -> None:
    """Leave a job in the log as a process that ended in the middle of it would."""
    with Library.open(place / "library") as library:
        dead = Owner(socket.gethostname(), 2**22 + 1, "ended")
        log = JobLog(library.jobs.database, owner=dead)
        job = log.start("add", [str(place / "nowhere")])
        log.update(job.id, done=212, total=1204, added=209, failed=3)


def gone(place: Path) -> None:
    """Take the originals away that the example of the rocket finds, and the interrupted job with them."""
    for path in (place / "first" / "sample" / "pictures").glob("rocket*"):
        path.unlink()
    with Library.open(place / "first" / "library") as library:
        for job in library.jobs.interrupted():
            library.jobs.finish(job.id, "cancelled")
        library.add("/photos/2019/harbour.jpg")


def judged(place: Path) -> None:
    """Say of the results for some pictures whether they show the same photograph, as their names tell."""
    with Library.open(place / "library") as library:
        for record in library.records(order="name")[::4][:24]:
            result = library.search_id(record.id, top=20)
            for match in result.matches:
                if match.id != record.id:
                    shown, asked = (re.split(r"[,.]", name)[0] for name in (match.record.name, record.name))
                    library.judge(result, match.id, shown == asked, record.name)


def emptied(place: Path) -> None:
    with Library.open(place / "library") as library:
        library.jobs.finish(library.jobs.start("add").id, "done")


if __name__ == "__main__":
    main()
