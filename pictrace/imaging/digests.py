"""SHA-256 of bytes and of pixels: what decides that two pictures are the same."""

from __future__ import annotations

import hashlib

import numpy as np

from pictrace.imaging.ground import WHITE, lift_off
from pictrace.types import UInt8Array

_OPAQUE = 255


def file_digest(data: bytes) -> str:
    """Hex SHA-256 of the bytes, 64 characters."""
    return hashlib.sha256(data).hexdigest()


def pixel_digest(
    pixels: UInt8Array, width: int, height: int, alpha: UInt8Array | None = None, ground: int = WHITE
) -> str:
    """Hex SHA-256 of upright sRGB pixels, (H, W, 3) uint8, and the size of the original in pixels.

    Equal for two lossless files of one picture whatever their format, compression or EXIF orientation.
    For a picture that was decoded reduced, pixels are the reduced ones and the size is the true one.
    alpha, ground : as in `DecodedPicture`. What is transparent counts by its alpha alone, so that neither the ground
    nor the colours that programs leave below alpha 0 matter; alpha that is 255 everywhere is none.
    """
    # The shape is part of it: the same bytes as 2 × 3 and as 3 × 2 pixels are two pictures.
    digest = hashlib.sha256(f"{width}x{height} {pixels.shape[1]}x{pixels.shape[0]} ".encode())
    if alpha is None or alpha.min() == _OPAQUE:
        digest.update(np.ascontiguousarray(pixels).data)
    elif not alpha.any():
        # Nothing is visible. The colours below are all that can tell two such pictures apart.
        digest.update(b"invisible ")
        digest.update(np.ascontiguousarray(pixels).data)
    else:
        digest.update(b"alpha ")
        for colours in lift_off(ground, pixels, alpha):
            digest.update(np.ascontiguousarray(colours).data)
        digest.update(np.ascontiguousarray(alpha).data)
    return digest.hexdigest()
