"""Things added around a picture: a caption, a border, a whole other picture."""

from __future__ import annotations

import math

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from pictrace.imaging.edits.edit import WHITE, Colour, Edit, Parameter, as_uint8, check_between, resized, rounded
from pictrace.types import UInt8Array

PAPER: Colour = (250, 248, 242)
INK: Colour = (25, 25, 25)
BLACK: Colour = (0, 0, 0)


def caption(text: str = "Found on the web", share: float = 0.14, above: bool = False) -> Edit:
    """A paper-coloured bar with text under the picture, or above it; its height is `share` of the picture's."""
    check_between("The share", share, 0.01, 1)

    def apply(picture: UInt8Array) -> UInt8Array:
        height, width = picture.shape[:2]
        bar_height = max(8, round(height * share))
        bar = Image.new("RGB", (width, bar_height), PAPER)
        font = ImageFont.load_default(size=max(6, bar_height * 0.55))
        ImageDraw.Draw(bar).text((width / 2, bar_height / 2), text, fill=INK, font=font, anchor="mm")
        return np.vstack([np.asarray(bar), picture] if above else [picture, np.asarray(bar)])

    return Edit("caption", "caption", "with a caption", apply, {"text": text, "share": share, "above": above})


def pad(share: float = 0.5, colour: Colour = WHITE) -> Edit:
    """A border of one colour, `share` of the width on the left and right and of the height above and below."""
    check_between("The share", share, 0, 10)

    def apply(picture: UInt8Array) -> UInt8Array:
        height, width = picture.shape[:2]
        across, down = round(width * share), round(height * share)
        return as_uint8(cv2.copyMakeBorder(picture, down, down, across, across, cv2.BORDER_CONSTANT, value=colour))

    return Edit(f"padding {round(100 * share)} %", "pad", "with a border", apply, {"share": share, "colour": colour})


def letterbox(share: float = 0.16, colour: Colour = BLACK, sides: bool = False) -> Edit:
    """Bars of one colour above and below as in films, each `share` of the height; `sides` puts them left and right."""
    check_between("The share", share, 0, 10)

    def apply(picture: UInt8Array) -> UInt8Array:
        height, width = picture.shape[:2]
        down, across = (0, round(width * share)) if sides else (round(height * share), 0)
        return as_uint8(cv2.copyMakeBorder(picture, down, down, across, across, cv2.BORDER_CONSTANT, value=colour))

    parameters: dict[str, Parameter] = {"share": share, "colour": colour, "sides": sides}
    return Edit("pillarbox" if sides else "letterbox", "letterbox", "between two bars", apply, parameters)


def paste_into(background: UInt8Array, area: float = 0.2, x: float = 0.5, y: float = 0.5) -> Edit:
    """Pasted into another picture, where it covers this share of the area, or as much of it as fits."""
    check_between("The area", area, 0.0001, 1)
    check_between("The position", x, 0, 1)
    check_between("The position", y, 0, 1)

    def apply(picture: UInt8Array) -> UInt8Array:
        height, width = picture.shape[:2]
        there_height, there_width = background.shape[:2]
        wanted = math.sqrt(area * there_height * there_width / (height * width))
        scale = min(wanted, there_width / width, there_height / height)
        small = resized(picture, max(1, round(width * scale)), max(1, round(height * scale)))
        left, top = round(x * (there_width - small.shape[1])), round(y * (there_height - small.shape[0]))
        whole = background.copy()
        whole[top : top + small.shape[0], left : left + small.shape[1]] = small
        return whole

    name = f"pasted {round(100 * area)} %"
    return Edit(name, "paste_into", "pasted into another picture", apply, {"area": area, "x": x, "y": y})


def made_background(width: int = 768, height: int = 576, seed: int = 0) -> UInt8Array:
    """(height, width, 3) uint8 RGB: soft coloured clouds with fine grain, like no photograph in particular."""
    random = np.random.default_rng(seed)
    clouds = np.zeros((height, width, 3), dtype=np.float32)
    for cells in (3, 12, 48):
        small = random.random((cells, cells, 3), dtype=np.float32)
        clouds += cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC) / np.float32(math.sqrt(cells / 3))
    clouds += random.standard_normal(clouds.shape, dtype=np.float32) * np.float32(0.02)
    low, high = clouds.min(), clouds.max()
    return rounded((clouds - low) / (high - low) * np.float32(255))
