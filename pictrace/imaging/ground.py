"""The ground that a transparent picture is laid on, so that it can be seen and compared as an opaque one.

Everything that computes sees pixels on this ground; nothing else in PicTrace lays a picture on anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import cv2
import numpy as np

from pictrace.types import Float32Array, UInt8Array

WHITE, GREY, BLACK = 255, 128, 0

# White is what viewers and shops lay pictures on, and what copies without transparency mostly lie on. It is left only
# for a picture that shows less than this share of its contours on it.
_ENOUGH = 0.5

# Contours are looked for at this size: film grain and the steps of saving are averaged away, shapes are not.
_LONG_SIDE = 256
# A step this large, summed over red, green and blue, is plain to see; a larger one does not count for more.
_PLAIN_STEP = 96.0

_PIXELS_AT_ONCE = 1 << 20


def choose(colours: UInt8Array, alpha: UInt8Array) -> int:
    """The ground that shows the most of a picture: WHITE wherever it shows half, else BLACK or GREY.

    colours : (h, w, 3) uint8 RGB × alpha. alpha : (h, w) uint8. The same for the same pixels, always.
    """
    scale = min(1.0, _LONG_SIDE / max(alpha.shape))
    size = max(1, round(alpha.shape[1] * scale)), max(1, round(alpha.shape[0] * scale))
    small = cv2.resize(colours, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    through = 255 - cv2.resize(alpha, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    steps = {ground: _steps(small + through[:, :, None] * (ground / 255)) for ground in (WHITE, BLACK, GREY)}
    shown = {ground: float(found.sum(dtype=np.float64)) for ground, found in steps.items()}
    there = float(np.maximum.reduce(list(steps.values())).sum(dtype=np.float64))
    if shown[WHITE] >= _ENOUGH * there:
        return WHITE
    return max(shown, key=lambda ground: shown[ground])


def _steps(pixels: Float32Array) -> Float32Array:
    """How plain each step from a pixel to its neighbour on the right or below is."""
    across = np.abs(np.diff(pixels, axis=1)).sum(axis=2)
    down = np.abs(np.diff(pixels, axis=0)).sum(axis=2)
    found: Float32Array = np.minimum(np.concatenate([across.ravel(), down.ravel()]), np.float32(_PLAIN_STEP))
    return found


def painted(colours: UInt8Array, alpha: UInt8Array) -> UInt8Array:
    """Colours × alpha, rounded, (h, w) or (h, w, 3) uint8: 0 below alpha 0, whatever a program left there."""
    return cast(UInt8Array, cv2.multiply(colours, _as_deep(alpha, colours), scale=1 / 255))


def lay_on(ground: int, colours: UInt8Array, alpha: UInt8Array) -> None:
    """Colours × alpha → colours × alpha + ground × (1 − alpha), in place. (h, w, 3) uint8 and (h, w) uint8."""
    for rows in _portions(alpha):
        cv2.add(colours[rows], _seen_through(ground, alpha[rows]), dst=colours[rows])


def lift_off(ground: int, pixels: UInt8Array, alpha: UInt8Array) -> Iterator[UInt8Array]:
    """What was laid on a ground, as colours × alpha again, a few rows at a time. Exact, as neither sum can pass 255."""
    for rows in _portions(alpha):
        yield cast(UInt8Array, cv2.subtract(pixels[rows], _seen_through(ground, alpha[rows])))


def straight(pixels: UInt8Array, alpha: UInt8Array, ground: int) -> UInt8Array:
    """The colours that, multiplied by alpha and laid on this ground, are these pixels: (h, w, 3) uint8.

    Below alpha 0 they are 0; of a picture with nothing visible, whose pixels lie on no ground, they are its pixels.
    """
    if not alpha.any():
        return pixels
    colours = np.concatenate(list(lift_off(ground, pixels, alpha)))
    for rows in _portions(alpha):
        shown = np.maximum(alpha[rows], 1)[:, :, None].astype(np.float32)
        colours[rows] = np.rint(colours[rows] * (np.float32(255) / shown)).astype(np.uint8)
    return colours


def _seen_through(ground: int, alpha: UInt8Array) -> UInt8Array:
    through = cv2.bitwise_not(alpha)
    if ground != WHITE:
        through = cv2.multiply(through, np.full_like(alpha, ground), scale=1 / 255)
    return cast(UInt8Array, cv2.merge([through, through, through]))


def _as_deep(alpha: UInt8Array, colours: UInt8Array) -> UInt8Array:
    return cast(UInt8Array, cv2.merge([alpha, alpha, alpha])) if colours.ndim == 3 else alpha


def _portions(alpha: UInt8Array) -> Iterator[slice]:
    rows = max(1, _PIXELS_AT_ONCE // alpha.shape[1])
    for top in range(0, len(alpha), rows):
        yield slice(top, top + rows)
