"""Zip archives made by hand, of what zipfile does not write."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """A member. packed : its bytes as they lie in the file, with the method. at : its place, if not behind the last."""

    name: bytes
    data: bytes
    flag: int = 0
    extra: bytes = b""
    method: int = 0
    packed: bytes | None = None
    at: int | None = None
    descriptor: bool = False


def archive(*entries: Entry, prefix: bytes = b"", comment: bytes = b"", disk: int = 0) -> bytes:
    """The archive of these entries behind a prefix, its offsets counted from behind it."""
    body, directory = bytearray(), bytearray()
    for entry in entries:
        packed = entry.data if entry.packed is None else entry.packed
        flag = entry.flag | 8 * entry.descriptor
        facts = struct.pack("<III", zlib.crc32(entry.data), len(packed), len(entry.data))
        head = struct.pack("<HHHH", flag, entry.method, 0, 0x21)
        lengths = struct.pack("<HH", len(entry.name), len(entry.extra))
        at = len(body) if entry.at is None else entry.at
        if entry.at is None:
            told = bytes(12) if entry.descriptor else facts
            body += b"PK\x03\x04" + struct.pack("<H", 20) + head + told + lengths + entry.name + entry.extra + packed
            body += b"PK\x07\x08" + facts if entry.descriptor else b""
        directory += b"PK\x01\x02" + struct.pack("<HH", 20, 20) + head + facts + lengths
        directory += struct.pack("<HHHII", 0, 0, 0, 0, at) + entry.name + entry.extra
    end = struct.pack("<HHHHIIH", disk, disk, len(entries), len(entries), len(directory), len(body), len(comment))
    return prefix + bytes(body + directory) + b"PK\x05\x06" + end + comment


def unicode_path(name: str, of: bytes, version: int = 1) -> bytes:
    """Info-ZIP's extra field with the name in UTF-8. of : the name in the header."""
    raw = name.encode()
    return struct.pack("<HHBL", 0x7075, len(raw) + 5, version, zlib.crc32(of)) + raw
