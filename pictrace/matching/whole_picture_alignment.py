"""Two whole pictures laid on each other without any key point: for copies too small or too blurred to have some.

Each is squashed to a small grey square, as it is and without its plain border, and the query also mirrored and turned
by quarters. Where two squares correlate highly, that is a start for registration, which then decides.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pictrace.matching import homography as geometry
from pictrace.types import BoolArray, Float32Array, Float64Array, UInt8Array

SIDE = 24
COARSE = 128
# Made copies that key points miss are above this; of look-alikes a few are, and registration refuses those.
ALIKE = 0.9

_QUARTER = np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, SIDE - 1.0], [0.0, 0.0, 1.0]])  # np.rot90: counter-clockwise


@dataclass(frozen=True, slots=True, eq=False)
class Squares:
    """The squares of one picture. rows : (n, 576) float32 of norm 1. starts : n maps from square to original pixels."""

    rows: Float32Array
    starts: tuple[Float64Array, ...]


def of_query(grey: UInt8Array, content: BoolArray | None, size: tuple[int, int]) -> Squares:
    """Of a grey working picture (h, w) with its `content` and the (width, height) of its original, every way round."""
    rows, starts = list[Float32Array](), list[Float64Array]()
    for box in _boxes(grey, content):
        square, to_original = _square(grey, box, size)
        for values, back in _turned(square):
            rows.append(_row(values))
            starts.append(to_original @ back)
    return Squares(np.stack(rows), tuple(starts))


def of_candidate(grey: UInt8Array, size: tuple[int, int]) -> Squares:
    """Of the whole of a grey working picture (h, w) uint8, as it is."""
    # Of every candidate of every search: averaging a few thousand pixels takes a fifth of the time, and agrees.
    step = max(1, max(grey.shape) // COARSE)
    grey = np.ascontiguousarray(grey[::step, ::step])
    square, to_original = _square(grey, (0, 0, grey.shape[1], grey.shape[0]), size)
    return Squares(_row(square)[np.newaxis], (to_original,))


def start(query: Squares, candidate: Squares) -> Float64Array | None:
    """(3, 3) float64, query → candidate in original pixels, of the two squares that correlate best; None below 0.9."""
    correlations = query.rows @ candidate.rows.T
    best = int(correlations.argmax())
    if float(correlations.flat[best]) < ALIKE:
        return None
    here, there = divmod(best, correlations.shape[1])
    homography: Float64Array = candidate.starts[there] @ np.linalg.inv(query.starts[here])
    return homography


def _square(
    grey: UInt8Array, box: tuple[int, int, int, int], size: tuple[int, int]
) -> tuple[Float32Array, Float64Array]:
    left, top, right, bottom = box
    square = cv2.resize(grey[top:bottom, left:right], (SIDE, SIDE), interpolation=cv2.INTER_AREA).astype(np.float32)
    to_working = np.array([[1.0, 0.0, left], [0.0, 1.0, top], [0.0, 0.0, 1.0]]) @ geometry.resize_transform(
        (SIDE, SIDE), (right - left, bottom - top)
    )
    return square, geometry.resize_transform((grey.shape[1], grey.shape[0]), size) @ to_working


def _row(square: Float32Array) -> Float32Array:
    values = square - square.mean()
    row: Float32Array = (values / max(float(np.linalg.norm(values)), 1e-6)).ravel().astype(np.float32)
    return row


def _boxes(grey: UInt8Array, content: BoolArray | None) -> list[tuple[int, int, int, int]]:
    height, width = grey.shape
    boxes = [(0, 0, width, height)]
    if content is not None and content.any():  # an ignored element may cover all that there is
        rows, columns = np.flatnonzero(content.any(axis=1)), np.flatnonzero(content.any(axis=0))
        across, down = width / content.shape[1], height / content.shape[0]
        left, right = round(columns[0] * across), round((columns[-1] + 1) * across)
        top, bottom = round(rows[0] * down), round((rows[-1] + 1) * down)
        if min(right - left, bottom - top) >= 8:
            boxes.append((left, top, right, bottom))
    return boxes


def _turned(square: Float32Array) -> list[tuple[Float32Array, Float64Array]]:
    """The eight ways a square can lie, each with the map from its pixels back to those of the square as given."""
    ways = []
    for mirrored in (False, True):
        values = square[:, ::-1] if mirrored else square
        back = geometry.mirror_transform(SIDE) if mirrored else np.eye(3)
        for quarters in range(4):
            turn = np.linalg.matrix_power(_QUARTER, quarters)
            ways.append((np.rot90(values, quarters), back @ np.linalg.inv(turn)))
    return ways
