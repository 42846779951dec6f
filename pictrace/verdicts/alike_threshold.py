"""From which cosine on two pictures are called alike."""

from __future__ import annotations

from functools import cache

from pictrace import embedding


@cache
def alike_cosine(backbone: str) -> float:
    """The least cosine of vectors of this network for "alike"; also of one that this PicTrace does not know."""
    return embedding.alike_cosine(backbone)
