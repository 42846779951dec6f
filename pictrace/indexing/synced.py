"""Keeps the engines equal to the catalogue."""

from __future__ import annotations

import itertools
import threading
from dataclasses import dataclass

import numpy as np

from pictrace.catalog import Catalog
from pictrace.indexing import whitening
from pictrace.indexing.lists import Lists, MakeEngine
from pictrace.types import Int64Array, QueryVectors

ARTIFACT = "whitening"
# Whitening needs more vectors than dimensions to say anything about this library; below, memory is no matter.
LEARN_FROM_PICTURES = 1000
LEARN_AGAIN_AT = 4
SAMPLED_PICTURES = 2000
WINDOWS_A_SAMPLE = 2
ROWS_AT_ONCE = 256


@dataclass(frozen=True, slots=True, eq=False)
class Shortlist:
    """ids : (n,) int64, distinct pictures, the likeliest first. searched : how many there were to choose from."""

    ids: Int64Array
    searched: int


class SyncedIndex:
    """Engines that have seen every change the catalogue has committed, by any process, before they answer.

    They are a cache: they start empty and read the rows on first use (50,000 × 2,048 floats in about 2 s).
    """

    def __init__(self, catalog: Catalog, make: MakeEngine, dimension: int, network: str = "") -> None:
        """network : what names the network of these vectors; what was learned of one says nothing of another."""
        self._catalog = catalog
        self._artifact = f"{ARTIFACT} of {network}" if network else ARTIFACT
        self._dimension = dimension
        self._lists = Lists(make, dimension)
        self._sequence = 0
        self._whitening = ""
        self._lock = threading.RLock()

    def search(self, query: QueryVectors, count: int) -> Shortlist:
        """`count` likely pictures of everything that was committed before the call."""
        with self._lock:
            self.sync()
            return Shortlist(self._lists.search(query, count), len(self._lists))

    def sync(self) -> None:
        """Take over what the catalogue has and the engines have not."""
        with self._lock:
            if (self._catalog.get(self._artifact) or "") != self._whitening:
                self._start_again()
            if self._catalog.last_change() == self._sequence:
                return
            changes = self._catalog.changes_since(self._sequence)
            if len(changes.removed):
                self._lists.remove(changes.removed)
            if len(changes.added):
                added = changes.added.tolist()
                for chunk in self._catalog.vectors(added):
                    self._lists.add_wholes(chunk.ids, chunk.vectors)
                rows = self._catalog.parts(added, ROWS_AT_ONCE)
                while some := list(itertools.islice(rows, ROWS_AT_ONCE)):
                    self._lists.add_parts(some)
            self._sequence = changes.sequence

    def rebuild(self) -> None:
        """Throw the engines' content away and read every row again."""
        with self._lock:
            self._start_again()
            self.sync()

    def learn(self) -> bool:
        """Fit the whitening when there is none, or the library has grown fourfold since. True when it was fitted.

        The new one is kept in the catalogue with what it was learned from; every process takes it over.
        """
        count = self._catalog.count()
        known = self._catalog.artifacts.latest(self._artifact)
        learned_from = int(known.document["pictures"]) if known is not None else 0
        if count < max(LEARN_FROM_PICTURES, LEARN_AGAIN_AT * learned_from):
            return False
        random = np.random.default_rng(count)
        ids = np.array(self._catalog.ids(), dtype=np.int64)
        chosen = random.choice(ids, min(len(ids), SAMPLED_PICTURES), replace=False)
        sample = [
            row.parts.vectors[[0, *random.choice(np.arange(1, len(row.parts.vectors)), WINDOWS_A_SAMPLE)]]
            for row in self._catalog.parts(chosen.tolist())
            if len(row.parts.vectors) > 1
        ]
        if len(sample) < LEARN_FROM_PICTURES // 2:
            return False
        learned = whitening.learn(np.concatenate(sample))
        document = {"pictures": count, "dimension": learned.dimension, "method": "PCA, half-whitened"}
        artifact = self._catalog.artifacts.put(self._artifact, document, data=learned.to_bytes())
        self._catalog.put(self._artifact, str(artifact.id))
        return True

    def count(self) -> int:
        with self._lock:
            self.sync()
            return len(self._lists)

    def describe(self) -> str:
        with self._lock:
            self.sync()
            return self._lists.describe()

    def _start_again(self) -> None:
        self._whitening = self._catalog.get(self._artifact) or ""
        artifact = self._catalog.artifacts.get(int(self._whitening)) if self._whitening else None
        self._lists.clear()
        self._lists.whiten(None if artifact is None else whitening.from_bytes(artifact.data, self._dimension))
        self._sequence = 0
