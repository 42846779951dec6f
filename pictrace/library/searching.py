"""What a library finds for a picture."""

from __future__ import annotations

import time

from pictrace.extraction import LoadedQuery, query_from_decoded, with_query_vectors
from pictrace.index.networks import Present
from pictrace.library.resources import LibraryResources
from pictrace.matching.ranking import SearchResult
from pictrace.search.query import load_query, stored_picture, stored_query
from pictrace.search.query_source import QuerySource
from pictrace.search.search import Searcher, check_counts
from pictrace.types import DEFAULT_SHORTLIST, DEFAULT_TOP, Backbone, Mode, Record, RegionLike, Stop, Weights, never


class Searching(LibraryResources):
    """Queries, from elsewhere or of the library itself, answered."""

    def search(
        self,
        query: QuerySource,
        top: int = DEFAULT_TOP,
        weights: Weights | None = None,
        shortlist: int = DEFAULT_SHORTLIST,
        *,
        name: str = "the picture",
        mode: Mode = "fast",
        region: RegionLike | None = None,
        stop: Stop = never,
    ) -> SearchResult:
        """The pictures most like this one, best first, one result per distinct picture.

        query : a path, a URL, bytes, or an (H, W, 3) uint8 RGB array. top : 1–100. shortlist : candidates examined;
        `mode="thorough"` examines three times as many, found by more views of the query, in up to three times the time.
        name : what to call a query of bytes in error sentences.
        region : look for this part of the query only: a `Region` or (x, y, width, height) in pixels of the upright
        original. What lies outside the picture is left out.
        stop : asked while it works; True ends it, which raises Interrupted.
        Raises UnreadablePicture, PictureTooLarge, FetchError, InvalidInput or WeightsUnavailable.
        """
        with self._in_use(stop) as checkpoint:
            top, shortlist = check_counts(top, shortlist, mode)

            def search(present: Present) -> SearchResult:
                loaded = load_query(
                    query, present.backbone, self.settings, name, mode=mode, region=region, checkpoint=checkpoint
                )
                return self._searcher(present).search(loaded, top, weights or Weights(), shortlist, mode, checkpoint)

            with self._priority.searching():
                return self._networks.on_current_network(search)

    def search_id(
        self,
        id: int,
        top: int = DEFAULT_TOP,
        weights: Weights | None = None,
        shortlist: int = DEFAULT_SHORTLIST,
        *,
        mode: Mode = "fast",
        region: RegionLike | None = None,
        stop: Stop = never,
    ) -> SearchResult:
        """A search for a picture that the library has, from what is stored of it; it finds itself too.

        region : as in `search`; cut from the original when that can be reached, else from the working picture.
        stop : as in `search`.
        Raises UnknownPicture, or InvalidInput for a region that does not lie inside.
        """
        with self._in_use(stop) as checkpoint:
            top, shortlist = check_counts(top, shortlist, mode)

            def search(present: Present) -> SearchResult:
                loaded = self._stored(self._catalog.record(id), region, mode, present.backbone)
                checkpoint()
                return self._searcher(present).search(loaded, top, weights or Weights(), shortlist, mode, checkpoint)

            with self._priority.searching():
                return self._networks.on_current_network(search)

    def _stored(self, record: Record, region: RegionLike | None, mode: Mode, backbone: Backbone) -> LoadedQuery:
        if region is None:
            return with_query_vectors(stored_query(record, self._catalog, self._working), backbone, mode)
        started = time.perf_counter()
        decoded = stored_picture(record, self._originals, self._working, self.settings.limits)
        return query_from_decoded(record.uri, decoded, backbone, region, name=record.name, mode=mode, started=started)

    def _searcher(self, present: Present) -> Searcher:
        name = present.backbone.name
        return Searcher(
            self._catalog,
            present.index,
            self._working,
            name,
            self._pool,
            self._verdicts.judge(name),
            self._verdicts.ignored(),
            present.made_by.version,
            self._words,
        )
