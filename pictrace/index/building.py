"""Lists made anew from the rows of the catalogue: prepared with a sample of them, then filled."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from pictrace.index.lists import COLOURS, Lists, MakeEngine, Sample
from pictrace.index.projection import Whitening
from pictrace.store import Catalog
from pictrace.types import Float32Array, Int64Array

ROWS_AT_ONCE = 256
# Rows of parts are 40 kB: so many pictures give 8,192 smalls and four times as many windows in about 10 s.
_SAMPLED_PARTS = 8192
_WINDOWS_A_SAMPLE = 4

Stop = Callable[[], bool]


@dataclass(frozen=True, slots=True, eq=False)
class Built:
    """sequence : the change up to which the lists surely hold everything; later ones have to be followed."""

    lists: Lists
    sequence: int


def build(catalog: Catalog, make: MakeEngine, dimension: int, whitening: Whitening | None, stop: Stop) -> Built | None:
    """Lists of the kind that suits the size of the library; None when `stop` said so."""
    lists = Lists(make, dimension, whitening)
    sequence = catalog.last_change()
    ids = np.array(catalog.ids(), dtype=np.int64)
    wanted = lists.sample_for(len(ids))
    if wanted:
        sample = _sample(catalog, ids, wanted, dimension, stop)
        if sample is None:
            return None
        lists.prepare(sample)
        del sample
    for chunk in catalog.vectors():
        if stop():
            return None
        lists.add_wholes(chunk.ids, chunk.vectors)
    return Built(lists, sequence) if add_parts(lists, catalog, ids, stop) else None


def add_parts(lists: Lists, catalog: Catalog, ids: Int64Array, stop: Stop) -> bool:
    """Put the parts and colours of these pictures in. False when `stop` said so."""
    rows = catalog.parts(ids.tolist(), ROWS_AT_ONCE)
    while some := list(itertools.islice(rows, ROWS_AT_ONCE)):
        if stop():
            return False
        lists.add_parts(some)
    return True


def _sample(catalog: Catalog, ids: Int64Array, wanted: int, dimension: int, stop: Stop) -> Sample | None:
    random = np.random.default_rng(len(ids))
    chosen = random.choice(ids, min(len(ids), wanted), replace=False)
    wholes: list[Float32Array] = [np.empty((0, dimension), dtype=np.float32)]
    for chunk in catalog.vectors(chosen.tolist()):
        if stop():
            return None
        wholes.append(chunk.vectors)
    windows: list[Float32Array] = [np.empty((0, dimension), dtype=np.float32)]
    smalls: list[Float32Array] = []
    colours: list[Float32Array] = []
    count = 0
    described = chosen[:_SAMPLED_PARTS]
    for row in catalog.parts(described.tolist()):
        if stop():
            return None
        smalls.append(row.parts.small)
        colours.append(row.colours)
        here = row.parts.windows
        count += len(here)
        windows.append(here[random.permutation(len(here))[:_WINDOWS_A_SAMPLE]])
    return Sample(
        expected=len(ids),
        wholes=np.concatenate(wholes),
        smalls=np.stack(smalls) if smalls else np.empty((0, dimension), dtype=np.float32),
        windows=np.concatenate(windows),
        colours=np.stack(colours) if colours else np.empty((0, COLOURS), dtype=np.float32),
        windows_a_picture=count / max(1, len(described)),
    )
