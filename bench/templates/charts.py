"""Charts."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from bench.circulating.drawing import sentence
from bench.templates.drawing import Random, colour, font
from pictrace.types import UInt8Array


def chart(layout: Random, content: Random) -> UInt8Array:
    """Bars or lines on one grid."""
    width, height = 900, 600
    image = Image.new("RGB", (width, height), (255, 255, 255))
    draw = ImageDraw.Draw(image)
    draw.text((width / 2, 36), sentence(layout, 4).title(), (30, 30, 30), font(26), "mm")
    left, top, right, bottom = 90, 80, 860, 520
    for line in range(6):
        y = bottom - line * (bottom - top) / 5
        draw.line((left, y, right, y), fill=(215, 215, 215))
        draw.text((left - 12, y), str(line * 20), (80, 80, 80), font(15), "rm")
    count = int(layout.integers(5, 12))
    colours = [colour(layout) for _ in range(3)]
    for place in range(count):
        x = left + (place + 0.5) * (right - left) / count
        draw.text((x, bottom + 18), str(2010 + place), (80, 80, 80), font(15), "mm")
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
        draw.text((left + 180 * series + 24, 568), sentence(layout, 2), (60, 60, 60), font(15), "lm")
    return np.array(image)
