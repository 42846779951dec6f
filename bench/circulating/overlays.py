"""What is put over a picture: captions, stickers, marks, plates, banners, pens."""

from __future__ import annotations

import math

import cv2
import numpy as np
from PIL import Image, ImageDraw

from bench.circulating.drawing import WORDS, bright, fit, font, rounded, sentence, wrapped
from pictrace.types import UInt8Array

Random = np.random.Generator


def meme_text(picture: UInt8Array, background: UInt8Array, random: Random) -> UInt8Array:
    """White capitals with a black rim at the top, the bottom or both."""
    image = Image.fromarray(picture)
    height, width = picture.shape[:2]
    draw = ImageDraw.Draw(image)
    size = max(10, height * random.uniform(0.07, 0.15))
    places = [[0.02], [0.98], [0.02, 0.98]][int(random.integers(3))]
    for place in places:
        lines = wrapped(draw, sentence(random, int(random.integers(3, 10))).upper(), font(size), 0.94 * width)
        text = "\n".join(lines[: int(random.integers(1, 4))])
        anchor = "ma" if place < 0.5 else "md"
        draw.multiline_text(
            (width / 2, height * place), text, fill=(255, 255, 255), font=font(size), anchor=anchor, align="center",
            stroke_width=max(1, round(size / 14)), stroke_fill=(0, 0, 0),
        )  # fmt: skip
    return np.array(image)


def stickers(picture: UInt8Array, background: UInt8Array, random: Random) -> UInt8Array:
    """Three to nine flat shapes, faces and words in bright colours."""
    image = Image.fromarray(picture)
    draw = ImageDraw.Draw(image)
    height, width = picture.shape[:2]
    for _ in range(int(random.integers(3, 10))):
        radius = min(width, height) * random.uniform(0.05, 0.14)
        x, y = random.uniform(0, width), random.uniform(0, height)
        box = (x - radius, y - radius, x + radius, y + radius)
        colour = bright(random)
        shape = int(random.integers(4))
        if shape == 0:
            draw.ellipse(box, fill=(255, 205, 40), outline=(120, 80, 0), width=2)
            for eye in (-0.35, 0.35):
                middle = x + eye * radius
                draw.ellipse((middle - radius / 8, y - radius / 3, middle + radius / 8, y), fill=(60, 40, 0))
            draw.arc((x - radius / 2, y - radius / 3, x + radius / 2, y + radius / 1.6), 20, 160, (60, 40, 0), 3)
        elif shape == 1:
            star = [
                (x + r * math.cos(a), y + r * math.sin(a))
                for k in range(10)
                for a, r in [(k * math.pi / 5, radius if k % 2 else radius / 2.4)]
            ]
            draw.polygon(star, fill=colour)
        elif shape == 2:
            draw.rounded_rectangle((x - 1.6 * radius, y - 0.6 * radius, x + 1.6 * radius, y + 0.6 * radius), 6, colour)
            draw.text(
                (x, y),
                str(random.choice(WORDS)),
                fill=(255, 255, 255),
                font=font(radius * 0.8),
                anchor="mm",
            )
        else:
            draw.rectangle(box, fill=colour, outline=(255, 255, 255), width=max(1, round(radius / 8)))
    return np.array(image)


def stock_watermark(picture: UInt8Array, background: UInt8Array, random: Random) -> UInt8Array:
    """Half transparent words, repeated over the picture or once across it, with or without lines."""
    height, width = picture.shape[:2]
    size = max(10, max(height, width) * random.uniform(0.035, 0.12))
    side = int(1.5 * math.hypot(width, height))
    layer = Image.new("L", (side, side), 0)
    draw = ImageDraw.Draw(layer)
    text = str(random.choice(["SAMPLE", "stockphoto", "PREVIEW", "© archive", "imagebank.example", "DO NOT COPY"]))
    across = draw.textlength(text, font=font(size)) + size * random.uniform(0.6, 3)
    down = size * random.uniform(1.6, 4)
    if random.random() < 0.75:
        for row in range(int(side / down) + 1):
            for column in range(int(side / across) + 1):
                draw.text(((column + 0.5 * (row % 2)) * across, row * down), text, fill=255, font=font(size))
    else:
        draw.text((side / 2, side / 2), text, fill=255, font=font(2 * size), anchor="mm")
    if random.random() < 0.4:
        for place in range(0, side, max(8, round(2.5 * down))):
            draw.line((0, place, side, place), fill=255, width=max(1, round(size / 20)))
    turned = np.asarray(layer.rotate(float(random.choice([0, 30, 45, -30, random.uniform(-45, 45)]))), np.float32)
    top, left = (side - height) // 2, (side - width) // 2
    mask = turned[top : top + height, left : left + width, np.newaxis] / np.float32(255 / random.uniform(0.2, 0.6))
    ink = np.float32(255 if random.random() < 0.75 else random.integers(0, 130))
    return rounded(picture * (1 - mask) + ink * mask)


def half_covered(picture: UInt8Array, background: UInt8Array, random: Random) -> UInt8Array:
    """35 to 60 % under one plate or under another photograph."""
    made = picture.copy()
    height, width = picture.shape[:2]
    share = float(random.uniform(0.35, 0.6))
    if random.random() < 0.5:
        box = (width, max(1, round(height * share)))
    elif random.random() < 0.5:
        box = (max(1, round(width * share)), height)
    else:
        box = (round(width * share**0.5), round(height * share**0.5))
    x = int(random.choice([0, width - box[0], random.integers(0, width - box[0] + 1)]))
    y = int(random.choice([0, height - box[1], random.integers(0, height - box[1] + 1)]))
    if random.random() < 0.6:
        plate = Image.new("RGB", box, bright(random))
        draw = ImageDraw.Draw(plate)
        size = max(9, min(box) * random.uniform(0.08, 0.2))
        lines = wrapped(draw, sentence(random, 12), font(size), 0.9 * box[0])[:4]
        draw.multiline_text((box[0] / 2, box[1] / 2), "\n".join(lines), (255, 255, 255), font(size), "mm")
        made[y : y + box[1], x : x + box[0]] = np.array(plate)
    else:
        made[y : y + box[1], x : x + box[0]] = fit(background, box)
    return made


def news_banner(picture: UInt8Array, background: UInt8Array, random: Random) -> UInt8Array:
    """A lower third in a colour with two lines of words, and a logo in a corner."""
    image = Image.fromarray(picture).convert("RGBA")
    layer = Image.new("RGBA", image.size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(layer)
    width, height = image.size
    top = height * random.uniform(0.7, 0.85)
    alpha = int(random.integers(150, 256))
    draw.rectangle((0, top, width, height), fill=(*bright(random), alpha))
    size = (height - top) * 0.32
    draw.text((width * 0.03, top + 0.15 * size), sentence(random, 4).upper(), (255, 255, 255, 255), font(size))
    draw.text((width * 0.03, top + 1.5 * size), sentence(random, 9), (255, 255, 255, 255), font(0.7 * size))
    mark = width * random.uniform(0.06, 0.12)
    draw.rounded_rectangle((width - 1.3 * mark, 0.3 * mark, width - 0.3 * mark, 1.0 * mark), 5, (*bright(random), 255))
    return np.array(Image.alpha_composite(image, layer).convert("RGB"))


def faces_hidden(picture: UInt8Array, background: UInt8Array, random: Random) -> UInt8Array:
    """One to four parts made unrecognisable: blurred, in blocks, or under a bar."""
    made = picture.copy()
    height, width = picture.shape[:2]
    for _ in range(int(random.integers(1, 5))):
        w, h = (max(8, round(side * random.uniform(0.08, 0.3))) for side in (width, height))
        x, y = int(random.integers(0, width - w + 1)), int(random.integers(0, height - h + 1))
        part = made[y : y + h, x : x + w]
        turn = int(random.integers(3))
        if turn == 0:
            made[y : y + h, x : x + w] = cv2.GaussianBlur(part, (0, 0), max(3.0, w / 8))
        elif turn == 1:
            small = cv2.resize(part, (max(1, w // 16), max(1, h // 16)), interpolation=cv2.INTER_AREA)
            made[y : y + h, x : x + w] = cv2.resize(small, (w, h), interpolation=cv2.INTER_NEAREST)
        else:
            made[y : y + h, x : x + w] = 0
    return made


def handwriting(picture: UInt8Array, background: UInt8Array, random: Random) -> UInt8Array:
    """Strokes of a pen: circles, arrows, scribbles."""
    made = picture.copy()
    height, width = picture.shape[:2]
    thickness = max(2, round(max(height, width) * random.uniform(0.004, 0.015)))
    for _ in range(int(random.integers(1, 6))):
        colour = [(230, 20, 20), (20, 20, 20), (255, 255, 255), (250, 220, 30)][int(random.integers(4))]
        if random.random() < 0.4:
            centre = (int(random.integers(width)), int(random.integers(height)))
            axes = tuple(int(side * random.uniform(0.05, 0.3)) for side in (width, height))
            cv2.ellipse(made, centre, axes, float(random.uniform(0, 180)), 0, 350, colour, thickness, cv2.LINE_AA)
        else:
            walk = np.cumsum(random.normal(0, 0.04, (40, 2)), axis=0) + random.random(2)
            points = (walk * [width, height]).astype(np.int32)
            cv2.polylines(made, [points], False, colour, thickness, cv2.LINE_AA)
    return made
