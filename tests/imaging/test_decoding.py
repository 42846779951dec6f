"""Formats, orientation, pages and digests."""

from __future__ import annotations

import io
import struct
import warnings
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from picture_making import HEIC, LIMITS, corners, oriented, png_of, saved, stored_turned
from PIL import Image

from bench import bad_input
from pictrace import imaging
from pictrace.errors import InvalidInput
from pictrace.imaging.orientation import place
from pictrace.settings import Limits
from pictrace.types import BrokenPage, DecodedPicture, UInt8Array

LOSSLESS = [("PNG", {}), ("WEBP", {"lossless": True}), ("TIFF", {}), ("TIFF", {"compression": "tiff_lzw"})]


def decode(data: bytes, name: str = "picture", limits: Limits = LIMITS) -> DecodedPicture:
    return imaging.decode(data, name=name, limits=limits)


@pytest.mark.parametrize(
    ("format", "options", "tolerance"),
    [
        ("PNG", {}, 0),
        ("BMP", {}, 0),
        ("TIFF", {}, 0),
        ("TIFF", {"big_tiff": True}, 0),
        ("WEBP", {"lossless": True}, 0),
        ("JPEG2000", {}, 0),
        ("GIF", {}, 0),
        ("JPEG", {"quality": 95, "subsampling": 0}, 4),
        ("JPEG", {"quality": 95, "subsampling": 0, "progressive": True}, 4),
        ("AVIF", {"quality": 95, "subsampling": "4:4:4"}, 6),
    ],
)
def test_every_format_gives_its_pixels(format: str, options: dict[str, object], tolerance: int) -> None:
    picture = decode(saved(Image.fromarray(corners()), format, **options))
    assert picture.format == format
    assert picture.pixels.shape == (32, 48, 3)
    assert picture.pixels.dtype == np.uint8
    assert (picture.width, picture.height, picture.page, picture.pages, picture.reduced) == (48, 32, 1, 1, False)
    assert np.abs(picture.pixels.astype(int) - corners()).max() <= tolerance


def test_heic_is_decoded_and_turned_once() -> None:
    picture = decode(HEIC)
    assert (picture.format, picture.width, picture.height) == ("HEIF", 24, 16)
    assert np.abs(picture.pixels[2, 2].astype(int) - (200, 30, 30)).max() <= 6
    assert np.abs(picture.pixels[2, 20].astype(int) - (30, 30, 200)).max() <= 6
    assert picture.metadata == {"creator": "Ana Ruiz", "credit": "Acme Press", "camera": "Acme One"}


def test_the_name_does_not_matter() -> None:
    assert decode(saved(Image.fromarray(corners()), "PNG"), name="holiday.jpg").format == "PNG"


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize(("format", "options"), LOSSLESS)
def test_orientation_is_exact_where_the_format_is(format: str, options: dict[str, object], orientation: int) -> None:
    stored = stored_turned(corners(), orientation)
    picture = decode(saved(stored, format, exif=oriented(orientation), **options))
    assert np.array_equal(picture.pixels, corners())
    assert (picture.width, picture.height) == (48, 32)
    assert picture.pixel_digest == imaging.from_array(corners()).pixel_digest


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("format", ["JPEG", "WEBP", "AVIF"])
def test_orientation_of_lossy_formats(format: str, orientation: int) -> None:
    stored = stored_turned(corners(), orientation)
    picture = decode(saved(stored, format, quality=95, exif=oriented(orientation)))
    # Colour is stored at half size, which bleeds at the borders of the quarters: compare their middles.
    middles = np.s_[8::16, 12::24]
    assert np.abs(picture.pixels[middles].astype(int) - corners()[middles]).max() <= 8
    assert (picture.width, picture.height) == (48, 32)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("grey", [False, True])
def test_strips_land_where_the_whole_would(orientation: int, grey: bool) -> None:
    """A large picture is turned strip by strip; small ones never see more than one strip."""
    upright = np.random.default_rng(0).integers(0, 256, (7, 5, 3), np.uint8)
    upright = np.repeat(upright[..., :1], 3, axis=2) if grey else upright
    stored = np.asarray(stored_turned(upright, orientation))
    result: UInt8Array = np.zeros_like(upright)
    for top in range(0, len(stored), 2):
        strip = stored[top : top + 2]
        place(np.ascontiguousarray(strip[..., 0] if grey else strip), top, result, orientation)
    assert np.array_equal(result, upright)


@pytest.mark.parametrize("value", [0, 9, 65535])
def test_an_orientation_that_does_not_exist_is_none(value: int) -> None:
    data = saved(Image.fromarray(corners()), "PNG", exif=oriented(value))
    assert np.array_equal(decode(data).pixels, corners())


def test_broken_exif_fails_no_picture() -> None:
    for exif in (b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0nonsense", b"Exif\0\0MM\0*\0\0\0\x08\xff\xff"):
        assert decode(saved(Image.fromarray(corners()), "JPEG", exif=exif)).width == 48


def test_warnings_of_pillow_stop_nothing_and_its_filter_is_put_in_once() -> None:
    """Warnings are errors in these tests, so that this would raise without the filter."""
    data = saved(Image.fromarray(corners()), "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff")
    with warnings.catch_warnings():
        warnings.resetwarnings()
        warnings.simplefilter("error")
        with pytest.raises(UserWarning, match="Corrupt EXIF"):
            Image.open(io.BytesIO(data))
        assert decode(data).width == 48
        filters = list(warnings.filters)
        assert decode(data).width == 48
        assert warnings.filters == filters


def test_animations_give_their_first_frame() -> None:
    red, blue = (Image.new("RGB", (20, 10), colour) for colour in ((255, 0, 0), (0, 0, 255)))
    for format, options in (("GIF", {}), ("PNG", {}), ("WEBP", {"lossless": True})):
        picture = decode(saved(red, format, save_all=True, append_images=[blue], duration=100, **options))
        assert picture.pages == 1
        assert (picture.pixels == (255, 0, 0)).all()


def whole_pages(data: bytes) -> list[DecodedPicture]:
    pages = list(imaging.decode_pages(data, name="scan.tif", limits=LIMITS))
    assert not any(isinstance(page, BrokenPage) for page in pages)
    return [page for page in pages if isinstance(page, DecodedPicture)]


def test_each_page_of_a_tiff_is_a_picture() -> None:
    sizes = [(20, 10), (8, 30), (5, 5)]
    pages = [Image.new("RGB", size, (number * 60, 0, 0)) for number, size in enumerate(sizes)]
    data = saved(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    pictures = whole_pages(data)
    assert [(picture.width, picture.height) for picture in pictures] == sizes
    assert [(picture.page, picture.pages) for picture in pictures] == [(1, 3), (2, 3), (3, 3)]
    assert [int(picture.pixels[0, 0, 0]) for picture in pictures] == [0, 60, 120]
    assert pictures[1].byte_digest == imaging.file_digest(data) + "#page=2"
    assert len({picture.pixel_digest for picture in pictures}) == 3
    third = imaging.decode(data, name="scan.tif", limits=LIMITS, page=3)
    assert third.pixel_digest == pictures[2].pixel_digest
    with pytest.raises(InvalidInput, match=r"scan\.tif has no page 4; its pages are 1 to 3\."):
        imaging.decode(data, name="scan.tif", limits=LIMITS, page=4)


def test_small_copies_and_masks_in_a_tiff_are_no_pages() -> None:
    small = Image.new("RGB", (4, 4))
    small.encoderinfo = {"tiffinfo": {254: 1}}
    data = saved(Image.new("RGB", (20, 10)), "TIFF", save_all=True, append_images=[small, Image.new("RGB", (6, 6))])
    pictures = whole_pages(data)
    assert [(picture.width, picture.height) for picture in pictures] == [(20, 10), (6, 6)]


def test_a_broken_page_loses_only_itself() -> None:
    pages = [Image.new("L", (40, 40), 50 * number) for number in range(3)]
    data = bytearray(saved(pages[0], "TIFF", save_all=True, append_images=pages[1:]))
    second = struct.unpack_from("<I", data, directory_end(data, struct.unpack_from("<I", data, 4)[0]))[0]
    for entry in range(second + 2, directory_end(data, second), 12):
        if struct.unpack_from("<H", data, entry)[0] == 273:  # where the pixels are: past the end of the file
            struct.pack_into("<I", data, entry + 8, len(data) + 5000)
    first, broken, third = imaging.decode_pages(bytes(data), name="scan.tif", limits=LIMITS)
    assert isinstance(broken, BrokenPage)
    assert "scan.tif, page 2, is cut off" in broken.error.message
    assert (first.page, broken.page, third.page) == (1, 2, 3)
    assert imaging.decode(bytes(data), name="scan.tif", limits=LIMITS, page=3).pixels[0, 0, 0] == 100


def directory_end(data: bytearray, start: int) -> int:
    return start + 2 + 12 * int(struct.unpack_from("<H", data, start)[0])


def test_pixel_digest_is_of_the_pixels_and_byte_digest_of_the_file() -> None:
    pixels = Image.fromarray(corners())
    png, better, bmp = saved(pixels, "PNG"), saved(pixels, "PNG", compress_level=9), saved(pixels, "BMP")
    assert len({decode(data).pixel_digest for data in (png, better, bmp)}) == 1
    assert len({decode(data).byte_digest for data in (png, better, bmp)}) == 3
    changed = corners()
    changed[0, 0, 0] += 1
    assert decode(saved(Image.fromarray(changed), "PNG")).pixel_digest != decode(png).pixel_digest
    flat_wide, flat_tall = (saved(Image.new("RGB", size), "PNG") for size in ((20, 10), (10, 20)))
    assert decode(flat_wide).pixel_digest != decode(flat_tall).pixel_digest
    assert decode(png).byte_size == len(png)


def test_threads_give_the_same_pictures() -> None:
    files = [saved(stored_turned(corners(), turn), "PNG", exif=oriented(turn)) for turn in range(1, 9)] * 8
    with ThreadPoolExecutor(8) as pool:
        digests = {picture.pixel_digest for picture in pool.map(decode, files)}
    assert len(digests) == 1


def test_a_broken_extra_chunk_fails_no_png() -> None:
    broken = b"\0\0\0\x04tEXtoddsBAD!"  # the check sum is wrong
    data = png_of(b"\0\xff\x00\x00\x00\xff\x00", 2, 1, 8, 2, broken)
    picture = decode(data)
    assert picture.pixels.tolist() == [[[255, 0, 0], [0, 255, 0]]]
    assert picture.byte_size == len(data)


def test_real_hostile_files() -> None:
    """Every file of the development set either decodes or is refused in words, and EXIF series agree."""
    if not bad_input.FOLDER.is_dir():
        pytest.skip("../shared/data/bad_input, the development set of hostile files, is not here")
    assert bad_input.main([]) == 0


def test_pillow_is_left_as_it_was() -> None:
    """No global of Pillow's is changed for PicTrace's sake: other code in the process may rely on them."""
    decode(HEIC)
    assert "HEIF" not in Image.OPEN
    assert Image.MAX_IMAGE_PIXELS == 1024 * 1024 * 1024 // 4 // 3
