"""Which formats are understood: their names, their extensions, and the first bytes by which each is told.

The one list of them. A picture is recognised by its first bytes and never by its name; extensions only say which files
of a folder are meant as pictures. The list is short on purpose. Pillow knows forty formats more, among them EPS, which
starts Ghostscript on the file, and old ones whose decoders nobody looks after; none of their code ever sees a byte
from here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

# So many first bytes are enough to tell whether a file is of an understood format.
HEAD = 32

_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"}
_AVIF_BRANDS = {b"avif", b"avis"}
_BITMAP_HEADERS = (12, 16, 40, 52, 56, 64, 108, 124)


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


@dataclass(frozen=True, slots=True)
class Understood:
    """What is known of an understood format.

    word : what people call it. extensions : in lower case, the usual one first.
    begins : whether a file's first bytes are of this format; `HEAD` of them are enough.
    """

    word: str
    extensions: tuple[str, ...]
    begins: Callable[[bytes], bool]


def _starts(*signatures: bytes) -> Callable[[bytes], bool]:
    return lambda data: data.startswith(signatures)


def _is_webp(data: bytes) -> bool:
    return data[:4] == b"RIFF" and data[8:12] == b"WEBP"


def _is_bitmap(data: bytes) -> bool:
    # Two letters alone would make a bitmap of every text that begins with "BM": behind them the reserved bytes are
    # zero, and where some program wrote into these, the length of the header is one of those that exist.
    header = int.from_bytes(data[14:18], "little")
    return data[:2] == b"BM" and (data[6:10] == b"\0\0\0\0" or header in _BITMAP_HEADERS)


def _iso_media(data: bytes) -> Format | None:
    """AVIF, HEIC, or None for the videos in the same container: by the major brand, then the compatible ones."""
    if data[4:8] != b"ftyp":
        return None
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


FORMATS: Mapping[Format, Understood] = {
    Format.JPEG: Understood("JPEG", ("jpg", "jpeg", "jpe", "jfif", "mpo", "jps"), _starts(b"\xff\xd8\xff")),
    Format.PNG: Understood("PNG", ("png", "apng"), _starts(b"\x89PNG\r\n\x1a\n")),
    Format.WEBP: Understood("WebP", ("webp",), _is_webp),
    Format.GIF: Understood("GIF", ("gif",), _starts(b"GIF87a", b"GIF89a")),
    Format.BMP: Understood("BMP", ("bmp", "dib"), _is_bitmap),
    Format.TIFF: Understood("TIFF", ("tif", "tiff"), _starts(b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")),
    Format.JPEG2000: Understood(
        "JPEG 2000",
        ("jp2", "j2k", "j2c", "jpc", "jpf", "jpx"),
        _starts(b"\xff\x4f\xff\x51", b"\0\0\0\x0cjP  \r\n\x87\n"),  # a bare code stream, and a file around one
    ),
    Format.AVIF: Understood("AVIF", ("avif", "avifs"), lambda data: _iso_media(data) is Format.AVIF),
    Format.HEIF: Understood(
        "HEIC", ("heic", "heics", "heif", "heifs", "hif"), lambda data: _iso_media(data) is Format.HEIF
    ),
}

_WORDS = tuple(understood.word for understood in FORMATS.values())
UNDERSTOOD = f"{', '.join(_WORDS[:-1])} and {_WORDS[-1]}"


def recognise(data: bytes) -> Format | None:
    """The format that these bytes begin as, or None when it is none that is understood."""
    return next((format for format, understood in FORMATS.items() if understood.begins(data)), None)
