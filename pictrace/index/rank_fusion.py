"""One shortlist of several rankings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pictrace.types import Int64Array


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """ids : (n,) int64, best first, each once. share : how many places it takes in every turn."""

    ids: Int64Array
    share: int


def interleave(rankings: Sequence[Ranking], count: int) -> Int64Array:
    """(m,) int64: `count` distinct ids, or all that there are; each ranking in turn gives its next ones.

    Cosines of different lists cannot be compared (those with parts are higher), places can.
    """
    waiting = [(iter(ranking.ids.tolist()), ranking.share) for ranking in rankings]
    taken: dict[int, None] = {}
    while waiting and len(taken) < count:
        going_on = []
        for ids, share in waiting:
            fresh = (id for id in ids if id not in taken)
            for _ in range(share):
                following = next(fresh, None)
                if following is None:
                    break
                taken[following] = None
            else:
                going_on.append((ids, share))
        waiting = going_on
    return np.array(list(taken)[:count], dtype=np.int64)
