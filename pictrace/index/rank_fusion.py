"""Rank fusion: one shortlist of several rankings, by weighted round robin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pictrace.types import Int64Array


@dataclass(frozen=True, slots=True, eq=False)
class RankedList:
    """ids : (n,) int64, best first, each once. share : how many ids it contributes in every round."""

    ids: Int64Array
    share: int


def fuse_rankings(rankings: Sequence[RankedList], count: int) -> Int64Array:
    """(m,) int64: `count` distinct ids, or all that there are; each ranking in turn contributes its next ones.

    Cosines of different lists cannot be compared (those with tiles are higher), ranks can.
    """
    pending = [(iter(ranking.ids.tolist()), ranking.share) for ranking in rankings]
    fused: dict[int, None] = {}
    while pending and len(fused) < count:
        continuing = []
        for ids, share in pending:
            fresh = (id for id in ids if id not in fused)
            for _ in range(share):
                next_id = next(fresh, None)
                if next_id is None:
                    break
                fused[next_id] = None
            else:
                continuing.append((ids, share))
        pending = continuing
    return np.array(list(fused)[:count], dtype=np.int64)
