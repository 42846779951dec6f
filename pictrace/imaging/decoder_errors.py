"""What decoders raise, turned into one sentence for a person."""

from __future__ import annotations

import struct
import zlib

from PIL import Image, ImageCms

from pictrace.errors import PictureTooLarge, UnreadablePicture
from pictrace.imaging.metadata import READING_ERRORS

# All that Pillow's and libheif's decoders were seen to raise on hostile bytes (223 such files, and truncations and
# flipped bytes of good ones). UnidentifiedImageError is an OSError, UnicodeError and LinAlgError a ValueError,
# NotImplementedError and RecursionError a RuntimeError. Warnings are among them because "-W error" raises them.
DECODER_ERRORS: tuple[type[Exception], ...] = (
    *READING_ERRORS,
    BufferError,
    RuntimeWarning,
    zlib.error,
    Image.DecompressionBombError,
    ImageCms.PyCMSError,
)

_CUT_OFF = (
    "truncated",
    "end of file",
    "end of image",
    "end of data",
    "not enough",
    "premature",
    "buffer is not large enough",
    "no more images",
    "image not found",
    "failed to read",
)
_UNUSUAL = (
    "unknown pixel mode",
    "cannot handle",
    "unsupported",
    "not supported",
    "unknown compression",
    "unknown data",
)


def unreadable(name: str, format: str, error: Exception) -> UnreadablePicture:
    """The UnreadablePicture or PictureTooLarge that names the file, the reason, and what to do."""
    if isinstance(error, (Image.DecompressionBombError, Image.DecompressionBombWarning)):
        return PictureTooLarge(f"{name} has more pixels than the {format} decoder takes; make it smaller.")
    if isinstance(error, MemoryError):
        return PictureTooLarge(f"{name} needs more memory than there is free; make it smaller or close other programs.")
    said = str(error).lower()
    if "decompressed data too large" in said or "too much memory" in said:
        return PictureTooLarge(f"{name} hides a far too large text or colour profile in a small file; save it anew.")
    if isinstance(error, (EOFError, IndexError, struct.error)) or any(word in said for word in _CUT_OFF):
        return cut_off(name)
    if isinstance(error, NotImplementedError) or any(word in said for word in _UNUSUAL):
        return UnreadablePicture(
            f"{name} is a kind of {format} that PicTrace cannot read ({error}); save it as an ordinary PNG or TIFF."
        )
    return UnreadablePicture(f"{name} is damaged: it begins as {format} but does not decode; get another copy.")


def cut_off(name: str) -> UnreadablePicture:
    """The sentence for a file that ends too early."""
    return UnreadablePicture(f"{name} is cut off: the file ends before the picture does; get a complete copy.")


def unread_process(name: str, process: str) -> UnreadablePicture:
    """The sentence for a JPEG of a kind that has no decoder. process : "a lossless JPEG"."""
    return UnreadablePicture(
        f"{name} is {process}, which PicTrace does not read; save it as PNG, TIFF or an ordinary JPEG and add that."
    )
