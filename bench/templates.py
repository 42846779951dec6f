"""Pages of one template with other contents: forms, screens, charts, logos, text pages.

`page(kind, layout, content)` is always the same picture. Two contents of one layout are siblings and no copies;
`copies` are true copies of one page.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from bench.circulating.drawing import sentence
from pictrace.imaging import edits
from pictrace.imaging.edits import Edit
from pictrace.types import UInt8Array

Random = np.random.Generator
Colour = tuple[int, int, int]

LAYOUTS = 5
CONTENTS = 20
NAMES = (
    "Adams",
    "Baker",
    "Castle",
    "Dubois",
    "Evans",
    "Fischer",
    "Garcia",
    "Hansen",
    "Ivanov",
    "Jones",
    "Keller",
    "Lopez",
    "Meyer",
    "Novak",
    "Olsen",
    "Petit",
)
LABELS = (
    "Name",
    "Address",
    "Town",
    "Date",
    "Telephone",
    "Number",
    "Account",
    "Amount",
    "Country",
    "Signature",
    "Department",
    "Reference",
)


def page(kind: str, layout: int, content: int) -> UInt8Array:
    """(H, W, 3) uint8 RGB. Raises KeyError for a kind that is not in `KINDS`."""
    return KINDS[kind](np.random.default_rng([layout, 11]), np.random.default_rng([layout, content, 12]))


def copies(seed: int) -> tuple[Edit, ...]:
    """Three copies of a page, of another strength for each seed."""
    random = np.random.default_rng([seed, 13])
    smaller = edits.downscale(float(random.uniform(0.5, 0.9))), edits.recompress(int(random.integers(25, 70)))
    brighter = edits.brightness(float(random.uniform(0.75, 1.2))), edits.grey(), edits.recompress(60)
    return (
        edits.chain("smaller, saved again", "", *smaller),
        edits.crop(float(random.uniform(0.6, 0.9)), *random.random(2)),
        edits.chain("brighter, in grey", "", *brighter),
    )


def _form(layout: Random, content: Random) -> UInt8Array:
    width, height = 820, int(layout.integers(700, 1160))
    paper = (255, 255, 255) if layout.random() < 0.5 else (250, 248, 240)
    image = Image.new("RGB", (width, height), paper)
    draw = ImageDraw.Draw(image)
    accent = _colour(layout)
    draw.rectangle((0, 0, width, 70), fill=accent)
    draw.text((30, 35), sentence(layout, 3).title(), (255, 255, 255), _font(30), "lm")
    draw.text((40, 95), sentence(layout, 12), (70, 70, 70), _font(15))
    columns = int(layout.integers(1, 3))
    row = 130
    while row < height - 190:
        for column in range(columns):
            left = 40 + column * 400
            right = left + (740 if columns == 1 else 350)
            draw.text((left, row), str(layout.choice(LABELS)), (60, 60, 60), _font(14))
            draw.rectangle((left, row + 20, right, row + 50), outline=(120, 120, 120))
            if content.random() < 0.9:
                value = f"{content.choice(NAMES)} {content.integers(1, 9999)}"
                draw.text((left + 8, row + 35), value, (20, 20, 90), _font(18), "lm")
        row += 66
    for box in range(4):
        left = 40 + 190 * box
        draw.rectangle((left, height - 120, left + 18, height - 102), outline=(60, 60, 60))
        draw.text((left + 26, height - 119), str(layout.choice(LABELS)), (60, 60, 60), _font(14))
        if content.random() < 0.5:
            draw.line((left, height - 120, left + 18, height - 102), fill=(20, 20, 90), width=2)
    draw.text((40, height - 60), sentence(layout, 16), (110, 110, 110), _font(13))
    return np.array(image)


def _screen(layout: Random, content: Random) -> UInt8Array:
    width, height = (1000, 640) if layout.random() < 0.6 else (420, 860)
    dark = layout.random() < 0.4
    ground: Colour = (28, 30, 36) if dark else (246, 247, 249)
    ink: Colour = (225, 225, 230) if dark else (35, 35, 40)
    image = Image.new("RGB", (width, height), ground)
    draw = ImageDraw.Draw(image)
    accent = _colour(layout)
    draw.rectangle((0, 0, width, 48), fill=accent)
    draw.text((20, 24), sentence(layout, 2).title(), (255, 255, 255), _font(20), "lm")
    side = 190 if width > 500 else 0
    for item in range(8 if side else 0):
        draw.ellipse((20, 74 + 42 * item, 40, 94 + 42 * item), fill=_colour(layout))
        draw.text((52, 84 + 42 * item), sentence(layout, 2), ink, _font(15), "lm")
    row = 70
    while row < height - 60:
        box = (side + 20, row, width - 20, row + int(layout.choice([64, 64, 96])))
        draw.rounded_rectangle(box, 6, outline=(140, 140, 150), fill=tuple(min(255, v + 8) for v in ground))
        draw.ellipse((box[0] + 10, row + 12, box[0] + 48, row + 50), fill=_colour(content))
        draw.text((box[0] + 60, row + 14), f"{content.choice(NAMES)} {content.choice(NAMES)}", ink, _font(17))
        draw.text((box[0] + 60, row + 38), sentence(content, 5), (130, 130, 140), _font(14))
        draw.text(
            (box[2] - 12, row + 14), f"{content.integers(1, 24)}:{content.integers(10, 60)}", ink, _font(14), "ra"
        )
        row = box[3] + 12
    return np.array(image)


def _chart(layout: Random, content: Random) -> UInt8Array:
    width, height = 900, 600
    image = Image.new("RGB", (width, height), (255, 255, 255))
    draw = ImageDraw.Draw(image)
    draw.text((width / 2, 36), sentence(layout, 4).title(), (30, 30, 30), _font(26), "mm")
    left, top, right, bottom = 90, 80, 860, 520
    for line in range(6):
        y = bottom - line * (bottom - top) / 5
        draw.line((left, y, right, y), fill=(215, 215, 215))
        draw.text((left - 12, y), str(line * 20), (80, 80, 80), _font(15), "rm")
    count = int(layout.integers(5, 12))
    colours = [_colour(layout) for _ in range(3)]
    for place in range(count):
        x = left + (place + 0.5) * (right - left) / count
        draw.text((x, bottom + 18), str(2010 + place), (80, 80, 80), _font(15), "mm")
    if layout.random() < 0.5:
        wide = (right - left) / count * 0.3
        for place in range(count):
            x = left + (place + 0.5) * (right - left) / count
            for series in range(2):
                value = content.uniform(0.1, 1.0)
                draw.rectangle(
                    (x + (series - 1) * wide, bottom - value * (bottom - top), x + series * wide, bottom),
                    colours[series],
                )
    else:
        for series in range(3):
            values = np.clip(np.cumsum(content.normal(0, 0.12, count)) + content.uniform(0.2, 0.8), 0, 1)
            points = [
                (left + (place + 0.5) * (right - left) / count, bottom - value * (bottom - top))
                for place, value in enumerate(values)
            ]
            draw.line(points, fill=colours[series], width=4)
            for x, y in points:
                draw.ellipse((x - 5, y - 5, x + 5, y + 5), fill=colours[series])
    for series in range(2):
        draw.rectangle((left + 180 * series, 560, left + 180 * series + 16, 576), fill=colours[series])
        draw.text((left + 180 * series + 24, 568), sentence(layout, 2), (60, 60, 60), _font(15), "lm")
    return np.array(image)


def _logo(layout: Random, content: Random) -> UInt8Array:
    side = 500
    image = Image.new("RGB", (side, side), (255, 255, 255))
    draw = ImageDraw.Draw(image)
    accent = _colour(layout)
    turn = layout.random()
    if turn < 0.4:
        draw.ellipse((60, 40, 440, 420), outline=accent, width=18)
        draw.ellipse((90, 70, 410, 390), outline=accent, width=4)
    elif turn < 0.7:
        draw.rounded_rectangle((60, 40, 440, 420), 60, fill=accent)
    else:
        draw.polygon([(250, 30), (440, 110), (400, 350), (250, 430), (100, 350), (60, 110)], outline=accent, width=14)
    inner: Colour = (255, 255, 255) if 0.4 <= turn < 0.7 else _colour(content)
    shape = int(content.integers(4))
    if shape == 0:
        draw.text((250, 230), "".join(content.choice(list("ABCDEFGHKMNPRSTX"), 2)), inner, _font(150), "mm")
    elif shape == 1:
        points = [
            (250 + r * np.cos(a), 230 + r * np.sin(a))
            for k, r in enumerate(content.uniform(30, 130, 9))
            for a in [k * 2 * np.pi / 9]
        ]
        draw.polygon(points, fill=inner)
    elif shape == 2:
        for bar, value in enumerate(content.uniform(0.2, 1.0, 5)):
            draw.rectangle((150 + 42 * bar, 330 - 200 * value, 178 + 42 * bar, 330), fill=inner)
    else:
        for _ in range(4):
            x, y = content.uniform(160, 340, 2)
            r = content.uniform(15, 55)
            draw.ellipse((x - r, y - r, x + r, y + r), outline=inner, width=10)
    draw.text((250, 462), sentence(layout, 1).upper(), (40, 40, 40), _font(40), "mm")
    return np.array(image)


def _text(layout: Random, content: Random) -> UInt8Array:
    width, height = 760, 1000
    image = Image.new("RGB", (width, height), (253, 252, 248))
    draw = ImageDraw.Draw(image)
    draw.text((60, 40), sentence(layout, 3).title(), _colour(layout), _font(28))
    draw.line((60, 84, width - 60, 84), fill=(90, 90, 90), width=2)
    columns = int(layout.integers(1, 3))
    size = float(layout.choice([14, 16, 19]))
    for column in range(columns):
        left = 60 + column * 330
        wide = 640 if columns == 1 else 300
        y = 110.0
        while y < height - 90:
            text = ""
            while draw.textlength(text, font=_font(size)) < wide * 0.86:
                text = f"{text} {sentence(content, 1)}".strip()
            draw.text((left, y), text, (25, 25, 25), _font(size))
            y += 1.45 * size
    draw.line((60, height - 70, width - 60, height - 70), fill=(90, 90, 90), width=1)
    draw.text((60, height - 50), sentence(layout, 8), (110, 110, 110), _font(14))
    return np.array(image)


KINDS: dict[str, Callable[[Random, Random], UInt8Array]] = {
    "form": _form,
    "screen": _screen,
    "chart": _chart,
    "logo": _logo,
    "text page": _text,
}


def _colour(random: Random) -> Colour:
    red, green, blue = random.integers(20, 200, 3).tolist()
    return red, green, blue


def _font(size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.load_default(size=size)  # type: ignore[return-value]
