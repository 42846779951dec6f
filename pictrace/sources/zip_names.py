"""The names of an archive's members as text, each once, and each a plain path below the archive."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Sequence

UTF8_NAME = 0x800
# Info-ZIP's Unicode Path: version, checksum of the name in the header, the name in UTF-8 (APPNOTE 4.6.9).
_UNICODE_PATH = 0x7075
_UNICODE_HEADER = struct.Struct("<BL")
_EXTRA_HEADER = struct.Struct("<HH")
_NAMELESS = "nameless"
_DRIVE = re.compile(r"[A-Za-z]:")


def unique_names(infos: Sequence[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """Name → member, in the order of the directory, folders left out.

    Of members with one name the last keeps it, as in unpacking; the others are numbered ("a (2).jpg"), not lost.
    """
    named = [(plain(name) or _NAMELESS, info) for info in infos if not (name := name_of(info)).endswith("/")]
    last = dict(named)
    taken, numbers = set(last), Counter[str]()
    members: dict[str, zipfile.ZipInfo] = {}
    for name, info in named:
        own = name
        while last[name] is not info and own in taken:
            numbers[name] += 1
            own = _numbered(name, numbers[name] + 1)
        taken.add(own)
        members[own] = info
    return members


def name_of(info: zipfile.ZipInfo) -> str:
    """The name as it was meant, with slashes.

    By the standard it is UTF-8 when flagged, else code page 437. Packers that know better add a field with the name in
    UTF-8, which counts while it is of this very name; many others write UTF-8 without a flag.
    """
    name = info.orig_filename
    if not info.flag_bits & UTF8_NAME:
        raw = name.encode("cp437")
        meant = _unicode_path(info.extra, raw)
        try:
            name = meant or raw.decode("utf-8")
        except UnicodeError:
            name = info.orig_filename
    return name.partition("\0")[0].replace("\\", "/")


def plain(name: str) -> str:
    """A path below the archive: without "." and "..", drives and slashes at its ends, as unpackers make it."""
    parts = name.replace("\\", "/").split("/")
    if _DRIVE.fullmatch(parts[0]):
        del parts[0]
    return "/".join(part for part in parts if part not in ("", ".", ".."))


def _unicode_path(extra: bytes, raw: bytes) -> str | None:
    at = 0
    while at + _EXTRA_HEADER.size <= len(extra):
        kind, length = _EXTRA_HEADER.unpack_from(extra, at)
        at += _EXTRA_HEADER.size
        field = extra[at : at + length]
        at += length
        if kind != _UNICODE_PATH or len(field) != length or length <= _UNICODE_HEADER.size:
            continue
        version, checksum = _UNICODE_HEADER.unpack_from(field)
        # Whoever renamed the member without knowing of this field left a checksum of another name.
        if version == 1 and checksum == zlib.crc32(raw):
            try:
                return field[_UNICODE_HEADER.size :].decode("utf-8")
            except UnicodeDecodeError:
                return None
    return None


def _numbered(name: str, number: int) -> str:
    folder, slash, last = name.rpartition("/")
    stem, dot, extension = last.rpartition(".")
    stem, ending = (stem, dot + extension) if stem else (last, "")
    return f"{folder}{slash}{stem} ({number}){ending}"
