"""Both registered pictures at the coarser of their resolutions, over the common area."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from pictrace.matching import homography as homographies
from pictrace.matching import homography_shape
from pictrace.matching.common_frame import RegistrationImage, content_in_frame, mask_in_frame
from pictrace.types import BoolArray, Float32Array, Float64Array

SMALLEST_SIDE = 24


@dataclass(frozen=True, slots=True, eq=False)
class DetailFrame:
    """query, candidate : (h, w) float32 grey in [0, 255], the candidate warped to the query.

    inside : (h, w) bool, where both have content. overlap : (h, w) bool, what lies in both, plain paper too.
    """

    query: Float32Array
    candidate: Float32Array
    inside: BoolArray
    overlap: BoolArray


def detail_frame(
    query: RegistrationImage, candidate: RegistrationImage, homography: Float64Array
) -> DetailFrame | None:
    """The frame; `homography` (3, 3) maps original pixels of the query to those of the candidate.

    None where the common area is under 24 pixels across.
    """
    query_size, candidate_size = query.working_size, candidate.working_size
    between = (
        homographies.resize_transform(candidate.size, candidate_size)
        @ homography
        @ homographies.resize_transform(query_size, query.size)
    )
    area = homography_shape.common_area(between, query_size, candidate_size)
    if area is None:
        return None
    left, top = (max(0, math.floor(value + 0.5)) for value in area.min(axis=0))
    right, bottom = (
        min(limit, math.ceil(value + 0.5)) for value, limit in zip(area.max(axis=0), query_size, strict=True)
    )
    pixels = math.sqrt(abs(float(np.linalg.det(homographies.jacobian(between, area.mean(axis=0))))))
    step = max(1.0, 1.0 / max(pixels, 1e-6))
    size = round((right - left) / step), round((bottom - top) / step)
    if min(size) < SMALLEST_SIDE:
        return None
    to_query = np.array([[1.0, 0.0, left], [0.0, 1.0, top], [0.0, 0.0, 1.0]]) @ homographies.resize_transform(
        size, (right - left, bottom - top)
    )
    steps = np.linalg.norm(homographies.jacobian(between @ to_query, (size[0] / 2, size[1] / 2)), axis=1)
    reduced = tuple(
        max(1, round(side / max(1.0, float(along)))) for side, along in zip(candidate_size, steps, strict=True)
    )
    to_candidate = between @ to_query
    warped = cv2.warpPerspective(
        cv2.resize(candidate.grey, reduced, interpolation=cv2.INTER_AREA),
        homographies.resize_transform(candidate_size, (reduced[0], reduced[1])) @ to_candidate,
        size,
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
    )
    part = cv2.resize(query.grey[top:bottom, left:right], size, interpolation=cv2.INTER_AREA)
    overlap = mask_in_frame(candidate.counted, candidate_size, to_candidate, size)
    if query.counted is not None:
        overlap &= mask_in_frame(query.counted, query_size, to_query, size)
    inside = overlap
    if candidate.content is not None:
        inside = inside & content_in_frame(candidate, to_candidate, size)
    if query.content is not None:
        inside = inside & content_in_frame(query, to_query, size)
    return DetailFrame(part.astype(np.float32), warped.astype(np.float32), inside, overlap)
