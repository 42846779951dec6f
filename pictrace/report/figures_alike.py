"""Whether two figures show the same."""

from __future__ import annotations

import cv2
import numpy as np

from pictrace import imaging
from pictrace.errors import PicTraceError
from pictrace.settings import Limits

# Levels that 8 × 8 pixels may differ by in the mean: JPEG and a processor of another kind leave less than 3, and a dot
# that is drawn in or wiped out makes more than 20.
LEVELS = 10.0
_WINDOW = 8


def is_same_figure(one: bytes | None, other: bytes | None, limits: Limits) -> bool:
    """Of two JPEG files, either of which may be lacking."""
    if one is None or other is None:
        return one is other
    if one == other:
        return True
    try:
        first, second = (imaging.decode(data, name="a figure", limits=limits).pixels for data in (one, other))
    except PicTraceError:
        return False
    if first.shape != second.shape:
        return False
    apart = cv2.blur(np.abs(first.astype(np.float32) - second), (_WINDOW, _WINDOW))
    return float(apart.max()) <= LEVELS
