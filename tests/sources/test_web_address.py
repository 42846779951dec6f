"""An address reaches the server as it was written, at the host that was checked."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from types import TracebackType
from typing import Self

import pytest

from pictrace.errors import FetchError, FetchRefused
from pictrace.settings import FetchSettings, Settings
from pictrace.sources import addresses, expand, urls, web_address
from pictrace.types import Failure

PICTURE = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 20
GIVEN = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (len(PICTURE), PICTURE)


class Wire:
    """A server on 127.0.0.1 that keeps what it is asked byte for byte, and answers in turn with the bytes it was given,
    the last of them for good."""

    def __init__(self) -> None:
        self.answers = [GIVEN]
        self.asked: list[bytes] = []
        self.hosts: list[bytes] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(10)

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def redirects_to(self, location: bytes) -> None:
        head = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nConnection: close\r\nLocation: "
        self.answers = [head + location + b"\r\n\r\n", GIVEN]

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            with connection:
                head = b""
                while b"\r\n\r\n" not in head:
                    head += connection.recv(65536)
                line, *fields = head.split(b"\r\n")
                self.asked.append(line)
                self.hosts += [field[6:] for field in fields if field.lower().startswith(b"host: ")]
                connection.sendall(self.answers[min(len(self.asked), len(self.answers)) - 1])


@pytest.fixture
def wire() -> Iterator[Wire]:
    with Wire() as started:
        yield started


def settings_for(wire: Wire) -> Settings:
    return Settings(fetch=FetchSettings(allowed_hosts=(f"127.0.0.1:{wire.port}",), retries=0))


def refuse_lookup(host: str) -> list[str]:
    raise AssertionError(f"{host} was looked up")


AS_WRITTEN = [
    "/a%2Fb%2fc.jpg",
    "/%7Euser/~user/%28x%29/(x)/%3A/:",
    "/a%20b+c.jpg?q=a%20b+c",
    "/a.jpg?X-Amz-Credential=AKIA%2F20240501%2Feu%2Fs3&X-Amz-Signature=0aF%3d%3D",
    "/a.jpg?empty=&none&=x&&also=",
    "/a.jpg?a=b?c/d:e@f",
    "/a.jpg;v=1?x=1;y=2",
    "//a///b.jpg",
    "/a/./b/../c/.",
    "/a/b/..",
    "/a|b.jpg?c|d",
    "/100%25.jpg?p=100%25%2525",
    "/a.jpg?",
    "/a.jpg?redirect=http://other/?x=http%3A%2F%2Fevil",
    "/[a]/a'b!c*d$e,f&g=h.jpg?[x]={y}^`z\\",
    "/%FF%fe.jpg?%e4",
    "/%2e%2e/%2E.jpg",
    "/?",
]
ESCAPED = [
    ("", "/"),
    ("?x=1", "/?x=1"),
    ("/für/夜.jpg?ä=ü", "/f%C3%BCr/%E5%A4%9C.jpg?%C3%A4=%C3%BC"),
    ("/f%C3%BCr ü.jpg", "/f%C3%BCr%20%C3%BC.jpg"),
    ("/a b.jpg?c d", "/a%20b.jpg?c%20d"),
    ('/"a"<b>.jpg?"c"<d>', "/%22a%22%3Cb%3E.jpg?%22c%22%3Cd%3E"),
    ("/{a}`b^c\\d.jpg", "/%7Ba%7D%60b%5Ec%5Cd.jpg"),
    ("/100%.jpg?50%&5%zz", "/100%25.jpg?50%25&5%25zz"),
    ("/a.jpg#part", "/a.jpg"),
    ("/a.jpg?x#part?y", "/a.jpg?x"),
    ("#part", "/"),
    ("/\udce4.jpg", "/%E4.jpg"),  # a byte of the command line that is no UTF-8
    ("/\0\x1b\x7f.jpg", "/%00%1B%7F.jpg"),
    ("/a\r\nX-Injected: 1\r\n\r\n.jpg", "/aX-Injected:%201.jpg"),
    ("/a\tb\nc.jpg ", "/abc.jpg"),
    ("/" + "a" * 8000, "/" + "a" * 8000),
]


@pytest.mark.parametrize("target", AS_WRITTEN)
def test_what_may_stand_in_a_request_is_asked_for_as_it_is_written(wire: Wire, target: str) -> None:
    assert urls.fetch_one(wire.root + target, settings_for(wire)) == PICTURE
    assert wire.asked == [f"GET {target} HTTP/1.1".encode()]


@pytest.mark.parametrize(("written", "asked"), ESCAPED)
def test_what_may_not_is_escaped_and_only_that(wire: Wire, written: str, asked: str) -> None:
    assert urls.fetch_one(wire.root + written, settings_for(wire)) == PICTURE
    assert wire.asked == [f"GET {asked} HTTP/1.1".encode()]


@pytest.mark.parametrize("target", [*AS_WRITTEN, *(asked for _, asked in ESCAPED)])
@pytest.mark.parametrize("kind", ["absolute", "without scheme", "without host"])
def test_a_redirect_is_followed_as_it_is_written(wire: Wire, target: str, kind: str) -> None:
    if kind == "without host" and target.startswith("//"):
        kind = "without scheme"  # else the path would be a host
    before = {"absolute": wire.root, "without scheme": wire.root.removeprefix("http:"), "without host": ""}[kind]
    wire.redirects_to((before + target).encode())
    assert urls.fetch_one(f"{wire.root}/start", settings_for(wire)) == PICTURE
    assert wire.asked[1:] == [f"GET {target} HTTP/1.1".encode()]


@pytest.mark.parametrize(
    ("location", "asked"),
    [
        (b"end.jpg", "/a%2f/b/end.jpg"),
        (b"../end%2f.jpg?x=%7e", "/a%2f/end%2f.jpg?x=%7e"),
        (b"./x/../end.jpg", "/a%2f/b/end.jpg"),
        (b"../../../../end.jpg", "/end.jpg"),
        (b"x//y/", "/a%2f/b/x//y/"),
        (b".", "/a%2f/b/"),
        (b"?n=%7E&m=", "/a%2f/b/start.jpg?n=%7E&m="),
        (b"?n#part", "/a%2f/b/start.jpg?n"),
        ("/für.jpg?ü".encode(), "/f%C3%BCr.jpg?%C3%BC"),
        ("/für.jpg?ü".encode("latin-1"), "/f%FCr.jpg?%FC"),
        ("f ü|r.jpg".encode("latin-1"), "/a%2f/b/f%20%FC|r.jpg"),
        (b"/with a space.jpg", "/with%20a%20space.jpg"),
        (b"/\\evil.test/a.jpg", "/%5Cevil.test/a.jpg"),
        (b"\\\\evil.test/a.jpg", "/a%2f/b/%5C%5Cevil.test/a.jpg"),
    ],
)
def test_a_relative_redirect_is_worked_out(wire: Wire, location: bytes, asked: str) -> None:
    wire.redirects_to(location)
    assert urls.fetch_one(f"{wire.root}/a%2f/b/start.jpg?old", settings_for(wire)) == PICTURE
    assert wire.asked[1:] == [f"GET {asked} HTTP/1.1".encode()]


def test_dots_of_the_base_are_worked_out_only_where_one_goes_up_past_them() -> None:
    base = web_address.parse("http://h.test/a/b/../c.jpg")
    assert web_address.resolve("d.jpg", base).raw_path_qs == "/a/b/../d.jpg"
    assert web_address.resolve("../d.jpg", base).raw_path_qs == "/d.jpg"


def test_a_redirect_that_is_refused_is_told_in_text_that_can_be_stored(wire: Wire) -> None:
    wire.redirects_to("http://10.0.0.1/für.jpg".encode("latin-1"))
    with pytest.raises(
        FetchRefused, match=r"redirects to http://10\.0\.0\.1/f%FCr\.jpg, which is not fetched"
    ) as caught:
        urls.fetch_one(f"{wire.root}/start", settings_for(wire))
    assert caught.value.message.encode()


@pytest.mark.parametrize("location", [b"", b"#top", b"/start"])
def test_a_redirect_to_itself_is_a_circle(wire: Wire, location: bytes) -> None:
    wire.redirects_to(location)
    with pytest.raises(FetchError, match="redirects in a circle"):
        urls.fetch_one(f"{wire.root}/start", settings_for(wire))


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("HTTP/1.1 404 Não há\r\n\r\n".encode(), r"answered 404 Não há; check the address\."),
        ("HTTP/1.1 404 Não há\r\n\r\n".encode("latin-1"), r"answered 404 Não há; check the address\."),
        ("HTTP/1.1 404 a\x1b[31mb\u202ec\r\n\r\n".encode(), r"answered 404 a\[31mbc; check the address\."),
        (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", r"is not answered as a web server answers \(.*\)\."),
        (b"HTTP/1.1 200 OK\r\nbad header\r\n\r\n", r"is not answered as a web server answers \(.*\)\."),
    ],
)
def test_what_a_server_says_is_one_line_of_text(wire: Wire, answer: bytes, words: str) -> None:
    wire.answers = [answer]
    with pytest.raises(FetchError, match=words) as caught:
        urls.fetch_one(f"{wire.root}/a", settings_for(wire))
    assert caught.value.message.isprintable()


# ---------------------------------------------------------------- the host


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("http://exämple.com/a.jpg", "xn--exmple-cua.com"),
        ("HTTP://EXAMPLE.com", "example.com"),
        ("http://ｅｘａｍｐｌｅ.com/", "example.com"),
        ("http://①.com/", "1.com"),
        ("http://example.com./", "example.com."),
        ("http://example.com:8080/", "example.com"),
        ("http://good.test?@evil.test/", "good.test"),
        ("http://good.test#@evil.test/", "good.test"),
        ("http://good.test/@evil.test/", "good.test"),
        ("http://good.test?a@b:80/", "good.test"),
    ],
)
def test_the_host_that_a_refusal_names_is_the_one_that_is_looked_up(address: str, host: str) -> None:
    asked: list[str] = []

    def lookup(name: str) -> list[str]:
        asked.append(name)
        return ["10.0.0.1"]

    with pytest.raises(FetchRefused) as caught:
        urls.fetch_one(address, Settings(), lookup=lookup)
    assert asked == [host]
    assert caught.value.message.startswith(f"{host} leads to 10.0.0.1, which is a private address")


@pytest.mark.parametrize(
    "address",
    [
        *("http://a\\@b.test/", "http://b.test\\.a.test/", "http://[broken/", "http://a.test]/", "http://[::1]a.test/"),
        *("http://[v1.a]/", "http://[1.2.3.4]/", "http://a[::1]/", "http://ex%61mple.com/", "http://127.0.0%2e1/"),
        *(
            "http://a..test/",
            "http://.a.test/",
            "http://a test/",
            "http:// a.test/",
            "http://a.test /",
            "http://a\0.test/",
        ),
        *("http://a.test:0/", "http://a.test:99999/", "http://a.test:-1/", "http://a.test:+80/", "http://a.test:８０/"),
        *("http://a.test:" + "9" * 5000 + "/", "http://a.test:80:80/", "http://::1/", "http://a\u00ad.test/"),
        *("http://a／b.test/", "http://℀.test/", "http://\udcfc.test/", "http://\u200b/", "http://a<b>.test/"),
    ],
)
def test_a_host_that_cannot_be_one_is_told_without_a_lookup(address: str) -> None:
    with pytest.raises(FetchRefused, match=r"is no address that can be read; check it\.$") as caught:
        urls.fetch_one(address, Settings(), lookup=refuse_lookup)
    assert caught.value.message.isprintable()
    assert len(caught.value.message) < 250


@pytest.mark.parametrize(
    "address",
    [
        *(
            "http://good.test@10.0.0.1/",
            "http://good.test:80@10.0.0.1/",
            "http://@10.0.0.1/",
            "http://a@good@10.0.0.1/",
        ),
        *("http://good.test%2F@10.0.0.1/", "http://good.test%23@10.0.0.1:80/", "https://:@10.0.0.1"),
    ],
)
def test_what_stands_before_an_at_sign_is_not_taken_for_the_host(address: str) -> None:
    with pytest.raises(FetchRefused, match=r"^https?://10\.0\.0\.1\S* carries a user name or password"):
        urls.fetch_one(address, Settings(), lookup=refuse_lookup)


@pytest.mark.parametrize("address", ["http:///a.jpg", "http://", "http:a.jpg", "http:/a.jpg", "http://?a", "http://#a"])
def test_an_address_without_host_is_none(address: str) -> None:
    with pytest.raises(FetchRefused, match="is no http or https address"):
        urls.fetch_one(address, Settings(), lookup=refuse_lookup)


@pytest.mark.parametrize("entry", ["exämple.test", "xn--exmple-cua.test", "EXÄMPLE.test", "exämple.test:{port}"])
def test_a_host_may_be_allowed_in_either_spelling(wire: Wire, entry: str) -> None:
    allowed = (entry.format(port=wire.port),)
    settings = Settings(fetch=FetchSettings(allowed_hosts=allowed, retries=0))
    address = f"http://exämple.test:{wire.port}/a%2f.jpg"
    assert urls.fetch_one(address, settings, lookup=lambda host: ["127.0.0.1"]) == PICTURE
    assert wire.hosts == [f"xn--exmple-cua.test:{wire.port}".encode()]


def test_an_allowed_host_does_not_allow_others() -> None:
    assert not addresses.is_allowed("xn--exmple-cua.test", 81, ("exämple.test:80",))
    assert not addresses.is_allowed("example.test", 80, ("exämple.test",))


# ---------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://user:secret@host/a", "http://host/a"),
        ("//user:secret@host/a", "//host/a"),
        ("user:secret@host", "user:host"),
        ("http://host/path@x?y@z", "http://host/path@x?y@z"),
        ("http://10.0.0.1?a@example.com/", "http://10.0.0.1?a@example.com/"),
        ("http://host/a\nb\u202ec\udcfc", "http://host/a%0Ab%E2%80%AEc%FC"),
    ],
)
def test_an_address_in_a_sentence(address: str, words: str) -> None:
    assert web_address.shown(address) == words


def test_a_data_url_is_refused_in_few_words() -> None:
    (failure,) = expand(["data:image/png;base64," + "A" * 1_000_000], Settings())
    assert isinstance(failure, Failure)
    assert "begins with data:, which is not fetched" in failure.reason
    assert len(failure.reason) + len(failure.uri) < 600


def test_an_item_of_an_address_can_be_stored_and_shown() -> None:
    item = urls.url_item("http://host/f\udcfcr%0A%E2%80%AEx.jpg")
    assert item.uri == "http://host/f%FCr%0A%E2%80%AEx.jpg"
    assert item.name == "f\ufffdr x.jpg"
    assert urls.url_item("http://exämple.com?x=/y.jpg").name == "xn--exmple-cua.com"
