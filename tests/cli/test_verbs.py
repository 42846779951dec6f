"""Each command as a process of its own: without any option, and with as little as it takes. The parser lists them."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from command_line import verbs
from PIL import Image
from processes import Ended, run, surroundings

from pictrace import Library, compare, make_report
from pictrace.types import UInt8Array

VERBS = {verb.name: verb for verb in verbs()}
OTHER = "efficientnet-lite0"  # needs no download

# The least that a command takes which cannot do without arguments.
LEAST = {
    "add": ["photo.jpg"],
    "search": ["photo.jpg"],
    "compare": ["photo.jpg", "photo.jpg"],
    "verify-report": ["report.zip"],
    "remove": ["1"],
    "judge": ["photo.jpg", "1", "yes"],
    "ignored add": ["photo.jpg"],
    "ignored remove": ["1"],
    "evaluate": ["list"],
}
# Exit codes with an empty library, by the README's table; 0 for all others.
CODES = {
    "search": 1,  # nothing found
    "remove": 1,  # unknown id
    "judge": 1,
    "ignored remove": 1,
    "evaluate": 1,  # none is kept
    "duplicates": 1,  # there are none
    "calibrate": 2,  # nothing to measure on
}
# Of these, the ones that answer with an error.
REFUSED = {"judge", "calibrate"}
# Commands that cannot be started without arguments, although their parser takes none.
ASKING = {"evaluate", "ignored add"}
# Started elsewhere: it runs until it is stopped.
SERVING = {"serve": "tests/cli/test_serving.py"}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, photos: dict[str, UInt8Array]) -> Path:
    """A working folder with a picture, a report, and an empty library in the usual place."""
    folder = tmp_path_factory.mktemp("verbs")
    Image.fromarray(photos["chelsea"]).save(folder / "photo.jpg")
    pair = compare(folder / "photo.jpg", folder / "photo.jpg", backbone=OTHER)
    (folder / "report.zip").write_bytes(make_report(pair))
    Library.open(folder / "data" / "library", backbone=OTHER).close()
    return folder


@pytest.fixture
def started(place: Path, tmp_path: Path) -> Path:
    """A copy of it, so that no command sees what another one did."""
    shutil.copytree(place, tmp_path / "place")
    return tmp_path / "place"


def started_with(folder: Path, arguments: Sequence[str]) -> Ended:
    ended = run(arguments, folder, surroundings(folder))
    assert "Traceback" not in ended.err + ended.out, ended.err
    assert "an error of its own" not in ended.err + ended.out, ended.err
    return ended


def is_asking(name: str) -> bool:
    """Whether the command cannot be started without arguments."""
    return VERBS[name].needs or name in ASKING


@pytest.mark.parametrize("name", [name for name in VERBS if is_asking(name)])
def test_a_command_that_needs_arguments_says_so(started: Path, name: str) -> None:
    ended = started_with(started, VERBS[name].words)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("pictrace: ")
    assert len(ended.err.splitlines()) == 1
    assert name in LEAST, f"Say in LEAST what `pictrace {name}` takes at least."


@pytest.mark.parametrize("name", [name for name in VERBS if not is_asking(name) and name not in SERVING])
def test_a_command_without_options_ends_as_documented(started: Path, name: str) -> None:
    ended = started_with(started, VERBS[name].words)
    assert ended.code == CODES.get(name, 0), ended.err
    if name in REFUSED:
        assert ended.out == ""
        assert len([line for line in ended.err.splitlines() if line.startswith("pictrace: ")]) == 1
    else:
        assert ended.out.strip()


@pytest.mark.parametrize("name", [name for name in VERBS if name not in SERVING])
def test_with_json_exactly_one_document_is_written(started: Path, name: str) -> None:
    ended = started_with(started, [*VERBS[name].words, *LEAST.get(name, []), "--json"])
    assert ended.code == CODES.get(name, 0), ended.err
    assert isinstance(ended.document, dict)
    assert ("error" in ended.document) is (name in REFUSED)


def test_the_tables_name_commands_that_there_are() -> None:
    assert {*LEAST, *CODES, *REFUSED, *ASKING, *SERVING} <= VERBS.keys()
