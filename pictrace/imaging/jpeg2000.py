"""What Pillow does not read of a JPEG 2000 file: its ICC profile, EXIF and XMP, and how far it can be reduced.

The code stream: ISO/IEC 15444-1 Annex A. The UUIDs are those that Adobe and ExifTool use.
"""

from __future__ import annotations

from dataclasses import dataclass

from pictrace.imaging.iso_boxes import boxes

_XMP = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
_EXIF = b"JpgTiffExif->JP2"
_CODE_STREAM = b"\xff\x4f\xff\x51"
_CODING_STYLE, _START_OF_TILE = 0x52, 0x90
_RESTRICTED_ICC, _ANY_ICC = 2, 3


@dataclass(frozen=True, slots=True)
class Jpeg2000Extras:
    """icc_profile, exif and xmp as bytes, None where absent; levels: how often it can be halved, 0 when unknown."""

    icc_profile: bytes | None
    exif: bytes | None
    xmp: bytes | None
    levels: int


def read_extras(data: bytes) -> Jpeg2000Extras:
    """What the boxes say, as far as they are whole; never fails."""
    icc_profile = exif = xmp = None
    code_stream = 0 if data.startswith(_CODE_STREAM) else None
    if code_stream is None:
        for kind, start, end in boxes(data, 0, len(data)):
            if kind == b"uuid" and data[start : start + 16] == _XMP:
                xmp = data[start + 16 : end]
            elif kind == b"uuid" and data[start : start + 16] == _EXIF:
                exif = data[start + 16 : end]
            elif kind == b"jp2c" and code_stream is None:
                code_stream = start
            elif kind == b"jp2h":
                for inner, first, last in boxes(data, start, end):
                    if inner == b"colr" and first < last and data[first] in (_RESTRICTED_ICC, _ANY_ICC):
                        icc_profile = data[first + 3 : last]
    levels = 0 if code_stream is None else _levels(data, code_stream)
    return Jpeg2000Extras(icc_profile, exif, xmp, levels)


def _levels(data: bytes, code_stream: int) -> int:
    at = code_stream + 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != _START_OF_TILE:
        if data[at + 1] == _CODING_STYLE:
            return data[at + 9] if at + 9 < len(data) else 0
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return 0
