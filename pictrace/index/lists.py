"""The four lists of a library, each an engine: wholes, tiles, wholes at low resolution, colours.

A crop is near a tile of its source, a collage has a tile near a source at low resolution; a picture rotated by 90°
keeps its colours. Measured on 700 made edits of 50 pictures among 1,000, a shortlist of 50 held the original for .957
by the wholes alone, .991 with tiles and wholes at low resolution, .996 with colours.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from pictrace.index.projection import Projection
from pictrace.index.rank_fusion import RankedList, fuse_rankings
from pictrace.index.reranking import StoredVectors, rerank_by_stored_vectors
from pictrace.store import TileRow
from pictrace.types import Engine, Float32Array, Int64Array, Neighbours, QueryVectors

MakeEngine = Callable[[int], Engine]

COLOURS = 256
# A picture's tiles have the ids picture × 64 + row; nine or ten are stored (the tenth is the content of a bordered
# picture), and ids must never change their meaning.
ROWS_A_PICTURE = 64
# Places of each ranking in every round of the fusion. Twice as many by wholes at low resolution as by tiles: a picture
# pasted into another ranks low in that list; nothing else was lost by it (Corel's precision at 10: .951 and .950).
WHOLE_SHARE, TILE_SHARE, LOW_RES_SHARE, COLOUR_SHARE = 3, 2, 4, 1


@dataclass(frozen=True, slots=True, eq=False)
class ListSample:
    """Some of a library's vectors, to prepare the lists with. expected : how many pictures there will be.

    wholes, low_res, tiles : (n, d) float32; colours : (n, 256). tiles_a_picture : how many, on average.
    """

    expected: int
    wholes: Float32Array
    low_res: Float32Array
    tiles: Float32Array
    colours: Float32Array
    tiles_a_picture: float


class Lists:
    """The engines of one library. Not for several threads: `SyncedIndex` sees to that."""

    def __init__(self, make: MakeEngine, dimension: int, projection: Projection | None = None) -> None:
        """projection : of the vectors of tiles and of wholes at low resolution; None stores them as they are."""
        self._projection = projection
        projected_dimension = dimension if projection is None else projection.dimension
        self._wholes = make(dimension)
        self._tiles, self._low_res = make(projected_dimension), make(projected_dimension)
        self._colours = make(COLOURS)

    def __len__(self) -> int:
        return len(self._wholes)

    @property
    def engines(self) -> Mapping[str, Engine]:
        """By what they hold. The names are those of the files on disk, older than the names of the code."""
        return {"wholes": self._wholes, "windows": self._tiles, "smalls": self._low_res, "colours": self._colours}

    @property
    def outgrown(self) -> bool:
        """Whether lists that are made anew would serve these vectors better."""
        return any(engine.outgrown for engine in self.engines.values())

    def sample_for(self, expected: int) -> int:
        """Of how many pictures `prepare` has to be shown the vectors; 0 when nothing need be prepared."""
        # A picture has about ten tiles, and as many samples of them.
        of_tiles = self._tiles.sample_for(10 * expected) // 10
        return max(of_tiles, *(engine.sample_for(expected) for engine in (self._wholes, self._low_res, self._colours)))

    def prepare(self, sample: ListSample) -> None:
        """Become empty, and ready for as many pictures as are expected."""
        tiles = round(sample.tiles_a_picture * sample.expected)
        self._wholes.prepare(sample.wholes, sample.expected)
        self._low_res.prepare(self._projected(sample.low_res), sample.expected)
        self._tiles.prepare(self._projected(sample.tiles), tiles)
        self._colours.prepare(sample.colours, sample.expected)

    def add_wholes(self, ids: Int64Array, vectors: Float32Array) -> None:
        self._wholes.add(ids, vectors)

    def add_tiles(self, rows: list[TileRow]) -> None:
        if not rows:
            return
        ids = np.array([row.id for row in rows], dtype=np.int64)
        self._low_res.add(ids, self._projected(np.stack([row.tile_vectors.low_res for row in rows])))
        self._tiles.add(
            np.concatenate([_tile_ids(row.id)[: len(row.tile_vectors.tiles)] for row in rows]),
            self._projected(np.concatenate([row.tile_vectors.tiles for row in rows])),
        )
        self._colours.add(ids, np.stack([row.colours for row in rows]))

    def remove(self, ids: Int64Array) -> None:
        for engine in (self._wholes, self._low_res, self._colours):
            engine.remove(ids)
        if len(ids):
            self._tiles.remove(np.concatenate([_tile_ids(id) for id in ids.tolist()]))

    def search(self, query: QueryVectors, count: int, stored: StoredVectors) -> Int64Array:
        """Ids of `count` distinct pictures, or all that there are, the likeliest first.

        stored : reads the vectors of wholes, to re-rank what an approximate engine found.
        """
        with ThreadPoolExecutor(1, thread_name_prefix="pictrace-wholes") as executor:
            wholes_future = executor.submit(rerank_by_stored_vectors, self._wholes, query.wholes, count, stored)
            # Neighbouring tiles of one picture are found together: at most nine of each picture, in practice three.
            tiles = self._tiles.search_many(self._projected(query.low_res), 3 * count)
            low_res = self._low_res.search_many(self._projected(query.tiles), count)
            colours = self._colours.search_many(query.colours, count)
            wholes = wholes_future.result()
        return fuse_rankings(
            [
                RankedList(_distinct_pictures(wholes), WHOLE_SHARE),
                RankedList(_distinct_pictures(tiles, ROWS_A_PICTURE), TILE_SHARE),
                RankedList(_distinct_pictures(low_res), LOW_RES_SHARE),
                RankedList(_distinct_pictures(colours), COLOUR_SHARE),
            ],
            count,
        )

    def describe(self) -> str:
        """One line for people."""
        vectors = sum(len(engine) for engine in self.engines.values())
        shorter = "" if self._projection is None else f", of parts shortened to {self._projection.dimension} numbers"
        return f"{self._wholes.describe()}; with parts and colours {vectors:,} vectors{shorter}"

    def _projected(self, vectors: Float32Array) -> Float32Array:
        if self._projection is None:
            return vectors
        if len(vectors) == 0:
            return np.empty((0, self._projection.dimension), dtype=np.float32)
        return self._projection.apply(vectors)


def _tile_ids(id: int) -> Int64Array:
    return id * ROWS_A_PICTURE + np.arange(ROWS_A_PICTURE, dtype=np.int64)


def _distinct_pictures(found: tuple[Neighbours, ...], rows_a_picture: int = 1) -> Int64Array:
    """Distinct pictures by their best cosine with any view, best first, ties by id."""
    if not found:
        return np.empty(0, dtype=np.int64)
    pictures = np.concatenate([neighbours.ids for neighbours in found]) // rows_a_picture
    cosines = np.concatenate([neighbours.cosines for neighbours in found])
    ordered = pictures[np.lexsort((pictures, -cosines))]
    first = np.sort(np.unique(ordered, return_index=True)[1])
    return np.asarray(ordered[first])
