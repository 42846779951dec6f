"""Every pixel mode of Pillow → 8-bit RGB in sRGB and alpha, strip by strip.

A strip rather than the whole, because each step would hold another copy: a 64-megapixel RGBA picture with a
profile would need 1.2 GB beside the result that way, and needs 15 MB so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageCms

from pictrace.imaging.ground import WHITE, choose, lay_on, painted
from pictrace.imaging.icc_profiles import lab_to_srgb, transform_to_srgb
from pictrace.imaging.orientation import SWAPPED, place
from pictrace.types import Float32Array, UInt8Array

STRIP_PIXELS = 1 << 20
OPAQUE = 255

_DEEP = frozenset({"I;16", "I;16L", "I;16B", "I;16N", "I", "F"})
_PHOTOMETRIC, _BITS_PER_SAMPLE = 262, 258  # TIFF tags
_WHITE_IS_ZERO = 0

# Colours, (h, w) grey or (h, w, 3) RGB, and alpha, (h, w), all uint8; None where every pixel is opaque.
Strip = tuple[UInt8Array, UInt8Array | None]
StripConverter = Callable[[Image.Image], Strip]


@dataclass(frozen=True, slots=True, eq=False)
class Upright:
    """pixels : (H, W, 3) uint8 RGB. alpha, ground : as in `DecodedPicture`."""

    pixels: UInt8Array
    alpha: UInt8Array | None = None
    ground: int = WHITE


def upright_pixels(image: Image.Image, orientation: int, *, sure_of_alpha: bool = True) -> Upright:
    """A loaded Pillow picture, upright and in sRGB, on a ground that shows it where it is transparent.

    Where alpha is 0 everywhere, nothing would be left to see: the colours below it are then shown as if they were
    opaque. sure_of_alpha : whether the format says that the fourth number is alpha; if not, such a picture has none.
    """
    pixels, alpha = _converted(image, orientation, _converter(image))
    if alpha is None:
        return Upright(pixels)
    if not alpha.any():
        pixels, _ = _converted(image, orientation, _without_alpha(_converter(image)))
        return Upright(pixels, alpha if sure_of_alpha else None)
    ground = choose(pixels, alpha)
    lay_on(ground, pixels, alpha)
    return Upright(pixels, alpha, ground)


def _converted(image: Image.Image, orientation: int, convert: StripConverter) -> tuple[UInt8Array, UInt8Array | None]:
    """Upright colours × alpha, and alpha; None when all is opaque."""
    width, height = image.size
    shape = (width, height) if orientation in SWAPPED else (height, width)
    upright = np.empty((*shape, 3), np.uint8)
    upright_alpha: UInt8Array | None = None
    for top, strip in _strips(image):
        colours, alpha = convert(strip)
        if alpha is not None and alpha.min() < OPAQUE:
            if upright_alpha is None:
                upright_alpha = np.full((*shape, 1), OPAQUE, np.uint8)
            place(alpha, top, upright_alpha, orientation)
            colours = painted(colours, alpha)
        place(colours, top, upright, orientation)
    return upright, None if upright_alpha is None else upright_alpha[:, :, 0]


def _without_alpha(convert: StripConverter) -> StripConverter:
    return lambda strip: (convert(strip)[0], None)


def _strips(image: Image.Image) -> Iterator[tuple[int, Image.Image]]:
    width, height = image.size
    rows = max(1, STRIP_PIXELS // width)
    if rows >= height:
        yield 0, image
        return
    for top in range(0, height, rows):
        yield top, image.crop((0, top, width, min(top + rows, height)))


def _converter(image: Image.Image) -> StripConverter:
    """What turns a strip of this picture into its colours and its alpha."""
    profile, transparent = image.info.get("icc_profile"), image.info.get("transparency")
    if image.mode in _DEEP:
        return _deep(image, transform_to_srgb(profile, "L"))
    if image.mode in ("1", "L", "LA", "La"):
        grey = transform_to_srgb(profile, "L")
        return lambda strip: _grey(strip, grey, transparent)
    if image.mode == "CMYK":
        inks = transform_to_srgb(profile, "CMYK")
        return lambda strip: (np.asarray(inks.apply(strip) if inks else strip.convert("RGB")), None)
    if image.mode == "LAB":
        lab = lab_to_srgb()
        return lambda strip: (np.asarray(lab.apply(strip)), None)
    rgb = transform_to_srgb(profile, "RGB")
    key = transparent if image.mode == "RGB" and isinstance(transparent, tuple) else None
    see_through = image.mode in ("RGBA", "RGBa", "PA") or (image.mode == "P" and image.has_transparency_data)
    return lambda strip: _colours(strip, rgb, key, see_through)


def _colours(
    strip: Image.Image,
    transform: ImageCms.ImageCmsTransform | None,
    key: tuple[int, int, int] | None,
    see_through: bool,
) -> Strip:
    if see_through:
        strip = strip.convert("RGBA")
        alpha: UInt8Array | None = np.asarray(strip.getchannel("A"))
    else:
        alpha = None if key is None else _alpha_of_key(np.asarray(strip), key)
    colours = strip.convert("RGB") if strip.mode != "RGB" else strip
    pixels: UInt8Array = np.asarray(transform.apply(colours) if transform else colours)
    return pixels, alpha


def _grey(strip: Image.Image, transform: ImageCms.ImageCmsTransform | None, transparent: object) -> Strip:
    alpha: UInt8Array | None = None
    if strip.mode in ("LA", "La"):
        strip = strip.convert("LA") if strip.mode == "La" else strip
        alpha, strip = np.asarray(strip.getchannel("A")), strip.getchannel("L")
    strip = strip.convert("L", dither=Image.Dither.NONE) if strip.mode == "1" else strip
    pixels: UInt8Array = np.asarray(strip)
    if isinstance(transparent, int):
        alpha = np.where(pixels == transparent, 0, OPAQUE).astype(np.uint8)
    if transform:
        pixels = np.asarray(transform.apply(strip))
    return pixels, alpha


def _deep(image: Image.Image, transform: ImageCms.ImageCmsTransform | None) -> StripConverter:
    """More than 8 bits of grey: scaled to 0…255 by what the values can be, or, failing that, by what they are."""
    low, high = _value_range(image)
    tags = getattr(image, "tag_v2", {})
    if tags.get(_PHOTOMETRIC) == _WHITE_IS_ZERO:
        low, high = high, low  # Pillow turns 8-bit negatives round by itself, deep ones not
    transparent = image.info.get("transparency")

    def convert(strip: Image.Image) -> Strip:
        values = _values(strip)
        scaled = np.nan_to_num((values - np.float32(low)) * np.float32(255 / (high - low)), nan=0.0)
        grey = np.rint(np.clip(scaled, 0, 255)).astype(np.uint8)
        pixels: UInt8Array = np.asarray(transform.apply(Image.fromarray(grey))) if transform else grey
        alpha = np.where(values == transparent, 0, OPAQUE).astype(np.uint8) if isinstance(transparent, int) else None
        return pixels, alpha

    return convert


def _value_range(image: Image.Image) -> tuple[float, float]:
    """The values that mean black and white."""
    if image.mode.startswith("I;16"):
        bits = getattr(image, "tag_v2", {}).get(_BITS_PER_SAMPLE, (16,))
        return 0.0, 4095.0 if tuple(bits) == (12,) else 65535.0
    # 32 bits and floats have no agreed white. Take the smallest of the usual ranges that holds every value
    # (0…1 for floats, 8 bits, 16 bits); what fits none is data, shown from its least to its greatest value.
    least, greatest = np.inf, -np.inf
    for _, strip in _strips(image):
        values = _values(strip)
        values = values[np.isfinite(values)]
        if values.size:
            least, greatest = min(least, float(values.min())), max(greatest, float(values.max()))
    for white in (1.0, 255.0, 65535.0) if image.mode == "F" else (255.0, 65535.0):
        if least >= 0 and greatest <= white:
            return 0.0, white
    return (least, greatest) if greatest > least else (0.0, 1.0)


def _values(strip: Image.Image) -> Float32Array:
    values: Float32Array = np.asarray(strip).astype(np.float32)
    return values


def _alpha_of_key(pixels: UInt8Array, key: tuple[int, int, int]) -> UInt8Array:
    opaque = (pixels != np.array(key, np.uint8)).any(axis=2)
    return np.where(opaque, OPAQUE, 0).astype(np.uint8)
