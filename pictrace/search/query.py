"""From a decoded picture to what PicTrace keeps and compares: working picture, features, query."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from pictrace import imaging, matching, sources
from pictrace.embedding.regional import Seen, query_vectors, see
from pictrace.errors import InvalidInput, UnreadablePicture
from pictrace.imaging.cropping import inside
from pictrace.imaging.working_picture import WorkingPicture
from pictrace.settings import Settings
from pictrace.sources import urls
from pictrace.sources.files import given_path, printable, read_file
from pictrace.types import (
    Backbone,
    Checkpoint,
    DecodedPicture,
    LocalFeatures,
    Mode,
    Query,
    QueryVectors,
    RegionLike,
    SourceItem,
    SourceUri,
    UInt8Array,
    go_on,
)

QuerySource = str | Path | bytes | UInt8Array


@dataclass(frozen=True, slots=True, eq=False)
class LoadedQuery:
    """A query, what the index is asked with, and how long its parts took, in seconds."""

    query: Query
    vectors: QueryVectors
    decode_seconds: float
    embed_seconds: float


def load_query(
    source: QuerySource,
    backbone: Backbone,
    settings: Settings,
    name: str = "the picture",
    *,
    mode: Mode = "fast",
    region: RegionLike | None = None,
    checkpoint: Checkpoint = go_on,
) -> LoadedQuery:
    """A query from a path, a URL, bytes or an (H, W, 3) uint8 RGB array; `name` is what bytes are called in errors.

    region : the part of it that is looked for, None for all.
    Raises UnreadablePicture, PictureTooLarge, FetchError, InvalidInput or WeightsUnavailable, each in one sentence.
    """
    started = time.perf_counter()
    uri, decoded = _decode(source, settings, name, checkpoint)
    checkpoint()
    return part_query(uri, decoded, backbone, region, name=name, mode=mode, started=started)


def part_query(
    uri: str,
    decoded: DecodedPicture,
    backbone: Backbone,
    region: RegionLike | None,
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
    kept, cut_from = None if region is None else inside(region, decoded, name), None
    if kept is not None:
        cut_from = decoded.width, decoded.height
        uri, decoded = str(replace(SourceUri(uri), region=kept)), imaging.cut(decoded, kept)
    working = WorkingPicture.of(decoded)
    decoded_at = time.perf_counter()
    # Of one picture the network keeps two cores busy for part of the time only: key points fit in beside it.
    with ThreadPoolExecutor(1, thread_name_prefix="pictrace-query") as beside:
        local = beside.submit(matching.describe_local, working.pixels, decoded.width, decoded.height, decoded.pixels)
        mirrored = beside.submit(matching.describe_mirrored, working.pixels, decoded.width, decoded.height)
        seen = see(backbone, [working.pixels], thirds=mode == "thorough")[0]
    query = replace(
        describe_query(uri, decoded, working, seen, local.result(), mirrored.result()),
        region=kept,
        cut_from=cut_from,
        read_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    vectors = query_vectors(query.features, working.pixels, backbone, mode, seen.thirds)
    return LoadedQuery(query, vectors, decoded_at - started, time.perf_counter() - decoded_at)


def known_query(query: Query, backbone: Backbone, mode: Mode = "fast") -> LoadedQuery:
    """A query whose features are stored already, with what the index is asked with. Raises WeightsUnavailable."""
    started = time.perf_counter()
    vectors = query_vectors(query.features, query.working, backbone, mode)
    return LoadedQuery(query, vectors, 0.0, time.perf_counter() - started)


def describe_query(
    uri: str,
    decoded: DecodedPicture,
    working: WorkingPicture,
    seen: Seen,
    local: LocalFeatures,
    mirrored: LocalFeatures,
) -> Query:
    """Everything that a search needs of the query."""
    query = matching.describe_query(
        uri=uri,
        working=working.pixels,
        width=decoded.width,
        height=decoded.height,
        vector=seen.whole,
        parts=seen.parts,
        byte_digest=decoded.byte_digest,
        pixel_digest=decoded.pixel_digest,
        metadata=decoded.metadata,
        local=local,
        mirrored=mirrored,
    )
    return replace(query, jpeg_quality=decoded.jpeg_quality)


def decode_source(source: QuerySource, settings: Settings, name: str = "the picture") -> DecodedPicture:
    """What a query can be, decoded. Raises as `load_query` does."""
    return _decode(source, settings, name)[1]


def _decode(
    source: QuerySource, settings: Settings, name: str, checkpoint: Checkpoint = go_on
) -> tuple[str, DecodedPicture]:
    if isinstance(source, np.ndarray):
        decoded = imaging.from_array(source)
        return f"array:{decoded.pixel_digest[:12]}", decoded
    if isinstance(source, (bytes, bytearray, memoryview)):
        data = bytes(source)
        return f"bytes:{imaging.file_digest(data)[:12]}", imaging.decode(data, name=name, limits=settings.limits)
    if not isinstance(source, (str, Path)):
        raise InvalidInput(
            f"A query is a path, a URL, bytes or an (H, W, 3) uint8 RGB array, not {type(source).__name__}; give one."
        )
    text = str(source)
    if urls.is_url(text):
        data = urls.fetch_one(text, settings, checkpoint=checkpoint)
        return text, imaging.decode(data, name=text, limits=settings.limits)
    path = given_path(text)
    if os.path.isdir(path):
        raise UnreadablePicture(f"{path} is a folder; name one picture in it.")
    if os.path.exists(path):
        data = read_file(path, settings.limits.max_bytes)
        return path, imaging.decode(data, name=os.path.basename(path), limits=settings.limits)
    # A member of an archive, or a page, as the library names them.
    for place in SourceUri.readings(path):
        item = sources.local_item(str(place.whole), settings)
        if isinstance(item, SourceItem) and item.read is not None:
            page = place.page or 1
            return str(place), imaging.decode(item.read(), name=item.name, limits=settings.limits, page=page)
    raise UnreadablePicture(f"{printable(path)} is not there; check the path.")
