"""Where a query shows known elements."""

from __future__ import annotations

from collections.abc import Sequence

from pictrace.matching import homography_shape, keypoints
from pictrace.types import Float64Array, LocalFeatures, Query


def places_of(query: Query, elements: Sequence[LocalFeatures]) -> tuple[Float64Array, ...]:
    """Where the query shows these elements: polygons (n, 2) float64 x y in its original pixels, at most one each."""
    prepared = keypoints.prepare(query.features.local, query.mirrored)
    places = []
    for element in elements:
        homography = keypoints.match_prepared(prepared, element).homography
        if homography is not None:
            area = homography_shape.common_area(
                homography, (query.width, query.height), (element.width, element.height)
            )
            if area is not None:
                places.append(area)
    return tuple(places)
