"""Queries, records and evidence for tests of verdicts, from pixels and without a network."""

from __future__ import annotations

import numpy as np

from pictrace import imaging, matching, verdicts
from pictrace.extraction import QueryOrigin, query_from_working
from pictrace.types import (
    Assessment,
    Calibration,
    DetailEvidence,
    Evidence,
    KeypointEvidence,
    Query,
    RegistrationEvidence,
    StructureEvidence,
    UInt8Array,
)

MODEL = verdicts.shipped_model()
SHIPPED = verdicts.shipped_calibration(MODEL)
JUDGE = verdicts.Judge(MODEL, SHIPPED, "resnet50")


def query(pixels: UInt8Array, file: str = "") -> Query:
    """The picture as a query whose vector says nothing. file : what its bytes are; the pixels when empty."""
    decoded = imaging.from_array(np.ascontiguousarray(pixels))
    origin = QueryOrigin(
        file or "array",
        decoded.width,
        decoded.height,
        byte_digest=file or f"file of {decoded.pixel_digest}",
        pixel_digest=decoded.pixel_digest,
    )
    return query_from_working(origin, imaging.WorkingPicture.of(decoded).pixels, np.ones(1, np.float32))


def gathered(pixels: UInt8Array, candidate: UInt8Array) -> tuple[Query, Query, Evidence]:
    mine, theirs = query(pixels), query(candidate)
    return mine, theirs, matching.gather_pair(mine, theirs.features, theirs.working)


def assessed(pixels: UInt8Array, candidate: UInt8Array, calibration: Calibration = SHIPPED) -> Assessment:
    """What the candidate is to a query of these pixels."""
    judge = verdicts.Judge(MODEL, calibration, "resnet50")
    return judge.assess(*gathered(pixels, candidate))


def registration(**changes: object) -> RegistrationEvidence:
    """That of a picture with itself, but for the changes."""
    perfect: dict[str, object] = {
        "by": "keypoints",
        "homography": np.eye(3),
        "agreement": 1.0,
        "correlation": 1.0,
        "textured": 10_000,
        "area_query": 1.0,
        "area_candidate": 1.0,
        "coverage_query": 1.0,
        "coverage_candidate": 1.0,
        "perspective": 0.0,
        "skew": 0.0,
        "parallax": 0.0,
        "unevenness": 0.0,
        "colour_change": 0.0,
        "tone_change": 0.0,
        "scale": 1.0,
        "rotation": 0.0,
        "mirrored": False,
        "precise": 1.0,
    }
    # What is given of the content holds for the area too unless that is given.
    for side in ("query", "candidate"):
        if f"coverage_{side}" in changes:
            perfect[f"area_{side}"] = changes[f"coverage_{side}"]
    return RegistrationEvidence(**(perfect | changes))


def detail(**changes: object) -> DetailEvidence:
    """That of a photograph with itself, but for the changes."""
    perfect: dict[str, object] = {
        "agreeing": 1.0,
        "low": 1.0,
        "kept_low": 1.0,
        "kept_area": 1.0,
        "kept_middle": 1.0,
        "shift": 0.0,
        "blocks_in_place": 1.0,
        "blocks_moved": 0.0,
        "blocks_gained": 0.0,
        "light": 0.0,
        "light_after_gain": 0.0,
        "photographic": 1.0,
        "photographic_area": 0.6,
        "ink_exchanged": 0.0,
        "ink_lacking": 0.0,
        "ink_added": 0.0,
        "words_changed": None,
        "words_one_sided": None,
        "level_exchanged": 0.0,
        "detail_gain": 1.0,
        "detail_residual": 0.0,
    }
    return DetailEvidence(**(perfect | changes))


def registered(found: RegistrationEvidence, kept: DetailEvidence | None = None) -> Evidence:
    """Evidence of a pair that is registered so, with a hundred key points of which nearly all agree."""
    points = np.zeros((100, 2), np.float32)
    matched = KeypointEvidence(points, points, np.arange(100) < 95, found.homography, found.mirrored, 1.0)
    structure = StructureEvidence(1.0, 1.0, 1.0, 1.0)
    return Evidence(1.0, structure, matched, 1.0, found, detail=detail() if kept is None else kept)
