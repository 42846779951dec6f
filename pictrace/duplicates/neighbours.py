"""Which pictures of a library are near each other to the network: four lists, searched by whole batches.

A copy of a whole is near it; a crop is near a window of its source, seen small; a collage has a window near the source
seen small; what was turned on its side keeps its colours. Of 1,000 made copies of photographs in a collection of 1,571,
wholes alone bring .85 among the candidates, with colours .88, with windows asked by small wholes .92, and the other way
round .96, in 7 candidates a picture.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import faiss
import numpy as np

from pictrace.index.lists import ROWS_A_PICTURE
from pictrace.index.projection import Whitening
from pictrace.types import Float32Array, Int64Array, Parts, windows

HALVES = len(windows.HALVES)

# Of the library's whitening only the first components: .96 of the copies above with 256 and 128, .97 with 512 of each.
WHOLE_NUMBERS, PART_NUMBERS = 256, 128
WHOLES, WINDOWS, COLOURS = 5, 4, 2
# Colours say little but where they are equal: turned by a quarter a photograph keeps .999, saved anew .99.
EQUAL_COLOURS = 0.97
# So near, two pictures may be mirrored or too plain for key points, and are looked at more closely. Of half-whitened
# vectors: mirrored copies have .93 and more, and a picture has 0.1 unrelated ones (at .60: 1.7). A library whose
# vectors are not shortened is so small that time does not matter: there it is the nearest ones whatever their cosine.
SURE_SHORT, SURE_LONG = 0.75, -1.0
MOST_SURE = 2
# Neighbouring windows of one picture come together, a picture's own among them.
ROWS_ASKED = 24
# Below, every vector is looked at; above, those of the nearest of so many lists (Sivic and Zisserman, ICCV 2003), kept
# as one byte a number.
EXACT_UP_TO = 20_000
PROBED = 16
FEWEST_A_LIST = 16


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """One picture as the lists know it. whole : (d,) float32. smalls, windows : (n, e) float32, possibly none.
    colours : (256,) float32 or None. All of norm 1."""

    id: int
    whole: Float32Array
    smalls: Float32Array
    windows: Float32Array
    colours: Float32Array | None


@dataclass(frozen=True, slots=True, eq=False)
class Described:
    """One picture as the catalogue describes it. vector : (d,) float32. parts, colours : None in libraries made before
    they were kept."""

    id: int
    vector: Float32Array
    parts: Parts | None
    colours: Float32Array | None


@dataclass(frozen=True, slots=True, eq=False)
class Shortening:
    """Vectors of a library's network made short; None leaves them as they are."""

    whole: Whitening | None = None
    part: Whitening | None = None

    @classmethod
    def of(cls, learned: Whitening | None) -> Shortening:
        if learned is None:
            return cls()
        # Copied: a product with every second part of each row takes twenty times as long.
        return cls(
            *(
                Whitening(learned.mean, np.ascontiguousarray(learned.basis[:, :most]))
                for most in (WHOLE_NUMBERS, PART_NUMBERS)
            )
        )

    def looks(self, pictures: Sequence[Described]) -> list[Look]:
        """Of each; all in one product, which takes a tenth of the time of as many small ones."""
        if not pictures:
            return []
        wholes = _applied(self.whole, np.stack([one.vector for one in pictures]))
        vectors = [one.vector[np.newaxis][:0] if one.parts is None else one.parts.vectors for one in pictures]
        parts = np.split(_applied(self.part, np.concatenate(vectors)), np.cumsum([len(some) for some in vectors])[:-1])
        return [
            # What stands inside a border is a window, and may be what lies in a window of another picture.
            Look(one.id, whole, np.concatenate([rows[:1], rows[1 + HALVES :]]), rows[1:], one.colours)
            for one, whole, rows in zip(pictures, wholes, parts, strict=True)
        ]

    @property
    def sure(self) -> float:
        return SURE_LONG if self.whole is None else SURE_SHORT


class Neighbourhood:
    """The lists of one search for duplicates. Not for several threads."""

    def __init__(self, sample: Sequence[Look], expected: int, sure: float) -> None:
        """sample : pictures of the library to learn from how its vectors lie, at least one. expected : how many
        pictures will be added. sure : from which cosine on key points alone do not rule a pair out."""
        self._sure = sure
        wholes = np.stack([look.whole for look in sample])
        smalls, windows = (np.concatenate([getattr(look, name) for look in sample]) for name in ("smalls", "windows"))
        colours = [look.colours for look in sample if look.colours is not None]
        self._wholes = _index(wholes, expected)
        self._smalls = _index(smalls, expected) if len(smalls) else None
        self._windows = _index(windows, expected * HALVES) if len(windows) else None
        self._colours = _index(np.stack(colours), expected) if colours else None

    def add(self, looks: Sequence[Look]) -> None:
        ids = np.array([look.id for look in looks], dtype=np.int64)
        self._wholes.add_with_ids(np.stack([look.whole for look in looks]), ids)
        for index, name in ((self._smalls, "smalls"), (self._windows, "windows")):
            if index is not None:
                index.add_with_ids(*_rows(looks, name))
        if self._colours is not None:
            coloured = [look for look in looks if look.colours is not None]
            if coloured:
                index_ids = np.array([look.id for look in coloured], dtype=np.int64)
                self._colours.add_with_ids(np.stack([_given(look.colours) for look in coloured]), index_ids)

    def near(self, looks: Sequence[Look]) -> dict[tuple[int, int], bool]:
        """Pairs of ids, the higher one first, of these pictures and of what was added that is near them.

        True where they are so near that key points alone do not rule them out.
        """
        found: dict[tuple[int, int], bool] = {}
        for look, near in zip(looks, self._ranked(looks), strict=True):
            sure = 0
            for id, cosine in sorted(near.items(), key=lambda one: (-one[1], one[0])):
                is_sure = cosine >= self._sure and sure < MOST_SURE
                sure += is_sure
                pair = max(look.id, id), min(look.id, id)
                found[pair] = found.get(pair, False) or is_sure
        return found

    def _ranked(self, looks: Sequence[Look]) -> Iterator[Mapping[int, float]]:
        """Of each, near pictures and their best cosine; by colours alone it is 0."""
        owners = np.arange(len(looks))
        wholes = _search(self._wholes, np.stack([look.whole for look in looks]), owners, WHOLES + 1, 1)
        lists = [(wholes, WHOLES)]
        for index, name in ((self._windows, "smalls"), (self._smalls, "windows")):
            rows = [(place, row) for place, look in enumerate(looks) for row in getattr(look, name)]
            if index is not None and rows:
                asking = np.array([place for place, _ in rows])
                found = _search(index, np.stack([row for _, row in rows]), asking, ROWS_ASKED, ROWS_A_PICTURE)
                lists.append((found, WINDOWS))
        coloured = [place for place, look in enumerate(looks) if look.colours is not None]
        equal: dict[int, dict[int, float]] = {}
        if self._colours is not None and coloured:
            vectors = np.stack([_given(looks[place].colours) for place in coloured])
            equal = _search(self._colours, vectors, np.array(coloured), COLOURS + 1, 1)
        for place, look in enumerate(looks):
            near: dict[int, float] = {}
            for found, most in lists:
                for id, cosine in _best(found.get(place, {}), look.id, most):
                    near[id] = max(cosine, near.get(id, -1.0))
            for id, cosine in _best(equal.get(place, {}), look.id, COLOURS):
                if cosine >= EQUAL_COLOURS:
                    near.setdefault(id, 0.0)
            yield near


def _applied(whitening: Whitening | None, vectors: Float32Array) -> Float32Array:
    return vectors if whitening is None or len(vectors) == 0 else whitening.apply(vectors)


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
    for owner, near, values in zip(owners.tolist(), (ids // rows_a_picture).tolist(), cosines.tolist(), strict=True):
        best = found[owner]
        for id, cosine in zip(near, values, strict=True):
            # FAISS fills up with −1 where it has fewer.
            if id >= 0 and cosine > best.get(id, -2.0):
                best[id] = cosine
    return found


def _best(found: Mapping[int, float], itself: int, most: int) -> list[tuple[int, float]]:
    return sorted(((id, cosine) for id, cosine in found.items() if id != itself), key=lambda one: (-one[1], one[0]))[
        :most
    ]


def _rows(looks: Sequence[Look], name: str) -> tuple[Float32Array, Int64Array]:
    ids = [look.id * ROWS_A_PICTURE + row for look in looks for row in range(len(getattr(look, name)))]
    return np.concatenate([getattr(look, name) for look in looks]), np.array(ids, dtype=np.int64)


def _given(colours: Float32Array | None) -> Float32Array:
    return np.zeros(0, dtype=np.float32) if colours is None else colours
