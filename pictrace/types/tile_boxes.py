"""Where the tiles of a picture lie. Boxes are left, top, width, height, as shares.

They are cells of a network's map of 10 × 10, so a tile costs a mean over cells and no pass of its own.
"""

from __future__ import annotations

import numpy as np

from pictrace.types.arrays import Float32Array

CELLS = 10
HALF_CELLS, HALF_STARTS = 5, (0, 2, 5)
THIRD_CELLS, THIRD_STARTS = 3, (0, 2, 5, 7)


def _boxes(cells: int, starts: tuple[int, ...]) -> Float32Array:
    boxes = np.array([(x, y, cells, cells) for y in starts for x in starts], dtype=np.float32) / np.float32(CELLS)
    boxes.setflags(write=False)
    return boxes


HALVES = _boxes(HALF_CELLS, HALF_STARTS)
THIRDS = _boxes(THIRD_CELLS, THIRD_STARTS)
WHOLE = np.array([[0.0, 0.0, 1.0, 1.0]], dtype=np.float32)
WHOLE.setflags(write=False)
