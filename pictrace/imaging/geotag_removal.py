"""A file without what it says of the place where it was taken: nothing else of it changes, its pixels least of all.

JPEG and PNG are sets of marked parts, of which those that tell of a place are mended or left out. In the other formats
parts are found by their distance from the beginning, so that one that is cut out breaks the rest.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator

from pictrace.imaging.formats import Format, recognise
from pictrace.imaging.metadata import READING_ERRORS
from pictrace.imaging.metadata.geotag import Place, has_gps, read_place
from pictrace.imaging.pillow_opening import open_picture, quieten_pillow

_EXIF, _XMP, _LONG_XMP = b"Exif\0\0", b"http://ns.adobe.com/xap/1.0/\0", b"http://ns.adobe.com/xmp/extension/\0"
_PICTURES_BEHIND = b"MPF\0"  # CIPA DC-007: further pictures behind the first, each with EXIF of its own
_NEEDED = (b"JFIF\0", b"ICC_PROFILE\0", b"Adobe")
_WORDS = (b"exif:GPS", b"GPSLatitude", b"GPSLongitude")
_ATTRIBUTE = re.compile(rb"""\s[\w.-]*:?GPS\w*\s*=\s*("[^"]*"|'[^']*')""")
_ELEMENT = re.compile(rb"<([\w.-]*:?GPS\w*)\b[^<>]*(?:/>|>[^<>]*</\1\s*>)")
_GPS_POINTER = 0x8825
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
_APP1, _APP15, _COMMENT, _SCAN, _END = 0xE1, 0xEF, 0xFE, 0xDA, 0xD9
_TEXT_CHUNKS = (b"tEXt", b"zTXt", b"iTXt")
_MOST_TEXT = 1 << 24


def place_of(data: bytes) -> Place | None:
    """The place that a picture file names, None where it names none or cannot be read."""
    format = recognise(data)
    if format is None:
        return None
    quieten_pillow()
    try:
        with open_picture(data, format) as image:
            return read_place(image)
    except READING_ERRORS:
        return None


def tells_place(data: bytes) -> bool:
    """Whether a picture file may say where it was taken; True too where that cannot be read."""
    format = recognise(data)
    if format is None or any(word in data for word in _WORDS):
        return True
    if format is Format.PNG and any(_text_tells(kind, body) for kind, body in _chunks(data)):
        return True
    if format is Format.JPEG and any(sign in data[_jpeg_end(data) :] for sign in (_EXIF, b"ftyp")):
        return True  # a second picture, or a film, behind the first
    quieten_pillow()
    try:
        with open_picture(data, format) as image:
            return has_gps(image)
    except READING_ERRORS:
        return True


def without_place(data: bytes) -> bytes | None:
    """The same file without its place; None for a format in which that is not safe, and for a damaged file."""
    format = recognise(data)
    if format is Format.JPEG:
        return _jpeg(data)
    return _png(data) if format is Format.PNG else None


# ---------------------------------------------------------------- JPEG


def _jpeg(data: bytes) -> bytes | None:
    kept = [data[:2]]
    for marker, start, end in _segments(data):
        if not _APP1 <= marker <= _APP15 and marker != _COMMENT:
            kept.append(data[start:end])
            continue
        body = data[start + 4 : end]
        cleaned = _application(body)
        if cleaned is not None and len(cleaned) + 2 < 1 << 16:
            kept.append(data[start : start + 2] + struct.pack(">H", len(cleaned) + 2) + cleaned)
        if marker == _END:
            break
    whole = b"".join(kept)
    return whole if whole.endswith(b"\xff\xd9") else None


def _application(body: bytes) -> bytes | None:
    """An application's part without places; None when all of it has to go."""
    if body.startswith(_EXIF):
        exif = exif_without_gps(body[len(_EXIF) :])
        return None if exif is None else _EXIF + exif
    if body.startswith(_XMP):
        packet = _ELEMENT.sub(b"", _ATTRIBUTE.sub(b"", body[len(_XMP) :]))
        return None if b"GPS" in packet else _XMP + packet
    if body.startswith(_NEEDED):
        return body
    return None if body.startswith((_LONG_XMP, _PICTURES_BEHIND)) or b"GPS" in body else body


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Marker, start and end of every part after the first two bytes; a scan's part reaches to the next marker.
    Nothing behind the end of the picture, and nothing from where the file is damaged on."""
    at = 2
    while at + 2 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == _END:
            yield marker, at, at + 2
            return
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if end > len(data) or end < at + 4:
            return
        if marker == _SCAN:
            end = _next_marker(data, end)
        yield marker, at, end
        at = end


def _next_marker(data: bytes, at: int) -> int:
    """Where coded pixels end: 0xFF followed by neither 0 nor a restart."""
    while (at := data.find(b"\xff", at)) >= 0 and at + 1 < len(data):
        if data[at + 1] not in (0x00, *range(0xD0, 0xD8)):
            return at
        at += 2
    return len(data)


def _jpeg_end(data: bytes) -> int:
    return max((end for _, _, end in _segments(data)), default=len(data))


# ---------------------------------------------------------------- PNG


def _png(data: bytes) -> bytes | None:
    kept = [data[:8]]
    for kind, body in _chunks(data):
        cleaned: bytes | None = body
        if kind == b"eXIf":
            cleaned = exif_without_gps(body.removeprefix(_EXIF))
        elif _text_tells(kind, body):
            cleaned = None
        if cleaned is not None:
            crc = zlib.crc32(kind + cleaned)
            kept.append(struct.pack(">I", len(cleaned)) + kind + cleaned + struct.pack(">I", crc))
        if kind == b"IEND":
            return b"".join(kept)
    return None


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        yield data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        at += 12 + length


def _text_tells(kind: bytes, body: bytes) -> bool:
    """Whether a chunk is a text that may name a place: one with EXIF in it, packed or not, or one that says GPS."""
    if kind not in _TEXT_CHUNKS:
        return False
    if body.lower().startswith((b"raw profile type exif", b"raw profile type app1", b"raw profile type xmp")):
        return True
    texts = [body]
    # Wherever the text begins in zTXt and iTXt, it begins as zlib streams do.
    for start in re.finditer(rb"\x78[\x01\x5e\x9c\xda]", body[:2000]):
        unpacking = zlib.decompressobj()
        try:
            texts.append(unpacking.decompress(body[start.start() :], _MOST_TEXT))
        except zlib.error:
            continue
    return any(b"GPS" in text for text in texts)


# ---------------------------------------------------------------- EXIF


def exif_without_gps(tiff: bytes) -> bytes | None:
    """EXIF, a TIFF of directories, with the one of places blanked and no longer named; None when it is damaged."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if order is None or len(tiff) < 10:
        return None
    made = bytearray(tiff)
    try:
        (at,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, at)
        for row in range(count):
            start = at + 2 + 12 * row
            tag, _, _, value = struct.unpack_from(f"{order}HHII", tiff, start)
            if tag != _GPS_POINTER:
                continue
            _blank(made, order, value)
            # The rows behind it move up, and the address of the next directory with them.
            end = at + 2 + 12 * count + 4
            made[start : end - 12] = tiff[start + 12 : end]
            made[end - 12 : end] = bytes(12)
            struct.pack_into(f"{order}H", made, at, count - 1)
            return bytes(made)
    except struct.error:
        return None
    return tiff


def _blank(made: bytearray, order: str, at: int) -> None:
    """Zeros over a directory and over what it points to. Raises struct.error where it reaches beyond the end."""
    (count,) = struct.unpack_from(f"{order}H", made, at)
    for row in range(count):
        start = at + 2 + 12 * row
        _, kind, number, value = struct.unpack_from(f"{order}HHII", made, start)
        size = _SIZES.get(kind, 1) * number
        if size > 4:
            if value + size > len(made):
                raise struct.error
            made[value : value + size] = bytes(size)
    made[at : at + 2 + 12 * count] = bytes(2 + 12 * count)
