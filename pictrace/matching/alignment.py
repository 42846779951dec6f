"""A candidate aligned to the query from the most promising initial homography."""

from __future__ import annotations

from functools import cached_property

from pictrace.matching import common_frame, registration, similarity_from_matches, whole_picture_alignment
from pictrace.matching.prepared_query import PreparedQuery
from pictrace.types import Float32Array, KeypointEvidence, Plane, RegistrationEvidence, UInt8Array

# Below this a homography may be wrong, and a similarity fitted to the same matches may be nearer.
SURE_AGREEMENT = 0.8


def register(
    prepared: PreparedQuery, working: UInt8Array, size: tuple[int, int], matched: KeypointEvidence
) -> RegistrationEvidence | None:
    """The candidate, given by its working picture (h, w, 3) uint8 RGB, registered with the query, as `gather` does.

    size : (width, height) of the candidate's original. matched : their key points.
    """
    return align_to_query(prepared, AlignmentCandidate(working, common_frame.grey_of(working), size), matched)


class AlignmentCandidate:
    """A candidate that may be registered with the query; most never are, so its registration image is made lazily."""

    def __init__(self, working: UInt8Array, grey: UInt8Array, size: tuple[int, int]) -> None:
        self._working = working
        self.grey = grey
        self.size = size

    @cached_property
    def image(self) -> common_frame.RegistrationImage:
        """The candidate in grey at every resolution that alignment asks for, made once."""
        return common_frame.registration_image_of_grey(self.grey, self._working, self.size)


def align_to_query(
    prepared: PreparedQuery, candidate: AlignmentCandidate, matched: KeypointEvidence
) -> RegistrationEvidence | None:
    """From verified planes, a similarity of a few matches, the whole pictures: the first with an agreement of 0.8 and
    more, else the one with the most."""
    found: RegistrationEvidence | None = None
    inliers = [_inlier_points(matched, plane) for plane in matched.planes]
    for plane, points in zip(matched.planes, inliers, strict=True):
        other = registration.register(prepared.image, candidate.image, plane.homography, "keypoints", points)
        found = _better(found, other)
        if found is not None and found.agreement >= SURE_AGREEMENT:
            return found
    # Whatever a registration came from, the key points of the first plane say how exact it is.
    points_of_first = inliers[0] if inliers else None
    similarity = similarity_from_matches.estimate_similarity(matched, prepared.image.size, candidate.size)
    if similarity is not None:
        other = registration.register(prepared.image, candidate.image, similarity, "similarity", points_of_first)
        found = _better(found, other)
        if found is not None and found.agreement >= SURE_AGREEMENT:
            return found
    whole = whole_picture_alignment.estimate_alignment(
        prepared.thumbnails, whole_picture_alignment.candidate_thumbnails(candidate.grey, candidate.size)
    )
    if whole is not None:
        other = registration.register(prepared.image, candidate.image, whole, "whole", points_of_first)
        found = _better(found, other)
    return found


def _better(found: RegistrationEvidence | None, other: RegistrationEvidence | None) -> RegistrationEvidence | None:
    """The one of more agreement; of equal ones the first."""
    return other if found is None or (other is not None and other.agreement > found.agreement) else found


def _inlier_points(matched: KeypointEvidence, plane: Plane) -> tuple[Float32Array, Float32Array]:
    return matched.query_points[plane.inliers], matched.candidate_points[plane.inliers]
