"""Other tones, contours and grain: filters of photo apps, presses, drawings."""

from __future__ import annotations

import math

import cv2
import numpy as np
from PIL import Image

from bench.circulating.drawing import rounded
from pictrace.imaging import edits
from pictrace.types import UInt8Array

Random = np.random.Generator


def hdr_look(picture: UInt8Array, background: UInt8Array, random: Random) -> UInt8Array:
    """Local contrast far up, and colours with it."""
    lab = cv2.cvtColor(picture, cv2.COLOR_RGB2LAB)
    if random.random() < 0.5:
        tiles = int(random.integers(4, 9))
        lab[..., 0] = cv2.createCLAHE(float(random.uniform(2, 5)), (tiles, tiles)).apply(lab[..., 0])
    else:
        light = lab[..., 0].astype(np.float32)
        base = cv2.GaussianBlur(light, (0, 0), max(picture.shape[:2]) * random.uniform(0.01, 0.05))
        lab[..., 0] = rounded(
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
    return rounded(picture * gain[..., np.newaxis].astype(np.float32))


def posterised(picture: UInt8Array, background: UInt8Array, random: Random) -> UInt8Array:
    """Three to six tones a channel."""
    levels = int(random.integers(3, 7))
    return rounded(np.rint(picture / np.float32(255) * (levels - 1)) / (levels - 1) * np.float32(255))


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
    return rounded(made)


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
    return rounded(flat * (edge[..., np.newaxis] / np.float32(255)))


def sketch(picture: UInt8Array, background: UInt8Array, random: Random) -> UInt8Array:
    """Pencil lines on white: colour dodge of the blurred negative."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32)
    blurred = cv2.GaussianBlur(255 - grey, (0, 0), float(random.uniform(3, 14)))
    made = np.clip(grey * 256 / np.maximum(1, 256 - blurred), 0, 255)
    strength = float(random.uniform(0, 0.35)) if random.random() < 0.3 else 0.0
    return rounded(made[..., np.newaxis] * (1 - strength) + picture * np.float32(strength))


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
    return rounded(picture + noise * np.float32(random.uniform(10, 32)))


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
    made = rounded(values * 255)
    return edits.saturation(float(random.uniform(0.3, 1.6))).apply(made)


def sharpened(picture: UInt8Array, background: UInt8Array, random: Random) -> UInt8Array:
    """Unsharp mask, up to visible halos."""
    blurred = cv2.GaussianBlur(picture.astype(np.float32), (0, 0), float(random.uniform(0.8, 3)))
    return rounded(picture + (picture - blurred) * np.float32(random.uniform(0.6, 2.5)))
