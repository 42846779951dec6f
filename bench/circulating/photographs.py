"""Photographs of a picture: seen at an angle, on a screen, on paper."""

from __future__ import annotations

import math

import cv2
import numpy as np

from bench.circulating.drawing import fit, rounded
from pictrace.imaging import edits
from pictrace.types import UInt8Array

Random = np.random.Generator


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
    shown = rounded(picture * grid[..., np.newaxis].astype(np.float32))
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
    seen = _on_plane(rounded(page), background, *turn, angle, random, margin=random.uniform(0.02, 0.2))
    return _photographed(seen, random, light=float(random.uniform(0.08, 0.3)))


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
        ground = fit(background, size)
    mask = cv2.warpPerspective(np.full((height, width), 255, np.uint8), homography, size, flags=cv2.INTER_LINEAR)
    warped = cv2.warpPerspective(picture, homography, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    share = mask[..., np.newaxis].astype(np.float32) / 255
    return rounded(warped * share + ground * (1 - share))


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
    return edits.recompress(int(random.integers(60, 95))).apply(rounded(values * 255))


def _angles(random: Random, least: float, most: float) -> tuple[float, float]:
    size, direction = math.radians(random.uniform(least, most)), random.uniform(0, 2 * math.pi)
    return size * math.cos(direction), size * math.sin(direction)
