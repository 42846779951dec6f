"""Registration: a homography from query to candidate refined on the pixels, and what agrees then.

A homography of key points is accurate to a pixel or two, and says nothing of what lies between them. Refined on the
pixels it is accurate to a few hundredths for copies, and then it shows what kind of pair this is: edits neither bend
nor rotate parts against each other, and they change tones by one curve for the whole picture.
"""

from __future__ import annotations

import cv2
import numpy as np

from pictrace.matching import content_mask, homography_shape, inverse_compositional, photometric_residual
from pictrace.matching.common_frame import Frame, RegistrationImage, content_in_frame, frame
from pictrace.matching.detail.band_correlation import band_correlation
from pictrace.matching.detail.frame import detail_frame
from pictrace.matching.detail.scales import scales
from pictrace.matching.homography import project, resize_transform
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
# Pixels of 512 by which refinement may move most inliers; their homography is accurate to 3.
LARGEST_CORRECTION = 4.0
# Where refinement leaves fewer of the inliers within a pixel than this share of those that were, the pixels at working
# resolution decide. On pages, whose texture is in a few places, it went astray between them: in a third of the copies
# of invoices.
DOUBTFUL = 0.8


def register(
    query: RegistrationImage,
    candidate: RegistrationImage,
    initial: Float64Array,
    by: RegisteredBy,
    keypoints: tuple[Float32Array, Float32Array] | None = None,
) -> RegistrationEvidence | None:
    """Register the candidate with the query, from the homography `initial`, query → candidate in original pixels.

    by : what `initial` came from. keypoints : the inliers that it came from, in the query and in the candidate, each
    (n, 2) float32 x y in original pixels. Returns None where the two have no common area that is large enough and has
    texture.
    """
    working_size = query.working_size, candidate.working_size
    to_working = resize_transform(candidate.size, working_size[1])
    from_working = resize_transform(working_size[0], query.size)
    common = frame(query.grey, candidate.grey, to_working @ initial @ from_working)
    if common is None:
        return None
    to_candidate = np.linalg.inv(common.to_reduced) @ common.initial
    overlap = content_in_frame(query, common.to_query, common.size) & content_in_frame(
        candidate, to_candidate, common.size
    )
    refined = _refined(common, overlap)
    to_frame = np.linalg.inv(common.to_query) @ np.linalg.inv(from_working)
    moved = np.linalg.inv(to_working) @ np.linalg.inv(common.to_reduced) @ refined @ to_frame
    if _is_astray(keypoints, moved, candidate.size) or (
        _is_doubtful(keypoints, initial, moved, candidate.size)
        and _finest_correlation(query, candidate, moved) < _finest_correlation(query, candidate, initial)
    ):
        refined = common.initial
    warped = cv2.warpPerspective(common.candidate, refined, common.size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    to_candidate = np.linalg.inv(common.to_reduced) @ refined
    overlap = content_in_frame(query, common.to_query, common.size) & content_in_frame(
        candidate, to_candidate, common.size
    )
    found = pixel_agreement(common.query, np.asarray(warped, np.float32), overlap)
    if found is None or found.textured < FEWEST_TEXTURED:
        return None
    between_working = to_candidate @ np.linalg.inv(common.to_query)
    homography = np.linalg.inv(to_working) @ between_working @ np.linalg.inv(from_working)
    area = homography_shape.common_area(homography, query.size, candidate.size)
    if area is None:
        return None
    places = project(np.linalg.inv(from_working) @ common.to_query, found.places)
    shape = homography_shape.shape_of(homography, places)
    tone = photometric_residual.tone_difference(query.colour, candidate.colour, between_working, common.box)
    radius = float(np.sqrt(found.places.var(axis=0).sum()))
    return RegistrationEvidence(
        by=by,
        homography=homography / homography[2, 2],
        agreement=found.agreement,
        correlation=found.correlation,
        textured=found.textured,
        area_query=_share(area, query.size),
        area_candidate=_share(project(homography, area), candidate.size),
        coverage_query=_coverage(query, area),
        coverage_candidate=_coverage(candidate, project(homography, area)),
        perspective=shape.perspective * radius,
        skew=shape.skew * radius,
        parallax=found.parallax,
        unevenness=found.unevenness,
        colour_change=tone.colour,
        tone_change=tone.change,
        scale=shape.scale,
        rotation=shape.rotation,
        mirrored=shape.mirrored,
        precise=_precise_share(keypoints, homography, candidate.size),
    )


def _is_astray(
    keypoints: tuple[Float32Array, Float32Array] | None, refined: Float64Array, candidate_size: tuple[int, int]
) -> bool:
    """Whether refinement left most key points far behind.

    Two photographs on one page template pull the homography away from the template, which alone agrees.
    """
    return _precise_share(keypoints, refined, candidate_size, within=LARGEST_CORRECTION, otherwise=1.0) < 0.5


def _is_doubtful(
    keypoints: tuple[Float32Array, Float32Array] | None,
    initial: Float64Array,
    refined: Float64Array,
    candidate_size: tuple[int, int],
) -> bool:
    before = _precise_share(keypoints, initial, candidate_size)
    return _precise_share(keypoints, refined, candidate_size) < DOUBTFUL * before


def _finest_correlation(query: RegistrationImage, candidate: RegistrationImage, homography: Float64Array) -> float:
    """How well the finest detail agrees; homography as in `register`."""
    frame = detail_frame(query, candidate, homography)
    if frame is None:
        return -1.0
    found = band_correlation(scales(frame.query).fine, scales(frame.candidate).fine, frame.inside)
    return float(found.values[found.textured].mean()) if found.textured.any() else -1.0


def _refined(common: Frame, overlap: BoolArray) -> Float64Array:
    """Refined from coarse to fine: at half the size, where three pixels of error still converge, then at full size.

    overlap : where both pictures have content; beside its border each is normalised with pixels that the other lacks.
    """
    rim = min(inverse_compositional.WINDOW, max(1, min(common.size) // 4))
    inner = np.asarray(cv2.erode(overlap.astype(np.uint8), np.ones((rim, rim), np.uint8), borderValue=0), np.uint8)
    size, half = common.size, (max(8, common.size[0] // 2), max(8, common.size[1] // 2))
    candidate_size = (common.candidate.shape[1], common.candidate.shape[0])
    candidate_half = max(8, candidate_size[0] // 2), max(8, candidate_size[1] // 2)
    up = resize_transform(half, size)
    down = resize_transform(candidate_size, candidate_half)
    coarse = inverse_compositional.refine(
        inverse_compositional.normalised(_resized(common.query, half)),
        inverse_compositional.normalised(_resized(common.candidate, candidate_half)),
        down @ common.initial @ up,
        cv2.resize(inner, half, interpolation=cv2.INTER_NEAREST) > 0,
    )
    return inverse_compositional.refine(
        inverse_compositional.normalised(common.query),
        inverse_compositional.normalised(common.candidate),
        np.linalg.inv(down) @ coarse @ np.linalg.inv(up),
        inner > 0,
    )


def _coverage(picture: RegistrationImage, area: Float64Array) -> float:
    if picture.content is not None:
        return content_mask.share_inside(picture.content, area, picture.size)
    return _share(area, picture.size)


def _share(area: Float64Array, size: tuple[int, int]) -> float:
    return min(1.0, homography_shape.area_of(area) / (size[0] * size[1]))


def _precise_share(
    keypoints: tuple[Float32Array, Float32Array] | None,
    homography: Float64Array,
    candidate_size: tuple[int, int],
    within: float = 1.0,
    otherwise: float = 0.0,
) -> float:
    """Share of the inliers whose reprojection error is below so many pixels of 512; `otherwise` without any."""
    if keypoints is None or len(keypoints[0]) == 0:
        return otherwise
    distance = np.linalg.norm(project(homography, keypoints[0]) - keypoints[1], axis=1)
    return float(np.mean(distance * FRAME / max(candidate_size) < within))


def _resized(grey: Float32Array, size: tuple[int, int]) -> Float32Array:
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.float32)
