"""The method PicTrace began with, as the baseline: no index, every library picture is read for every query.

For each library picture: read, resize to 256 × 256, grey, scikit-image's SSIM, the share of ORB matches that pass
the ratio test, and the mean of the two.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from skimage import metrics

from pictrace.types import UInt8Array

SIDE = 256
RATIO = 0.75
# scikit-image has no types.
structural_similarity: Callable[..., Any] = metrics.structural_similarity


@dataclass(frozen=True, slots=True, eq=False)
class Small:
    """A picture as the method sees it. grey : (256, 256) uint8; descriptors : (n, 32) uint8 or None."""

    grey: UInt8Array
    descriptors: UInt8Array | None


def read(path: Path) -> Small:
    """Raises OSError for a file that OpenCV cannot decode."""
    pixels = cv2.imread(str(path))
    if pixels is None:
        raise OSError(f"{path} cannot be decoded.")
    grey = cv2.cvtColor(cv2.resize(pixels, (SIDE, SIDE)), cv2.COLOR_BGR2GRAY)
    _, descriptors = cv2.ORB.create().detectAndCompute(grey, None)
    return Small(np.asarray(grey, np.uint8), None if descriptors is None else np.asarray(descriptors, np.uint8))


def score(query: Small, candidate: Small) -> float:
    """Mean of SSIM and the share of the query's matches that pass Lowe's ratio test."""
    structure = float(structural_similarity(query.grey, candidate.grey))
    if query.descriptors is None or candidate.descriptors is None:
        return structure / 2
    matches = cv2.BFMatcher(cv2.NORM_HAMMING).knnMatch(query.descriptors, candidate.descriptors, k=2)
    good = sum(len(pair) == 2 and pair[0].distance < RATIO * pair[1].distance for pair in matches)
    return (structure + good / max(1, len(matches))) / 2


def search(query: Path, library: Sequence[Path], top: int = 5) -> list[tuple[float, Path]]:
    """The best `top` pictures with their scores, best first."""
    wanted = read(query)
    return sorted(((score(wanted, read(path)), path) for path in library), reverse=True)[:top]
