"""One input becomes outcomes: known, failed, or extracted for the network."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from pictrace import imaging
from pictrace.errors import PicTraceError
from pictrace.extraction import ExtractedPicture, extract_picture
from pictrace.imaging.metadata import with_sidecars
from pictrace.settings import Settings
from pictrace.store import Catalog, Location
from pictrace.types import (
    BrokenPage,
    DecodedPicture,
    Fetched,
    SourceItem,
    SourceUri,
)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class ExtractedInput:
    """A new picture with everything but its vectors; `decoded` holds the working pixels in place of the full ones."""

    location: Location
    decoded: DecodedPicture
    metadata: Mapping[str, str]
    picture: ExtractedPicture


@dataclass(frozen=True, slots=True)
class Known:
    """A picture that the library has already. `location` is None when nothing new was learned of it."""

    uri: str
    id: int
    location: Location | None
    metadata: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Failed:
    """An input that is no picture, and why."""

    uri: str
    kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The input is through; it may have been several pictures or none. `well` is False when it failed."""

    uri: str
    well: bool


Outcome = ExtractedInput | Known | Failed | Finished


def process_input(waiting: SourceItem | Fetched, catalog: Catalog, settings: Settings) -> Iterator[Outcome]:
    """The outcomes of one input, a page at a time, and Finished behind them."""
    item = waiting.item if isinstance(waiting, Fetched) else waiting
    well = False
    try:
        yield from _process(waiting, item, catalog, settings)
        well = True
    except PicTraceError as error:
        yield Failed(item.uri, error.kind, error.message)
    except Exception as error:
        # One odd picture must not end the adding of the other 300,000, nor vanish: it is listed, and logged whole.
        log.exception("unexpected error while examining %s", item.uri)
        yield Failed(item.uri, "unexpected", f"{item.name} could not be worked on ({type(error).__name__}: {error}).")
    yield Finished(item.uri, well)


def _process(
    waiting: SourceItem | Fetched, item: SourceItem, catalog: Catalog, settings: Settings
) -> Iterator[Outcome]:
    if isinstance(waiting, Fetched):
        if waiting.data is None:
            raise waiting.error or PicTraceError(f"{item.uri} gave nothing.")
        data = waiting.data
    else:
        before = catalog.location(item.uri)
        if before is not None and before.picture_id is not None and _unchanged(item, before):
            # Known by now to be there again, where it was missing.
            back = None if before.reachable else _location(item, item.uri, before.byte_digest)
            yield Known(item.uri, before.picture_id, back, item.metadata)
            return
        if item.read is None:
            raise PicTraceError(f"{item.uri} has nothing to read.")
        data = item.read()
    digest = imaging.file_digest(data)
    known = catalog.id_by_bytes(digest)
    beside = item.sidecars() if item.sidecars is not None else ()
    if known is not None:
        yield Known(item.uri, known, _location(item, item.uri, digest), _learned(known, item, beside, catalog))
        return
    pages = imaging.decode_pages(data, name=item.name, limits=settings.limits, digest=digest)
    # map, not a loop with a variable: a waiting worker would hold the full pixels of its last picture.
    yield from map(partial(_page, item, beside, catalog), pages)


def _learned(known: int, item: SourceItem, beside: Sequence[tuple[str, bytes]], catalog: Catalog) -> dict[str, str]:
    """What the library did not know yet of a picture whose bytes it has."""
    if not beside:
        return dict(item.metadata)
    before = next((record.metadata for record in catalog.records([known])), {})
    return {**with_sidecars(before, beside, picture=item.name), **item.metadata}


def _page(
    item: SourceItem, beside: Sequence[tuple[str, bytes]], catalog: Catalog, decoded: DecodedPicture | BrokenPage
) -> ExtractedInput | Known | Failed:
    if isinstance(decoded, BrokenPage):
        return Failed(_of_page(item, decoded.page), decoded.error.kind, decoded.error.message)
    uri = item.uri if decoded.pages == 1 else _of_page(item, decoded.page)
    location = _location(item, uri, decoded.byte_digest)
    embedded = decoded.metadata
    metadata = {**(with_sidecars(embedded, beside, picture=item.name) if beside else embedded), **item.metadata}
    known = catalog.id_by_pixels(decoded.pixel_digest)
    if known is not None:
        return Known(uri, known, location, metadata)
    extracted = extract_picture(decoded)
    return ExtractedInput(
        location=location,
        # Without the full pixels: a batch and a queue of 64-megapixel scans would hold 9 GB of them.
        decoded=replace(decoded, pixels=extracted.working.pixels, alpha=None),
        metadata=metadata,
        picture=extracted,
    )


def _of_page(item: SourceItem, page: int) -> str:
    return str(replace(SourceUri(item.uri), page=page))


def _unchanged(item: SourceItem, before: Location) -> bool:
    # A page of a file can be recorded under what is the name of another file.
    whole = before.source.page is None
    return whole and item.modified_ns is not None and (item.size, item.modified_ns) == (before.size, before.modified_ns)


def _location(item: SourceItem, uri: str, byte_digest: str) -> Location:
    return Location(uri, byte_digest, item.size, item.modified_ns, item.name)
