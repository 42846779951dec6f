"""Lists built from the rows of the catalogue: prepared with a sample of them, then filled."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from pictrace.index.lists import COLOURS, Lists, ListSample, MakeEngine
from pictrace.index.projection import Projection
from pictrace.store import Catalog
from pictrace.types import Float32Array, Int64Array

ROWS_AT_ONCE = 256
# Rows of parts are 40 kB: so many pictures give 8,192 low-resolution vectors and four times as many tiles in about 10
# s.
_SAMPLED_PARTS = 8192
_TILES_A_SAMPLE = 4

Stop = Callable[[], bool]


@dataclass(frozen=True, slots=True, eq=False)
class Built:
    """sequence : the change up to which the lists surely hold everything; later ones have to be taken over."""

    lists: Lists
    sequence: int


def build(
    catalog: Catalog, make: MakeEngine, dimension: int, projection: Projection | None, stop: Stop
) -> Built | None:
    """Lists of the kind that suits the size of the library; None when `stop` returned True."""
    lists = Lists(make, dimension, projection)
    sequence = catalog.last_change()
    ids = np.array(catalog.ids(), dtype=np.int64)
    wanted = lists.sample_for(len(ids))
    if wanted:
        sample = _draw_sample(catalog, ids, wanted, dimension, stop)
        if sample is None:
            return None
        lists.prepare(sample)
        del sample
    for chunk in catalog.vectors():
        if stop():
            return None
        lists.add_wholes(chunk.ids, chunk.vectors)
    return Built(lists, sequence) if add_tiles(lists, catalog, ids, stop) else None


def add_tiles(lists: Lists, catalog: Catalog, ids: Int64Array, stop: Stop) -> bool:
    """Add the tiles and colours of these pictures. False when `stop` returned True."""
    rows = catalog.tile_vectors(ids.tolist(), ROWS_AT_ONCE)
    while some := list(itertools.islice(rows, ROWS_AT_ONCE)):
        if stop():
            return False
        lists.add_tiles(some)
    return True


def _draw_sample(catalog: Catalog, ids: Int64Array, wanted: int, dimension: int, stop: Stop) -> ListSample | None:
    random = np.random.default_rng(len(ids))
    chosen = random.choice(ids, min(len(ids), wanted), replace=False)
    wholes: list[Float32Array] = [np.empty((0, dimension), dtype=np.float32)]
    for chunk in catalog.vectors(chosen.tolist()):
        if stop():
            return None
        wholes.append(chunk.vectors)
    tiles: list[Float32Array] = [np.empty((0, dimension), dtype=np.float32)]
    low_res: list[Float32Array] = []
    colours: list[Float32Array] = []
    count = 0
    described = chosen[:_SAMPLED_PARTS]
    for row in catalog.tile_vectors(described.tolist()):
        if stop():
            return None
        low_res.append(row.tile_vectors.low_res)
        colours.append(row.colours)
        tiles_here = row.tile_vectors.tiles
        count += len(tiles_here)
        tiles.append(tiles_here[random.permutation(len(tiles_here))[:_TILES_A_SAMPLE]])
    return ListSample(
        expected=len(ids),
        wholes=np.concatenate(wholes),
        low_res=np.stack(low_res) if low_res else np.empty((0, dimension), dtype=np.float32),
        tiles=np.concatenate(tiles),
        colours=np.stack(colours) if colours else np.empty((0, COLOURS), dtype=np.float32),
        tiles_a_picture=count / max(1, len(described)),
    )
