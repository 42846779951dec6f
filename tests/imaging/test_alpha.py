"""Alpha is part of what a picture is: of its digest, and of the ground on which it is seen."""

from __future__ import annotations

import struct
from dataclasses import replace

import numpy as np
import pytest
from picture_making import LIMITS, corners, oriented, png_chunk, png_of, saved, stored_turned
from PIL import Image

from pictrace import imaging
from pictrace.imaging import colour
from pictrace.imaging.ground import BLACK, GREY, WHITE
from pictrace.types import DecodedPicture, Region, UInt8Array

SHAPES = ("disc", "cross")
INK, PAPER = (0, 0, 0), (255, 255, 255)


def decoded(data: bytes) -> DecodedPicture:
    return imaging.decode(data, name="picture", limits=LIMITS)


def mask(shape: str, height: int = 80, width: int = 120) -> UInt8Array:
    """(height, width) alpha of a soft-edged shape: 255 inside, 0 outside."""
    down, across = np.mgrid[:height, :width]
    if shape == "disc":
        distance = np.hypot(down - height / 2, across - width / 2) - height / 3
    else:
        distance = np.minimum(np.abs(down - height / 2), np.abs(across - width / 2)) - height / 10
    return np.clip(128 - distance * 100, 0, 255).astype(np.uint8)


def logo(shape: str, ink: tuple[int, int, int] = PAPER, hidden: tuple[int, int, int] = INK) -> Image.Image:
    """A shape of one colour; `hidden` is what stands below alpha 0."""
    alpha = mask(shape)
    colours = np.where(alpha[:, :, None] > 0, np.array(ink, np.uint8), np.array(hidden, np.uint8))
    return Image.fromarray(np.dstack([colours, alpha]).astype(np.uint8))


# Every way in which a format keeps the same white shape. A sharp edge, as palettes and keys have no other.
def sharp(shape: str) -> UInt8Array:
    return np.where(mask(shape) > 127, 255, 0).astype(np.uint8)


def rgba(shape: str) -> Image.Image:
    alpha = sharp(shape)
    return Image.fromarray(np.dstack([alpha, alpha, alpha, alpha]))


def grey_alpha(shape: str) -> Image.Image:
    return Image.merge("LA", [Image.fromarray(sharp(shape))] * 2)


def indexed(shape: str) -> Image.Image:
    picture = Image.fromarray((sharp(shape) > 0).astype(np.uint8), "P")
    picture.putpalette([0, 0, 0, 255, 255, 255])
    return picture


def rows(values: UInt8Array) -> bytes:
    return b"".join(b"\0" + row.tobytes() for row in values)


def deep(shape: str) -> bytes:
    wide = np.repeat(sharp(shape)[:, :, None], 4, axis=2).astype(">u2") * 257
    return png_of(rows(wide), 120, 80, 16, 6)


def keyed(shape: str, depth: int, colour_type: int) -> bytes:
    """Black is the colour that is transparent."""
    values = sharp(shape)[:, :, None].repeat(3 if colour_type == 2 else 1, axis=2)
    key = png_chunk(b"tRNS", bytes(6 if colour_type == 2 else 2))
    if depth == 1:
        packed = np.packbits(values[:, :, 0] > 0, axis=1)
        return png_of(rows(packed), 120, 80, 1, 0, key)
    return png_of(rows(values.astype(">u2") * 257 if depth == 16 else values), 120, 80, depth, colour_type, key)


def bitmap(colours: UInt8Array, alpha: UInt8Array, header: int = 124, mask_alpha: bool = True) -> bytes:
    """A BMP of 32 bits a pixel with masks for its colours, its alpha among them; rows from the bottom."""
    height, width = alpha.shape
    body = np.dstack([colours[:, :, ::-1], alpha])[::-1].tobytes()
    masks = struct.pack("<IIII", 0xFF0000, 0xFF00, 0xFF, 0xFF000000 if mask_alpha else 0)
    fields = struct.pack("<IiiHHIIiiII", header, width, height, 1, 32, 3, len(body), 2835, 2835, 0, 0)
    head = (fields + masks).ljust(header, b"\0") if header > 40 else fields + masks[:12]
    return b"BM" + struct.pack("<IHHI", 14 + len(head) + len(body), 0, 0, 14 + len(head)) + head + body


KEPT = {
    "PNG": lambda shape: saved(rgba(shape), "PNG"),
    "PNG, grey": lambda shape: saved(grey_alpha(shape), "PNG"),
    "PNG, palette": lambda shape: saved(indexed(shape), "PNG", transparency=0),
    "PNG, 16 bits": deep,
    "PNG, key of 8 bits": lambda shape: keyed(shape, 8, 2),
    "PNG, key of 16 bits": lambda shape: keyed(shape, 16, 2),
    "PNG, key of grey": lambda shape: keyed(shape, 8, 0),
    "PNG, key of deep grey": lambda shape: keyed(shape, 16, 0),
    "PNG, key of one bit": lambda shape: keyed(shape, 1, 0),
    "GIF": lambda shape: saved(indexed(shape), "GIF", transparency=0),
    "WebP": lambda shape: saved(rgba(shape), "WEBP", lossless=True),
    "TIFF, unassociated": lambda shape: saved(rgba(shape), "TIFF"),
    "TIFF, associated": lambda shape: associated(saved(rgba(shape), "TIFF")),
    "TIFF, grey": lambda shape: saved(grey_alpha(shape), "TIFF"),
    "JPEG 2000": lambda shape: saved(rgba(shape), "JPEG2000"),
    "JPEG 2000, grey": lambda shape: saved(grey_alpha(shape), "JPEG2000"),
    "BMP": lambda shape: bitmap(sharp(shape)[:, :, None].repeat(3, axis=2), sharp(shape)),
}


def associated(tiff: bytes, kind: int = 1) -> bytes:
    """The same TIFF that says something else of its fourth number (ExtraSamples)."""
    data = bytearray(tiff)
    at = data.index(struct.pack("<HHI", 338, 3, 1))
    struct.pack_into("<H", data, at + 8, kind)
    return bytes(data)


# ---------------------------------------------------------------- digests


@pytest.mark.parametrize("kind", KEPT)
def test_two_white_logos_are_two_pictures_in_every_format(kind: str) -> None:
    one, other = (decoded(KEPT[kind](shape)) for shape in SHAPES)
    assert one.pixel_digest != other.pixel_digest
    assert not np.array_equal(one.pixels, other.pixels)


@pytest.mark.parametrize("kind", KEPT)
def test_one_logo_is_one_picture_in_every_format(kind: str) -> None:
    assert decoded(KEPT[kind]("disc")).pixel_digest == decoded(KEPT["PNG"]("disc")).pixel_digest


def test_alpha_of_avif_counts() -> None:
    one, other = (decoded(saved(logo(shape), "AVIF", quality=100)) for shape in SHAPES)
    assert one.pixel_digest != other.pixel_digest
    assert one.ground == BLACK
    assert one.alpha is not None


def test_colours_below_alpha_0_count_for_nothing() -> None:
    digests = {decoded(saved(logo("disc", hidden=h), "PNG")).pixel_digest for h in (INK, PAPER, (9, 200, 7))}
    assert len(digests) == 1


def test_colours_and_alpha_that_differ_where_something_shows_count() -> None:
    half = logo("disc")
    half.putalpha(Image.fromarray(mask("disc") // 2))
    pictures = (logo("disc"), logo("disc", (255, 255, 254)), half, logo("disc", INK))
    assert len({decoded(saved(picture, "PNG")).pixel_digest for picture in pictures}) == len(pictures)


@pytest.mark.parametrize("format", ["PNG", "WEBP", "TIFF", "JPEG2000"])
def test_alpha_that_is_255_everywhere_is_none(format: str) -> None:
    options = {"lossless": True} if format == "WEBP" else {}
    opaque = decoded(saved(Image.fromarray(corners()), "PNG"))
    full = np.dstack([corners(), np.full((32, 48), 255, np.uint8)])
    found = decoded(saved(Image.fromarray(full), format, **options))
    assert found.alpha is None
    assert found.pixel_digest == opaque.pixel_digest == imaging.from_array(corners()).pixel_digest


def test_digests_of_opaque_pictures_are_those_of_before() -> None:
    """Libraries hold them: the SHA-256 of the size, the shape and the pixels."""
    expected = "8a012cfc745645cb796df5022dd3d0a95c476e227823d4f83de2a05af5d5a168"
    assert decoded(saved(Image.fromarray(corners()), "PNG")).pixel_digest == expected


@pytest.mark.parametrize("orientation", range(1, 9))
def test_alpha_is_turned_with_its_picture(orientation: int) -> None:
    picture = np.dstack([corners(120, 80), mask("disc") // 2])
    picture[:20, :30, 3] = 255
    turned = saved(stored_turned(picture, orientation), "PNG", exif=oriented(orientation))
    upright = decoded(saved(Image.fromarray(picture), "PNG"))
    assert np.array_equal(decoded(turned).pixels, upright.pixels)
    assert decoded(turned).pixel_digest == upright.pixel_digest


def test_strips_make_no_seams_in_alpha() -> None:
    width, height = 1024, 2 * colour.STRIP_PIXELS // 1024 + 37
    alpha = np.full((height, width), 255, np.uint8)
    alpha[-9:] = np.arange(width) % 256  # the first strips are opaque
    picture = Image.fromarray(np.dstack([corners(width, height), alpha]))
    found = decoded(saved(picture, "PNG", compress_level=1))
    assert found.alpha is not None
    assert np.array_equal(found.alpha, alpha)
    assert np.array_equal(decoded(imaging.encode_lossless(found)).pixels, found.pixels)


# ---------------------------------------------------------------- the ground


@pytest.mark.parametrize(
    ("picture", "ground"),
    [
        (logo("disc", PAPER), BLACK),
        (logo("cross", (240, 240, 245)), BLACK),
        (logo("disc", INK), WHITE),
        (logo("disc", (200, 30, 30)), WHITE),
        (logo("disc", (255, 220, 0)), WHITE),
        (logo("disc", (128, 128, 128)), WHITE),
    ],
)
def test_the_ground_is_white_unless_the_picture_is_lost_on_it(picture: Image.Image, ground: int) -> None:
    found = decoded(saved(picture, "PNG"))
    assert found.ground == ground
    assert found.pixels[0, 0].tolist() == [ground] * 3
    assert found.pixels.std() > 20


def test_what_is_partly_white_and_partly_black_lies_on_grey() -> None:
    alpha = np.hstack([mask("cross"), mask("disc")])
    colours = np.zeros((80, 240, 3), np.uint8)
    colours[:, :120] = 255
    found = decoded(saved(Image.fromarray(np.dstack([colours, alpha])), "PNG"))
    assert found.ground == GREY
    assert [int(found.pixels[place][0]) for place in ((0, 0), (40, 60), (40, 180))] == [GREY, 255, 0]


def test_a_photograph_that_is_cut_out_lies_on_white(photos: dict[str, UInt8Array]) -> None:
    for name in ("astronaut", "chelsea", "coffee", "rocket"):
        photo = Image.fromarray(photos[name])
        photo.putalpha(Image.fromarray(mask("disc")).resize(photo.size))
        assert decoded(saved(photo, "PNG")).ground == WHITE, name


def test_the_ground_is_the_same_whatever_the_format_and_the_hidden_colours() -> None:
    grounds = {decoded(KEPT[kind]("disc")).ground for kind in KEPT}
    grounds |= {decoded(saved(logo("disc", hidden=h), "PNG")).ground for h in (INK, PAPER, (9, 200, 7))}
    assert grounds == {BLACK}


@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (300, 1), (2, 2)])
def test_pictures_of_no_size_have_a_ground_too(shape: tuple[int, int]) -> None:
    picture = np.full((*shape, 4), 255, np.uint8)
    picture[0, 0, 3] = 0
    found = decoded(saved(Image.fromarray(picture), "PNG"))
    assert found.ground in (WHITE, BLACK, GREY)


# ---------------------------------------------------------------- alpha that is 0 everywhere


@pytest.mark.parametrize(
    "data",
    [
        bitmap(corners(), np.zeros((32, 48), np.uint8)),
        bitmap(corners(), np.zeros((32, 48), np.uint8), header=108),
        bitmap(corners(), np.zeros((32, 48), np.uint8), header=56),
        bitmap(corners(), np.zeros((32, 48), np.uint8), header=40),
        bitmap(corners(), np.zeros((32, 48), np.uint8), mask_alpha=False),
        bitmap(corners(), np.full((32, 48), 255, np.uint8)),
        associated(saved(Image.fromarray(np.dstack([corners(), corners()[:, :, 0] * 0])), "TIFF"), 0),
    ],
)
def test_a_bitmap_whose_alpha_is_0_everywhere_is_opaque(data: bytes) -> None:
    found = decoded(data)
    assert np.array_equal(found.pixels, corners())
    assert found.alpha is None
    assert found.pixel_digest == imaging.from_array(corners()).pixel_digest


def test_a_tiff_that_says_nothing_of_its_fourth_number_is_opaque_where_that_is_0() -> None:
    data = saved(Image.fromarray(np.dstack([corners(), corners()[:, :, 0] * 0])), "TIFF")
    at = data.index(struct.pack("<HHI", 338, 3, 1))
    silent = data[:at] + struct.pack("<H", 40000) + data[at + 2 :]  # a private tag in its place
    assert np.array_equal(decoded(silent).pixels, corners())
    assert decoded(silent).pixel_digest == imaging.from_array(corners()).pixel_digest


def test_one_bit_of_alpha_in_16_is_no_alpha() -> None:
    values = np.zeros((4, 4), "<u2")
    values[:, :2] = 0b0_11111_00000_00000  # red, and the alpha bit 0 as everywhere
    head = struct.pack("<IiiHHIIiiII", 108, 4, 4, 1, 16, 3, 32, 0, 0, 0, 0)
    head = (head + struct.pack("<IIII", 0x7C00, 0x3E0, 0x1F, 0x8000)).ljust(108, b"\0")
    data = b"BM" + struct.pack("<IHHI", 14 + 108 + 32, 0, 0, 14 + 108) + head + values.tobytes()
    assert decoded(data).pixels[0, 0].tolist() == [255, 0, 0]


@pytest.mark.parametrize("format", ["PNG", "WEBP", "TIFF", "JPEG2000"])
def test_of_a_picture_with_nothing_visible_the_colours_are_shown(format: str) -> None:
    options = {"lossless": True, "exact": True} if format == "WEBP" else {}
    pictures = [np.dstack([pixels, np.zeros((32, 48), np.uint8)]) for pixels in (corners(), corners()[::-1])]
    one, other = (decoded(saved(Image.fromarray(picture), format, **options)) for picture in pictures)
    assert np.array_equal(one.pixels, corners())
    # It is not the opaque picture of these colours, and two that differ are two.
    assert len({one.pixel_digest, other.pixel_digest, imaging.from_array(corners()).pixel_digest}) == 3


# ---------------------------------------------------------------- what is made of transparent pictures


@pytest.mark.parametrize("picture", [logo("disc"), logo("cross", INK), logo("disc", (200, 30, 30))])
def test_a_lossless_copy_has_the_same_digest(picture: Image.Image) -> None:
    values = np.asarray(picture).copy()
    values[..., 3] = np.linspace(0, 255, values.shape[1]).astype(np.uint8)
    for found in (decoded(saved(picture, "PNG")), decoded(saved(Image.fromarray(values), "PNG"))):
        again = decoded(imaging.encode_lossless(found))
        assert again.pixel_digest == found.pixel_digest
        assert np.array_equal(again.pixels, found.pixels)


def test_a_lossless_copy_of_every_colour_at_every_alpha_has_the_same_digest() -> None:
    ramp = np.arange(256, dtype=np.uint8)
    values = np.dstack([np.broadcast_to(ramp, (256, 256))] * 3 + [np.broadcast_to(ramp[:, None], (256, 256))])
    for picture in (values, np.dstack([255 - values[:, :, :3], values[:, :, 3]])):
        found = decoded(saved(Image.fromarray(np.ascontiguousarray(picture)), "PNG"))
        assert decoded(imaging.encode_lossless(found)).pixel_digest == found.pixel_digest


def test_a_lossless_copy_of_a_picture_with_nothing_visible() -> None:
    found = decoded(saved(Image.fromarray(np.dstack([corners(), corners()[:, :, 0] * 0])), "PNG"))
    assert decoded(imaging.encode_lossless(found)).pixel_digest == found.pixel_digest


def test_a_part_has_the_digest_of_a_file_of_that_part() -> None:
    whole = logo("disc")
    region = Region(20, 10, 60, 50)
    part = imaging.cut(decoded(saved(whole, "PNG")), region)
    file = decoded(saved(whole.crop((20, 10, 80, 60)), "PNG"))
    assert part.pixel_digest == file.pixel_digest
    inside = imaging.cut(decoded(saved(whole, "PNG")), Region(50, 30, 20, 20))
    assert inside.pixel_digest == imaging.from_array(np.full((20, 20, 3), 255, np.uint8)).pixel_digest


# ---------------------------------------------------------------- what was recorded before


def digest_of_before(picture: Image.Image) -> str:
    """As PicTrace 0.1 gave it: of the pixels on white."""
    ground = Image.new("RGBA", picture.size, (255, 255, 255, 255))
    ground.alpha_composite(picture)
    return imaging.from_array(np.asarray(ground.convert("RGB"))).pixel_digest


@pytest.mark.parametrize("picture", [rgba("disc"), logo("cross", INK), rgba("cross")])
def test_what_was_recorded_before_alpha_counted_is_known_again(picture: Image.Image) -> None:
    found = decoded(saved(picture, "PNG"))
    recorded = imaging.as_recorded(found, "other bytes", digest_of_before(picture))
    assert recorded is not None
    assert recorded.pixel_digest == digest_of_before(picture)
    assert recorded.pixels[0, 0].tolist() == [255, 255, 255]
    assert imaging.as_recorded(found, "other bytes", found.pixel_digest) is found
    assert imaging.as_recorded(found, "other bytes", "0" * 64) is None


def test_the_very_file_is_what_was_recorded_whatever_it_was_read_as_then() -> None:
    found = decoded(bitmap(corners(), np.zeros((32, 48), np.uint8)))
    white = imaging.from_array(np.full((32, 48, 3), 255, np.uint8)).pixel_digest
    assert imaging.as_recorded(found, found.byte_digest, white) is found
    assert imaging.as_recorded(replace(found, byte_digest="another"), found.byte_digest, white) is None


def test_a_picture_with_nothing_visible_was_all_white() -> None:
    found = decoded(saved(Image.fromarray(np.dstack([corners(), corners()[:, :, 0] * 0])), "PNG"))
    before = imaging.on_white(found)
    assert before is not None
    assert before.pixels.min() == 255
    assert before.pixel_digest == imaging.from_array(np.full((32, 48, 3), 255, np.uint8)).pixel_digest
