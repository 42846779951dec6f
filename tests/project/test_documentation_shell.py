"""Every line of every shell block of README.md and docs/*.md is run as it stands, or listed here with the reason.

What stands in for hosts and folders of somebody's own is in documented_place.py. The lines of a block go on from each
other, as they do for a reader: they are run in their order.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from documented_answers import JsonDict, check
from documented_place import Place, fill, prepared
from documents import DOCUMENTS, Command, blocks_of, commands
from processes import surroundings
from project_tree import ROOT
from served_app import serving
from served_command import free_port, served_command

from pictrace import Library
from pictrace.web import api

COMMANDS = tuple(command for block in blocks_of("sh") for command in commands(block))
SET_UP = "sets up .venv with pip, as `.ci/run` does on every change"
# Lines that no test can run, and what does instead.
NOT_RUN = {
    "make run": "`.ci/run` runs it with an empty home and asks the server (scripts/first_start.py)",
    "make test": "`.ci/run` runs it",
    "make run FOLDERS=/srv/scans:/home/me/Pictures": f"{SET_UP}; FOLDERS is PICTRACE_FOLDERS, see test_settings.py",
    "python -m venv .venv": SET_UP,
    ". .venv/bin/activate": SET_UP,
    "pip install -r requirements.txt": SET_UP,
    "pip install --no-deps --editable .": SET_UP,
}
RUN = tuple(command for command in COMMANDS if command.plain not in NOT_RUN)
CALLS = [command for command in RUN if command.words[0] == "curl"]
SERVERS = {"pictrace serve": "--port", "streamlit run": "--server.port"}
SERVING = [command for command in RUN if " ".join(command.words[:2]) in SERVERS]
PROGRAMS = [command for command in RUN if command.words[0] == "pictrace" and command not in SERVING]
TOLERANCE = 3

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="the shell blocks are for bash, which is missing")


# ---------------------------------------------------------------- what is run at all


def test_every_line_is_run_or_listed() -> None:
    strange = [command.name for command in RUN if command not in (*CALLS, *SERVING, *PROGRAMS)]
    assert not strange, f"Neither run nor listed in NOT_RUN: {strange}"
    assert len(CALLS) > 15
    assert PROGRAMS
    assert SERVING


def test_every_line_that_is_listed_exists() -> None:
    assert NOT_RUN.keys() <= {command.plain for command in COMMANDS}


def test_shell_blocks_are_marked_as_such() -> None:
    """A block of commands without a language would be run by nobody."""
    for document in DOCUMENTS:
        unmarked = re.findall(
            r"^```\n(?:pictrace|curl|make|pip|python|streamlit) .*", document.read_text(), re.MULTILINE
        )
        assert not unmarked, f"{document.name}: {unmarked}"


@pytest.mark.skipif(shutil.which("make") is None, reason="make is missing; .ci/run cannot be run here either")
@pytest.mark.parametrize(
    "command", [command for command in COMMANDS if command.words[0] == "make"], ids=lambda command: command.name
)
def test_what_make_is_asked_for_it_can_make(command: Command) -> None:
    free = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    dry = subprocess.run(["make", "--dry-run", *command.words[1:]], cwd=ROOT, env=free, capture_output=True, text=True)
    assert dry.returncode == 0, dry.stderr


# ---------------------------------------------------------------- the command line


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A folder without a library: the first command makes it, as a reader's does."""
    with prepared(tmp_path_factory.mktemp("reader")) as place:
        yield place


@pytest.mark.network
@pytest.mark.parametrize("command", PROGRAMS, ids=lambda command: command.name)
def test_a_command_does_what_the_document_says(command: Command, place: Place) -> None:
    if "jq" in command.words and shutil.which("jq") is None:
        pytest.skip("jq is missing")
    finished = _bash(place.meant(command.text), place.folder, _environment(place))
    assert finished.returncode == 0, finished.stderr.decode()
    told = finished.stdout.decode()
    assert told.strip()
    assert "Traceback" not in finished.stderr.decode()
    if "jq" in command.words or "--json" in command.words:
        assert isinstance(json.loads(told), dict)
    # Lines of comment below a command are what it prints.
    for line in command.comments:
        assert any(_alike(line, printed) for printed in told.splitlines()), f"{line!r} is not in:\n{told}"


@pytest.mark.skipif(sys.platform == "win32", reason="signals are those of POSIX")
@pytest.mark.parametrize("command", SERVING, ids=lambda command: command.name)
def test_a_server_starts_answers_and_stops(command: Command, place: Place, tmp_path: Path) -> None:
    port = free_port()
    Library.open(tmp_path / "library", backbone="efficientnet-lite0").close()
    environment = _environment(place) | {"PICTRACE_LIBRARY": str(tmp_path / "library")}
    words = command.words[:2]
    folder = ROOT if words[0] == "streamlit" else place.folder
    line = f"exec {place.meant(command.plain)} {SERVERS[' '.join(words)]} {port}"
    with served_command(["bash", "-euo", "pipefail", "-c", line], port, folder, environment) as server:
        assert json.loads(server.get("/api/health"))["backbone"] == "efficientnet-lite0"
        ended = server.stop(signal.SIGINT)
    assert ended.code == (1 if words[0] == "streamlit" else 0), ended.err  # Streamlit's own code for Ctrl-C
    assert "Traceback" not in ended.err


# ---------------------------------------------------------------- curl


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with prepared(tmp_path_factory.mktemp("caller")) as place:
        fill(place)
        # What curl says of an answer goes to standard error, so that its output stays that of the line as it stands.
        (place.home / ".curlrc").write_text(
            'silent\nshow-error\nwrite-out = "%{stderr}%{http_code} %{url_effective}"\n'
        )
        yield place


@pytest.fixture(scope="module")
def address(filled: Place) -> Iterator[str]:
    allowed = filled.stranger.removeprefix("http://")
    with serving(filled.library, filled.folder / "cache", PICTRACE_FETCH_ALLOWED_HOSTS=allowed) as address:
        yield address


@pytest.fixture(scope="module")
def document() -> JsonDict:
    return api.create(lambda: pytest.fail("no call is made here")).openapi()


@pytest.mark.parametrize("command", CALLS, ids=lambda command: command.name)
def test_a_call_is_answered_as_documented(command: Command, filled: Place, address: str, document: JsonDict) -> None:
    if "--json" in command.words and _curl() < (7, 82):
        pytest.skip(f"curl {'.'.join(map(str, _curl()))} has no --json; 7.82 has")
    finished = _bash(filled.meant(command.text, address), filled.folder, _environment(filled))
    said = finished.stderr.decode()
    assert finished.returncode == 0, said
    status, url = said.split()
    words = command.words
    body = (filled.folder / words[words.index("-o") + 1]).read_bytes() if "-o" in words else finished.stdout
    method = words[words.index("-X") + 1] if "-X" in words else "POST" if {"-F", "--json"} & set(words) else "GET"
    found = check(document, method, url, int(status), body)
    if isinstance(found, dict):
        assert found.get("matches") != []
        assert found.get("failed", []) == []
        assert found.get("total") != 0 or "/duplicates" in url  # which has only just begun to look


def _environment(place: Place) -> dict[str, str]:
    """That of a reader who has installed PicTrace: `pictrace` is on the path, and so is what pip put into .venv."""
    programs = place.folder / "bin"
    programs.mkdir(exist_ok=True)
    script = programs / "pictrace"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m pictrace "$@"\n')
    script.chmod(0o755)
    path = os.pathsep.join((str(programs), str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    whole = surroundings(place.home, PATH=path)
    return {name: value for name, value in whole.items() if not name.lower().endswith("_proxy")}


def _bash(line: str, folder: Path, environment: Mapping[str, str]) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", line],
        cwd=folder,
        env=dict(environment),
        capture_output=True,
        stdin=subprocess.DEVNULL,
        timeout=120,
        check=False,
    )


def _curl() -> tuple[int, int]:
    if shutil.which("curl") is None:
        pytest.skip("curl is missing")
    told = subprocess.run(["curl", "--version"], capture_output=True, text=True, check=True).stdout
    found = re.match(r"curl (\d+)\.(\d+)", told)
    assert found is not None, told
    return int(found.group(1)), int(found.group(2))


def _alike(said: str, printed: str) -> bool:
    """Whether two sentences are the same but for numbers that are a little off."""
    number = re.compile(r"\d+(?:\.\d+)?")
    if number.sub("#", said) != number.sub("#", printed):
        return False
    pairs = zip(number.findall(said), number.findall(printed), strict=True)
    return all(abs(float(one) - float(other)) <= TOLERANCE for one, other in pairs)
