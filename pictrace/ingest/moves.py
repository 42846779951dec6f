"""Files that were moved: where a known picture is no more, noticed when it turns up elsewhere."""

from __future__ import annotations

from pictrace.store import Catalog
from pictrace.store.originals import Originals, Sighting

# A renamed folder brings one a picture; a transaction for each would take as long as adding the place does.
_AT_ONCE = 100


class Moves:
    """Looks for known pictures at their other places and writes down what is missing there. For one thread."""

    def __init__(self, catalog: Catalog, originals: Originals) -> None:
        self._catalog = catalog
        self._originals = originals
        self._looked_for: set[int] = set()
        self._seen: list[Sighting] = []

    def look_for(self, id: int) -> None:
        """Once a picture: of one with thousands of copies, each would else ask for all the others."""
        if id in self._looked_for:
            return
        self._looked_for.add(id)
        for record in self._catalog.records([id]):
            seen = self._originals.look(record)
            if seen.is_news:
                self._seen.append(seen)
        if len(self._seen) >= _AT_ONCE:
            self.write_down()

    def write_down(self) -> None:
        self._originals.note(*self._seen)
        self._seen.clear()
