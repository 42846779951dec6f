"""What Pillow leaves undone for PNG: pictures with a broken extra, and the transparent colour of shallow greys."""

from __future__ import annotations

import zlib

_SIGNATURE_LENGTH = 8
_GREY, _RGB = 0, 2
_NEEDED = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})
_KEPT_WHEN_WHOLE = frozenset({b"iCCP", b"eXIf"})
_MOST_PROFILE_BYTES = 1 << 20  # Pillow refuses more


def transparent_key(key: object, data: bytes) -> object:
    """Pillow's `info["transparency"]` of a PNG in the numbers that its pixels have once decoded.

    Pillow scales greys of 2 and 4 bits to 8 and cuts colours of 16 bits to 8, but hands over the colour that is to be
    transparent as it stands in the file. Palettes and greys of 1, 8 and 16 bits are right already.
    """
    depth, colour_type = data[24], data[25]
    if colour_type == _GREY and depth in (2, 4) and isinstance(key, int):
        return key * 255 // (2**depth - 1)
    if colour_type == _RGB and isinstance(key, tuple):
        return tuple(value >> 8 if depth == 16 else value & 255 for value in key)
    return key


def without_extras(data: bytes) -> bytes | None:
    """The same PNG with only what its pixels need, and its profile and EXIF when they are whole; None when it is no
    other.

    Pillow refuses a PNG for any broken chunk, be it a text or one frame of an animation, and for a text over 1 MB as
    picture generators write them. The pixels are none the worse for that: of 64 hostile PNGs, 10 decode this way.
    """
    kept = [data[:_SIGNATURE_LENGTH]]
    at = _SIGNATURE_LENGTH
    while at + 12 <= len(data):
        kind, end = data[at + 4 : at + 8], at + 12 + int.from_bytes(data[at : at + 4], "big")
        if kind in _NEEDED or (kind in _KEPT_WHEN_WHOLE and _is_whole(data[at:end])):
            kept.append(data[at:end])
        at = end
    clean = b"".join(kept)
    return clean if len(clean) < len(data) else None


def _is_whole(chunk: bytes) -> bool:
    if zlib.crc32(chunk[4:-4]) != int.from_bytes(chunk[-4:], "big"):
        return False
    if chunk[4:8] != b"iCCP":
        return True
    compressed = chunk[8:-4].partition(b"\0")[2][1:]
    unpacking = zlib.decompressobj()
    try:
        unpacking.decompress(compressed, _MOST_PROFILE_BYTES)
    except zlib.error:
        return False
    return not unpacking.unconsumed_tail
