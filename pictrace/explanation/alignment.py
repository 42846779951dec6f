"""One working picture warped to the other."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from pictrace.matching.homography import inside, jacobian, project, resize_transform
from pictrace.types import BoolArray, Float64Array, UInt8Array

Size = tuple[int, int]
SMALLEST_SIDE = 48


@dataclass(frozen=True, slots=True, eq=False)
class Alignment:
    """The candidate warped to the query's working picture.

    candidate : (h, w, 3) uint8 RGB in the query's frame; beyond its border its outermost pixels are repeated.
    covered : (h, w) bool, where the candidate has pixels.
    to_candidate : (3, 3) float64, pixels of this frame → pixels of the candidate's working picture.
    scale : candidate working pixels for one pixel of the frame, in the middle; below 1 it is enlarged.
    """

    candidate: UInt8Array
    covered: BoolArray
    to_candidate: Float64Array
    scale: float


def align(
    query_working: UInt8Array,
    query_size: Size,
    candidate_working: UInt8Array,
    candidate_size: Size,
    homography: Float64Array,
) -> Alignment:
    """The candidate's working picture (h, w, 3) uint8 RGB warped onto the query's.

    Sizes are (width, height) of the originals, which `homography`, query → candidate, refers to.
    """
    frame = (query_working.shape[1], query_working.shape[0])
    return warp_to_frame(frame, query_size, candidate_working, candidate_size, homography)


def warp_to_frame(
    frame: Size, query_size: Size, candidate_working: UInt8Array, candidate_size: Size, homography: Float64Array
) -> Alignment:
    """The same on a frame (width, height) of any size that shows the whole query."""
    working_size = (candidate_working.shape[1], candidate_working.shape[0])
    to_candidate = between(frame, query_size, working_size, candidate_size, homography)
    step_x, step_y = steps(to_candidate, frame, working_size)
    # Shrunk first, or the warp would alias.
    reduced_size = max(1, round(working_size[0] * min(1.0, step_x))), max(1, round(working_size[1] * min(1.0, step_y)))
    picture, to_picture = candidate_working, to_candidate
    if reduced_size != working_size:
        picture = np.asarray(cv2.resize(picture, reduced_size, interpolation=cv2.INTER_AREA), np.uint8)
        to_picture = resize_transform(working_size, reduced_size) @ to_candidate
    warped = cv2.warpPerspective(
        picture, to_picture, frame, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE
    )
    covered = inside(to_candidate, frame, working_size)
    return Alignment(np.asarray(warped, np.uint8), covered, to_candidate, 1.0 / math.sqrt(step_x * step_y))


def frame_size(
    query_working: UInt8Array,
    query_size: Size,
    candidate_working: UInt8Array,
    candidate_size: Size,
    homography: Float64Array,
    side: int,
) -> Size:
    """(width, height) of a frame of the whole query at the coarser resolution of the two, `side` pixels long at most.

    Neither picture is then enlarged, which would make it look blurred beside the other.
    """
    height, width = query_working.shape[:2]
    working_size = (candidate_working.shape[1], candidate_working.shape[0])
    to_candidate = between((width, height), query_size, working_size, candidate_size, homography)
    across, down = steps(to_candidate, (width, height), working_size)
    shrink = min(1.0, side / max(width, height), 1.0 / math.sqrt(across * down))
    shrink = max(shrink, min(1.0, SMALLEST_SIDE / min(width, height)))
    return max(1, round(width * shrink)), max(1, round(height * shrink))


def between(
    frame: Size, query_size: Size, working_size: Size, candidate_size: Size, homography: Float64Array
) -> Float64Array:
    """(3, 3) float64: pixels of a frame of the query → pixels of the candidate at another size; sizes as in
    `warp_to_frame`."""
    transform: Float64Array = (
        resize_transform(candidate_size, working_size) @ homography @ resize_transform(frame, query_size)
    )
    return transform


def steps(to_candidate: Float64Array, frame: Size, working_size: Size) -> tuple[float, float]:
    """How many pixels of the frame lie between two of the candidate, across and down the candidate."""
    # In the middle of what is seen of the candidate: far outside it perspective makes steps of any length.
    middle = _middle(to_candidate, frame, working_size)
    across, down = np.linalg.norm(jacobian(inverted(to_candidate), middle), axis=0)
    return max(1e-6, float(across)), max(1e-6, float(down))


def resized(picture: UInt8Array, frame: Size) -> UInt8Array:
    """(h, w, 3) uint8: a picture at the size of a frame (width, height), area-averaged."""
    if (picture.shape[1], picture.shape[0]) == frame:
        return picture
    return np.asarray(cv2.resize(picture, frame, interpolation=cv2.INTER_AREA), np.uint8)


def inverted(matrix: Float64Array) -> Float64Array:
    """(3, 3) float64: the map back."""
    return np.asarray(np.linalg.inv(matrix), np.float64)


def _middle(to_candidate: Float64Array, frame: Size, working_size: Size) -> Float64Array:
    """A candidate pixel, x y, in the middle of the common area."""
    candidate_middle = np.array([(working_size[0] - 1) / 2, (working_size[1] - 1) / 2])
    seen = project(to_candidate, [[(frame[0] - 1) / 2, (frame[1] - 1) / 2]])[0]
    is_inside = bool(np.isfinite(seen).all() and (seen >= -0.5).all() and (seen <= np.array(working_size) - 0.5).all())
    # A crop lies round the query's own middle, a pasted picture round the candidate's.
    return seen if is_inside else candidate_middle
