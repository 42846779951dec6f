"""The methods that members of a zip archive are packed with (APPNOTE 4.4.5), each unpacked within a limit."""

from __future__ import annotations

import bz2
import lzma
import zipfile
import zlib
from collections.abc import Callable, Mapping

from pictrace.sources.bounded_bytes import Collector, Inflater

# What the unpackers raise for bytes that are not of their method.
UNPACKING_ERRORS = (zlib.error, lzma.LZMAError, EOFError, ValueError)

_NOT_READ: Mapping[int, str] = {
    1: "Shrink",
    6: "Implode",
    9: "Deflate64",
    12: "bzip2",
    14: "LZMA",
    93: "Zstandard",
    95: "xz",
    97: "WavPack",
    98: "PPMd",
}
# Two numbers of two bytes: the version, and the length of the properties behind them (APPNOTE 5.8.8).
_LZMA_HEADER = 4
_LZMA_PROPERTIES = 5
_LEAST_DICTIONARY = 4096


def unpacker(method: int, limit: int) -> Collector | None:
    """What collects a member's bytes, at most `limit` of them; None for a method that is not read."""
    make = _UNPACKERS.get(method)
    return None if make is None else make(limit)


def method_name(method: int) -> str:
    """What people call a method that is not read."""
    return _NOT_READ.get(method, f"method {method}")


class _Stored(Collector):
    @property
    def complete(self) -> bool:
        return False  # nothing in the bytes says that they end


class _Bzip2(Collector):
    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self._unpack = bz2.BZ2Decompressor()

    @property
    def complete(self) -> bool:
        return self._unpack.eof

    def feed(self, chunk: bytes) -> None:
        super().feed(self._unpack.decompress(chunk, self._limit + 1 - self.size))


class _Lzma(Collector):
    """LZMA as zip keeps it: a header of its own, then the raw stream, which need not say where it ends."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self._header = b""
        self._unpack: lzma.LZMADecompressor | None = None

    @property
    def complete(self) -> bool:
        # Without an end mark the declared size is the end, and what might follow it is no data.
        return self.size == self._limit or (self._unpack is not None and self._unpack.eof)

    def feed(self, chunk: bytes) -> None:
        if self._unpack is None:
            self._header += chunk
            length = int.from_bytes(self._header[2:_LZMA_HEADER], "little")
            if len(self._header) < _LZMA_HEADER + length:
                return
            self._unpack = lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[self._filter(length)])
            chunk = self._header[_LZMA_HEADER + length :]
        super().feed(self._unpack.decompress(chunk, self._limit - self.size))

    def _filter(self, length: int) -> dict[str, int]:
        properties = self._header[_LZMA_HEADER : _LZMA_HEADER + length]
        if length != _LZMA_PROPERTIES or properties[0] >= 9 * 5 * 5:
            raise ValueError("its LZMA properties are damaged")
        positions, literals = divmod(properties[0], 9)
        position_bits, literal_positions = divmod(positions, 5)
        return {
            "id": lzma.FILTER_LZMA1,
            # What it declares is allocated at once; no dictionary need be larger than what is unpacked.
            "dict_size": max(_LEAST_DICTIONARY, min(int.from_bytes(properties[1:], "little"), self._limit)),
            "lc": literals,
            "lp": literal_positions,
            "pb": position_bits,
        }


def _inflater(limit: int) -> Collector:
    return Inflater(limit, -zlib.MAX_WBITS)


_UNPACKERS: Mapping[int, Callable[[int], Collector]] = {
    zipfile.ZIP_STORED: _Stored,
    zipfile.ZIP_DEFLATED: _inflater,
    zipfile.ZIP_BZIP2: _Bzip2,
    zipfile.ZIP_LZMA: _Lzma,
}
