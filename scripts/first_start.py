"""`make run` on a machine where it never ran, and one example searched over HTTP and in the page.

Run it with a home folder that is empty and a PICTRACE_LIBRARY that is not there; `.ci/run` does. Standard library only:
it begins before anything is installed. Exit 1 with a sentence, and the server's last lines, when something fails.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
# Installing, the weights and 182 pictures over a slow line; it takes three minutes with pip's downloads at hand.
READY_SECONDS = 1800.0
ANSWER_SECONDS = 120.0
STOP_SECONDS = 30.0


class FailedError(Exception):
    """What did not work, in one sentence."""


def main() -> int:
    """0 when everything works."""
    port = _free_port()
    address = f"http://localhost:{port}"
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
        process = subprocess.Popen(
            ["make", "run", f"PORT={port}"], cwd=ROOT, stdout=said, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            began = time.monotonic()
            _wait_until_ready(process, address)
            print(f"make run: ready after {time.monotonic() - began:.0f} s.", flush=True)
            _search_in_the_page(address)  # first, since it writes the example queries
            _search_over_http(address)
            _stop(process)
        except FailedError as error:
            print(error, file=sys.stderr)
            _print_end(said)
            return 1
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
    return 0


def _wait_until_ready(process: subprocess.Popen[bytes], address: str) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise FailedError(f"`make run` ended with {process.returncode} before it served anything.")
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.5)
    raise FailedError(f"`make run` served nothing within {READY_SECONDS:.0f} s.")


def _search_over_http(address: str) -> None:
    with urllib.request.urlopen(f"{address}/api/health", timeout=ANSWER_SECONDS) as answer:
        health = json.load(answer)
    if (health["pictures"], health["backbone"]) != (182, "resnet50"):
        raise FailedError(f"The demonstration has not its 182 pictures on ResNet50: {health}.")
    example = Path.home() / ".cache" / "pictrace" / "examples" / "Mirrored crop.jpg"
    if not example.is_file():
        raise FailedError(f"The page has written no example query {example}.")
    boundary = uuid.uuid4().hex
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="query.jpg"\r\n\r\n'
    body = head.encode() + example.read_bytes() + f"\r\n--{boundary}--\r\n".encode()
    request = urllib.request.Request(
        f"{address}/api/search", body, {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    )
    with urllib.request.urlopen(request, timeout=ANSWER_SECONDS) as answer:
        found = json.load(answer)
    first = found["matches"][0]["uri"]
    if "chelsea" not in first:
        raise FailedError(f"Over HTTP the mirrored crop of chelsea is traced to {first}.")
    print(f"Over HTTP: {Path(first).name} is first.", flush=True)


def _search_in_the_page(address: str) -> None:
    """By the tools of the tests, installed only now: `make run` must not need them."""
    for command in (["make", "tools"], [ROOT / ".venv/bin/python", ROOT / "scripts/first_page.py", address]):
        if subprocess.run(command, cwd=ROOT, check=False).returncode != 0:
            raise FailedError(f"{command[-1]} did not work, see above.")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """As Ctrl-C does: the whole group is told."""
    os.killpg(process.pid, signal.SIGINT)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        raise FailedError(f"The server was still there {STOP_SECONDS:.0f} s after Ctrl-C.") from None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _print_end(said: IO[str]) -> None:
    said.seek(0)
    print("".join(said.readlines()[-60:]), file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
