"""A query with what matching computes of it once a search."""

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
    image: common_frame.RegistrationImage
    thumbnails: whole_picture_alignment.Thumbnails


def prepare(query: Query) -> PreparedQuery:
    """The query's part of `gather`, made once a search."""
    size = (query.width, query.height)
    image = common_frame.registration_image(query.working, size, query.ignored)
    return PreparedQuery(
        query,
        ssim.prepare(query.working),
        keypoints.prepare(query.features.local, query.mirrored),
        image,
        whole_picture_alignment.query_thumbnails(image.grey, image.content, size),
    )
