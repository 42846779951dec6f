"""What makers share: words, fonts, colours, fitting."""

from __future__ import annotations

import math

import cv2
import numpy as np
from PIL import ImageDraw, ImageFont

from pictrace.types import Float32Array, Float64Array, UInt8Array

Random = np.random.Generator
Colour = tuple[int, int, int]


WORDS = """
when the coffee finally works nobody told me about monday this is fine they said it would be easy one does
not simply walk home look at this place best day ever found in the archive never forget breaking news live
tonight summer sale free shipping more at follow for daily pictures photo by studio sample preview
""".split()  # noqa: SIM905 - sixty lines otherwise


def sentence(random: Random, words: int) -> str:
    return " ".join(random.choice(WORDS, words).tolist())


def fit(picture: UInt8Array, size: tuple[int, int]) -> UInt8Array:
    """The middle of a picture, filling (width, height)."""
    height, width = picture.shape[:2]
    scale = max(size[0] / width, size[1] / height)
    big = cv2.resize(picture, (math.ceil(width * scale), math.ceil(height * scale)), interpolation=cv2.INTER_AREA)
    y, x = (big.shape[0] - size[1]) // 2, (big.shape[1] - size[0]) // 2
    return np.asarray(big[y : y + size[1], x : x + size[0]], np.uint8).copy()


def wrapped(draw: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont, width: float) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if draw.textlength(longer, font=font) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def font(size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.load_default(size=max(6, size))  # type: ignore[return-value]


def bright(random: Random) -> Colour:
    hue = np.array([[[random.integers(0, 180), random.integers(120, 256), random.integers(80, 240)]]], np.uint8)
    red, green, blue = cv2.cvtColor(hue, cv2.COLOR_HSV2RGB)[0, 0].tolist()
    return red, green, blue


def rounded(values: Float32Array | Float64Array) -> UInt8Array:
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)
