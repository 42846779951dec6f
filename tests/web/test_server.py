"""One port: pages, API and pictures of `streamlit run streamlit_app.py`, over the wire and as AppTest sees it."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx2 as httpx
import pytest
from project_tree import ROOT, import_path
from served_app import serving
from streamlit.testing.v1 import AppTest

from pictrace import Library, Settings
from pictrace.web import current, server

MARK = {"X-PicTrace": "1"}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, coffee: Path) -> Path:
    """The folder of a library with one picture."""
    folder = tmp_path_factory.mktemp("server")
    with Library.open(folder / "library", backbone="tiny", settings=Settings(cache=folder / "cache")) as library:
        assert library.add(coffee).added == 1
    return folder / "library"


@pytest.fixture(scope="module")
def coffee() -> Path:
    import skimage.data

    return Path(skimage.data.__file__).parent / "coffee.png"


@pytest.fixture(scope="module")
def client(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with (
        serving(filled, tmp_path_factory.mktemp("cache"), PICTRACE_ALLOWED_HOSTS="pictures.example.org") as address,
        httpx.Client(base_url=address, timeout=60) as client,
    ):
        yield client


def test_pages_api_and_pictures_share_one_port(client: httpx.Client) -> None:
    assert "<title>" in client.get("/").text
    assert client.get("/_stcore/health").text == "ok"
    listed = client.get("/api/pictures").json()["pictures"]
    assert [picture["name"] for picture in listed] == ["coffee.png"]
    assert client.get(listed[0]["thumbnail"]).headers["Content-Type"] == "image/jpeg"


def test_pictures_have_addresses_that_may_be_kept_for_ever(client: httpx.Client, filled: Path, tmp_path: Path) -> None:
    with Library.open(filled, settings=Settings(cache=tmp_path)) as library:
        url = server.picture_url(library.records()[0], 320)
    answer = client.get(url)
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert "immutable" in answer.headers["Cache-Control"]


def test_a_search_over_the_wire(client: httpx.Client, coffee: Path) -> None:
    answer = client.post("/api/search", files={"file": coffee.read_bytes()}).json()
    assert answer["matches"][0]["picture"]["name"] == "coffee.png"
    assert answer["matches"][0]["score"] > 0.99


@pytest.mark.parametrize(
    "path", ["/", "/library", "/api/health", "/app/static/pictures/1.jpg", "/_stcore/health", "/_stcore/host-config"]
)
def test_a_rebound_name_reaches_nothing(client: httpx.Client, path: str) -> None:
    answer = client.get(path, headers={"Host": "evil.example"})
    assert answer.status_code == 421
    assert answer.json()["error"]["kind"] == "unknown_host"


def test_the_owners_names_are_answered(client: httpx.Client) -> None:
    for host in ("pictures.example.org", "127.0.0.1:1", "[::1]:1"):
        assert client.get("/api/health", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("path", ["/api/health", "/app/static/pictures/1.jpg", "/_stcore/health"])
def test_a_foreign_origin_reaches_nothing(client: httpx.Client, path: str) -> None:
    answer = client.get(path, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize(
    ("host", "origin", "status"),
    [(None, None, 101), (None, "own", 101), ("evil.example", None, 403), (None, "https://evil.example", 403)],
)
def test_the_websocket_of_the_pages_is_behind_the_guard(
    client: httpx.Client, host: str | None, origin: str | None, status: int
) -> None:
    connection = http.client.HTTPConnection(client.base_url.host, client.base_url.port or 80, timeout=30)
    own = f"{client.base_url.host}:{client.base_url.port}"
    headers = {
        "Host": host or own,
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    }
    if origin is not None:
        headers["Origin"] = f"http://{own}" if origin == "own" else origin
    connection.request("GET", "/_stcore/stream", headers=headers)
    assert connection.getresponse().status == status
    connection.close()


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_over_the_limit_is_refused_before_it_is_read(client: httpx.Client, chunked: bool) -> None:
    parts = urlsplit(str(client.base_url))
    with socket.create_connection((parts.hostname, parts.port), timeout=30) as connection:
        length = "Transfer-Encoding: chunked" if chunked else "Content-Length: 900000000000"
        connection.sendall(
            f"POST /api/pictures HTTP/1.1\r\nHost: {parts.netloc}\r\n"
            f"Content-Type: application/json\r\n{length}\r\n\r\n".encode()
        )
        if chunked:
            connection.sendall(b"%x\r\n%s\r\n" % (1_100_000, b" " * 1_100_000))
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        assert answer.status == 413
        assert json.loads(answer.read())["error"]["kind"] == "body_too_large"


def test_a_bad_setting_is_said_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PICTRACE_QUERY_CACHE_BYTES", "much")
    current.close()
    with pytest.raises(SystemExit, match="query_cache_bytes"):
        server.middleware()


@pytest.fixture
def own_library(tmp_path: Path, filled: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The filled library as the one of this process."""
    monkeypatch.setenv("PICTRACE_LIBRARY", str(filled))
    monkeypatch.setenv("PICTRACE_CACHE", str(tmp_path))
    monkeypatch.chdir(ROOT)
    current.close()
    yield
    current.close()


@pytest.mark.usefixtures("own_library")
def test_apptest_sees_the_page_in_the_script_that_serves() -> None:
    page = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60).run()
    assert not page.exception
    assert len(page.main) > 0


@pytest.mark.usefixtures("own_library")
def test_pages_and_api_hold_one_library() -> None:
    assert current.library() is current.library()
    current.library().close()
    assert len(current.library()) == 1, "a closed library is opened again"


def test_a_library_that_cannot_be_opened_is_tried_again(
    tmp_path: Path, filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "library"
    place.write_text("in the way")
    monkeypatch.setenv("PICTRACE_LIBRARY", str(place))
    current.close()
    with pytest.raises(Exception, match="is a file"):
        current.library()
    place.unlink()
    place.symlink_to(filled)
    assert len(current.library()) == 1
    current.close()


def test_the_network_is_loaded_when_the_server_starts_and_before_anybody_asks(filled: Path, tmp_path: Path) -> None:
    program = """
import asyncio
import gc
import fakes
from pictrace.web import server, network_readiness

async def serve():
    async with server.lifespan(None):
        assert await asyncio.wait_for(asyncio.to_thread(network_readiness.wait_until_settled), 60)
        assert gc.get_freeze_count() > 10_000  # what was loaded by then is left out of the collections after each run

fakes.install()
assert not network_readiness.is_settled()
asyncio.run(serve())
"""
    owned = {"PICTRACE_LIBRARY": str(filled), "PICTRACE_CACHE": str(tmp_path), "PYTHONPATH": import_path()}
    subprocess.run([sys.executable, "-c", program], check=True, timeout=120, cwd=ROOT, env={**os.environ, **owned})
