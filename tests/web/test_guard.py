"""The guard answers the owner's own browser and programs, and no web page that the owner happens to visit."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import httpx2 as httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.types import Message
from starlette.websockets import WebSocket, WebSocketDisconnect

from pictrace.web.guard import ENVELOPE_BYTES, JSON_BYTES, Guard

MAX_BYTES = 10_000
MULTIPART = "multipart/form-data; boundary=b"
CALLS = ["/", "/api/health", "/app/static/pictures/1.jpg", "/_stcore/health"]


async def echo(request: Request) -> Response:
    return PlainTextResponse(f"{request.method} {len(await request.body())}")


async def greet(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text("hello")
    await socket.close()


@pytest.fixture
def client() -> TestClient:
    methods = ["GET", "POST", "PUT", "DELETE"]
    app = Starlette(
        routes=[WebSocketRoute("/_stcore/stream", greet), Route("/{path:path}", echo, methods=methods)],
        middleware=[
            Middleware(
                Guard,
                allowed_hosts=["Pictures.example.org", "proxy:9000"],
                max_bytes=MAX_BYTES,
                only_reads=lambda method, path: (method, path) == ("POST", "/search"),
            )
        ],
    )
    return TestClient(app, base_url="http://localhost:8501")


def kind(response: httpx.Response) -> str:
    return str(response.json()["error"]["kind"])


@pytest.mark.parametrize("path", CALLS)
@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost:8501",
        "LOCALHOST:1",
        "127.0.0.1:8501",
        "[::1]:8501",
        "pictures.example.org",
        "proxy:9000",
    ],
)
def test_known_hosts_are_answered(client: TestClient, path: str, host: str) -> None:
    assert client.get(path, headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("path", CALLS)
@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8501",
        "localhost.evil.example",
        "localhost@evil.example",
        "evil.example#localhost",
        "192.168.1.5:8501",
        "proxy:9001",
        "localhost:port",
        "[::1",
        "",
    ],
)
def test_a_rebound_name_is_refused_in_words(client: TestClient, path: str, host: str) -> None:
    response = client.get(path, headers={"Host": host})
    assert response.status_code == 421
    assert kind(response) == "unknown_host"
    assert "allowed_hosts" in response.json()["error"]["message"]


def test_two_hosts_in_one_request_are_refused(client: TestClient) -> None:
    response = client.get("/api/health", headers=[("Host", "localhost"), ("Host", "evil.example")])
    assert response.status_code == 421


@pytest.mark.parametrize("path", CALLS)
@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "http://localhost:3000",
        "http://localhost.evil.example:8501",
        "file://",
        "http://[",
    ],
)
def test_a_foreign_origin_is_refused(client: TestClient, path: str, origin: str) -> None:
    response = client.get(path, headers={"Origin": origin})
    assert response.status_code == 403
    assert kind(response) == "foreign_origin"


@pytest.mark.parametrize("origin", ["http://localhost:8501", "https://pictures.example.org", "http://proxy:9000"])
def test_the_own_origin_is_answered(client: TestClient, origin: str) -> None:
    assert client.get("/api/health", headers={"Origin": origin}).status_code == 200


def test_a_foreign_page_cannot_show_pictures_but_may_link_to_the_app(client: TestClient) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert client.get("/app/static/pictures/1.jpg", headers=headers).status_code == 403
    assert client.get("/api/pictures", headers=headers).status_code == 403
    assert client.get("/", headers=headers).status_code == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
@pytest.mark.parametrize("content_type", ["", "text/plain", "application/x-www-form-urlencoded", MULTIPART])
def test_a_write_that_a_form_could_send_is_refused(client: TestClient, method: str, content_type: str) -> None:
    response = client.request(method, "/api/pictures", content=b"{}", headers={"Content-Type": content_type})
    assert response.status_code == 403
    assert kind(response) == "unmarked_write"


@pytest.mark.parametrize("headers", [{"Content-Type": "application/json"}, {"X-PicTrace": "1"}])
def test_a_marked_write_is_answered(client: TestClient, headers: dict[str, str]) -> None:
    assert client.post("/api/pictures", content=b"{}", headers=headers).text == "POST 2"


def test_what_only_reads_needs_no_mark(client: TestClient) -> None:
    headers = {"Content-Type": MULTIPART}
    assert client.post("/api/search", content=b"x", headers=headers).status_code == 200
    assert client.post("/api/search/", content=b"x", headers=headers).status_code == 200
    for method, path in (
        ("POST", "/api/searches"),
        ("PUT", "/api/search"),
        ("POST", "/search"),
        ("POST", "/app/static/search"),
    ):
        allowed = not path.startswith(("/api", "/app"))
        answer = client.request(method, path, content=b"x", headers=headers)
        assert answer.status_code == (200 if allowed else 403), path


def test_streamlits_own_uploads_are_left_to_streamlit(client: TestClient) -> None:
    response = client.put("/_stcore/upload_file/1", content=b"x" * 2_000_000, headers={"Content-Type": MULTIPART})
    assert response.text == "PUT 2000000"


@pytest.mark.parametrize(
    ("content_type", "limit"), [("application/json", JSON_BYTES), (MULTIPART, MAX_BYTES + ENVELOPE_BYTES)]
)
@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_over_the_limit_is_refused(client: TestClient, content_type: str, limit: int, chunked: bool) -> None:
    headers = {"Content-Type": content_type, "X-PicTrace": "1"}
    fits = client.post("/api/pictures", content=_body(limit, chunked), headers=headers)
    assert fits.text == f"POST {limit}"
    response = client.post("/api/pictures", content=_body(limit + 1, chunked), headers=headers)
    assert response.status_code == 413
    assert kind(response) == "body_too_large"


def test_a_body_that_says_it_is_too_long_is_not_read(client: TestClient) -> None:
    headers = {"Content-Type": "application/json", "Content-Length": str(10**12)}
    assert client.post("/api/pictures", content=_unreadable(), headers=headers).status_code == 413


def test_private_answers_cannot_be_read_as_something_else(client: TestClient) -> None:
    headers = client.get("/app/static/pictures/1.jpg").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_the_websocket_of_the_own_page_is_open(client: TestClient) -> None:
    headers = {"Host": "localhost:8501", "Origin": "http://localhost:8501"}
    with client.websocket_connect("/_stcore/stream", headers=headers) as socket:
        assert socket.receive_text() == "hello"


@pytest.mark.parametrize(
    "headers", [{"Host": "evil.example"}, {"Host": "localhost:8501", "Origin": "https://evil.example"}]
)
def test_the_websocket_of_a_foreign_page_is_closed(client: TestClient, headers: dict[str, str]) -> None:
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/_stcore/stream", headers=headers):
        pass


def _body(length: int, chunked: bool) -> bytes | Iterator[bytes]:
    return _chunks(length) if chunked else b"x" * length


def _chunks(length: int) -> Iterator[bytes]:
    for start in range(0, length, 65_536):
        yield b"x" * min(65_536, length - start)


def _unreadable() -> Iterator[bytes]:
    raise AssertionError("the body was read")
    yield b""


@pytest.mark.parametrize(
    ("connection", "chunks", "read"), [("close", 4, 4), ("close", 1000, 17), ("keep-alive", 4, 0), ("Close", 4, 4)]
)
def test_a_refused_body_is_read_first_where_the_connection_is_to_be_closed(
    connection: str, chunks: int, read: int
) -> None:
    """As far as a few megabytes: closing in the middle of a body resets the connection, which loses the answer."""
    received: list[int] = []
    sent: list[Message] = []

    async def receive() -> Message:
        received.append(len(received) + 1)
        return {"type": "http.request", "body": b"x" * 1_000_000, "more_body": len(received) < chunks}

    async def send(message: Message) -> None:
        sent.append(message)

    headers = {"host": "localhost", "connection": connection, "content-type": "application/json"}
    headers["content-length"] = str(chunks * 1_000_000)
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/api/pictures",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    asyncio.run(Guard(Starlette(), max_bytes=MAX_BYTES)(scope, receive, send))
    assert sent[0]["status"] == 413
    assert len(received) == read
