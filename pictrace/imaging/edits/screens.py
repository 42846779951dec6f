"""A picture as it looks in a screenshot: on a page of a browser or a phone, between its bars and words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from pictrace.errors import InvalidInput
from pictrace.imaging.edits.edit import Colour, Edit
from pictrace.types import UInt8Array

_WORDS = (
    "the",
    "picture",
    "was",
    "seen",
    "again",
    "last",
    "week",
    "by",
    "people",
    "who",
    "had",
    "not",
    "been",
    "there",
)


@dataclass(frozen=True, slots=True)
class _Colours:
    """page : behind the picture; bar : the window's top; field : the address; ink, faint : words."""

    page: Colour
    bar: Colour
    field: Colour
    ink: Colour
    faint: Colour


_LIGHT = _Colours((255, 255, 255), (222, 225, 230), (241, 243, 244), (32, 33, 36), (112, 117, 122))
_DARK = _Colours((18, 18, 20), (43, 44, 48), (60, 61, 66), (232, 234, 237), (154, 160, 166))


def screenshot(kind: str = "browser", seed: int = 0, dark: bool = False) -> Edit:
    """Shown on a page with words above and below, and photographed off the screen at its own size.

    kind : "browser" (title bar with a tab, address bar, margins at the sides) or "phone" (status bar, a thin margin, a
    row of buttons at the bottom). seed : chooses the words and the margins. dark : light words on a dark page.
    Raises InvalidInput for another kind.
    """
    if kind not in _SCREENS:
        raise InvalidInput(f"There is no screenshot of a {kind}; choose {' or '.join(_SCREENS)}.")
    colours, build = _DARK if dark else _LIGHT, _SCREENS[kind]

    def apply(picture: UInt8Array) -> UInt8Array:
        return build(picture, colours, np.random.default_rng(seed))

    words = f"in a screenshot of a {kind}"
    return Edit(f"{kind} screenshot", "screenshot", words, apply, {"kind": kind, "seed": seed, "dark": dark})


def _browser(picture: UInt8Array, colours: _Colours, random: np.random.Generator) -> UInt8Array:
    height, width = picture.shape[:2]
    unit = max(6, round(max(width, height) / 28))
    margin = round(width * random.uniform(0.08, 0.3))
    lines = int(random.integers(2, 5))
    top = (7 + lines + 1) * unit
    below = 2 * unit * int(random.integers(2, 6))
    page = Image.new("RGB", (max(width + 2 * margin, 14 * unit), top + height + below + 2 * unit), colours.page)
    draw = ImageDraw.Draw(page)
    right = page.width - 1

    draw.rectangle((0, 0, right, 2 * unit - 1), fill=colours.bar)
    draw.rounded_rectangle((unit, unit // 2, 9 * unit, 2 * unit + unit), unit // 2, fill=colours.page)
    draw.text((1.6 * unit, 1.3 * unit), "Found picture", fill=colours.ink, font=_font(0.7 * unit), anchor="lm")
    for place in range(3):
        centre = right - (1 + 1.4 * place) * unit
        draw.ellipse((centre - unit / 4, 0.75 * unit, centre + unit / 4, 1.25 * unit), fill=colours.faint)
    draw.rectangle((0, 2 * unit, right, 4 * unit - 1), fill=colours.page)
    draw.rounded_rectangle((3 * unit, 2.3 * unit, right - 3 * unit, 3.7 * unit), round(0.7 * unit), fill=colours.field)
    address = "www.example.org/found"
    draw.text((3.8 * unit, 3 * unit), address, fill=colours.faint, font=_font(0.75 * unit), anchor="lm")
    draw.line((0, 4 * unit - 1, right, 4 * unit - 1), fill=colours.bar)

    draw.text((margin, 5.5 * unit), "Where is this?", fill=colours.ink, font=_font(1.3 * unit), anchor="lm")
    _write(draw, (margin, 7 * unit), width, lines, unit, colours.ink, random)
    page.paste(Image.fromarray(picture), (margin, top))
    _write(
        draw, (margin, top + height + unit), width, (page.height - top - height) // unit - 1, unit, colours.ink, random
    )
    return np.array(page)


def _phone(picture: UInt8Array, colours: _Colours, random: np.random.Generator) -> UInt8Array:
    height, width = picture.shape[:2]
    unit = max(6, round(width / 20))
    margin = int(random.choice([0, unit // 2]))
    lines = int(random.integers(1, 4))
    above = round(max(0, 1.4 * width - height) * random.uniform(0.1, 0.4))
    top = 5 * unit + above
    page = Image.new("RGB", (width + 2 * margin, top + height + (lines + 4) * unit + above), colours.page)
    draw = ImageDraw.Draw(page)
    right, bottom = page.width - 1, page.height - 1

    draw.text((unit, 0.9 * unit), "12:41", fill=colours.ink, font=_font(0.8 * unit), anchor="lm")
    draw.rounded_rectangle((right - 2.4 * unit, 0.6 * unit, right - unit, 1.2 * unit), 2, fill=colours.ink)
    draw.ellipse((unit, 2.2 * unit, 3.6 * unit, 4.8 * unit - 2), fill=colours.faint)
    draw.text((4.4 * unit, 3.1 * unit), "somebody", fill=colours.ink, font=_font(0.9 * unit), anchor="lm")
    draw.text((4.4 * unit, 4.2 * unit), "yesterday", fill=colours.faint, font=_font(0.7 * unit), anchor="lm")
    page.paste(Image.fromarray(picture), (margin, top))
    _write(draw, (unit, top + height + unit // 2), width - 2 * unit, lines, unit, colours.ink, random)
    for place in (0.2, 0.5, 0.8):
        centre = place * page.width
        draw.ellipse(
            (centre - unit / 2, bottom - 1.7 * unit, centre + unit / 2, bottom - 0.7 * unit), fill=colours.faint
        )
    return np.array(page)


_SCREENS = {"browser": _browser, "phone": _phone}


def _write(
    draw: ImageDraw.ImageDraw,
    at: tuple[float, float],
    width: float,
    lines: int,
    unit: int,
    ink: Colour,
    random: np.random.Generator,
) -> None:
    """So many lines of words, ragged on the right, one `unit` apart."""
    font = _font(0.72 * unit)
    for line in range(lines):
        text = ""
        while (longer := f"{text} {random.choice(_WORDS)}".strip()) and draw.textlength(longer, font=font) < width:
            text = longer
        draw.text((at[0], at[1] + (line + 0.5) * unit), text, fill=ink, font=font, anchor="lm")


def _font(size: float) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size=max(6, size))
