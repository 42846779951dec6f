"""Postings in a few segments: what is new becomes a segment of its own, and small ones are merged into larger.

So a picture is sorted in a few times in all (as in a log-structured merge tree, O'Neil et al., Acta Informatica 1996),
and large segments stay in their files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from pictrace.index.visual_words.postings import Postings, merged, postings_of, without
from pictrace.index.visual_words.voting import Votes, vote
from pictrace.types import Int64Array, LocalFeatures

# A segment is merged with the one before it once it is half as large, so that there are few.
MERGED_FROM = 0.5
# While it lasts merging holds each key point twice and two numbers of it, some 45 bytes: segments that would be larger
# than this stay apart.
LARGEST = 10_000
# So much of a segment may be removed pictures, which are only passed over, before it is made anew without them.
MOST_REMOVED = 0.2


@dataclass(frozen=True, slots=True, eq=False)
class Segments:
    """Postings of distinct pictures, the largest first. Never changed: each change gives others.

    sequence : the last change of the catalogue that they hold. removed : (n,) int64, ids to pass over, rising.
    """

    sequence: int = 0
    postings: tuple[Postings, ...] = ()
    removed: Int64Array = field(default_factory=lambda: np.empty(0, np.int64))

    def __len__(self) -> int:
        """Pictures that are there."""
        return sum(len(some) for some in self.postings) - len(self.removed)

    def with_pictures(self, pictures: Mapping[int, LocalFeatures]) -> Segments:
        """With these, whose ids are new."""
        if not pictures:
            return self
        several = [*self.postings, postings_of(pictures)]
        while (
            len(several) > 1
            and len(several[-1]) >= MERGED_FROM * len(several[-2])
            and len(several[-1]) + len(several[-2]) <= LARGEST
        ):
            last = several.pop()
            several[-1] = merged((several[-1], last))
        return replace(self, postings=tuple(several))

    def less(self, ids: Int64Array) -> Segments:
        """Without these; ids that are not there are passed over."""
        several, removed = [], np.union1d(self.removed, ids)
        for some in self.postings:
            gone = np.intersect1d(some.ids, removed)
            several.append(without(some, gone) if len(gone) > MOST_REMOVED * len(some) else some)
        kept = [some for some in several if len(some)]
        there = np.concatenate([np.empty(0, np.int64), *(some.ids for some in kept)])
        return replace(self, postings=tuple(kept), removed=np.intersect1d(removed, there))

    def up_to(self, sequence: int) -> Segments:
        """The same, known to hold every change up to this one."""
        return replace(self, sequence=sequence)

    def vote(self, views: Sequence[LocalFeatures], count: int) -> Votes:
        """The `count` pictures that a query's key points vote for most; views as in `voting.vote`."""
        return vote(views, self.postings, self.removed, count)
