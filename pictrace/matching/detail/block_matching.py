"""Whether small blocks of two registered pictures lie in place, by the peak of their cross-correlation.

An edit changes tones and covers parts, but moves nothing: the peak stays within a fraction of a pixel, and a block
gains nothing by moving. In another shot parts lie off by parallax or movement, and correlate better elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.fft

from pictrace.types import BoolArray, Float32Array, Float64Array

BLOCK, SMALL_BLOCK = 32, 16
# Frames under five blocks across are cut into small ones.
SMALL_FRAME = 160
FARTHEST = 6
INSIDE = 0.6
# Mean square in grey levels: what is less is no texture; texture of one of the two counts from eight times as much on.
TEXTURE, ONE_SIDED = 1.0, 8.0
NOISE = 0.15
# A peak of less may be chance: of half-covered pictures .12 of the blocks seem moved with .35, .04 with .5 (medians).
CLEAR = 0.5
IN_PLACE, MOVED = 0.6, 0.8
FEWEST_BLOCKS, FEWEST_CLEAR = 6, 5
# So many blocks, evenly over the picture, tell as much as all.
MOST_BLOCKS = 96


@dataclass(frozen=True, slots=True)
class BlockMatches:
    """shift : as in `DetailEvidence`. in_place, moved, gained : as `blocks_…` there."""

    shift: float
    in_place: float
    moved: float
    gained: float


def match_blocks(query: Float32Array, candidate: Float32Array, inside: BoolArray) -> BlockMatches | None:
    """Of the bands (h, w) float32 of two frames; None for too few blocks. inside : (h, w) bool, content of both."""
    side = BLOCK if min(query.shape) >= SMALL_FRAME else SMALL_BLOCK
    if min(query.shape) < side:
        return None
    whole = _blocks(inside.astype(np.float32), side).mean(axis=(1, 2)) > INSIDE
    window = np.hanning(side + 2)[1:-1].astype(np.float32)
    a, b = (_windowed(_blocks(band, side)[whole], np.outer(window, window)) for band in (query, candidate))
    energy_a, energy_b = (a * a).mean(axis=(1, 2)), (b * b).mean(axis=(1, 2))
    textured = (np.minimum(energy_a, energy_b) > TEXTURE) | (np.maximum(energy_a, energy_b) > ONE_SIDED)
    chosen = np.flatnonzero(textured)
    chosen = chosen[:: max(1, -(-len(chosen) // MOST_BLOCKS))]
    count = len(chosen)
    if count < FEWEST_BLOCKS:
        return None
    spectrum = scipy.fft.rfft2(a[chosen]) * np.conj(scipy.fft.rfft2(b[chosen]))
    correlation = scipy.fft.irfft2(spectrum, s=(side, side)) / (side * side)
    correlation /= np.sqrt((energy_a[chosen] + NOISE) * (energy_b[chosen] + NOISE))[:, np.newaxis, np.newaxis]
    peak, distance = _peaks(correlation)
    clear = peak > CLEAR
    if np.count_nonzero(clear) < FEWEST_CLEAR:
        return None
    return BlockMatches(
        shift=float(np.median(distance[clear])),
        in_place=float(np.mean(distance[clear] < IN_PLACE)),
        moved=int(np.count_nonzero(clear & (distance > MOVED))) / count,
        gained=float((peak - correlation[:, 0, 0])[clear].mean()),
    )


def _peaks(correlation: Float64Array) -> tuple[Float64Array, Float64Array]:
    """The highest correlation of each block within 6 pixels, and its distance from no shift, in pixels."""
    count, side = correlation.shape[:2]
    reach = min(FARTHEST, side // 2 - 2)
    shifts = np.r_[0 : reach + 1, -reach:0]
    near = correlation[:, shifts][:, :, shifts].reshape(count, -1)
    best = near.argmax(axis=1)
    rows, columns = shifts[best // len(shifts)], shifts[best % len(shifts)]
    block = np.arange(count)
    down = rows + _offset(*(correlation[block, (rows + step) % side, columns] for step in (-1, 0, 1)))
    across = columns + _offset(*(correlation[block, rows, (columns + step) % side] for step in (-1, 0, 1)))
    return near[block, best], np.hypot(down, across)


def _offset(before: Float64Array, peak: Float64Array, after: Float64Array) -> Float64Array:
    """Where the parabola through three neighbours has its peak, from the middle one, in [−.5, .5]."""
    bend = np.minimum(before - 2.0 * peak + after, -1e-6)
    return np.clip(0.5 * (before - after) / bend, -0.5, 0.5)


def _blocks(values: Float32Array, side: int) -> Float32Array:
    """(n, side, side), the picture cut into squares, what is left over at its right and lower border left out."""
    down, across = values.shape[0] // side, values.shape[1] // side
    cut = values[: down * side, : across * side].reshape(down, side, across, side)
    return cut.transpose(0, 2, 1, 3).reshape(-1, side, side)


def _windowed(blocks: Float32Array, window: Float32Array) -> Float32Array:
    return np.asarray((blocks - blocks.mean(axis=(1, 2), keepdims=True)) * window, np.float32)
