"""A query: the same features as of a stored picture, those of its mirror image, and what the index is asked with."""

from __future__ import annotations

import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import numpy as np

from pictrace import imaging
from pictrace.embedding.regional import embed_pictures, query_vectors
from pictrace.extraction.picture_features import extract_pixel_features
from pictrace.imaging.cropping import inside
from pictrace.imaging.working_picture import WorkingPicture
from pictrace.matching import colour, keypoint_detection, keypoints, ssim
from pictrace.types import (
    Backbone,
    DecodedPicture,
    Features,
    Float32Array,
    LocalFeatures,
    Mode,
    Query,
    QueryVectors,
    Record,
    Region,
    RegionLike,
    SourceUri,
    TileVectors,
    UInt8Array,
)


@dataclass(frozen=True, slots=True, eq=False)
class QueryOrigin:
    """What is known of a query without looking at its pixels; fields as in `Query`."""

    uri: str
    width: int
    height: int
    byte_digest: str = ""
    pixel_digest: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)
    jpeg_quality: int | None = None
    region: Region | None = None
    cut_from: tuple[int, int] | None = None
    read_at: str = ""

    @classmethod
    def of_decoded(cls, uri: str, decoded: DecodedPicture) -> QueryOrigin:
        """A whole picture as it was decoded."""
        return cls(
            uri=uri,
            width=decoded.width,
            height=decoded.height,
            byte_digest=decoded.byte_digest,
            pixel_digest=decoded.pixel_digest,
            metadata=decoded.metadata,
            jpeg_quality=decoded.jpeg_quality,
        )

    @classmethod
    def of_record(cls, record: Record) -> QueryOrigin:
        """A picture of the library."""
        return cls(
            uri=record.uri,
            width=record.width,
            height=record.height,
            byte_digest=record.byte_digest,
            pixel_digest=record.pixel_digest,
            metadata=record.metadata,
        )


@dataclass(frozen=True, slots=True, eq=False)
class LoadedQuery:
    """A query, what the index is asked with, and how long its parts took, in seconds."""

    query: Query
    vectors: QueryVectors
    decode_seconds: float
    embed_seconds: float


def query_from_decoded(
    uri: str,
    decoded: DecodedPicture,
    backbone: Backbone,
    region: RegionLike | None = None,
    *,
    name: str = "the picture",
    mode: Mode = "fast",
    started: float | None = None,
) -> LoadedQuery:
    """A query from a decoded picture or from a part of it, which is cut out before anything is made small.

    started : when its decoding began, on the clock of `time.perf_counter`.
    Raises InvalidInput when nothing of the region lies inside the picture, and WeightsUnavailable.
    """
    started = time.perf_counter() if started is None else started
    kept = None if region is None else inside(region, decoded, name)
    cut_from = None if kept is None else (decoded.width, decoded.height)
    if kept is not None:
        uri, decoded = str(replace(SourceUri(uri), region=kept)), imaging.cut(decoded, kept)
    working = WorkingPicture.of(decoded).pixels
    decoded_at = time.perf_counter()
    size = decoded.width, decoded.height
    # Of one picture the network keeps two cores busy for part of the time only: key points fit in beside it.
    with ThreadPoolExecutor(1, thread_name_prefix="pictrace-query") as beside:
        extracted = beside.submit(extract_pixel_features, working, *size, decoded.pixels)
        mirrored = beside.submit(keypoint_detection.detect_mirrored, working, *size)
        seen = embed_pictures(backbone, [working], thirds=mode == "thorough")[0]
    origin = replace(
        QueryOrigin.of_decoded(uri, decoded),
        region=kept,
        cut_from=cut_from,
        read_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    query = _query(origin, working, extracted.result().with_vectors(seen.whole, seen.tile_vectors), mirrored.result())
    vectors = _with_negative_colours(query_vectors(query.features, working, backbone, mode, seen.thirds), working)
    return LoadedQuery(query, vectors, decoded_at - started, time.perf_counter() - decoded_at)


def query_from_stored(record: Record, features: Features, working: UInt8Array) -> Query:
    """A picture of the library, from what is stored of it: the finer key points of a large picture are nowhere in its
    working picture."""
    return _with_mirrored(QueryOrigin.of_record(record), working, features)


def query_from_working(
    origin: QueryOrigin, working: UInt8Array, vector: Float32Array, parts: TileVectors | None = None
) -> Query:
    """A picture of which only the working picture is at hand, (h, w, 3) uint8 RGB, and the network's vectors are."""
    features = extract_pixel_features(working, origin.width, origin.height).with_vectors(vector, parts)
    return _with_mirrored(origin, working, features)


def with_query_vectors(query: Query, backbone: Backbone, mode: Mode = "fast") -> LoadedQuery:
    """A query whose features are known already, with what the index is asked with. Raises WeightsUnavailable."""
    started = time.perf_counter()
    vectors = _with_negative_colours(query_vectors(query.features, query.working, backbone, mode), query.working)
    return LoadedQuery(query, vectors, 0.0, time.perf_counter() - started)


def _with_negative_colours(vectors: QueryVectors, working: UInt8Array) -> QueryVectors:
    """With the colours of its negative, which a network hardly takes for the same picture."""
    inverted = np.sqrt(colour.histogram(255 - working))[np.newaxis]
    return replace(vectors, colours=np.concatenate([vectors.colours, inverted]))


def _with_mirrored(origin: QueryOrigin, working: UInt8Array, features: Features) -> Query:
    """With the key points of the mirror image, which are stored of no picture."""
    return _query(origin, working, features, keypoint_detection.detect_mirrored(working, origin.width, origin.height))


def _query(origin: QueryOrigin, working: UInt8Array, features: Features, mirrored: LocalFeatures) -> Query:
    """The one place where a query is put together."""
    return Query(
        uri=origin.uri,
        width=origin.width,
        height=origin.height,
        byte_digest=origin.byte_digest,
        pixel_digest=origin.pixel_digest,
        working=working,
        features=features,
        mirrored=mirrored,
        flat=_is_flat(working, features.local),
        metadata=origin.metadata,
        region=origin.region,
        cut_from=origin.cut_from,
        jpeg_quality=origin.jpeg_quality,
        read_at=origin.read_at,
    )


def _is_flat(working: UInt8Array, local: LocalFeatures) -> bool:
    """Whether a picture has too little detail for both key points and structure."""
    return not keypoints.has_enough(local) and ssim.is_flat(ssim.grey_square(working))
