"""What is refused, and what is decoded reduced, before a single pixel is allocated."""

from __future__ import annotations

from PIL import Image, Jpeg2KImagePlugin, JpegImagePlugin

from pictrace.errors import PictureTooLarge
from pictrace.imaging.decoder_errors import cut_off
from pictrace.imaging.formats import Format
from pictrace.imaging.jpeg import read_frame
from pictrace.imaging.jpeg2000 import Jpeg2000Extras
from pictrace.settings import Limits

_MILLION = 1_000_000
_JPEG_SCALES = (2, 4, 8)

# A progressive JPEG is buffered whole at full size however small it is decoded. Up to this many bytes for each pixel
# of the limit are allowed for that: 512 MB with the limit as it comes.
_BUFFERED_BYTES_PER_ALLOWED_PIXEL = 8

# OpenJPEG holds each sample in 32 bits, twice: 22 bytes a pixel where JPEG needs 7. A third of the pixels keeps a
# JPEG 2000 picture at the memory of others.
_JPEG2000_SHARE = 6

# So many pixels at least stand behind each byte of the most compressed file there can be: a JPEG spends a bit on each
# 8 × 8 block, deflate makes at most 1,032 bytes of one and PNG packs 8 pixels into it, an LZW code of 12 bits is at
# most 3,840 pixels. A file that is smaller yet is cut off, whatever size it declares.
_MOST_PIXELS_PER_BYTE = {Format.JPEG: 512, Format.PNG: 8 * 1032, Format.GIF: 3840}
_SLACK_BYTES = 1024


def check_bytes(data: bytes, name: str, limits: Limits) -> None:
    """Raises PictureTooLarge for more bytes than allowed."""
    if len(data) > limits.max_bytes:
        raise PictureTooLarge(
            f"{name} has {len(data) / _MILLION:,.1f} MB, over the limit of {limits.max_bytes / _MILLION:,.1f} MB; "
            "make it smaller, or raise max_bytes in the settings."
        )


def check_size(size: tuple[int, int], name: str, limits: Limits, also: str = "") -> None:
    """Raises PictureTooLarge for more pixels than allowed; `also` says why it cannot be decoded reduced."""
    if size[0] * size[1] > limits.max_pixels:
        raise PictureTooLarge(
            f"{name} is {size[0]:,} × {size[1]:,} pixels{also}, over the limit of {limits.max_pixels:,} pixels; "
            "make it smaller, or raise max_pixels in the settings."
        )


def declared_size(data: bytes, format: Format) -> tuple[int, int] | None:
    """The size that a WebP, AVIF or HEIC file declares, or None for other formats and where none is found.

    These have to be asked before their decoder is made: WebP's allocates 8 bytes a pixel at once, and AVIF's calls a
    picture over 16,384² damaged. The other decoders tell their size first.
    """
    if format in (Format.AVIF, Format.HEIF):
        return _largest_extent(data)
    if format is not Format.WEBP:
        return None
    chunk = data[12:16]
    if chunk == b"VP8X":
        return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    if chunk == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1
    return int.from_bytes(data[26:28], "little") & 0x3FFF, int.from_bytes(data[28:30], "little") & 0x3FFF


def _largest_extent(data: bytes) -> tuple[int, int] | None:
    """The largest of the `ispe` properties (ISO/IEC 23008-12) before the pixel data."""
    header, largest, at = data[: data.find(b"mdat")], None, 0
    while (at := header.find(b"ispe", at + 1)) > 0:
        size = int.from_bytes(header[at + 8 : at + 12], "big"), int.from_bytes(header[at + 12 : at + 16], "big")
        if largest is None or size[0] * size[1] > largest[0] * largest[1]:
            largest = size
    return largest


def fit(
    image: Image.Image, data: bytes, format: Format, name: str, limits: Limits, extras: Jpeg2000Extras | None
) -> bool:
    """Set an opened picture so that loading it stays within the limits; True when it will come reduced.

    Raises PictureTooLarge when it cannot, UnreadablePicture when the file is far too small for what it declares.
    """
    width, height = image.size
    frame = read_frame(data) if format is Format.JPEG else None
    if (frame is None or frame.huffman) and format in _MOST_PIXELS_PER_BYTE:
        most = (len(data) + _SLACK_BYTES) * _MOST_PIXELS_PER_BYTE[format]
        if width * height > most:
            raise cut_off(name)
    if isinstance(image, Jpeg2KImagePlugin.Jpeg2KImageFile) and extras is not None:
        return _fit_jpeg2000(image, name, limits, extras.levels)
    jpeg = image if isinstance(image, JpegImagePlugin.JpegImageFile) else None
    most = limits.max_pixels
    if jpeg is not None and limits.whole_jpeg_pixels:
        most = min(most, limits.whole_jpeg_pixels)
    if width * height <= most:
        return False
    if jpeg is not None and frame is not None:
        buffered = frame.buffered_bytes_per_pixel * width * height
        if width * height > limits.max_pixels and buffered > _BUFFERED_BYTES_PER_ALLOWED_PIXEL * limits.max_pixels:
            check_size(image.size, name, limits, " and progressive, so that it cannot be decoded in parts")
        scale = _smallest_scale(width, height, most, _JPEG_SCALES)
        if scale is None and width * height <= limits.max_pixels:
            scale = _JPEG_SCALES[-1]
        if scale:
            # draft() keeps the decoded size at or above the one asked for.
            jpeg.draft(None, (max(1, width // scale), max(1, height // scale)))
            return True
        check_size(image.size, name, limits, " and too large even at an eighth of that")
    check_size(image.size, name, limits)
    return False


def _fit_jpeg2000(image: Jpeg2KImagePlugin.Jpeg2KImageFile, name: str, limits: Limits, levels: int) -> bool:
    width, height = image.size
    most = limits.max_pixels // _JPEG2000_SHARE
    if width * height <= most:
        return False
    scale = _smallest_scale(width, height, most, tuple(1 << level for level in range(1, levels + 1)))
    if scale:
        image.reduce = scale.bit_length() - 1
        return True
    # Without smaller sizes in the file it comes whole if it may come at all.
    check_size(image.size, name, limits, " and cannot be decoded small enough")
    return False


def _smallest_scale(width: int, height: int, most: int, scales: tuple[int, ...]) -> int | None:
    for scale in scales:
        if -(-width // scale) * -(-height // scale) <= most:
            return scale
    return None
