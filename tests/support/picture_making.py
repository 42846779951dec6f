"""Small picture files and colour profiles for tests, in every format and mode that PicTrace reads."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
from PIL import Image, ImageCms
from project_tree import GOLDEN

from pictrace.settings import Limits
from pictrace.types import UInt8Array

LIMITS = Limits()

# 16 × 24, red (200, 30, 30) with a blue (30, 30, 200) top left quarter as stored, and an `irot` box that turns it a
# quarter clockwise; EXIF (Artist, Make, Model, orientation 6) and XMP (photoshop:Credit). pi-heif only decodes, so it
# was encoded once with pillow-heif 1.8 (x265, quality 90, 4:4:4).
HEIC = (GOLDEN / "turned.heic").read_bytes()


def saved(image: Image.Image, format: str, **options: object) -> bytes:
    """The picture as a file of a format."""
    stream = io.BytesIO()
    image.save(stream, format, **options)
    return stream.getvalue()


def corners(width: int = 48, height: int = 32) -> UInt8Array:
    """(height, width, 3): red, green, blue and grey quarters, so that every turn looks different."""
    pixels = np.empty((height, width, 3), np.uint8)
    pixels[: height // 2, : width // 2] = (200, 30, 30)
    pixels[: height // 2, width // 2 :] = (30, 200, 30)
    pixels[height // 2 :, : width // 2] = (30, 30, 200)
    pixels[height // 2 :, width // 2 :] = (128, 128, 128)
    return pixels


def stored_turned(pixels: UInt8Array, orientation: int) -> Image.Image:
    """The pixels as a camera stores them that says `orientation`, by the table of EXIF 2.3 (0th row, 0th column)."""
    stored = {
        1: pixels,
        2: pixels[:, ::-1],  # 0th row top, 0th column right
        3: pixels[::-1, ::-1],  # bottom, right
        4: pixels[::-1],  # bottom, left
        5: pixels.transpose(1, 0, 2),  # left, top
        6: pixels.transpose(1, 0, 2)[::-1],  # right, top
        7: pixels[::-1, ::-1].transpose(1, 0, 2),  # right, bottom
        8: pixels.transpose(1, 0, 2)[:, ::-1],  # left, bottom
    }[orientation]
    return Image.fromarray(np.ascontiguousarray(stored))


def oriented(orientation: int) -> Image.Exif:
    """EXIF that says nothing but an orientation."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_header(width: int, height: int, depth: int = 8, colour: int = 2) -> bytes:
    """A PNG's signature and first chunk; colour 0 is grey, 2 RGB."""
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))


def png_of(rows: bytes, width: int, height: int, depth: int, colour: int, *extra: bytes) -> bytes:
    """A PNG of raw rows (each with its filter byte), for kinds that Pillow does not write."""
    body = b"".join(extra) + png_chunk(b"IDAT", zlib.compress(rows)) + png_chunk(b"IEND", b"")
    return png_header(width, height, depth, colour) + body


def swapped_primaries() -> bytes:
    """An RGB profile that is sRGB with its red and green exchanged."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return profile.replace(b"rXYZ", b"????").replace(b"gXYZ", b"rXYZ").replace(b"????", b"gXYZ")


def srgb_profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def linear_grey() -> bytes:
    """A grey profile whose numbers are proportional to light."""
    return _profile(b"GRAY", b"XYZ ", {b"kTRC": b"curv" + bytes(8)})


def green_inks() -> bytes:
    """A CMYK profile: paper is white, and ink of any kind prints a middle green: L* 60, a* −30, b* 20."""
    header = b"mft1" + bytes(4) + bytes([4, 3, 2, 0])
    matrix = b"".join(struct.pack(">i", 65536 if at % 4 == 0 else 0) for at in range(9))
    ramp = bytes(range(256))
    green, white = bytes([153, 98, 148]), bytes([255, 128, 128])
    grid = white + green * 15
    return _profile(b"CMYK", b"Lab ", {b"A2B0": header + matrix + ramp * 4 + grid + ramp * 3})


def _profile(space: bytes, connection: bytes, tags: dict[bytes, bytes]) -> bytes:
    """An ICC version 2 output profile (ICC.1:2001-04, section 6)."""
    tags = {**tags, b"wtpt": b"XYZ " + bytes(4) + struct.pack(">III", 63190, 65536, 54061)}
    table, bodies = struct.pack(">I", len(tags)), b""
    start = 128 + 4 + 12 * len(tags)
    for tag, body in tags.items():
        table += struct.pack(">4sII", tag, start + len(bodies), len(body))
        bodies += body + bytes(-len(body) % 4)
    header = struct.pack(">I4sI4s4s4s", start + len(bodies), b"lcms", 0x02400000, b"prtr", space, connection)
    header += bytes(12) + b"acsp" + bytes(28) + struct.pack(">III", 63190, 65536, 54061)
    return header.ljust(128, b"\0") + table + bodies
