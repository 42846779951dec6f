"""Where the originals are: files, members of archives, and uploads that the library keeps."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pictrace import imaging, sources
from pictrace.errors import PicTraceError, UnknownPicture
from pictrace.settings import Settings
from pictrace.store import Catalog, Location, by_trust
from pictrace.store.files import PictureStore, upload_digest, upload_uri
from pictrace.types import ByteDigest, Failure, Record, SourceItem, SourceUri


@dataclass(frozen=True, slots=True)
class Original:
    """The bytes of a file, and the location that they were read from. page : which picture of it, from 1."""

    uri: str
    data: bytes
    page: int = 1


@dataclass(frozen=True, slots=True)
class Sighting:
    """What came of looking for a picture at its places on this machine.

    there, missing : places where it is, and where it is not. unasked : whether it has places on the web too, which
    are not asked.
    """

    there: tuple[Location, ...]
    missing: tuple[Location, ...]
    unasked: bool

    @property
    def anywhere(self) -> bool | None:
        """Whether any original is there; None when only URLs could say."""
        return bool(self.there) or (None if self.unasked else False)

    @property
    def is_news(self) -> bool:
        """Whether any of it was recorded otherwise."""
        return not all(place.reachable for place in self.there) or any(place.reachable for place in self.missing)


class Originals:
    """Finds and keeps the bytes that pictures were made from."""

    def __init__(self, catalog: Catalog, uploads: PictureStore, settings: Settings) -> None:
        self._catalog = catalog
        self._uploads = uploads
        self._settings = settings

    def keep_upload(self, data: bytes, name: str) -> None:
        """Keep these bytes and the name they came with."""
        uri = upload_uri(data)
        self._uploads.write(imaging.file_digest(data), data)
        self._catalog.put(f"name of {uri}", name)

    def upload_item(self, uri: str) -> SourceItem | Failure:
        """The input that an `upload:` uri stands for, or why it is none."""
        digest = upload_digest(uri)
        if digest is None or not self._uploads.has(digest):
            return Failure(uri, f"{uri} is not among the uploads of this library; upload the file again.")
        path = self._uploads.path(digest)
        return SourceItem(
            uri=uri,
            name=self._catalog.get(f"name of {uri}") or digest[:12],
            size=path.stat().st_size,
            # Content-addressed: the same uri always means the same bytes, so any fixed time says "unchanged".
            modified_ns=0,
            read=lambda: self._uploads.read(digest),
            path=str(path),
        )

    def forget_unused_upload(self, uri: str) -> None:
        """Delete the kept bytes that this location lay in, unless another page or member of them is still recorded."""
        kept = SourceUri.parse(uri)
        digest = kept.upload_digest
        if digest is not None and not self._catalog.has_location_under(kept.file):
            self._uploads.remove(digest)

    def read(self, record: Record) -> Original | None:
        """The first location on this machine that still has the picture, and its bytes; notes which have."""
        for place in self._current(record):
            item = None if place.source.is_url else self._item(place)
            data = None if item is None else _bytes(item)
            if data is not None and item is not None and self._shows(place, record, item, data):
                self._note([place], True)
                return Original(place.uri, data, place.source.page or 1)
            if not place.source.is_url:
                self._note([place], False)
        return None

    def bytes_at(self, uri: str) -> bytes | None:
        """What lies at a location on this machine, or None; URLs are not fetched."""
        for reading in SourceUri.readings(uri):
            item = None if reading.is_url else self._local(str(reading.whole))
            if item is not None:
                return _bytes(item)
        return None

    def look_for(self, record: Record) -> bool | None:
        """Whether any original is there; None when only URLs could say, which are not asked. Notes what it finds."""
        seen = self.look(record)
        self.note(seen)
        return seen.anywhere

    def look(self, record: Record) -> Sighting:
        """Which places have it. A file is read only where its size or its time is not the recorded one."""
        there, missing, unasked = list[Location](), list[Location](), False
        for place in self._current(record):
            if place.source.is_url:
                unasked = True
            else:
                (there if self._has(place, record) else missing).append(place)
        return Sighting(tuple(there), tuple(missing), unasked)

    def note(self, *sightings: Sighting) -> None:
        """Write down what of it is new."""
        self._note([place for seen in sightings for place in seen.there], True)
        self._note([place for seen in sightings for place in seen.missing], False)

    def _note(self, places: Sequence[Location], reachable: bool) -> None:
        changed = [place for place in places if place.reachable is not reachable]
        if changed:
            self._catalog.mark_reachable(changed, reachable)

    def _current(self, record: Record) -> tuple[Location, ...]:
        """Those first where it probably is; at places that are not current other bytes lie now."""
        return tuple(place for place in by_trust(self._catalog.locations_of(record.id)) if place.current)

    def _has(self, place: Location, record: Record) -> bool:
        item = self._item(place)
        if item is None:
            return False
        if item.modified_ns is not None and (item.size, item.modified_ns) == (place.size, place.modified_ns):
            return True
        data = _bytes(item)
        return data is not None and self._shows(place, record, item, data)

    def _shows(self, place: Location, record: Record, item: SourceItem, data: bytes) -> bool:
        """Whether these are the bytes that were found there, or at least the same picture saved again."""
        if imaging.file_digest(data) == ByteDigest.parse(place.byte_digest).file:
            if (item.size, item.modified_ns) != (place.size, place.modified_ns):
                # So that it need not be read again.
                with contextlib.suppress(UnknownPicture):  # removed meanwhile
                    newer = replace(place, size=item.size, modified_ns=item.modified_ns)
                    self._catalog.add_location(record.id, newer)
            return True
        try:
            page = place.source.page or 1
            decoded = imaging.decode(data, name=record.name, limits=self._settings.limits, page=page)
        except PicTraceError:
            return False
        return imaging.as_recorded(decoded, record.byte_digest, record.pixel_digest) is not None

    def _item(self, place: Location) -> SourceItem | None:
        return self._local(str(place.source.whole))

    def _local(self, uri: str) -> SourceItem | None:
        item = sources.local_item(uri, self._settings, resolve_upload=self.upload_item)
        return item if isinstance(item, SourceItem) else None


def _bytes(item: SourceItem) -> bytes | None:
    try:
        return None if item.read is None else item.read()
    except PicTraceError:
        return None
