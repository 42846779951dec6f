"""Candidate pairs of a library by nearest neighbours of embeddings: four lists, searched by whole batches.

A copy of a whole is near it; a crop at low resolution is near a tile of its source; a collage has a tile near the
source at low resolution; a picture rotated by 90° keeps its colours. Of 1,000 made copies of photographs in a
collection of 1,571, .85 are among the candidates by wholes alone, .88 with colours, .92 with tiles searched by wholes
at low resolution, and .96 with the reverse as well, in 7 candidates a picture.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import faiss
import numpy as np

from pictrace.index.lists import ROWS_A_PICTURE
from pictrace.index.projection import Projection
from pictrace.types import Float32Array, Int64Array, TileVectors, tile_boxes

HALVES = len(tile_boxes.HALVES)

# Components of the library's projection that are used: .96 of the copies above with 256 and 128, .97 with 512 of each.
WHOLE_DIMENSION, TILE_DIMENSION = 256, 128
MOST_BY_WHOLE, MOST_BY_TILE, MOST_BY_COLOURS = 5, 4, 2
# Only nearly equal colours make a candidate: a photograph rotated by a quarter keeps .999, recompressed .99.
EQUAL_COLOURS = 0.97
# From this cosine on two pictures may be mirrored or too plain for key points, and get all the evidence. Of projected
# vectors: mirrored copies have .93 and more, and a picture has 0.1 unrelated ones (at .60: 1.7). A library without a
# projection is so small that time does not matter: there the nearest ones count whatever their cosine.
CONFIDENT_COSINE_REDUCED, CONFIDENT_COSINE_FULL = 0.75, -1.0
MOST_CONFIDENT = 2
# Neighbouring tiles of one picture are found together, a picture's own among them.
ROWS_SEARCHED = 24
# Below, search is exact; above, an inverted file of so many probed lists (Sivic and Zisserman, ICCV 2003), scalar
# quantised to one byte a number.
EXACT_UP_TO = 20_000
PROBED = 16
FEWEST_A_LIST = 16


@dataclass(frozen=True, slots=True, eq=False)
class ReducedPicture:
    """One picture as the lists know it. whole : (d,) float32. low_res, tiles : (n, e) float32, possibly none.
    colours : (256,) float32 or None. All of norm 1."""

    id: int
    whole: Float32Array
    low_res: Float32Array
    tiles: Float32Array
    colours: Float32Array | None


@dataclass(frozen=True, slots=True, eq=False)
class StoredPicture:
    """One picture as the catalogue describes it. vector : (d,) float32. parts, colours : None in libraries made before
    they were kept."""

    id: int
    vector: Float32Array
    tile_vectors: TileVectors | None
    colours: Float32Array | None


@dataclass(frozen=True, slots=True, eq=False)
class DimensionReduction:
    """The projections of a library's vectors; None leaves them as they are."""

    whole: Projection | None = None
    tile: Projection | None = None

    @classmethod
    def of(cls, learned: Projection | None) -> DimensionReduction:
        if learned is None:
            return cls()
        # Copied: a product with every second part of each row takes twenty times as long.
        return cls(
            *(
                Projection(learned.mean, np.ascontiguousarray(learned.basis[:, :most]))
                for most in (WHOLE_DIMENSION, TILE_DIMENSION)
            )
        )

    def reduce(self, pictures: Sequence[StoredPicture]) -> list[ReducedPicture]:
        """All pictures in one matrix product, which takes a tenth of the time of as many small ones."""
        if not pictures:
            return []
        wholes = _projected(self.whole, np.stack([one.vector for one in pictures]))
        vectors = [
            one.vector[np.newaxis][:0] if one.tile_vectors is None else one.tile_vectors.vectors for one in pictures
        ]
        parts = np.split(
            _projected(self.tile, np.concatenate(vectors)), np.cumsum([len(some) for some in vectors])[:-1]
        )
        return [
            # The content of a bordered picture is a tile too, and may be pasted into a tile of another picture.
            ReducedPicture(one.id, whole, np.concatenate([rows[:1], rows[1 + HALVES :]]), rows[1:], one.colours)
            for one, whole, rows in zip(pictures, wholes, parts, strict=True)
        ]

    @property
    def confident_cosine(self) -> float:
        return CONFIDENT_COSINE_FULL if self.whole is None else CONFIDENT_COSINE_REDUCED


class NeighbourIndex:
    """The lists of vectors of one search for duplicates. Not for several threads."""

    def __init__(self, sample: Sequence[ReducedPicture], expected: int, confident_cosine: float) -> None:
        """sample : pictures of the library to train the lists on, at least one. expected : how many
        pictures will be added. confident_cosine : from which cosine on key points alone do not rule a pair out."""
        self._confident_cosine = confident_cosine
        wholes = np.stack([picture.whole for picture in sample])
        low_res, tiles = (
            np.concatenate([getattr(picture, name) for picture in sample]) for name in ("low_res", "tiles")
        )
        colours = [picture.colours for picture in sample if picture.colours is not None]
        self._wholes = _index(wholes, expected)
        self._low_res = _index(low_res, expected) if len(low_res) else None
        self._tiles = _index(tiles, expected * HALVES) if len(tiles) else None
        self._colours = _index(np.stack(colours), expected) if colours else None

    def add(self, pictures: Sequence[ReducedPicture]) -> None:
        ids = np.array([picture.id for picture in pictures], dtype=np.int64)
        self._wholes.add_with_ids(np.stack([picture.whole for picture in pictures]), ids)
        for index, name in ((self._low_res, "low_res"), (self._tiles, "tiles")):
            if index is not None:
                index.add_with_ids(*_rows(pictures, name))
        if self._colours is not None:
            coloured = [picture for picture in pictures if picture.colours is not None]
            if coloured:
                index_ids = np.array([picture.id for picture in coloured], dtype=np.int64)
                self._colours.add_with_ids(np.stack([_or_empty(picture.colours) for picture in coloured]), index_ids)

    def candidates(self, pictures: Sequence[ReducedPicture]) -> dict[tuple[int, int], bool]:
        """Pairs of ids, the higher one first, of these pictures and their neighbours among those added.

        True where their cosine is so high that key points alone do not rule the pair out.
        """
        found: dict[tuple[int, int], bool] = {}
        for picture, candidates in zip(pictures, self._ranked(pictures), strict=True):
            confident = 0
            for id, cosine in sorted(candidates.items(), key=lambda one: (-one[1], one[0])):
                is_confident = cosine >= self._confident_cosine and confident < MOST_CONFIDENT
                confident += is_confident
                pair = max(picture.id, id), min(picture.id, id)
                found[pair] = found.get(pair, False) or is_confident
        return found

    def _ranked(self, pictures: Sequence[ReducedPicture]) -> Iterator[Mapping[int, float]]:
        """The neighbours of each and their best cosine; of a neighbour by colours alone it is 0."""
        owners = np.arange(len(pictures))
        wholes = _search(self._wholes, np.stack([picture.whole for picture in pictures]), owners, MOST_BY_WHOLE + 1, 1)
        lists = [(wholes, MOST_BY_WHOLE)]
        for index, name in ((self._tiles, "low_res"), (self._low_res, "tiles")):
            rows = [(place, row) for place, picture in enumerate(pictures) for row in getattr(picture, name)]
            if index is not None and rows:
                owners_of_rows = np.array([place for place, _ in rows])
                found = _search(
                    index, np.stack([row for _, row in rows]), owners_of_rows, ROWS_SEARCHED, ROWS_A_PICTURE
                )
                lists.append((found, MOST_BY_TILE))
        coloured = [place for place, picture in enumerate(pictures) if picture.colours is not None]
        equal: dict[int, dict[int, float]] = {}
        if self._colours is not None and coloured:
            vectors = np.stack([_or_empty(pictures[place].colours) for place in coloured])
            equal = _search(self._colours, vectors, np.array(coloured), MOST_BY_COLOURS + 1, 1)
        for place, picture in enumerate(pictures):
            candidates: dict[int, float] = {}
            for found, most in lists:
                for id, cosine in _best(found.get(place, {}), picture.id, most):
                    candidates[id] = max(cosine, candidates.get(id, -1.0))
            for id, cosine in _best(equal.get(place, {}), picture.id, MOST_BY_COLOURS):
                if cosine >= EQUAL_COLOURS:
                    candidates.setdefault(id, 0.0)
            yield candidates


def _projected(projection: Projection | None, vectors: Float32Array) -> Float32Array:
    return vectors if projection is None or len(vectors) == 0 else projection.apply(vectors)


def _index(sample: Float32Array, expected: int) -> faiss.Index:
    """An empty index for vectors like these, which takes ids."""
    dimension = sample.shape[1]
    lists = min(2 ** round(math.log2(2.0 * math.sqrt(max(1, expected)))), len(sample) // FEWEST_A_LIST)
    if expected <= EXACT_UP_TO or lists < 2:
        return faiss.IndexIDMap(faiss.IndexFlatIP(dimension))
    coarse = faiss.IndexFlatIP(dimension)
    index = faiss.IndexIVFScalarQuantizer(
        coarse, dimension, lists, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
    )
    # Fewer than FAISS would like, which it says on standard error; more would have to be read first.
    index.cp.min_points_per_centroid = FEWEST_A_LIST
    index.train(np.ascontiguousarray(sample))
    index.nprobe = PROBED
    return index


def _search(
    index: faiss.Index, vectors: Float32Array, owners: Int64Array, count: int, rows_a_picture: int
) -> dict[int, dict[int, float]]:
    """Owner of each row → picture → its best cosine with any of the owner's rows."""
    cosines, ids = index.search(np.ascontiguousarray(vectors, dtype=np.float32), count)
    found: dict[int, dict[int, float]] = defaultdict(dict)
    for owner, candidates, values in zip(
        owners.tolist(), (ids // rows_a_picture).tolist(), cosines.tolist(), strict=True
    ):
        best = found[owner]
        for id, cosine in zip(candidates, values, strict=True):
            # FAISS fills up with −1 where it has fewer.
            if id >= 0 and cosine > best.get(id, -2.0):
                best[id] = cosine
    return found


def _best(found: Mapping[int, float], itself: int, most: int) -> list[tuple[int, float]]:
    return sorted(((id, cosine) for id, cosine in found.items() if id != itself), key=lambda one: (-one[1], one[0]))[
        :most
    ]


def _rows(pictures: Sequence[ReducedPicture], name: str) -> tuple[Float32Array, Int64Array]:
    ids = [picture.id * ROWS_A_PICTURE + row for picture in pictures for row in range(len(getattr(picture, name)))]
    return np.concatenate([getattr(picture, name) for picture in pictures]), np.array(ids, dtype=np.int64)


def _or_empty(colours: Float32Array | None) -> Float32Array:
    return np.zeros(0, dtype=np.float32) if colours is None else colours
