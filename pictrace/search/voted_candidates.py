"""Candidates that no list of vectors has: pictures that share local features with the query, verified in the order of
their votes until nothing more is likely."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import Protocol

from pictrace import matching
from pictrace.index.visual_words import SyncedWords
from pictrace.matching import PreparedQuery
from pictrace.store import Catalog
from pictrace.types import LocalFeatures

# Of phone photos of 40 covers among 1,000 others the right one is among the first 16 by votes for all 120. A batch
# without any verified ends it. Of an element that half a library shows, a logo or a frame, every batch is verified.
BATCH = 16
MOST = 32


class RunAll(Protocol):
    """Asks one question of many key points, in several threads."""

    def __call__(self, work: Callable[[LocalFeatures], bool], given: Sequence[LocalFeatures]) -> Sequence[bool]:
        """The answers, in the order of what was given."""
        ...


def verified_by_votes(
    words: SyncedWords, catalog: Catalog, prepared: PreparedQuery, known: Collection[int], run: RunAll
) -> tuple[int, ...]:
    """Ids of pictures whose key points agree with the query's, the most votes first; none that is known."""
    voted = voted_ids(words, prepared, MOST + len(known))
    unknown = [id for id in voted if id not in known][:MOST]
    found: list[int] = []
    for begin in range(0, len(unknown), BATCH):
        local = catalog.duplicates.locals_of(unknown[begin : begin + BATCH])
        ids = [id for id in unknown[begin : begin + BATCH] if id in local]
        agree = run(partial(matching.may_agree, prepared), [local[id] for id in ids])
        verified = [id for id, agrees in zip(ids, agree, strict=True) if agrees]
        if not verified:
            break
        found += verified
    return tuple(found)


def voted_ids(words: SyncedWords, prepared: PreparedQuery, count: int) -> tuple[int, ...]:
    """The `count` pictures that the query's key points, as they are and mirrored, vote for most."""
    query = prepared.query
    return tuple(words.vote([query.features.local, query.mirrored], count).ids.tolist())
