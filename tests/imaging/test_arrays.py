"""Pictures that are pixels already: checked arrays, working pictures, JPEG and PNG out and in."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from picture_making import LIMITS, corners

from pictrace import imaging
from pictrace.errors import InvalidInput, UnreadablePicture
from pictrace.types import UInt8Array


def test_from_array_copies_and_digests() -> None:
    pixels = corners()
    picture = imaging.from_array(pixels)
    assert (picture.width, picture.height, picture.byte_size) == (48, 32, 48 * 32 * 3)
    pixels[:] = 0
    assert np.array_equal(picture.pixels, corners())
    assert picture.pixel_digest == imaging.from_array(corners()[:, ::-1][:, ::-1]).pixel_digest


@pytest.mark.parametrize(
    "array",
    [
        None,
        [[1, 2, 3]],
        np.zeros((4, 4), np.uint8),
        np.zeros((4, 4, 4), np.uint8),
        np.zeros((4, 4, 3), np.float32),
        np.zeros((0, 4, 3), np.uint8),
    ],
)
def test_what_is_no_picture_is_refused_in_words(array: object) -> None:
    with pytest.raises(InvalidInput, match=r"A picture is an \(H, W, 3\) uint8 (RGB )?array, not"):
        imaging.from_array(array)


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ((1200, 1800, 3), (341, 512, 3)),
        ((1800, 1200, 3), (512, 341, 3)),
        ((20000, 1, 3), (512, 1, 3)),
        ((1, 20000, 3), (1, 512, 3)),
        ((512, 300, 3), (512, 300, 3)),
        ((3, 2, 3), (3, 2, 3)),
    ],
)
def test_working_pictures_are_at_most_512_and_never_enlarged(shape: tuple[int, ...], expected: tuple[int, ...]) -> None:
    working = imaging.shrunk(np.full(shape, 77, np.uint8), imaging.WORKING_SIDE)
    assert working.shape == expected
    assert (working == 77).all()


def test_working_pictures_are_area_averaged() -> None:
    """One-pixel stripes become even grey; without averaging they would become wider stripes."""
    stripes: UInt8Array = np.zeros((1024, 1024, 3), np.uint8)
    stripes[:, ::2] = 255
    assert np.unique(imaging.shrunk(stripes, imaging.WORKING_SIDE)).tolist() in ([127], [128])


def test_png_is_exact_and_jpeg_is_close() -> None:
    assert np.array_equal(imaging.decode(imaging.encode_png(corners()), name="a", limits=LIMITS).pixels, corners())
    smooth = cv2.GaussianBlur(corners(480, 320), (0, 0), 12)
    jpeg = imaging.encode_jpeg(np.asarray(smooth, np.uint8))
    assert np.abs(imaging.decode_jpeg(jpeg).astype(int) - smooth).max() <= 8
    assert len(imaging.encode_jpeg(corners(), quality=20)) < len(imaging.encode_jpeg(corners(), quality=95))


def test_a_jpeg_has_a_longest_side() -> None:
    with pytest.raises(InvalidInput, match=r"A JPEG cannot be 70,000 × 1"):
        imaging.encode_jpeg(np.zeros((1, 70_000, 3), np.uint8))


@pytest.mark.parametrize("data", [b"", b"no picture", b"\xff\xd8\xff\xe0"])
def test_a_damaged_working_picture_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(UnreadablePicture, match="working picture of the library is damaged"):
        imaging.decode_jpeg(data)
