"""Alignment of two whole pictures without key points: for copies too small or too blurred to have some.

Each is squashed to a square grey thumbnail, as it is and without its plain border, and the query also mirrored and
rotated by quarters. Two thumbnails that correlate highly give an initial homography for registration, which decides.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pictrace.matching.homography import mirror_transform, resize_transform
from pictrace.types import BoolArray, Float32Array, Float64Array, UInt8Array

SIDE = 24
COARSE = 128
# Made copies that key points miss are above this; of look-alikes a few are, and registration refuses those.
MINIMUM_CORRELATION = 0.9

_QUARTER = np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, SIDE - 1.0], [0.0, 0.0, 1.0]])  # np.rot90: counter-clockwise


@dataclass(frozen=True, slots=True, eq=False)
class Thumbnails:
    """The thumbnails of one picture. rows : (n, 576) float32 of norm 1. transforms : n maps from thumbnail to original
    pixels."""

    rows: Float32Array
    transforms: tuple[Float64Array, ...]


def query_thumbnails(grey: UInt8Array, content: BoolArray | None, size: tuple[int, int]) -> Thumbnails:
    """Of a grey working picture (h, w) with its `content` and the (width, height) of its original, in all eight
    orientations."""
    rows, transforms = list[Float32Array](), list[Float64Array]()
    for box in _boxes(grey, content):
        thumbnail, to_original = _thumbnail(grey, box, size)
        for values, to_upright in _orientations(thumbnail):
            rows.append(_normalised_row(values))
            transforms.append(to_original @ to_upright)
    return Thumbnails(np.stack(rows), tuple(transforms))


def candidate_thumbnails(grey: UInt8Array, size: tuple[int, int]) -> Thumbnails:
    """Of the whole of a grey working picture (h, w) uint8, as it is."""
    # Of every candidate of every search: averaging a few thousand pixels takes a fifth of the time, and agrees.
    step = max(1, max(grey.shape) // COARSE)
    grey = np.ascontiguousarray(grey[::step, ::step])
    thumbnail, to_original = _thumbnail(grey, (0, 0, grey.shape[1], grey.shape[0]), size)
    return Thumbnails(_normalised_row(thumbnail)[np.newaxis], (to_original,))


def estimate_alignment(query: Thumbnails, candidate: Thumbnails) -> Float64Array | None:
    """(3, 3) float64, query → candidate in original pixels, of the two thumbnails that correlate best; None below
    0.9."""
    correlations = query.rows @ candidate.rows.T
    best = int(correlations.argmax())
    if float(correlations.flat[best]) < MINIMUM_CORRELATION:
        return None
    query_row, candidate_row = divmod(best, correlations.shape[1])
    homography: Float64Array = candidate.transforms[candidate_row] @ np.linalg.inv(query.transforms[query_row])
    return homography


def _thumbnail(
    grey: UInt8Array, box: tuple[int, int, int, int], size: tuple[int, int]
) -> tuple[Float32Array, Float64Array]:
    left, top, right, bottom = box
    thumbnail = cv2.resize(grey[top:bottom, left:right], (SIDE, SIDE), interpolation=cv2.INTER_AREA).astype(np.float32)
    to_working = np.array([[1.0, 0.0, left], [0.0, 1.0, top], [0.0, 0.0, 1.0]]) @ resize_transform(
        (SIDE, SIDE), (right - left, bottom - top)
    )
    return thumbnail, resize_transform((grey.shape[1], grey.shape[0]), size) @ to_working


def _normalised_row(thumbnail: Float32Array) -> Float32Array:
    values = thumbnail - thumbnail.mean()
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


def _orientations(thumbnail: Float32Array) -> list[tuple[Float32Array, Float64Array]]:
    """The eight orientations of a thumbnail, each with the map from its pixels to those of the thumbnail as given."""
    orientations = []
    for mirrored in (False, True):
        values = thumbnail[:, ::-1] if mirrored else thumbnail
        to_upright = mirror_transform(SIDE) if mirrored else np.eye(3)
        for quarters in range(4):
            rotation = np.linalg.matrix_power(_QUARTER, quarters)
            orientations.append((np.rot90(values, quarters), to_upright @ np.linalg.inv(rotation)))
    return orientations
