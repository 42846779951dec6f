"""Pages of text."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from bench.circulating.drawing import sentence
from bench.templates.drawing import Random, colour, font
from pictrace.types import UInt8Array


def text_page(layout: Random, content: Random) -> UInt8Array:
    """One head and foot, and other text."""
    width, height = 760, 1000
    image = Image.new("RGB", (width, height), (253, 252, 248))
    draw = ImageDraw.Draw(image)
    draw.text((60, 40), sentence(layout, 3).title(), colour(layout), font(28))
    draw.line((60, 84, width - 60, 84), fill=(90, 90, 90), width=2)
    columns = int(layout.integers(1, 3))
    size = float(layout.choice([14, 16, 19]))
    for column in range(columns):
        left = 60 + column * 330
        wide = 640 if columns == 1 else 300
        y = 110.0
        while y < height - 90:
            text = ""
            while draw.textlength(text, font=font(size)) < wide * 0.86:
                text = f"{text} {sentence(content, 1)}".strip()
            draw.text((left, y), text, (25, 25, 25), font(size))
            y += 1.45 * size
    draw.line((60, height - 70, width - 60, height - 70), fill=(90, 90, 90), width=1)
    draw.text((60, height - 50), sentence(layout, 8), (110, 110, 110), font(14))
    return np.array(image)
