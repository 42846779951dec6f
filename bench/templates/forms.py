"""Forms and invoices."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from bench.circulating.drawing import sentence
from bench.templates.drawing import LABELS, NAMES, Random, colour, font
from pictrace.types import UInt8Array


def form(layout: Random, content: Random) -> UInt8Array:
    """Labelled boxes, most of them filled in, and boxes to tick."""
    width, height = 820, int(layout.integers(700, 1160))
    paper = (255, 255, 255) if layout.random() < 0.5 else (250, 248, 240)
    image = Image.new("RGB", (width, height), paper)
    draw = ImageDraw.Draw(image)
    accent = colour(layout)
    draw.rectangle((0, 0, width, 70), fill=accent)
    draw.text((30, 35), sentence(layout, 3).title(), (255, 255, 255), font(30), "lm")
    draw.text((40, 95), sentence(layout, 12), (70, 70, 70), font(15))
    columns = int(layout.integers(1, 3))
    row = 130
    while row < height - 190:
        for column in range(columns):
            left = 40 + column * 400
            right = left + (740 if columns == 1 else 350)
            draw.text((left, row), str(layout.choice(LABELS)), (60, 60, 60), font(14))
            draw.rectangle((left, row + 20, right, row + 50), outline=(120, 120, 120))
            if content.random() < 0.9:
                value = f"{content.choice(NAMES)} {content.integers(1, 9999)}"
                draw.text((left + 8, row + 35), value, (20, 20, 90), font(18), "lm")
        row += 66
    for box in range(4):
        left = 40 + 190 * box
        draw.rectangle((left, height - 120, left + 18, height - 102), outline=(60, 60, 60))
        draw.text((left + 26, height - 119), str(layout.choice(LABELS)), (60, 60, 60), font(14))
        if content.random() < 0.5:
            draw.line((left, height - 120, left + 18, height - 102), fill=(20, 20, 90), width=2)
    draw.text((40, height - 60), sentence(layout, 16), (110, 110, 110), font(13))
    return np.array(image)


def invoice(layout: Random, content: Random) -> UInt8Array:
    """A ruled table, of which few rows are filled in."""
    width, height = int(layout.integers(700, 900)), int(layout.integers(900, 1150))
    image = Image.new("RGB", (width, height), (255, 255, 255))
    draw = ImageDraw.Draw(image)
    accent, rule = colour(layout), int(layout.integers(40, 170))
    draw.rectangle((40, 40, width - 40, 110), fill=accent)
    draw.text((60, 75), sentence(layout, 3).title(), (255, 255, 255), font(30), "lm")
    for line in range(int(layout.integers(3, 7))):
        row = 150 + 40 * line
        draw.text((60, row), f"{layout.choice(LABELS)}:", (10, 10, 10), font(18))
        draw.line((230, row + 26, width - 90, row + 26), fill=(rule, rule, rule))
        draw.text((236, row), f"{content.choice(NAMES)} {content.choice(NAMES)}", (40, 40, 40), font(18))
    top, pitch, rows = 430, int(layout.integers(28, 42)), int(layout.integers(8, 13))
    edges = [60, int(width * layout.uniform(0.45, 0.55)), int(width * layout.uniform(0.62, 0.75)), width - 60]
    for line in range(rows + 1):
        draw.line((edges[0], top + line * pitch, edges[-1], top + line * pitch), fill=(rule, rule, rule), width=2)
    for edge in edges:
        draw.line((edge, top, edge, top + rows * pitch), fill=(rule, rule, rule), width=2)
    for edge, title in zip(edges, layout.choice(LABELS, 3, replace=False), strict=False):
        draw.text((edge + 10, top + pitch / 2), str(title), (0, 0, 0), font(18), "lm")
    for line in range(1, 1 + int(content.integers(2, min(7, rows)))):
        words = sentence(content, int(content.integers(1, 4))), str(content.integers(1, 99))
        for edge, text in zip(edges, (*words, f"{content.uniform(1, 1000):.2f}"), strict=False):
            draw.text((edge + 10, top + (line + 0.5) * pitch), text, (40, 40, 40), font(17), "lm")
    draw.text((60, height - 60), sentence(layout, 12), (120, 120, 120), font(15))
    return np.array(image)
