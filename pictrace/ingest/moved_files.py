"""Files that were moved: locations of a known picture that are missing, noticed when it turns up elsewhere."""

from __future__ import annotations

from pictrace.store import Catalog
from pictrace.store.originals import Originals, Sighting

# A renamed folder brings one a picture; a transaction for each would take as long as adding the place does.
_AT_ONCE = 100


class MovedFiles:
    """Checks the other locations of known pictures and records which are missing. For one thread."""

    def __init__(self, catalog: Catalog, originals: Originals) -> None:
        self._catalog = catalog
        self._originals = originals
        self._checked: set[int] = set()
        self._sightings: list[Sighting] = []

    def check_locations(self, id: int) -> None:
        """Once a picture: of one with thousands of copies, each would else ask for all the others."""
        if id in self._checked:
            return
        self._checked.add(id)
        for record in self._catalog.records([id]):
            seen = self._originals.look(record)
            if seen.is_news:
                self._sightings.append(seen)
        if len(self._sightings) >= _AT_ONCE:
            self.flush()

    def flush(self) -> None:
        self._originals.note(*self._sightings)
        self._sightings.clear()
