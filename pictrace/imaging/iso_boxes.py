"""The boxes that JPEG 2000 and HEIC files are made of: ISO/IEC 15444-1 Annex I.4, ISO/IEC 14496-12 section 4.2."""

from __future__ import annotations

from collections.abc import Iterator


def boxes(data: bytes, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Type, start and end of the contents of each box between two offsets; the last is clipped when it is cut off."""
    while at + 8 <= end:
        length, header = int.from_bytes(data[at : at + 4], "big"), 8
        kind = data[at + 4 : at + 8]
        if length == 1:
            length, header = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        elif length == 0:  # the last box, to the end of the file
            length = end - at
        if length < header:
            return
        yield kind, at + header, min(at + length, end)
        at += length
