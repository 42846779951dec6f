"""Other surroundings and proportions: bars, screens, canvases, collages, passed on."""

from __future__ import annotations

import cv2
import numpy as np
from PIL import Image, ImageDraw

from bench.circulating.drawing import fit, font, sentence, wrapped
from bench.circulating.overlays import meme_text
from bench.circulating.tones import filtered
from pictrace.imaging import edits
from pictrace.types import UInt8Array

Random = np.random.Generator


def letterbox_subtitles(picture: UInt8Array, background: UInt8Array, random: Random) -> UInt8Array:
    """Bars above and below, or none, and one or two lines of subtitles."""
    bar = round(picture.shape[0] * float(random.choice([0.0, random.uniform(0.06, 0.25)])))
    made = cv2.copyMakeBorder(picture, bar, bar, 0, 0, cv2.BORDER_CONSTANT, value=(0, 0, 0))
    image = Image.fromarray(made)
    draw = ImageDraw.Draw(image)
    size = max(9, picture.shape[0] * random.uniform(0.045, 0.09))
    lines = wrapped(draw, sentence(random, 12), font(size), 0.85 * made.shape[1])[: int(random.integers(1, 3))]
    colour = (255, 255, 255) if random.random() < 0.7 else (250, 230, 60)
    draw.multiline_text(
        (made.shape[1] / 2, made.shape[0] * random.uniform(0.9, 0.97)), "\n".join(lines), colour, font(size), "md",
        align="center", stroke_width=1, stroke_fill=(0, 0, 0),
    )  # fmt: skip
    return np.array(image)


def screenshot(picture: UInt8Array, background: UInt8Array, random: Random) -> UInt8Array:
    """In a browser window or on a phone."""
    layout = str(random.choice(["browser", "phone"]))
    return edits.screenshot(layout, seed=int(random.integers(1 << 30))).apply(picture)  # type: ignore[arg-type]


def blurred_surround(picture: UInt8Array, background: UInt8Array, random: Random) -> UInt8Array:
    """On a square or tall canvas that is filled with the picture itself, enlarged and blurred."""
    height, width = picture.shape[:2]
    if width >= height:
        canvas = width, round(width * random.uniform(1.2, 1.8))
    else:
        canvas = round(height * random.uniform(1.0, 1.8)), height
    made = cv2.GaussianBlur(fit(picture, canvas), (0, 0), max(canvas) / 40)
    y, x = (canvas[1] - height) // 2, (canvas[0] - width) // 2
    made[y : y + height, x : x + width] = picture
    return np.asarray(made, np.uint8)


def stretched(picture: UInt8Array, background: UInt8Array, random: Random) -> UInt8Array:
    """Other proportions, by up to 1.4."""
    factor = float(random.uniform(1.12, 1.4))
    height, width = picture.shape[:2]
    size = (round(width * factor), height) if random.random() < 0.5 else (width, round(height * factor))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR), np.uint8)


def collage(picture: UInt8Array, background: UInt8Array, random: Random) -> UInt8Array:
    """Beside one other photograph, or in a grid of four, with or without white lines."""
    height, width = picture.shape[:2]
    gap = round(max(height, width) * float(random.choice([0, 0.02])))
    other = fit(background, (width, height))
    count = int(random.choice([2, 2, 4]))
    if count == 2 and random.random() < 0.5:
        cells, shape = [(0, 0), (0, width + gap)], (height, 2 * width + gap)
    elif count == 2:
        cells, shape = [(0, 0), (height + gap, 0)], (2 * height + gap, width)
    else:
        cells = [(0, 0), (0, width + gap), (height + gap, 0), (height + gap, width + gap)]
        shape = (2 * height + gap, 2 * width + gap)
    made = np.full((*shape, 3), 255, np.uint8)
    mine = int(random.integers(len(cells)))
    for place, (y, x) in enumerate(cells):
        made[y : y + height, x : x + width] = picture if place == mine else other[:, :: -1 if place % 2 else 1]
    return made


def social_crop(picture: UInt8Array, background: UInt8Array, random: Random) -> UInt8Array:
    """Cropped to a share of .4 to .9, filtered, made small, saved at a low quality: passed on several times."""
    made = edits.crop(float(random.uniform(0.4, 0.9)), *random.random(2)).apply(picture)
    if random.random() < 0.5:
        made = filtered(made, background, random)
    if random.random() < 0.4:
        made = meme_text(made, background, random)
    made = edits.downscale(float(random.uniform(0.4, 0.9))).apply(made)
    return edits.recompress(int(random.integers(15, 60))).apply(made)
