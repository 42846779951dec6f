"""What is computed of a query once a search."""

from __future__ import annotations

from dataclasses import dataclass

from pictrace.evidence import frame, keypoints, ssim, whole
from pictrace.types import Query


@dataclass(frozen=True, slots=True, eq=False)
class PreparedQuery:
    """A query with what every candidate would otherwise compute again."""

    query: Query
    square: ssim.Square
    keypoints: keypoints.PreparedKeypoints
    view: frame.View
    squares: whole.Squares


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
