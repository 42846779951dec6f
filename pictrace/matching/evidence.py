"""All channels of a query and one candidate."""

from __future__ import annotations

from pictrace.matching import alignment, colour, common_frame, cosine, keypoints, ssim
from pictrace.matching.prepared_query import PreparedQuery, prepare
from pictrace.types import Evidence, Features, Query, UInt8Array


def gather(query: Query | PreparedQuery, candidate: Features, candidate_working: UInt8Array | None) -> Evidence:
    """All channels of a query and one candidate. Thread-safe; give it a prepared query for many candidates.

    candidate_working : (h, w, 3) uint8 RGB, the candidate's working picture; None where it is lost, and then the
    candidate has no structure score.
    """
    prepared = query if isinstance(query, PreparedQuery) else prepare(query)
    query = prepared.query
    size = candidate.local.width, candidate.local.height
    grey = None if candidate_working is None else common_frame.grey_of(candidate_working)
    matched = keypoints.match_prepared(prepared.keypoints, candidate.local)
    descriptor = cosine.compare(query.features, candidate)
    return Evidence(
        cosine=min(1.0, max(0.0, descriptor.best)),
        structure=ssim.structure(prepared.square, (query.width, query.height), grey, size, matched.homography),
        keypoints=matched,
        colour=colour.similarity(query.features.histogram, candidate.histogram),
        descriptor=descriptor,
        registration=None
        if candidate_working is None or grey is None or query.flat
        else alignment.align_to_query(prepared, alignment.AlignmentCandidate(candidate_working, grey, size), matched),
    )
