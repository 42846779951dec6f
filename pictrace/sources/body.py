"""The body of an HTTP answer, refused as soon as it is seen to be too large or no picture."""

from __future__ import annotations

import asyncio
import zlib
from contextlib import AsyncExitStack

import aiohttp

from pictrace.errors import FetchError, FetchRefused
from pictrace.sources.bounded import Collector, Inflater, TooMuchError
from pictrace.sources.files import in_words

# Sixteen bodies of 200 MB at once would be 3.2 GB; a body beyond this size waits for one of a few places.
LARGE = 16_000_000


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
    body = _collector(response.headers.get("Content-Encoding", ""), address, max_bytes)
    looked_at_head = has_place = False
    async with AsyncExitStack() as held:
        async for chunk in response.content.iter_any():
            try:
                body.feed(chunk)
            except TooMuchError:
                raise FetchRefused(_too_large(address, "sends more", max_bytes)) from None
            except zlib.error:
                raise FetchError(f"{address} sent packed data that is damaged; try again later.") from None
            if body.size and not looked_at_head:
                looked_at_head = True
                _refuse_page(body.head(), response.content_type, address)
            if body.size > LARGE and not has_place:
                has_place = True
                await _wait_for_place(held, large, deadline)
        if not body.size:
            raise FetchError(f"{address} answered with nothing; check the address.")
        if not body.complete:
            raise FetchError(f"{address} sent packed data that is cut off; try again later.")
        return body.data()


async def _wait_for_place(held: AsyncExitStack, large: asyncio.Semaphore, deadline: asyncio.Timeout) -> None:
    now = asyncio.get_running_loop().time
    left = (deadline.when() or now()) - now()
    deadline.reschedule(None)
    await held.enter_async_context(large)
    deadline.reschedule(now() + left)


def _collector(encoding: str, address: str, max_bytes: int) -> Collector:
    """Servers are asked not to compress; some do it all the same."""
    match encoding.strip().lower():
        case "" | "identity":
            return Collector(max_bytes)
        case "gzip" | "x-gzip":
            return Inflater(max_bytes, 16 + zlib.MAX_WBITS)
        case "deflate":
            return Inflater(max_bytes, zlib.MAX_WBITS)
        case other:
            raise FetchRefused(
                f"{address} is sent packed as {other!r}, which was not asked for; save it and add the file."
            )


def _refuse_page(head: bytes, content_type: str, address: str) -> None:
    """By the content, not the header alone: some servers call every answer text/html."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:15].lower()
    if start.startswith((b"<!doctype html", b"<html")) or (content_type == "text/html" and start.startswith(b"<")):
        raise FetchRefused(f"{address} is a web page, not a picture; give the address of the picture itself.")


def _too_large(address: str, what: str, max_bytes: int) -> str:
    return f"{address} {what}, over the limit of {in_words(max_bytes)}; save a smaller version and add that."
