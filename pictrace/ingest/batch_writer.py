"""Batches on their way into the library: one thread embeds them, another writes them down.

The network's thread never waits for the disk, and each batch is stored while the next one is embedded: where one
thread did both, a core stood idle for a tenth of the time.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from pictrace.errors import BackboneMismatch
from pictrace.extraction import picture_features
from pictrace.index.networks import Networks, Present
from pictrace.ingest.input_processing import ExtractedInput
from pictrace.ingest.progress_counter import ProgressCounter
from pictrace.store import Catalog, Inserted, NewPicture
from pictrace.store.files import PictureStore
from pictrace.system.search_priority import SearchPriority
from pictrace.types import Features

# Batches that may be between the network and the disk at once: with one the network would wait, three are more memory.
MAX_IN_FLIGHT = 2


@dataclass(frozen=True, slots=True)
class WriteTargets:
    """Where pictures are stored, and the network that embeds them."""

    catalog: Catalog
    working: PictureStore
    networks: Networks
    priority: SearchPriority


@dataclass(frozen=True, slots=True, eq=False)
class _EmbeddedBatch:
    present: Present
    new: list[NewPicture]


class BatchWriter:
    """Stores batches in the order they are given. For one thread; leaving the block waits for what is in flight."""

    def __init__(self, targets: WriteTargets, counter: ProgressCounter) -> None:
        self._targets = targets
        self._counter = counter
        self._network = ThreadPoolExecutor(1, thread_name_prefix="pictrace-network")
        self._disk = ThreadPoolExecutor(1, thread_name_prefix="pictrace-store")
        self._in_flight: deque[tuple[Sequence[ExtractedInput], Future[tuple[Inserted, ...]]]] = deque()

    def put(self, batch: Sequence[ExtractedInput]) -> None:
        """Takes a batch, and waits while `MAX_IN_FLIGHT` of them are not stored.

        Raises what storing an earlier one did.
        """
        embedded = self._network.submit(self._embed, batch)
        self._in_flight.append((batch, self._disk.submit(self._store, batch, embedded)))
        while len(self._in_flight) >= MAX_IN_FLIGHT:
            self._count()

    def finish(self) -> None:
        """Waits until everything is stored. Raises what storing it did."""
        while self._in_flight:
            self._count()

    def __enter__(self) -> BatchWriter:
        return self

    def __exit__(self, *_: object) -> None:
        # What is not begun when an error ends the adding would be work for nobody.
        self._network.shutdown(cancel_futures=True)
        self._disk.shutdown(cancel_futures=True)
        for batch, inserted in self._in_flight:
            if not inserted.cancelled() and inserted.exception() is None:
                self._note(batch, inserted.result())

    def _count(self) -> None:
        batch, inserted = self._in_flight.popleft()
        self._note(batch, inserted.result())

    def _note(self, batch: Sequence[ExtractedInput], inserted: Sequence[Inserted]) -> None:
        for extracted, entry in zip(batch, inserted, strict=True):
            note = self._counter.added if entry.is_new else self._counter.known
            note(extracted.location.uri, entry.id)

    def _embed(self, batch: Sequence[ExtractedInput]) -> _EmbeddedBatch:
        self._targets.priority.give_way()
        present = self._targets.networks.usable()
        features = picture_features(present.backbone, [extracted.picture for extracted in batch])
        return _EmbeddedBatch(present, [_new_picture(*pair) for pair in zip(batch, features, strict=True)])

    def _store(self, batch: Sequence[ExtractedInput], embedded: Future[_EmbeddedBatch]) -> tuple[Inserted, ...]:
        self._write(batch)
        inserted = self._insert(batch, embedded.result())
        # Another process may have removed the same picture, file and all, between our write and our insert.
        self._write(batch)
        return inserted

    def _write(self, batch: Sequence[ExtractedInput]) -> None:
        for extracted in batch:
            self._targets.working.write(extracted.decoded.pixel_digest, extracted.picture.working.jpeg)

    def _insert(self, batch: Sequence[ExtractedInput], embedded: _EmbeddedBatch) -> tuple[Inserted, ...]:
        """Embeds again when the library was switched to another network between embedding and storing."""
        while True:
            try:
                return self._targets.catalog.insert(embedded.new, embedded.present.made_by)
            except BackboneMismatch:
                if self._targets.networks.present() is embedded.present:
                    raise
            embedded = self._embed(batch)


def _new_picture(extracted: ExtractedInput, features: Features) -> NewPicture:
    decoded = extracted.decoded
    return NewPicture(
        byte_digest=decoded.byte_digest,
        pixel_digest=decoded.pixel_digest,
        width=decoded.width,
        height=decoded.height,
        format=decoded.format,
        byte_size=decoded.byte_size,
        metadata=extracted.metadata,
        name=extracted.location.name,
        location=extracted.location,
        features=features,
    )
