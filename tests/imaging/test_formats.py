"""One list of formats: what is recognised, what is looked for in folders, and true words for what is not read."""

from __future__ import annotations

import io
import struct

import numpy as np
import pytest
from PIL import Image
from project_tree import ROOT

from pictrace.errors import UnreadablePicture
from pictrace.imaging import decode
from pictrace.imaging.formats import FORMATS, HEAD, Format, recognise
from pictrace.imaging.unsupported_formats import EXTENSIONS, describe
from pictrace.settings import Limits
from pictrace.sources.kinds import looks_like_picture
from pictrace.web import words

PICTURE = Image.fromarray(np.random.default_rng(3).integers(0, 256, (40, 50, 3), np.uint8))


def saved(format: str, mode: str = "RGB", **options: object) -> bytes:
    stream = io.BytesIO()
    PICTURE.convert(mode).save(stream, format, **options)
    return stream.getvalue()


def test_no_extension_belongs_to_two_formats() -> None:
    extensions = [extension for understood in FORMATS.values() for extension in understood.extensions]
    assert len(extensions) == len(set(extensions))
    assert not EXTENSIONS & set(extensions)


def test_page_and_readme_name_every_format() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for understood in FORMATS.values():
        assert understood.word in readme
        assert understood.word in words.adding.ADD_HELP[words.adding.ADD_FILES]


@pytest.mark.parametrize("brand", [b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1"])
def test_every_brand_of_heic_is_a_picture_in_a_folder_too(brand: bytes) -> None:
    head = b"\0\0\0\x18ftyp" + brand + b"\0\0\0\0mif1" + brand
    assert recognise(head) is Format.HEIF
    assert looks_like_picture(head)


def test_a_bitmap_whose_reserved_bytes_are_used_is_one_everywhere() -> None:
    data = bytearray(saved("BMP"))
    data[6:10] = b"GIMP"
    assert looks_like_picture(bytes(data[:HEAD]))
    assert decode(bytes(data), name="a", limits=Limits()).format == "BMP"


def targa(kind: int, *, mapped: bool = False, id_length: int = 0, bits: int = 24, footer: bool = False) -> bytes:
    header = struct.pack("<BBBHHBHHHHBB", id_length, mapped, kind, 0, 256 * mapped, 24 * mapped, 0, 0, 50, 40, bits, 0)
    body = bytes(id_length) + bytes(768 * mapped) + b"\x7f" * (50 * 40 * bits // 8)
    return header + body + (bytes(8) + b"TRUEVISION-XFILE.\0" if footer else b"")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (targa(2), "is a Targa (TGA) picture"),
        (targa(2, footer=True), "is a Targa (TGA) picture"),
        (targa(2, id_length=9, bits=32), "is a Targa (TGA) picture"),
        (targa(10), "is a Targa (TGA) picture"),
        (targa(1, mapped=True, bits=8), "is a Targa (TGA) picture"),
        (targa(9, mapped=True, bits=8), "is a Targa (TGA) picture"),
        (targa(3, bits=8), "is a Targa (TGA) picture"),
        (saved("TGA", compression="tga_rle"), "is a Targa (TGA) picture"),
        (saved("ICO", "RGBA"), "is an icon"),
        (saved("ICO", "RGBA").replace(b"\0\0\1\0", b"\0\0\2\0", 1), "is a cursor"),
        (b"\0\0\2\0" + bytes(range(200)), "is not a picture that PicTrace understands"),
        (b"\0\0\1\0\5\0" + bytes(200), "is not a picture that PicTrace understands"),
        (saved("PCX"), "is a PCX picture"),
        (saved("XBM", "1"), "is an XBM picture"),
        (b"/* XPM */\nstatic char *a[] = {", "is an XPM picture"),
        (b"PK\x07\x08PK\x03\x04", "is a part of a zip archive"),
        (b"BLP is three letters", "is a text file"),
    ],
)
def test_pictures_that_are_not_read_are_called_what_they_are(data: bytes, said: str) -> None:
    assert recognise(data) is None
    assert describe(data).startswith(said)


@pytest.mark.parametrize(
    ("marker", "said"),
    [
        *((marker, "is a lossless JPEG, which PicTrace does not read; save it as PNG") for marker in (0xC3, 0xCB)),
        *((marker, "is a hierarchical JPEG") for marker in (0xC5, 0xC6, 0xC7, 0xCD, 0xCE, 0xCF)),
        (0xF7, "is a JPEG-LS picture"),
    ],
)
def test_a_jpeg_of_a_process_without_decoder_is_not_called_damaged(marker: int, said: str) -> None:
    data = bytearray(saved("JPEG"))
    data[data.index(b"\xff\xc0") + 1] = marker
    with pytest.raises(UnreadablePicture) as caught:
        decode(bytes(data), name="a.jpg", limits=Limits())
    assert caught.value.message.startswith(f"a.jpg {said}")


def test_a_jpeg_that_is_damaged_is_still_called_so() -> None:
    data = bytearray(saved("JPEG"))
    at = data.index(b"\xff\xc4")
    data[at + 5 : at + 21] = b"\xff" * 16
    with pytest.raises(UnreadablePicture, match=r"is (damaged|cut off)"):
        decode(bytes(data), name="a.jpg", limits=Limits())
