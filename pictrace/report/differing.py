"""Where two documents of one report differ by more than computing them on another machine explains."""

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
    """path : keys from the top, ("score", "total"). said, found : what the two documents have there, as text."""

    path: tuple[str, ...]
    said: str
    found: str


def differences(said: Any, found: Any, tolerance: Tolerance, path: tuple[str, ...] = ()) -> Iterator[Difference]:
    """All leaves that differ, in the order of the document."""
    if _is_matrix(path, said, found):
        apart = _corners_apart(said, found)
        if not apart <= tolerance.pixels:
            yield Difference(path, "a matrix", f"one that lies {apart:,.2f} pixels off")
    elif isinstance(said, dict) and isinstance(found, dict):
        if list(said) != list(found):
            if not tolerance.exact and path[:1] == ("explanation",):
                return  # steps of another kind
            yield Difference(path, ", ".join(map(str, said)), ", ".join(map(str, found)))
            return
        for key, value in said.items():
            yield from differences(value, found[key], tolerance, (*path, key))
    elif isinstance(said, list) and isinstance(found, list):
        if path == ("keypoints", "points"):
            yield from _points_differ(said, found, tolerance)
        elif len(said) != len(found) and not tolerance.exact:
            return
        elif len(said) != len(found):
            yield Difference(path, f"{len(said):,} of them", f"{len(found):,}")
        else:
            for number, (one, other) in enumerate(zip(said, found, strict=True), start=1):
                yield from differences(one, other, tolerance, (*path, str(number)))
    elif not _agree(said, found, tolerance, path):
        yield Difference(path, _shown(said), _shown(found))


def _agree(said: Any, found: Any, tolerance: Tolerance, path: tuple[str, ...]) -> bool:
    if type(said) is type(found) and said == found:
        return True
    if isinstance(said, bool) or isinstance(found, bool):
        return False
    if isinstance(said, str) and isinstance(found, str):
        if not tolerance.exact and path[0] in ("in_words", "explanation", "method"):
            return True
        return path[0] in ("in_words", "explanation") and _texts_agree(said, found)
    if not isinstance(said, (int, float)) or not isinstance(found, (int, float)):
        return False
    apart = abs(said - found)
    if isinstance(said, int) and isinstance(found, int):
        # Boxes of changed areas and colours are rounded to whole numbers.
        allowed = max(1.0, tolerance.pixels) if path[0] == "explanation" else 0.0
        return apart <= max(allowed, tolerance.count * max(abs(said), abs(found)))
    # How many of the key points lie exactly: which there are is a matter of counts.
    share = max(tolerance.share, tolerance.count) if path[-1] == "precise" else tolerance.share
    return apart <= share * max(1.0, abs(said), abs(found))


def _texts_agree(said: str, found: str) -> bool:
    """Whether two sentences differ in the last place of their numbers at most: a share may lie where it is rounded."""
    first, second = _NUMBER.findall(said), _NUMBER.findall(found)
    if _NUMBER.sub("#", said) != _NUMBER.sub("#", found):
        return False
    pairs = ((float(a.replace(",", "")), float(b.replace(",", ""))) for a, b in zip(first, second, strict=True))
    return all(abs(a - b) <= 1.0 for a, b in pairs)


def _points_differ(said: list[Any], found: list[Any], tolerance: Tolerance) -> Iterator[Difference]:
    path = ("keypoints", "points")
    if len(said) != len(found):
        if abs(len(said) - len(found)) > tolerance.count * max(len(said), len(found)):
            yield Difference(path, f"{len(said):,} of them", f"{len(found):,}")
        return
    if not said or not tolerance.exact:
        return
    try:
        first, second = np.array(said, np.float64), np.array(found, np.float64)
        apart = float(np.abs(first - second).max())
    except (ValueError, TypeError):
        yield Difference(path, "something else than places", "places")
        return
    if not apart <= tolerance.pixels:
        yield Difference(path, "places", f"others, up to {apart:,.1f} pixels away")


def _is_matrix(path: tuple[str, ...], said: Any, found: Any) -> bool:
    return bool(path) and path[-1] in ("matrix", "homography") and isinstance(said, list) and isinstance(found, list)


def _corners_apart(said: Any, found: Any, side: float = 1000.0) -> float:
    """How far apart two maps (3, 3) put the corners of a square of this side; infinite for what is no map."""
    try:
        first, second = np.array(said, np.float64), np.array(found, np.float64)
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
