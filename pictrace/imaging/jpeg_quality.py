"""How a JPEG was saved: the quality that its quantisation tables stand for."""

from __future__ import annotations

from functools import cache

import numpy as np
from PIL import Image

from pictrace.imaging.decoder_errors import DECODER_ERRORS
from pictrace.imaging.formats import Format, recognise
from pictrace.imaging.pillow_opening import open_picture, quieten_pillow
from pictrace.types import Float64Array

# ITU-T T.81, table K.1: what libjpeg scales. In the order of rows, as all tables here; sorting makes the order of a
# file's own table, zigzag or not, of no importance.
_LUMINANCE = np.sort(
    np.array(
        (
            *(16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55),
            *(14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62),
            *(18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92),
            *(49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99),
        ),
        dtype=np.float64,
    )
)


def _scaled(quality: int) -> Float64Array:
    """libjpeg's table of a quality, sorted (jcparam.c)."""
    percent = 5000 // quality if quality < 50 else 200 - 2 * quality
    return np.clip((_LUMINANCE * percent + 50) // 100, 1, 255)


@cache
def _logarithms() -> Float64Array:
    """(100, 64): of the sorted tables of quality 100 down to 1; made anew for each picture they took a millisecond.

    The higher come first because of equal distance they count: at 100 and 99 tables are nearly all ones.
    """
    return np.log(np.stack([_scaled(quality) for quality in range(100, 0, -1)]))


def table_quality(image: Image.Image) -> int | None:
    """The quality, 1 to 100, whose libjpeg table of luminance is nearest that of an opened picture; None if no JPEG.

    Exact for files that libjpeg's kind of encoder wrote; others have tables of their own, of which it is an estimate.
    """
    tables: dict[int, list[int]] = getattr(image, "quantization", None) or {}
    if 0 not in tables or len(tables[0]) != _LUMINANCE.size:
        return None
    found = np.log(np.sort(np.array(tables[0], dtype=np.float64)))
    return 100 - int(np.argmin(np.abs(found - _logarithms()).sum(axis=1)))


def jpeg_quality(data: bytes) -> int | None:
    """The same of a file's bytes, of which only the header is read; None for what is no JPEG or cannot be opened."""
    if recognise(data) is not Format.JPEG:
        return None
    quieten_pillow()
    try:
        with open_picture(data, Format.JPEG) as image:
            return table_quality(image)
    except DECODER_ERRORS:
        return None
