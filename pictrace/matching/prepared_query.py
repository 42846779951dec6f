"""What is computed of a query once a search."""

from __future__ import annotations

from dataclasses import dataclass

from pictrace.matching import common_frame, keypoints, ssim, whole_picture_alignment
from pictrace.types import Query


@dataclass(frozen=True, slots=True, eq=False)
class PreparedQuery:
    """A query with what every candidate would otherwise compute again."""

    query: Query
    square: ssim.Square
    keypoints: keypoints.PreparedKeypoints
    view: common_frame.View
    squares: whole_picture_alignment.Squares


def prepare(query: Query) -> PreparedQuery:
    """The query's part of `gather`, made once a search."""
    size = (query.width, query.height)
    view = common_frame.view(query.working, size, query.ignored)
    return PreparedQuery(
        query,
        ssim.prepare(query.working),
        keypoints.prepare(query.features.local, query.mirrored),
        view,
        whole_picture_alignment.of_query(view.grey, view.content, size),
    )
