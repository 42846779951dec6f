"""Keeps the lists equal to the catalogue."""

from __future__ import annotations

import logging
import secrets
import threading
from dataclasses import dataclass
from pathlib import Path

from pictrace.errors import LibraryClosed
from pictrace.index import projection_learning
from pictrace.index.building import build
from pictrace.index.following import Followed
from pictrace.index.lists import Lists, MakeEngine
from pictrace.index.snapshots import Snapshot, SnapshotKey, Snapshots
from pictrace.store import Catalog
from pictrace.types import Int64Array, QueryVectors

log = logging.getLogger(__name__)

IDENTITY = "identity"
# Below, lists are made from the rows in about a second, and files would save nothing.
LARGE = 2000
# Written again when so much of the library is not in the files; at the next start that is read from the rows.
_WRITE_AGAIN_SHARE = 0.1
_WRITE_AT_CLOSE_SHARE = 0.01
_FAR_BEHIND = 3


@dataclass(frozen=True, slots=True, eq=False)
class Shortlist:
    """ids : (n,) int64, distinct pictures, the likeliest first. searched : how many there were to choose from."""

    ids: Int64Array
    searched: int


class SyncedIndex:
    """Lists that have seen every change the catalogue has committed, by any process, before they answer.

    They are a cache: they start from their files, or from the rows where there are none (50,000 × 2,048 floats in about
    2 s). Where another kind of list would suit the library better (it has grown, or learned a new whitening), that is
    made in the background while the present ones answer.
    """

    def __init__(
        self,
        catalog: Catalog,
        make: MakeEngine,
        dimension: int,
        network: str = "",
        kept: Path | None = None,
        large: int = LARGE,
    ) -> None:
        """network : what names the network of these vectors; what was learned of one says nothing of another.

        kept : the folder for the files of libraries of `large` pictures and more; None keeps none.
        """
        self._catalog = catalog
        self._make = make
        self._network = network
        self._kind = projection_learning.kind_of(network)
        self._dimension = dimension
        self._large = large
        self._snapshots = None if kept is None else Snapshots(kept)
        self._followed: Followed | None = None
        self._has_failed = False
        self._lock = threading.RLock()
        self._upkeep: threading.Thread | None = None
        self._closing = threading.Event()

    def search(self, query: QueryVectors, count: int) -> Shortlist:
        """`count` likely pictures of everything that was committed before the call."""
        with self._lock:
            lists = self._synced().lists
            return Shortlist(lists.search(query, count, self._catalog.vectors), len(lists))

    def lists(self) -> Lists:
        """The lists themselves, for measuring; what answers a moment later may be others."""
        with self._lock:
            return self._synced().lists

    def sync(self) -> None:
        """Take over what the catalogue has and the lists have not."""
        with self._lock:
            self._synced()

    def rebuild(self) -> None:
        """Throw the lists away, files and all, and read every row again."""
        with self._lock:
            self._followed = self._made_now(self._learned())

    def learn(self) -> bool:
        """Fit the whitening when there is none, or the library has grown fourfold since. True when it was fitted.

        The new one is kept in the catalogue with what it was learned from; every process takes it over.
        """
        return projection_learning.learn(self._catalog, self._kind)

    def count(self) -> int:
        with self._lock:
            return len(self._synced().lists)

    def describe(self) -> str:
        with self._lock:
            described = self._synced().lists.describe()
            return f"{described}; a better index is being made" if self._is_busy() else described

    def settle(self) -> None:
        """Wait until what is being made in the background, if anything, is in use."""
        thread = self._upkeep
        if thread is not None:
            thread.join()

    def close(self) -> None:
        """End the work in the background, and write the files of a large library when they miss a part of it."""
        self._closing.set()
        self.settle()
        with self._lock:
            if self._followed is not None and self._followed.unwritten > _WRITE_AT_CLOSE_SHARE:
                self._write(self._followed)
            self._followed = None

    def _synced(self) -> Followed:
        learned = self._learned()
        if self._followed is None:
            self._followed = self._kept(learned) or self._made_now(learned)
        is_small = len(self._followed.lists) < self._large
        if (self._followed.learned != learned and is_small) or self._is_far_behind(self._followed):
            self._followed = self._made_now(learned)
        followed = self._followed
        followed.follow(self._catalog)
        if self._is_busy():
            return followed
        if (followed.learned != learned or followed.outgrown) and not self._has_failed:
            self._make_in_background(learned)
        elif followed.unwritten > _WRITE_AGAIN_SHARE:
            self._write(followed)
        return followed

    def _is_far_behind(self, followed: Followed) -> bool:
        """Whether most of the library came since: following reads as many rows as making anew, and ends with lists
        that do not suit. So it is after a long adding by another process."""
        behind = self._catalog.last_change() - followed.sequence
        return behind > max(self._large, _FAR_BEHIND * len(followed.lists))

    def _made_now(self, learned: str) -> Followed:
        built = self._built(learned)
        if built is None:
            raise LibraryClosed("The library was closed while its index was made; open it again.")
        self._write(built)
        return built

    def _make_in_background(self, learned: str) -> None:
        def make() -> None:
            try:
                built = self._built(learned)
                if built is None:
                    return
                # Most of what came meanwhile without the lock, the last of it and the exchange with it.
                built.follow(self._catalog)
                self._write(built)
                with self._lock:
                    built.follow(self._catalog)
                    self._followed = built
            except LibraryClosed:
                return
            except Exception:
                # Searches go on with the lists that are there; trying again at each of them would fail as often.
                self._has_failed = True
                log.exception("the better index could not be made; the present one stays in use")

        self._upkeep = threading.Thread(target=make, name="pictrace-index", daemon=True)
        self._upkeep.start()

    def _built(self, learned: str) -> Followed | None:
        whitening = projection_learning.read(self._catalog, learned)
        built = build(self._catalog, self._make, self._dimension, whitening, self._closing.is_set)
        return None if built is None else Followed(built.lists, built.sequence, learned, len(built.lists))

    def _kept(self, learned: str) -> Followed | None:
        """From the files, brought up to now. None where they are missing, or of another catalogue or state of it."""
        if self._snapshots is None:
            return None
        found = self._snapshots.read(self._key(learned), self._make, projection_learning.read(self._catalog, learned))
        if found is None or found.sequence > self._catalog.last_change():
            return None
        followed = Followed(found.lists, found.sequence, learned, found.made_for, written=found.sequence)
        followed.follow(self._catalog)
        # A catalogue that was put back from a backup and changed since has other pictures under the same numbers.
        agrees = len(followed.lists) == self._catalog.count() or followed.sequence != self._catalog.last_change()
        return followed if agrees else None

    def _write(self, followed: Followed) -> None:
        large = len(followed.lists) >= self._large
        if self._snapshots is not None and large:
            snapshot = Snapshot(followed.lists, followed.sequence, followed.made_for)
            self._snapshots.write(self._key(followed.learned), snapshot)
        # Also where that failed: it is tried again when more has changed, not at every search.
        followed.written = followed.sequence

    def _key(self, learned: str) -> SnapshotKey:
        identity = self._catalog.get(IDENTITY)
        if identity is None:
            identity = secrets.token_hex(8)
            self._catalog.put(IDENTITY, identity)
        return SnapshotKey(identity, self._network, learned, self._dimension)

    def _learned(self) -> str:
        return projection_learning.newest(self._catalog, self._kind)

    def _is_busy(self) -> bool:
        return self._upkeep is not None and self._upkeep.is_alive()
