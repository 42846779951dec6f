"""A command that serves until it is stopped, as a process of its own: started, asked over HTTP, stopped by a signal."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from processes import Ended

STARTUP_SECONDS = 120
STOP_SECONDS = 30


@dataclass
class ServedCommand:
    """A server while it runs; `ended` holds how it ended once `stop` was called."""

    process: subprocess.Popen[bytes]
    address: str
    out: Path
    err: Path
    ended: Ended | None = field(default=None)

    def get(self, path: str) -> bytes:
        with urllib.request.urlopen(f"{self.address}{path}", timeout=60) as answer:
            body: bytes = answer.read()
        return body

    def stop(self, number: int = signal.SIGTERM, whole_group: bool = False) -> Ended:
        """Send the signal, to all that a terminal would send it to if so wanted, and wait."""
        if whole_group:
            os.killpg(self.process.pid, number)
        else:
            self.process.send_signal(number)
        code = self.process.wait(timeout=STOP_SECONDS)
        self.ended = Ended(code, self.out.read_text(errors="replace"), self.err.read_text(errors="replace"))
        return self.ended


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def served_command(
    command: Sequence[str], port: int, folder: Path, environment: Mapping[str, str]
) -> Iterator[ServedCommand]:
    """The server that this command starts, once it answers on this port. It is killed at the end if it still runs."""
    with tempfile.TemporaryDirectory() as place:
        out, err = Path(place, "out"), Path(place, "err")
        with out.open("wb") as out_file, err.open("wb") as err_file:
            process = subprocess.Popen(
                command,
                cwd=folder,
                env=dict(environment),
                stdout=out_file,
                stderr=err_file,
                stdin=subprocess.DEVNULL,
                start_new_session=True,  # a group of its own, as a terminal makes one for each command
            )
        running = ServedCommand(process, f"http://localhost:{port}", out, err)
        try:
            _wait(running)
            yield running
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _wait(running: ServedCommand) -> None:
    until = time.monotonic() + STARTUP_SECONDS
    while True:
        try:
            running.get("/_stcore/health")
        except (urllib.error.URLError, OSError):
            told = running.err.read_text(errors="replace")
            assert running.process.poll() is None, f"The server ended before it answered:\n{told}"
            assert time.monotonic() < until, f"The server did not start:\n{told}"
            time.sleep(0.1)
        else:
            return
