"""Both pictures with the details that agree, ready for the viewer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import numpy as np

from pictrace.imaging import drawing
from pictrace.matching import homography_shape
from pictrace.matching.homography import corners, project
from pictrace.types import BoolArray, Evidence, Float64Array, KeypointEvidence, Plane
from pictrace.web import words
from pictrace.web.components.viewer import Line, Lines, Point, Viewed, ViewedPicture, ViewerWords, show_viewer
from pictrace.web.pair import Pair, PairPicture

# More lines than this hide the pictures; the slider shows fewer.
MOST_LINES = 300

WORDS = ViewerWords(
    panel=words.viewing.PANEL,
    hint=words.viewing.HINT,
    place=words.viewing.PLACE,
    both=words.viewing.BOTH,
    in_query=words.viewing.IN_QUERY,
    in_candidate=words.viewing.IN_CANDIDATE,
    agrees=words.viewing.AGREES,
    strays=words.viewing.STRAYS,
    fit=words.viewing.FIT,
    one=words.viewing.ONE,
    closer=words.viewing.CLOSER,
    farther=words.viewing.FARTHER,
    way=words.viewing.WAY,
    beside=words.viewing.BESIDE,
    below=words.viewing.BELOW,
    mirror=words.viewing.MIRROR,
    mirrored=words.viewing.MIRRORED,
    together=words.viewing.TOGETHER,
    agreeing=words.viewing.AGREEING,
    stray=words.viewing.STRAY,
    count=words.viewing.COUNT,
    opacity=words.viewing.OPACITY,
    cover=words.viewing.COVER,
)


def show_details(pair: Pair) -> None:
    """The viewer with lines and outlines."""
    show_viewer(details(pair), words=WORDS, key="viewer")


def details(pair: Pair) -> Viewed:
    """What the viewer shows of a pair: every place in original pixels of the picture that it is in."""
    maps = homographies(pair.evidence)
    inverses = [np.linalg.inv(homography).astype(np.float64) for homography in maps]
    return Viewed(
        shows=f"details {pair.shows}",
        query=viewed(pair.query),
        candidate=viewed(pair.candidate),
        link=pair.homography,
        mirrored=pair.mirrored,
        lines=lines(pair.evidence.keypoints, pair.query.size, pair.candidate.size),
        query_outlines=_outlines(inverses, pair.candidate.size, pair.query.size),
        candidate_outlines=_outlines(maps, pair.query.size, pair.candidate.size),
    )


def viewed(picture: PairPicture) -> ViewedPicture:
    """A picture as the viewer takes it."""
    return ViewedPicture(picture.address(), picture.name, picture.width, picture.height)


def lines(keypoints: KeypointEvidence, query_size: tuple[int, int], candidate_size: tuple[int, int]) -> Lines:
    """The matched details, at most 300 of each kind; sizes are (width, height) of the originals."""
    agreeing = keypoints.inliers.copy()
    for plane in keypoints.planes:
        agreeing |= plane.inliers
    # What lies far apart in the pictures is far apart here, however large they are.
    places = np.hstack(
        [keypoints.query_points / max(query_size), keypoints.candidate_points / max(candidate_size)]
    ).astype(np.float64)
    return Lines(
        agreeing=_ends(keypoints, agreeing, places),
        stray=_ends(keypoints, ~agreeing, places),
        agreeing_count=int(agreeing.sum()),
        stray_count=int((~agreeing).sum()),
    )


def homographies(evidence: Evidence) -> list[Float64Array]:
    """Query → candidate of every part that is trusted, strongest first, each as exactly as is known."""
    planes, registration = evidence.keypoints.planes, evidence.registration
    if registration is None:
        return [plane.homography for plane in planes]
    if not planes:
        return [registration.homography]
    # Refined on the pixels it is right to 0.4 pixels of a known view, that of the key points to 1.6; it is of one part.
    off = [_distance(evidence.keypoints, plane, registration.homography) for plane in planes]
    return [
        registration.homography if distance == min(off) else plane.homography
        for plane, distance in zip(planes, off, strict=True)
    ]


def _distance(keypoints: KeypointEvidence, plane: Plane, homography: Float64Array) -> float:
    """How far a homography is from that of a plane, in candidate pixels, where the plane was seen."""
    points = keypoints.query_points[plane.inliers]
    apart = project(homography, points) - project(plane.homography, points)
    return float(np.median(np.linalg.norm(apart, axis=1)))


def _ends(keypoints: KeypointEvidence, chosen: BoolArray, places: Float64Array) -> Sequence[Line]:
    rows = np.flatnonzero(chosen)
    rows = rows[drawing.evenly_spread(places[rows], MOST_LINES)]
    ends = np.hstack([keypoints.query_points[rows], keypoints.candidate_points[rows]]).astype(np.float64)
    # A thousandth of a pixel is more than was measured; more digits are only more to send.
    return [cast(Line, tuple(line)) for line in ends.round(3).tolist()]


def _outlines(
    maps: Sequence[Float64Array], of_size: tuple[int, int], in_size: tuple[int, int]
) -> Sequence[Sequence[Point]]:
    """Where each map puts a picture of one size in one of another; what both show, where it reaches its horizon."""
    found: list[Sequence[Point]] = []
    for homography in maps:
        quad = corners(of_size)
        depth = quad @ homography[2, :2] + homography[2, 2]
        if depth.min() <= 0.0 < depth.max():
            area = homography_shape.common_area(homography, of_size, in_size)
            if area is None:
                continue
            quad = area
        placed = project(homography, quad).round(3)
        found.append([(x, y) for x, y in placed.tolist()])
    return found
