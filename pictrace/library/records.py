"""What a library has, and has not."""

from __future__ import annotations

from collections.abc import Iterable

from pictrace.library.resources import LibraryResources
from pictrace.store import Order
from pictrace.types import Failure, Record


class Records(LibraryResources):
    """The pictures by their records, and the inputs that failed."""

    def get(self, id: int) -> Record:
        """Raises UnknownPicture."""
        with self._in_use():
            return self._catalog.record(id)

    def records(
        self,
        text: str = "",
        *,
        order: Order = "added",
        descending: bool = True,
        offset: int = 0,
        limit: int | None = None,
    ) -> tuple[Record, ...]:
        """Pictures whose name, uri or metadata hold every word of `text`, sorted."""
        with self._in_use():
            return self._catalog.page(text, order=order, descending=descending, offset=offset, limit=limit)

    def count(self, text: str = "") -> int:
        """How many pictures `records(text)` would give."""
        with self._in_use():
            return self._catalog.count(text)

    def __len__(self) -> int:
        with self._in_use():
            return self._catalog.count()

    def remove(self, ids: Iterable[int]) -> tuple[int, ...]:
        """Forget these pictures: rows, vectors, working pictures and kept uploads. Originals elsewhere are not touched.

        Returns the ids that were really there.
        """
        with self._in_use():
            return self._maintenance.remove(list(ids))

    def failures(self) -> tuple[Failure, ...]:
        """Inputs that did not become pictures and were not added since."""
        with self._in_use():
            return self._catalog.failures()

    def forget_failures(self, uris: Iterable[str]) -> None:
        """Take these off the list of what could not be added."""
        with self._in_use():
            self._catalog.clear_failures(list(uris))
