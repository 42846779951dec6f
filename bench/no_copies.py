"""Searches that have no copy to find: pictures of Corel-1k and made edits of them, the picture itself left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from bench import pictures, verdict_pairs
from pictrace import Library, matching
from pictrace.imaging import edits
from pictrace.types import DEFAULT_SHORTLIST, Evidence, Features, Query, Record, UInt8Array


@dataclass(frozen=True, slots=True, eq=False)
class Hit:
    """One examined hit of a search without a copy. picture, other : numbers of the query and the hit."""

    picture: int
    edit: str
    other: int
    query: Query
    candidate: Record
    evidence: Evidence


def searches(library: Library, paths: Sequence[Path], edits_each: int) -> Iterator[list[Hit]]:
    """For each picture the examined hits of the picture itself and of so many edits of it, itself never among them.

    An edit's shortlist is that of the picture as it is: its 50 nearest others, which are the hardest.
    """
    ids = pictures.ids_by_path(library)
    numbers = {id: int(path.stem) for path, id in ids.items()}
    records = {id: library.get(id) for id in numbers}

    @lru_cache(maxsize=len(ids))
    def stored(id: int) -> tuple[Features, UInt8Array]:
        return library.features(id), library.working_picture(id)

    vectors = np.stack([stored(id)[0].vector for id in numbers])
    order = list(numbers)
    for path in paths:
        own, number = ids[path], int(path.stem)
        cosines = vectors @ stored(own)[0].vector
        nearest = [order[place] for place in np.argsort(-cosines) if order[place] != own][:DEFAULT_SHORTLIST]
        picture = verdict_pairs.read(path)
        every = edits.standard_edits(number)
        chosen = [every[(number + n) % len(every)] for n in range(edits_each)]
        for name, pixels in [("as it is", picture), *((edit.name, edit.apply(picture)) for edit in chosen)]:
            query = verdict_pairs.describe(pixels)
            prepared = matching.prepare(query)
            hits = []
            for id in nearest:
                features, working = stored(id)
                # Verdicts do not look at the network's vectors, and a query here has none.
                plain = replace(features, vector=query.features.vector, tile_vectors=query.features.tile_vectors)
                found = replace(matching.gather(prepared, plain, working), cosine=float(cosines[order.index(id)]))
                hits.append(Hit(number, name, numbers[id], query, records[id], found))
            yield hits
