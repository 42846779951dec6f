"""Work ends when its client has left and when the server is told to stop: real servers, sockets and signals."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx2 as httpx
import numpy as np
import pytest
from PIL import Image
from project_tree import ROOT, import_path
from served_app import ServedApp, served_app

from pictrace import Library, Settings

# Of 400 pictures the slow network makes 25 batches, each of which takes it half a second a call.
PICTURES = 400
# What a stopped server is given; it takes about one second here, and took until the work was done.
SOON = 15.0
LATER = 120.0


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A zip of many small pictures, no two of them alike."""
    path = tmp_path_factory.mktemp("archive") / "many.zip"
    random = np.random.default_rng(1)
    with zipfile.ZipFile(path, "w") as file:
        for n in range(PICTURES):
            written = io.BytesIO()
            Image.fromarray(random.integers(0, 255, (24, 32, 3), np.uint8)).save(written, "PNG")
            file.writestr(f"{n:03}.png", written.getvalue())
    return path


@pytest.fixture
def slow_host() -> Iterator[socket.socket]:
    """A web server that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=16) as listener:
        listener.settimeout(LATER)
        yield listener


def picture_at(host: socket.socket) -> str:
    return f"http://127.0.0.1:{host.getsockname()[1]}/a.jpg"


@contextmanager
def server(folder: Path, backbone: str, **environment: str) -> Iterator[ServedApp]:
    """A server over a new library of this network; that of the tiny one has one picture."""
    Image.fromarray(np.full((24, 32, 3), 90, np.uint8)).save(folder / "grey.png")
    with Library.open(folder / "library", backbone=backbone, settings=Settings(cache=folder / "cache")) as library:
        if backbone == "tiny":
            assert library.add(folder / "grey.png").added == 1
    environment["PICTRACE_FETCH_ALLOWED_HOSTS"] = "127.0.0.1"
    with served_app(folder / "library", folder / "cache", **environment) as running:
        yield running


def sent(server: ServedApp, path: str, body: bytes, media_type: str) -> socket.socket:
    """A connection on which a whole request was sent, and nothing read."""
    parts = urlsplit(server.address)
    connection = socket.create_connection((parts.hostname or "", parts.port or 0), timeout=LATER)
    head = f"POST {path} HTTP/1.1\r\nHost: {parts.netloc}\r\nX-PicTrace: 1\r\n"
    connection.sendall(f"{head}Content-Type: {media_type}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
    return connection


def sent_json(server: ServedApp, path: str, document: object) -> socket.socket:
    return sent(server, path, json.dumps(document).encode(), "application/json")


def sent_file(server: ServedApp, path: str, field: str, file: Path) -> socket.socket:
    request = httpx.Request("POST", f"{server.address}{path}", files={field: (file.name, file.read_bytes())})
    return sent(server, path, request.read(), request.headers["Content-Type"])


def pictures(server: ServedApp) -> int:
    answer = httpx.get(f"{server.address}/api/pictures", params={"limit": 1}, timeout=LATER)
    return int(answer.json()["total"])


def wait_until(reached: Callable[[], bool]) -> None:
    until = time.monotonic() + LATER
    while not reached():
        assert time.monotonic() < until
        time.sleep(0.1)


def settled(server: ServedApp) -> int:
    """How many pictures there are when no more have come for three seconds, in which the slow network makes a batch."""
    while True:
        before = pictures(server)
        time.sleep(3.0)
        if pictures(server) == before:
            return before


def stopped(server: ServedApp, number: signal.Signals) -> float:
    """Tell the server to stop; gives how many seconds that took."""
    began = time.monotonic()
    server.process.send_signal(number)
    server.process.wait(timeout=LATER)
    took = time.monotonic() - began
    assert "Traceback" not in "".join(server.said)
    return took


def answered(connection: socket.socket) -> tuple[int, dict[str, dict[str, str]]]:
    """The status and the document that the server still gives on this connection."""
    received = b""
    while part := connection.recv(1 << 16):
        received += part
    head, _, body = received.partition(b"\r\n\r\n")
    found = re.match(rb"HTTP/1.1 (\d+)", head)
    assert found, received
    return int(found[1]), json.loads(body)


def test_adding_ends_when_its_client_has_left_and_what_was_added_stays(tmp_path: Path, archive: Path) -> None:
    with server(tmp_path, "slow") as running:
        connection = sent_file(running, "/api/pictures", "files", archive)
        wait_until(lambda: pictures(running) > 0)
        connection.close()
        left = settled(running)
        assert 0 < left < PICTURES
        assert stopped(running, signal.SIGTERM) < SOON
    with Library.open(tmp_path / "library") as library:
        assert len(library) == left
        assert library.verify().ok


def test_fetching_ends_when_its_client_has_left(tmp_path: Path, slow_host: socket.socket) -> None:
    url = picture_at(slow_host)
    with server(tmp_path, "tiny") as running:
        for path, body in (
            ("/api/pictures", {"urls": [url]}),
            ("/api/pictures", {"table": f"url\n{url}\n"}),
            ("/api/search", {"url": url}),
            ("/api/report", {"url": url}),
            ("/api/compare", {"a": {"id": 1}, "b": {"url": url}}),
        ):
            client = sent_json(running, path, body)
            asked, _ = slow_host.accept()
            with asked:
                client.close()
                # Before the time-out of fetching: the server lets go of the host, since nobody waits for the picture.
                asked.settimeout(8.0)
                while asked.recv(1 << 16):
                    pass


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_server_that_adds_stops_soon_and_says_so(tmp_path: Path, archive: Path, number: signal.Signals) -> None:
    with server(tmp_path, "slow") as running:
        connection = sent_file(running, "/api/pictures", "files", archive)
        wait_until(lambda: pictures(running) > 0)
        assert stopped(running, number) < SOON
        connection.close()
    with Library.open(tmp_path / "library") as library:
        assert 0 < len(library) < PICTURES
        assert library.verify().ok


@pytest.mark.parametrize("path", ["/api/search", "/api/pictures", "/api/compare"])
def test_a_server_that_waits_for_a_host_stops_soon_and_answers(
    tmp_path: Path, slow_host: socket.socket, path: str
) -> None:
    url = picture_at(slow_host)
    bodies = {"/api/pictures": {"urls": [url]}, "/api/compare": {"a": {"url": url}, "b": {"id": 1}}}
    with (
        server(tmp_path, "tiny") as running,
        sent_json(running, path, bodies.get(path, {"url": url})) as connection,
        slow_host.accept()[0],
    ):
        assert stopped(running, signal.SIGTERM) < SOON
        status, document = answered(connection)
        assert (status, document["error"]["kind"]) == (503, "interrupted")


def test_a_job_of_a_stopped_server_is_interrupted_and_can_be_continued(tmp_path: Path, archive: Path) -> None:
    with server(tmp_path, "slow", PICTRACE_TEST_ADD=str(archive)) as running:
        wait_until(lambda: pictures(running) > 0)
        assert stopped(running, signal.SIGINT) < SOON
    with Library.open(tmp_path / "library") as library:
        assert [job.sources for job in library.jobs.interrupted()] == [(str(archive),)]
        assert 0 < len(library) < PICTURES
        assert library.verify().ok


def test_what_cannot_be_asked_to_end_is_left_behind(tmp_path: Path, archive: Path) -> None:
    with server(tmp_path, "stuck", PICTRACE_TEST_ADD=str(archive)) as running:
        connection = sent_file(running, "/api/pictures", "files", archive)
        wait_until(lambda: "".join(running.said).count("stuck network at work") == 2)
        assert stopped(running, signal.SIGTERM) < SOON
        connection.close()
    with Library.open(tmp_path / "library") as library:
        assert library.verify().ok
        assert len(library.jobs.interrupted()) == 1


def test_a_second_ctrl_c_ends_the_server_at_once(tmp_path: Path, archive: Path) -> None:
    with server(tmp_path, "stuck") as running:
        connection = sent_file(running, "/api/pictures", "files", archive)
        wait_until(lambda: "stuck network at work" in "".join(running.said))
        running.process.send_signal(signal.SIGINT)
        # Two signals at once are one; what listens no more has taken the first.
        wait_until(lambda: not _listens(running))
        began = time.monotonic()
        running.process.send_signal(signal.SIGINT)
        assert running.process.wait(timeout=LATER) == 130
        assert time.monotonic() - began < 4.0
        connection.close()
        assert "Traceback" not in "".join(running.said)


def _listens(server: ServedApp) -> bool:
    parts = urlsplit(server.address)
    try:
        socket.create_connection((parts.hostname or "", parts.port or 0), timeout=1).close()
    except OSError:
        return False
    return True


# ---------------------------------------------------------------- the command line

PROGRAM = "import fakes, sys; fakes.install(); from pictrace.cli import main; sys.exit(main())"


@contextmanager
def command(folder: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    program = [sys.executable, "-u", "-c", PROGRAM, "--library", str(folder / "library"), *arguments]
    pipe = subprocess.PIPE
    environment = {**os.environ, "PYTHONPATH": import_path(), "PICTRACE_CACHE": str(folder / "cache")}
    with subprocess.Popen(program, cwd=ROOT, env=environment, stdout=pipe, stderr=pipe, text=True) as process:
        watchdog = threading.Timer(LATER, process.kill)
        watchdog.start()
        try:
            yield process
        finally:
            watchdog.cancel()
            process.kill()


def said_until(process: subprocess.Popen[str], words: str) -> str:
    """What the program writes to standard error, up to these words."""
    assert process.stderr is not None
    said = ""
    while words not in said:
        line = process.stderr.readline()
        assert line, said
        said += line
    return said


def test_ctrl_c_ends_adding_an_archive_and_what_was_added_stays(tmp_path: Path, archive: Path) -> None:
    with command(tmp_path, "--backbone", "slow", "--json", "add", str(archive)) as process:
        said_until(process, "Read ")
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        out, said = process.communicate()
        assert time.monotonic() - began < SOON
        assert process.returncode == 130
        assert "Traceback" not in said
    document = json.loads(out)
    assert document["cancelled"]
    with Library.open(tmp_path / "library") as library:
        assert len(library) == document["added"] < PICTURES


def test_a_second_ctrl_c_does_not_wait_for_what_does_not_end(tmp_path: Path, archive: Path) -> None:
    with command(tmp_path, "--backbone", "stuck", "add", str(archive)) as process:
        said_until(process, "stuck network at work")
        process.send_signal(signal.SIGINT)
        said_until(process, "press Ctrl-C again")
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        _, said = process.communicate()
        assert time.monotonic() - began < SOON
        assert process.returncode == 130
        assert "Traceback" not in said


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_server_of_the_command_line_starts_and_ends_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    with Library.open(tmp_path / "library", backbone="efficientnet-lite0"):
        pass
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with command(tmp_path, "serve", "--port", str(port)) as process:
        said_until(process, "Ctrl-C stops it")
        wait_until(lambda: _answers(port))
        began = time.monotonic()
        process.send_signal(number)
        _, said = process.communicate()
        assert time.monotonic() - began < SOON
        assert process.returncode == 0
        assert "Traceback" not in said
    assert not _answers(port)


def _answers(port: int) -> bool:
    try:
        return httpx.get(f"http://localhost:{port}/_stcore/health", timeout=LATER).text == "ok"
    except httpx.TransportError:
        return False
