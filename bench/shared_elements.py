"""Pairs of unrelated pictures that share an element: a caption bar, a logo, a colour chart, a frame, a page, a window.

No such pair is a copy, however well its element agrees.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from pictrace.imaging import edits
from pictrace.types import UInt8Array

SENTENCE = "the quick report of last summer shows that three of five boats came home before the storm had passed"

Pair = tuple[UInt8Array, UInt8Array]


def kinds() -> dict[str, Callable[[UInt8Array, UInt8Array, np.random.Generator], Pair]]:
    """Name → a function that gives two pictures the same element."""
    return {
        "same caption bar": _captioned,
        "same logo": _with_logo,
        "same colour chart": _with_chart,
        "same frame": _framed,
        "same page": _on_page,
        "same window": _in_window,
    }


def _captioned(a: UInt8Array, b: UInt8Array, random: np.random.Generator) -> Pair:
    edit = edits.caption(_sentence(random, 5), share=float(random.uniform(0.1, 0.3)))
    return edit.apply(a), edit.apply(b)


def _with_logo(a: UInt8Array, b: UInt8Array, random: np.random.Generator) -> Pair:
    logo = _logo(random)
    first, second = (
        _stamped(picture, logo, float(random.uniform(0.15, 0.35)), *random.random(2)) for picture in (a, b)
    )
    return first, second


def _with_chart(a: UInt8Array, b: UInt8Array, random: np.random.Generator) -> Pair:
    patches = random.integers(0, 255, (4, 12, 3)).astype(np.uint8)
    chart = cv2.resize(patches, (12 * 24, 4 * 24), interpolation=cv2.INTER_NEAREST)
    image = Image.fromarray(chart)
    for column in range(12):
        ImageDraw.Draw(image).text((column * 24 + 4, 40), str(column + 1), fill=(0, 0, 0), font=_font(14))
    chart = np.asarray(image)
    share = float(random.uniform(0.4, 0.9))
    at = (float(random.random()), 1.0)
    return _stamped(a, chart, share, *at), _stamped(b, chart, share, *at)


def _framed(a: UInt8Array, b: UInt8Array, random: np.random.Generator) -> Pair:
    width, height, border = 600, 450, int(random.integers(40, 110))
    frame = edits.made_background(width, height, seed=int(random.integers(1 << 30)))
    pattern = cv2.resize(random.integers(0, 255, (30, 40, 3)).astype(np.uint8), (width, height))
    frame = cv2.addWeighted(frame, 0.5, pattern, 0.5, 0)
    return _filled(frame, a, border), _filled(frame, b, border)


def _on_page(a: UInt8Array, b: UInt8Array, random: np.random.Generator) -> Pair:
    page = Image.new("RGB", (600, 800), (252, 250, 245))
    draw = ImageDraw.Draw(page)
    draw.text((30, 25), _sentence(random, 4), fill=(160, 20, 20), font=_font(30))
    top = int(random.integers(380, 560))
    for line in range((780 - top) // 22):
        draw.text((30, top + 22 * line), _sentence(random, 11), fill=(30, 30, 30), font=_font(14))
    made = []
    for picture in (a, b):
        sheet = np.asarray(page).copy()
        _put(sheet, picture, 30, 80, 540, top - 100)
        made.append(sheet)
    return made[0], made[1]


def _in_window(a: UInt8Array, b: UInt8Array, random: np.random.Generator) -> Pair:
    window = Image.new("RGB", (640, 520), (236, 236, 240))
    draw = ImageDraw.Draw(window)
    draw.rectangle((0, 0, 640, 60), fill=(52, 60, 84))
    draw.text((14, 8), _sentence(random, 6), fill=(255, 255, 255), font=_font(16))
    for tab in range(6):
        draw.rectangle((10 + tab * 104, 34, 106 + tab * 104, 56), fill=tuple(random.integers(90, 220, 3).tolist()))
        draw.text((16 + tab * 104, 38), _sentence(random, 1), fill=(0, 0, 0), font=_font(12))
    for row in range(17):
        draw.text((8, 70 + 26 * row), _sentence(random, 2), fill=(20, 20, 60), font=_font(13))
    made = []
    for picture in (a, b):
        screen = np.asarray(window).copy()
        _put(screen, picture, 150, 70, 480, 440)
        made.append(screen)
    return made[0], made[1]


def _logo(random: np.random.Generator) -> UInt8Array:
    logo = Image.new("RGB", (240, 120), tuple(random.integers(180, 256, 3).tolist()))
    draw = ImageDraw.Draw(logo)
    for _ in range(6):
        x, y, size = random.integers(0, 200), random.integers(0, 90), random.integers(15, 60)
        colour = tuple(random.integers(0, 200, 3).tolist())
        if random.random() < 0.5:
            draw.ellipse((x, y, x + size, y + size), fill=colour)
        else:
            draw.polygon([(x, y + size), (x + size / 2, y), (x + size, y + size)], fill=colour)
    draw.text((20, 40), _sentence(random, 2).upper(), fill=(0, 0, 0), font=_font(28))
    return np.asarray(logo)


def _stamped(picture: UInt8Array, element: UInt8Array, share: float, x: float, y: float) -> UInt8Array:
    """The element over the picture, `share` of its width wide."""
    height, width = picture.shape[:2]
    wide = max(8, round(share * width))
    high = min(height, max(4, round(wide * element.shape[0] / element.shape[1])))
    stamped = picture.copy()
    _put(stamped, element, round(x * (width - wide)), round(y * (height - high)), wide, high)
    return stamped


def _filled(frame: UInt8Array, picture: UInt8Array, border: int) -> UInt8Array:
    filled = frame.copy()
    height, width = frame.shape[:2]
    _put(filled, picture, border, border, width - 2 * border, height - 2 * border)
    return filled


def _put(page: UInt8Array, picture: UInt8Array, x: int, y: int, width: int, height: int) -> None:
    page[y : y + height, x : x + width] = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)


def _sentence(random: np.random.Generator, count: int) -> str:
    return " ".join(random.choice(SENTENCE.split(), count))


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size=size)
