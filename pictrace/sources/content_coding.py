"""How an HTTP body is packed (RFC 9110, 8.4): what the server claims, and what the bytes say, who are believed first.

Servers are asked not to pack. Some do it all the same; more write into `Content-Encoding` what is none ("utf-8",
"jpeg"), or keep the header of a body that something on the way has unpacked already.
"""

from __future__ import annotations

import re
import zlib

from pictrace.sources.bounded_bytes import GZIP_MAGIC, Collector, Inflater
from pictrace.sources.kinds import looks_like_picture

_MEANS_NOTHING = re.compile(
    r"|identity|none|null|raw|plain|binary|[78]bit|utf-?8|utf-?16|us-ascii|iso-8859-\d+|windows-\d+|(aws-)?chunked|"
    r"base64|jpe?g|png|gif|webp|avif|bmp|tiff?|heic|[a-z]+/[a-z0-9.+-]+"
)


class UnknownCodingError(Exception):
    """The body is packed in a way that is not undone here; `args[0]` is what the server calls it."""


def codings(claimed: str) -> list[str]:
    """The codings that a `Content-Encoding` names and that mean something, the outermost first."""
    named = (part.strip(" \t\"';").lower().removeprefix("x-") for part in claimed.split(","))
    return [name for name in named if not _MEANS_NOTHING.fullmatch(name)][::-1]


def unpacker(coding: str, head: bytes, limit: int) -> Collector:
    """What takes one layer off a body that is said to be packed like this. Raises UnknownCodingError.

    head : how the body begins.
    """
    if looks_like_picture(head):
        return Collector(limit)
    if head.startswith(GZIP_MAGIC):
        return Inflater(limit, 16 + zlib.MAX_WBITS)
    if coding in ("gzip", "deflate"):
        # "deflate" means zlib's form. Half of those who wrote servers read it as bare DEFLATE, some mix up all three.
        return Inflater(limit, zlib.MAX_WBITS if _begins_zlib(head) else -zlib.MAX_WBITS)
    raise UnknownCodingError(coding)


def _begins_zlib(head: bytes) -> bool:
    """RFC 1950, 2.2."""
    return len(head) > 1 and head[0] & 0x0F == 8 and head[0] >> 4 < 8 and int.from_bytes(head[:2], "big") % 31 == 0
