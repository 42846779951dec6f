"""Embedding every picture with another network, or with a newer version of the same one.

The new vectors are made beside the old ones, which answer searches meanwhile. When every picture has its new ones, one
transaction puts them in place. An interruption, whatever its kind, costs the batch at hand; the next call goes on.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from pictrace.extraction import picture_vectors
from pictrace.store import Catalog, ReembeddedPicture
from pictrace.system.search_priority import SearchPriority
from pictrace.types import Backbone, ChangeReport, NetworkVersion, Progress, ProgressCallback, Record, UInt8Array

BATCH = 16


@dataclass(frozen=True, slots=True)
class Reembedder:
    """pixels : the working picture of a record, or None when neither it nor an original is there."""

    catalog: Catalog
    pixels: Callable[[Record], UInt8Array | None]
    priority: SearchPriority

    def run(self, backbone: Backbone, progress: ProgressCallback | None) -> ChangeReport:
        """Embed what is not embedded yet, then make the library this network's.

        Pictures that are added meanwhile are embedded too. A picture that cannot be embedded keeps the library with
        its present network, since nothing would find it any more. Raises WeightsUnavailable, MissingPackage or
        LibraryError.
        """
        target = NetworkVersion.of(backbone)
        kept = self.catalog.reembedding.begin(target)
        run = _Run(self, backbone, target, progress)
        while run.embed_missing() and not run.lost:
            if self.catalog.reembedding.take_over(target):
                return run.report(kept, changed=True)
        return run.report(kept, changed=False)


class _Run:
    """One call of `Reembedder.run`."""

    def __init__(
        self, owner: Reembedder, backbone: Backbone, target: NetworkVersion, progress: ProgressCallback | None
    ) -> None:
        self._owner = owner
        self._backbone = backbone
        self._target = target
        self._progress = progress
        self._began = time.monotonic()
        self._embedded = 0
        self._cancelled = False
        self.lost: list[int] = []

    def embed_missing(self) -> bool:
        """Every picture that is not embedded yet, in the order of their ids; False when the callback said stop."""
        reembedding = self._owner.catalog.reembedding
        total = self._embedded + reembedding.missing_count(self._target)
        after = 0
        while ids := reembedding.missing(self._target, after, BATCH):
            after = ids[-1]
            records = self._owner.catalog.records(ids)
            self._embed(records)
            if not self._go_on(total, records):
                self._cancelled = True
                return False
        return True

    def report(self, kept: int, changed: bool) -> ChangeReport:
        return ChangeReport(
            backbone=self._target.name,
            version=self._target.version,
            described=self._embedded,
            kept=kept,
            lost=tuple(self.lost),
            seconds=time.monotonic() - self._began,
            changed=changed,
            cancelled=self._cancelled,
        )

    def _go_on(self, total: int, records: tuple[Record, ...]) -> bool:
        if self._progress is None or not records:
            return True
        # More than were counted: some were added meanwhile.
        done = self._embedded + len(self.lost)
        seconds = time.monotonic() - self._began
        told = Progress(done, max(total, done), 0, 0, len(self.lost), seconds, records[-1].uri)
        return self._progress(told) is not False

    def _embed(self, records: tuple[Record, ...]) -> None:
        self._owner.priority.give_way()
        pictures: list[tuple[int, UInt8Array]] = []
        for record in records:
            pixels = self._owner.pixels(record)
            if pixels is None:
                self.lost.append(record.id)
            else:
                pictures.append((record.id, pixels))
        seen = picture_vectors(self._backbone, [pixels for _, pixels in pictures])
        self._owner.catalog.reembedding.store(
            self._target,
            [ReembeddedPicture(id, of.whole, of.tile_vectors) for (id, _), of in zip(pictures, seen, strict=True)],
        )
        self._embedded += len(pictures)
