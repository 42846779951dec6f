"""The command line as people and scripts meet it: documents, exit codes, streams."""

from __future__ import annotations

import hashlib
import io
import json
import math
import os
import re
import signal
import socket
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fakes import TinyBackbone
from PIL import Image
from project_tree import import_path

from pictrace import Library, embedding
from pictrace.cli import main
from pictrace.cli.serving import check_free, command, own_name, run_until_stopped
from pictrace.cli.terminal import ProgressLine, Terminal, columns, duration, printable
from pictrace.errors import InvalidInput
from pictrace.types import CHANNELS, Float32Array, Progress, UInt8Array

Files = dict[str, Path]


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Outcome]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """An empty library with the tiny backbone."""
    Library.open(tmp_path / "library", backbone="tiny").close()
    return tmp_path / "library"


@pytest.fixture
def run(place: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command on that library."""

    def call(*arguments: str | Path) -> Outcome:
        capsys.readouterr()
        code = main(["--library", str(place), *map(str, arguments)])
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return call


@pytest.fixture
def filled(run: Run, picture_files: Files) -> Run:
    """The same with five photographs in the library."""
    assert run("add", picture_files["astronaut"].parent).code == 0
    return run


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    path = tmp_path / "broken.jpg"
    path.write_bytes(b"no picture at all")
    return path


class FailingBackbone(TinyBackbone):
    """Does something to the process when it is asked to embed."""

    name = "failing"

    def __init__(self, happening: Callable[[], None]) -> None:
        self._happening = happening

    def embed(self, pictures: Sequence[UInt8Array]) -> Float32Array:
        self._happening()
        return super().embed(pictures)


# ---------------------------------------------------------------- add, list, remove


def test_add_says_what_became_of_each_input(run: Run, picture_files: Files) -> None:
    folder = picture_files["astronaut"].parent
    first = run("add", folder, "--json")
    assert first.code == 0
    assert (first.document["added"], first.document["known"], first.document["failed"]) == (5, 0, [])
    assert {item["uri"] for item in first.document["items"]} == {str(path) for path in picture_files.values()}
    assert {item["status"] for item in first.document["items"]} == {"added"}
    again = run("add", folder, "--json")
    assert (again.code, again.document["added"], again.document["known"]) == (0, 0, 5)


def test_add_names_every_input_that_failed_and_keeps_the_rest(run: Run, picture_files: Files, broken: Path) -> None:
    outcome = run("add", picture_files["chelsea"], broken, "--json")
    assert outcome.code == 1
    assert outcome.document["added"] == 1
    assert [failure["uri"] for failure in outcome.document["failed"]] == [str(broken)]
    in_words = run("add", broken)
    assert in_words.code == 1
    assert str(broken) in in_words.out
    listed = run("list", "--failures", "--json").document["failures"]
    assert [failure["uri"] for failure in listed] == [str(broken)]


def test_add_says_on_standard_error_what_was_left_out(run: Run, picture_files: Files) -> None:
    folder = picture_files["coins"].parent
    (folder / "#recycle").mkdir()
    picture_files["rocket"].rename(folder / "#recycle" / "rocket.jpg")
    outcome = run("add", folder, "--json")
    left_out = {"uri": f"{folder}/#recycle", "kind": "trash"}
    assert outcome.code == 0
    assert (outcome.document["added"], outcome.document["failed"]) == (4, [])
    assert [{key: one[key] for key in left_out} for one in outcome.document["skipped"]] == [left_out]
    words = f"Left out: a trash or snapshot folder ({folder}/#recycle); name it to add what is in it."
    assert words in outcome.err.splitlines()
    assert words in run("add", folder).err.splitlines()
    assert run("add", folder / "#recycle", "--json").document["added"] == 1


def test_an_archive_without_pictures_is_said_and_no_failure(run: Run, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("notes.txt", "words")
    outcome = run("add", tmp_path / "a.zip", "--json")
    assert (outcome.code, outcome.document["failed"]) == (0, [])
    assert f"No pictures in {tmp_path / 'a.zip'}." in outcome.err.splitlines()


def test_list_filters_sorts_and_counts(filled: Run) -> None:
    by_name = filled("list", "--order", "name", "--json").document
    names = [picture["name"] for picture in by_name["pictures"]]
    assert by_name["total"] == 5
    assert names == ["astronaut.jpg", "chelsea.jpg", "coffee.png", "coins.png", "rocket.jpg"]
    page = filled("list", "--order", "name", "--reverse", "--offset", "1", "--limit", "2", "--json").document
    assert [picture["name"] for picture in page["pictures"]] == ["coins.png", "coffee.png"]
    some = filled("list", "--text", "chelsea")
    assert some.code == 0
    assert "chelsea.jpg" in some.out
    assert "rocket.jpg" not in some.out


def test_list_without_a_hit_is_a_negative_answer(run: Run) -> None:
    outcome = run("list", "--text", "nothing is called this", "--json")
    assert (outcome.code, outcome.document) == (1, {"total": 0, "pictures": []})
    assert run("list").code == 0


def test_remove_forgets_known_ids_and_names_unknown_ones(filled: Run) -> None:
    id = filled("list", "--limit", "1", "--json").document["pictures"][0]["id"]
    outcome = filled("remove", str(id), "987654", "--json")
    assert (outcome.code, outcome.document) == (1, {"removed": [id], "unknown": [987654]})
    assert filled("list", "--json").document["total"] == 4
    assert "987654" in filled("remove", "987654").out


# ---------------------------------------------------------------- search and compare


def test_search_gives_ranked_matches_whose_parts_add_up(filled: Run, picture_files: Files) -> None:
    outcome = filled("search", picture_files["chelsea"], "--top", "3", "--json")
    assert outcome.code == 0
    matches = outcome.document["matches"]
    assert [match["rank"] for match in matches] == [1, 2, 3]
    assert matches[0]["uri"] == str(picture_files["chelsea"])
    for match in matches:
        assert set(match["scores"]) == set(match["contributions"]) == set(CHANNELS)
        total = min(1.0, math.fsum(match["contributions"].values()))
        assert math.isclose(match["score"], total, abs_tol=1e-9)


def test_weights_and_presets_change_the_sum(filled: Run, picture_files: Files) -> None:
    query = picture_files["coins"]
    only_colour = filled("search", query, "--weights", "colour=2", "--json").document
    assert only_colour["weights"] == {"cosine": 0.0, "structure": 0.0, "keypoints": 0.0, "colour": 2.0}
    classic = filled("search", query, "--preset", "classic", "--json").document
    assert classic["weights"] == {"cosine": 0.0, "structure": 1.0, "keypoints": 1.0, "colour": 0.0}


def test_search_in_words_is_a_table(filled: Run, picture_files: Files) -> None:
    outcome = filled("search", picture_files["rocket"])
    answer, meaning, trust, _, heading, first, *_ = outcome.out.splitlines()
    assert answer == "This very file is in your library: rocket.jpg."
    assert meaning == "Every byte is equal."
    assert "searches where no copy exists" in trust
    assert heading.split() == ["rank", "verdict", "probability", "score", *CHANNELS, "verified", "id", "uri"]
    assert first.split()[0] == "1"
    assert first.endswith(str(picture_files["rocket"]))


def test_weights_change_the_order_and_never_the_answer(filled: Run, picture_files: Files) -> None:
    part = ("search", picture_files["chelsea"], "--region", "120,60,200,100")
    usual, other = filled(*part), filled(*part, "--weights", "colour=1")
    assert usual.out.splitlines()[:2] == other.out.splitlines()[:2]
    assert usual.out.startswith("This is a part of a picture in your library: chelsea.jpg.\n")
    assert re.search(r"\d\d % sure", usual.out)
    first = filled(*part, "--json").document
    assert first["answer"]["verdict"] == first["matches"][0]["verdict"] == "part_of"


@pytest.mark.parametrize("region", ["120,60,200,100", "26.6%, 20%, 44.35%, 33.33%"])
def test_a_part_of_a_picture_can_be_searched(filled: Run, picture_files: Files, region: str) -> None:
    outcome = filled("search", picture_files["chelsea"], "--region", region, "--json")
    assert outcome.document["query"]["region"] == [120, 60, 200, 100]
    assert outcome.document["query"]["uri"] == f"{picture_files['chelsea']}#xywh=120,60,200,100"
    assert outcome.document["matches"][0]["uri"] == str(picture_files["chelsea"])
    assert "200 × 100 pixels at 120, 60" in filled("search", picture_files["chelsea"], "--region", region).out


@pytest.mark.parametrize(
    ("region", "wanted"),
    [
        ("1,2,3", "not like 10,20,300,400"),
        ("a,b,c,d", "not like 10,20,300,400"),
        ("10%,20%,30,40", "not like 10,20,300,400"),
        ("0,0,0,9", "empty"),
        ("0%,0%,0%,9%", "above 0"),
        ("500,0,90,90", "which is 451 × 300 pixels"),
        ("440,0,90,90", "at least 16"),
    ],
)
def test_an_odd_region_is_refused_in_words(filled: Run, picture_files: Files, region: str, wanted: str) -> None:
    outcome = filled("search", picture_files["chelsea"], "--region", region)
    assert (outcome.code, outcome.out) == (2, "")
    assert wanted in outcome.err


def test_search_in_an_empty_library_finds_nothing(run: Run, picture_files: Files) -> None:
    outcome = run("search", picture_files["rocket"], "--json")
    assert (outcome.code, outcome.document["matches"]) == (1, [])
    assert "empty" in run("search", picture_files["rocket"]).out


@pytest.mark.parametrize("query", ["broken.jpg", "not-there.jpg", "."])
def test_an_unreadable_query_is_refused(filled: Run, broken: Path, query: str) -> None:
    outcome = filled("search", broken.parent / query, "--json")
    assert outcome.code == 2
    assert outcome.document["error"]["kind"] == "unreadable_picture"
    assert outcome.document["error"]["message"].endswith(".")
    in_words = filled("search", broken.parent / query)
    assert in_words.out == ""
    assert in_words.err.startswith("pictrace: ")


def test_the_overlay_of_the_best_hit_is_saved(filled: Run, picture_files: Files, tmp_path: Path) -> None:
    for name in ("overlay.png", "overlay.jpg"):
        assert filled("search", picture_files["chelsea"], "--overlay", tmp_path / name, "--json").code == 0
        with Image.open(tmp_path / name) as overlay:
            assert overlay.format == ("PNG" if name.endswith("png") else "JPEG")
            assert np.asarray(overlay).std() > 10
    outcome = filled("search", picture_files["chelsea"], "--overlay", tmp_path / "no" / "folder.png", "--json")
    assert (outcome.code, outcome.document["error"]["kind"]) == (2, "usage")


def test_compare_needs_no_library(run: Run, picture_files: Files, place: Path) -> None:
    same = run("--backbone", "tiny", "compare", picture_files["coffee"], picture_files["coffee"], "--json")
    assert same.code == 0
    assert same.document["score"] == pytest.approx(1.0, abs=1e-6)
    other = run("compare", picture_files["coffee"], picture_files["coins"], "--backbone", "tiny", "--json")
    assert other.document["score"] < 0.7
    assert "Score 1.000" in run("--backbone", "tiny", "compare", *[picture_files["coffee"]] * 2).out


# ---------------------------------------------------------------- verify, rebuild, evaluate


def test_the_network_is_shown_and_changed(filled: Run) -> None:
    embedding.register("newer", lambda settings: Newer())
    told = filled("backbone", "--json").document
    assert (told["backbone"], told["outdated"], told["pictures"], told["change"]) == ("tiny", False, 5, None)
    assert {"resnet50", "efficientnet-lite0", "sscd"} <= {network["name"] for network in told["networks"]}
    assert "5 pictures described by tiny (version 1)." in filled("backbone").out
    changed = filled("backbone", "newer")
    assert changed.code == 0
    assert changed.out.startswith("Described 5 pictures with newer in ")
    assert changed.out.endswith("The library uses newer now.\n")
    assert filled("verify", "--json").document["library"]["backbone"] == "newer"
    again = filled("backbone", "newer", "--json").document
    assert (again["changed"], again["described"], again["lost"]) == (True, 0, [])


def test_a_change_of_network_that_stopped_says_how_it_goes_on(filled: Run, place: Path) -> None:
    embedding.register("newer", lambda settings: Newer())
    with Library.open(place) as library:
        library.change_backbone("newer", lambda progress: False)
    shown = filled("backbone").out
    assert "A change to newer has described 5; `pictrace backbone newer` goes on." in shown
    assert filled("backbone", "newer").out.startswith("Described 0 pictures with newer")


def test_a_picture_that_nothing_is_left_of_keeps_the_network(filled: Run, place: Path, picture_files: Files) -> None:
    embedding.register("newer", lambda settings: Newer())
    with Library.open(place) as library:
        id = library.search(picture_files["coins"]).matches[0].id
        library.working_path(id).unlink()
    picture_files["coins"].unlink()
    refused = filled("backbone", "newer")
    assert refused.code == 1
    assert f"The library stays with tiny: neither working picture nor original is there of {id};" in refused.out


def test_a_network_that_there_is_not(filled: Run) -> None:
    refused = filled("backbone", "vgg", "--json")
    assert (refused.code, refused.document["error"]["kind"]) == (2, "invalid_input")


class Newer(TinyBackbone):
    name = "newer"
    bias = 0.2


def test_verify_finds_contradictions_and_rebuild_mends_them(filled: Run, place: Path) -> None:
    sound = filled("verify", "--json")
    assert (sound.code, sound.document["ok"], sound.document["checked"]) == (0, True, 5)
    assert sound.document["library"]["backbone"] == "tiny"
    next(place.glob("pictures/*/*.jpg")).unlink()
    damaged = filled("verify", "--json")
    assert (damaged.code, damaged.document["ok"], len(damaged.document["problems"])) == (1, False, 1)
    assert filled("rebuild", "--json").code == 0
    assert filled("verify").code == 0


def test_evaluate_with_made_edits(filled: Run) -> None:
    outcome = filled("evaluate", "--edits", "1", "--json")
    assert outcome.code == 0
    assert set(outcome.document["overall"]) == {"shortlist", "re-ranked"}
    assert "mirror" in filled("evaluate", "--edits", "1").out


def test_evaluate_with_pairs(filled: Run, picture_files: Files, tmp_path: Path) -> None:
    table = tmp_path / "pairs.csv"
    table.write_text(f"query,relevant\n{picture_files['coins']},{picture_files['coins']}\n", encoding="utf-8")
    outcome = filled("evaluate", "--pairs", table, "--json")
    assert (outcome.code, outcome.document["overall"]["re-ranked"]["recall"]["1"]) == (0, 1.0)
    table.write_text("query,relevant\na.jpg,nowhere.jpg\n", encoding="utf-8")
    outcome = filled("evaluate", "--pairs", table, "--json")
    assert (outcome.code, outcome.document["error"]["kind"]) == (2, "invalid_input")


def test_evaluate_with_labels_leaves_the_library_alone(filled: Run, picture_files: Files, tmp_path: Path) -> None:
    for place, name in enumerate(("astronaut", "chelsea", "coffee", "coins")):
        folder = tmp_path / "classes" / ("people" if place < 2 else "things")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / picture_files[name].name).write_bytes(picture_files[name].read_bytes())
    outcome = filled("--backbone", "tiny", "evaluate", tmp_path / "classes", "--json")
    assert (outcome.code, outcome.document["queries"]) == (0, 4)
    assert sorted(group["group"] for group in outcome.document["groups"]) == ["people", "things"]
    assert filled("list", "--json").document["total"] == 5


# ---------------------------------------------------------------- options


def test_shared_options_stand_before_or_behind_the_command(
    place: Path, picture_files: Files, capsys: pytest.CaptureFixture[str]
) -> None:
    shared = ["--library", str(place), "--json"]
    for arguments in ([*shared, "list"], ["list", *shared], [*shared[:2], "list", "--json"]):
        assert main(arguments) == 0
        assert json.loads(capsys.readouterr().out)["total"] == 0


def test_the_library_is_that_of_the_environment_else_data_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PICTRACE_LIBRARY", str(tmp_path / "named"))
    main(["--backbone", "tiny", "list"])
    assert (tmp_path / "named").is_dir()
    monkeypatch.delenv("PICTRACE_LIBRARY")
    main(["--backbone", "tiny", "list"])
    assert (tmp_path / "data" / "library").is_dir()
    assert "Made a new, empty library" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["no-such-command"],
        ["list", "--no-such-option"],
        ["list", "--lim", "3"],
        ["add"],
        ["search", "a.jpg", "--top", "0"],
        ["search", "a.jpg", "--top", "101"],
        ["search", "a.jpg", "--top", "9" * 5000],
        ["search", "a.jpg", "--weights", "cosine=nan"],
        ["search", "a.jpg", "--weights", "beauty=1"],
        ["search", "a.jpg", "--weights", "cosine"],
        ["search", "a.jpg", "--weights", "cosine=0"],
        ["search", "a.jpg", "--preset", "classic", "--weights", "cosine=1"],
        ["search", "a.jpg", "--overlay", "overlay.gif"],
        ["remove", "one"],
        ["evaluate"],
        ["evaluate", "--edits", "0"],
        ["evaluate", "/no/such/folder"],
        ["serve", "--folder", "/no/such/folder"],
        ["serve", "--port", "70000"],
    ],
)
def test_wrong_usage_is_one_sentence_and_exit_code_2(run: Run, arguments: list[str]) -> None:
    in_words = run(*arguments)
    assert (in_words.code, in_words.out) == (2, "")
    assert in_words.err.startswith("pictrace: ")
    assert len(in_words.err.splitlines()) == 1
    as_json = run("--json", *arguments)
    assert (as_json.code, as_json.document["error"]["kind"]) == (2, "usage")


def test_help_and_version_go_to_standard_output(run: Run) -> None:
    for arguments in (["--help"], ["search", "--help"], ["--version"]):
        outcome = run(*arguments)
        assert (outcome.code, outcome.err) == (0, "")
        assert outcome.out


def test_a_calibration_is_measured_and_said(filled: Run, picture_files: Files) -> None:
    before = filled("calibrate", "--show", "--json").document
    assert before["id"].startswith("shipped-")
    made = filled("calibrate", "--sample", "3", "--json").document
    assert (made["id"], made["pictures"], made["searches"]) == ("calibration-1", 3, 3)
    shown = filled("calibrate", "--show")
    assert shown.code == 0
    assert "Answers are given by calibration-1; max_false_positive_rate is 0.005." in shown.out
    assert f"{made['found']} of 6 edited copies were recognised beside their original." in shown.out
    assert filled("search", picture_files["coins"], "--json").document["answer"]["calibration"] == "calibration-1"


def test_an_empty_library_cannot_be_calibrated(run: Run) -> None:
    outcome = run("calibrate", "--json")
    assert (outcome.code, outcome.document["error"]["kind"]) == (2, "invalid_input")


def test_elements_are_ignored_listed_and_counted_again(filled: Run, picture_files: Files) -> None:
    assert filled("ignored", "list").out == "No element is ignored.\n"
    logo = filled("ignored", "add", picture_files["coins"], "--region", "10%,10%,50%,50%", "--name", "a logo", "--json")
    assert (logo.code, logo.document["id"], logo.document["name"]) == (0, 1, "a logo")
    assert filled("ignored", "add", "--id", "1").code == 0
    assert [one["id"] for one in filled("ignored", "--json").document["ignored"]] == [1, 2]
    assert "a logo" in filled("ignored", "list").out
    gone = filled("ignored", "remove", "1", "7", "--json")
    assert (gone.code, gone.document) == (1, {"removed": [1], "unknown": [7]})
    assert filled("ignored", "remove", "2").code == 0


@pytest.mark.parametrize("what", [[], ["a.jpg", "--id", "1"]])
def test_what_is_ignored_is_one_picture(filled: Run, what: list[str]) -> None:
    assert filled("ignored", "add", *what).code == 2


# ---------------------------------------------------------------- what cannot go on


def test_a_library_that_cannot_be_opened(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("not a folder")
    assert main(["--library", str(tmp_path / "file"), "list", "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["kind"] == "library_unusable"


def test_another_backbone_is_refused(filled: Run) -> None:
    outcome = filled("--backbone", "resnet50", "list", "--json")
    assert (outcome.code, outcome.document["error"]["kind"]) == (2, "backbone_mismatch")


@pytest.mark.network
def test_the_other_network_needs_no_download(
    run: Run, picture_files: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PICTRACE_CACHE", str(tmp_path / "cache"))
    lite = ("--backbone", "efficientnet-lite0")
    weights = run(*lite, "weights", "--json").document
    assert weights["backbone"] == "efficientnet-lite0"
    assert Path(weights["path"]).is_file()
    same = run(*lite, "compare", picture_files["coffee"], picture_files["coffee"], "--json").document
    assert same["score"] == pytest.approx(1.0, abs=1e-5)
    assert run(*lite, "add", picture_files["coffee"]).code == 0  # the library was empty, so its network may change
    assert run("search", picture_files["coffee"], "--json").document["matches"][0]["score"] > 0.99
    assert not list(tmp_path.glob("cache/*.npz"))


def test_an_error_of_our_own_is_a_sentence_and_a_traceback_only_when_asked_for(
    tmp_path: Path, picture_files: Files, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble() -> None:
        raise RuntimeError("the network stumbled")

    embedding.register("failing", lambda settings: FailingBackbone(stumble))
    arguments = ["--library", str(tmp_path / "l"), "--backbone", "failing", "search", str(picture_files["coins"])]
    monkeypatch.delenv("PICTRACE_DEBUG", raising=False)
    assert main(arguments) == 2
    said = capsys.readouterr().err
    assert "the network stumbled" in said
    assert "PICTRACE_DEBUG=1" in said
    assert "Traceback" not in said
    monkeypatch.setenv("PICTRACE_DEBUG", "1")
    assert main([*arguments, "--json"]) == 2
    captured = capsys.readouterr()
    assert json.loads(captured.out)["error"]["kind"] == "internal"
    assert "Traceback" in captured.err


def test_ctrl_c_stops_adding_cleanly_and_reports(
    tmp_path: Path, picture_files: Files, capsys: pytest.CaptureFixture[str]
) -> None:
    embedding.register("failing", lambda settings: FailingBackbone(lambda: os.kill(os.getpid(), signal.SIGINT)))
    before = signal.getsignal(signal.SIGINT)
    arguments = ["--library", str(tmp_path / "l"), "--backbone", "failing", "--json"]
    assert main([*arguments, "add", str(picture_files["coins"].parent)]) == 130
    document = json.loads(capsys.readouterr().out)
    assert document["cancelled"]
    assert signal.getsignal(signal.SIGINT) is before
    with Library.open(tmp_path / "l") as library:
        assert len(library) == document["added"] > 0


# ---------------------------------------------------------------- streams, in a process of their own

NOISY = """
import os, sys
import fakes
from pictrace import embedding
from pictrace.cli import main

class Noisy(fakes.TinyBackbone):
    name = "noisy"
    def embed(self, pictures):
        print("chatter from Python")
        os.write(1, b"chatter from C\\n")
        os.system("echo chatter from a child")
        return super().embed(pictures)

embedding.register("noisy", lambda settings: Noisy())
sys.exit(main())
"""


def process(code: Sequence[str], arguments: Sequence[str], **options: Any) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": import_path()}
    return subprocess.Popen(
        [sys.executable, *code, *arguments], stderr=subprocess.PIPE, text=True, env=environment, **options
    )


def test_nothing_but_the_document_reaches_standard_output(tmp_path: Path, picture_files: Files) -> None:
    arguments = ["--library", str(tmp_path / "l"), "--backbone", "noisy", "--json", "add", str(picture_files["coins"])]
    child = process(["-c", NOISY], arguments, stdout=subprocess.PIPE)
    out, err = child.communicate(timeout=60)
    assert json.loads(out)["added"] == 1
    assert child.returncode == 0
    for source in ("Python", "C", "a child"):
        assert f"chatter from {source}" in err


# Two signals at once are one: the second is sent when the main thread has taken the first.
INSISTING = """
import os, signal, sys, time
import fakes
from pictrace import embedding
from pictrace.cli import main

class Insisting(fakes.TinyBackbone):
    name = "insisting"
    def embed(self, pictures):
        os.kill(os.getpid(), signal.SIGINT)
        while signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGINT)
        return super().embed(pictures)

embedding.register("insisting", lambda settings: Insisting())
sys.exit(main())
"""


def test_a_second_ctrl_c_stops_at_once(tmp_path: Path, picture_files: Files) -> None:
    arguments = ["--library", str(tmp_path / "l"), "--backbone", "insisting", "--json"]
    child = process(["-c", INSISTING], [*arguments, "add", str(picture_files["coins"])], stdout=subprocess.PIPE)
    out, err = child.communicate(timeout=60)
    assert child.returncode == 130
    assert json.loads(out)["error"]["kind"] == "interrupted"
    assert "Traceback" not in err


@pytest.mark.parametrize("arguments", [["list"], ["list", "--json"], ["--help"], ["no-such-command", "--json"]])
def test_a_reader_who_has_had_enough_is_no_error(tmp_path: Path, arguments: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    child = process(
        ["-c", NOISY], ["--library", str(tmp_path / "l"), "--backbone", "noisy", *arguments], stdout=writing
    )
    os.close(writing)
    _, err = child.communicate(timeout=60)
    assert "Traceback" not in err
    assert "BrokenPipe" not in err
    assert child.returncode == (2 if "no-such-command" in arguments else 0)


# ---------------------------------------------------------------- serve


def test_a_library_of_another_network_is_not_served(run: Run, picture_files: dict[str, Path]) -> None:
    run("add", picture_files["coins"])
    outcome = run("serve", "--backbone", "resnet50", "--port", "48613")
    assert outcome.code == 2
    assert "made with the network tiny" in outcome.err


def test_the_server_starts_on_this_machine_only_and_reports_nothing() -> None:
    started = command("localhost", 8501)
    assert Path(started[started.index("run") + 1]).name == "streamlit_app.py"
    assert "--server.address=localhost" in started
    assert "--browser.gatherUsageStats=false" in started


@pytest.mark.parametrize(
    ("server", "code"),
    [
        ("import os, signal; os.kill(os.getppid(), signal.SIGTERM); signal.pause()", 0),
        ("import os, signal; os.kill(os.getppid(), signal.SIGINT); signal.pause()", 0),
        ("", 0),
        ("raise SystemExit(3)", 2),
    ],
)
def test_stopping_the_command_stops_the_server(server: str, code: int) -> None:
    notes = io.StringIO()
    terminal = Terminal(io.StringIO(), notes, as_json=False)
    assert run_until_stopped([sys.executable, "-c", server], os.environ, terminal) == code
    assert ("ended with an error" in notes.getvalue()) is (code == 2)


@pytest.mark.parametrize(("server", "error"), [("raise SystemExit(3)", True), ("", False)])
def test_a_server_that_ends_leaves_one_document(server: str, error: bool) -> None:
    answer = io.StringIO()
    terminal = Terminal(answer, io.StringIO(), as_json=True)
    run_until_stopped([sys.executable, "-c", server], os.environ, terminal)
    assert ("error" in json.loads(answer.getvalue())) is error


def test_a_server_that_answers_says_where_before_it_ends(taken_port: int) -> None:
    """Something listens there already, which is all that is looked at."""
    answer = io.StringIO()
    terminal = Terminal(answer, io.StringIO(), as_json=True)
    wait = "import time; time.sleep(2); raise SystemExit(3)"
    assert run_until_stopped([sys.executable, "-c", wait], os.environ, terminal, "127.0.0.1", taken_port) == 2
    url = f"http://127.0.0.1:{taken_port}"
    assert json.loads(answer.getvalue()) == {"url": url, "api": f"{url}/api"}


def test_a_server_on_every_address_is_called_localhost_here() -> None:
    assert [own_name(address) for address in ("0.0.0.0", "::", "photos.example")] == [
        "localhost",
        "localhost",
        "photos.example",
    ]


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_taken_port_is_said_before_anything_starts(run: Run, taken_port: int) -> None:
    outcome = run("serve", "--address", "127.0.0.1", "--port", str(taken_port), "--json")
    assert (outcome.code, outcome.document["error"]["kind"]) == (2, "usage")
    assert str(taken_port) in outcome.document["error"]["message"]


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(InvalidInput, match="no address"):
        check_free("no such host", 8501)


# ---------------------------------------------------------------- words


class Screen(io.StringIO):
    """A stream that is a terminal, or says that it is none."""

    def __init__(self, alive: bool) -> None:
        super().__init__()
        self._alive = alive

    def isatty(self) -> bool:
        return self._alive


def at(done: int, total: int | None = 100) -> Progress:
    return Progress(done=done, total=total, added=done, known=0, failed=2, seconds=done / 10, uri="")


def test_progress_is_one_updating_line_on_a_terminal() -> None:
    screen = Screen(alive=True)
    line = ProgressLine(screen, "Read", clock=iter([0.0, 0.01, 1.0, 1.01]).__next__)
    for done in (10, 11, 50, 100):
        line(at(done))
    line.close()
    shown = screen.getvalue()
    assert shown.count("\r") == 3  # the second came too soon; the last is always shown
    assert shown.endswith("\n")
    assert "Read 50 of 100 · 10.0 a second · 5 s left · 2 failed" in shown


def test_progress_of_nothing_to_do_is_not_shown() -> None:
    screen = Screen(alive=False)
    line = ProgressLine(screen, "Looked at")
    line(at(0, total=0))
    line.close()
    assert screen.getvalue() == ""


def test_progress_elsewhere_is_an_occasional_plain_line() -> None:
    screen = Screen(alive=False)
    line = ProgressLine(screen, "Read", clock=iter([0.0, 5.0, 11.0]).__next__)
    for done in (1, 2, 3):
        line(at(done, total=None))
    line.close()
    assert screen.getvalue().splitlines() == [
        "Read 1 · 10.0 a second · 2 failed",
        "Read 3 · 10.0 a second · 2 failed",
    ]


def test_durations_in_words() -> None:
    assert [duration(seconds) for seconds in (0.4, 59, 60, 3599, 7500)] == [
        "0 s",
        "59 s",
        "1 min 0 s",
        "59 min 59 s",
        "2 h 5 min",
    ]


def test_a_file_name_cannot_steer_the_terminal() -> None:
    assert printable("a\x1b[31mb\nc\udce9é") == "a\\x1b[31mb\\nc\\udce9é"


def test_columns_align_numbers_to_the_right() -> None:
    assert columns(("name", "n"), [("a", "5"), ("long name", "1,204")]) == [
        "name           n",
        "a              5",
        "long name  1,204",
    ]


# ---------------------------------------------------------------- reports


def test_a_report_of_a_search_is_saved_and_holds(filled: Run, picture_files: Files, tmp_path: Path) -> None:
    path = tmp_path / "out" / "report.zip"
    outcome = filled("search", picture_files["chelsea"], "--report", path, "--case", "7 O 12/26", "--note", "Attic.")
    assert outcome.code == 0
    assert f"its SHA-256 is {hashlib.sha256(path.read_bytes()).hexdigest()}" in outcome.err
    with zipfile.ZipFile(path) as archive:
        assert json.loads(archive.read("report.json"))["filing"]["case"] == "7 O 12/26"
    checked = filled("verify-report", path)
    assert checked.code == 0
    assert checked.out.startswith("The report holds: its figures follow from these two pictures.")
    document = filled("verify-report", path, "--json").document
    assert document["holds"] is True
    assert {"kind", "about", "sentence"} == set(document["findings"][0])


def test_a_report_of_checksums_asks_for_the_pictures(run: Run, picture_files: Files, tmp_path: Path) -> None:
    path, pair = tmp_path / "report.zip", (picture_files["coffee"], picture_files["coins"])
    options = ("--report", path, "--report-pictures", "hashes", "--backbone", "tiny", "--json")
    assert run("compare", *pair, *options).code == 0
    without = run("verify-report", path)
    assert without.code == 1
    assert without.out.startswith("The report could not be checked as a whole")
    assert "give the file coffee.png whose SHA-256 is" in without.out
    assert run("verify-report", path, *pair).code == 0


def test_a_report_that_does_not_hold_is_a_negative_answer(run: Run, picture_files: Files, tmp_path: Path) -> None:
    path, pair = tmp_path / "report.zip", (picture_files["coffee"], picture_files["coins"])
    assert run("compare", *pair, "--report", path, "--backbone", "tiny").code == 0
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("pictures/candidate.jpg", b"other")
    outcome = run("verify-report", path)
    assert outcome.code == 1
    assert outcome.out.startswith("The report does not hold")
    assert "DIFFERS" in outcome.out


def test_what_is_no_report_is_refused_in_one_sentence(run: Run, broken: Path) -> None:
    outcome = run("verify-report", broken, "--json")
    assert outcome.code == 2
    assert outcome.document["error"]["kind"] == "unreadable_report"


@pytest.mark.parametrize(
    "options", [["--report", "report.pdf"], ["--case", "1"], ["--report-location"], ["--report-pictures", "all"]]
)
def test_options_of_a_report_that_make_none_are_refused(run: Run, picture_files: Files, options: list[str]) -> None:
    assert run("compare", picture_files["coffee"], picture_files["coins"], *options).code == 2
