"""Where a picture lies between the borders, bars and captions that somebody put around it.

Peeled like an onion: from each side, lines of one colour go, then the next layer, until no side has any. Between flat
rows a few rows of words or buttons may stand; so captions go, and the bars of a browser or a phone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import cv2
import numpy as np

from pictrace.types import BoolArray, Float64Array, Region, UInt8Array

# Measured on 40 photographs of Corel-1k that nothing was tuned on, with made edits, saved at quality 90 and 30; the
# share of boxes with .95 of their union with the true one in common: padding and bars .97–1.0 (a red border of a
# tenth .86, because colour bleeds at quality 30), captions .99–1.0, a browser .90, a phone .90. A caption *inside* a
# border of another colour is not found. Untouched, 6 of 400 photographs lose over a tenth of their area; 42 of 50
# drawings on plain ground and 8 of 50 flowers do, down to what is drawn. A picture of 512 px takes half a millisecond
# when there is nothing to trim, 3 with a border and 5 as the screenshot of a browser.

# A line belongs to a border when its pixels are, in the mean, this near to the border's colour …
_NEAR = 6.0
# … and no more than this share of them is far from it: rings of JPEG reach 20–30, letters and twigs more.
_FAR = 40
_FAR_SHARE = 0.01
# The median of such means over a border: grain keeps under it, and rings of JPEG at quality 30 reach 2.8 in a
# title bar of 6 lines. With 2 instead of 3, one screenshot in four is missed at that quality.
_SPREAD = 3.0
# A gradient drifts: half of the lines of a border stay this near to one colour, in their mean.
_DRIFT = 1.0
_EVEN_SHARE = 0.5
# Under so many lines (a block of JPEG) a border may be spoilt in all of them; then it has to end with such a step.
_THIN = 8
_STEP = 20
# Rows of words: so high at most, as a share of the picture, with this share of the bar's colour between the letters,
# or with that colour at both ends, as beside an address field. At the edge of a page they may be cut off.
_WORDS_HEIGHT = 0.1
_WORDS_CUT = 0.04
_PAPER = 12
_PAPER_SHARE = 0.3
_PAPER_ENDS = 0.9
# Behind words the next bar may begin, in a colour of its own; a dark photograph has rows that are nearly so.
_NEXT = 2.0
# Where two layers meet, so many lines may be of neither: JPEG and shrinking mix them.
_SEAM = 3
# So many lines of a border may be spoilt by what they stand beside: a block of JPEG, and one.
_SPOILT = 9
# Title, tabs, address, rule, page and its words are a layer or two each.
_LAYERS = 12
_ROUNDS = 3
_LEAST_GAIN = 0.02
_LEAST_AREA = 0.04


def content_box(pixels: UInt8Array) -> Region | None:
    """The part of a picture without borders of one colour, letterbox bars, captions and a screenshot's chrome.

    pixels : (H, W, 3) uint8 RGB. None when there is nothing to trim (under 2 % of the area), and when less than 4 %
    would be left: then the picture itself is flat. Gradients and grainy skies stay.
    """
    height, width = pixels.shape[:2]
    # Every second pixel of a line is enough; OpenCV turns an array in a tenth of the time that numpy needs to copy one.
    nearest = cv2.INTER_NEAREST
    rows = cast(UInt8Array, cv2.resize(pixels, ((width + 1) // 2, height), interpolation=nearest))
    columns = cast(UInt8Array, cv2.transpose(cv2.resize(pixels, (width, (height + 1) // 2), interpolation=nearest)))
    top, bottom, left, right = 0, height, 0, width
    for _ in range(_ROUNDS):
        before = top, bottom, left, right
        # Rows before columns: beside a picture the page is empty, above and below it there are words.
        across = slice(left // 2, (right + 1) // 2)
        top += _peel(rows[top:bottom, across], words=True)
        bottom -= _peel(rows[top:bottom, across][::-1], words=True)
        down = slice(top // 2, (bottom + 1) // 2)
        left += _peel(columns[left:right, down], words=False)
        right -= _peel(columns[left:right, down][::-1], words=False)
        if (top, bottom, left, right) == before:
            break
    kept = (bottom - top) * (right - left) / (height * width)
    return None if not _LEAST_AREA <= kept <= 1 - _LEAST_GAIN else Region(left, top, right - left, bottom - top)


@dataclass(frozen=True, slots=True, eq=False)
class _Layer:
    """Lines of one colour, (3,), words between them included. thin : it begins with under 8 of them."""

    depth: int
    colour: Float64Array
    thin: bool


@dataclass(frozen=True, slots=True, eq=False)
class _Lines:
    """Lines from one side inwards, every second pixel of each.

    distances : (n, m) uint8, how far each pixel is from the border's colour. means : (n,) of the distances.
    flat : (n,) whether the line is of the border's colour.
    """

    pixels: UInt8Array
    distances: UInt8Array
    means: Float64Array
    flat: BoolArray


def _peel(lines: UInt8Array, words: bool) -> int:
    """How many of the first lines, (n, m, 3), are borders, one layer after the other."""
    if not lines.size:
        return 0
    lines = np.ascontiguousarray(lines)
    depth, last = 0, None
    for _ in range(_LAYERS):
        layer = _border(lines[depth:], words)
        if layer is None or (layer.thin and last is not None and _drifts(last.colour, layer.colour)):
            break
        depth, last = depth + layer.depth, layer
        if depth == len(lines):
            break
    return depth


def _drifts(first: Float64Array, second: Float64Array) -> bool:
    """A little further in colour, as the steps of a gradient are; bars differ clearly or not at all."""
    return bool(_NEAR / 2 < np.abs(first - second).max() <= _STEP)


def _border(lines: UInt8Array, words: bool) -> _Layer | None:
    """The border of one colour that the lines begin with; with `words`, rows of letters included."""
    for start in range(min(_SEAM + 1, len(lines))):
        colour = np.median(lines[start], axis=0)
        if _compared(lines[start : start + 1], colour).flat[0]:
            found = _layer(lines, start, colour, words)
            if found is not None:
                return found
    if not words:
        return None
    # A page may be cut off in the middle of a row of words.
    start = _first_plain(lines[: round(_WORDS_CUT * len(lines)) + 2])
    colour = np.median(lines[start], axis=0)
    cut = start > 0 and _are_words(_compared(lines[:start], colour).distances)
    return _layer(lines, start, colour, words) if cut else None


def _layer(lines: UInt8Array, start: int, colour: Float64Array, words: bool) -> _Layer | None:
    """The layer that begins at a line with this colour; None for gradient and grain."""
    against = _compared(lines[start:], colour)
    leading = _leading(against.flat)
    thin = leading < _THIN
    if not _is_even(against, leading) and not (thin and _ends_sharply(against, leading)):
        return None
    depth = _past_words(against, leading) if words else leading
    return _Layer(start + depth + _spoilt(against.means[depth - 1 : depth + _SPOILT]), colour, thin)


def _ends_sharply(lines: _Lines, leading: int) -> bool:
    """A gradient does not."""
    return bool(lines.means[leading : leading + 1 + _SEAM].max(initial=0.0) >= _STEP)


def _is_even(lines: _Lines, leading: int) -> bool:
    """Neither a gradient nor grain: half of the lines have one colour, and few pixels another."""
    colours = lines.pixels[:leading].mean(axis=1)
    alike = np.abs(colours - np.median(colours, axis=0)).max(axis=1) <= _DRIFT
    return bool(leading > 1 and alike.mean() >= _EVEN_SHARE and np.median(lines.means[:leading]) <= _SPREAD)


def _spoilt(means: Float64Array) -> int:
    """How many lines behind a border are still it: those before the one step that makes most of the rise."""
    rises = np.diff(means)
    if not len(rises) or rises.max() < 0.5 * (means.max() - means[0]):
        return 0
    return int(np.argmax(rises))


def _past_words(lines: _Lines, depth: int) -> int:
    """Where the last flat run ends that only rows of words or buttons part from the border."""
    highest = max(4, round(_WORDS_HEIGHT * len(lines.flat)))
    while depth < len(lines.flat):
        run = _first_plain(lines.pixels[depth : depth + highest + 2], lines.flat[depth : depth + highest + 2])
        if not run or not _are_words(lines.distances[depth : depth + run]):
            return depth
        depth += run + _leading(lines.flat[depth + run :])
    return depth


def _first_plain(lines: UInt8Array, flat: BoolArray | None = None) -> int:
    """The first of two lines one after the other that are each `flat` or of a single colour of their own; 0 if none."""
    if not len(lines):
        return 0
    own = _compared(lines, None)
    plain = own.flat & (own.means <= _NEXT)
    if flat is not None:
        plain |= flat
    return int(np.argmax(plain[:-1] & plain[1:])) if len(plain) > 1 else 0


def _are_words(distances: UInt8Array) -> bool:
    """Letters or buttons on a bar: much of its colour between them, or all of it at both ends."""
    paper = distances <= _PAPER
    return bool(paper.mean() >= _PAPER_SHARE or min(paper[:, :2].mean(), paper[:, -2:].mean()) >= _PAPER_ENDS)


def _compared(pixels: UInt8Array, colour: Float64Array | None) -> _Lines:
    """Lines against one colour, or each against its own first pixel."""
    # OpenCV takes four numbers for one colour; its stubs do not know.
    other: Any = np.repeat(pixels[:, :1], pixels.shape[1], axis=1) if colour is None else (*colour.tolist(), 0.0)
    channels = cv2.split(cv2.absdiff(pixels, other))
    distances = cast(UInt8Array, cv2.max(cv2.max(channels[0], channels[1]), channels[2]))
    means = _line_means(distances)
    far = _line_means(cast(UInt8Array, cv2.threshold(distances, _FAR, 1, cv2.THRESH_BINARY)[1]))
    flat = (means <= _NEAR) & (far <= _FAR_SHARE)
    return _Lines(pixels, distances, means, flat)


def _line_means(values: UInt8Array) -> Float64Array:
    return cast(Float64Array, cv2.reduce(values, 1, cv2.REDUCE_AVG, dtype=cv2.CV_64F)[:, 0])


def _leading(flags: BoolArray) -> int:
    """How many are True from the start."""
    return len(flags) if flags.all() else int(np.argmin(flags))
