"""All channels of a query and one candidate."""

from __future__ import annotations

from pictrace.matching import alignment, colour, common_frame, cosine, detail, keypoints, ssim
from pictrace.matching.prepared_query import PreparedQuery, prepare
from pictrace.types import DetailEvidence, Evidence, Features, KeypointEvidence, Query, RegistrationEvidence, UInt8Array

# Detail takes some milliseconds. Of pairs that no key points verify, those that agree in less are look-alikes.
WORTH_DETAIL = 0.5


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
    registration, kept = None, None
    if candidate_working is not None and grey is not None and not query.flat:
        aligned = alignment.AlignmentCandidate(candidate_working, grey, size)
        registration = alignment.align_to_query(prepared, aligned, matched)
        kept = _detail(prepared, aligned, matched, registration)
    return Evidence(
        cosine=min(1.0, max(0.0, descriptor.best)),
        structure=ssim.structure(prepared.square, (query.width, query.height), grey, size, matched.homography),
        keypoints=matched,
        colour=colour.similarity(query.features.histogram, candidate.histogram),
        descriptor=descriptor,
        registration=registration,
        detail=kept,
    )


def _detail(
    prepared: PreparedQuery,
    candidate: alignment.AlignmentCandidate,
    matched: KeypointEvidence,
    registration: RegistrationEvidence | None,
) -> DetailEvidence | None:
    if registration is None or (matched.homography is None and registration.agreement < WORTH_DETAIL):
        return None
    return detail.measure(prepared.image, candidate.image, registration.homography)
