"""The elements that say nothing of a copy."""

from __future__ import annotations

from collections.abc import Iterable

from pictrace.errors import UnknownPicture
from pictrace.library.pictures import Pictures
from pictrace.search.query_source import QuerySource
from pictrace.types import IgnoredElement, RegionLike


class Ignoring(Pictures):
    """Logos, colour charts and the like, marked in pictures of the library or elsewhere."""

    def ignore_element(
        self, source: int | QuerySource, region: RegionLike | None = None, name: str = ""
    ) -> IgnoredElement:
        """Remember an element that says nothing of a copy: a logo, a colour chart, a caption bar, a template.

        source : the id of a picture of the library, or a picture as in `search`. region : the part of it, as in
        `search`; None is all of it. From then on agreement within it counts for no verdict.
        Raises UnknownPicture, UnreadablePicture, or InvalidInput for a region outside the picture or with too little
        detail to be found again.
        """
        with self._in_use():
            return self._verdicts.ignore(self._decoded(source), region, name)

    def ignored_elements(self) -> tuple[IgnoredElement, ...]:
        """Oldest first."""
        with self._in_use():
            return self._catalog.ignored.list()

    def ignored_picture(self, id: int) -> bytes:
        """An ignored element as a JPEG, as it was marked. Raises UnknownPicture."""
        with self._in_use():
            found = self._catalog.ignored.jpeg(id)
            if found is None:
                raise UnknownPicture(f"No element {id} is ignored here; `pictrace ignored list` shows which are.")
            return found

    def stop_ignoring(self, ids: Iterable[int]) -> tuple[int, ...]:
        """Forget these elements; returns the ids that were there."""
        with self._in_use():
            return self._catalog.ignored.remove(list(ids))
