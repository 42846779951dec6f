"""From evidence to one of a few words. Pure: the same pair under the same calibration always gets the same verdict."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import cv2
import numpy as np

from pictrace import embedding
from pictrace.types import (
    Assessment,
    Calibration,
    DetailEvidence,
    Evidence,
    Float32Array,
    KeypointEvidence,
    Query,
    Record,
    RegistrationEvidence,
    Verdict,
)
from pictrace.verdicts.copy_probability import CopyModel, probability

# A picture lies wholly in another when all but this much of it does: what a crop of a pixel or two cuts off.
WHOLE = 0.97
# A copy that shows at least so much of the picture, and little beside it, is an edit of it and no part.
MOSTLY = 0.75
# Turned by less, in degrees, and with colours changed by less, a copy was only saved anew: JPEG at quality 10 changes
# large parts by up to 0.012.
UPRIGHT = 1.0
SAME_COLOURS = 0.02
# A re-save agrees everywhere; words written over the picture take a twentieth of it and more.
SAME_DETAIL = 0.98
# What saving anew does to proportions, by rounding to whole pixels, and to the finest detail: JPEG and making smaller
# weaken it, sharpening makes it stronger on one side, grain adds what the other lacks.
SAME_PROPORTIONS = 0.02
SAME_SHARPNESS = 1.25
SAME_GRAIN = 0.5
# Between this and the threshold a person should look.
POSSIBLE = 0.2
# What an edit leaves of perspective and parallax, in frame pixels: a match that has no more and yet agrees only in
# part is a printed or drawn element, not a scene.
FLAT_PERSPECTIVE = 0.3
FLAT_PARALLAX = 0.25
IN_PART = 0.8
# Pages of one template lie on each other as a whole; what is on their plain ground differs in both.
TEMPLATE_COVERAGE = 0.75
TEMPLATE_AGREEMENT = 0.3
TEMPLATE_EXCHANGED = 0.02
TEMPLATE_LEVELS = 0.003
TEMPLATE_PHOTOGRAPHIC = 0.05
# Pages of whose words a quarter are others need not lie still: where letters differ, parts seem to have moved.
TEMPLATE_WORDS = 0.25
TEMPLATE_OF_WORDS = 0.15
# A logo is found at one place: its key points lie on so little of both pictures, and little else agrees.
SMALL_PLACE = 0.2
PARTLY = 0.5
# So much of a match inside elements that are to be ignored makes it a match of those.
IGNORED_SHARE = 0.7


@dataclass(frozen=True, slots=True)
class Judge:
    """What verdicts are given by: the model, the library's calibration of it, and the network that gave the cosine."""

    model: CopyModel
    calibration: Calibration
    backbone: str

    def assess(self, query: Query, hit: Record | Query, evidence: Evidence) -> Assessment:
        """What a hit of the query is; of the hit only the digests are looked at."""
        verdict, likely = self._judged(query, hit, evidence)
        return Assessment(verdict, likely, self.model.version)

    def _judged(self, query: Query, hit: Record | Query, evidence: Evidence) -> tuple[Verdict, float]:
        if query.byte_digest == hit.byte_digest:
            return "same_file", 1.0
        if query.pixel_digest == hit.pixel_digest:
            return "same_picture", 1.0
        registration = evidence.registration
        likely = probability(self.model, self.calibration, evidence)
        if is_ignored(query, evidence.keypoints):
            return "shared_element", min(likely, self.model.unregistered)
        if registration is not None and likely >= self.calibration.threshold:
            return kind_of_copy(evidence), likely
        return self._without_copy(query, hit, evidence, likely), likely

    def _without_copy(self, query: Query, hit: Record | Query, evidence: Evidence, likely: float) -> Verdict:
        registration, matched = evidence.registration, evidence.keypoints.homography is not None
        if self.model.photograph_probability(evidence) >= self.model.photograph_threshold:
            return "photograph_of"
        if registration is None and matched:
            # Its working picture is lost, or shows too little to be laid on the query: the key points do agree.
            return "possible_copy"
        if registration is not None and matched and _is_template(evidence.detail, registration):
            return "same_template"
        if registration is not None and (
            likely >= POSSIBLE or self._differs_by_its_frame_alone(evidence, registration)
        ):
            return "possible_copy"
        if registration is not None and matched:
            return "shared_element" if _is_element(query, hit, evidence.keypoints, registration) else "same_scene"
        if query.flat:
            return "too_little_detail"
        return "alike" if evidence.cosine >= embedding.alike_cosine(self.backbone) else "no_copy"

    def _differs_by_its_frame_alone(self, evidence: Evidence, registration: RegistrationEvidence) -> bool:
        """Whether it would be a copy but that each picture shows a rim that the other does not: a camera that moved a
        little, or two crops of one picture. Nothing between the two can tell."""
        inside = replace(evidence, registration=replace(registration, coverage_query=1.0))
        return probability(self.model, self.calibration, inside) >= self.calibration.threshold


def kind_of_copy(evidence: Evidence) -> Verdict:
    """Which copy a true copy is. Raises ValueError for a pair that is not registered."""
    registration = evidence.registration
    if registration is None:
        raise ValueError("a copy that is not registered has no kind")
    if registration.negative:
        return "negative"
    query_whole = registration.coverage_query >= WHOLE
    candidate_whole = registration.coverage_candidate >= WHOLE
    if min(registration.area_query, registration.area_candidate) >= WHOLE and _is_untouched(
        registration, evidence.detail
    ):
        return "resaved"
    if query_whole and candidate_whole:
        return "edited"
    if min(registration.coverage_query, registration.coverage_candidate) >= MOSTLY and not query_whole:
        return "edited"
    if query_whole:
        return "part_of"
    return "contains" if candidate_whole else "parts_in_common"


def _is_untouched(registration: RegistrationEvidence, detail: DetailEvidence | None) -> bool:
    return (
        not registration.mirrored
        and abs(registration.rotation) < UPRIGHT
        and registration.colour_change < SAME_COLOURS
        and registration.tone_change <= 1.0
        and registration.agreement >= SAME_DETAIL
        and abs(math.log(_proportions(registration))) < SAME_PROPORTIONS
        and _is_as_sharp(detail)
    )


def _proportions(registration: RegistrationEvidence) -> float:
    """Across against down, from 1 up, of what the registration does to the middle of the query."""
    affine = registration.homography[:2, :2] / registration.homography[2, 2]
    across, down = np.linalg.svd(affine, compute_uv=False)
    return float(across / max(down, 1e-9))


def _is_as_sharp(detail: DetailEvidence | None) -> bool:
    if detail is None or detail.detail_gain is None or detail.detail_residual is None:
        return True
    return max(detail.detail_gain, 1.0 / detail.detail_gain) < SAME_SHARPNESS and detail.detail_residual < SAME_GRAIN


def _is_template(detail: DetailEvidence | None, registration: RegistrationEvidence) -> bool:
    """Whether two pages share a layout, and each has writing or shapes where the other has plain ground."""
    whole = min(registration.coverage_query, registration.coverage_candidate) >= TEMPLATE_COVERAGE
    if detail is None or not whole or registration.agreement < TEMPLATE_AGREEMENT:
        return False
    words = (detail.words_changed or 0.0) + (detail.words_one_sided or 0.0)
    if words >= TEMPLATE_WORDS and detail.photographic < TEMPLATE_OF_WORDS:
        return registration.agreement >= PARTLY and registration.perspective < FLAT_PERSPECTIVE
    exchanged = detail.ink_exchanged >= TEMPLATE_EXCHANGED or detail.level_exchanged >= TEMPLATE_LEVELS
    return exchanged and detail.photographic <= TEMPLATE_PHOTOGRAPHIC and _is_flat(registration)


def _is_element(
    query: Query, hit: Record | Query, keypoints: KeypointEvidence, registration: RegistrationEvidence
) -> bool:
    if _is_flat(registration) and registration.agreement < IN_PART:
        return True
    here = _place(keypoints.query_points[keypoints.inliers]) / (query.width * query.height)
    there = _place(keypoints.candidate_points[keypoints.inliers]) / (hit.width * hit.height)
    return registration.agreement < PARTLY and max(here, there) < SMALL_PLACE


def _is_flat(registration: RegistrationEvidence) -> bool:
    return registration.perspective < FLAT_PERSPECTIVE and registration.parallax < FLAT_PARALLAX


def _place(points: Float32Array) -> float:
    """Area of the hull of points (n, 2)."""
    return float(cv2.contourArea(cv2.convexHull(points)))


def is_ignored(query: Query, keypoints: KeypointEvidence) -> bool:
    """Whether a match is one of elements that are to be ignored."""
    if not query.ignored or keypoints.homography is None:
        return False
    points = keypoints.query_points[keypoints.inliers].astype(np.float32)
    polygons = [polygon.astype(np.float32) for polygon in query.ignored]
    inside = sum(any(_holds(polygon, point) for polygon in polygons) for point in points)
    return inside >= math.ceil(IGNORED_SHARE * len(points))


def _holds(polygon: Float32Array, point: Float32Array) -> bool:
    return cv2.pointPolygonTest(polygon, (float(point[0]), float(point[1])), False) >= 0
