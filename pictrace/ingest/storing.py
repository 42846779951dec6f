"""Batches on their way into the library: one thread has the network describe them, another writes them down.

The network's thread never waits for the disk, and each batch is stored while the next one is described: where one
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
from pictrace.ingest.examine import Prepared
from pictrace.ingest.tally import Tally
from pictrace.store import Catalog, Inserted, NewPicture
from pictrace.store.files import PictureStore
from pictrace.system.search_priority import SearchPriority
from pictrace.types import Features

# Batches that may be between the network and the disk at once: with one the network would wait, three are more memory.
UNDER_WAY = 2


@dataclass(frozen=True, slots=True)
class Shelves:
    """Where pictures go, and who describes them."""

    catalog: Catalog
    working: PictureStore
    networks: Networks
    priority: SearchPriority


@dataclass(frozen=True, slots=True, eq=False)
class _Described:
    present: Present
    new: list[NewPicture]


class Storing:
    """Stores batches in the order they are given. For one thread; leaving the block waits for what is under way."""

    def __init__(self, shelves: Shelves, tally: Tally) -> None:
        self._shelves = shelves
        self._tally = tally
        self._network = ThreadPoolExecutor(1, thread_name_prefix="pictrace-network")
        self._disk = ThreadPoolExecutor(1, thread_name_prefix="pictrace-store")
        self._under_way: deque[tuple[Sequence[Prepared], Future[tuple[Inserted, ...]]]] = deque()

    def put(self, batch: Sequence[Prepared]) -> None:
        """Takes a batch, and waits while `UNDER_WAY` of them are not stored. Raises what storing an earlier one did."""
        described = self._network.submit(self._describe, batch)
        self._under_way.append((batch, self._disk.submit(self._store, batch, described)))
        while len(self._under_way) >= UNDER_WAY:
            self._count()

    def finish(self) -> None:
        """Waits until everything is stored. Raises what storing it did."""
        while self._under_way:
            self._count()

    def __enter__(self) -> Storing:
        return self

    def __exit__(self, *_: object) -> None:
        # What is not begun when an error ends the adding would be work for nobody.
        self._network.shutdown(cancel_futures=True)
        self._disk.shutdown(cancel_futures=True)
        for batch, inserted in self._under_way:
            if not inserted.cancelled() and inserted.exception() is None:
                self._note(batch, inserted.result())

    def _count(self) -> None:
        batch, inserted = self._under_way.popleft()
        self._note(batch, inserted.result())

    def _note(self, batch: Sequence[Prepared], inserted: Sequence[Inserted]) -> None:
        for prepared, entry in zip(batch, inserted, strict=True):
            note = self._tally.added if entry.is_new else self._tally.known
            note(prepared.location.uri, entry.id)

    def _describe(self, batch: Sequence[Prepared]) -> _Described:
        self._shelves.priority.give_way()
        present = self._shelves.networks.usable()
        features = picture_features(present.backbone, [prepared.extracted for prepared in batch])
        return _Described(present, [_new_picture(*pair) for pair in zip(batch, features, strict=True)])

    def _store(self, batch: Sequence[Prepared], described: Future[_Described]) -> tuple[Inserted, ...]:
        self._write(batch)
        inserted = self._insert(batch, described.result())
        # Another process may have removed the same picture, file and all, between our write and our insert.
        self._write(batch)
        return inserted

    def _write(self, batch: Sequence[Prepared]) -> None:
        for prepared in batch:
            self._shelves.working.write(prepared.decoded.pixel_digest, prepared.extracted.working.jpeg)

    def _insert(self, batch: Sequence[Prepared], described: _Described) -> tuple[Inserted, ...]:
        """Describes again when the library was switched to another network between describing and storing."""
        while True:
            try:
                return self._shelves.catalog.insert(described.new, described.present.made_by)
            except BackboneMismatch:
                if self._shelves.networks.present() is described.present:
                    raise
            described = self._describe(batch)


def _new_picture(prepared: Prepared, features: Features) -> NewPicture:
    decoded = prepared.decoded
    return NewPicture(
        byte_digest=decoded.byte_digest,
        pixel_digest=decoded.pixel_digest,
        width=decoded.width,
        height=decoded.height,
        format=decoded.format,
        byte_size=decoded.byte_size,
        metadata=prepared.metadata,
        name=prepared.location.name,
        location=prepared.location,
        features=features,
    )
