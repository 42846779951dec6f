"""Inverse compositional refinement of a homography to a fraction of a pixel.

The algorithm of Baker and Matthews, IJCV 2004, with robust weights, on pictures normalised by their local mean and
contrast, so that tones do not matter.
"""

from __future__ import annotations

import cv2
import numpy as np

from pictrace.types import BoolArray, Float32Array, Float64Array

WINDOW = 15
# Grey levels: what has less contrast than this is noise, and normalising must not blow it up.
NOISE = 3.0
# The strongest edge of each cell of 4 × 4 is enough, and ten times as fast as every pixel.
CELL = 4
ITERATIONS = 6
STILL = 0.02  # a step of fewer pixels than this ends the iteration
MINIMUM_POINTS = 30
OUTSIDE = 100.0
HUBER = 0.7
DAMPING = 1e-3


def normalised(grey: Float32Array) -> Float32Array:
    """(h, w) float32: the picture normalised to a local mean of 0 and a local contrast of 1."""
    mean = cv2.blur(grey, (WINDOW, WINDOW))
    variance = cv2.blur(grey * grey, (WINDOW, WINDOW)) - mean * mean
    return np.asarray((grey - mean) / np.sqrt(np.maximum(variance, 0.0) + NOISE**2), np.float32)


def refine(template: Float32Array, image: Float32Array, initial: Float64Array, where: BoolArray) -> Float64Array:
    """(3, 3) float64: the homography from pixels of the template to pixels of the image that fits best near `initial`.

    Both are (h, w) float32 from `normalised`. where : (h, w) bool, the pixels of the template to use. Returns `initial`
    when these are too few.
    """
    points, columns, wanted = _anchors(template, where)
    if len(wanted) < MINIMUM_POINTS:
        return initial
    height, width = template.shape
    scale = 2.0 / max(height, width)
    to_unit = np.array([[scale, 0, -scale * (width - 1) / 2], [0, scale, -scale * (height - 1) / 2], [0, 0, 1.0]])
    from_unit = np.linalg.inv(to_unit)
    best, best_cost, current = initial, np.inf, initial
    for _ in range(ITERATIONS + 1):
        difference = _sampled(image, current, points) - wanted
        inside = np.abs(difference) < OUTSIDE / 2
        square = np.where(inside, difference, 0.0) ** 2
        # Geman–McClure: an outlier, of a caption or a moving subject, costs at most 1 and has little weight.
        cost = float(np.mean(np.where(inside, square / (square + HUBER**2), 1.0)))
        if cost < best_cost:
            best, best_cost = current, cost
        weight = np.where(inside, (HUBER**2 / (square + HUBER**2)) ** 2, 0.0).astype(np.float32)
        weighted = columns * weight
        normal = (weighted @ columns.T).astype(np.float64)
        normal[np.diag_indices(8)] *= 1.0 + DAMPING
        normal[np.diag_indices(8)] += 1e-6
        step = np.linalg.solve(normal, (weighted @ np.where(inside, difference, 0.0)).astype(np.float64))
        change = np.array([[1 + step[0], step[1], step[2]], [step[3], 1 + step[4], step[5]], [step[6], step[7], 1.0]])
        if np.abs(step).max() > 0.5 or np.linalg.det(change) < 0.1:
            break
        current = current @ from_unit @ np.linalg.inv(change) @ to_unit
        current = current / current[2, 2]
        if np.abs(step).max() < STILL * scale:
            break
    return best


def _anchors(template: Float32Array, where: BoolArray) -> tuple[Float32Array, Float32Array, Float32Array]:
    """Points (n, 2) x y, the eight columns of their Jacobian (8, n), and their values (n,)."""
    height, width = (side // CELL * CELL for side in template.shape)
    across = cv2.Sobel(template, cv2.CV_32F, 1, 0, ksize=3, scale=0.125)
    down = cv2.Sobel(template, cv2.CV_32F, 0, 1, ksize=3, scale=0.125)
    strength = np.where(where, across * across + down * down, 0.0)[:height, :width]
    cells = strength.reshape(height // CELL, CELL, width // CELL, CELL).transpose(0, 2, 1, 3).reshape(-1, CELL * CELL)
    place = cells.argmax(axis=1)
    strong = np.take_along_axis(cells, place[:, np.newaxis], axis=1)[:, 0] > 0.01
    row, column = np.divmod(np.arange(len(cells)), max(1, width // CELL))
    y = (row * CELL + place // CELL)[strong]
    x = (column * CELL + place % CELL)[strong]
    scale = np.float32(2.0 / max(template.shape))
    gx, gy = across[y, x] / scale, down[y, x] / scale
    unit_x = ((x - (template.shape[1] - 1) / 2) * scale).astype(np.float32)
    unit_y = ((y - (template.shape[0] - 1) / 2) * scale).astype(np.float32)
    radial = gx * unit_x + gy * unit_y
    columns = np.stack([gx * unit_x, gx * unit_y, gx, gy * unit_x, gy * unit_y, gy, -radial * unit_x, -radial * unit_y])
    return np.stack([x, y], axis=1).astype(np.float32), columns.astype(np.float32), template[y, x]


def _sampled(image: Float32Array, homography: Float64Array, points: Float32Array) -> Float32Array:
    mapped = points @ homography[:, :2].T + homography[:, 2]
    mapped = (mapped[:, :2] / mapped[:, 2:]).astype(np.float32)
    values = cv2.remap(
        image,
        np.ascontiguousarray(mapped[:, 0]),
        np.ascontiguousarray(mapped[:, 1]),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=OUTSIDE,
    )
    return np.asarray(values, dtype=np.float32).ravel()
