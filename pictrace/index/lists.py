"""The four lists of a library, each an engine: wholes, windows, wholes seen small, colours.

A crop is near a window of its source, a collage has a window near a source seen small; a picture turned by 90° keeps
its colours. Measured on 700 made edits of 50 pictures among 1,000, a shortlist of 50 held the original for .957 by the
wholes alone, .991 with windows and small wholes, .996 with colours.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from pictrace.index.projection import Whitening
from pictrace.index.rank_fusion import Ranking, interleave
from pictrace.index.reranking import StoredVectors, nearest_of_stored
from pictrace.store import PartRow
from pictrace.types import Engine, Float32Array, Int64Array, Neighbours, QueryVectors

MakeEngine = Callable[[int], Engine]

COLOURS = 256
# A picture's windows have the ids picture × 64 + row; nine or ten are stored (what stands in a border), and ids must
# never change their meaning.
ROWS_A_PICTURE = 64
# Places in every turn of the merge. Twice as many by small wholes as by windows: a picture pasted into another stands
# low in that list; nothing else was lost by it (Corel's precision at 10: .951 and .950).
WHOLE_SHARE, WINDOW_SHARE, SMALL_SHARE, COLOUR_SHARE = 3, 2, 4, 1


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Some of a library's vectors, to prepare the lists with. expected : how many pictures there will be.

    wholes, smalls, windows : (n, d) float32; colours : (n, 256). windows_a_picture : how many, on average.
    """

    expected: int
    wholes: Float32Array
    smalls: Float32Array
    windows: Float32Array
    colours: Float32Array
    windows_a_picture: float


class Lists:
    """The engines of one library. Not for several threads: `SyncedIndex` sees to that."""

    def __init__(self, make: MakeEngine, dimension: int, whitening: Whitening | None = None) -> None:
        """whitening : the projection that the vectors of parts are kept under."""
        self._whitening = whitening
        short = dimension if whitening is None else whitening.dimension
        self._wholes = make(dimension)
        self._windows, self._smalls = make(short), make(short)
        self._colours = make(COLOURS)

    def __len__(self) -> int:
        return len(self._wholes)

    @property
    def engines(self) -> Mapping[str, Engine]:
        """By what they hold."""
        return {"wholes": self._wholes, "windows": self._windows, "smalls": self._smalls, "colours": self._colours}

    @property
    def outgrown(self) -> bool:
        """Whether lists that are made anew would serve these vectors better."""
        return any(engine.outgrown for engine in self.engines.values())

    def sample_for(self, expected: int) -> int:
        """Of how many pictures `prepare` has to be shown the vectors; 0 when nothing need be prepared."""
        # A picture has ten windows or so, and as many samples of them.
        of_windows = self._windows.sample_for(10 * expected) // 10
        return max(of_windows, *(engine.sample_for(expected) for engine in (self._wholes, self._smalls, self._colours)))

    def prepare(self, sample: Sample) -> None:
        """Become empty, and ready for as many pictures as are expected."""
        windows = round(sample.windows_a_picture * sample.expected)
        self._wholes.prepare(sample.wholes, sample.expected)
        self._smalls.prepare(self._short(sample.smalls), sample.expected)
        self._windows.prepare(self._short(sample.windows), windows)
        self._colours.prepare(sample.colours, sample.expected)

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

    def search(self, query: QueryVectors, count: int, stored: StoredVectors) -> Int64Array:
        """Ids of `count` distinct pictures, or all that there are, the likeliest first.

        stored : where the vectors of wholes are read, to rank again what an approximate engine found.
        """
        with ThreadPoolExecutor(1, thread_name_prefix="pictrace-wholes") as beside:
            finding = beside.submit(nearest_of_stored, self._wholes, query.wholes, count, stored)
            # Neighbouring windows of one picture come together: at most nine for each picture, in practice three.
            windows = self._windows.search_many(self._short(query.smalls), 3 * count)
            smalls = self._smalls.search_many(self._short(query.windows), count)
            colours = self._colours.search_many(query.colours[np.newaxis], count)
            wholes = finding.result()
        return interleave(
            [
                Ranking(_best(wholes), WHOLE_SHARE),
                Ranking(_best(windows, ROWS_A_PICTURE), WINDOW_SHARE),
                Ranking(_best(smalls), SMALL_SHARE),
                Ranking(_best(colours), COLOUR_SHARE),
            ],
            count,
        )

    def describe(self) -> str:
        """One line for people."""
        vectors = sum(len(engine) for engine in self.engines.values())
        shorter = "" if self._whitening is None else f", of parts shortened to {self._whitening.dimension} numbers"
        return f"{self._wholes.describe()}; with parts and colours {vectors:,} vectors{shorter}"

    def _short(self, vectors: Float32Array) -> Float32Array:
        if self._whitening is None:
            return vectors
        if len(vectors) == 0:
            return np.empty((0, self._whitening.dimension), dtype=np.float32)
        return self._whitening.apply(vectors)


def _window_ids(id: int) -> Int64Array:
    return id * ROWS_A_PICTURE + np.arange(ROWS_A_PICTURE, dtype=np.int64)


def _best(found: tuple[Neighbours, ...], rows_a_picture: int = 1) -> Int64Array:
    """Distinct pictures by their best cosine with any view, best first, ties by id."""
    if not found:
        return np.empty(0, dtype=np.int64)
    pictures = np.concatenate([neighbours.ids for neighbours in found]) // rows_a_picture
    cosines = np.concatenate([neighbours.cosines for neighbours in found])
    ordered = pictures[np.lexsort((pictures, -cosines))]
    first = np.sort(np.unique(ordered, return_index=True)[1])
    return np.asarray(ordered[first])
