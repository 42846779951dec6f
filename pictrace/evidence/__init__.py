"""What two pictures have in common, one channel a file.

    detection.py   ORB key points, spread evenly, with the finer details of large pictures
    hamming.py     nearest descriptors and the ratio test
    looking_up.py  which key points of a candidate match, a sample of them first
    agreement.py   which matches agree with one view, and whether to believe it
    keypoints.py   which details of two pictures agree, and how well
    ssim.py        SSIM before and after alignment: do the lines match
    colour.py      HSV histograms
    descriptors.py cosines of the wholes and of parts
    geometry.py    coordinates between sizes, and which homographies can be believed
    registration.py  the candidate laid exactly onto the query, and what agrees then; with
        frame.py       the common area of both at one resolution
        refining.py    the homography made exact from the pixels
        pixel_agreement.py  how far two pictures that lie on each other show the same
        tones.py       light that no tone curve explains, changed colours
        shape.py       what a homography covers, and how far it is from an edit
        content.py     content and plain borders
        tentative.py   a start from a few matches
        whole.py       a start for pictures without key points

`describe` once a picture; `prepare` once a search; `gather` once a candidate, from any number of threads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pictrace.evidence import (
    colour,
    descriptors,
    detection,
    frame,
    keypoints,
    registration,
    shape,
    ssim,
    tentative,
    whole,
)
from pictrace.types import (
    BoolArray,
    Evidence,
    Features,
    Float32Array,
    Float64Array,
    KeypointEvidence,
    LocalFeatures,
    Parts,
    Plane,
    Query,
    RegistrationEvidence,
    UInt8Array,
)

__all__ = [
    "PreparedQuery",
    "can_be_found",
    "coverage_map_of",
    "describe",
    "describe_local",
    "describe_mirrored",
    "describe_query",
    "gather",
    "is_flat",
    "places_of",
    "prepare",
    "register",
    "structure_map_of",
]


# Below this a homography may be off, and a turn and a scale that the same matches agree with may be nearer.
SURE_AGREEMENT = 0.8


@dataclass(frozen=True, slots=True, eq=False)
class PreparedQuery:
    """A query with what every candidate would otherwise compute again."""

    query: Query
    square: ssim.Square
    keypoints: keypoints.PreparedKeypoints
    view: frame.View
    squares: whole.Squares


def describe(
    working: UInt8Array,
    width: int,
    height: int,
    vector: Float32Array,
    parts: Parts | None = None,
    pixels: UInt8Array | None = None,
) -> Features:
    """All that is stored of a picture for matching.

    working : (h, w, 3) uint8 RGB, long side at most 512. width, height : of the original, which points refer to.
    vector : (d,) float32 from the backbone, norm 1. pixels : (H, W, 3) uint8 RGB, the picture as large as it was
    decoded, for the finer details of a large one; without them it is described by its working picture alone.
    """
    return Features(
        vector=np.asarray(vector, dtype=np.float32),
        local=describe_local(working, width, height, pixels),
        histogram=colour.histogram(working),
        parts=parts,
    )


def describe_local(working: UInt8Array, width: int, height: int, pixels: UInt8Array | None = None) -> LocalFeatures:
    """Key points of a picture; arguments as in `describe`."""
    if pixels is None:
        return detection.detect(working, width, height)
    return detection.detect_detailed(working, pixels, width, height)


def can_be_found(local: LocalFeatures) -> bool:
    """Whether something with these key points can be recognised in a picture."""
    return keypoints.has_enough(local)


def describe_mirrored(working: UInt8Array, width: int, height: int) -> LocalFeatures:
    """Key points of the query flipped left to right, for `Query.mirrored`: those of its working picture."""
    return detection.detect_mirrored(working, width, height)


def describe_query(
    *,
    uri: str,
    working: UInt8Array,
    width: int,
    height: int,
    vector: Float32Array,
    parts: Parts | None = None,
    byte_digest: str,
    pixel_digest: str,
    metadata: Mapping[str, str],
    local: LocalFeatures | None = None,
    mirrored: LocalFeatures | None = None,
) -> Query:
    """A query with all that a search needs of it; arguments as in `describe` and `Query`.

    local, mirrored : its key points where they are known already, as `describe_local` or the library and
    `describe_mirrored` give them.
    """
    features = Features(
        vector=np.asarray(vector, dtype=np.float32),
        local=describe_local(working, width, height) if local is None else local,
        histogram=colour.histogram(working),
        parts=parts,
    )
    return Query(
        uri=uri,
        width=width,
        height=height,
        byte_digest=byte_digest,
        pixel_digest=pixel_digest,
        working=working,
        features=features,
        mirrored=describe_mirrored(working, width, height) if mirrored is None else mirrored,
        flat=is_flat(working, features.local),
        metadata=metadata,
    )


def is_flat(working: UInt8Array, local: LocalFeatures) -> bool:
    """Whether a picture has too little detail for both key points and structure, for `Query.flat`."""
    return not keypoints.has_enough(local) and ssim.is_flat(ssim.grey_square(working))


def prepare(query: Query) -> PreparedQuery:
    """The query's part of `gather`, made once a search."""
    size = (query.width, query.height)
    view = frame.view(query.working, size, query.ignored)
    return PreparedQuery(
        query,
        ssim.prepare(query.working),
        keypoints.prepare(query.features.local, query.mirrored),
        view,
        whole.of_query(view.grey, view.content, size),
    )


def gather(query: Query | PreparedQuery, candidate: Features, candidate_working: UInt8Array | None) -> Evidence:
    """All channels of a query and one candidate. Thread-safe; give it a prepared query for many candidates.

    candidate_working : (h, w, 3) uint8 RGB, the candidate's working picture; None where it is lost, which costs
    the candidate its structure.
    """
    prepared = query if isinstance(query, PreparedQuery) else prepare(query)
    query = prepared.query
    size = candidate.local.width, candidate.local.height
    grey = None if candidate_working is None else frame.grey_of(candidate_working)
    matched = keypoints.match_prepared(prepared.keypoints, candidate.local)
    descriptor = descriptors.compare(query.features, candidate)
    return Evidence(
        cosine=min(1.0, max(0.0, descriptor.best)),
        structure=ssim.structure(prepared.square, (query.width, query.height), grey, size, matched.homography),
        keypoints=matched,
        colour=colour.similarity(query.features.histogram, candidate.histogram),
        descriptor=descriptor,
        registration=None
        if candidate_working is None or grey is None or query.flat
        else _register(prepared, _ToLay(candidate_working, grey, size), matched),
    )


def places_of(query: Query, elements: Sequence[LocalFeatures]) -> tuple[Float64Array, ...]:
    """Where the query shows these elements: polygons (n, 2) float64 x y in its original pixels, at most one each."""
    prepared = keypoints.prepare(query.features.local, query.mirrored)
    places = []
    for element in elements:
        homography = keypoints.match_prepared(prepared, element).homography
        if homography is not None:
            area = shape.common_area(homography, (query.width, query.height), (element.width, element.height))
            if area is not None:
                places.append(area)
    return tuple(places)


def register(
    prepared: PreparedQuery, working: UInt8Array, size: tuple[int, int], matched: KeypointEvidence
) -> RegistrationEvidence | None:
    """The candidate, given by its working picture (h, w, 3) uint8 RGB, laid on the query; `gather` does it too.

    size : (width, height) of the candidate's original. matched : their key points.
    """
    return _register(prepared, _ToLay(working, frame.grey_of(working), size), matched)


class _ToLay:
    """A candidate that is to be laid on the query; most never are, so its view is made when it is asked for."""

    def __init__(self, working: UInt8Array, grey: UInt8Array, size: tuple[int, int]) -> None:
        self._working = working
        self.grey = grey
        self.size = size

    @cached_property
    def view(self) -> frame.View:
        return frame.grey_view(self.grey, self._working, self.size)


def _register(prepared: PreparedQuery, candidate: _ToLay, matched: KeypointEvidence) -> RegistrationEvidence | None:
    found: RegistrationEvidence | None = None
    for plane in matched.planes:
        again = registration.register(
            prepared.view, candidate.view, plane.homography, "keypoints", _points_of(matched, plane)
        )
        found = _better(found, again)
        if found is not None and found.agreement >= SURE_AGREEMENT:
            return found
    few = tentative.start(matched, prepared.view.size, candidate.size)
    if few is not None:
        found = _better(found, registration.register(prepared.view, candidate.view, few, "similarity"))
        if found is not None and found.agreement >= SURE_AGREEMENT:
            return found
    laid = whole.start(prepared.squares, whole.of_candidate(candidate.grey, candidate.size))
    if laid is not None:
        found = _better(found, registration.register(prepared.view, candidate.view, laid, "whole"))
    return found


def _better(found: RegistrationEvidence | None, again: RegistrationEvidence | None) -> RegistrationEvidence | None:
    """The one that agrees more, the first of two that agree alike."""
    return again if found is None or (again is not None and again.agreement > found.agreement) else found


def _points_of(matched: KeypointEvidence, plane: Plane) -> tuple[Float32Array, Float32Array]:
    return matched.query_points[plane.inliers], matched.candidate_points[plane.inliers]


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
    return ssim.structure_map(
        ssim.grey_square(query.working),
        (query.width, query.height),
        candidate_working,
        candidate_size,
        evidence.keypoints.homography,
    )
