"""The candidate laid exactly onto the query, and what agrees then.

A homography of key points is right to a pixel or two, and says nothing of what lies between them. Refined on the
pixels it is right to a few hundredths for copies, and then it shows what kind of pair this is: edits neither bend nor
turn parts against each other, and they change tones by one curve for the whole picture.
"""

from __future__ import annotations

import cv2
import numpy as np

from pictrace.matching import content_mask, homography_shape, inverse_compositional, photometric_residual
from pictrace.matching import homography as geometry
from pictrace.matching.common_frame import Frame, View, frame, shown
from pictrace.matching.keypoint_frame import FRAME
from pictrace.matching.pixel_correlation import pixel_agreement
from pictrace.types import (
    BoolArray,
    Float32Array,
    Float64Array,
    RegisteredBy,
    RegistrationEvidence,
)

FEWEST_TEXTURED = 100
# Pixels of 512 by which most verified key points may be corrected; their homography is right to 3.
LARGEST_CORRECTION = 4.0


def register(
    query: View,
    candidate: View,
    start: Float64Array,
    by: RegisteredBy,
    keypoints: tuple[Float32Array, Float32Array] | None = None,
) -> RegistrationEvidence | None:
    """Lay the candidate on the query, beginning with the homography `start`, query → candidate in original pixels.

    by : what `start` came from. keypoints : the verified ones that it came from, in the query and in the candidate,
    each (n, 2) float32 x y in original pixels. Returns None where the two have no area in common that is large enough
    and has texture.
    """
    small = query.small, candidate.small
    to_working = geometry.resize_transform(candidate.size, small[1])
    from_working = geometry.resize_transform(small[0], query.size)
    common = frame(query.grey, candidate.grey, to_working @ start @ from_working)
    if common is None:
        return None
    to_candidate = np.linalg.inv(common.to_small) @ common.start
    both = shown(query, common.to_query, common.size) & shown(candidate, to_candidate, common.size)
    refined = _refined(common, both)
    to_frame = np.linalg.inv(common.to_query) @ np.linalg.inv(from_working)
    moved = np.linalg.inv(to_working) @ np.linalg.inv(common.to_small) @ refined @ to_frame
    if _precise(keypoints, moved, candidate.size, within=LARGEST_CORRECTION, otherwise=1.0) < 0.5:
        # Two photographs on one page's template pull the map away from the template, which alone agrees.
        refined = common.start
    laid = cv2.warpPerspective(common.candidate, refined, common.size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    to_candidate = np.linalg.inv(common.to_small) @ refined
    both = shown(query, common.to_query, common.size) & shown(candidate, to_candidate, common.size)
    found = pixel_agreement(common.query, np.asarray(laid, np.float32), both)
    if found is None or found.textured < FEWEST_TEXTURED:
        return None
    between_working = to_candidate @ np.linalg.inv(common.to_query)
    homography = np.linalg.inv(to_working) @ between_working @ np.linalg.inv(from_working)
    area = homography_shape.common_area(homography, query.size, candidate.size)
    if area is None:
        return None
    places = geometry.project(np.linalg.inv(from_working) @ common.to_query, found.places)
    made = homography_shape.shape_of(homography, places)
    tone = photometric_residual.tone_difference(query.colour, candidate.colour, between_working, common.box)
    radius = float(np.sqrt(found.places.var(axis=0).sum()))
    return RegistrationEvidence(
        by=by,
        homography=homography / homography[2, 2],
        agreement=found.agreement,
        correlation=found.correlation,
        textured=found.textured,
        area_query=_share(area, query.size),
        area_candidate=_share(geometry.project(homography, area), candidate.size),
        coverage_query=_coverage(query, area),
        coverage_candidate=_coverage(candidate, geometry.project(homography, area)),
        perspective=made.perspective * radius,
        skew=made.skew * radius,
        parallax=found.parallax,
        unevenness=found.unevenness,
        colour_change=tone.colour,
        tone_change=tone.change,
        scale=made.scale,
        rotation=made.rotation,
        mirrored=made.mirrored,
        precise=_precise(keypoints, homography, candidate.size),
    )


def _refined(common: Frame, both: BoolArray) -> Float64Array:
    """First at half the size, where a start that is three pixels off is not too far, then at the whole.

    both : where both pictures show something; beside its border each is normalised with what the other has not.
    """
    rim = min(inverse_compositional.WINDOW, max(1, min(common.size) // 4))
    inner = np.asarray(cv2.erode(both.astype(np.uint8), np.ones((rim, rim), np.uint8), borderValue=0), np.uint8)
    size, half = common.size, (max(8, common.size[0] // 2), max(8, common.size[1] // 2))
    candidate_size = (common.candidate.shape[1], common.candidate.shape[0])
    candidate_half = max(8, candidate_size[0] // 2), max(8, candidate_size[1] // 2)
    up = geometry.resize_transform(half, size)
    down = geometry.resize_transform(candidate_size, candidate_half)
    coarse = inverse_compositional.refine(
        inverse_compositional.normalised(_resized(common.query, half)),
        inverse_compositional.normalised(_resized(common.candidate, candidate_half)),
        down @ common.start @ up,
        cv2.resize(inner, half, interpolation=cv2.INTER_NEAREST) > 0,
    )
    return inverse_compositional.refine(
        inverse_compositional.normalised(common.query),
        inverse_compositional.normalised(common.candidate),
        np.linalg.inv(down) @ coarse @ np.linalg.inv(up),
        inner > 0,
    )


def _coverage(picture: View, area: Float64Array) -> float:
    if picture.content is not None:
        return content_mask.share_inside(picture.content, area, picture.size)
    return _share(area, picture.size)


def _share(area: Float64Array, size: tuple[int, int]) -> float:
    return min(1.0, homography_shape.area_of(area) / (size[0] * size[1]))


def _precise(
    keypoints: tuple[Float32Array, Float32Array] | None,
    homography: Float64Array,
    candidate_size: tuple[int, int],
    within: float = 1.0,
    otherwise: float = 0.0,
) -> float:
    """Share of the verified key points that a map takes to within so many pixels of 512; `otherwise` without any."""
    if keypoints is None or len(keypoints[0]) == 0:
        return otherwise
    distance = np.linalg.norm(geometry.project(homography, keypoints[0]) - keypoints[1], axis=1)
    return float(np.mean(distance * FRAME / max(candidate_size) < within))


def _resized(grey: Float32Array, size: tuple[int, int]) -> Float32Array:
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.float32)
