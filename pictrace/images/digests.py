"""SHA-256 of bytes and of pixels: what decides that two pictures are the same."""

from __future__ import annotations

import hashlib

import numpy as np

from pictrace.types import UInt8Array


def file_digest(data: bytes) -> str:
    """Hex SHA-256 of the bytes, 64 characters."""
    return hashlib.sha256(data).hexdigest()


def pixel_digest(pixels: UInt8Array, width: int, height: int) -> str:
    """Hex SHA-256 of upright sRGB pixels, (H, W, 3) uint8, and the size of the original in pixels.

    Equal for two lossless files of one picture whatever their format, compression or EXIF orientation.
    For a picture that was decoded reduced, pixels are the reduced ones and the size is the true one.
    """
    # The shape is part of it: the same bytes as 2 × 3 and as 3 × 2 pixels are two pictures.
    digest = hashlib.sha256(f"{width}x{height} {pixels.shape[1]}x{pixels.shape[0]} ".encode())
    digest.update(np.ascontiguousarray(pixels).data)
    return digest.hexdigest()
