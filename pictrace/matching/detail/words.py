"""Words on plain ground, compared one by one.

Two forms on one template have their rules, their labels and most of their texture in common: what differs is a few
words. Each is judged by itself, so that the rest cannot outvote it.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import cv2
import numpy as np

from pictrace.matching.detail.ink import Ink
from pictrace.matching.detail.scales import Scales
from pictrace.types import BoolArray, Float32Array, Float64Array, Int64Array

# Of the common area so much is plain ground in both, else it is no page.
PAGE = 0.25
FEWEST_INK, FEWEST_WORDS = 120, 4
# Ink so near to other ink, across and down in pixels, is of the same word. Straight ink so long is a rule.
ACROSS, DOWN = 5, 3
RULE = 31
# A word is so high and so long in pixels; what is higher is a drawing.
LOWEST, HIGHEST, SHORTEST, LONGEST = 4, 36, 4, 400
# Of a word's pixels so many are ink in a picture, else the word stands in the other one alone.
HAS_INK = 0.08
# Correlation of a word, at the best of nine places: registration is off by a pixel far from the key points. With
# this, no word of most copies of text pages counts as another, and of their siblings .85 and more do.
SAME = 0.6
REACH = 1
NOISE = 16.0


@dataclass(frozen=True, slots=True)
class WordMatches:
    """changed, one_sided : as `words_…` in `DetailEvidence`."""

    changed: float
    one_sided: float


def match_words(
    query: Scales, candidate: Scales, query_ink: Ink, candidate_ink: Ink, overlap: BoolArray
) -> WordMatches | None:
    """Of two frames and their ink. overlap : (h, w) bool, what lies in both pictures.

    None for what is no page, and for too few words.
    """
    ground = overlap & query_ink.on_paper & candidate_ink.on_paper
    if np.count_nonzero(ground) < PAGE * np.count_nonzero(overlap):
        return None
    rules = _rules(query_ink.ink) | _rules(candidate_ink.ink)
    ink_a, ink_b = query_ink.ink & ground & ~rules, candidate_ink.ink & ground & ~rules
    if np.count_nonzero(ink_a | ink_b) < FEWEST_INK:
        return None
    where, label, count = _labelled(ink_a | ink_b)
    if count < FEWEST_WORDS:
        return None
    pixels = np.bincount(label, minlength=count)
    in_query, in_candidate = (
        np.bincount(label, ink.ravel()[where], count) > HAS_INK * pixels for ink in (ink_a, ink_b)
    )
    both = in_query & in_candidate
    one_sided = 2 * min(int(np.count_nonzero(in_query & ~both)), int(np.count_nonzero(in_candidate & ~both)))
    words = int(np.count_nonzero(both)) + one_sided
    if words < FEWEST_WORDS:
        return None
    same = _correlation(query.fine, candidate.fine, where, label, pixels) >= SAME
    return WordMatches(int(np.count_nonzero(both & ~same)) / words, one_sided / words)


def _rules(ink: BoolArray) -> BoolArray:
    """Straight lines, and a pixel around them."""
    drawn = ink.astype(np.uint8)
    across = cv2.morphologyEx(drawn, cv2.MORPH_OPEN, np.ones((1, RULE), np.uint8))
    down = cv2.morphologyEx(drawn, cv2.MORPH_OPEN, np.ones((RULE, 1), np.uint8))
    return np.asarray(cv2.dilate(cv2.bitwise_or(across, down), np.ones((3, 3), np.uint8)) > 0)


def _labelled(ink: BoolArray) -> tuple[Int64Array, Int64Array, int]:
    """Places of the words' pixels in the flattened frame, the number of the word each belongs to, and how many."""
    joined = cv2.dilate(ink.astype(np.uint8), np.ones((DOWN, ACROSS), np.uint8))
    _, labels, boxes, _ = cv2.connectedComponentsWithStats(joined, connectivity=4)
    width, height = boxes[:, cv2.CC_STAT_WIDTH] - ACROSS + 1, boxes[:, cv2.CC_STAT_HEIGHT] - DOWN + 1
    fits = (height >= LOWEST) & (height <= HIGHEST) & (width >= SHORTEST) & (width <= LONGEST)
    fits[0] = False
    where = np.flatnonzero(fits[labels].ravel())
    return where, (np.cumsum(fits) - 1)[labels.ravel()[where]], int(np.count_nonzero(fits))


def _correlation(
    a: Float32Array, b: Float32Array, where: Int64Array, label: Int64Array, pixels: Int64Array
) -> Float64Array:
    """(n,) the correlation of each word, at the best of all places within a pixel."""

    def mean(values: Float32Array) -> Float64Array:
        return np.bincount(label, values, len(pixels)) / pixels

    wide = np.pad(b, REACH, mode="edge")
    row, column = np.divmod(where, a.shape[1])
    there = (row + REACH) * wide.shape[1] + column + REACH
    first = a.ravel()[where]
    mean_first = mean(first)
    energy_first = mean(first * first) - mean_first**2
    best = np.full(len(pixels), -1.0)
    for down, across in itertools.product(range(-REACH, REACH + 1), repeat=2):
        second = wide.ravel()[there + down * wide.shape[1] + across]
        mean_second = mean(second)
        energy = (energy_first + NOISE) * (mean(second * second) - mean_second**2 + NOISE)
        best = np.maximum(best, (mean(first * second) - mean_first * mean_second) / np.sqrt(energy))
    return best
