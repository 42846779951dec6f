"""Removing, verifying and rebuilding: what keeps the files and the index equal to the catalogue."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pictrace import imaging
from pictrace.errors import PicTraceError, UnreadablePicture
from pictrace.imaging.working_picture import WorkingPicture
from pictrace.index import SyncedIndex
from pictrace.settings import Settings
from pictrace.store import Catalog
from pictrace.store.files import PictureStore
from pictrace.store.originals import Originals, Sighting
from pictrace.types import Progress, ProgressCallback, RebuildReport, Record, UInt8Array, VerifyReport

PAGE = 1000
REPORT_EVERY = 50


@dataclass(frozen=True, slots=True)
class _DiskUse:
    size: int
    measured_at: float
    seconds: float


class Maintenance:
    """Work on the whole library. Safe while others add and search."""

    def __init__(
        self,
        catalog: Catalog,
        index: Callable[[], SyncedIndex],
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

    def rebuild(self, progress: ProgressCallback | None = None) -> RebuildReport:
        """The index from the rows, missing working pictures from the originals, and strays away."""
        wanted: set[str] = set()
        restored, lost = 0, list[int]()
        for record in self._watched(progress):
            wanted.add(record.pixel_digest)
            if not self._working.has(record.pixel_digest):
                if self._restore(record):
                    restored += 1
                else:
                    lost.append(record.id)
        # A picture that is being added right now has its file first and its row a moment later; the adder looks for
        # the file again behind its row, so one that is cleared here in between comes back.
        strays = self._working.remove_strays(wanted | {record.pixel_digest for record in self._all()})
        index = self._index()
        index.rebuild()
        return RebuildReport(pictures=index.count(), restored=restored, lost=tuple(lost), strays=strays)

    def verify(self, progress: ProgressCallback | None = None) -> VerifyReport:
        """Every contradiction in one sentence, and the pictures whose originals are gone."""
        problems = list(self._catalog.check())
        unreachable: list[int] = []
        news: list[Sighting] = []
        checked = 0
        for record in self._watched(progress):
            checked += 1
            if not self._working.has(record.pixel_digest):
                problems.append(f"Picture {record.id} ({record.name}) has lost its working picture; run rebuild.")
            seen = self._originals.look(record)
            if seen.is_news:
                news.append(seen)
            if seen.anywhere is False:
                unreachable.append(record.id)
        self._originals.note(*news)
        indexed, stored = self._index().count(), self._catalog.count()
        if indexed != stored:
            problems.append(f"The index holds {indexed} pictures and the catalogue {stored}; run rebuild.")
        return VerifyReport(checked=checked, problems=tuple(problems), unreachable=tuple(unreachable))

    def working_pixels(self, record: Record) -> UInt8Array | None:
        """The working picture as (h, w, 3) uint8 RGB, made again when it is lost or damaged; None when it cannot be."""
        with contextlib.suppress(UnreadablePicture):
            return imaging.decode_jpeg(self._working.read(record.pixel_digest))
        # A file that is there and no picture would keep the new one from being written.
        self._working.remove(record.pixel_digest)
        return imaging.decode_jpeg(self._working.read(record.pixel_digest)) if self._restore(record) else None

    def disk_bytes(self, location: Path) -> int:
        """Bytes of everything in the library's folder; for large ones as it was a short while ago."""
        now = time.monotonic()
        # Pages and the API ask all the time, and walking 300,000 files takes seconds: at most 2 % of the time for it.
        if self._disk is None or now > self._disk.measured_at + 50 * self._disk.seconds:
            self._disk = _DiskUse(_size_below(location), measured_at=time.monotonic(), seconds=time.monotonic() - now)
        return self._disk.size

    def _restore(self, record: Record) -> bool:
        """Make a lost working picture again; False when no original is there that still shows the same picture."""
        original = self._originals.read(record)
        if original is None:
            return False
        try:
            decoded = imaging.decode(original.data, name=record.name, limits=self._settings.limits, page=original.page)
        except PicTraceError:
            return False
        recorded = imaging.as_recorded(decoded, record.byte_digest, record.pixel_digest)
        if recorded is None:
            return False
        self._working.write(record.pixel_digest, WorkingPicture.of(recorded).jpeg)
        return True

    def _watched(self, progress: ProgressCallback | None) -> Iterator[Record]:
        """All records, with word of how far it is; ends early when the callback says False."""
        total = self._catalog.count()
        began = time.monotonic()
        for done, record in enumerate(self._all(), start=1):
            yield record
            if progress is None or (done % REPORT_EVERY and done < total):
                continue
            told = Progress(done, max(done, total), 0, 0, 0, time.monotonic() - began, record.uri)
            if progress(told) is False:
                return

    def _all(self) -> Iterator[Record]:
        offset = 0
        while page := self._catalog.page(order="added", descending=False, offset=offset, limit=PAGE):
            yield from page
            offset += len(page)


def _size_below(folder: Path) -> int:
    """Bytes of all files in a folder; those that vanish meanwhile, as SQLite's own do, count nothing."""
    size = 0
    for path in folder.rglob("*"):
        with contextlib.suppress(FileNotFoundError):
            size += path.stat().st_size if path.is_file() else 0
    return size
