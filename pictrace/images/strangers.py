"""What a file is when it is no picture that is understood: the end of the sentence for a person."""

from __future__ import annotations

from pictrace.images.formats import UNDERSTOOD

_OTHER_PICTURE = "is {}, which PicTrace does not read; save it as JPEG, PNG or TIFF and add that"
_NO_PICTURE = "is {}, not a picture; choose the picture itself"
_PDF = "is a PDF document, not a picture; export its pages as JPEG, PNG or TIFF and add those"
_DRAWING = "is {}, which has no pixels; export it as PNG and add that"
_ARCHIVE = "is {}, not a picture; unpack it and add the pictures in it"
_ZIP = "is a zip archive or an office document, not a picture; add it as an archive or unpack it"
_VIDEO = "is a video, not a picture; save a frame of it as JPEG or PNG and add that"
_SOUND = "is a sound recording, not a picture; choose the picture itself"
_MANGLED = "was damaged by being copied as text instead of as a picture; get another copy"
_WEB_PAGE = "is a web page, not a picture; save the picture itself instead of the page around it"

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", _PDF),
    (b"PK\x03\x04", _ZIP),
    (b"PK\x05\x06", _ZIP),
    (b"\x1f\x8b", _ARCHIVE.format("a gzip archive")),
    (b"7z\xbc\xaf\x27\x1c", _ARCHIVE.format("a 7-Zip archive")),
    (b"Rar!", _ARCHIVE.format("a RAR archive")),
    (b"BZh", _ARCHIVE.format("a bzip2 archive")),
    (b"\xfd7zXZ", _ARCHIVE.format("an xz archive")),
    (b"8BPS", _OTHER_PICTURE.format("a Photoshop document")),
    (b"%!PS", _DRAWING.format("an EPS or PostScript document")),
    (b"\xc5\xd0\xd3\xc6", _DRAWING.format("an EPS document")),
    (b"\xd7\xcd\xc6\x9a", _DRAWING.format("a WMF drawing")),
    (b"\0\0\1\0", _OTHER_PICTURE.format("an icon")),
    (b"\0\0\2\0", _OTHER_PICTURE.format("a cursor")),
    (b"icns", _OTHER_PICTURE.format("an icon")),
    (b"\xff\x0a", _OTHER_PICTURE.format("a JPEG XL picture")),
    (b"\0\0\0\x0cJXL ", _OTHER_PICTURE.format("a JPEG XL picture")),
    (b"II\xbc", _OTHER_PICTURE.format("a JPEG XR picture")),
    (b"\x76\x2f\x31\x01", _OTHER_PICTURE.format("an OpenEXR picture")),
    (b"#?RADIANCE", _OTHER_PICTURE.format("a Radiance HDR picture")),
    (b"FUJIFILM", _OTHER_PICTURE.format("a camera's raw file")),
    (b"IIRO", _OTHER_PICTURE.format("a camera's raw file")),
    (b"IIU\0", _OTHER_PICTURE.format("a camera's raw file")),
    (b"DDS ", _OTHER_PICTURE.format("a DDS texture")),
    (b"BLP", _OTHER_PICTURE.format("a BLP texture")),
    (b"qoif", _OTHER_PICTURE.format("a QOI picture")),
    (b"SIMPLE  =", _OTHER_PICTURE.format("a FITS picture")),
    (b"gimp xcf", _OTHER_PICTURE.format("a GIMP document")),
    (b"\x01\xda", _OTHER_PICTURE.format("an SGI picture")),
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


def describe(data: bytes) -> str:
    """What these bytes are and what to do, to be put behind the file's name; never fails."""
    if not data:
        return "is empty: there are no bytes in it; get a complete copy"
    if not data.strip(b"\0"):
        return "holds nothing but zeros, as a broken copy or download does; get a complete copy"
    for signature, sentence in _SIGNATURES:
        if data.startswith(signature):
            return sentence
    if data[:4] == b"RIFF" and data[8:12] in (b"WAVE", b"AVI "):
        return _SOUND if data[8:12] == b"WAVE" else _VIDEO
    if b"PNG" in data[:5] or data[:3] == b"\xef\xbf\xbd":
        return _MANGLED
    if data[4:8] == b"ftyp":
        return _OTHER_PICTURE.format("a camera's raw file") if data[8:11] == b"crx" else _VIDEO
    if data[36:40] == b"acsp":
        return _NO_PICTURE.format("a colour profile")
    if data[:2] in _NETPBM and data[2:3].isspace():
        return _OTHER_PICTURE.format("a Netpbm picture")
    return _describe_text(data) or f"is not a picture that PicTrace understands; it reads {UNDERSTOOD}"


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
