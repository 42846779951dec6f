"""Every pixel mode comes out as the colours that it means."""

from __future__ import annotations

import struct

import numpy as np
import pytest
from picture_making import (
    LIMITS,
    corners,
    green_inks,
    linear_grey,
    png_chunk,
    png_of,
    saved,
    srgb_profile,
    swapped_primaries,
)
from PIL import Image

from pictrace import imaging
from pictrace.imaging import colour
from pictrace.types import UInt8Array

RAMP = np.linspace(0, 255, 256).astype(np.uint8)[None].repeat(4, axis=0)


def pixels_of(data: bytes) -> UInt8Array:
    return imaging.decode(data, name="picture", limits=LIMITS).pixels


def assert_grey(pixels: UInt8Array, expected: UInt8Array, tolerance: int = 0) -> None:
    assert (pixels[..., 0] == pixels[..., 1]).all()
    assert (pixels[..., 0] == pixels[..., 2]).all()
    assert np.abs(pixels[..., 0].astype(int) - expected).max() <= tolerance


def test_grey_and_one_bit() -> None:
    assert_grey(pixels_of(saved(Image.fromarray(RAMP), "PNG")), RAMP)
    assert_grey(pixels_of(saved(Image.fromarray(RAMP), "JPEG", quality=98)), RAMP, 2)
    black_and_white = np.where(RAMP > 99, 255, 0).astype(np.uint8)
    for format, options in (("PNG", {}), ("BMP", {}), ("TIFF", {"compression": "group4"})):
        assert_grey(pixels_of(saved(Image.fromarray(black_and_white).convert("1"), format, **options)), black_and_white)


@pytest.mark.parametrize("format", ["PNG", "TIFF", "JPEG2000"])
def test_sixteen_bits_of_grey_are_scaled(format: str) -> None:
    deep = Image.fromarray(RAMP.astype(np.uint16) * 257)
    assert_grey(pixels_of(saved(deep, format)), RAMP)


def test_sixteen_bits_of_grey_that_begin_with_white() -> None:
    data = bytearray(saved(Image.fromarray(RAMP.astype(np.uint16) * 257), "TIFF"))
    entry = data.index(struct.pack("<HHI", 262, 3, 1))
    struct.pack_into("<H", data, entry + 8, 0)
    assert_grey(pixels_of(bytes(data)), 255 - RAMP)


def test_sixteen_bits_of_colour_are_scaled() -> None:
    deep = (corners().astype(">u2") * 257).reshape(32, -1)
    rows = b"".join(b"\0" + row.tobytes() for row in deep)
    assert np.abs(pixels_of(png_of(rows, 48, 32, 16, 2)).astype(int) - corners()).max() <= 1


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.0, 1.0, RAMP),
        (0.0, 255.0, RAMP),
        (0.0, 65535.0, RAMP),
        (0.0, 0.5, (RAMP / 2).round().astype(np.uint8)),  # inside 0…1: black and white stay where they are
        (-20.0, 3000.0, RAMP),  # in no usual range: from the least value to the greatest
    ],
)
def test_floats_are_scaled_by_the_range_that_holds_them(low: float, high: float, expected: UInt8Array) -> None:
    values = (low + (high - low) * (RAMP / np.float32(255))).astype(np.float32)
    assert_grey(pixels_of(saved(Image.fromarray(values), "TIFF")), expected, 1)


def test_floats_that_are_no_numbers_are_black() -> None:
    values = np.array([[0.0, 1.0, np.nan, np.inf]], np.float32)
    assert pixels_of(saved(Image.fromarray(values), "TIFF"))[0, :, 0].tolist() == [0, 255, 0, 255]
    assert pixels_of(saved(Image.fromarray(np.full((2, 2), np.nan, np.float32)), "TIFF")).max() == 0


def test_thirty_two_bit_numbers() -> None:
    assert_grey(pixels_of(saved(Image.fromarray(RAMP.astype(np.int32)), "TIFF")), RAMP)
    assert_grey(pixels_of(saved(Image.fromarray(RAMP.astype(np.int32) * 257), "TIFF")), RAMP)
    assert_grey(pixels_of(saved(Image.fromarray(RAMP.astype(np.int32) * 1_000_000), "TIFF")), RAMP, 1)


@pytest.mark.parametrize("format", ["PNG", "WEBP", "TIFF", "JPEG2000"])
def test_transparent_parts_are_white(format: str) -> None:
    alpha = np.zeros((32, 48), np.uint8)
    alpha[:16], alpha[16:, :24] = 255, 51
    data = saved(
        Image.fromarray(np.dstack([corners(), alpha])),
        format,
        **({"lossless": True, "exact": True} if format == "WEBP" else {}),
    )
    expected = corners().astype(float) * (alpha[..., None] / 255) + 255 * (1 - alpha[..., None] / 255)
    assert np.abs(pixels_of(data) - expected).max() <= 1


def test_transparent_grey() -> None:
    alpha = np.full_like(RAMP, 128)
    data = saved(Image.merge("LA", [Image.fromarray(RAMP), Image.fromarray(alpha)]), "PNG")
    assert_grey(pixels_of(data), (RAMP * (128 / 255) + 127).round().astype(np.uint8), 1)


def test_palettes_with_and_without_transparency() -> None:
    indexed = Image.fromarray(np.array([[0, 1, 2]], np.uint8), "P")
    indexed.putpalette([255, 0, 0, 0, 255, 0, 0, 0, 255])
    assert pixels_of(saved(indexed, "PNG")).tolist() == [[[255, 0, 0], [0, 255, 0], [0, 0, 255]]]
    one = pixels_of(saved(indexed, "PNG", transparency=1))
    assert one.tolist() == [[[255, 0, 0], [255, 255, 255], [0, 0, 255]]]
    graded = pixels_of(saved(indexed, "PNG", transparency=bytes([255, 0, 51])))
    assert graded.tolist() == [[[255, 0, 0], [255, 255, 255], [204, 204, 255]]]
    gif = pixels_of(saved(indexed, "GIF", transparency=2))
    assert gif.tolist() == [[[255, 0, 0], [0, 255, 0], [255, 255, 255]]]


@pytest.mark.parametrize(
    ("rows", "depth", "colour_type", "key", "expected"),
    [
        (b"\0\x00\x80", 8, 0, struct.pack(">H", 0x80), [0, 255]),
        (b"\0\x10\x00\x80\x00", 16, 0, struct.pack(">H", 0x8000), [16, 255]),
        (b"\0\x00\x00\x00\x09\x08\x07", 8, 2, struct.pack(">HHH", 9, 8, 7), [0, 255]),
        (b"\0" + bytes(6) + b"\x09\x00\x08\x00\x07\x00", 16, 2, struct.pack(">HHH", 0x900, 0x800, 0x700), [0, 255]),
        (b"\0\x40", 1, 0, struct.pack(">H", 1), [0, 255]),
        (b"\0\x18", 4, 0, struct.pack(">H", 8), [17, 255]),
    ],
)
def test_one_transparent_colour(rows: bytes, depth: int, colour_type: int, key: bytes, expected: list[int]) -> None:
    pixels = pixels_of(png_of(rows, 2, 1, depth, colour_type, png_chunk(b"tRNS", key)))
    assert pixels[0, :, 0].tolist() == expected


@pytest.mark.parametrize("format", ["TIFF", "JPEG"])
def test_inks_without_a_profile(format: str) -> None:
    """Pillow writes CMYK JPEGs inverted, as Adobe does, and TIFFs straight."""
    inks = Image.new("CMYK", (16, 16), (0, 255, 255, 0))
    assert np.abs(pixels_of(saved(inks, format)).astype(int) - (255, 0, 0)).max() <= 3
    paper = Image.new("CMYK", (16, 16), (0, 0, 0, 0))
    assert pixels_of(saved(paper, format)).min() >= 253


@pytest.mark.parametrize("format", ["TIFF", "JPEG"])
def test_inks_with_a_profile(format: str) -> None:
    for inks, expected in (((0, 0, 0, 0), (255, 255, 255)), ((0, 255, 255, 0), (94, 159, 108))):
        pixels = pixels_of(saved(Image.new("CMYK", (16, 16), inks), format, icc_profile=green_inks()))
        assert np.abs(pixels.astype(int) - expected).max() <= 4


def test_lab_and_ycbcr() -> None:
    lab = Image.new("LAB", (8, 8), (138, 209, 198))  # L* 54.3, a* 80.8, b* 69.9 under D50: sRGB's red
    assert np.abs(pixels_of(saved(lab, "TIFF")).astype(int) - (255, 0, 0)).max() <= 6
    ycbcr = Image.new("RGB", (8, 8), (200, 30, 30)).convert("YCbCr")
    assert np.abs(pixels_of(saved(ycbcr, "TIFF")).astype(int) - (200, 30, 30)).max() <= 3


@pytest.mark.parametrize("format", ["PNG", "TIFF", "JPEG", "WEBP", "AVIF"])
def test_profiles_are_converted_to_srgb(format: str) -> None:
    options = {"lossless": True} if format == "WEBP" else {"quality": 95} if format in ("JPEG", "AVIF") else {}
    red = Image.new("RGB", (16, 16), (255, 0, 0))
    pixels = pixels_of(saved(red, format, icc_profile=swapped_primaries(), **options))
    assert np.abs(pixels.astype(int) - (0, 255, 0)).max() <= 6


def test_the_profile_of_a_jpeg_2000_file() -> None:
    data = saved(Image.new("RGB", (16, 16), (255, 0, 0)), "JPEG2000")
    start = data.index(b"colr") - 4
    length = struct.unpack_from(">I", data, start)[0]
    box = b"colr\2\0\0" + swapped_primaries()
    header = data.index(b"jp2h") - 4
    longer = struct.pack(">I", struct.unpack_from(">I", data, header)[0] + len(box) + 4 - length)
    data = (
        data[:header]
        + longer
        + data[header + 4 : start]
        + struct.pack(">I", len(box) + 4)
        + box
        + data[start + length :]
    )
    assert np.abs(pixels_of(data).astype(int) - (0, 255, 0)).max() <= 3


def test_profiles_with_alpha_palette_and_grey() -> None:
    red = Image.new("RGBA", (8, 8), (255, 0, 0, 0))
    red.paste((255, 0, 0, 255), (0, 0, 4, 8))
    pixels = pixels_of(saved(red, "PNG", icc_profile=swapped_primaries()))
    assert pixels[0, 0].tolist() == [0, 255, 0]
    assert pixels[0, 7].tolist() == [255, 255, 255]
    indexed = Image.new("RGB", (8, 8), (255, 0, 0)).convert("P", palette=Image.Palette.ADAPTIVE)
    assert pixels_of(saved(indexed, "PNG", icc_profile=swapped_primaries()))[0, 0].tolist() == [0, 255, 0]
    # A fifth of the light is 124 in sRGB: IEC 61966-2-1.
    for grey in (Image.new("L", (8, 8), 51), Image.new("I;16", (8, 8), 51 * 257), Image.new("LA", (8, 8), (51, 255))):
        assert_grey(pixels_of(saved(grey, "PNG", icc_profile=linear_grey())), np.full((8, 8), 124, np.uint8), 1)


def test_an_srgb_profile_changes_nothing() -> None:
    plain, tagged = (saved(Image.fromarray(corners()), "PNG", **o) for o in ({}, {"icc_profile": srgb_profile()}))
    assert np.array_equal(pixels_of(plain), pixels_of(tagged))


@pytest.mark.parametrize("profile", [b"nonsense", srgb_profile()[:200], green_inks(), linear_grey()])
def test_a_broken_or_foreign_profile_is_ignored(profile: bytes) -> None:
    assert np.array_equal(pixels_of(saved(Image.fromarray(corners()), "PNG", icc_profile=profile)), corners())


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P", "CMYK", "I;16", "F", "1"])
def test_strips_make_no_seams(mode: str) -> None:
    """A picture of several strips equals the same picture made of small ones."""
    width = 1024
    height = 2 * colour.STRIP_PIXELS // width + 37
    values = (np.add.outer(np.arange(height), np.arange(width)) % 256).astype(np.uint8)
    if mode in ("I;16", "F"):
        tall = Image.fromarray(values.astype(np.uint16) * 257 if mode == "I;16" else values.astype(np.float32))
    else:
        tall = Image.fromarray(np.dstack([values, values[::-1], values[:, ::-1], values])).convert(mode)
    format = "TIFF" if mode in ("CMYK", "F") else "PNG"
    whole = pixels_of(saved(tall, format))
    for top in (0, colour.STRIP_PIXELS // width - 8, height - 16):
        part = tall.crop((0, top, width, top + 16))
        assert np.array_equal(whole[top : top + 16], pixels_of(saved(part, format)))
