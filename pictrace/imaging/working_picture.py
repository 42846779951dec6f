"""The small picture that everything is computed from, the same for a stored picture and for a query."""

from __future__ import annotations

from dataclasses import dataclass

from pictrace.imaging.arrays import decode_jpeg, encode_jpeg, shrunk
from pictrace.types import DecodedPicture, UInt8Array

# Libraries hold pictures of this size and quality: other numbers would give other features than theirs.
WORKING_SIDE = 512
WORKING_QUALITY = 90


@dataclass(frozen=True, slots=True, eq=False)
class WorkingPicture:
    """The small picture that everything is computed from.

    jpeg : its bytes as they are stored. pixels : (h, w, 3) uint8 RGB, long side at most 512, decoded *from* these
    bytes: a query goes through the same JPEG as a stored picture, so that a picture against itself scores 1.
    """

    jpeg: bytes
    pixels: UInt8Array

    @classmethod
    def of(cls, decoded: DecodedPicture) -> WorkingPicture:
        """The working picture of a decoded one."""
        return cls.of_pixels(decoded.pixels)

    @classmethod
    def of_pixels(cls, pixels: UInt8Array) -> WorkingPicture:
        """The same of (H, W, 3) uint8 RGB, upright."""
        jpeg = encode_jpeg(shrunk(pixels, WORKING_SIDE), WORKING_QUALITY)
        return cls(jpeg, decode_jpeg(jpeg))
