"""HTTP sessions that reach only what `addresses` permits.

The check stands at the socket: the address that the socket is made for is the one that was looked up, checked and is
connected to, with no second lookup in between, so a name that changes its address (DNS rebinding) gains nothing.
Proxies named in the environment are not used: behind one, nobody could say which address is connected to.
"""

from __future__ import annotations

import asyncio
import errno
import socket
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from pictrace.errors import FetchRefused
from pictrace.settings import FetchSettings
from pictrace.sources.addresses import why_refused

Lookup = Callable[[str], Sequence[str]]
"""Host name → IP addresses as text; raises OSError when there are none."""

# Kept only as long as the next request of a list may need it: of 100,000 hosts each would leave a socket open.
_KEEP_ALIVE_SECONDS = 2.0


def system_lookup(host: str) -> list[str]:
    """The addresses that the operating system knows for a host name. Raises OSError."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except UnicodeError:
        raise socket.gaierror(socket.EAI_NONAME, "this is no host name") from None
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def open_session(settings: FetchSettings, lookup: Lookup, *, guarded: bool) -> aiohttp.ClientSession:
    """A session without cookies, proxies, redirects or unpacking of its own; call it inside the running loop.

    guarded : refuse every address that is not public. Only hosts that the owner allows by name go without.
    """
    connector = aiohttp.TCPConnector(
        resolver=_Resolver(lookup, guarded),
        socket_factory=_guarded_socket if guarded else None,
        limit=0,  # `host_slots.Slots` counts, so that waiting for a slot is not counted as a slow server
        keepalive_timeout=_KEEP_ALIVE_SECONDS,
    )
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
        auto_decompress=False,
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=settings.connect_timeout),
        headers={"User-Agent": _user_agent(), "Accept": "image/*,*/*;q=0.5", "Accept-Encoding": "identity"},
    )


class _Resolver(AbstractResolver):
    def __init__(self, lookup: Lookup, guarded: bool) -> None:
        self._lookup = lookup
        self._guarded = guarded

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        addresses = await _in_thread(self._lookup, host)
        refused = {address: why_refused(address) for address in addresses} if self._guarded else {}
        permitted = [address for address in addresses if refused.get(address) is None]
        if addresses and not permitted:
            address, why = next(iter(refused.items()))
            raise FetchRefused(
                f"{host} leads to {address}, which is {why}, so it is not fetched; "
                f"add {host} to allowed_hosts under [fetch] in pictrace.toml if you trust it."
            )
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST,
            )
            for address in permitted
        ]

    async def close(self) -> None:
        """Nothing is held."""


def _guarded_socket(address_info: aiohttp.AddrInfoType) -> socket.socket:
    family, kind, protocol, _, address = address_info
    why = why_refused(str(address[0]))
    if why is not None:
        raise PermissionError(errno.EACCES, f"{address[0]} is {why}")
    return socket.socket(family, kind, protocol)


async def _in_thread(lookup: Lookup, host: str) -> list[str]:
    """Not the loop's own executor: a lookup may hang for half a minute, and the loop's end would wait for it."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[str]] = loop.create_future()

    def settle(addresses: list[str] | None, error: OSError | None) -> None:
        if answer.done():
            return
        if error is not None:
            answer.set_exception(error)
        else:
            answer.set_result(addresses or [])

    def work() -> None:
        addresses, error = None, None
        try:
            addresses = list(lookup(host))
        except OSError as raised:
            error = raised
        with suppress(RuntimeError):  # the loop has ended meanwhile, and nobody waits
            loop.call_soon_threadsafe(settle, addresses, error)

    threading.Thread(target=work, name="pictrace-lookup", daemon=True).start()
    return await answer


def _user_agent() -> str:
    try:
        number = version("pictrace")
    except PackageNotFoundError:
        number = "source"
    return f"PicTrace/{number} (+a person's picture search; fetches single pictures that the person named)"
