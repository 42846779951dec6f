"""The quality that a JPEG was saved at is read from its tables."""

from __future__ import annotations

import io

import numpy as np
import pytest
from picture_making import LIMITS
from PIL import Image

from pictrace import imaging
from pictrace.types import UInt8Array


def jpeg(pixels: UInt8Array, **options: object) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "JPEG", **options)
    return stream.getvalue()


PICTURE = np.random.default_rng(0).integers(0, 256, (40, 60, 3), dtype=np.uint8)


@pytest.mark.parametrize("quality", [1, 10, 20, 37, 50, 70, 75, 85, 95, 100])
def test_libjpegs_own_tables_are_recognised_exactly(quality: int) -> None:
    data = jpeg(PICTURE, quality=quality)
    assert imaging.jpeg_quality(data) == quality
    assert imaging.decode(data, name="it", limits=LIMITS).jpeg_quality == quality


def test_grey_and_progressive_files_have_tables_too() -> None:
    assert imaging.jpeg_quality(jpeg(PICTURE[..., 0], quality=60)) == 60
    assert imaging.jpeg_quality(jpeg(PICTURE, quality=60, progressive=True)) == 60


def test_tables_of_another_kind_are_estimated() -> None:
    tables = [[12] * 64, [12] * 64]
    estimate = imaging.jpeg_quality(jpeg(PICTURE, qtables=tables))
    assert estimate is not None
    assert 80 <= estimate <= 95


def test_what_is_no_jpeg_has_no_quality() -> None:
    stream = io.BytesIO()
    Image.fromarray(PICTURE).save(stream, "PNG")
    assert imaging.jpeg_quality(stream.getvalue()) is None
    assert imaging.decode(stream.getvalue(), name="it", limits=LIMITS).jpeg_quality is None
    assert imaging.jpeg_quality(b"no picture at all") is None
    assert imaging.jpeg_quality(jpeg(PICTURE)[:30]) is None
