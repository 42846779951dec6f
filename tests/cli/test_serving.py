"""`pictrace serve` as a process: it starts from anywhere, answers, and stops without a traceback."""

from __future__ import annotations

import json
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from processes import PROGRAM, run, surroundings
from project_tree import ROOT, import_path
from served_command import free_port, served_command

from pictrace import Library, __version__

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are those of POSIX")

OTHER = "efficientnet-lite0"  # needs no download


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return surroundings(tmp_path, PICTRACE_CACHE=str(tmp_path / "cache"))


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A working folder that knows nothing of PicTrace, with an empty library in its usual place."""
    folder = tmp_path / "somewhere else"
    folder.mkdir()
    Library.open(folder / "data" / "library", backbone=OTHER).close()
    return folder


@pytest.mark.parametrize(
    ("options", "number", "whole_group"),
    [([], signal.SIGINT, True), (["--json", "--backbone", OTHER], signal.SIGTERM, False)],
    ids=["Ctrl-C in a terminal", "SIGTERM to a service"],
)
def test_it_serves_until_it_is_stopped(
    elsewhere: Path, environment: dict[str, str], options: list[str], number: int, whole_group: bool
) -> None:
    port = free_port()
    with served_command([*PROGRAM, "serve", "--port", str(port), *options], port, elsewhere, environment) as server:
        health = json.loads(server.get("/api/health"))
        assert (health["version"], health["backbone"], health["pictures"]) == (__version__, OTHER, 0)
        assert b"<title>" in server.get("/")
        ended = server.stop(number, whole_group)
    assert ended.code == 0, ended.err
    assert "Traceback" not in ended.err
    assert f"http://localhost:{port}" in ended.err
    if "--json" in options:
        assert ended.document["url"] == f"http://localhost:{port}"
    else:
        assert ended.out == ""
    assert not (elsewhere / ".streamlit").exists()


def test_a_server_that_cannot_start_says_why_in_one_sentence(elsewhere: Path, environment: dict[str, str]) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        taken = str(listener.getsockname()[1])
        in_words = run(["serve", "--address", "127.0.0.1", "--port", taken], elsewhere, environment)
    assert (in_words.code, in_words.out) == (2, "")
    assert in_words.err.startswith(f"pictrace: Port {taken} on 127.0.0.1 cannot be used")
    assert len(in_words.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("wrong", "kind", "words"),
    [
        ({"PICTRACE_LIMITS_MAX_BYTES": "much"}, "invalid_input", "PICTRACE_LIMITS_MAX_BYTES"),
        ({"PICTRACE_SETTINGS": "none.toml"}, "invalid_input", "none.toml"),
        ({"PICTRACE_LIBRARY": "a file"}, "library_unusable", "a file"),
    ],
)
def test_what_the_server_would_choke_on_is_said_before_it_starts(
    elsewhere: Path, environment: dict[str, str], wrong: dict[str, str], kind: str, words: str
) -> None:
    (elsewhere / "a file").write_text("not a folder")
    ended = run(["serve", "--json", "--port", str(free_port())], elsewhere, {**environment, **wrong})
    assert ended.code == 2
    assert ended.document["error"]["kind"] == kind
    assert words in ended.document["error"]["message"]
    assert "Traceback" not in ended.err


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """PicTrace as pip installs it without --editable: the package, and not the script beside it."""
    place = tmp_path / "site-packages"
    shutil.copytree(ROOT / "pictrace", place / "pictrace", ignore=shutil.ignore_patterns("__pycache__"))
    return place


def test_a_package_without_the_pages_says_so(installed: Path, elsewhere: Path, environment: dict[str, str]) -> None:
    ended = run(["serve"], elsewhere, {**environment, "PYTHONPATH": str(installed)})
    assert (ended.code, len(ended.err.splitlines())) == (2, 1)
    assert "from a clone" in ended.err


@pytest.mark.parametrize(("takes", "is_awaited"), [(0.8, True), (30, False)])
def test_a_server_does_not_end_in_the_middle_of_loading_a_network(
    tmp_path: Path, takes: float, is_awaited: bool
) -> None:
    """A runtime that is loading in another thread aborts a process that ends; but nobody waits for a download."""
    program = f"""
import asyncio, time
import fakes
from pictrace import embedding
from pictrace.web import server, network_readiness

class Slow(fakes.TinyBackbone):
    def embed(self, pictures):
        time.sleep({takes})
        return super().embed(pictures)

async def serve():
    async with server.lifespan(None):
        pass
    assert network_readiness.is_settled() is {is_awaited}

embedding.register("tiny", lambda settings: Slow())
asyncio.run(serve())
"""
    Library.open(tmp_path / "library", backbone="tiny").close()
    environment = surroundings(tmp_path, PICTRACE_LIBRARY=str(tmp_path / "library"))
    environment["PYTHONPATH"] = import_path()
    begun = time.monotonic()
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60, env=environment)
    assert time.monotonic() - begun < 25
