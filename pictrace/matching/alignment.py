"""A candidate laid on the query from the most promising start."""

from __future__ import annotations

from functools import cached_property

from pictrace.matching import common_frame, registration, similarity_from_matches, whole_picture_alignment
from pictrace.matching.prepared_query import PreparedQuery
from pictrace.types import Float32Array, KeypointEvidence, Plane, RegistrationEvidence, UInt8Array

# Below this a homography may be off, and a turn and a scale that the same matches agree with may be nearer.
SURE_AGREEMENT = 0.8


def register(
    prepared: PreparedQuery, working: UInt8Array, size: tuple[int, int], matched: KeypointEvidence
) -> RegistrationEvidence | None:
    """The candidate, given by its working picture (h, w, 3) uint8 RGB, laid on the query; `gather` does it too.

    size : (width, height) of the candidate's original. matched : their key points.
    """
    return lay(prepared, ToLay(working, common_frame.grey_of(working), size), matched)


class ToLay:
    """A candidate that is to be laid on the query; most never are, so its view is made when it is asked for."""

    def __init__(self, working: UInt8Array, grey: UInt8Array, size: tuple[int, int]) -> None:
        self._working = working
        self.grey = grey
        self.size = size

    @cached_property
    def view(self) -> common_frame.View:
        """The candidate in grey at every resolution that alignment asks for, made once."""
        return common_frame.grey_view(self.grey, self._working, self.size)


def lay(prepared: PreparedQuery, candidate: ToLay, matched: KeypointEvidence) -> RegistrationEvidence | None:
    """From planes of key points, from a few matches, as a whole: the first that is sure, else what agrees most."""
    found: RegistrationEvidence | None = None
    for plane in matched.planes:
        again = registration.register(
            prepared.view, candidate.view, plane.homography, "keypoints", _points_of(matched, plane)
        )
        found = _better(found, again)
        if found is not None and found.agreement >= SURE_AGREEMENT:
            return found
    few = similarity_from_matches.start(matched, prepared.view.size, candidate.size)
    if few is not None:
        found = _better(found, registration.register(prepared.view, candidate.view, few, "similarity"))
        if found is not None and found.agreement >= SURE_AGREEMENT:
            return found
    laid = whole_picture_alignment.start(
        prepared.squares, whole_picture_alignment.of_candidate(candidate.grey, candidate.size)
    )
    if laid is not None:
        found = _better(found, registration.register(prepared.view, candidate.view, laid, "whole"))
    return found


def _better(found: RegistrationEvidence | None, again: RegistrationEvidence | None) -> RegistrationEvidence | None:
    """The one that agrees more, the first of two that agree alike."""
    return again if found is None or (again is not None and again.agreement > found.agreement) else found


def _points_of(matched: KeypointEvidence, plane: Plane) -> tuple[Float32Array, Float32Array]:
    return matched.query_points[plane.inliers], matched.candidate_points[plane.inliers]
