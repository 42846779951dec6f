"""Bytes → an opened Pillow picture whose pixels are not read yet, and Pillow's warnings kept quiet."""

from __future__ import annotations

import io
import re
import threading
import warnings
from collections.abc import Callable
from typing import Any

from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageFile,
    Jpeg2KImagePlugin,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from pictrace.imaging.formats import Format
from pictrace.imaging.heif import check_item_names

# Each plugin is called by itself rather than through Image.open, because
# - nothing else can then run, whatever other code has registered with Pillow;
# - Image.open's check for decompression bombs hangs on a global of Pillow's, which would have to be switched off for
#   the whole process to open a large JPEG that is to be decoded reduced. Our limits stand in its place;
# - the error is then the decoder's own and not "cannot identify image file";
# - a phone's multi-picture JPEG is read as the plain JPEG that it begins with.
_PLUGINS: dict[Format, Callable[[io.BytesIO], ImageFile.ImageFile]] = {
    Format.JPEG: JpegImagePlugin.JpegImageFile,
    Format.PNG: PngImagePlugin.PngImageFile,
    Format.WEBP: WebPImagePlugin.WebPImageFile,
    Format.GIF: GifImagePlugin.GifImageFile,
    Format.BMP: BmpImagePlugin.BmpImageFile,
    Format.TIFF: TiffImagePlugin.TiffImageFile,
    Format.JPEG2000: Jpeg2KImagePlugin.Jpeg2KImageFile,
    Format.AVIF: AvifImagePlugin.AvifImageFile,
}

_EXTRA_SAMPLES, _ASSOCIATED, _UNASSOCIATED = 338, 1, 2  # a TIFF tag and its values

_PILLOW_MODULES = re.compile(r"PIL\.")
_QUIET: tuple[tuple[Any, ...], ...] = (
    ("ignore", None, UserWarning, _PILLOW_MODULES, 0),
    ("ignore", None, Image.DecompressionBombWarning, _PILLOW_MODULES, 0),
)
_quieting = threading.Lock()


def open_picture(data: bytes, format: Format) -> ImageFile.ImageFile:
    """The first picture of the file, header read, pixels not. Raises whatever its decoder raises."""
    stream = io.BytesIO(data)
    if format is Format.HEIF:
        from pi_heif import HeifImageFile  # up to 150 ms that only those with HEIC pictures pay

        check_item_names(data)
        image: ImageFile.ImageFile = HeifImageFile(stream)
        return image
    return _PLUGINS[format](stream)


def is_alpha(image: Image.Image, format: Format) -> bool:
    """Whether the file says that the numbers that Pillow gives as alpha are alpha.

    BMP has none by its standard; programs put it into the unused byte of 32, and leave 0 there where they have none.
    A TIFF has to say what an extra number is; Pillow takes one that nothing is said of for alpha.
    """
    if format is Format.BMP:
        return False
    if format is Format.TIFF:
        extra = getattr(image, "tag_v2", {}).get(_EXTRA_SAMPLES, ())
        return any(kind in (_ASSOCIATED, _UNASSOCIATED) for kind in extra)
    return True


def quieten_pillow() -> None:
    """Ignore Pillow's warnings of odd EXIF, odd TIFF tags and large pictures, in this process from now on.

    They are for programmers and name no file; as errors (`python -W error`, pytest) they would abort a decode that
    goes on to succeed. `warnings.catch_warnings` is not the way: before Python 3.14 it swaps the filters of the whole
    process, so that two decoding threads can leave each other's behind. A filter is instead put in front once and
    stays; it is looked for again before each decode (0.3 µs) because test runners put their own filters back.
    """
    if all(entry in warnings.filters for entry in _QUIET):
        return
    with _quieting:
        for _, _, category, _, _ in _QUIET:
            warnings.filterwarnings("ignore", category=category, module=_PILLOW_MODULES.pattern)
