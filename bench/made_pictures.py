"""Photographs of sizes that the development pictures do not have, made of many of Corel-1k side by side.

Enlarged photographs would be blurred, with fewer corners and smaller files than a camera's of that size; a wall of many
has as much detail.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from bench import pictures
from pictrace import imaging
from pictrace.settings import Settings
from pictrace.types import UInt8Array

ACROSS, DOWN = 384, 256  # of a photograph of Corel-1k that lies on its side


def walls(folder: Path, count: int, size: tuple[int, int], each_way: tuple[int, int], seed: int = 0) -> list[Path]:
    """JPEGs of quality 90 of this size, each of as many photographs each way, no two alike; of odd numbers only."""
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(seed)
    photographs = [_lying(path) for path in pictures.corel()[1::2]]
    across, down = each_way
    files = []
    for number in range(count):
        chosen = random.integers(0, len(photographs), (down, across))
        wall = np.vstack([np.hstack([photographs[place] for place in row]) for row in chosen])
        way = cv2.INTER_AREA if wall.shape[1] > size[0] else cv2.INTER_CUBIC
        files.append(folder / f"{number}.jpg")
        files[-1].write_bytes(imaging.encode_jpeg(np.asarray(cv2.resize(wall, size, interpolation=way), np.uint8)))
    return files


def batches(files: Sequence[Path], count: int) -> list[list[Path]]:
    """The files in as many parts, as even as can be."""
    return [list(files[place::count]) for place in range(count)]


def _lying(path: Path) -> UInt8Array:
    pixels = imaging.decode(path.read_bytes(), name=path.name, limits=Settings().limits).pixels
    turned = pixels if pixels.shape[1] >= pixels.shape[0] else np.rot90(pixels)
    return np.ascontiguousarray(turned[:DOWN, :ACROSS])
