"""True copies of rising strength, and what they are called: what a verdict must find."""

from __future__ import annotations

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from pictrace.imaging import edits
from pictrace.imaging.edits import Edit
from pictrace.types import UInt8Array

Choice = np.random.Generator


def copies(picture_seed: int, background: UInt8Array, random_edits: int = 8) -> list[Edit]:
    """The 13 standard edits with moved crops, and so many others of random kind and strength.

    background : (H, W, 3) uint8 RGB, another photograph to paste into.
    """
    random = np.random.default_rng([picture_seed, 7])
    makers = (
        lambda: edits.recompress(int(random.integers(8, 60))),
        lambda: edits.downscale(float(random.uniform(0.12, 0.9))),
        lambda: edits.brightness(float(random.choice([random.uniform(0.5, 0.85), random.uniform(1.15, 1.7)]))),
        lambda: edits.contrast(float(random.uniform(0.4, 1.7))),
        lambda: edits.tint(*random.uniform(0.7, 1.2, 3)),
        lambda: edits.blur(float(random.uniform(0.7, 3.0))),
        lambda: edits.noise(float(random.uniform(5, 25)), seed=picture_seed),
        lambda: edits.crop(float(random.uniform(0.08, 0.9)), *random.random(2)),
        lambda: edits.rotate(float(random.choice([90, 180, 270, random.uniform(-45, 45)]))),
        lambda: edits.caption("Seen on the net", float(random.uniform(0.06, 0.3))),
        lambda: edits.pad(float(random.uniform(0.05, 0.5)), tuple(random.integers(0, 256, 3).tolist())),
        lambda: edits.paste_into(background, float(random.uniform(0.12, 0.5)), *random.random(2)),
        lambda: stretched(float(random.uniform(0.7, 1.4))),
        lambda: written_over(seed=picture_seed),
        lambda: turned_and_trimmed(float(random.uniform(-12, 12))),
        lambda: pasted_part(background, random),
        lambda: beside(background),
    )
    made = list(edits.standard_edits(picture_seed, background))
    for _ in range(random_edits):
        count = int(random.choice([1, 1, 2, 3]))
        chosen = [makers[n]() for n in sorted(random.choice(len(makers), count, replace=False).tolist())]
        if count == 1:
            made.append(chosen[0])
        else:
            # Hiding a copy three ways may leave nothing of it; two or three ordinary ones leave most.
            made.append(edits.chain(" + ".join(edit.kind for edit in chosen), "edited several times", *chosen))
    return made


def stretched(factor: float) -> Edit:
    """Other proportions: the width times `factor`."""

    def apply(picture: UInt8Array) -> UInt8Array:
        size = max(1, round(picture.shape[1] * factor)), picture.shape[0]
        return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)

    return Edit(f"stretched × {factor:.2f}", "stretched", "stretched", apply, {"factor": factor})


def written_over(seed: int) -> Edit:
    """Words over the picture, as in a meme or a watermark."""

    def apply(picture: UInt8Array) -> UInt8Array:
        random = np.random.default_rng(seed)
        image = Image.fromarray(picture)
        size = max(10, round(picture.shape[0] * random.uniform(0.06, 0.14)))
        place = (picture.shape[1] / 2, picture.shape[0] * random.choice([0.12, 0.5, 0.88]))
        ImageDraw.Draw(image).text(
            place, "WHEN IT IS MONDAY", fill=(255, 255, 255), font=ImageFont.load_default(size=size), anchor="mm",
            stroke_width=2, stroke_fill=(0, 0, 0),
        )  # fmt: skip
        return np.asarray(image).copy()

    return Edit("written over", "written_over", "with words over it", apply, {})


def turned_and_trimmed(degrees: float) -> Edit:
    """Straightened: turned a little and cut so that no corner shows."""

    def apply(picture: UInt8Array) -> UInt8Array:
        height, width = picture.shape[:2]
        turned = edits.rotate(degrees).apply(picture)
        keep = 1.0 - 2.2 * abs(np.sin(np.radians(degrees)))
        kept_width, kept_height = max(32, round(width * keep)), max(32, round(height * keep))
        left, top = (turned.shape[1] - kept_width) // 2, (turned.shape[0] - kept_height) // 2
        return turned[top : top + kept_height, left : left + kept_width].copy()

    return Edit(f"straightened {degrees:.0f}°", "straightened", "straightened", apply, {"degrees": degrees})


def pasted_part(background: UInt8Array, random: Choice) -> Edit:
    """A crop of it pasted into another picture: parts in common, neither contains the other."""
    cut = edits.crop(float(random.uniform(0.3, 0.8)), *random.random(2))
    paste = edits.paste_into(background, float(random.uniform(0.2, 0.5)), *random.random(2))
    made = edits.chain("a part pasted", "a part of it pasted into another picture", cut, paste)
    return Edit(made.name, "part_pasted", made.words, made.apply, made.parameters)


def beside(other: UInt8Array) -> Edit:
    """A collage of two: this picture and, right of it, another as high."""

    def apply(picture: UInt8Array) -> UInt8Array:
        height = picture.shape[0]
        width = max(1, round(other.shape[1] * height / other.shape[0]))
        return np.hstack([picture, np.asarray(cv2.resize(other, (width, height), interpolation=cv2.INTER_AREA))])

    return Edit("collage of two", "beside", "beside another picture", apply, {})
