"""A report as plain values for report.json: finite numbers, strings, lists and objects, always in the same order."""

from __future__ import annotations

import json
from dataclasses import asdict

import numpy as np

from pictrace import explanation
from pictrace.matching import ranking
from pictrace.report import wording
from pictrace.report.contents import Report, ReportPicture, SearchContext
from pictrace.report.copies import Copy
from pictrace.report.method import METHOD
from pictrace.types import Assessment, Evidence, Float32Array, Float64Array, JsonDict, KeypointEvidence, Plane

SCHEMA = "pictrace-report/1"
# Thousandths of a pixel: key points are not known as exactly, and the numbers stay readable.
_PLACES = 3


def as_document(report: Report, query: Copy, candidate: Copy) -> JsonDict:
    """Everything that the report says. query, candidate : what stands for the two pictures in it."""
    options, evidence = report.options, report.evidence
    return {
        "schema": SCHEMA,
        "filing": {
            "case": options.case,
            "note": options.note,
            "made_at": options.made_at,
            "pictures": options.pictures,
            "location": options.location,
        },
        "query": picture_document(report.query, query, "query"),
        "candidate": picture_document(report.candidate, candidate, "candidate"),
        "verdict": {
            **_assessment(report.assessment),
            "by_these_two": _assessment(report.alone),
        },
        "search": None if report.found is None else _found(report.found),
        "score": {
            "total": report.score,
            "channels": dict(report.scores),
            "weights": report.weights.as_dict(),
            "contributions": dict(report.contributions),
        },
        "network": {
            "name": report.network.name,
            "version": report.network.version,
            "cosine": evidence.cosine,
            "descriptor": None if evidence.descriptor is None else asdict(evidence.descriptor),
        },
        "keypoints": _keypoints(evidence.keypoints),
        "structure": asdict(evidence.structure),
        "colour": evidence.colour,
        "registration": _registration(evidence),
        "explanation": explanation.explanation_as_document(report.explanation, wording.QUERY, wording.CANDIDATE),
        "ignored": [_points(polygon) for polygon in report.ignored],
        "calibration": {
            "id": report.calibration.id,
            "created_at": report.calibration.created_at,
            "slope": report.calibration.slope,
            "intercept": report.calibration.intercept,
            "threshold": report.calibration.threshold,
            "max_false_positive_rate": report.calibration.max_false_positive_rate,
            "pictures": report.calibration.pictures,
            "searches": report.calibration.searches,
            "wrong": report.calibration.wrong,
            "error_rate": report.calibration.error_rate,
            "error_bound": report.calibration.error_bound,
            "made_copies": report.calibration.made_copies,
            "found": report.calibration.found,
            "model": {
                "version": report.model.version,
                **{
                    name: list(value) if isinstance(value, tuple) else value
                    for name, value in report.model.numbers.items()
                },
            },
        },
        "settings": dict(report.settings),
        "method": dict(METHOD),
        "versions": dict(report.versions),
        "in_words": {
            "title": wording.title(report.assessment.verdict),
            "text": wording.text(report.assessment, report.evidence.registration),
            "error": wording.error_rate(report),
            "limits": list(wording.limits(report, query, candidate)),
        },
    }


def as_json(document: JsonDict) -> bytes:
    """The document as it stands in report.json, UTF-8."""
    return (json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def picture_document(report_picture: ReportPicture, copy: Copy, role: str) -> JsonDict:
    """One of the two pictures. role : "query" or "candidate"; what its file in the report is called by."""
    described, region = report_picture.described, report_picture.region
    place = report_picture.place
    return {
        "name": report_picture.name,
        "uris": list(report_picture.uris),
        # Not in reports of older versions, which are computed again as they are.
        **({"missing": list(report_picture.missing)} if report_picture.missing else {}),
        "read_at": described.read_at or None,
        "added_at": report_picture.added_at,
        "id": report_picture.id,
        "format": report_picture.format,
        "byte_size": report_picture.byte_size,
        "sha256": described.byte_digest,
        "pixels_sha256": described.pixel_digest,
        "width": described.width,
        "height": described.height,
        "region": None if region is None else [region.x, region.y, region.width, region.height],
        "cut_from": None if described.cut_from is None else list(described.cut_from),
        "jpeg_quality": described.jpeg_quality,
        "metadata": dict(described.metadata),
        "location": None if place is None else {"latitude": place.latitude, "longitude": place.longitude},
        "copy": {
            "kind": copy.kind,
            "file": copy.file_name(role),
            "sha256": copy.digest,
            "byte_size": len(copy.data) or None,
        },
    }


def _assessment(assessment: Assessment) -> JsonDict:
    return {"verdict": assessment.verdict, "probability": assessment.probability}


def _found(found: SearchContext) -> JsonDict:
    return {
        "searched": found.searched,
        "shortlist": found.shortlist,
        "mode": found.mode,
        "rank": found.rank,
        "answer": {
            "verdict": found.verdict,
            "probability": found.probability,
            "name": found.name,
            "rests_on_this": found.rests_on_this,
        },
    }


def _keypoints(keypoints: KeypointEvidence) -> JsonDict:
    rows = keypoints.inliers
    agreeing = np.hstack([keypoints.query_points[rows], keypoints.candidate_points[rows]])
    return {
        "matched": keypoints.match_count,
        "agreeing": keypoints.inlier_count,
        "mirrored": keypoints.mirrored,
        "score": keypoints.score,
        "matrix": None if keypoints.homography is None else _matrix(keypoints.homography),
        "planes": [_plane(plane) for plane in keypoints.planes],
        "points": _points(agreeing),
    }


def _plane(plane: Plane) -> JsonDict:
    return {"matrix": _matrix(plane.homography), "agreeing": int(plane.inliers.sum()), "mirrored": plane.mirrored}


def _registration(evidence: Evidence) -> JsonDict | None:
    registration = evidence.registration
    if registration is None:
        return None
    document = ranking.registration_as_document(registration)
    if not registration.negative:
        # Not in reports of older versions, which are computed again as they are.
        del document["negative"]
    return {**document, "textured": registration.textured, "homography": _matrix(registration.homography)}


def _matrix(homography: Float64Array) -> list[list[float]]:
    """With 1 in the last place, so that equal maps have equal numbers."""
    last = homography[2, 2]
    scaled = homography / last if last != 0.0 else homography
    rows: list[list[float]] = scaled.tolist()
    return rows


def _points(points: Float32Array | Float64Array) -> list[list[float]]:
    rows: list[list[float]] = np.round(points.astype(np.float64), _PLACES).tolist()
    return rows
