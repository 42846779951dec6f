"""Ink on plain ground that only one of two registered pages has.

Two forms on one template share nearly all their texture, so no average sees their values: letters are small, and each
page has ink where the other has paper. A caption or a mark adds ink to one of the two only.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pictrace.types import BoolArray, Float32Array

# The ground is what is left when dark ink is closed over, or light ink opened, up to strokes so wide: the one with more
# paper around. A median takes dense text for ground. Ink differs from the ground by so many grey levels, paper by less
# than so many, and nearly half of a window is paper.
WIDEST_STROKE = 31
WINDOW = 33
INK = 22
PAPER = 9
PAPER_SHARE = 0.45
# What lies so near to the other's ink is the same ink: registration is exact to a pixel or so, and JPEG smears.
NEAR = 5
FEWEST_INK = 30
# Even areas of another level, where one has a bar or a shape of a chart: grey levels of spread, and of difference.
EVEN_WINDOW = 5
EVEN = 5.0
OTHER_LEVEL = 30.0
FEWEST_EVEN = 50
TONES = 16
FEWEST_OF_TONE = 5


@dataclass(frozen=True, slots=True, eq=False)
class Ink:
    """ink : (h, w) bool, what stands out from the ground around it.

    paper : (h, w) float32, the share of plain ground in the window around each pixel.
    """

    ink: BoolArray
    paper: Float32Array

    @property
    def on_paper(self) -> BoolArray:
        """(h, w) bool: where the ground is plain."""
        return np.asarray(self.paper > PAPER_SHARE)


@dataclass(frozen=True, slots=True)
class InkDifference:
    """exchanged, lacking, added : as `ink_…` in `DetailEvidence`."""

    exchanged: float
    lacking: float
    added: float


def ink_of(frame: Float32Array) -> Ink:
    """The ink of a (h, w) float32 grey frame in [0, 255]."""
    grey = frame.astype(np.uint8)
    # Ringing around letters, which JPEG makes, would lift the ground.
    even = np.asarray(cv2.blur(grey, (3, 3)), np.uint8)
    stroke = np.ones((WIDEST_STROKE, WIDEST_STROKE), np.uint8)
    dark = cv2.subtract(cv2.morphologyEx(even, cv2.MORPH_CLOSE, stroke), grey)
    light = cv2.subtract(grey, cv2.morphologyEx(even, cv2.MORPH_OPEN, stroke))
    below, above = (cv2.blur((part < PAPER).astype(np.float32), (WINDOW, WINDOW)) for part in (dark, light))
    ink = np.where(below >= above, dark, light) > INK
    return Ink(np.asarray(ink), np.asarray(np.maximum(below, above), np.float32))


def ink_difference(query: Ink, candidate: Ink, overlap: BoolArray) -> InkDifference:
    """How the ink of two registered frames differs. overlap : (h, w) bool, what lies in both, plain paper too."""
    ground = overlap & query.on_paper & candidate.on_paper
    near_query, near_candidate = _widened(query.ink), _widened(candidate.ink)
    only_query = int(np.count_nonzero(query.ink & ground & ~near_candidate))
    only_candidate = int(np.count_nonzero(candidate.ink & ground & ~near_query))
    both = int(np.count_nonzero(query.ink & ground & near_candidate))
    either = query.ink | candidate.ink
    on_paper = int(np.count_nonzero(either & ground)) / max(1, int(np.count_nonzero(either & overlap)))
    lacking = sorted((_share(only_query, both), _share(only_candidate, both)))
    return InkDifference(_share(2 * min(only_query, only_candidate), both) * on_paper, lacking[0], lacking[1])


def level_exchanged(query: Float32Array, candidate: Float32Array, inside: BoolArray) -> float:
    """As in `DetailEvidence`, of two (h, w) float32 grey frames, after the tone curve that the even areas give.

    Made at half the size: even areas are large.
    """
    size = max(1, query.shape[1] // 2), max(1, query.shape[0] // 2)
    a, b, whole = (
        np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA), np.float32)
        for part in (query, candidate, inside.astype(np.float32))
    )
    inside = np.asarray(whole > 0.99)
    even = inside & (_spread(a) < EVEN) & (_spread(b) < EVEN)
    if np.count_nonzero(even) < FEWEST_EVEN:
        return 0.0
    wanted, given = a[even], b[even]
    tone = np.clip((given / (256 / TONES)).astype(np.int64), 0, TONES - 1)
    # Areas of a rare tone give no curve, and are not judged.
    curve = np.full(TONES, np.nan, np.float32)
    for number in range(TONES):
        same = wanted[tone == number]
        if len(same) > FEWEST_OF_TONE:
            curve[number] = np.median(same)
    difference = wanted - curve[tone]
    lighter, darker = np.count_nonzero(difference > OTHER_LEVEL), np.count_nonzero(difference < -OTHER_LEVEL)
    return int(min(lighter, darker)) / max(1, int(np.count_nonzero(inside)))


def _widened(ink: BoolArray) -> BoolArray:
    return np.asarray(cv2.dilate(ink.astype(np.uint8), np.ones((NEAR, NEAR), np.uint8)) > 0)


def _share(part: int, both: int) -> float:
    return part / (part + both) if part + both > FEWEST_INK else 0.0


def _spread(grey: Float32Array) -> Float32Array:
    window = EVEN_WINDOW, EVEN_WINDOW
    mean = cv2.blur(grey, window)
    return np.asarray(np.sqrt(np.maximum(cv2.blur(grey * grey, window) - mean * mean, 0.0)), np.float32)
