"""From the start of a process to its first answer: the server and the command line.

Each is started anew; files are in the page cache ("warm"). The baseline is a process that only imports TensorFlow.
`python -m bench.startup [--times N] [--json FILE]`
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from bench import pictures, reporting
from pictrace import Library
from pictrace.cli.terminal import columns

TIMES = 3
STORED = 200
PATIENCE = 120.0
BOUNDARY = "a-boundary-that-no-picture-holds"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = reporting.parser(__doc__)
    parser.add_argument("--times", type=int, default=TIMES)
    given = parser.parse_args(arguments)
    reason = pictures.missing("corel1k")
    if reason:
        print(f"bench.startup {reason}")
        return 0
    query = pictures.corel()[7]
    with tempfile.TemporaryDirectory(prefix="pictrace-startup-") as place:
        folder = Path(place) / "library"
        with Library.open(folder, backbone=given.backbone) as library:
            library.add([str(path) for path in pictures.corel()[:STORED]])
        measures: dict[str, Callable[[], dict[str, float]]] = {
            "tensorflow": lambda: {"importing TensorFlow alone": _command("-c", "import tensorflow")},
            "command line": lambda: {
                "command line, first answer": _command("-m", "pictrace", "--library", str(folder), "search", str(query))
            },
            "server": lambda: _server(folder, query),
        }
        for measure in measures.values():
            measure()  # so that every file was read once
        found = [
            {name: value for measure in measures.values() for name, value in measure().items()}
            for _ in range(given.times)
        ]
    seconds = {name: float(np.median([one[name] for one in found])) for name in found[0]}
    rows = [(name, f"{value:.2f}") for name, value in seconds.items()]
    title = f"Start to first answer, {STORED} pictures, {given.backbone}, median of {given.times}"
    reporting.finish(title, columns(("from the start of the process", "seconds"), rows), seconds, given.json)
    return 0


def _command(*arguments: str) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True, cwd=pictures.ROOT)
    return time.perf_counter() - began


def _server(folder: Path, query: Path) -> dict[str, float]:
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", "--server.port", str(port)]
    began = time.perf_counter()
    with subprocess.Popen(
        [*command, "--server.headless", "true"],
        cwd=pictures.ROOT,
        env={**os.environ, "PICTRACE_LIBRARY": str(folder)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            address = f"http://localhost:{port}"
            _answer(urllib.request.Request(f"{address}/_stcore/health"), process)
            healthy = time.perf_counter() - began
            request = urllib.request.Request(
                f"{address}/api/search",
                data=_form(query.read_bytes()),
                headers={"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"},
            )
            _answer(request, process)
            return {"server, listening": healthy, "server, first answer": time.perf_counter() - began}
        finally:
            process.terminate()


def _form(picture: bytes) -> bytes:
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="query.jpg"\r\n'
    return head.encode() + b"Content-Type: image/jpeg\r\n\r\n" + picture + f"\r\n--{BOUNDARY}--\r\n".encode()


def _answer(request: urllib.request.Request, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                answer.read()
            return
        except urllib.error.HTTPError as error:
            raise SystemExit(f"The server answered {error.code}: {error.read().decode(errors='replace')}") from None
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit("The server did not start.") from None
            time.sleep(0.05)


if __name__ == "__main__":
    raise SystemExit(main())
