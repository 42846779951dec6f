"""What a file is when it is no picture that is understood: the end of the sentence for a person."""

from __future__ import annotations

import re

from pictrace.imaging.formats import UNDERSTOOD

_EXTENSIONS = (
    "jxl ico cur icns tga pcx ppm pgm pbm pnm pam dds hdr exr fits qoi sgi xbm xpm psd psb xcf svg svgz eps ai wmf emf "
    "cr2 cr3 crw nef nrw arw srf sr2 dng orf rw2 raf pef ptx srw x3f 3fr iiq kdc dcr mrw erf raw "
    "blp fli flc fpx jls jxr wdp"
)
# What people call pictures although it is not read here.
EXTENSIONS = frozenset(_EXTENSIONS.split())

_OTHER_PICTURE = "is {}, which PicTrace does not read; save it as JPEG, PNG or TIFF and add that"
_NO_PICTURE = "is {}, not a picture; choose the picture itself"
_PDF = "is a PDF document, not a picture; export its pages as JPEG, PNG or TIFF and add those"
_DRAWING = "is {}, which has no pixels; export it as PNG and add that"
_ARCHIVE = "is {}, not a picture; unpack it and add the pictures in it"
_ZIP = (
    "is a zip archive or an office document, not a picture; "
    "unpack it, or give its file a name that ends in .zip, and add that"
)
_VIDEO = "is a video, not a picture; save a frame of it as JPEG or PNG and add that"
_SOUND = "is a sound recording, not a picture; choose the picture itself"
_MANGLED = "was damaged by being copied as text instead of as a picture; get another copy"
_WEB_PAGE = "is a web page, not a picture; save the picture itself instead of the page around it"
_TARGA = _OTHER_PICTURE.format("a Targa (TGA) picture")

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", _PDF),
    (b"PK\x03\x04", _ZIP),
    (b"PK\x05\x06", _ZIP),
    (b"PK\x07\x08", _ARCHIVE.format("a part of a zip archive")),
    (b"\x1f\x8b", _ARCHIVE.format("a gzip archive")),
    (b"7z\xbc\xaf\x27\x1c", _ARCHIVE.format("a 7-Zip archive")),
    (b"Rar!", _ARCHIVE.format("a RAR archive")),
    (b"BZh", _ARCHIVE.format("a bzip2 archive")),
    (b"\xfd7zXZ", _ARCHIVE.format("an xz archive")),
    (b"8BPS", _OTHER_PICTURE.format("a Photoshop document")),
    (b"%!PS", _DRAWING.format("an EPS or PostScript document")),
    (b"\xc5\xd0\xd3\xc6", _DRAWING.format("an EPS document")),
    (b"\xd7\xcd\xc6\x9a", _DRAWING.format("a WMF drawing")),
    (b"icns", _OTHER_PICTURE.format("an icon")),
    (b"\xff\x0a", _OTHER_PICTURE.format("a JPEG XL picture")),
    (b"\0\0\0\x0cJXL ", _OTHER_PICTURE.format("a JPEG XL picture")),
    (b"II\xbc", _OTHER_PICTURE.format("a JPEG XR picture")),
    (b"\x76\x2f\x31\x01", _OTHER_PICTURE.format("an OpenEXR picture")),
    (b"#?RADIANCE", _OTHER_PICTURE.format("a Radiance HDR picture")),
    (b"FUJIFILM", _OTHER_PICTURE.format("a camera's raw file")),
    (b"FOVb", _OTHER_PICTURE.format("a camera's raw file")),
    (b"\0MRM", _OTHER_PICTURE.format("a camera's raw file")),
    (b"II\x1a\0\0\0HEAP", _OTHER_PICTURE.format("a camera's raw file")),
    (b"IIRO", _OTHER_PICTURE.format("a camera's raw file")),
    (b"IIRS", _OTHER_PICTURE.format("a camera's raw file")),
    (b"IIU\0", _OTHER_PICTURE.format("a camera's raw file")),
    (b"DDS ", _OTHER_PICTURE.format("a DDS texture")),
    (b"BLP1", _OTHER_PICTURE.format("a BLP texture")),
    (b"BLP2", _OTHER_PICTURE.format("a BLP texture")),
    (b"qoif", _OTHER_PICTURE.format("a QOI picture")),
    (b"SIMPLE  =", _OTHER_PICTURE.format("a FITS picture")),
    (b"gimp xcf", _OTHER_PICTURE.format("a GIMP document")),
    (b"\x01\xda", _OTHER_PICTURE.format("an SGI picture")),
    (b"/* XPM */", _OTHER_PICTURE.format("an XPM picture")),
    (b"\x89HDF", _NO_PICTURE.format("an HDF5 data file")),
    (b"\xd0\xcf\x11\xe0", _NO_PICTURE.format("an old Office or FlashPix document")),
    (b"\x1a\x45\xdf\xa3", _VIDEO),
    (b"FLV\1", _VIDEO),
    (b"\0\0\1\xba", _VIDEO),
    (b"\0\0\1\xb3", _VIDEO),
    (b"\x30\x26\xb2\x75", _VIDEO),
    (b"ID3", _SOUND),
    (b"OggS", _SOUND),
    (b"fLaC", _SOUND),
    (b"\x7fELF", _NO_PICTURE.format("a program")),
    (b"MZ", _NO_PICTURE.format("a program")),
    (b"SQLite format 3", _NO_PICTURE.format("a database")),
)

_NETPBM = {b"P1", b"P2", b"P3", b"P4", b"P5", b"P6", b"P7", b"PF", b"Pf"}
_XBM = re.compile(rb"\s*#define\s+\w*width\s+\d+\s+#define\s+\w*height\s+\d+")
_TARGA_FOOTER = b"TRUEVISION-XFILE"
_MOST_ICONS = 100


def describe(data: bytes) -> str:
    """What these bytes are and what to do, to be put behind the file's name; never fails."""
    if not data:
        return "is empty: there are no bytes in it; get a complete copy"
    if not data.strip(b"\0"):
        return "holds nothing but zeros, as a broken copy or download does; get a complete copy"
    for signature, sentence in _SIGNATURES:
        if data.startswith(signature):
            return sentence
    if data[-18:-2] == _TARGA_FOOTER:
        return _TARGA
    if data[:4] == b"RIFF" and data[8:12] in (b"WAVE", b"AVI "):
        return _SOUND if data[8:12] == b"WAVE" else _VIDEO
    if b"PNG" in data[:5] or data[:3] == b"\xef\xbf\xbd":
        return _MANGLED
    if data[4:8] == b"ftyp":
        return _OTHER_PICTURE.format("a camera's raw file") if data[8:11] == b"crx" else _VIDEO
    if data[36:40] == b"acsp":
        return _NO_PICTURE.format("a colour profile")
    if data[:4] == b"\1\0\0\0" and data[40:44] == b" EMF":
        return _DRAWING.format("an EMF drawing")
    if data[:2] in _NETPBM and data[2:3].isspace():
        return _OTHER_PICTURE.format("a Netpbm picture")
    if _XBM.match(data[:2048]):
        return _OTHER_PICTURE.format("an XBM picture")
    return (
        _describe_binary(data)
        or _describe_text(data)
        or f"is not a picture that PicTrace understands; it reads {UNDERSTOOD}"
    )


def _describe_binary(data: bytes) -> str | None:
    """Formats whose first bytes are small numbers: what the whole header says decides."""
    if _has_icon_directory(data):
        return _OTHER_PICTURE.format("an icon" if data[2] == 1 else "a cursor")
    if _has_targa_header(data):
        return _TARGA
    # Version, run-length coding, bits a pixel, and a window that has an area.
    if data[:1] == b"\x0a" and data[1:2] in b"\0\2\3\4\5" and data[2:3] == b"\1" and data[3:4] in b"\1\2\4\x08":
        left, top, right, bottom = (int.from_bytes(data[at : at + 2], "little") for at in (4, 6, 8, 10))
        if right >= left and bottom >= top and len(data) > 128:
            return _OTHER_PICTURE.format("a PCX picture")
    return None


def _has_icon_directory(data: bytes) -> bool:
    """Whether an ICO or CUR directory stands here: entries that name bytes behind it. What is cut off cannot object."""
    if data[:4] not in (b"\0\0\1\0", b"\0\0\2\0"):
        return False
    count = int.from_bytes(data[4:6], "little")
    end = 6 + 16 * count
    if not 1 <= count <= _MOST_ICONS:
        return False
    for at in range(6, min(end, len(data) - 15), 16):
        size, offset = (int.from_bytes(data[at + place : at + place + 4], "little") for place in (8, 12))
        if data[at + 3] not in (0, 255) or size == 0 or offset < end or (len(data) >= end and offset >= len(data)):
            return False
    return True


def _has_targa_header(data: bytes) -> bool:
    """Whether the 18 bytes of a Targa header stand here, of which no number contradicts another."""
    if len(data) <= 18:
        return False
    id_length, colour_map, kind, entry_bits, bits, descriptor = (data[at] for at in (0, 1, 2, 7, 16, 17))
    entries, width, height = (int.from_bytes(data[at : at + 2], "little") for at in (5, 12, 14))
    mapped = kind in (1, 9)
    if kind not in (1, 2, 3, 9, 10, 11) or colour_map > 1 or (mapped and not colour_map) or not width * height:
        return False
    if bits not in ((1, 8, 16) if mapped or kind in (3, 11) else (15, 16, 24, 32)) or descriptor & 0xC0:
        return False
    if colour_map and (entry_bits not in (15, 16, 24, 32) or not entries):
        return False
    begins = 18 + id_length + (entries * ((entry_bits + 7) // 8) if colour_map else 0)
    pixels = width * height * bits // 8
    # Run-length coding has at most 128 pixels in a packet.
    return len(data) >= begins + (pixels if kind < 9 else pixels // 128)


def _describe_text(data: bytes) -> str | None:
    beginning = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if beginning.startswith((b"<!doctype html", b"<html", b"<head")):
        return _WEB_PAGE
    if b"<svg" in beginning:
        return _DRAWING.format("an SVG drawing")
    text = data[:2048].decode("utf-8", "ignore")
    lost = min(len(data), 2048) - len(text.encode())
    # Up to three bytes are a character that the cut at 2,048 went through.
    if lost <= 3 and all(letter.isprintable() or letter in "\t\r\n\f" for letter in text):
        return _NO_PICTURE.format("a text file")
    return None
