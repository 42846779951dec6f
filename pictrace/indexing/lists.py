"""The four lists of a library, each an engine: wholes, windows, wholes seen small, colours.

A crop is near a window of its source, a collage has a window near a source seen small; a picture turned by 90° keeps
its colours. Measured on 700 made edits of 50 pictures among 1,000, a shortlist of 50 held the original for .957 by the
wholes alone, .991 with windows and small wholes, .996 with colours.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from pictrace.catalog import PartRow
from pictrace.indexing.merging import Ranking, interleave
from pictrace.indexing.whitening import Whitening
from pictrace.types import Engine, Float32Array, Int64Array, QueryVectors

MakeEngine = Callable[[int], Engine]

COLOURS = 256
# A picture's windows have the ids picture × 64 + row; nine or ten are stored (what stands in a border), and ids must
# never change their meaning.
WINDOWS_A_PICTURE = 64
# Places in every turn of the merge. Twice as many by small wholes as by windows: a picture pasted into another stands
# low in that list; nothing else was lost by it (Corel's precision at 10: .951 and .950).
WHOLE_SHARE, WINDOW_SHARE, SMALL_SHARE, COLOUR_SHARE = 3, 2, 4, 1


class Lists:
    """The engines of one library. Not for several threads: `SyncedIndex` sees to that."""

    def __init__(self, make: MakeEngine, dimension: int) -> None:
        self._make = make
        self._dimension = dimension
        self._whitening: Whitening | None = None
        self._wholes = make(dimension)
        self._windows, self._smalls = make(dimension), make(dimension)
        self._colours = make(COLOURS)

    def __len__(self) -> int:
        return len(self._wholes)

    def add_wholes(self, ids: Int64Array, vectors: Float32Array) -> None:
        self._wholes.add(ids, vectors)

    def add_parts(self, rows: list[PartRow]) -> None:
        if not rows:
            return
        ids = np.array([row.id for row in rows], dtype=np.int64)
        self._smalls.add(ids, self._short(np.stack([row.parts.small for row in rows])))
        self._windows.add(
            np.concatenate([_window_ids(row.id)[: len(row.parts.windows)] for row in rows]),
            self._short(np.concatenate([row.parts.windows for row in rows])),
        )
        self._colours.add(ids, np.stack([row.colours for row in rows]))

    def remove(self, ids: Int64Array) -> None:
        for engine in (self._wholes, self._smalls, self._colours):
            engine.remove(ids)
        if len(ids):
            self._windows.remove(np.concatenate([_window_ids(id) for id in ids.tolist()]))

    def clear(self) -> None:
        for engine in (self._wholes, self._windows, self._smalls, self._colours):
            engine.clear()

    def whiten(self, whitening: Whitening | None) -> None:
        """From now on parts are kept under this projection; those that are there are forgotten, to be added again."""
        self._whitening = whitening
        dimension = self._dimension if whitening is None else whitening.dimension
        self._windows, self._smalls = self._make(dimension), self._make(dimension)
        self._colours.clear()

    def search(self, query: QueryVectors, count: int) -> Int64Array:
        """Ids of `count` distinct pictures, or all that there are, the likeliest first."""
        return interleave(
            [
                Ranking(_best(self._wholes, query.wholes, count), WHOLE_SHARE),
                Ranking(_best(self._windows, self._short(query.smalls), count, WINDOWS_A_PICTURE), WINDOW_SHARE),
                Ranking(_best(self._smalls, self._short(query.windows), count), SMALL_SHARE),
                Ranking(_best(self._colours, query.colours[np.newaxis], count), COLOUR_SHARE),
            ],
            count,
        )

    def describe(self) -> str:
        """One line for people."""
        vectors = sum(len(engine) for engine in (self._wholes, self._windows, self._smalls, self._colours))
        shorter = "" if self._whitening is None else f", of parts shortened to {self._whitening.dimension} numbers"
        return f"{self._wholes.describe()}; with parts and colours {vectors:,} vectors{shorter}"

    def _short(self, vectors: Float32Array) -> Float32Array:
        return vectors if self._whitening is None or len(vectors) == 0 else self._whitening.apply(vectors)


def _window_ids(id: int) -> Int64Array:
    return id * WINDOWS_A_PICTURE + np.arange(WINDOWS_A_PICTURE, dtype=np.int64)


def _best(engine: Engine, views: Float32Array, count: int, rows_a_picture: int = 1) -> Int64Array:
    """Distinct pictures by their best cosine with any view, best first, ties by id; about `count` of them."""
    best: dict[int, float] = {}
    for view in views:
        # Neighbouring windows of one picture come together: at most nine for each picture, in practice three.
        found = engine.search(view, count if rows_a_picture == 1 else 3 * count)
        pictures = found.ids // rows_a_picture
        for id, cosine in zip(pictures.tolist(), found.cosines.tolist(), strict=True):
            if cosine > best.get(id, -2.0):
                best[id] = cosine
    return np.array(sorted(best, key=lambda id: (-best[id], id)), dtype=np.int64)
