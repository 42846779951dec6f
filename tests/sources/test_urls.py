"""URLs are fetched politely, within limits, and never from where a stranger must not reach."""

from __future__ import annotations

import asyncio
import gc
import gzip
import socket
import threading
import warnings
import zlib
from collections import Counter
from collections.abc import Awaitable, Callable, Generator, Iterator
from dataclasses import replace
from functools import partial
from itertools import pairwise
from types import TracebackType
from typing import Self

import pytest
from aiohttp import ClientConnectorError, ClientSession, web

from pictrace.errors import FetchError, FetchRefused
from pictrace.settings import FetchSettings, Limits, Settings
from pictrace.sources import addresses, connections, host_slots, urls
from pictrace.sources import response_body as body
from pictrace.types import Fetched, SourceItem

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
# Without the time of packing: the two processes of a test run must name the same tests.
gzipped = partial(gzip.compress, mtime=0)
PICTURE = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 20


class CountedServer(web.Server):
    """A server that knows which of its connections are open until they really are closed.

    ``shutdown`` only asks them to close, which one whose client does not read on never does, and misses one that was
    being accepted. What is open when the loop ends is left to the garbage collector, which says so in whatever test
    runs then.
    """

    def __init__(self, handler: Handler) -> None:
        super().__init__(handler)
        self._open: dict[web.RequestHandler, asyncio.Transport] = {}

    def connection_made(self, handler: web.RequestHandler, transport: asyncio.Transport) -> None:
        self._open[handler] = transport
        super().connection_made(handler, transport)

    def connection_lost(self, handler: web.RequestHandler, exc: BaseException | None = None) -> None:
        self._open.pop(handler, None)
        super().connection_lost(handler, exc)

    async def cut_what_is_open(self) -> None:
        quiet = 0
        while quiet < 3:
            quiet = 0 if self._open else quiet + 1
            for transport in self._open.values():
                transport.abort()
            await asyncio.sleep(0.005)


class Site:
    """A real web server on 127.0.0.1 in a thread; it counts what it is asked."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.headers: list[dict[str, str]] = []
        self.most_at_once = 0
        self._at_once = 0
        self._handlers: dict[str, Handler] = {}
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.loop.call_soon_threadsafe(self._end.set)
        self._thread.join(10)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        return f"http://{self.host}/{path}"

    def answers(self, path: str, handler: Handler) -> str:
        self._handlers[f"/{path}"] = handler
        return self.url(path)

    def gives(self, path: str, body: bytes = PICTURE, status: int = 200, **headers: str) -> str:
        async def handler(_: web.Request) -> web.Response:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            return web.Response(body=body, status=status, headers={"Content-Type": "image/jpeg", **named})

        return self.answers(path, handler)

    async def _serve(self) -> None:
        self.loop = asyncio.get_running_loop()
        self._end = asyncio.Event()
        self.let_go = asyncio.Event()
        server = CountedServer(self._handle)
        runner = web.ServerRunner(server, shutdown_timeout=0.1)
        await runner.setup()
        listening = socket.create_server(("127.0.0.1", 0), backlog=128)
        await web.SockSite(runner, listening).start()
        self.port = int(listening.getsockname()[1])
        self._ready.set()
        await self._end.wait()
        self.let_go.set()
        # Python 3.11 forgets, open, what it has accepted but not handed over when the server closes.
        self.loop.remove_reader(listening)
        await asyncio.sleep(0.01)
        await runner.cleanup()
        await server.cut_what_is_open()

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        self.asked[request.path] += 1
        self.headers.append(dict(request.headers))
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            return await self._handlers[request.path](request)
        finally:
            self._at_once -= 1


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as started:
        yield started


def settings_for(site: Site, *, max_bytes: int = 1_000_000, **fetch: object) -> Settings:
    quick = FetchSettings(allowed_hosts=(site.host,), backoff=0.01, total_timeout=10.0, connect_timeout=5.0)
    return Settings(limits=Limits(max_bytes=max_bytes), fetch=replace(quick, **fetch))


def fetch(addresses: list[str], settings: Settings) -> dict[str, Fetched]:
    items = [urls.url_item(address) for address in addresses]
    return {fetched.item.uri: fetched for fetched in urls.fetch_all(items, settings, stop=lambda: False)}


def refuse_lookup(host: str) -> list[str]:
    raise AssertionError(f"{host} was looked up")


@pytest.mark.parametrize("asks", [True, False])
def test_the_server_of_these_tests_leaves_no_connection_open(asks: bool) -> None:
    with Site() as site:
        site.gives("large.jpg", bytes(20_000_000))
        client = socket.create_connection(("127.0.0.1", site.port), timeout=10)
        if asks:
            client.sendall(f"GET /large.jpg HTTP/1.1\r\nHost: {site.host}\r\n\r\n".encode())
            assert client.recv(1)
    with client, warnings.catch_warnings(record=True) as left:
        warnings.simplefilter("always")
        gc.collect()
    assert not [str(w.message) for w in left]


# ---------------------------------------------------------------- what works


def test_bodies_come_back_whole_whatever_the_order(site: Site) -> None:
    bodies = {site.gives(f"{n}.jpg", PICTURE + bytes([n])): PICTURE + bytes([n]) for n in range(40)}
    fetched = fetch(list(bodies), settings_for(site))
    assert {uri: result.data for uri, result in fetched.items()} == bodies


def test_a_slow_picture_does_not_hold_up_the_ones_behind_it(site: Site) -> None:
    async def slow(_: web.Request) -> web.Response:
        await site.let_go.wait()
        return web.Response(body=PICTURE)

    first = site.answers("slow.jpg", slow)
    later = [site.gives(f"{n}.jpg") for n in range(5)]
    results = urls.fetch_all(map(urls.url_item, [first, *later]), settings_for(site), stop=lambda: False)
    assert {next(results).item.uri for _ in later} == set(later)
    site.loop.call_soon_threadsafe(site.let_go.set)
    assert [result.item.uri for result in results] == [first]


def test_the_server_learns_who_asks_and_gets_no_cookie_back(site: Site) -> None:
    site.gives("a.jpg", Set_Cookie="id=1")
    settings = settings_for(site, allowed_hosts=("pictures.test",), connections_per_host=1)
    items = [urls.url_item(f"http://pictures.test:{site.port}/a.jpg")] * 3  # a name: addresses never get cookies back
    results = list(urls.fetch_all(items, settings, stop=lambda: False, lookup=lambda host: ["127.0.0.1"]))
    assert [result.data for result in results] == [PICTURE] * 3
    assert all(headers["User-Agent"].startswith("PicTrace/") for headers in site.headers)
    assert all(headers["Accept-Encoding"] == "identity" and "Cookie" not in headers for headers in site.headers)


def test_proxies_of_the_environment_are_not_used(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert urls.fetch_one(site.gives("a.jpg"), settings_for(site)) == PICTURE


def test_no_more_requests_at_once_than_allowed_per_host(site: Site) -> None:
    async def wait_a_moment(_: web.Request) -> web.Response:
        await asyncio.sleep(0.01)
        return web.Response(body=PICTURE)

    addresses = [site.answers(f"{n}.jpg", wait_a_moment) for n in range(30)]
    assert len(fetch(addresses, settings_for(site, connections_per_host=3))) == 30
    assert site.most_at_once == 3


def test_no_more_requests_at_once_than_allowed_over_all_hosts(site: Site) -> None:
    async def wait_a_moment(_: web.Request) -> web.Response:
        await asyncio.sleep(0.01)
        return web.Response(body=PICTURE)

    for n in range(6):
        site.answers(f"{n}.jpg", wait_a_moment)
    names = [f"host{n}.test:{site.port}" for n in range(5)]
    settings = settings_for(site, total_connections=4, allowed_hosts=tuple(names))
    items = [urls.url_item(f"http://{name}/{n}.jpg") for name in names for n in range(6)]
    results = list(urls.fetch_all(items, settings, stop=lambda: False, lookup=lambda host: ["127.0.0.1"]))
    assert len([result for result in results if result.data == PICTURE]) == 30
    assert site.most_at_once == 4


def test_items_are_drawn_no_faster_than_results_are_taken(site: Site) -> None:
    address = site.gives("a.jpg")
    drawn = 0

    def endless() -> Iterator[SourceItem]:
        nonlocal drawn
        while True:
            drawn += 1
            yield urls.url_item(address)

    results = urls.fetch_all(endless(), settings_for(site), stop=lambda: False)
    for _ in range(20):
        next(results)
    assert drawn <= urls.WINDOW + 20
    assert isinstance(results, Generator)
    results.close()


def test_no_request_begins_while_too_many_bytes_wait_to_be_taken(site: Site) -> None:
    picture = PICTURE + bytes(host_slots.UNTAKEN_BYTES // 6)
    asked_too_often = threading.Event()

    async def give(_: web.Request) -> web.Response:
        # One was taken, seven wait (the sixth is within the bound), one may just have begun.
        if site.asked.total() > 9:
            asked_too_often.set()
        return web.Response(body=picture)

    addresses = [site.answers(f"{n}.jpg", give) for n in range(30)]
    settings = settings_for(site, max_bytes=2 * len(picture), connections_per_host=1)
    results = urls.fetch_all(map(urls.url_item, addresses), settings, stop=lambda: False)
    next(results)
    assert not asked_too_often.wait(0.5)
    assert len(list(results)) == 29


def test_large_bodies_pass_a_few_at_a_time(site: Site) -> None:
    large = PICTURE + bytes(body.LARGE)
    addresses = [site.gives(f"{n}.jpg", large) for n in range(4)]
    fetched = fetch(addresses, settings_for(site, max_bytes=20_000_000))
    assert all(result.data == large for result in fetched.values())


def test_waiting_for_a_place_does_not_count_towards_the_deadline(site: Site) -> None:
    address = site.gives("a.jpg", PICTURE + bytes(body.LARGE))

    async def read_while_others_hold_the_place() -> int:
        place = asyncio.Semaphore(0)
        async with ClientSession() as session, session.get(address) as response, asyncio.timeout(1) as deadline:
            asyncio.get_running_loop().call_later(1.2, place.release)
            return len(await body.read_body(response, address, 20_000_000, place, deadline))

    assert asyncio.run(read_while_others_hold_the_place()) == len(PICTURE) + body.LARGE


# ---------------------------------------------------------------- trying again


def test_429_waits_as_asked_and_then_succeeds(site: Site) -> None:
    async def busy_once(_: web.Request) -> web.Response:
        if site.asked["/a.jpg"] == 1:
            return web.Response(status=429, headers={"Retry-After": "0"})
        return web.Response(body=PICTURE)

    assert urls.fetch_one(site.answers("a.jpg", busy_once), settings_for(site)) == PICTURE
    assert site.asked["/a.jpg"] == 2


def test_a_pause_that_a_host_asks_for_holds_for_all_its_urls_and_is_bounded(site: Site) -> None:
    times: list[float] = []

    async def busy_once(_: web.Request) -> web.Response:
        times.append(site.loop.time())
        if len(times) == 1:
            return web.Response(status=503, headers={"Retry-After": "86400"})
        return web.Response(body=PICTURE)

    addresses = [site.answers(f"{n}.jpg", busy_once) for n in range(3)]
    settings = settings_for(site, connections_per_host=1, total_timeout=0.3)
    assert all(result.data for result in fetch(addresses, settings).values())
    assert times[1] - times[0] >= 0.29
    assert times[-1] - times[0] < 5


def test_5xx_is_tried_so_often_and_then_told(site: Site) -> None:
    address = site.gives("a.jpg", status=502)
    with pytest.raises(FetchError, match=r"answered 502 Bad Gateway \(tried 3 times\); try again later"):
        urls.fetch_one(address, settings_for(site, retries=2))
    assert site.asked["/a.jpg"] == 3


def test_the_waits_between_tries_grow(site: Site) -> None:
    times: list[float] = []

    async def fail(_: web.Request) -> web.Response:
        times.append(site.loop.time())
        return web.Response(status=500)

    with pytest.raises(FetchError):
        urls.fetch_one(site.answers("a.jpg", fail), settings_for(site, retries=3, backoff=0.1))
    first, second, third = (later - earlier for earlier, later in pairwise(times))
    # 0.1, 0.2 and 0.4 s, of which jitter takes up to half.
    assert (first >= 0.05, second >= 0.1, third >= 0.2) == (True, True, True)


def test_a_connection_that_breaks_is_tried_again(site: Site) -> None:
    async def break_once(request: web.Request) -> web.Response:
        if site.asked["/a.jpg"] == 1:
            assert request.transport is not None
            request.transport.close()
        return web.Response(body=PICTURE)

    assert urls.fetch_one(site.answers("a.jpg", break_once), settings_for(site)) == PICTURE


@pytest.mark.parametrize("status", [408, 425])
def test_what_may_pass_is_tried_again(site: Site, status: int) -> None:
    with pytest.raises(FetchError, match=f"answered {status} .* \\(tried 2 times\\); try again later"):
        urls.fetch_one(site.gives("a.jpg", b"", status), settings_for(site, retries=1))


def test_a_body_that_breaks_off_is_told_in_words(site: Site) -> None:
    async def half(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "10000"})
        await response.prepare(request)
        await response.write(PICTURE[:99])
        assert request.transport is not None
        request.transport.close()
        return response

    with pytest.raises(FetchError) as caught:
        urls.fetch_one(site.answers("a.jpg", half), settings_for(site, retries=0))
    assert caught.value.message.endswith("/a.jpg broke off before its end; try again later.")


def test_a_picture_that_a_proxy_made_smaller_is_one(site: Site) -> None:
    assert urls.fetch_one(site.gives("a.jpg", status=203), settings_for(site)) == PICTURE


@pytest.mark.parametrize(
    ("status", "words"),
    [
        *((404, "check the address"), (403, "does not allow"), (204, "204 No Content; there is nothing"), (205, "205")),
        *((400, "check the address"), (402, "does not allow"), (451, "does not allow"), (307, "does not say where to")),
        *((206, "206 Partial Content; that is only a part of it"), (202, "not ready yet"), (300, "300"), (302, "302")),
    ],
)
def test_other_answers_are_told_at_once(site: Site, status: int, words: str) -> None:
    with pytest.raises(FetchError, match=words):
        urls.fetch_one(site.gives("a.jpg", b"", status), settings_for(site))
    assert site.asked["/a.jpg"] == 1


def test_a_closed_port_is_told_in_words(site: Site) -> None:
    settings = settings_for(site, allowed_hosts=("127.0.0.1",), retries=0)
    with pytest.raises(FetchError, match=r"http://127\.0\.0\.1:1/a\.jpg could not be reached .*; try again later\."):
        urls.fetch_one("http://127.0.0.1:1/a.jpg", settings)


# ---------------------------------------------------------------- limits


def test_a_declared_body_over_the_limit_is_refused_before_it_comes(site: Site) -> None:
    async def declare(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "5000000"})
        await response.prepare(request)
        await site.let_go.wait()
        return response

    with pytest.raises(FetchRefused, match=r"has 5 MB, over the limit of 1 MB"):
        urls.fetch_one(site.answers("a.jpg", declare), settings_for(site))


def test_an_undeclared_body_is_cut_off_at_the_limit(site: Site) -> None:
    sent = 0

    async def pour(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        response = web.StreamResponse()
        response.enable_chunked_encoding()
        await response.prepare(request)
        for _ in range(1000):
            await response.write(PICTURE * 20)
            sent += len(PICTURE) * 20
        return response

    with pytest.raises(FetchRefused, match=r"sends more, over the limit of 1 MB"):
        urls.fetch_one(site.answers("a.jpg", pour), settings_for(site))
    assert sent < 1000 * len(PICTURE) * 20


def test_a_packed_bomb_is_refused_and_a_packed_picture_is_unpacked(site: Site) -> None:
    bomb = site.gives("bomb.jpg", gzipped(bytes(50_000_000)), Content_Encoding="gzip")
    honest = site.gives("honest.jpg", gzipped(PICTURE), Content_Encoding="gzip")
    damaged = site.gives("damaged.jpg", b"no gzip", Content_Encoding="gzip")
    cut = site.gives("cut.jpg", gzipped(PICTURE)[:-20], Content_Encoding="gzip")
    strange = site.gives("strange.jpg", b"\x0b\x02\x80" + PICTURE, Content_Encoding="br")
    fetched = fetch([bomb, honest, damaged, cut, strange], settings_for(site))
    assert "over the limit" in str(fetched[bomb].error)
    assert fetched[honest].data == PICTURE
    assert "damaged" in str(fetched[damaged].error)
    assert "cut off" in str(fetched[cut].error)
    assert "packed as 'br'" in str(fetched[strange].error)


@pytest.mark.parametrize(
    "claimed",
    [
        *("utf-8", "UTF8", "binary", "none", "aws-chunked", "jpeg", "image/jpeg", "identity", "8bit", "", "wombat"),
        *("br", "zstd", "compress", "gzip", "x-gzip", "deflate", "gzip, identity", "gzip,gzip", "br,gzip,zstd,br,gzip"),
    ],
)
def test_a_picture_is_read_whatever_the_server_calls_its_packing(site: Site, claimed: str) -> None:
    assert urls.fetch_one(site.gives("a.jpg", Content_Encoding=claimed), settings_for(site)) == PICTURE


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("claimed", "body"),
    [
        ("gzip", gzipped(PICTURE)),
        ("GZip", gzipped(PICTURE[:700]) + gzipped(PICTURE[700:])),
        ("gzip", gzipped(PICTURE) + b"\0" * 300),
        ("deflate", zlib.compress(PICTURE)),
        ("deflate", raw_deflate(PICTURE)),
        ("deflate", raw_deflate(bytes(3) + PICTURE)),
        ("deflate", gzipped(PICTURE)),
        ("gzip, identity", gzipped(PICTURE)),
        ("utf-8, x-gzip", gzipped(PICTURE)),
        ("gzip,gzip", gzipped(gzipped(PICTURE))),
        ("gzip,gzip", gzipped(PICTURE)),
        ("deflate, gzip", gzipped(zlib.compress(PICTURE))),
        # The bytes are believed before the header.
        ("", gzipped(PICTURE)),
        ("utf-8", gzipped(PICTURE)),
        ("br", gzipped(PICTURE)),
        ("gzip", gzipped(gzipped(PICTURE))),
        ("gzip", zlib.compress(PICTURE)),
        ("gzip", raw_deflate(PICTURE)),
        ('"gzip"', gzipped(PICTURE)),
        ("gzip;", gzipped(PICTURE)),
    ],
)
def test_a_packed_picture_is_unpacked(site: Site, claimed: str, body: bytes) -> None:
    unpacked = urls.fetch_one(site.gives("a.jpg", body, Content_Encoding=claimed), settings_for(site))
    assert unpacked.lstrip(b"\0") == PICTURE


def test_packing_is_looked_at_however_small_the_pieces_are_that_come(site: Site) -> None:
    packed = gzipped(PICTURE[:9]) + gzipped(PICTURE[9:300])

    async def drip(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Encoding": "gzip"})
        response.enable_chunked_encoding()
        await response.prepare(request)
        for n in range(len(packed)):
            await response.write(packed[n : n + 1])
            await asyncio.sleep(0)
        return response

    assert urls.fetch_one(site.answers("a.jpg", drip), settings_for(site)) == PICTURE[:300]


@pytest.mark.parametrize(
    ("claimed", "body", "words"),
    [
        ("br", b"\x0b\x02\x80 packed by Brotli, which is not here", "is sent packed as 'br', which was not asked for"),
        ("zstd", b"\x28\xb5\x2f\xfd" + bytes(90), "is sent packed as 'zstd'"),
        ("x-compress", b"\x1f\x9d\x90" + bytes(90), "is sent packed as 'compress'"),
        ("br, gzip", gzipped(b"\x0b\x02\x80 packed by Brotli"), "is sent packed as 'br'"),
        ("wömbat".encode().decode("latin-1") * 50, bytes(90), "is sent packed as 'w"),
        ("gzip,gzip,gzip,gzip", gzipped(b"x" * 99), "is sent packed 4 times"),
        ("gzip,gzip", gzipped(gzipped(bytes(3_000_000))), "over the limit of 1 MB"),
        ("gzip", gzipped(b"") * 20_000, "over the limit of 1 MB"),
        ("gzip,gzip", gzipped(gzipped(b"") * 20_000), "over the limit of 1 MB"),
        ("gzip", b"<!DOCTYPE html><p>not found, and not packed", "is a web page, not a picture"),
        ("br", b"<html>" + bytes(90), "is a web page, not a picture"),
        ("gzip", gzipped(b"<html>" + bytes(90)), "is a web page, not a picture"),
        ("gzip,gzip", gzipped(gzipped(b"<html>" + bytes(90))), "is a web page, not a picture"),
        ("", gzipped(gzipped(bytes(3_000_000))), "over the limit of 1 MB"),
        ("gzip", b"", "answered with nothing"),
        ("gzip", gzipped(b""), "answered with nothing"),
        ("deflate", b"no deflate at all, and no picture", "is damaged"),
        ("gzip,gzip", gzipped(gzipped(PICTURE)[:-30]), "is cut off"),
    ],
)
def test_what_is_packed_in_a_way_that_is_not_undone_is_told(site: Site, claimed: str, body: bytes, words: str) -> None:
    with pytest.raises(FetchError, match=words) as caught:
        urls.fetch_one(site.gives("a.jpg", body, Content_Encoding=claimed), settings_for(site))
    assert len(caught.value.message) < 250


def test_what_is_no_known_picture_is_handed_on_where_the_packing_means_nothing(site: Site) -> None:
    text = b"neither a picture nor a page, which the decoder says better"
    assert urls.fetch_one(site.gives("a", text, Content_Encoding="utf-8, binary"), settings_for(site)) == text


@pytest.mark.parametrize("kind", ["", "jpeg", ";", "image/jpeg; charset=binary", "image/jpeg;;=", "a/b/c", "text/html"])
def test_a_picture_is_read_whatever_the_server_calls_its_type(site: Site, kind: str) -> None:
    assert urls.fetch_one(site.gives("a", Content_Type=kind), settings_for(site)) == PICTURE


def test_a_server_that_never_ends_runs_out_of_time(site: Site) -> None:
    async def hang(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(PICTURE)
        await site.let_go.wait()
        return response

    with pytest.raises(FetchError, match=r"did not finish within 0\.2 s"):
        urls.fetch_one(site.answers("a.jpg", hang), settings_for(site, total_timeout=0.2))


def test_a_web_page_is_no_picture_whatever_its_type_says(site: Site) -> None:
    for path, content, kind in (
        ("a", b"\n<!DOCTYPE html><p>", "image/jpeg"),
        ("b", b"<svelte>", "text/html"),
        ("c", b"<HTML>", "x/y"),
    ):
        address = site.gives(path, content, Content_Type=kind)
        with pytest.raises(FetchRefused, match=r"is a web page, not a picture; give the address of the picture"):
            urls.fetch_one(address, settings_for(site))
    assert urls.fetch_one(site.gives("d", Content_Type="text/html"), settings_for(site)) == PICTURE


def test_an_empty_answer_is_told(site: Site) -> None:
    with pytest.raises(FetchError, match="answered with nothing"):
        urls.fetch_one(site.gives("a", b""), settings_for(site))


# ---------------------------------------------------------------- redirects


def test_a_redirect_is_followed_relative_ones_too(site: Site) -> None:
    site.gives("end.jpg")
    address = site.gives("folder/start.jpg", b"", 302, Location="../end.jpg")
    assert urls.fetch_one(address, settings_for(site)) == PICTURE


@pytest.mark.parametrize(
    "target",
    [
        "http://10.0.0.7/a.jpg",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://2130706433/",
        "http://localhost:1/a.jpg",
        "file:///etc/passwd",
        "ftp://example.com/a.jpg",
        "http://user:secret@example.com/",
        "http://[broken/",
    ],
)
def test_every_redirect_is_checked(site: Site, target: str) -> None:
    address = site.gives("a.jpg", b"", 302, Location=target)
    with pytest.raises(FetchRefused) as caught:
        urls.fetch_one(address, settings_for(site))
    assert "secret" not in str(caught.value)


def test_redirects_in_a_circle_or_without_end_are_told(site: Site) -> None:
    site.gives("a", b"", 302, Location="/b")
    circle = site.gives("b", b"", 302, Location="/a")
    with pytest.raises(FetchError, match="redirects in a circle"):
        urls.fetch_one(circle, settings_for(site))

    for n in range(10):
        site.gives(f"chain{n}", b"", 301, Location=f"/chain{n + 1}")
    with pytest.raises(FetchError, match="redirects more than 5 times"):
        urls.fetch_one(site.url("chain0"), settings_for(site))
    assert site.asked["/chain6"] == 0


# ---------------------------------------------------------------- what is never fetched

REFUSED_ADDRESSES = [
    *("127.0.0.1", "127.8.8.8", "0.0.0.0", "0.1.2.3", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1"),
    *("169.254.169.254", "100.64.0.1", "100.100.100.200", "100.127.255.255", "168.63.129.16", "192.0.0.192"),
    *("192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"),
    *("::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "fec0::1", "2001:db8::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::a00:1"),
    *("2002:7f00:1::", "2001:0:7f00:1::1", "100::1", "3fff::1", "not an address", ""),
]
PUBLIC_ADDRESSES = ["8.8.8.8", "172.15.0.1", "100.63.0.1", "100.128.0.1", "2606:4700::1111", "64:ff9b::808:808"]


@pytest.mark.parametrize("address", REFUSED_ADDRESSES)
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    assert addresses.why_refused(address)


@pytest.mark.parametrize("address", PUBLIC_ADDRESSES)
def test_a_public_address_is_fine(address: str) -> None:
    assert addresses.why_refused(address) is None


@pytest.mark.parametrize(
    "host",
    [
        *("2130706433", "0x7f.1", "0x7f000001", "0177.0.0.1", "127.1", "127.0.0.1.", "0x7F.0.0.0x1", "017700000001"),
        *("１２７.0.0.1", "127。0。0。1", "[::ffff:7f00:1]", "[::1%25lo]", "127.0.0.1", "10.0.0.1", "08.8.8.8"),
    ],
)
def test_an_address_in_the_url_is_refused_in_every_spelling_without_a_lookup(host: str) -> None:
    with pytest.raises(FetchRefused, match=r"is not fetched, because .* is "):
        urls.fetch_one(f"http://{host}/a.jpg", Settings(), lookup=refuse_lookup)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("ftp://example.com/a.jpg", "no http or https address"),
        ("file:///etc/passwd", "no http or https address"),
        ("http:///a.jpg", "no http or https address"),
        ("http://user:secret@example.com/a.jpg", "carries a user name or password"),
        ("http://example.com:99999/", "no address that can be read"),
        ("http://127.0.0.1\\@example.com/", "no address that can be read"),
    ],
)
def test_addresses_that_are_off_are_told_without_a_lookup(url: str, words: str) -> None:
    with pytest.raises(FetchRefused, match=words) as caught:
        urls.fetch_one(url, Settings(), lookup=refuse_lookup)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "::1", "fd00::1", "169.254.169.254", "64:ff9b::a00:1"])
def test_a_name_that_leads_to_a_private_address_is_refused(site: Site, address: str) -> None:
    site.gives("a.jpg")
    with pytest.raises(FetchRefused, match=r"pictures\.test leads to .*, so it is not fetched; add pictures\.test to"):
        urls.fetch_one(f"http://pictures.test:{site.port}/a.jpg", Settings(), lookup=lambda host: [address])
    assert site.asked.total() == 0


@pytest.mark.parametrize(("allowed", "answers"), [(True, ["127.0.0.1", "10.0.0.1"]), (False, ["10.0.0.1", "8.8.8.8"])])
def test_a_name_is_looked_up_once_and_never_again_between_check_and_use(
    site: Site, allowed: bool, answers: list[str]
) -> None:
    site.gives("a.jpg")
    remaining = iter(answers)
    settings = settings_for(site, allowed_hosts=("pictures.test",) if allowed else ())
    items = [urls.url_item(f"http://pictures.test:{site.port}/a.jpg")]
    (fetched,) = urls.fetch_all(items, settings, stop=lambda: False, lookup=lambda host: [next(remaining)])
    assert fetched.data == (PICTURE if allowed else None)
    assert list(remaining) == answers[1:]


def test_a_socket_is_never_made_for_a_private_address_even_without_the_checks_before_it(site: Site) -> None:
    site.gives("a.jpg")

    async def ask() -> None:
        # aiohttp asks no resolver about an address, so here the socket alone stands in between.
        async with connections.open_session(FetchSettings(), refuse_lookup, guarded=True) as session:
            await session.get(site.url("a.jpg"))

    with pytest.raises(ClientConnectorError, match="this machine itself"):
        asyncio.run(ask())
    assert site.asked.total() == 0


def test_a_host_that_the_owner_allows_by_name_is_fetched_and_only_that(site: Site) -> None:
    site.gives("a.jpg")
    settings = settings_for(site, allowed_hosts=("Pictures.test",), retries=0)

    def at(name: str) -> bytes:
        return urls.fetch_one(f"http://{name}:{site.port}/a.jpg", settings, lookup=lambda host: ["127.0.0.1"])

    assert at("pictures.test") == PICTURE
    assert at("PICTURES.TEST.") == PICTURE
    for other in ("other.test", "a.pictures.test", "127.0.0.1"):
        with pytest.raises(FetchRefused):
            at(other)


def test_an_allowed_port_allows_that_port_only() -> None:
    assert addresses.is_allowed("nas", 8080, ("nas:8080",))
    assert not addresses.is_allowed("nas", 80, ("nas:8080",))
    assert addresses.is_allowed("::1", 80, ("[::1]:80",))
    assert addresses.is_allowed("::1", 81, ("::1",))


def test_a_name_that_nobody_knows_is_told_and_one_that_cannot_be_asked_for_now_is_tried_again() -> None:
    tries = 0

    def unknown(host: str) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    def later(host: str) -> list[str]:
        nonlocal tries
        tries += 1
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    with pytest.raises(FetchError, match=r"the host nowhere\.test was not found"):
        urls.fetch_one("http://nowhere.test/a.jpg", Settings(), lookup=unknown)
    settings = Settings(fetch=FetchSettings(backoff=0.01, retries=2))
    with pytest.raises(FetchError, match=r"tried 3 times"):
        urls.fetch_one("http://nowhere.test/a.jpg", settings, lookup=later)
    assert tries == 3


# ---------------------------------------------------------------- stopping


def test_stopping_drops_what_is_under_way(site: Site) -> None:
    async def hang(_: web.Request) -> web.Response:
        await site.let_go.wait()
        return web.Response(body=PICTURE)

    quick = site.gives("quick.jpg")
    slow = [site.answers(f"{n}.jpg", hang) for n in range(50)]
    stopped = threading.Event()
    seen = []
    items = map(urls.url_item, [quick, *slow])
    for fetched in urls.fetch_all(items, settings_for(site, total_timeout=600.0), stop=stopped.is_set):
        seen.append(fetched.item.uri)
        stopped.set()
    assert seen == [quick]


def test_closing_the_iterator_and_a_failing_source_leave_no_thread(site: Site) -> None:
    address = site.gives("a.jpg")

    def failing() -> Iterator[SourceItem]:
        yield urls.url_item(address)
        raise RuntimeError("the table broke off")

    results = urls.fetch_all([urls.url_item(address)] * 5, settings_for(site), stop=lambda: False)
    next(results)
    assert isinstance(results, Generator)
    results.close()
    with pytest.raises(RuntimeError, match="broke off"):
        list(urls.fetch_all(failing(), settings_for(site), stop=lambda: False))
    assert not [thread for thread in threading.enumerate() if thread.name == "pictrace-fetch"]


def test_a_lookup_that_hangs_does_not_hold_up_a_stop() -> None:
    asked, stopped, answer = threading.Event(), threading.Event(), threading.Event()

    def hang(host: str) -> list[str]:
        asked.set()
        answer.wait(30)
        return []

    def stop() -> bool:
        if asked.is_set():
            stopped.set()
        return stopped.is_set()

    items = [urls.url_item("http://nowhere.test/a.jpg")]
    assert list(urls.fetch_all(items, Settings(), stop=stop, lookup=hang)) == []
    assert not answer.is_set()
    answer.set()


# ---------------------------------------------------------------- names


def test_the_name_of_a_url_is_its_last_part() -> None:
    assert urls.url_item(" https://host/a/b%20c.jpg?size=1#x ").name == "b c.jpg"
    assert urls.url_item("https://host/").name == "host"
    assert urls.url_item("http://[broken").name == "http://[broken"


@pytest.mark.parametrize("text", ["http://a", "HTTPS://a/b", " https://a "])
def test_web_addresses_are_told_from_paths(text: str) -> None:
    assert urls.is_url(text)


@pytest.mark.parametrize("text", ["ftp://a", "/a/http://b", "file:///a", "http:/a", "a.jpg", ""])
def test_other_things_are_no_web_addresses(text: str) -> None:
    assert not urls.is_url(text)
