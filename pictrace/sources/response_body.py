"""The body of an HTTP answer, refused as soon as it is seen to be too large or no picture."""

from __future__ import annotations

import asyncio
import zlib
from contextlib import AsyncExitStack

import aiohttp

from pictrace.errors import FetchError, FetchRefused
from pictrace.sources.bounded_bytes import GZIP_MAGIC, Collector, TooMuchError
from pictrace.sources.content_coding import UnknownCodingError, codings, unpacker
from pictrace.sources.kinds import HEAD, looks_like_picture
from pictrace.system.byte_counts import in_words

# Sixteen bodies of 200 MB at once would be 3.2 GB; a body beyond this size waits for one of a few places.
LARGE = 16_000_000
# Packed twice occurs, where a server packs what was stored packed. More is nobody's picture.
_MOST_LAYERS = 3
_SLICE = 1 << 16


async def read_body(
    response: aiohttp.ClientResponse,
    address: str,
    max_bytes: int,
    large: asyncio.Semaphore,
    deadline: asyncio.Timeout,
) -> bytes:
    """The body, unpacked, never more than `max_bytes`.

    address : as it may be shown. large : what a body over `LARGE` must hold; waiting for it is not the server's
    fault and does not count towards the deadline. Raises FetchRefused for size and type, FetchError for a body that
    is empty or damaged.
    """
    declared = response.content_length
    if declared is not None and declared > max_bytes:
        raise FetchRefused(_too_large(address, f"has {in_words(declared)}", max_bytes))
    claimed = ",".join(response.headers.getall("Content-Encoding", []))
    body = _Body(claimed, response.content_type, address, max_bytes)
    has_place = False
    async with AsyncExitStack() as held:
        async for chunk in response.content.iter_any():
            body.feed(chunk)
            if body.size > LARGE and not has_place:
                has_place = True
                await _wait_for_place(held, large, deadline)
        return body.data()


async def _wait_for_place(held: AsyncExitStack, large: asyncio.Semaphore, deadline: asyncio.Timeout) -> None:
    now = asyncio.get_running_loop().time
    left = (deadline.when() or now()) - now()
    deadline.reschedule(None)
    await held.enter_async_context(large)
    deadline.reschedule(now() + left)


class _Body:
    """Takes chunks; once enough has come to see what it is, decides how to unpack it, or that it is no picture."""

    def __init__(self, claimed: str, content_type: str, address: str, max_bytes: int) -> None:
        self._layers, self._content_type = codings(claimed), content_type
        self._address, self._max_bytes = address, max_bytes
        self._first = b""
        self._outer: Collector | None = None

    @property
    def size(self) -> int:
        return self._outer.size if self._outer else len(self._first)

    def feed(self, chunk: bytes) -> None:
        if self._outer is None:
            self._first += chunk
            if len(self._first) >= HEAD:
                self._begin()
        else:
            self._add(self._outer, chunk)

    def data(self) -> bytes:
        """All of it, every layer of packing taken off."""
        if not self.size:
            raise self._nothing()
        data = self._finished(self._outer or self._begin())
        for layer in self._layers[1:]:
            data = self._unpacked(layer, data)
        # Stored packed, by whoever put it there, and sent without a word or packed once more.
        for _ in range(len(self._layers), _MOST_LAYERS):
            if data.startswith(GZIP_MAGIC):
                data = self._unpacked("gzip", data)
        if not data:
            raise self._nothing()
        return data

    def _unpacked(self, layer: str, data: bytes) -> bytes:
        inner = self._unpacker(layer, data)
        for start in range(0, len(data), _SLICE):
            self._add(inner, data[start : start + _SLICE])
        return self._finished(inner)

    def _begin(self) -> Collector:
        first, self._first = self._first, b""
        self._refuse_page(first)
        if looks_like_picture(first):
            self._layers = []
        if len(self._layers) > _MOST_LAYERS:
            raise FetchRefused(f"{self._address} is sent packed {len(self._layers)} times; save it and add the file.")
        self._outer = self._unpacker(self._layers[0], first) if self._layers else Collector(self._max_bytes)
        self._add(self._outer, first)
        return self._outer

    def _unpacker(self, layer: str, data: bytes) -> Collector:
        try:
            return unpacker(layer, data[:HEAD], self._max_bytes)
        except UnknownCodingError as error:
            raise FetchRefused(
                f"{self._address} is sent packed as {error.args[0][:40]!r}, which was not asked for; "
                "save it and add the file."
            ) from None

    def _add(self, collector: Collector, chunk: bytes) -> None:
        before = collector.size
        try:
            collector.feed(chunk)
        except TooMuchError:
            raise FetchRefused(_too_large(self._address, "sends more", self._max_bytes)) from None
        except zlib.error:
            raise FetchError(f"{self._address} sent packed data that is damaged; try again later.") from None
        if collector.size and not before:
            self._refuse_page(collector.head())

    def _finished(self, collector: Collector) -> bytes:
        if not collector.complete:
            raise FetchError(f"{self._address} sent packed data that is cut off; try again later.")
        return collector.data()

    def _nothing(self) -> FetchError:
        return FetchError(f"{self._address} answered with nothing; check the address.")

    def _refuse_page(self, head: bytes) -> None:
        """By the content, not the header alone: some servers call every answer text/html."""
        start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:15].lower()
        named_page = self._content_type == "text/html" and start.startswith(b"<")
        if named_page or start.startswith((b"<!doctype html", b"<html")):
            raise FetchRefused(f"{self._address} is a web page, not a picture; give the address of the picture itself.")


def _too_large(address: str, what: str, max_bytes: int) -> str:
    return f"{address} {what}, over the limit of {in_words(max_bytes)}; save a smaller version and add that."
