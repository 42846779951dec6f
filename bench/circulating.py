"""Copies as they circulate: captions, stickers, marks, filters, screens. Made with random strength, place and look.

Each maker takes a picture, another photograph to use as background, and a generator, and returns the copy, all
(H, W, 3) uint8 RGB. `COPIES` are copies; `PHOTOGRAPHS` are photographs of the picture on paper or on a screen.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from pictrace.imaging import edits
from pictrace.types import Float32Array, Float64Array, UInt8Array

Random = np.random.Generator
Maker = Callable[[UInt8Array, UInt8Array, Random], UInt8Array]
Colour = tuple[int, int, int]

WORDS = """
when the coffee finally works nobody told me about monday this is fine they said it would be easy one does
not simply walk home look at this place best day ever found in the archive never forget breaking news live
tonight summer sale free shipping more at follow for daily pictures photo by studio sample preview
""".split()  # noqa: SIM905 - sixty lines otherwise


def meme_text(picture: UInt8Array, background: UInt8Array, random: Random) -> UInt8Array:
    """White capitals with a black rim at the top, the bottom or both."""
    image = Image.fromarray(picture)
    height, width = picture.shape[:2]
    draw = ImageDraw.Draw(image)
    size = max(10, height * random.uniform(0.07, 0.15))
    places = [[0.02], [0.98], [0.02, 0.98]][int(random.integers(3))]
    for place in places:
        lines = _lines(draw, sentence(random, int(random.integers(3, 10))).upper(), _font(size), 0.94 * width)
        text = "\n".join(lines[: int(random.integers(1, 4))])
        anchor = "ma" if place < 0.5 else "md"
        draw.multiline_text(
            (width / 2, height * place), text, fill=(255, 255, 255), font=_font(size), anchor=anchor, align="center",
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
        colour = _bright(random)
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
            draw.text((x, y), str(random.choice(WORDS)), fill=(255, 255, 255), font=_font(radius * 0.8), anchor="mm")
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
    across = draw.textlength(text, font=_font(size)) + size * random.uniform(0.6, 3)
    down = size * random.uniform(1.6, 4)
    if random.random() < 0.75:
        for row in range(int(side / down) + 1):
            for column in range(int(side / across) + 1):
                draw.text(((column + 0.5 * (row % 2)) * across, row * down), text, fill=255, font=_font(size))
    else:
        draw.text((side / 2, side / 2), text, fill=255, font=_font(2 * size), anchor="mm")
    if random.random() < 0.4:
        for place in range(0, side, max(8, round(2.5 * down))):
            draw.line((0, place, side, place), fill=255, width=max(1, round(size / 20)))
    turned = np.asarray(layer.rotate(float(random.choice([0, 30, 45, -30, random.uniform(-45, 45)]))), np.float32)
    top, left = (side - height) // 2, (side - width) // 2
    mask = turned[top : top + height, left : left + width, np.newaxis] / np.float32(255 / random.uniform(0.2, 0.6))
    ink = np.float32(255 if random.random() < 0.75 else random.integers(0, 130))
    return _rounded(picture * (1 - mask) + ink * mask)


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
        plate = Image.new("RGB", box, _bright(random))
        draw = ImageDraw.Draw(plate)
        size = max(9, min(box) * random.uniform(0.08, 0.2))
        lines = _lines(draw, sentence(random, 12), _font(size), 0.9 * box[0])[:4]
        draw.multiline_text((box[0] / 2, box[1] / 2), "\n".join(lines), (255, 255, 255), _font(size), "mm")
        made[y : y + box[1], x : x + box[0]] = np.array(plate)
    else:
        made[y : y + box[1], x : x + box[0]] = _fit(background, box)
    return made


def hdr_look(picture: UInt8Array, background: UInt8Array, random: Random) -> UInt8Array:
    """Local contrast far up, and colours with it."""
    lab = cv2.cvtColor(picture, cv2.COLOR_RGB2LAB)
    if random.random() < 0.5:
        tiles = int(random.integers(4, 9))
        lab[..., 0] = cv2.createCLAHE(float(random.uniform(2, 5)), (tiles, tiles)).apply(lab[..., 0])
    else:
        light = lab[..., 0].astype(np.float32)
        base = cv2.GaussianBlur(light, (0, 0), max(picture.shape[:2]) * random.uniform(0.01, 0.05))
        lab[..., 0] = _rounded(
            (base - 128) * np.float32(random.uniform(0.3, 0.7))
            + 128
            + (light - base) * np.float32(random.uniform(1.5, 2.5))
        )
    made = np.asarray(cv2.cvtColor(lab, cv2.COLOR_LAB2RGB), np.uint8)
    return edits.saturation(float(random.uniform(1.1, 1.6))).apply(made)


def vignette(picture: UInt8Array, background: UInt8Array, random: Random) -> UInt8Array:
    """Darker towards the corners, or lit from one side."""
    height, width = picture.shape[:2]
    x, y = np.meshgrid(np.linspace(-1, 1, width), np.linspace(-1, 1, height))
    if random.random() < 0.75:
        centre = random.uniform(-0.25, 0.25, 2)
        radius = np.hypot(x - centre[0], y - centre[1])
        gain = 1 - random.uniform(0.4, 0.9) * np.clip(radius / 1.3, 0, 1) ** random.uniform(1.5, 3)
    else:
        angle = random.uniform(0, 2 * math.pi)
        gain = 1 + random.uniform(0.25, 0.5) * (x * math.cos(angle) + y * math.sin(angle)) / math.sqrt(2)
    return _rounded(picture * gain[..., np.newaxis].astype(np.float32))


def posterised(picture: UInt8Array, background: UInt8Array, random: Random) -> UInt8Array:
    """Three to six tones a channel."""
    levels = int(random.integers(3, 7))
    return _rounded(np.rint(picture / np.float32(255) * (levels - 1)) / (levels - 1) * np.float32(255))


def halftone(picture: UInt8Array, background: UInt8Array, random: Random) -> UInt8Array:
    """Dots of a press, in grey or in colour, 60 to 160 across; or dithered to a few colours."""
    if random.random() < 0.25:
        image = Image.fromarray(picture)
        return np.array(
            image.quantize(int(random.choice([2, 4, 8, 16])), dither=Image.Dither.FLOYDSTEINBERG).convert("RGB")
        )
    height, width = picture.shape[:2]
    pitch = max(3.0, max(height, width) / random.uniform(60, 160))
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    angles = np.radians([15, 75, 0] if random.random() < 0.5 else [45, 45, 45])
    source = picture if random.random() < 0.5 else np.repeat(picture.mean(axis=2, keepdims=True), 3, axis=2)
    made = np.empty(picture.shape, np.float32)
    for channel, angle in enumerate(angles):
        u = (x * np.cos(angle) + y * np.sin(angle)) * np.float32(2 * np.pi / pitch)
        v = (-x * np.sin(angle) + y * np.cos(angle)) * np.float32(2 * np.pi / pitch)
        screen = (np.cos(u) + np.cos(v) + 2) / 4
        made[..., channel] = 255.0 / (1 + np.exp(-(source[..., channel] / 255.0 - screen) * random.uniform(8, 25)))
    return _rounded(made)


def letterbox_subtitles(picture: UInt8Array, background: UInt8Array, random: Random) -> UInt8Array:
    """Bars above and below, or none, and one or two lines of subtitles."""
    bar = round(picture.shape[0] * float(random.choice([0.0, random.uniform(0.06, 0.25)])))
    made = cv2.copyMakeBorder(picture, bar, bar, 0, 0, cv2.BORDER_CONSTANT, value=(0, 0, 0))
    image = Image.fromarray(made)
    draw = ImageDraw.Draw(image)
    size = max(9, picture.shape[0] * random.uniform(0.045, 0.09))
    lines = _lines(draw, sentence(random, 12), _font(size), 0.85 * made.shape[1])[: int(random.integers(1, 3))]
    colour = (255, 255, 255) if random.random() < 0.7 else (250, 230, 60)
    draw.multiline_text(
        (made.shape[1] / 2, made.shape[0] * random.uniform(0.9, 0.97)), "\n".join(lines), colour, _font(size), "md",
        align="center", stroke_width=1, stroke_fill=(0, 0, 0),
    )  # fmt: skip
    return np.array(image)


def cartoon(picture: UInt8Array, background: UInt8Array, random: Random) -> UInt8Array:
    """Smoothed areas in few tones with dark contours."""
    smooth = picture
    for _ in range(int(random.integers(2, 5))):
        smooth = cv2.bilateralFilter(smooth, 9, float(random.uniform(20, 50)), 9)
    levels = int(random.integers(5, 12))
    flat = np.rint(smooth / np.float32(255) * levels) / levels * np.float32(255)
    grey = cv2.medianBlur(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), 5)
    edge = cv2.adaptiveThreshold(
        grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, 9, float(random.uniform(3, 7))
    )
    return _rounded(flat * (edge[..., np.newaxis] / np.float32(255)))


def sketch(picture: UInt8Array, background: UInt8Array, random: Random) -> UInt8Array:
    """Pencil lines on white: colour dodge of the blurred negative."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32)
    blurred = cv2.GaussianBlur(255 - grey, (0, 0), float(random.uniform(3, 14)))
    made = np.clip(grey * 256 / np.maximum(1, 256 - blurred), 0, 255)
    strength = float(random.uniform(0, 0.35)) if random.random() < 0.3 else 0.0
    return _rounded(made[..., np.newaxis] * (1 - strength) + picture * np.float32(strength))


def negative(picture: UInt8Array, background: UInt8Array, random: Random) -> UInt8Array:
    """All tones inverted, in colour or grey."""
    made = 255 - picture
    return edits.grey().apply(made) if random.random() < 0.3 else made


def grain(picture: UInt8Array, background: UInt8Array, random: Random) -> UInt8Array:
    """Film grain: noise of one to three pixels, stronger in the middle tones."""
    height, width = picture.shape[:2]
    noise = random.standard_normal((height, width, 1 if random.random() < 0.6 else 3)).astype(np.float32)
    size = float(random.uniform(0.4, 1.4)) * max(height, width) / 700
    if size > 0.5:
        noise = cv2.GaussianBlur(noise, (0, 0), size).reshape(height, width, -1)
        noise /= noise.std()
    return _rounded(picture + noise * np.float32(random.uniform(10, 32)))


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
    made = cv2.GaussianBlur(_fit(picture, canvas), (0, 0), max(canvas) / 40)
    y, x = (canvas[1] - height) // 2, (canvas[0] - width) // 2
    made[y : y + height, x : x + width] = picture
    return np.asarray(made, np.uint8)


def news_banner(picture: UInt8Array, background: UInt8Array, random: Random) -> UInt8Array:
    """A lower third in a colour with two lines of words, and a logo in a corner."""
    image = Image.fromarray(picture).convert("RGBA")
    layer = Image.new("RGBA", image.size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(layer)
    width, height = image.size
    top = height * random.uniform(0.7, 0.85)
    alpha = int(random.integers(150, 256))
    draw.rectangle((0, top, width, height), fill=(*_bright(random), alpha))
    size = (height - top) * 0.32
    draw.text((width * 0.03, top + 0.15 * size), sentence(random, 4).upper(), (255, 255, 255, 255), _font(size))
    draw.text((width * 0.03, top + 1.5 * size), sentence(random, 9), (255, 255, 255, 255), _font(0.7 * size))
    mark = width * random.uniform(0.06, 0.12)
    draw.rounded_rectangle((width - 1.3 * mark, 0.3 * mark, width - 0.3 * mark, 1.0 * mark), 5, (*_bright(random), 255))
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


def filtered(picture: UInt8Array, background: UInt8Array, random: Random) -> UInt8Array:
    """A filter of a photo app: curves a channel, faded blacks, tint, a light leak or falling light."""
    values = picture.astype(np.float32) / 255
    for channel in range(3):
        low, high = random.uniform(-0.02, 0.2), random.uniform(0.8, 1.05)
        values[..., channel] = low + (high - low) * values[..., channel] ** np.float32(random.uniform(0.7, 1.4))
    if random.random() < 0.4:
        height, width = picture.shape[:2]
        x, y = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
        leak = np.exp(-((x - random.uniform(0, 1)) ** 2 + (y - random.uniform(0, 1)) ** 2) / random.uniform(0.05, 0.4))
        values += leak[..., np.newaxis].astype(np.float32) * random.uniform(0, 0.35, 3).astype(np.float32)
    made = _rounded(values * 255)
    return edits.saturation(float(random.uniform(0.3, 1.6))).apply(made)


def sharpened(picture: UInt8Array, background: UInt8Array, random: Random) -> UInt8Array:
    """Unsharp mask, up to visible halos."""
    blurred = cv2.GaussianBlur(picture.astype(np.float32), (0, 0), float(random.uniform(0.8, 3)))
    return _rounded(picture + (picture - blurred) * np.float32(random.uniform(0.6, 2.5)))


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
    other = _fit(background, (width, height))
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


def social_crop(picture: UInt8Array, background: UInt8Array, random: Random) -> UInt8Array:
    """Cropped to a share of .4 to .9, filtered, made small, saved at a low quality: passed on several times."""
    made = edits.crop(float(random.uniform(0.4, 0.9)), *random.random(2)).apply(picture)
    if random.random() < 0.5:
        made = filtered(made, background, random)
    if random.random() < 0.4:
        made = meme_text(made, background, random)
    made = edits.downscale(float(random.uniform(0.4, 0.9))).apply(made)
    return edits.recompress(int(random.integers(15, 60))).apply(made)


def tilted(picture: UInt8Array, background: UInt8Array, random: Random) -> UInt8Array:
    """Seen 10 to 20 degrees from the side, with nothing else changed; what lies beyond is one colour."""
    turn = math.radians(random.uniform(10, 20))
    direction = random.uniform(0, 2 * math.pi)
    fill = None if random.random() < 0.4 else background
    return _on_plane(picture, fill, turn * math.cos(direction), turn * math.sin(direction), 0.0, random, margin=0.0)


def photographed_screen(picture: UInt8Array, background: UInt8Array, random: Random) -> UInt8Array:
    """A screen photographed by hand: perspective, moiré, falling light, glare, noise."""
    height, width = picture.shape[:2]
    pitch = random.uniform(2.2, 4.5)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    grid = 1 + random.uniform(0.03, 0.14) * np.cos(2 * np.pi * x / pitch) * np.cos(
        2 * np.pi * y / random.uniform(2.2, 4.5)
    )
    shown = _rounded(picture * grid[..., np.newaxis].astype(np.float32))
    turn = _angles(random, 2, 15)
    seen = _on_plane(
        shown, background, *turn, math.radians(random.uniform(-6, 6)), random, margin=random.uniform(0, 0.12)
    )
    return _photographed(seen, random, light=float(random.uniform(0.05, 0.25)))


def photographed_print(picture: UInt8Array, background: UInt8Array, random: Random) -> UInt8Array:
    """A print or a page photographed by hand: paper around it, perspective, falling light, soft focus, noise."""
    border = round(max(picture.shape[:2]) * random.uniform(0, 0.1))
    page = cv2.copyMakeBorder(picture, border, border, border, border, cv2.BORDER_CONSTANT, value=(245, 243, 238))
    page = np.asarray(page * random.uniform(0.75, 0.95) + random.uniform(8, 30), np.float32)
    turn = _angles(random, 5, 30)
    angle = math.radians(float(random.choice([random.uniform(-8, 8), random.uniform(-40, 40)])))
    seen = _on_plane(_rounded(page), background, *turn, angle, random, margin=random.uniform(0.02, 0.2))
    return _photographed(seen, random, light=float(random.uniform(0.08, 0.3)))


COPIES: dict[str, Maker] = {
    "meme text": meme_text,
    "stickers": stickers,
    "stock watermark": stock_watermark,
    "half covered": half_covered,
    "HDR look": hdr_look,
    "vignette": vignette,
    "posterised": posterised,
    "halftone": halftone,
    "letterbox, subtitles": letterbox_subtitles,
    "cartoon": cartoon,
    "sketch": sketch,
    "negative": negative,
    "grain": grain,
    "screenshot": screenshot,
    "blurred surround": blurred_surround,
    "news banner": news_banner,
    "faces hidden": faces_hidden,
    "filtered": filtered,
    "sharpened": sharpened,
    "stretched": stretched,
    "collage": collage,
    "handwriting": handwriting,
    "passed on": social_crop,
}
PHOTOGRAPHS: dict[str, Maker] = {
    "tilted": tilted,
    "photographed screen": photographed_screen,
    "photographed print": photographed_print,
}


def sentence(random: Random, words: int) -> str:
    return " ".join(random.choice(WORDS, words).tolist())


def _on_plane(
    picture: UInt8Array,
    background: UInt8Array | None,
    yaw: float,
    pitch: float,
    roll: float,
    random: Random,
    margin: float,
) -> UInt8Array:
    """The picture as a plane turned before a camera, in a view that shows `margin` of its side beyond it."""
    height, width = picture.shape[:2]
    focal = random.uniform(0.8, 1.4) * max(height, width)
    cy, sy, cp, sp, cr, sr = (f(a) for a in (yaw, pitch, roll) for f in (math.cos, math.sin))
    turn = (
        np.array([[cr, -sr, 0], [sr, cr, 0], [0, 0, 1]])
        @ np.array([[1, 0, 0], [0, cp, -sp], [0, sp, cp]])
        @ np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    )
    corners = np.array([[-width, -height], [width, -height], [width, height], [-width, height]]) / 2
    space = np.column_stack([corners, np.zeros(4)]) @ turn.T + [0, 0, focal]
    seen = focal * space[:, :2] / space[:, 2:]
    low, high = seen.min(axis=0), seen.max(axis=0)
    pad = margin * (high - low)
    low, high = low - pad, high + pad
    size = tuple(int(v) for v in np.maximum(32, np.rint(high - low)))
    source = corners - corners[0]
    homography = cv2.getPerspectiveTransform(source.astype(np.float32), (seen - low).astype(np.float32))
    if background is None:
        grey = int(random.integers(0, 256))
        ground = np.full((size[1], size[0], 3), grey, np.uint8)
    else:
        ground = _fit(background, size)
    mask = cv2.warpPerspective(np.full((height, width), 255, np.uint8), homography, size, flags=cv2.INTER_LINEAR)
    warped = cv2.warpPerspective(picture, homography, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    share = mask[..., np.newaxis].astype(np.float32) / 255
    return _rounded(warped * share + ground * (1 - share))


def _photographed(picture: UInt8Array, random: Random, light: float) -> UInt8Array:
    """Another exposure: uneven light, a glare perhaps, focus, noise, JPEG."""
    height, width = picture.shape[:2]
    values = picture.astype(np.float32) / 255
    values **= np.float32(random.uniform(1 - light, 1 + light))
    values *= random.uniform(1 - light / 2, 1 + light / 2, 3).astype(np.float32)
    field = cv2.resize(random.uniform(-1, 1, (2, 2)), (width, height), interpolation=cv2.INTER_LINEAR)
    values *= (1 + light * field)[..., np.newaxis].astype(np.float32)
    if random.random() < 0.4:
        x, y = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
        spot = np.exp(-((x - random.random()) ** 2 + (y - random.random()) ** 2) / random.uniform(0.01, 0.08))
        values += (random.uniform(0.1, 0.5) * spot)[..., np.newaxis].astype(np.float32)
    blur = random.uniform(0.3, 1.2) * max(height, width) / 600
    values = cv2.GaussianBlur(values, (0, 0), max(0.3, blur))
    values += random.standard_normal(values.shape).astype(np.float32) * np.float32(random.uniform(1, 6) / 255)
    return edits.recompress(int(random.integers(60, 95))).apply(_rounded(values * 255))


def _angles(random: Random, least: float, most: float) -> tuple[float, float]:
    size, direction = math.radians(random.uniform(least, most)), random.uniform(0, 2 * math.pi)
    return size * math.cos(direction), size * math.sin(direction)


def _fit(picture: UInt8Array, size: tuple[int, int]) -> UInt8Array:
    """The middle of a picture, filling (width, height)."""
    height, width = picture.shape[:2]
    scale = max(size[0] / width, size[1] / height)
    big = cv2.resize(picture, (math.ceil(width * scale), math.ceil(height * scale)), interpolation=cv2.INTER_AREA)
    y, x = (big.shape[0] - size[1]) // 2, (big.shape[1] - size[0]) // 2
    return np.asarray(big[y : y + size[1], x : x + size[0]], np.uint8).copy()


def _lines(draw: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont, width: float) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if draw.textlength(longer, font=font) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _font(size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.load_default(size=max(6, size))  # type: ignore[return-value]


def _bright(random: Random) -> Colour:
    hue = np.array([[[random.integers(0, 180), random.integers(120, 256), random.integers(80, 240)]]], np.uint8)
    red, green, blue = cv2.cvtColor(hue, cv2.COLOR_HSV2RGB)[0, 0].tolist()
    return red, green, blue


def _rounded(values: Float32Array | Float64Array) -> UInt8Array:
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)
