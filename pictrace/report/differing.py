"""Where a report's document and its recomputation differ by more than another machine explains."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class Tolerance:
    """share : of numbers in [0, 1], and of others as a share of their size. pixels : of places. count : of whole
    numbers that say how many, as a share of them. exact : whether sentences, steps and single points are compared too.
    """

    share: float
    pixels: float
    count: float
    exact: bool = True


# Computed again by the same programs nothing differs, whatever the number of threads; without the processor's vector
# instructions shares differ by up to 3e-5 and places by 4e-6 pixels, over 17 pairs of copies and covers.
TIGHT = Tolerance(share=1e-3, pixels=0.05, count=0.0)
# What another decoder or another version of OpenCV may do was measured by moving every value of both pictures by up to
# one level: over 9 of these pairs shares moved by up to 0.028 and places by up to 10 pixels, agreeing points came and
# went, and sentences changed with them.
LOOSE = Tolerance(share=0.04, pixels=15.0, count=0.5, exact=False)


@dataclass(frozen=True, slots=True)
class Difference:
    """path : keys from the top, ("score", "total"). reported, computed : what the two documents have there, as text."""

    path: tuple[str, ...]
    reported: str
    computed: str


def differences(reported: Any, computed: Any, tolerance: Tolerance, path: tuple[str, ...] = ()) -> Iterator[Difference]:
    """All leaves that differ, in the order of the document."""
    if _is_matrix(path, reported, computed):
        apart = _corners_apart(reported, computed)
        if not apart <= tolerance.pixels:
            yield Difference(path, "a matrix", f"one that lies {apart:,.2f} pixels off")
    elif isinstance(reported, dict) and isinstance(computed, dict):
        if list(reported) != list(computed):
            if not tolerance.exact and path[:1] == ("explanation",):
                return  # steps of another kind
            yield Difference(path, ", ".join(map(str, reported)), ", ".join(map(str, computed)))
            return
        for key, value in reported.items():
            yield from differences(value, computed[key], tolerance, (*path, key))
    elif isinstance(reported, list) and isinstance(computed, list):
        if path == ("keypoints", "points"):
            yield from _points_differ(reported, computed, tolerance)
        elif len(reported) != len(computed) and not tolerance.exact:
            return
        elif len(reported) != len(computed):
            yield Difference(path, f"{len(reported):,} of them", f"{len(computed):,}")
        else:
            for number, (one, other) in enumerate(zip(reported, computed, strict=True), start=1):
                yield from differences(one, other, tolerance, (*path, str(number)))
    elif not _agree(reported, computed, tolerance, path):
        yield Difference(path, _shown(reported), _shown(computed))


def _agree(reported: Any, computed: Any, tolerance: Tolerance, path: tuple[str, ...]) -> bool:
    if type(reported) is type(computed) and reported == computed:
        return True
    if isinstance(reported, bool) or isinstance(computed, bool):
        return False
    if isinstance(reported, str) and isinstance(computed, str):
        if not tolerance.exact and path[0] in ("in_words", "explanation", "method"):
            return True
        return path[0] in ("in_words", "explanation") and _texts_agree(reported, computed)
    if not isinstance(reported, (int, float)) or not isinstance(computed, (int, float)):
        return False
    apart = abs(reported - computed)
    if isinstance(reported, int) and isinstance(computed, int):
        # Boxes of changed areas and colours are rounded to whole numbers.
        allowed = max(1.0, tolerance.pixels) if path[0] == "explanation" else 0.0
        return apart <= max(allowed, tolerance.count * max(abs(reported), abs(computed)))
    # How many of the key points lie exactly: which there are is a matter of counts.
    share = max(tolerance.share, tolerance.count) if path[-1] == "precise" else tolerance.share
    return apart <= share * max(1.0, abs(reported), abs(computed))


def _texts_agree(reported: str, computed: str) -> bool:
    """Whether two sentences differ in the last place of their numbers at most: a share may lie where it is rounded."""
    first, second = _NUMBER.findall(reported), _NUMBER.findall(computed)
    if _NUMBER.sub("#", reported) != _NUMBER.sub("#", computed):
        return False
    pairs = ((float(a.replace(",", "")), float(b.replace(",", ""))) for a, b in zip(first, second, strict=True))
    return all(abs(a - b) <= 1.0 for a, b in pairs)


def _points_differ(reported: list[Any], computed: list[Any], tolerance: Tolerance) -> Iterator[Difference]:
    path = ("keypoints", "points")
    if len(reported) != len(computed):
        if abs(len(reported) - len(computed)) > tolerance.count * max(len(reported), len(computed)):
            yield Difference(path, f"{len(reported):,} of them", f"{len(computed):,}")
        return
    if not reported or not tolerance.exact:
        return
    try:
        first, second = np.array(reported, np.float64), np.array(computed, np.float64)
        apart = float(np.abs(first - second).max())
    except (ValueError, TypeError):
        yield Difference(path, "something else than places", "places")
        return
    if not apart <= tolerance.pixels:
        yield Difference(path, "places", f"others, up to {apart:,.1f} pixels away")


def _is_matrix(path: tuple[str, ...], reported: Any, computed: Any) -> bool:
    return (
        bool(path)
        and path[-1] in ("matrix", "homography")
        and isinstance(reported, list)
        and isinstance(computed, list)
    )


def _corners_apart(reported: Any, computed: Any, side: float = 1000.0) -> float:
    """How far apart two maps (3, 3) put the corners of a square of this side; infinite for what is no map."""
    try:
        first, second = np.array(reported, np.float64), np.array(computed, np.float64)
        if first.shape != (3, 3) or second.shape != (3, 3):
            return float("inf")
    except (ValueError, TypeError):
        return float("inf")
    corners = np.array([[0, 0, 1], [side, 0, 1], [side, side, 1], [0, side, 1]], np.float64)
    one, other = corners @ first.T, corners @ second.T
    if (one[:, 2] == 0).any() or (other[:, 2] == 0).any():
        return 0.0 if np.allclose(first, second) else float("inf")
    return float(np.abs(one[:, :2] / one[:, 2:] - other[:, :2] / other[:, 2:]).max())


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.6g}"
    text = "nothing" if value is None else str(value)
    return text if len(text) <= 120 else f"{text[:119]}…"
