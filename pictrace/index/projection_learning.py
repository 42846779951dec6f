"""When a library fits its projection and on what, and how it is stored and read.

The kind of the stored artifact is called "whitening", as in libraries of every age.
"""

from __future__ import annotations

import numpy as np

from pictrace.index import projection
from pictrace.index.projection import Projection
from pictrace.store import Catalog

# PCA needs more vectors than dimensions; below so many pictures memory does not matter.
LEARN_FROM_PICTURES = 1000
LEARN_AGAIN_AT = 4
SAMPLED_PICTURES = 2000
TILES_A_SAMPLE = 2


def kind_of(network: str) -> str:
    """The kind of the artifact that holds the projection of this network's vectors; each network has its own."""
    return f"whitening of {network}" if network else "whitening"


def newest(catalog: Catalog, kind: str) -> str:
    """The id of the newest projection, or "" where none was fitted."""
    return catalog.get(kind) or ""


def read(catalog: Catalog, id: str) -> Projection | None:
    """The projection of an id that `newest` gave; None for ""."""
    artifact = catalog.artifacts.get(int(id)) if id else None
    if artifact is None:
        return None
    # The mean has one number for each dimension of a vector, the basis as many as the projection has dimensions.
    numbers = len(artifact.data) // 4
    return projection.from_bytes(artifact.data, numbers // (1 + int(artifact.document["dimension"])))


def learn(catalog: Catalog, kind: str) -> bool:
    """Fit the projection when there is none, or the library has grown fourfold since. True when it was fitted.

    kind : of the artifact; the catalogue keeps the id of the newest under the same key.
    """
    count = catalog.count()
    known = catalog.artifacts.latest(kind)
    learned_from = int(known.document["pictures"]) if known is not None else 0
    if count < max(LEARN_FROM_PICTURES, LEARN_AGAIN_AT * learned_from):
        return False
    random = np.random.default_rng(count)
    ids = np.array(catalog.ids(), dtype=np.int64)
    chosen = random.choice(ids, min(len(ids), SAMPLED_PICTURES), replace=False)
    sample = [
        row.tile_vectors.vectors[[0, *random.choice(np.arange(1, len(row.tile_vectors.vectors)), TILES_A_SAMPLE)]]
        for row in catalog.tile_vectors(chosen.tolist())
        if len(row.tile_vectors.vectors) > 1
    ]
    if len(sample) < LEARN_FROM_PICTURES // 2:
        return False
    learned = projection.learn(np.concatenate(sample))
    document = {"pictures": count, "dimension": learned.dimension, "method": "PCA, half-whitened"}
    artifact = catalog.artifacts.put(kind, document, data=learned.to_bytes())
    catalog.put(kind, str(artifact.id))
    return True
