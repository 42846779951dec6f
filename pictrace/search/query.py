"""A query from whatever a person gives, or from a picture of the library: read here, built by `extraction`."""

from __future__ import annotations

import time

from pictrace import imaging
from pictrace.errors import PicTraceError, UnknownPicture
from pictrace.extraction import LoadedQuery, query_from_decoded, query_from_stored
from pictrace.search.query_source import QuerySource, decode_source
from pictrace.settings import Limits, Settings
from pictrace.store import Catalog
from pictrace.store.files import PictureStore
from pictrace.store.originals import Originals
from pictrace.types import Backbone, Checkpoint, DecodedPicture, Mode, Query, Record, RegionLike, go_on


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
    uri, decoded = decode_source(source, settings, name, checkpoint)
    checkpoint()
    return query_from_decoded(uri, decoded, backbone, region, name=name, mode=mode, started=started)


def stored_query(record: Record, catalog: Catalog, working: PictureStore) -> Query:
    """A picture of the library as a query, from what is stored of it.

    Raises UnreadablePicture when its working picture is gone, UnknownPicture when all of it is.
    """
    features = catalog.features([record.id]).get(record.id)
    if features is None:
        raise UnknownPicture(f"Picture {record.id} was removed from the library meanwhile.")
    return query_from_stored(record, features, imaging.decode_jpeg(working.read(record.pixel_digest)))


def stored_picture(record: Record, originals: Originals, working: PictureStore, limits: Limits) -> DecodedPicture:
    """The pixels of a picture of the library: of its original when that can be reached, else of its working picture.

    URLs are not fetched. Raises UnreadablePicture when the working picture is gone too.
    """
    original = originals.read(record)
    if original is not None:
        try:
            decoded = imaging.decode(original.data, name=record.name, limits=limits, page=original.page)
        except PicTraceError:
            decoded = None
        # Other bytes may lie there by now.
        recorded = decoded and imaging.as_recorded(decoded, record.byte_digest, record.pixel_digest)
        if recorded is not None:
            return recorded
    return DecodedPicture(
        pixels=imaging.decode_jpeg(working.read(record.pixel_digest)),
        width=record.width,
        height=record.height,
        format=record.format,
        byte_size=record.byte_size,
        byte_digest=record.byte_digest,
        pixel_digest=record.pixel_digest,
        reduced=True,
        metadata=record.metadata,
    )
