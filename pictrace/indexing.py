"""Keeps a nearest-neighbour engine equal to the catalogue."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from pictrace.catalog import Catalog
from pictrace.types import Engine, Float32Array, Neighbours


@dataclass(frozen=True, slots=True, eq=False)
class Shortlist:
    """Neighbours, and how many pictures were searched to find them."""

    neighbours: Neighbours
    searched: int


class SyncedIndex:
    """An engine that has seen every change the catalogue has committed, by any process, before it answers.

    The engine is a cache: it starts empty and reads the rows on first use (50,000 × 2,048 floats in about 2 s).
    """

    def __init__(self, catalog: Catalog, engine: Engine) -> None:
        self._catalog = catalog
        self._engine = engine
        self._sequence = 0
        self._lock = threading.RLock()

    def search(self, vector: Float32Array, count: int) -> Shortlist:
        """The `count` nearest of everything that was committed before the call."""
        with self._lock:
            self.sync()
            return Shortlist(self._engine.search(vector, count), len(self._engine))

    def sync(self) -> None:
        """Take over what the catalogue has and the engine has not."""
        with self._lock:
            if self._catalog.last_change() == self._sequence:
                return
            changes = self._catalog.changes_since(self._sequence)
            if len(changes.removed):
                self._engine.remove(changes.removed)
            if len(changes.added):
                for chunk in self._catalog.vectors(changes.added.tolist()):
                    self._engine.add(chunk.ids, chunk.vectors)
            self._sequence = changes.sequence

    def rebuild(self) -> None:
        """Throw the engine's content away and read every row again."""
        with self._lock:
            self._engine.clear()
            self._sequence = 0
            self.sync()

    def count(self) -> int:
        with self._lock:
            self.sync()
            return len(self._engine)

    def describe(self) -> str:
        with self._lock:
            self.sync()
            return self._engine.describe()
