"""What no single tone curve explains, and how far colours changed."""

from __future__ import annotations

import cv2
import numpy as np

from pictrace.evidence import geometry
from pictrace.types import BoolArray, Float32Array, Float64Array, UInt8Array

BLOCK = 8
FEWEST_BLOCKS = 18
# Grey levels that are no contrast.
FLAT = 4.0
COLOUR_CELLS = 8


def unevenness(query: Float32Array, candidate: Float32Array, judged_where: BoolArray) -> float:
    """Robust spread of what a cubic tone curve leaves of the query's blocks, over their own spread."""
    size = max(1, query.shape[1] // BLOCK), max(1, query.shape[0] // BLOCK)
    wanted, given, inside = (
        cv2.resize(part, size, interpolation=cv2.INTER_AREA)
        for part in (query, candidate, judged_where.astype(np.float32))
    )
    wanted, given = wanted[inside > 0.99].astype(np.float64), given[inside > 0.99].astype(np.float64)
    if len(wanted) < FEWEST_BLOCKS:
        return 0.0
    tone = (given - given.mean()) / (given.std() + 1.0)
    powers = np.stack([np.ones_like(tone), tone, tone**2, tone**3])
    weight = np.ones_like(tone)
    left = wanted
    for _ in range(3):
        weighted = powers * weight
        normal = weighted @ powers.T + 1e-6 * len(tone) * np.eye(4)
        left = wanted - np.linalg.solve(normal, weighted @ wanted) @ powers
        spread = 1.48 * float(np.median(np.abs(left))) + 0.5
        weight = 1.0 / (1.0 + (left / (3 * spread)) ** 2) ** 2
    return float(1.48 * np.median(np.abs(left)) / (wanted.std() + FLAT))


def colour_change(
    query: UInt8Array, candidate: UInt8Array, between: Float64Array, box: tuple[int, int, int, int]
) -> float:
    """Mean difference of the cells of the common area in R, G and B, in [0, 1]."""
    left, top, right, bottom = box
    cells = (COLOUR_CELLS, COLOUR_CELLS)
    here = cv2.resize(query[top:bottom, left:right], cells, interpolation=cv2.INTER_AREA)
    to_query = np.array([[1.0, 0.0, left], [0.0, 1.0, top], [0.0, 0.0, 1.0]])
    # Warped at four pixels a cell, then averaged: warped straight to the cells it would alias.
    fine = (4 * COLOUR_CELLS, 4 * COLOUR_CELLS)
    to_candidate = between @ to_query @ geometry.resize_transform(fine, (right - left, bottom - top))
    shrink = max(1.0, float(np.linalg.norm(geometry.jacobian(to_candidate, (fine[0] / 2, fine[1] / 2)), axis=1).min()))
    candidate_size = (candidate.shape[1], candidate.shape[0])
    small = max(1, round(candidate_size[0] / shrink)), max(1, round(candidate_size[1] / shrink))
    shrunk = cv2.resize(candidate, small, interpolation=cv2.INTER_AREA)
    laid = cv2.warpPerspective(
        np.dstack([shrunk, np.full(shrunk.shape[:2], 255, np.uint8)]),
        geometry.resize_transform(candidate_size, small) @ to_candidate,
        fine,
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
    )
    there = cv2.resize(laid, cells, interpolation=cv2.INTER_AREA)
    inside = there[..., 3] > 250
    if not inside.any():
        return 1.0
    return float(np.abs(here[inside].astype(np.float32) - there[inside][:, :3]).mean() / 255.0)
