"""Pictures that are pixels already: checked arrays, working pictures, JPEG and PNG in and out."""

from __future__ import annotations

from typing import Any, cast

import cv2
import numpy as np

from pictrace.errors import InvalidInput, UnreadablePicture
from pictrace.imaging.digests import file_digest, pixel_digest
from pictrace.imaging.ground import straight
from pictrace.types import DecodedPicture, UInt8Array


def from_array(array: Any) -> DecodedPicture:
    """A picture from pixels, (H, W, 3) uint8 RGB in sRGB and upright; they are copied.

    Its byte digest is that of the pixels, as there is no file. Raises InvalidInput for any other shape or type.
    """
    pixels = _checked(array).copy()
    height, width = pixels.shape[:2]
    return DecodedPicture(
        pixels=pixels,
        width=width,
        height=height,
        format="ARRAY",
        byte_size=pixels.nbytes,
        byte_digest=file_digest(pixels.tobytes()),
        pixel_digest=pixel_digest(pixels, width, height),
    )


def shrunk(pixels: UInt8Array, long_side: int) -> UInt8Array:
    """The picture with its longer side at most `long_side` pixels, (h, w, 3) uint8; each side at least 1.

    Area-averaged, so that fine texture does not turn into moiré. Never enlarged: a small picture is returned as it
    is, the same array.
    """
    height, width = _checked(pixels).shape[:2]
    scale = long_side / max(height, width)
    if scale >= 1:
        return pixels
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return cast(UInt8Array, cv2.resize(pixels, size, interpolation=cv2.INTER_AREA))


def encode_jpeg(pixels: UInt8Array, quality: int = 90) -> bytes:
    """(H, W, 3) uint8 RGB → a JPEG file. Raises InvalidInput for pixels that are no picture, or over 65,500 long."""
    if max(_checked(pixels).shape) > 65500:
        raise InvalidInput(f"A JPEG cannot be {pixels.shape[1]:,} × {pixels.shape[0]:,}; 65,500 pixels is its longest.")
    return _encode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])


def encode_png(pixels: UInt8Array) -> bytes:
    """(H, W, 3) uint8 RGB → a PNG file, lossless. Raises InvalidInput for pixels that are no picture."""
    return _encode(".png", _checked(pixels), [])


def encode_lossless(decoded: DecodedPicture) -> bytes:
    """A PNG file that is decoded to the same picture with the same pixel digest; its alpha is in it."""
    alpha = decoded.alpha
    if alpha is None:
        return encode_png(decoded.pixels)
    colours = straight(decoded.pixels, alpha, decoded.ground)
    _, encoded = cv2.imencode(".png", np.dstack([colours[:, :, ::-1], alpha]))
    return encoded.tobytes()


def decode_jpeg(data: bytes) -> UInt8Array:
    """A JPEG that `encode_jpeg` made → (H, W, 3) uint8 RGB. For PicTrace's own working pictures only: quick, without
    limits, orientation or profiles. Raises UnreadablePicture when they are damaged."""
    flags = cv2.IMREAD_COLOR_RGB | cv2.IMREAD_IGNORE_ORIENTATION
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), flags) if data else None
    if pixels is None:
        raise UnreadablePicture("A working picture of the library is damaged; verify the library to find which.")
    return cast(UInt8Array, pixels)


def _encode(extension: str, pixels: UInt8Array, options: list[int]) -> bytes:
    _, encoded = cv2.imencode(extension, cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), options)
    return encoded.tobytes()


def _checked(array: Any) -> UInt8Array:
    if not isinstance(array, np.ndarray):
        raise InvalidInput(f"A picture is an (H, W, 3) uint8 array, not {type(array).__name__}; convert it first.")
    if array.dtype != np.uint8 or array.ndim != 3 or array.shape[2] != 3 or array.size == 0:
        raise InvalidInput(
            f"A picture is an (H, W, 3) uint8 RGB array, not {array.shape} {array.dtype}; convert it first."
        )
    return array
