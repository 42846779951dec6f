"""Places and odd names at the command line, over HTTP, on the pages, in tables and in reports."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from odd_names import ODD_NAMES, save
from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from pictrace import Library, verify_report
from pictrace.cli import main
from pictrace.errors import LibraryUnusable
from pictrace.types import UInt8Array
from pictrace.web import current, server, words
from pictrace.web.queries import QueryCache
from pictrace.web.views.downloads import results_csv

Photos = dict[str, UInt8Array]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of an empty library that the command line and the pages of this process use."""
    folder = tmp_path / "library"
    monkeypatch.setenv("PICTRACE_LIBRARY", str(folder))
    monkeypatch.setenv("PICTRACE_CACHE", str(tmp_path / "cache"))
    current.settings.cache_clear()
    Library.open(folder, backbone="tiny").close()
    yield folder
    with contextlib.suppress(LibraryUnusable):
        current.library().close()
    current.settings.cache_clear()


@pytest.fixture
def run(place: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command and gives its code and what it wrote."""

    def call(*arguments: str | Path) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(list(map(str, arguments)))
        return code, *capsys.readouterr()

    return call


@pytest.fixture
def moved(place: Path, tmp_path: Path, photos: Photos) -> tuple[Path, Path]:
    """Where a picture of the library was, and where it is."""
    old, new = save(tmp_path / "a" / "x.png", photos["coffee"]), tmp_path / "b" / "found.png"
    with Library.open(place) as library:
        library.add([old, save(tmp_path / "smaller.png", photos["coffee"][::2, ::2])])
        new.parent.mkdir()
        old.rename(new)
        library.add(new)
    return old, new


def shown(test: AppTest) -> str:
    assert not test.exception
    return "\n".join(element.proto.body for element in test.get("html"))


def served(library: Library, tmp_path: Path) -> TestClient:
    queries = QueryCache(tmp_path / "queries", max_bytes=1_000_000, max_age=60)
    routes = server.routes(lambda: library, lambda: queries)
    app = Starlette(routes=routes, middleware=server.middleware(library.settings))
    return TestClient(app, base_url="http://localhost:8501", headers={"X-PicTrace": "1"})


def only(documents: list[dict[str, Any]], uri: Path) -> dict[str, Any]:
    return next(one for one in documents if one["uri"] == str(uri))


def test_the_command_line_names_the_place_and_marks_the_one_before(moved: tuple[Path, Path], run: Run) -> None:
    old, new = moved
    _, text, _ = run("list")
    assert f"{new} (no longer at {old})" in text
    listed = only(json.loads(run("list", "--json")[1])["pictures"], new)
    assert (listed["uris"], listed["missing"], listed["name"]) == ([str(new), str(old)], [str(old)], "found.png")
    _, text, _ = run("search", new)
    assert str(new) in text
    assert str(old) not in text
    match = only(json.loads(run("search", new, "--json")[1])["matches"], new)
    assert match["missing"] == [str(old)]
    _, text, _ = run("duplicates")
    assert str(new) in text
    assert str(old) not in text
    group = json.loads(run("duplicates", "--show", "--json")[1])["groups"][0]
    assert only(group["pictures"], new)["missing"] == [str(old)]
    new.unlink()
    run("verify")
    assert f"{new} (no longer there) (no longer at {old})" in run("list")[1]
    assert f"{new} (no longer there)" in run("search", new.parent.parent / "smaller.png")[1]
    assert f"{new} (no longer there)" in run("duplicates", "--show")[1]


def test_http_names_the_place_and_lists_the_one_before(place: Path, tmp_path: Path, moved: tuple[Path, Path]) -> None:
    old, new = moved
    with Library.open(place) as library, served(library, tmp_path) as client:
        listed = only(client.get("/api/pictures").json()["pictures"], new)
        assert (listed["uris"], listed["missing"], listed["reachable"]) == ([str(new), str(old)], [str(old)], True)
        answer = client.post("/api/search", files={"file": ("q.png", new.read_bytes())}).json()
        match = only(answer["matches"], new)
        assert match["picture"]["missing"] == [str(old)]
        library.find_duplicates()
        groups = client.get("/api/duplicates").json()["groups"]
        assert only(groups[0]["pictures"], new)["missing"] == [str(old)]


def test_a_report_says_where_it_is_and_where_no_longer(place: Path, moved: tuple[Path, Path]) -> None:
    old, new = moved
    with Library.open(place) as library:
        result = library.search(new)
        made = library.report(result)
        with zipfile.ZipFile(io.BytesIO(made)) as report:
            side = json.loads(report.read("report.json"))["candidate"]
            assert (side["uris"], side["missing"], side["name"]) == ([str(new), str(old)], [str(old)], "found.png")
            assert f"{old} (no longer there)" in report.read("report.html").decode()
        assert verify_report(made).holds
        # Moved on since the search: the report looks again.
        newest = new.rename(new.parent / "newest.png")
        library.add(newest)
        with zipfile.ZipFile(io.BytesIO(library.report(result, file=newest.read_bytes()))) as report:
            assert json.loads(report.read("report.json"))["candidate"]["uris"][0] == str(newest)


def test_the_page_greys_the_place_where_it_is_no_longer(place: Path, moved: tuple[Path, Path]) -> None:
    old, new = moved
    script = (
        "from pictrace.web import current\nfrom pictrace.web.views.file_facts import show_file\n"
        "show_file(current.library(), current.library().get(1))"
    )
    id = next(one.id for one in current.library().records() if one.uri == str(new))
    test = AppTest.from_string(script.replace("get(1)", f"get({id})"), default_timeout=60).run()
    assert f"<dt>{words.evidence.FACT_LOCATION}</dt><dd>{new}</dd>" in shown(test)
    assert f"<dt>{words.evidence.FACT_MISSING}</dt><dd class=faint>{old}</dd>" in shown(test)
    assert words.evidence.UNREACHABLE_TITLE not in shown(test)
    # Noticed while the page looks for it.
    new.unlink()
    text = shown(test.run())
    assert words.evidence.UNREACHABLE_TITLE in text
    assert f"<dd class=faint>{new}</dd>" in text
    assert words.evidence.FACT_LOCATION not in text


def test_odd_names_go_through_every_door(
    place: Path, tmp_path: Path, photos: Photos, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "in"
    thirds = [
        pixels[row * len(pixels) // 3 :, column * pixels.shape[1] // 3 :][: len(pixels) // 3, : pixels.shape[1] // 3]
        for pixels in photos.values()
        for row in range(3)
        for column in range(3)
    ]
    paths = {name: save(folder / name, pixels) for name, pixels in zip(ODD_NAMES, thirds, strict=False)}
    assert len(paths) == len(ODD_NAMES)
    doubled = ("new\nline.png", "=1+2.png", "\u202egnp.jpg", "scan.png#page=2", "-x.png")
    for number, name in enumerate(doubled):
        Image.fromarray(thirds[ODD_NAMES.index(name)]).save(folder / f"again {number}.jpg", quality=85)
    monkeypatch.chdir(folder)
    code, out, _ = run("add", "--json", "--", *ODD_NAMES, *sorted(folder.glob("again*")))
    total = len(ODD_NAMES) + len(doubled)
    assert (code, json.loads(out)["added"]) == (0, total)
    listed = {picture["uri"]: picture for picture in json.loads(run("list", "--json")[1])["pictures"]}
    assert {uri: picture["name"] for uri, picture in listed.items()}.items() >= {
        str(path): path.name for path in paths.values()
    }.items()
    table = tmp_path / "groups.csv"
    assert run("duplicates", "--csv", table)[0] == 0
    with table.open(newline="", encoding="utf-8") as rows:
        assert {row["uri"] for row in csv.DictReader(rows)} >= {str(paths[name]) for name in doubled}
    for command in (["list"], ["duplicates", "--show"]):
        text = run(*command)[1]
        assert all(character.isprintable() for character in text.replace("\n", ""))
        assert command != ["list"] or len(text.splitlines()) == total + 2, "a name takes one line"

    for name in doubled:
        code, out, _ = run("search", "--json", "--report", tmp_path / "report.zip", "--", name)
        assert (code, json.loads(out)["matches"][0]["uri"]) == (0, str(paths[name]))
        with zipfile.ZipFile(tmp_path / "report.zip") as packed:
            assert all(re.fullmatch("[A-Za-z0-9/.]+", member) for member in packed.namelist())
            assert json.loads(packed.read("report.json"))["candidate"]["uris"] == [str(paths[name])]
        assert run("verify-report", tmp_path / "report.zip")[0] == 0

    with Library.open(place) as library, served(library, tmp_path) as client:
        pictures = client.get("/api/pictures", params={"limit": 500}).json()["pictures"]
        for path in paths.values():
            picture = only(pictures, path)
            assert picture["name"] == path.name
            assert client.get(picture["thumbnail"]).headers["content-type"] == "image/jpeg"
            text = results_csv(library.search(path, shortlist=5)).decode("utf-8-sig")
            first = next(csv.DictReader(io.StringIO(text, newline="")))
            assert first["uri"] == str(path)
            assert first["name"].removeprefix("'") == path.name
            assert not first["name"].startswith(("=", "-", "+", "@"))
    page = AppTest.from_string(
        "from pictrace.web.views.library import library_page\nlibrary_page()", default_timeout=60
    )
    assert not page.run().exception


def test_an_uploaded_name_is_shown_as_it_is_and_names_no_file(place: Path, tmp_path: Path, photos: Photos) -> None:
    data = save(tmp_path / "x.png", photos["coffee"]).read_bytes()
    with Library.open(place) as library, served(library, tmp_path) as client:
        for name in ("../../etc/x.png", "C:\\a\\x.png", "<b>x.png", "a\nb.png", "scan#page=1 copy.png"):
            answer = client.post("/api/pictures", files={"files": (name, data)}).json()
            assert answer["items"][0]["uri"].startswith("upload:")
        assert len(library) == 1
        assert not (tmp_path.parent / "etc").exists()


def test_a_file_that_begins_with_a_dash_is_asked_for_in_words(
    place: Path, tmp_path: Path, photos: Photos, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(tmp_path / "in" / "-x.png", photos["coffee"])
    monkeypatch.chdir(tmp_path / "in")
    code, _, said = run("add", "-x.png")
    assert code == 2
    assert "./-x.png" in said
    assert run("add", "./-x.png")[0] == 0
    save(tmp_path / "in" / "--json", photos["rocket"])
    code, text, _ = run("add", "--", "--json")
    assert code == 0
    assert text.startswith("Added 1 picture"), "a file of this name asks for no document"


def test_stars_and_brackets_are_part_of_a_name(
    place: Path, tmp_path: Path, photos: Photos, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(tmp_path / "in" / "a.png", photos["coffee"])
    monkeypatch.chdir(tmp_path / "in")
    code, _, _ = run("add", "*.png")
    assert code == 1
    assert [failure["uri"] for failure in json.loads(run("list", "--failures", "--json")[1])["failures"]] == [
        str(tmp_path / "in" / "*.png")
    ]
