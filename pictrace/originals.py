"""Where the originals are: files, members of archives, and uploads that the library keeps."""

from __future__ import annotations

from dataclasses import dataclass

from pictrace import sources
from pictrace.catalog import Catalog
from pictrace.errors import PicTraceError
from pictrace.settings import Settings
from pictrace.storage import PictureStore, upload_digest, upload_uri
from pictrace.types import Failure, Record, SourceItem


@dataclass(frozen=True, slots=True)
class Original:
    """The bytes of a file, and the location that they were read from."""

    uri: str
    data: bytes

    @property
    def page(self) -> int:
        """Which picture of the file is meant, counted from 1."""
        page = self.uri.rpartition("#page=")[2] if "#page=" in self.uri else ""
        return int(page) if page.isdigit() else 1


class Originals:
    """Finds and keeps the bytes that pictures were made from."""

    def __init__(self, catalog: Catalog, uploads: PictureStore, settings: Settings) -> None:
        self._catalog = catalog
        self._uploads = uploads
        self._settings = settings

    def keep_upload(self, data: bytes, name: str) -> None:
        """Keep these bytes and the name they came with."""
        uri = upload_uri(data)
        self._uploads.write(uri.removeprefix("upload:"), data)
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
        whole = uri.split("#page=")[0].split("!/")[0]
        digest = upload_digest(whole)
        if digest is not None and not self._catalog.has_location_under(whole):
            self._uploads.remove(digest)

    def read(self, record: Record) -> Original | None:
        """The first location on this machine that still has the bytes, and them; notes which have."""
        for uri in self.current_uris(record):
            data = self._bytes(uri)
            if data is not None:
                self._catalog.mark_reachable([uri], True)
                return Original(uri, data)
            if not sources.urls.is_url(uri):
                self._catalog.mark_reachable([uri], False)
        return None

    def bytes_at(self, uri: str) -> bytes | None:
        """What lies at a location on this machine, or None; URLs are not fetched."""
        return None if sources.urls.is_url(uri) else self._bytes(uri)

    def current_uris(self, record: Record) -> tuple[str, ...]:
        """The locations where this picture was found last; elsewhere other bytes lie now."""
        return tuple(location.uri for location in self._catalog.locations_of(record.id) if location.current)

    def look_for(self, record: Record) -> bool | None:
        """Whether any original is there; None when only URLs could say, which are not asked. Notes what it finds."""
        there = {uri: self.is_there(uri) for uri in self.current_uris(record)}
        self._catalog.mark_reachable([uri for uri, found in there.items() if found], True)
        self._catalog.mark_reachable([uri for uri, found in there.items() if found is False], False)
        if any(there.values()):
            return True
        return None if None in there.values() else False

    def is_there(self, uri: str) -> bool | None:
        """Whether the original is there, without reading it whole; None for a URL, which is not asked."""
        if sources.urls.is_url(uri):
            return None
        item = self._item(uri)
        return isinstance(item, SourceItem)

    def _bytes(self, uri: str) -> bytes | None:
        item = self._item(uri)
        if not isinstance(item, SourceItem) or item.read is None:
            return None
        try:
            return item.read()
        except PicTraceError:
            return None

    def _item(self, uri: str) -> SourceItem | Failure:
        return sources.local_item(uri.split("#page=")[0], self._settings, resolve_upload=self.upload_item)
