"""Who may be asked now: so many requests at once, overall and per host, and none of a host that asked for a pause."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

# Bodies over `response_body.LARGE` at a time, whatever the number of connections.
LARGE_AT_ONCE = 2
# Bodies that are fetched but that nobody has taken yet; above this no new request begins.
UNTAKEN_BYTES = 64_000_000


class Slots:
    """Counts requests. Belongs to one event loop.

    A host's slot is taken before one of all, so that a slow host with many waiting URLs keeps nobody else waiting.
    """

    def __init__(self, total: int, per_host: int) -> None:
        self._total = asyncio.Semaphore(max(1, total))
        self._per_host = max(1, per_host)
        self._hosts: dict[str, _Host] = {}
        self._untaken = 0
        self._room = asyncio.Event()
        self._room.set()
        self.large = asyncio.Semaphore(LARGE_AT_ONCE)

    @asynccontextmanager
    async def take(self, host: str) -> AsyncIterator[None]:
        """Waits for a slot and holds it inside the block."""
        entry = self._hosts.setdefault(host, _Host(asyncio.Semaphore(self._per_host)))
        entry.users += 1
        try:
            async with entry.semaphore:
                while (pause := entry.paused_until - asyncio.get_running_loop().time()) > 0:
                    await asyncio.sleep(pause)
                async with self._total:
                    await self._room.wait()
                    yield
        finally:
            entry.users -= 1
            if entry.users == 0 and entry.paused_until <= asyncio.get_running_loop().time():
                del self._hosts[host]

    def pause(self, host: str, seconds: float) -> None:
        """Ask nothing of this host for so long. Called while a slot of the host is held."""
        entry = self._hosts[host]
        entry.paused_until = max(entry.paused_until, asyncio.get_running_loop().time() + seconds)

    def count_untaken(self, change: int) -> None:
        """So many more bytes (fewer, when negative) wait to be taken."""
        self._untaken += change
        if self._untaken > UNTAKEN_BYTES:
            self._room.clear()
        else:
            self._room.set()


class _Host:
    __slots__ = ("paused_until", "semaphore", "users")

    def __init__(self, semaphore: asyncio.Semaphore) -> None:
        self.semaphore = semaphore
        self.users = 0
        self.paused_until = 0.0
