"""Starts the real server, as `streamlit run streamlit_app.py` does, on a free port, for tests over the wire."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from project_tree import ROOT, SUPPORT

STARTUP_SECONDS = 120
_ADDRESS = re.compile(r"https?://localhost:\d+")


@dataclass(frozen=True, slots=True)
class ServedApp:
    """A server that runs. address : "http://localhost:<port>". said : what it wrote since it has been there."""

    address: str
    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)


@contextmanager
def serving(library: Path, cache: Path, **environment: str) -> Iterator[str]:
    """The address of a server over this library, "http://localhost:<port>"; it stops at the end."""
    with served_app(library, cache, **environment) as server:
        yield server.address


@contextmanager
def served_app(library: Path, cache: Path, **environment: str) -> Iterator[ServedApp]:
    """A server over this library; it stops at the end.

    The server knows the backbones of the tests beside the real ones; a library made with one stays with it.
    """
    command = [sys.executable, "-u", str(SUPPORT / "serve_app.py")]
    places = {"PICTRACE_LIBRARY": str(library), "PICTRACE_CACHE": str(cache), "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **places, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        watchdog = threading.Timer(STARTUP_SECONDS, process.kill)
        watchdog.start()
        try:
            address = _announced(process)
            server = ServedApp(address, process)
            drain = threading.Thread(target=_drain, args=(server,), daemon=True)
            drain.start()
            # The socket listens before the address is announced, so this waits in line and needs no polling.
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=STARTUP_SECONDS) as answer:
                assert answer.status == 200
            watchdog.cancel()  # it guards the start only; a folder of tests may take longer than that
            yield server
        finally:
            watchdog.cancel()
            process.terminate()
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()


def _announced(process: subprocess.Popen[str]) -> str:
    """The address that the server prints when it has its port."""
    assert process.stdout is not None
    seen = []
    for line in process.stdout:
        seen.append(line)
        found = _ADDRESS.search(line)
        if found:
            return found.group()
    raise AssertionError("The server did not start:\n" + "".join(seen))


def _drain(server: ServedApp) -> None:
    """Pass the server's words on, so that pytest shows them with a failure and the pipe never fills."""
    assert server.process.stdout is not None
    for line in server.process.stdout:
        server.said.append(line)
        sys.stderr.write(line)
