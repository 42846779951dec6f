"""Logos."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from bench.circulating.drawing import sentence
from bench.templates.drawing import Colour, Random, colour, font
from pictrace.types import UInt8Array


def logo(layout: Random, content: Random) -> UInt8Array:
    """One frame and one name, and another sign within."""
    side = 500
    image = Image.new("RGB", (side, side), (255, 255, 255))
    draw = ImageDraw.Draw(image)
    accent = colour(layout)
    turn = layout.random()
    if turn < 0.4:
        draw.ellipse((60, 40, 440, 420), outline=accent, width=18)
        draw.ellipse((90, 70, 410, 390), outline=accent, width=4)
    elif turn < 0.7:
        draw.rounded_rectangle((60, 40, 440, 420), 60, fill=accent)
    else:
        draw.polygon([(250, 30), (440, 110), (400, 350), (250, 430), (100, 350), (60, 110)], outline=accent, width=14)
    inner: Colour = (255, 255, 255) if 0.4 <= turn < 0.7 else colour(content)
    shape = int(content.integers(4))
    if shape == 0:
        draw.text((250, 230), "".join(content.choice(list("ABCDEFGHKMNPRSTX"), 2)), inner, font(150), "mm")
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
    draw.text((250, 462), sentence(layout, 1).upper(), (40, 40, 40), font(40), "mm")
    return np.array(image)


def wordmark(layout: Random, content: Random) -> UInt8Array:
    """One mark, in any size and place, over a word of its own."""
    width, height = int(content.integers(500, 800)), int(content.integers(420, 560))
    image = Image.new("RGB", (width, height), (255, 255, 255))
    draw = ImageDraw.Draw(image)
    ink, turn = colour(layout), layout.random()
    radius, x = int(content.integers(80, 140)), width // 2 + int(content.integers(-40, 40))
    y = radius + 40
    if turn < 0.5:
        hole, off = radius * layout.uniform(0.3, 0.6), radius * layout.uniform(-0.3, 0.3)
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=ink)
        draw.ellipse((x + off - hole, y - hole, x + off + hole, y + hole), fill=(255, 255, 255))
    else:
        angles = np.linspace(0, 2 * np.pi, 2 * int(layout.integers(3, 8)), endpoint=False)
        inner = layout.uniform(0.35, 0.7)
        spokes = [(radius if n % 2 else radius * inner, angle) for n, angle in enumerate(angles.tolist())]
        draw.polygon([(x + r * np.cos(a), y + r * np.sin(a)) for r, a in spokes], fill=ink)
    size = int(content.integers(40, 80))
    draw.text((x, y + radius + 30 + size / 2), sentence(content, 1).upper(), ink, font(size), "mm")
    return np.array(image)
