"""Bytes collected within a limit, as they are or unpacked from DEFLATE: zip members and HTTP bodies."""

from __future__ import annotations

import zlib

GZIP_MAGIC = b"\x1f\x8b\x08"  # the magic number, and the only method that there is
# Packs in a row hold 64 kB each where a program makes them; many more, and smaller, would cost time without end.
_MOST_PACKS = 10_000


class TooMuchError(Exception):
    """More comes than the limit allows: a very large picture, or a bomb."""


class Collector:
    """Collects chunks. `size` is what was collected so far, at most `limit`."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._parts: list[bytes] = []
        self.size = 0

    @property
    def complete(self) -> bool:
        """Whether the data may end here."""
        return True

    def feed(self, chunk: bytes) -> None:
        """Raises TooMuchError over the limit."""
        self.size += len(chunk)
        if chunk:
            self._parts.append(chunk)
        if self.size > self._limit:
            raise TooMuchError

    def head(self) -> bytes:
        """The first part that came; not empty once `size` is above 0."""
        return self._parts[0] if self._parts else b""

    def data(self) -> bytes:
        """All that came."""
        return b"".join(self._parts)


class Inflater(Collector):
    """Unpacks what it is fed, and holds at most `limit` + 1 bytes of output at any moment.

    window_bits : as zlib counts them: -15 raw DEFLATE (zip), 15 with zlib's header, 31 with gzip's. Several packs of
    gzip in a row are one (RFC 1952, 2.2); whatever else comes behind the end is left aside.
    """

    def __init__(self, limit: int, window_bits: int) -> None:
        super().__init__(limit)
        self._window_bits = window_bits
        self._unpack = zlib.decompressobj(window_bits)
        self._packs = 1
        self._behind = b""

    @property
    def complete(self) -> bool:
        return self._unpack.eof

    def feed(self, chunk: bytes) -> None:
        """Raises TooMuchError over the limit and zlib.error for data that is no DEFLATE."""
        while chunk:
            if self._unpack.eof:
                chunk = self._behind + chunk
                self._behind = chunk[: len(GZIP_MAGIC)]
                if self._window_bits <= zlib.MAX_WBITS or not chunk.startswith(GZIP_MAGIC):
                    return
                self._packs += 1
                if self._packs > _MOST_PACKS:
                    raise TooMuchError
                self._unpack = zlib.decompressobj(self._window_bits)
            super().feed(self._unpack.decompress(chunk, self._limit + 1 - self.size))
            chunk, self._behind = self._unpack.unused_data, b""
