"""The two pictures with the details that were matched."""

from __future__ import annotations

from pictrace.imaging import drawing
from pictrace.types import Match, Query, UInt8Array

# Low enough that both pictures are seen at once on a laptop; landscape pairs then lie side by side.
_MAX_HEIGHT = 640


def overlay(query: Query, match: Match, candidate: UInt8Array, *, strays: bool) -> UInt8Array:
    """(h, w, 3) uint8 RGB. candidate : the working picture of the hit; strays : whether stray points are drawn too."""
    return drawing.match_overlay(
        query.working,
        candidate,
        match.evidence.keypoints,
        (query.width, query.height),
        (match.record.width, match.record.height),
        strays=strays,
        max_height=_MAX_HEIGHT,
    )
