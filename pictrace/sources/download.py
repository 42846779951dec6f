"""One URL → its bytes: every redirect checked, sizes bounded while they arrive, polite retries."""

from __future__ import annotations

import asyncio
import random
import socket
import time
from contextlib import AsyncExitStack
from email.utils import parsedate_to_datetime
from typing import Self

import aiohttp
from yarl import URL

from pictrace.errors import FetchError, FetchRefused
from pictrace.imaging.metadata.cleaning import as_line, as_text
from pictrace.settings import Settings
from pictrace.sources.addresses import is_allowed, why_host_refused
from pictrace.sources.connections import Lookup, open_session
from pictrace.sources.host_slots import Slots
from pictrace.sources.response_body import read_body
from pictrace.sources.web_address import NoWebAddress, host_of, parse, resolve, shown

_REDIRECTS = frozenset((301, 302, 303, 307, 308))
# 203 is what a proxy says that has made the picture smaller or smoother.
_HAS_THE_PICTURE = frozenset((200, 203))
# Too slow, or too early: what may pass.
_TRY_AGAIN = frozenset((408, 425, 429))
_NOT_ALLOWED = "it does not allow this; save the picture and add the file"
_ADVICE = {
    202: "it is not ready yet; try again later",
    204: "there is nothing; check the address",
    205: "there is nothing; check the address",
    206: "that is only a part of it, which was not asked for; save the picture and add the file",
    401: "it asks for a password; save the picture and add the file",
    **dict.fromkeys((402, 403, 407, 451), _NOT_ALLOWED),
    **dict.fromkeys(_REDIRECTS, "it does not say where to; give the address of the picture itself"),
    **dict.fromkeys((400, 404), "check the address"),
    410: "the picture has gone",
}


class Downloader:
    """Sessions and slots shared by all downloads of one run. An asynchronous context manager."""

    def __init__(self, settings: Settings, lookup: Lookup) -> None:
        self._settings = settings.fetch
        self._max_bytes = settings.limits.max_bytes
        self._lookup = lookup
        self.slots = Slots(self._settings.total_connections, self._settings.connections_per_host)
        self._sessions = AsyncExitStack()

    async def __aenter__(self) -> Self:
        enter = self._sessions.enter_async_context
        self._guarded = await enter(open_session(self._settings, self._lookup, guarded=True))
        self._trusted = await enter(open_session(self._settings, self._lookup, guarded=False))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._sessions.aclose()

    async def get(self, address: str) -> bytes:
        """The body. Raises FetchRefused for what PicTrace will not fetch, FetchError for what did not work."""
        url = self._checked(address, address)
        for attempt in range(self._settings.retries + 1):
            try:
                return await self._follow(url, address)
            except _TryAgainError as again:
                if attempt == self._settings.retries:
                    tries = "" if attempt == 0 else f" (tried {attempt + 1} times)"
                    raise FetchError(f"{shown(address)} {again.what}{tries}; try again later.") from again
                # Jitter, so that many downloads that failed together do not come back together.
                delay = self._settings.backoff * 2**attempt * random.uniform(0.5, 1.5)
                await asyncio.sleep(delay)
        raise FetchError(f"{shown(address)} was not tried; set retries to 0 or more.")

    async def _follow(self, url: URL, address: str) -> bytes:
        seen = {url}
        for _ in range(self._settings.max_redirects + 1):
            answer = await self._ask(url, address)
            if isinstance(answer, bytes):
                return answer
            url = self._checked(answer, address, url)
            if url in seen:
                raise FetchError(f"{shown(address)} redirects in a circle; check the address.")
            seen.add(url)
        most = self._settings.max_redirects
        raise FetchError(f"{shown(address)} redirects more than {most} times; give the address of the picture itself.")

    async def _ask(self, url: URL, address: str) -> bytes | str:
        """The body, or where the server redirects to."""
        host, port = host_of(url), url.port or 0
        session = self._trusted if is_allowed(host, port, self._settings.allowed_hosts) else self._guarded
        async with self.slots.take(host):
            try:
                async with (
                    asyncio.timeout(self._settings.total_timeout) as deadline,
                    session.get(url, allow_redirects=False) as response,
                ):
                    if response.status in _REDIRECTS and "Location" in response.headers:
                        return response.headers["Location"]
                    self._check_status(response, host, address)
                    return await read_body(response, shown(address), self._max_bytes, self.slots.large, deadline)
            except aiohttp.ConnectionTimeoutError:
                raise _TryAgainError(f"did not answer within {self._settings.connect_timeout:g} s") from None
            except TimeoutError:
                seconds = f"{self._settings.total_timeout:g} s"
                raise FetchError(f"{shown(address)} did not finish within {seconds}; try again later.") from None
            except aiohttp.ClientConnectorDNSError as error:
                if error.os_error.errno == socket.EAI_AGAIN:
                    raise _TryAgainError(f"could not be looked up ({_reason(error)})") from None
                raise FetchError(f"{shown(address)}: the host {host} was not found; check the address.") from None
            except aiohttp.ClientConnectorCertificateError:
                raise FetchError(
                    f"{shown(address)}: the certificate of {host} is not valid; check the address."
                ) from None
            except (aiohttp.InvalidURL, aiohttp.ClientResponseError, ValueError) as error:
                raise FetchError(
                    f"{shown(address)} is not answered as a web server answers ({_said(str(error))})."
                ) from None
            except aiohttp.ClientPayloadError:
                raise _TryAgainError("broke off before its end") from None
            except (aiohttp.ClientError, OSError) as error:
                raise _TryAgainError(f"could not be reached ({_reason(error)})") from None

    def _check_status(self, response: aiohttp.ClientResponse, host: str, address: str) -> None:
        status = response.status
        answered = f"answered {status} {_said(response.reason or '')}".rstrip()
        if status in _TRY_AGAIN or status >= 500:
            wait = _retry_after(response.headers.get("Retry-After", ""))
            if wait is not None:
                # For the whole host: whatever else is asked of it meanwhile would be turned away too.
                self.slots.pause(host, min(wait, self._settings.total_timeout))
            raise _TryAgainError(answered)
        if status not in _HAS_THE_PICTURE:
            advice = _ADVICE.get(status, "give the address of the picture itself")
            raise FetchError(f"{shown(address)} {answered}; {advice}.")

    def _checked(self, text: str, address: str, base: URL | None = None) -> URL:
        where = f"{shown(address)} redirects to {shown(text)}, which" if base else shown(address)
        try:
            url = resolve(text, base) if base else parse(text)
        except NoWebAddress as error:
            raise FetchRefused(f"{where} {error.why}") from None
        host = host_of(url)
        why = why_host_refused(host)
        if why is not None and not is_allowed(host, url.port or 0, self._settings.allowed_hosts):
            raise FetchRefused(
                f"{where} is not fetched, because {host} is {why}; "
                "add the host to allowed_hosts under [fetch] in pictrace.toml if you trust it."
            )
        return url


class _TryAgainError(Exception):
    """Something that may pass. `what` follows the address in a sentence."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


def _reason(error: Exception) -> str:
    inner = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
    return (inner.strerror if isinstance(inner, OSError) else None) or _said(str(inner)) or type(inner).__name__


def _said(text: str) -> str:
    """What a server says, as part of a sentence: one line, of text whatever bytes it sent."""
    return as_line(as_text(text.encode("utf-8", "surrogateescape"), utf8=False))[:200]


def _retry_after(value: str) -> float | None:
    """Seconds, from a number or a date (RFC 9110, 10.2.3)."""
    if value.strip().isdecimal():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except ValueError:
        return None
