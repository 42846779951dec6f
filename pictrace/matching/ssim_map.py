"""SSIM at every pixel of the query."""

from __future__ import annotations

from pictrace.matching import ssim
from pictrace.matching.prepared_query import PreparedQuery
from pictrace.types import BoolArray, Evidence, Float32Array, Query, UInt8Array


def structure_map_of(
    query: Query | PreparedQuery, evidence: Evidence, candidate_working: UInt8Array, candidate_size: tuple[int, int]
) -> Float32Array:
    """(256, 256) float32 in [−1, 1]: SSIM at every place of the query, squashed to the square.

    Aligned where the evidence has a homography; 0 where the candidate does not cover the query.
    candidate_size : (width, height) of the candidate's original, as its record says.
    """
    return _structure_map(query, evidence, candidate_working, candidate_size)[0]


def coverage_map_of(
    query: Query | PreparedQuery, evidence: Evidence, candidate_working: UInt8Array, candidate_size: tuple[int, int]
) -> BoolArray:
    """(256, 256) bool: where the aligned candidate covers the query; all True without a homography."""
    return _structure_map(query, evidence, candidate_working, candidate_size)[1]


def _structure_map(
    query: Query | PreparedQuery, evidence: Evidence, candidate_working: UInt8Array, candidate_size: tuple[int, int]
) -> tuple[Float32Array, BoolArray]:
    query = query.query if isinstance(query, PreparedQuery) else query
    negative = evidence.registration is not None and evidence.registration.negative
    return ssim.structure_map(
        ssim.grey_square(255 - query.working if negative else query.working),
        (query.width, query.height),
        candidate_working,
        candidate_size,
        evidence.keypoints.homography,
    )
