"""Photometric change: which change of tones takes one picture to another that is aligned with it.

Fitted by Gauss–Newton with the robust weights of Geman and McClure (Bull. Int. Stat. Inst. 1987), which give altered or
pasted areas little weight. Pixels clipped to black or white are left out.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pictrace.explanation.smoothing import smoothed
from pictrace.types import BoolArray, Float32Array, Float64Array, ToneFit, UInt8Array

# ITU-R BT.601, as in `edits` and in every JPEG.
LUMA = np.array([0.299, 0.587, 0.114])
BLOCK = 4
FEWEST_BLOCKS = 24
_RIM = 5
# Of a block that counts, no more than this is black or white in the result.
_CLIPPED = 0.05
_BLACK, _WHITE = 4, 251
_STEPS = 30
_STILL = 1e-5
# Values in [0, 1]: what JPEG leaves, below which no difference is an outlier.
_SMALLEST_SPREAD = 0.008
# A curve is claimed only where it leaves clearly less than straight lines do.
_CURVE_GAIN = 0.8
_CURVE_MARGIN = 0.0015
# Spread of the source's colours below which nothing can be said of saturation.
_COLOURFUL = 0.012


@dataclass(frozen=True, slots=True, eq=False)
class _Blocks:
    """source, target : (n, 3) means in [0, 1]; judged : (n, 3), 1 where the channel was not clipped, else 0."""

    source: Float64Array
    target: Float64Array
    judged: Float64Array


def fit_tones(source: UInt8Array, target: UInt8Array, where: BoolArray) -> ToneFit:
    """The change of tones from `source` to `target`, both (h, w, 3) uint8 RGB, the source warped to the target.

    where : (h, w) bool, what to go by. No change at all where that is too little.
    """
    blocks = _blocks(source, target, where)
    if len(blocks.source) < FEWEST_BLOCKS:
        return ToneFit()
    colourful = float((blocks.source - (blocks.source @ LUMA)[:, np.newaxis]).std()) >= _COLOURFUL
    straight, straight_error = _fitted(blocks, colourful, curved=False)
    curve, curve_error = _fitted(blocks, colourful, curved=True)
    better = curve_error < _CURVE_GAIN * straight_error and straight_error - curve_error > _CURVE_MARGIN
    found, error = (curve, curve_error) if better else (straight, straight_error)
    return ToneFit(
        gain=(float(found[0]), float(found[1]), float(found[2])),
        offset=(float(found[3]), float(found[4]), float(found[5])),
        saturation=float(found[6]),
        gamma=float(found[7]),
        error=error,
    )


def negative_of(picture: UInt8Array) -> UInt8Array:
    """A picture (h, w, 3) uint8 RGB with all its tones inverted."""
    return np.asarray(np.uint8(255) - picture, np.uint8)


def apply_tones(picture: UInt8Array, tone: ToneFit) -> UInt8Array:
    """A picture (h, w, 3) uint8 RGB with its tones changed so."""
    values = apply_tones_to_values(picture.astype(np.float32) / np.float32(255.0), tone)
    return np.asarray(np.rint(values * np.float32(255.0)), np.uint8)


def apply_tones_to_values(values: Float32Array, tone: ToneFit) -> Float32Array:
    """The same for values (…, 3) float32 in [0, 1], given back in [0, 1]."""
    bent = values if tone.gamma == 1.0 else np.power(values, np.float32(tone.gamma))
    luma = (bent @ LUMA.astype(np.float32))[..., np.newaxis]
    mixed = luma + np.float32(tone.saturation) * (bent - luma)
    out = mixed * np.array(tone.gain, np.float32) + np.array(tone.offset, np.float32)
    return np.asarray(np.clip(out, 0.0, 1.0), np.float32)


def _blocks(source: UInt8Array, target: UInt8Array, where: BoolArray) -> _Blocks:
    size = max(1, source.shape[1] // BLOCK), max(1, source.shape[0] // BLOCK)
    rim = np.ones((_RIM, _RIM), np.uint8)
    where = np.asarray(cv2.erode(where.astype(np.uint8), rim, borderValue=1) > 0)

    def means(values: Float32Array) -> Float64Array:
        return np.asarray(cv2.resize(values, size, interpolation=cv2.INTER_AREA), np.float64)

    # A small size and a low JPEG quality spread colours over edges, which lower saturation would explain too; with both
    # pictures smoothed there is nothing to explain.
    given, wanted = smoothed(source), smoothed(target)
    inside = means(where.astype(np.float32)) > 0.99
    clipped = ((target <= _BLACK) | (target >= _WHITE)).astype(np.uint8) * np.uint8(255)
    unclipped = means(smoothed(clipped)) < 255.0 * _CLIPPED
    judged = inside & unclipped.any(axis=2)
    return _Blocks(means(given)[judged] / 255.0, means(wanted)[judged] / 255.0, unclipped[judged].astype(np.float64))


def _fitted(blocks: _Blocks, colourful: bool, curved: bool) -> tuple[Float64Array, float]:
    """(8,) gain, offset, saturation, gamma; and the mean absolute difference, outliers held back."""
    found = np.array([1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 1.0, 1.0])
    free = np.array([True] * 6 + [colourful, curved])
    logarithm = np.log(np.maximum(blocks.source, 1e-4)) if curved else None
    for _ in range(_STEPS):
        predicted, slopes = _predicted(found, blocks.source, logarithm)
        left = (blocks.target - predicted) * blocks.judged
        spread = _spread(left, blocks.judged)
        weight = (blocks.judged / (1.0 + (left / (3.0 * spread)) ** 2) ** 2).ravel()
        columns = slopes.reshape(-1, 8)[:, free]
        weighted = (columns * weight[:, np.newaxis]).T
        normal = weighted @ columns
        # A flat picture says nothing of contrast: then nothing is changed.
        normal[np.diag_indices(len(normal))] += 1e-4 * len(blocks.source) * np.where(_ROUGH[free], 0.01, 0.001)
        step = np.linalg.solve(normal, weighted @ left.ravel())
        found[free] += np.clip(step, -0.5, 0.5)
        found[6], found[7] = np.clip(found[6], 0.0, 4.0), np.clip(found[7], 0.2, 5.0)
        if np.abs(step).max() < _STILL:
            break
    left = np.abs(blocks.target - _predicted(found, blocks.source, logarithm)[0])[blocks.judged > 0]
    return found, float(np.minimum(left, 0.1).mean())


_ROUGH = np.array([False] * 6 + [True, True])


def _predicted(
    found: Float64Array, source: Float64Array, logarithm: Float64Array | None
) -> tuple[Float64Array, Float64Array]:
    """(n, 3) values, and (n, 3, 8) how they move with each number.

    logarithm : of the source; None where gamma stays 1, and its column is not asked for: half of the time.
    """
    gain, offset, saturation, gamma = found[:3], found[3:6], found[6], found[7]
    bent = source if logarithm is None else np.power(source, gamma)
    luma = (bent @ LUMA)[:, np.newaxis]
    mixed = luma + saturation * (bent - luma)
    slopes = np.zeros((len(source), 3, 8))
    for channel in range(3):
        slopes[:, channel, channel] = mixed[:, channel]
        slopes[:, channel, 3 + channel] = 1.0
    slopes[:, :, 6] = gain * (bent - luma)
    if logarithm is not None:
        bend = bent * logarithm
        luma_bend = (bend @ LUMA)[:, np.newaxis]
        slopes[:, :, 7] = gain * (luma_bend + saturation * (bend - luma_bend))
    return mixed * gain + offset, slopes


def _spread(left: Float64Array, judged: Float64Array) -> float:
    inside = np.abs(left[judged > 0])
    return max(_SMALLEST_SPREAD, 1.48 * float(np.median(inside)) if inside.size else 0.0)
