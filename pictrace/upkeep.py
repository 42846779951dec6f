"""Removing, verifying and rebuilding: what keeps the files and the index equal to the catalogue."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pictrace import images
from pictrace.catalog import Catalog
from pictrace.describing import working_picture
from pictrace.errors import PicTraceError
from pictrace.indexing import SyncedIndex
from pictrace.originals import Originals
from pictrace.settings import Settings
from pictrace.storage import PictureStore
from pictrace.types import Record, VerifyReport

PAGE = 1000


@dataclass(frozen=True, slots=True)
class _DiskUse:
    size: int
    measured_at: float
    seconds: float


class Upkeep:
    """Work on the whole library. Safe while others add and search."""

    def __init__(
        self,
        catalog: Catalog,
        index: SyncedIndex,
        working: PictureStore,
        originals: Originals,
        settings: Settings,
    ) -> None:
        self._catalog = catalog
        self._index = index
        self._working = working
        self._originals = originals
        self._settings = settings
        self._disk: _DiskUse | None = None

    def remove(self, ids: list[int]) -> tuple[int, ...]:
        """Rows first, files after: a crash in between leaves files that nothing names, which rebuild clears away."""
        records = self._catalog.records(ids)
        removed = set(self._catalog.remove(ids))
        for record in records:
            if record.id in removed and self._catalog.id_by_pixels(record.pixel_digest) is None:
                self._working.remove(record.pixel_digest)
                for uri in record.uris:
                    self._originals.forget_unused_upload(uri)
        return tuple(sorted(removed))

    def rebuild(self) -> None:
        """The index from the rows, missing working pictures from the originals, and strays away."""
        wanted: set[str] = set()
        for record in self._all():
            wanted.add(record.pixel_digest)
            if not self._working.has(record.pixel_digest):
                self._restore(record)
        # Read after the rows: a picture that is being added right now has its file first and its row a moment later.
        self._working.remove_strays(wanted | {record.pixel_digest for record in self._all()})
        self._index.rebuild()

    def verify(self) -> VerifyReport:
        """Every contradiction in one sentence, and the pictures whose originals are gone."""
        problems = list(self._catalog.check())
        unreachable: list[int] = []
        checked = 0
        for record in self._all():
            checked += 1
            if not self._working.has(record.pixel_digest):
                problems.append(f"Picture {record.id} ({record.name}) has lost its working picture; run rebuild.")
            there = [(uri, self._originals.is_there(uri)) for uri in self._originals.current_uris(record)]
            self._catalog.mark_reachable([uri for uri, found in there if found], True)
            self._catalog.mark_reachable([uri for uri, found in there if found is False], False)
            if all(found is False for _, found in there):
                unreachable.append(record.id)
        indexed, stored = self._index.count(), self._catalog.count()
        if indexed != stored:
            problems.append(f"The index holds {indexed} pictures and the catalogue {stored}; run rebuild.")
        return VerifyReport(checked=checked, problems=tuple(problems), unreachable=tuple(unreachable))

    def disk_bytes(self, location: Path) -> int:
        """Bytes of everything in the library's folder; for large ones as it was a short while ago."""
        now = time.monotonic()
        # Pages and the API ask all the time, and walking 300,000 files takes seconds: at most 2 % of the time for it.
        if self._disk is None or now > self._disk.measured_at + 50 * self._disk.seconds:
            size = sum(path.stat().st_size for path in location.rglob("*") if path.is_file())
            self._disk = _DiskUse(size, measured_at=time.monotonic(), seconds=time.monotonic() - now)
        return self._disk.size

    def _restore(self, record: Record) -> None:
        data = self._originals.read(record)
        if data is None:
            return
        page = int(record.uri.rpartition("#page=")[2]) if "#page=" in record.uri else 1
        try:
            decoded = images.decode(data, name=record.name, limits=self._settings.limits, page=page)
        except PicTraceError:
            return
        if decoded.pixel_digest == record.pixel_digest:
            self._working.write(record.pixel_digest, working_picture(decoded).jpeg)

    def _all(self) -> Iterator[Record]:
        offset = 0
        while page := self._catalog.page(order="added", descending=False, offset=offset, limit=PAGE):
            yield from page
            offset += len(page)
