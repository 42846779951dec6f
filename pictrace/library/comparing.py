"""What two pictures are to each other."""

from __future__ import annotations

import numpy as np

from pictrace.index.networks import Present
from pictrace.library.resources import LibraryResources
from pictrace.matching.ranking import Comparison, SearchResult
from pictrace.search.comparison import compare_queries
from pictrace.search.provenance import family_of
from pictrace.search.query import load_query, stored_query
from pictrace.search.query_source import QuerySource
from pictrace.search.search import explain_hit, without_ignored
from pictrace.types import Backbone, Checkpoint, Explanation, Family, Query, Stop, Weights, never

Names = tuple[str, str]
NAMES: Names = ("the first picture", "the second picture")


class Comparing(LibraryResources):
    """Pairs and families of pictures, explained."""

    def compare(
        self,
        a: int | QuerySource,
        b: int | QuerySource,
        *,
        weights: Weights | None = None,
        names: Names = NAMES,
        stop: Stop = never,
    ) -> Comparison:
        """Two pictures against each other as a search would, with `a` as the query; neither need be in the library.

        a, b : ids of pictures of the library, or pictures as in `search`. names : what to call pictures that are given
        as bytes in error sentences. stop : as in `search`. The verdict is given under the library's calibration, and
        agreement within ignored elements counts for none, as in a search.
        Raises UnknownPicture, and as `search`.
        """
        with self._in_use(stop) as checkpoint:

            def compared(present: Present) -> Comparison:
                query, candidate = (
                    self._as_query(given, name, present.backbone, checkpoint)
                    for given, name in zip((a, b), names, strict=True)
                )
                checkpoint()
                query = without_ignored(query, self._verdicts.ignored())
                judge = self._verdicts.judge(present.made_by.name)
                return compare_queries(query, candidate, judge, present.made_by, weights)

            with self._priority.searching():
                return self._networks.settled(compared)

    def _as_query(self, given: int | QuerySource, name: str, backbone: Backbone, checkpoint: Checkpoint) -> Query:
        if isinstance(given, (int, np.integer)):
            return stored_query(self._catalog.record(int(given)), self._catalog, self._working)
        return load_query(given, backbone, self.settings, name, checkpoint=checkpoint).query

    def explain(self, result: SearchResult, id: int) -> Explanation:
        """What was done to make the query of this candidate of a search, or the other way round, as a recipe that was
        done again to check it; what of each is in the other; which is nearer the picture that both come from.

        Takes a tenth of a second or two. Raises InvalidInput when the picture is none of the result's candidates, and
        UnreadablePicture when its working picture is gone.
        """
        with self._in_use():
            return explain_hit(result, id, self._originals, self._working)

    def family(self, result: SearchResult, name: str = "") -> Family:
        """Who derives from whom among the query of a search and the hits that are copies of it, at most 11 of them.

        name : what to call the query; else its uri. Every pair is explained: about a tenth of a second each.
        """
        with self._in_use() as checkpoint:
            called = name or result.query.uri
            return family_of(result, self._catalog, self._working, self._originals, called, checkpoint)
