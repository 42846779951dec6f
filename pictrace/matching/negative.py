"""A query with its tones inverted, for candidates that it is a negative of.

Complementing ORB's bits matches nothing: the intensity centroid turns by 180° with the tones, and with it the sampling
pattern (52 of 854 pairs were found). Describing the inverted picture takes 4 ms.
"""

from __future__ import annotations

from dataclasses import replace

from pictrace.matching import keypoint_detection, keypoints
from pictrace.matching.evidence import gather
from pictrace.matching.prepared_query import PreparedQuery, prepare
from pictrace.types import Evidence, Features, LocalFeatures, Query, UInt8Array


def prepare_negative(query: Query) -> PreparedQuery:
    """What `gather_negative` needs of a query, made once a search."""
    working: UInt8Array = 255 - query.working
    local = keypoint_detection.detect(working, query.width, query.height)
    mirrored = keypoint_detection.detect_mirrored(working, query.width, query.height)
    return prepare(replace(query, working=working, features=replace(query.features, local=local), mirrored=mirrored))


def may_agree(prepared: PreparedQuery, candidate: LocalFeatures) -> bool:
    """Whether key points of the query agree with a candidate's: a fraction of the time of all the evidence, which a
    search without a copy would otherwise gather of everything that it asks."""
    return keypoints.is_verified(prepared.keypoints, candidate)


def gather_negative(negative: PreparedQuery, candidate: Features, candidate_working: UInt8Array | None) -> Evidence:
    """As `gather`, of the inverted query; cosine and colour are those of the query as it is, whose vectors and
    histogram it still has."""
    found = gather(negative, candidate, candidate_working)
    registration = found.registration
    return replace(
        found,
        keypoints=replace(found.keypoints, negative=found.keypoints.homography is not None),
        registration=None if registration is None else replace(registration, negative=True),
    )


def gather_pair(query: Query, candidate: Features, candidate_working: UInt8Array | None) -> Evidence:
    """The evidence of two pictures alone: of the query as it is, or inverted where only that agrees."""
    found = gather(prepare(query), candidate, candidate_working)
    if is_verified(found):
        return found
    inverted = gather_negative(prepare_negative(query), candidate, candidate_working)
    return inverted if is_verified(inverted) else found


def is_verified(evidence: Evidence) -> bool:
    """Whether key points or most of the pixels say that two pictures share something, so that no negative need be
    asked for."""
    registration = evidence.registration
    return evidence.keypoints.homography is not None or (registration is not None and registration.agreement >= 0.8)
