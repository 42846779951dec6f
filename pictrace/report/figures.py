"""The figures of a report's page: the two pictures, their matches, registration, differences and changes."""

from __future__ import annotations

from collections.abc import Mapping

import cv2
import numpy as np

from pictrace import explanation, imaging, matching
from pictrace.errors import PicTraceError
from pictrace.imaging import drawing
from pictrace.report.contents import Report, ReportPicture
from pictrace.settings import Limits
from pictrace.types import ADDED, ALTERED, MISSING, BoolArray, Float64Array, Recipe, UInt8Array

# Long sides in pixels: two pictures beside each other fill a page of A4 at 300 dots an inch.
SIDE, THUMBNAIL = 1000, 240
_QUALITY = 88
# Of all matches so many are drawn: more cannot be distinguished, and report.json has them all.
_LINES = 40
# Low enough that two pictures lie beside each other, where lines between them can be followed.
_HEIGHT = 560
# Okabe and Ito's colours, told apart without colour vision; and a direction of hatching each.
COLOURS: dict[int, tuple[int, int, int]] = {ALTERED: (230, 159, 0), ADDED: (0, 114, 178), MISSING: (204, 121, 167)}
_SPACING = 12


def figures(report: Report, limits: Limits) -> Mapping[str, bytes]:
    """JPEG files by name, in the order in which they are shown; none where no picture may go in.

    query, candidate : the two. matches : joined by their agreeing points. registered, difference : the candidate warped
    to the query, and what is left. query_changes, candidate_changes : the change map on each. structure : local SSIM
    on the query. replayed : the recipe done again on its source.
    """
    if report.options.pictures == "hashes":
        return {}
    made = {
        **_pictures(report, limits),
        **_matches(report),
        **_registered(report),
        **_changes(report),
        **_replayed(report),
    }
    if report.options.pictures == "thumbnails":
        made = {name: imaging.shrunk(picture, THUMBNAIL * _across(name)) for name, picture in made.items()}
    return {name: imaging.encode_jpeg(picture, _QUALITY) for name, picture in made.items()}


def _across(name: str) -> int:
    return 2 if name == "matches" else 1


def _pictures(report: Report, limits: Limits) -> Mapping[str, UInt8Array]:
    return {"query": _shown(report.query, limits), "candidate": _shown(report.candidate, limits)}


def _shown(report_picture: ReportPicture, limits: Limits) -> UInt8Array:
    """The picture as large as it is shown; from its file, else from what is kept of it."""
    if report_picture.file is not None:
        try:
            decoded = imaging.decode(
                report_picture.file, name=report_picture.name, limits=limits, page=report_picture.page
            )
        except PicTraceError:
            return report_picture.described.working
        part = decoded if report_picture.region is None else imaging.cut(decoded, report_picture.region)
        return imaging.shrunk(part.pixels, SIDE)
    return report_picture.described.working


def _matches(report: Report) -> Mapping[str, UInt8Array]:
    keypoints = report.evidence.keypoints
    if keypoints.homography is None:
        return {}
    query, candidate = report.query, report.candidate
    overlay = drawing.match_overlay(
        query.described.working,
        candidate.described.working,
        keypoints,
        query.size,
        candidate.size,
        max_lines=_LINES,
        strays=False,
        max_height=_HEIGHT,
    )
    return {"matches": overlay}


def _registered(report: Report) -> Mapping[str, UInt8Array]:
    placed = _placed(report)
    if placed is None:
        return {}
    query, candidate = report.query, report.candidate
    working = query.described.working
    warped = explanation.align(working, query.size, candidate.described.working, candidate.size, placed)
    apart = np.abs(warped.candidate.astype(np.int16) - working).max(axis=2)
    grey = 255 - np.clip(2 * apart, 0, 255).astype(np.uint8)
    difference = np.repeat(grey[..., np.newaxis], 3, axis=2)
    values = matching.structure_map_of(query.described, report.evidence, candidate.described.working, candidate.size)
    covered = matching.coverage_map_of(query.described, report.evidence, candidate.described.working, candidate.size)
    return {
        "registered": _beyond(warped.candidate, warped.covered),
        "difference": _beyond(difference, warped.covered),
        "structure": drawing.heat_map(values, working, covered=covered),
    }


def _placed(report: Report) -> Float64Array | None:
    """The homography from query to candidate, refined where there is a registration."""
    registration = report.evidence.registration
    return report.evidence.keypoints.homography if registration is None else registration.homography


def _beyond(picture: UInt8Array, covered: BoolArray) -> UInt8Array:
    """The picture with what is not covered in a light grey."""
    return np.where(covered[..., np.newaxis], picture, np.uint8(238)).astype(np.uint8)


def _changes(report: Report) -> Mapping[str, UInt8Array]:
    changes = report.explanation.changes
    if changes is None:
        return {}
    return {
        "query_changes": _marked(report.query.described.working, changes.query),
        "candidate_changes": _marked(report.candidate.described.working, changes.candidate),
    }


def _marked(picture: UInt8Array, labels: UInt8Array) -> UInt8Array:
    """A picture (h, w, 3) uint8 RGB, grey where it was kept, coloured and hatched where it was not."""
    grey = cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    made = cv2.addWeighted(picture, 0.35, grey, 0.65, 0.0).astype(np.uint8)
    rows, columns = np.arange(labels.shape[0])[:, np.newaxis], np.arange(labels.shape[1])
    falling, rising = (rows + columns) % _SPACING, (rows - columns) % _SPACING
    hatching: dict[int, BoolArray] = {
        ALTERED: np.less(falling, 3),
        ADDED: np.less(rising, 3),
        MISSING: np.less(falling, 2) | np.less(rising, 2),
    }
    for label, colour in COLOURS.items():
        here: BoolArray = np.equal(labels, label)
        tinted = 0.45 * made[here] + 0.55 * np.array(colour)
        made[here] = np.where(hatching[label][here][:, np.newaxis], np.array(colour), tinted).astype(np.uint8)
        edge = cv2.morphologyEx(here.astype(np.uint8), cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) > 0
        made[edge & here] = np.array(colour) // 2
    return made


def _replayed(report: Report) -> Mapping[str, UInt8Array]:
    recipe = report.explanation.recipe
    if not recipe.claimed or not recipe.steps:
        return {}
    source, result = source_and_result(report, recipe)
    frame = (result.described.working.shape[1], result.described.working.shape[0])
    replayed = explanation.replay(recipe, source.described.working, source.size, frame, result.size)
    return {"replayed": _beyond(replayed.picture, replayed.given)}


def source_and_result(report: Report, recipe: Recipe) -> tuple[ReportPicture, ReportPicture]:
    """The source and the result of a recipe."""
    if recipe.direction == "query_from_candidate":
        return report.candidate, report.query
    return report.query, report.candidate
