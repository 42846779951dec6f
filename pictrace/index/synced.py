"""The index of a library, in sync with its catalogue."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from pathlib import Path

from pictrace.errors import LibraryClosed
from pictrace.index import projection_learning
from pictrace.index.building import build
from pictrace.index.identity import identity_of
from pictrace.index.lists import Lists, MakeEngine
from pictrace.index.snapshots import Snapshot, SnapshotKey, Snapshots
from pictrace.index.synced_lists import SyncedLists
from pictrace.store import Catalog
from pictrace.types import Int64Array, QueryVectors

log = logging.getLogger(__name__)

# Below, lists are built from the rows in about a second, and files would save nothing.
LARGE = 2000
# The files are rewritten when so much of the library is not in them; at the next start that is read from the rows.
_WRITE_AGAIN_SHARE = 0.1
_WRITE_AT_CLOSE_SHARE = 0.01
_FAR_BEHIND = 3


@dataclass(frozen=True, slots=True, eq=False)
class Shortlist:
    """ids : (n,) int64, distinct pictures, the likeliest first. searched : how many there were to choose from."""

    ids: Int64Array
    searched: int


class SyncedIndex:
    """Lists that take over every change the catalogue has committed, by any process, before they answer.

    They are a cache: they start from their files, or from the rows where there are none (50,000 × 2,048 floats in about
    2 s). Where other lists would suit the library better (it has grown, or fitted a new projection), they are built in
    the background while the current ones answer.
    """

    def __init__(
        self,
        catalog: Catalog,
        make: MakeEngine,
        dimension: int,
        network: str = "",
        folder: Path | None = None,
        large: int = LARGE,
    ) -> None:
        """network : name and version of the network of these vectors; each has its own learned projection.

        folder : for the files of libraries of `large` pictures and more; None writes none.
        """
        self._catalog = catalog
        self._make = make
        self._network = network
        self._kind = projection_learning.kind_of(network)
        self._dimension = dimension
        self._large = large
        self._snapshots = None if folder is None else Snapshots(folder)
        self._current: SyncedLists | None = None
        self._has_failed = False
        self._lock = threading.RLock()
        self._rebuilding: threading.Thread | None = None
        self._closing = threading.Event()

    def search(self, query: QueryVectors, count: int) -> Shortlist:
        """`count` likely pictures of everything that was committed before the call."""
        with self._lock:
            lists = self._synced().lists
            return Shortlist(lists.search(query, count, self._catalog.vectors), len(lists))

    def lists(self) -> Lists:
        """The lists themselves, for measuring; later searches may use others."""
        with self._lock:
            return self._synced().lists

    def sync(self) -> None:
        """Take over every change of the catalogue."""
        with self._lock:
            self._synced()

    def rebuild(self) -> None:
        """Build the lists and their files from every row again."""
        with self._lock:
            self._current = self._built_now(self._projection_id())

    def learn(self) -> bool:
        """Fit the projection when there is none, or the library has grown fourfold since. True when it was fitted.

        The new one is stored in the catalogue with what it was fitted on; every process takes it over.
        """
        return projection_learning.learn(self._catalog, self._kind)

    def count(self) -> int:
        with self._lock:
            return len(self._synced().lists)

    def describe(self) -> str:
        with self._lock:
            described = self._synced().lists.describe()
            return f"{described}; a better index is being made" if self._is_rebuilding() else described

    def wait_for_rebuild(self) -> None:
        """Wait until lists that are being built in the background, if any, are in use."""
        thread = self._rebuilding
        if thread is not None:
            thread.join()

    def close(self) -> None:
        """End the work in the background, and write the files of a large library when they lack a part of it."""
        self._closing.set()
        self.wait_for_rebuild()
        with self._lock:
            if self._current is not None and self._current.unwritten > _WRITE_AT_CLOSE_SHARE:
                self._write(self._current)
            self._current = None

    def _synced(self) -> SyncedLists:
        projection_id = self._projection_id()
        if self._current is None:
            self._current = self._from_snapshot(projection_id) or self._built_now(projection_id)
        is_small = len(self._current.lists) < self._large
        if (self._current.projection_id != projection_id and is_small) or self._is_far_behind(self._current):
            self._current = self._built_now(projection_id)
        current = self._current
        current.sync(self._catalog)
        if self._is_rebuilding():
            return current
        if (current.projection_id != projection_id or current.outgrown) and not self._has_failed:
            self._rebuild_in_background(projection_id)
        elif current.unwritten > _WRITE_AGAIN_SHARE:
            self._write(current)
        return current

    def _is_far_behind(self, current: SyncedLists) -> bool:
        """Whether most of the library is newer than the lists, as after a long adding by another process: taking it
        over reads as many rows as building, and ends with lists that do not suit."""
        behind = self._catalog.last_change() - current.sequence
        return behind > max(self._large, _FAR_BEHIND * len(current.lists))

    def _built_now(self, projection_id: str) -> SyncedLists:
        built = self._built(projection_id)
        if built is None:
            raise LibraryClosed("The library was closed while its index was made; open it again.")
        self._write(built)
        return built

    def _rebuild_in_background(self, projection_id: str) -> None:
        def make() -> None:
            try:
                built = self._built(projection_id)
                if built is None:
                    return
                # Most changes since are taken over without the lock; the last of them and the exchange hold it.
                built.sync(self._catalog)
                self._write(built)
                with self._lock:
                    built.sync(self._catalog)
                    self._current = built
            except LibraryClosed:
                return
            except Exception:
                # Searches go on with the current lists; a retry at each of them would fail as often.
                self._has_failed = True
                log.exception("the better index could not be made; the present one stays in use")

        self._rebuilding = threading.Thread(target=make, name="pictrace-index", daemon=True)
        self._rebuilding.start()

    def _built(self, projection_id: str) -> SyncedLists | None:
        projection = projection_learning.read(self._catalog, projection_id)
        built = build(self._catalog, self._make, self._dimension, projection, self._closing.is_set)
        return None if built is None else SyncedLists(built.lists, built.sequence, projection_id, len(built.lists))

    def _from_snapshot(self, projection_id: str) -> SyncedLists | None:
        """From the files, then synced. None where they are missing, or of another catalogue or state of it."""
        if self._snapshots is None:
            return None
        found = self._snapshots.read(
            self._key(projection_id), self._make, projection_learning.read(self._catalog, projection_id)
        )
        if found is None or found.sequence > self._catalog.last_change():
            return None
        current = SyncedLists(found.lists, found.sequence, projection_id, found.made_for, written=found.sequence)
        current.sync(self._catalog)
        # A catalogue restored from a backup and changed since has other pictures under the same change numbers.
        agrees = len(current.lists) == self._catalog.count() or current.sequence != self._catalog.last_change()
        return current if agrees else None

    def _write(self, current: SyncedLists) -> None:
        large = len(current.lists) >= self._large
        if self._snapshots is not None and large:
            snapshot = Snapshot(current.lists, current.sequence, current.made_for)
            self._snapshots.write(self._key(current.projection_id), snapshot)
        # Also where that failed: it is tried again when more has changed, not at every search.
        current.written = current.sequence

    def _key(self, projection_id: str) -> SnapshotKey:
        return SnapshotKey(identity_of(self._catalog), self._network, projection_id, self._dimension)

    def _projection_id(self) -> str:
        return projection_learning.newest(self._catalog, self._kind)

    def _is_rebuilding(self) -> bool:
        return self._rebuilding is not None and self._rebuilding.is_alive()
