"""What is refused or decoded reduced, and in which words."""

from __future__ import annotations

import contextlib
import io
import struct
import zipfile
import zlib
from dataclasses import replace

import numpy as np
import pytest
from picture_making import HEIC, LIMITS, corners, oriented, png_chunk, png_header, png_of, saved, stored_turned
from PIL import Image

from pictrace import imaging
from pictrace.errors import PictureTooLarge, UnreadablePicture
from pictrace.imaging.jpeg import read_frame
from pictrace.imaging.tiff_pages import find_pages
from pictrace.settings import Limits

PHOTO = Image.fromarray(corners(480, 320))


def refusal(data: bytes, name: str = "holiday.jpg", limits: Limits = LIMITS) -> str:
    """The sentence that this file is refused with."""
    with pytest.raises(UnreadablePicture) as caught:
        imaging.decode(data, name=name, limits=limits)
    sentence = caught.value.message
    assert sentence.startswith(name)
    assert sentence.endswith(".")
    return sentence


def zipped() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", "a")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (bytes(5000), "nothing but zeros"),
        (b"%PDF-1.7\n", "is a PDF document, not a picture; export its pages"),
        (b"<!DOCTYPE html><html>", "is a web page, not a picture; save the picture itself"),
        (b"\n<html lang=en>", "is a web page"),
        (b'<?xml version="1.0"?><svg xmlns="a">', "is an SVG drawing, which has no pixels"),
        (zipped(), "is a zip archive"),
        (b"\x1f\x8b\x08", "is a gzip archive"),
        (b"\0\0\0\x20ftypisom\0\0\0\0isomiso2mp41", "is a video"),
        (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", "is a video"),
        (b"\x1a\x45\xdf\xa3", "is a video"),
        (b"RIFF\0\0\0\0AVI LIST", "is a video"),
        (b"RIFF\0\0\0\0WAVEfmt ", "is a sound recording"),
        (b"8BPS\0\1", "is a Photoshop document, which PicTrace does not read"),
        (b"%!PS-Adobe-3.0 EPSF-3.0", "is an EPS or PostScript document"),
        (b"\0\0\1\0\1\0", "is an icon"),
        (b"\0\0\0\x18ftypcrx \0\0\0\1", "is a camera's raw file"),
        (b"P6 2 2 255\n", "is a Netpbm picture"),
        ("Grüße\nund mehr, €".encode(), "is a text file"),
        (("é" * 3000).encode(), "is a text file"),
        (b"BMW is a car", "is a text file"),
        (b"\x89PNG\n\x1a\n", "was damaged by being copied as text"),
        (b"\x93\x10\xfe\x42", "is not a picture that PicTrace understands; it reads JPEG, PNG, WebP"),
    ],
)
def test_a_wrong_file_is_told_what_it_is(data: bytes, words: str) -> None:
    assert words in refusal(data)


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "JPEG2000", "AVIF", "HEIF"])
@pytest.mark.parametrize("share", [0.4, 0.75, 0.95])
def test_a_cut_off_file_is_refused(format: str, share: float) -> None:
    noise = Image.fromarray(np.random.default_rng(1).integers(0, 256, (120, 160, 3), np.uint8))
    data = HEIC if format == "HEIF" else saved(noise, format)
    sentence = refusal(data[: int(len(data) * share)])
    assert "is cut off: the file ends before the picture does" in sentence or "is damaged" in sentence


@pytest.mark.parametrize("format", ["JPEG", "PNG", "GIF", "BMP"])
def test_the_common_formats_say_that_they_are_cut_off(format: str) -> None:
    data = saved(PHOTO, format)
    assert "is cut off: the file ends before the picture does; get a complete copy." in refusal(data[: len(data) // 2])


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "JPEG2000", "AVIF", "HEIF"])
def test_flipped_bytes_raise_nothing_but_unreadable(format: str) -> None:
    """40 files with five bytes changed each, header included: decoded or refused in words, never anything else."""
    data = HEIC if format == "HEIF" else saved(Image.fromarray(corners()), format)
    chance = np.random.default_rng(2)
    for _ in range(40):
        broken = bytearray(data)
        for at in chance.integers(0, min(len(data), 600), 5):
            broken[at] = chance.integers(0, 256)
        with contextlib.suppress(UnreadablePicture):
            picture = imaging.decode(bytes(broken), name="broken", limits=Limits(max_pixels=1_000_000))
            assert picture.pixels.shape[2] == 3


@pytest.mark.parametrize(
    ("whole", "broken"), [(b"\0\0Exif\0", b"\0\0Exi\xdb\0"), (b"application/", b"applicati\xa5n/")]
)
def test_a_heic_that_would_take_the_process_down_is_refused(whole: bytes, broken: bytes) -> None:
    """pi-heif 1.4 ends the process with a segmentation fault on these."""
    assert whole in HEIC
    assert "is damaged" in refusal(HEIC.replace(whole, broken, 1))


def test_words_in_a_heic_that_look_like_boxes_do_no_harm() -> None:
    assert (
        imaging.decode(HEIC.replace(b"Ana Ruiz", b"inferno!"), name="a", limits=LIMITS).metadata["creator"]
        == "inferno!"
    )


def test_too_many_bytes() -> None:
    sentence = refusal(saved(PHOTO, "BMP"), limits=Limits(max_bytes=100_000))
    assert "0.5 MB, over the limit of 0.1 MB; make it smaller, or raise max_bytes" in sentence


@pytest.mark.parametrize("format", ["PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF"])
def test_over_the_pixel_limit_is_refused_in_words(format: str) -> None:
    with pytest.raises(PictureTooLarge) as caught:
        imaging.decode(saved(PHOTO, format), name="scan", limits=Limits(max_pixels=100_000))
    words = "scan is 480 × 320 pixels, over the limit of 100,000 pixels; make it smaller, or raise max_pixels"
    assert caught.value.message.startswith(words)


@pytest.mark.parametrize("format", ["JPEG", "JPEG2000"])
def test_over_the_pixel_limit_comes_reduced_where_the_format_can(format: str) -> None:
    picture = imaging.decode(saved(PHOTO, format), name="scan", limits=Limits(max_pixels=60_000))
    assert picture.reduced
    assert (picture.width, picture.height) == (480, 320)
    assert picture.pixels.shape[0] * picture.pixels.shape[1] <= 60_000
    assert picture.pixels.shape[1] * 2 == picture.pixels.shape[0] * 3
    height, width = picture.pixels.shape[:2]
    assert np.abs(picture.pixels[height // 4, width // 4].astype(int) - (200, 30, 30)).max() <= 4


def test_a_reduced_picture_is_upright_and_keeps_its_true_size() -> None:
    data = saved(stored_turned(corners(480, 320), 6), "JPEG", exif=oriented(6), quality=95)
    picture = imaging.decode(data, name="scan", limits=Limits(max_pixels=50_000))
    assert (picture.width, picture.height, picture.pixels.shape) == (480, 320, (160, 240, 3))
    assert np.abs(picture.pixels[40, 60].astype(int) - (200, 30, 30)).max() <= 4
    again = imaging.decode(data, name="scan", limits=Limits(max_pixels=20_000))
    assert again.pixels.shape == (80, 120, 3)
    assert again.pixel_digest != picture.pixel_digest


def test_too_large_even_when_reduced() -> None:
    for format, words in (("JPEG", "even at an eighth of that"), ("JPEG2000", "cannot be decoded small enough")):
        with pytest.raises(PictureTooLarge, match=words):
            imaging.decode(saved(PHOTO, format), name="scan", limits=Limits(max_pixels=100))


def test_a_progressive_jpeg_over_the_limit_is_refused_when_it_needs_too_much_memory() -> None:
    """libjpeg keeps all its coefficients: 6 bytes a pixel at 4:4:4, whatever the size that it is decoded at."""
    data = saved(PHOTO, "JPEG", progressive=True, subsampling=0)
    assert read_frame(data).buffered_bytes_per_pixel == 6
    assert read_frame(saved(PHOTO, "JPEG", progressive=True, subsampling=2)).buffered_bytes_per_pixel == 3
    assert read_frame(saved(PHOTO, "JPEG")).buffered_bytes_per_pixel == 0
    assert imaging.decode(data, name="scan", limits=Limits(max_pixels=120_000)).reduced
    with pytest.raises(PictureTooLarge, match="progressive"):
        imaging.decode(data, name="scan", limits=Limits(max_pixels=100_000))


def bombs() -> dict[str, bytes]:
    """Small files that declare giant pictures."""
    jpeg = bytearray(saved(PHOTO, "JPEG"))
    frame = jpeg.index(b"\xff\xc0")
    struct.pack_into(">HH", jpeg, frame + 5, 60000, 60000)
    gif = bytearray(saved(PHOTO, "GIF"))
    struct.pack_into("<HH", gif, 6, 60000, 60000)
    webp = bytearray(saved(PHOTO, "WEBP"))
    struct.pack_into("<HH", webp, 26, 16383, 16383)
    bmp = bytearray(saved(PHOTO, "BMP"))
    struct.pack_into("<ii", bmp, 18, 60000, 60000)
    tiff = bytearray(saved(PHOTO, "TIFF"))
    for tag in (256, 257):
        struct.pack_into("<I", tiff, tiff.index(struct.pack("<HHI", tag, 4, 1)) + 8, 60000)
    avif = bytearray(saved(PHOTO, "AVIF"))
    struct.pack_into(">II", avif, avif.index(b"ispe") + 8, 60000, 60000)
    png = png_header(60000, 60000) + png_chunk(b"IDAT", bytes(3000)) + png_chunk(b"IEND", b"")
    files = {"JPEG": jpeg, "GIF": gif, "WEBP": webp, "BMP": bmp, "TIFF": tiff, "AVIF": avif, "PNG": png}
    return {format: bytes(data) for format, data in files.items()}


@pytest.mark.parametrize("format", sorted(bombs()))
def test_a_small_file_that_declares_a_giant_picture_is_refused(format: str) -> None:
    sentence = refusal(bombs()[format])
    assert "over the limit of 64,000,000 pixels" in sentence or "is cut off" in sentence


def test_a_text_that_unpacks_to_far_too_much_fails_no_png() -> None:
    bomb = png_chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(3_000_000)))
    picture = imaging.decode(png_of(b"\0\1\2\3", 1, 1, 8, 2, bomb), name="a", limits=LIMITS)
    assert picture.pixels.tolist() == [[[1, 2, 3]]]


def test_too_many_pages() -> None:
    pages = [Image.new("L", (4, 4))] * 6
    data = saved(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    assert len(list(imaging.decode_pages(data, name="scan.tif", limits=Limits(max_pages=6)))) == 6
    with pytest.raises(PictureTooLarge, match=r"scan\.tif has more than 5 pages; split it, or raise max_pages"):
        next(imaging.decode_pages(data, name="scan.tif", limits=Limits(max_pages=5)))


def test_directories_in_a_loop_end() -> None:
    data = bytearray(saved(Image.new("L", (4, 4)), "TIFF"))
    first = struct.unpack_from("<I", data, 4)[0]
    entries = struct.unpack_from("<H", data, first)[0]
    struct.pack_into("<I", data, first + 2 + 12 * entries, first)
    assert find_pages(bytes(data), 100).frames == (0,)
    assert len(list(imaging.decode_pages(bytes(data), name="loop.tif", limits=LIMITS))) == 1


def test_unusual_kinds_are_named() -> None:
    data = bytearray(saved(Image.new("RGB", (8, 8)), "TIFF"))
    bits = data.index(struct.pack("<HHI", 258, 3, 3))
    at = struct.unpack_from("<I", data, bits + 8)[0]
    struct.pack_into("<HHH", data, at, 7, 7, 7)
    assert "is a kind of TIFF that PicTrace cannot read" in refusal(bytes(data))


def test_jpegs_over_their_own_limit_are_decoded_reduced_with_their_true_size() -> None:
    photo = saved(PHOTO, "JPEG")
    whole = imaging.decode(photo, name="a.jpg", limits=LIMITS)
    for most, size in ((480 * 320, (480, 320)), (480 * 320 - 1, (240, 160)), (9_600, (120, 80)), (1, (60, 40))):
        decoded = imaging.decode(photo, name="a.jpg", limits=replace(LIMITS, whole_jpeg_pixels=most))
        assert decoded.pixels.shape[1::-1] == size
        assert (decoded.width, decoded.height, decoded.reduced) == (480, 320, size != (480, 320))
        assert (decoded.pixel_digest == whole.pixel_digest) == (size == (480, 320))
    # What is no JPEG has no sizes to be had for less.
    assert not imaging.decode(saved(PHOTO, "PNG"), name="a.png", limits=replace(LIMITS, whole_jpeg_pixels=1)).reduced
