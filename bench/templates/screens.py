"""Screens of a program."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from bench.circulating.drawing import sentence
from bench.templates.drawing import NAMES, Colour, Random, colour, font
from pictrace.types import UInt8Array


def screen(layout: Random, content: Random) -> UInt8Array:
    """A bar, a menu and a list, light or dark, for a desk or a telephone."""
    width, height = (1000, 640) if layout.random() < 0.6 else (420, 860)
    dark = layout.random() < 0.4
    ground: Colour = (28, 30, 36) if dark else (246, 247, 249)
    ink: Colour = (225, 225, 230) if dark else (35, 35, 40)
    image = Image.new("RGB", (width, height), ground)
    draw = ImageDraw.Draw(image)
    accent = colour(layout)
    draw.rectangle((0, 0, width, 48), fill=accent)
    draw.text((20, 24), sentence(layout, 2).title(), (255, 255, 255), font(20), "lm")
    side = 190 if width > 500 else 0
    for item in range(8 if side else 0):
        draw.ellipse((20, 74 + 42 * item, 40, 94 + 42 * item), fill=colour(layout))
        draw.text((52, 84 + 42 * item), sentence(layout, 2), ink, font(15), "lm")
    row = 70
    while row < height - 60:
        box = (side + 20, row, width - 20, row + int(layout.choice([64, 64, 96])))
        draw.rounded_rectangle(box, 6, outline=(140, 140, 150), fill=tuple(min(255, v + 8) for v in ground))
        draw.ellipse((box[0] + 10, row + 12, box[0] + 48, row + 50), fill=colour(content))
        draw.text((box[0] + 60, row + 14), f"{content.choice(NAMES)} {content.choice(NAMES)}", ink, font(17))
        draw.text((box[0] + 60, row + 38), sentence(content, 5), (130, 130, 140), font(14))
        draw.text((box[2] - 12, row + 14), f"{content.integers(1, 24)}:{content.integers(10, 60)}", ink, font(14), "ra")
        row = box[3] + 12
    return np.array(image)
