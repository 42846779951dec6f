"""The guard around the whole server: an ASGI middleware that decides who is answered at all.

A server on localhost is reachable for every web page that its owner visits. Three things keep such a page out:

- the Host must be one that the owner knows (a page can point its own name at 127.0.0.1: DNS rebinding);
- the Origin, which browsers send and pages cannot forge, must be the server's own;
- a write must carry what a page cannot send to another origin without asking first, and is never allowed to:
  a JSON body or the header `X-PicTrace: 1`.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pictrace.web.limited_body import LimitedBody
from pictrace.web.refusal import Refusal, too_large

API = "/api"
PRIVATE_PREFIXES = (API, "/app/static")
READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
WRITE_HEADER = "x-pictrace"
LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
# What multipart adds around a file; the file itself is held to the limit when it is decoded.
ENVELOPE_BYTES = 1_000_000
# A JSON body holds words, never pictures.
JSON_BYTES = 1_000_000
# Read for nothing at most, so that a client that is still sending gets to see why it is refused.
THROWN_AWAY_BYTES = 16_000_000


class Guard:
    """Refuses unknown hosts, foreign origins, forged writes and bodies over the limit, in words.

    allowed_hosts : names beside localhost, with or without a port.
    max_bytes : of one uploaded file.
    only_reads : whether a call, by its method and path below /api, changes nothing; it then needs no mark.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        allowed_hosts: Iterable[str] = (),
        max_bytes: int,
        only_reads: Callable[[str, str], bool] = lambda method, path: False,
    ) -> None:
        self._app = app
        self._allowed = frozenset(name.strip().lower() for name in allowed_hosts)
        self._max_bytes = max_bytes
        self._only_reads = only_reads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on that may pass; answer the others with why not."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refusal = self._refusal(scope, headers)
        if scope["type"] == "websocket":
            if refusal is None:
                await self._app(scope, receive, send)
            else:
                # Closing before accepting is a plain 403 on the wire.
                await send({"type": "websocket.close", "code": 1008, "reason": refusal.kind})
            return
        if refusal is not None:
            if headers.get("connection", "").lower() == "close":
                await _throw_away(receive)
            await refusal.send(send)
            return
        if not _is_under(scope["path"], PRIVATE_PREFIXES):
            await self._app(scope, receive, send)
            return
        # Streamlit limits its own uploads; only ours need a limit here.
        body = LimitedBody(receive, _add_safety_headers(send), self._limit(headers))
        await body.run(self._app, scope)

    def _refusal(self, scope: Scope, headers: Headers) -> Refusal | None:
        hosts = headers.getlist("host")
        host = hosts[0] if len(hosts) == 1 else ""
        if not self._knows(host):
            return Refusal(
                421,
                "unknown_host",
                f"This server does not answer as {host!r}; open it as localhost, "
                "or add the name to allowed_hosts in the settings.",
            )
        origin = headers.get("origin")
        if origin is not None and not self._is_own(origin, host):
            return Refusal(
                403,
                "foreign_origin",
                f"Requests from pages of {origin!r} are not answered; "
                "add that host to allowed_hosts in the settings if it is yours.",
            )
        if scope["type"] == "websocket" or not _is_under(scope["path"], PRIVATE_PREFIXES):
            return None
        # An <img> on a foreign page sends no Origin; it would tell that page which pictures are in the library.
        if headers.get("sec-fetch-site", "").lower() == "cross-site":
            return Refusal(403, "foreign_origin", "Requests from other sites are not answered.")
        return self._body_refusal(scope, headers)

    def _body_refusal(self, scope: Scope, headers: Headers) -> Refusal | None:
        path = scope["path"].removeprefix(API)
        reading = scope["method"] in READING_METHODS or (
            path != scope["path"] and self._only_reads(scope["method"], path.rstrip("/"))
        )
        if not reading and not _is_json(headers) and headers.get(WRITE_HEADER) != "1":
            return Refusal(403, "unmarked_write", "A write needs a JSON body or the header X-PicTrace: 1.")
        length = headers.get("content-length", "")
        if length.isdecimal() and int(length) > self._limit(headers):
            return too_large(self._limit(headers))
        return None

    def _limit(self, headers: Headers) -> int:
        multipart = headers.get("content-type", "").lower().startswith("multipart/form-data")
        return self._max_bytes + ENVELOPE_BYTES if multipart else JSON_BYTES

    def _knows(self, host: str) -> bool:
        name = _host_name(host)
        return name is not None and (
            name in LOCAL_HOSTS or _is_loopback(name) or name in self._allowed or host.lower() in self._allowed
        )

    def _is_own(self, origin: str, host: str) -> bool:
        try:
            parts = urlsplit(origin)
            name = parts.hostname
        except ValueError:
            return False
        if parts.scheme not in ("http", "https") or name is None:
            return False
        # A reverse proxy may ask as localhost for a page that was opened under an allowed name.
        return parts.netloc.lower() == host.lower() or name in self._allowed or parts.netloc.lower() in self._allowed


async def _throw_away(receive: Receive) -> None:
    """Read what a client sends that wants the connection closed after the answer, as Python's urllib does.

    The server closes it with the answer; closed in the middle of a body, it is reset, and the answer is lost.
    """
    read = 0
    while read <= THROWN_AWAY_BYTES:
        message = await receive()
        if message["type"] != "http.request" or not message.get("more_body", False):
            return
        read += len(message.get("body", b""))


def _add_safety_headers(send: Send) -> Send:
    async def add(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["X-Content-Type-Options"] = "nosniff"
            headers["Cross-Origin-Resource-Policy"] = "same-origin"
            headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
        await send(message)

    return add


def _is_under(path: str, prefixes: Iterable[str]) -> bool:
    return any(path == prefix or path.startswith(f"{prefix}/") for prefix in prefixes)


def _is_json(headers: Headers) -> bool:
    media_type = headers.get("content-type", "").split(";")[0].strip().lower()
    return media_type == "application/json" or (media_type.startswith("application/") and media_type.endswith("+json"))


def _host_name(host: str) -> str | None:
    """The name in a Host header, lower case, without port and brackets; None when it is not a host at all."""
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port  # raises for a port that is no number
    except ValueError:
        return None
    if parts.path or parts.query or parts.fragment or "@" in parts.netloc:
        return None
    return parts.hostname


def _is_loopback(name: str) -> bool:
    """True for 127.0.0.0/8 and ::1 written any way. An address cannot be rebound, a name can."""
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
