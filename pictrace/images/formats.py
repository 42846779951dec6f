"""Which formats are understood, told by the first bytes of a file and never by its name.

The list is short on purpose. Pillow knows forty formats more, among them EPS, which starts Ghostscript on the
file, and old ones whose decoders nobody looks after; none of their code ever sees a byte from here.
"""

from __future__ import annotations

from enum import Enum

UNDERSTOOD = "JPEG, PNG, WebP, GIF, BMP, TIFF, JPEG 2000, AVIF and HEIC"

_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"}
_AVIF_BRANDS = {b"avif", b"avis"}


class Format(Enum):
    """A format that is understood; the value is the word that `DecodedPicture.format` carries."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WEBP"
    GIF = "GIF"
    BMP = "BMP"
    TIFF = "TIFF"
    JPEG2000 = "JPEG2000"
    AVIF = "AVIF"
    HEIF = "HEIF"


_SIGNATURES: tuple[tuple[bytes, Format], ...] = (
    (b"\xff\xd8\xff", Format.JPEG),
    (b"\x89PNG\r\n\x1a\n", Format.PNG),
    (b"GIF87a", Format.GIF),
    (b"GIF89a", Format.GIF),
    (b"II*\0", Format.TIFF),
    (b"MM\0*", Format.TIFF),
    (b"II+\0", Format.TIFF),
    (b"MM\0+", Format.TIFF),
    (b"\xff\x4f\xff\x51", Format.JPEG2000),
    (b"\0\0\0\x0cjP  \r\n\x87\n", Format.JPEG2000),
)


def recognise(data: bytes) -> Format | None:
    """The format that these bytes begin as, or None when it is none that is understood."""
    for signature, format in _SIGNATURES:
        if data.startswith(signature):
            return format
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Format.WEBP
    if data[4:8] == b"ftyp":
        return _iso_media(data)
    # Two letters alone would make a bitmap of every text that begins with "BM": look at the header's length too.
    if data[:2] == b"BM" and int.from_bytes(data[14:18], "little") in (12, 16, 40, 52, 56, 64, 108, 124):
        return Format.BMP
    return None


def _iso_media(data: bytes) -> Format | None:
    """AVIF, HEIC, or None for the videos in the same container: by the major brand, then the compatible ones."""
    length = min(int.from_bytes(data[:4], "big"), 4096)
    brands = [data[8:12], *(data[at : at + 4] for at in range(16, length, 4))]
    # "mif1" and "msf1" say only "pictures in here"; which codec they need is said by the brands behind.
    if brands[0] not in _HEIF_BRANDS | _AVIF_BRANDS | {b"mif1", b"msf1"}:
        return None
    for brand in brands:
        if brand in _AVIF_BRANDS:
            return Format.AVIF
        if brand in _HEIF_BRANDS:
            return Format.HEIF
    return Format.HEIF
