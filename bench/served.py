"""A server over a library in a process of its own, for benchmarks: started, asked, and stopped."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import pictures

PATIENCE = 120.0
_BOUNDARY = "a-boundary-that-no-picture-holds"


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a server over this library, once it listens."""
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", "--server.port", str(port)]
    with subprocess.Popen(
        [*command, "--server.headless", "true"],
        cwd=pictures.ROOT,
        env={**os.environ, "PICTRACE_LIBRARY": str(folder)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            address = f"http://localhost:{port}"
            _wait_for(f"{address}/_stcore/health", process)
            yield address
        finally:
            process.terminate()


def search(address: str, picture: bytes) -> None:
    """Search for a picture over HTTP, and read all of the answer."""
    head = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="query.jpg"\r\n'
    body = head.encode() + b"Content-Type: image/jpeg\r\n\r\n" + picture + f"\r\n--{_BOUNDARY}--\r\n".encode()
    kind = {"Content-Type": f"multipart/form-data; boundary={_BOUNDARY}"}
    try:
        with urllib.request.urlopen(
            urllib.request.Request(f"{address}/api/search", body, kind), timeout=PATIENCE
        ) as answer:
            answer.read()
    except urllib.error.HTTPError as error:
        raise SystemExit(f"The server answered {error.code}: {error.read().decode(errors='replace')}") from None


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
                answer.read()
            return
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit("The server did not start.") from None
            time.sleep(0.05)
