"""What people said of results."""

from __future__ import annotations

from pictrace.errors import InvalidInput
from pictrace.library.resources import LibraryResources
from pictrace.matching.ranking import SearchResult
from pictrace.types import Judgement


class Judging(LibraryResources):
    """Answers of searches, judged right or wrong."""

    def judge(self, result: SearchResult, id: int, is_match: bool, name: str = "") -> Judgement:
        """Remember that this picture is what the query looked for, or that it is not; the last word counts.

        name : what to call the query; else its uri. What the search measured is kept with it, so that weights can be
        fitted later (`pictrace.fitting`). Raises InvalidInput when the picture is none of the result's candidates,
        and UnknownPicture when it was removed since.
        """
        with self._in_use():
            query = result.query
            candidate = next((one for one in result.candidates if one.record.id == id), None)
            if candidate is None:
                raise InvalidInput(
                    f"Picture {id} is not among the {len(result.candidates)} candidates of this search, so nothing "
                    "was measured of it; search with a larger shortlist."
                )
            return self._catalog.judgements.record(
                query.pixel_digest,
                id,
                is_match,
                query_name=name or query.uri,
                scores=candidate.evidence.scores,
                mode=result.mode,
                backbone=result.backbone,
            )

    def take_back(self, result: SearchResult, id: int) -> bool:
        """Forget what was said of this picture as an answer to this query; False when nothing was."""
        with self._in_use():
            return self._catalog.judgements.take_back(result.query.pixel_digest, id)

    def judgements(self, result: SearchResult | None = None) -> tuple[Judgement, ...]:
        """What was said so far, or of the query of this result only, oldest first."""
        with self._in_use():
            return self._catalog.judgements.list(None if result is None else result.query.pixel_digest)
