"""Elements that unrelated pictures of a library have in common: candidates for "ignore this element"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pictrace.types import Candidate, Record, SharedElement

# An element is a part of a picture, and so many others show it too.
LARGEST_SHARE = 0.5
FEWEST_OTHERS = 3
SAME_PLACE = 0.3

Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Finding:
    """A part of picture `id` that agrees with `other`: x, y, width, height in pixels of the original."""

    id: int
    box: Box
    other: int


def findings(record: Record, candidates: Sequence[Candidate]) -> list[Finding]:
    """What the hits of one picture's search share with it without being copies of it."""
    found = []
    for candidate in candidates:
        keypoints = candidate.evidence.keypoints
        if keypoints.homography is None or candidate.assessment.is_copy:
            continue
        points = keypoints.query_points[keypoints.inliers]
        (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
        box = (int(left), int(top), max(1, int(right - left) + 1), max(1, int(bottom - top) + 1))
        if box[2] * box[3] <= LARGEST_SHARE * record.width * record.height:
            found.append(Finding(record.id, box, candidate.record.id))
    return found


def elements(found: Sequence[Finding]) -> tuple[SharedElement, ...]:
    """Places that at least three others share, the most shared first; each set of pictures is named once."""
    by_picture: dict[int, list[Finding]] = {}
    for finding in found:
        by_picture.setdefault(finding.id, []).append(finding)
    groups = []
    for own in by_picture.values():
        best = max(([other for other in own if _overlap(other.box, one.box) >= SAME_PLACE] for one in own), key=len)
        if len(best) >= FEWEST_OTHERS:
            groups.append(SharedElement(best[0].id, _around(best), tuple(sorted(one.other for one in best))))
    groups.sort(key=lambda group: (-len(group.others), group.id))
    named: list[SharedElement] = []
    for group in groups:
        if not any(group.id in earlier.others for earlier in named):
            named.append(group)
    return tuple(named)


def _overlap(a: Box, b: Box) -> float:
    """Intersection over union."""
    width = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    height = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    common = max(0, width) * max(0, height)
    return common / (a[2] * a[3] + b[2] * b[3] - common)


def _around(found: Sequence[Finding]) -> Box:
    left, top = min(one.box[0] for one in found), min(one.box[1] for one in found)
    right = max(one.box[0] + one.box[2] for one in found)
    bottom = max(one.box[1] + one.box[3] for one in found)
    return left, top, right - left, bottom - top
