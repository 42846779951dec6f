"""Posterisation: few distinct tones a channel, at even distances, where the source has all of them."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pictrace.types import BoolArray, Float64Array, RecipeStep, UInt8Array

MOST_LEVELS = 8
# Mean distance to the nearest of the tones, in their spacing: of even tones it is .25. Of a posterised picture it is at
# most so much, saved as a JPEG of quality 50 and with up to six tones, and so much of the source's.
NEAR, NEARER = 0.09, 0.5
# Only the flat places of the result are judged: grey levels within which three pixels lie each way, and their share.
FLAT, FEWEST_FLAT = 14, 0.1
# Tones reach from black to white, or are what is left of a value's first bits.
FIRST_BITS = [np.arange(0.0, 256.0, 64.0), np.arange(0.0, 256.0, 32.0)]
# Of the difference between source and result, what stays at the most once the source is posterised.
STAYS = 0.75


@dataclass(frozen=True, slots=True)
class Posterisation:
    """tones : the values that are left, 0 to 255. starts : of all but the first, the lowest value that becomes it."""

    tones: tuple[float, ...]
    starts: tuple[float, ...]


def posterisations(source: UInt8Array, result: UInt8Array) -> tuple[Posterisation, ...]:
    """What may have been done to source to make result, both (h, w, 3) uint8 RGB and not aligned; none where result
    has all tones, or source as few."""
    flat = _flat(result)
    if float(flat.mean()) < FEWEST_FLAT:
        return ()
    values, all_values = (np.bincount(of, minlength=256) for of in (result[flat], source.ravel()))
    grids = [np.linspace(0.0, 255.0, levels) for levels in range(2, MOST_LEVELS + 1)]
    found = []
    for family in (grids, FIRST_BITS):
        tones = min(family, key=lambda grid: _apart(values, grid))
        if _apart(values, tones) < min(NEAR, NEARER * _apart(all_values, tones)):
            bins = np.arange(1, len(tones)) * 256.0 / len(tones)
            middles = (tones[:-1] + tones[1:]) / 2.0
            found += [Posterisation(tuple(tones.tolist()), tuple(starts.tolist())) for starts in (middles, bins)]
    return tuple(found)


def posterise(picture: UInt8Array, found: Posterisation) -> UInt8Array:
    """A picture (h, w, 3) uint8 RGB with these tones alone."""
    table = np.rint(np.array(found.tones)[np.digitize(np.arange(256), found.starts)])
    return np.asarray(table.astype(np.uint8)[picture], np.uint8)


def posterised_steps(found: Posterisation | None) -> tuple[RecipeStep, ...]:
    if found is None:
        return ()
    return (RecipeStep("posterised", {"levels": len(found.tones), "tones": found.tones, "starts": found.starts}),)


def _apart(counts: NDArray[np.int64], tones: Float64Array) -> float:
    """counts : (256,), how often each value occurs."""
    nearest = np.abs(np.arange(256.0)[:, np.newaxis] - tones).min(axis=1)
    return float((nearest * counts).sum() / counts.sum() / (tones[1] - tones[0]))


def _flat(picture: UInt8Array) -> BoolArray:
    """(h, w, 3) bool."""
    kernel = np.ones((3, 3), np.uint8)
    highest, lowest = cv2.dilate(picture, kernel), cv2.erode(picture, kernel)
    return np.asarray(highest - lowest <= FLAT)
