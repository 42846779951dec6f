"""Every pixel mode of Pillow → 8-bit RGB in sRGB on white, strip by strip.

A strip rather than the whole, because each step would hold another copy: a 64-megapixel RGBA picture with a
profile would need 1.2 GB beside the result that way, and needs 15 MB so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import cast

import cv2
import numpy as np
from PIL import Image, ImageCms

from pictrace.images.orientation import SWAPPED, place
from pictrace.images.profiles import lab_to_srgb, transform_to_srgb
from pictrace.types import Float32Array, UInt8Array

STRIP_PIXELS = 1 << 20

_DEEP = frozenset({"I;16", "I;16L", "I;16B", "I;16N", "I", "F"})
_PHOTOMETRIC, _BITS_PER_SAMPLE = 262, 258  # TIFF tags
_WHITE_IS_ZERO = 0

StripConverter = Callable[[Image.Image], UInt8Array]


def upright_pixels(image: Image.Image, orientation: int) -> UInt8Array:
    """A loaded Pillow picture → (H, W, 3) uint8 RGB, upright, sRGB, transparent parts white."""
    width, height = image.size
    shape = (width, height, 3) if orientation in SWAPPED else (height, width, 3)
    upright = np.empty(shape, np.uint8)
    convert = _converter(image)
    for top, strip in _strips(image):
        place(convert(strip), top, upright, orientation)
    return upright


def _strips(image: Image.Image) -> Iterator[tuple[int, Image.Image]]:
    width, height = image.size
    rows = max(1, STRIP_PIXELS // width)
    if rows >= height:
        yield 0, image
        return
    for top in range(0, height, rows):
        yield top, image.crop((0, top, width, min(top + rows, height)))


def _converter(image: Image.Image) -> StripConverter:
    """What turns a strip of this picture into (h, w) grey or (h, w, 3) RGB, uint8."""
    profile, transparent = image.info.get("icc_profile"), image.info.get("transparency")
    if image.mode in _DEEP:
        return _deep(image, transform_to_srgb(profile, "L"))
    if image.mode in ("1", "L", "LA", "La"):
        grey = transform_to_srgb(profile, "L")
        return lambda strip: _grey(strip, grey, transparent)
    if image.mode == "CMYK":
        inks = transform_to_srgb(profile, "CMYK")
        return lambda strip: np.asarray(inks.apply(strip) if inks else strip.convert("RGB"))
    if image.mode == "LAB":
        lab = lab_to_srgb()
        return lambda strip: np.asarray(lab.apply(strip))
    rgb = transform_to_srgb(profile, "RGB")
    key = transparent if image.mode == "RGB" and isinstance(transparent, tuple) else None
    see_through = image.mode in ("RGBA", "RGBa", "PA") or (image.mode == "P" and image.has_transparency_data)
    return lambda strip: _colours(strip, rgb, key, see_through)


def _colours(
    strip: Image.Image,
    transform: ImageCms.ImageCmsTransform | None,
    key: tuple[int, int, int] | None,
    see_through: bool,
) -> UInt8Array:
    if see_through:
        strip = strip.convert("RGBA")
        alpha: UInt8Array | None = np.asarray(strip.getchannel("A"))
    else:
        alpha = None if key is None else _alpha_of_key(np.asarray(strip), key)
    colours = strip.convert("RGB") if strip.mode != "RGB" else strip
    pixels: UInt8Array = np.asarray(transform.apply(colours) if transform else colours)
    return pixels if alpha is None else _on_white(pixels, alpha)


def _grey(strip: Image.Image, transform: ImageCms.ImageCmsTransform | None, transparent: object) -> UInt8Array:
    alpha: UInt8Array | None = None
    if strip.mode in ("LA", "La"):
        strip = strip.convert("LA") if strip.mode == "La" else strip
        alpha, strip = np.asarray(strip.getchannel("A")), strip.getchannel("L")
    strip = strip.convert("L", dither=Image.Dither.NONE) if strip.mode == "1" else strip
    pixels: UInt8Array = np.asarray(strip)
    if isinstance(transparent, int):
        alpha = np.where(pixels == transparent, 0, 255).astype(np.uint8)
    if transform:
        pixels = np.asarray(transform.apply(strip))
    return pixels if alpha is None else _on_white(pixels, alpha)


def _deep(image: Image.Image, transform: ImageCms.ImageCmsTransform | None) -> StripConverter:
    """More than 8 bits of grey: scaled to 0…255 by what the values can be, or, failing that, by what they are."""
    low, high = _value_range(image)
    tags = getattr(image, "tag_v2", {})
    if tags.get(_PHOTOMETRIC) == _WHITE_IS_ZERO:
        low, high = high, low  # Pillow turns 8-bit negatives round by itself, deep ones not
    transparent = image.info.get("transparency")

    def convert(strip: Image.Image) -> UInt8Array:
        values = _values(strip)
        scaled = np.nan_to_num((values - np.float32(low)) * np.float32(255 / (high - low)), nan=0.0)
        grey = np.rint(np.clip(scaled, 0, 255)).astype(np.uint8)
        pixels: UInt8Array = np.asarray(transform.apply(Image.fromarray(grey))) if transform else grey
        if isinstance(transparent, int):
            pixels = _on_white(pixels, np.where(values == transparent, 0, 255).astype(np.uint8))
        return pixels

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
    return np.where(opaque, 255, 0).astype(np.uint8)


def _on_white(pixels: UInt8Array, alpha: UInt8Array) -> UInt8Array:
    """colour × alpha + white × (1 − alpha), rounded; (h, w) or (h, w, 3) uint8 with (h, w) uint8 alpha."""
    if alpha.min(initial=255) == 255:
        return pixels
    if pixels.ndim == 3:
        alpha = cast(UInt8Array, cv2.merge([alpha, alpha, alpha]))
    painted = cv2.multiply(pixels, alpha, scale=1 / 255)
    return cast(UInt8Array, cv2.add(painted, cv2.bitwise_not(alpha)))
