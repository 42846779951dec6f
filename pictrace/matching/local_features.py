"""Features of a picture for matching: stored ones, and those of a query."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from pictrace.matching import colour, keypoint_detection, keypoints, ssim
from pictrace.types import Features, Float32Array, LocalFeatures, Parts, Query, UInt8Array


def describe(
    working: UInt8Array,
    width: int,
    height: int,
    vector: Float32Array,
    parts: Parts | None = None,
    pixels: UInt8Array | None = None,
) -> Features:
    """All that is stored of a picture for matching.

    working : (h, w, 3) uint8 RGB, long side at most 512. width, height : of the original, which points refer to.
    vector : (d,) float32 from the backbone, norm 1. pixels : (H, W, 3) uint8 RGB, the picture as large as it was
    decoded, for the finer details of a large one; without them it is described by its working picture alone.
    """
    return Features(
        vector=np.asarray(vector, dtype=np.float32),
        local=describe_local(working, width, height, pixels),
        histogram=colour.histogram(working),
        parts=parts,
    )


def describe_local(working: UInt8Array, width: int, height: int, pixels: UInt8Array | None = None) -> LocalFeatures:
    """Key points of a picture; arguments as in `describe`."""
    if pixels is None:
        return keypoint_detection.detect(working, width, height)
    return keypoint_detection.detect_detailed(working, pixels, width, height)


def can_be_found(local: LocalFeatures) -> bool:
    """Whether something with these key points can be recognised in a picture."""
    return keypoints.has_enough(local)


def describe_mirrored(working: UInt8Array, width: int, height: int) -> LocalFeatures:
    """Key points of the query flipped left to right, for `Query.mirrored`: those of its working picture."""
    return keypoint_detection.detect_mirrored(working, width, height)


def describe_query(
    *,
    uri: str,
    working: UInt8Array,
    width: int,
    height: int,
    vector: Float32Array,
    parts: Parts | None = None,
    byte_digest: str,
    pixel_digest: str,
    metadata: Mapping[str, str],
    local: LocalFeatures | None = None,
    mirrored: LocalFeatures | None = None,
) -> Query:
    """A query with all that a search needs of it; arguments as in `describe` and `Query`.

    local, mirrored : its key points where they are known already, as `describe_local` or the library and
    `describe_mirrored` give them.
    """
    features = Features(
        vector=np.asarray(vector, dtype=np.float32),
        local=describe_local(working, width, height) if local is None else local,
        histogram=colour.histogram(working),
        parts=parts,
    )
    return Query(
        uri=uri,
        width=width,
        height=height,
        byte_digest=byte_digest,
        pixel_digest=pixel_digest,
        working=working,
        features=features,
        mirrored=describe_mirrored(working, width, height) if mirrored is None else mirrored,
        flat=is_flat(working, features.local),
        metadata=metadata,
    )


def is_flat(working: UInt8Array, local: LocalFeatures) -> bool:
    """Whether a picture has too little detail for both key points and structure, for `Query.flat`."""
    return not keypoints.has_enough(local) and ssim.is_flat(ssim.grey_square(working))
