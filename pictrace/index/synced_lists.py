"""Lists that take over the changes of a catalogue."""

from __future__ import annotations

from dataclasses import dataclass

from pictrace.index.building import add_tiles
from pictrace.index.lists import Lists
from pictrace.store import Catalog

# Lists rebuilt from nearly the same pictures are of the same kind, whatever the estimates said.
_CHANGED_SHARE = 0.2


@dataclass(slots=True, eq=False)
class SyncedLists:
    """sequence : the last change that the lists hold. projection_id : the id of their learned projection, or "".

    made_for : of how many pictures they were built. written : the last change that their files hold; 0 without files.
    """

    lists: Lists
    sequence: int
    projection_id: str
    made_for: int
    written: int = 0

    @property
    def outgrown(self) -> bool:
        """Whether rebuilt lists would be better, and of another kind."""
        has_changed = abs(len(self.lists) - self.made_for) > _CHANGED_SHARE * self.made_for
        return has_changed and self.lists.outgrown

    @property
    def unwritten(self) -> float:
        """Changes since the files were written, as a share of the library's pictures."""
        return (self.sequence - self.written) / max(1, len(self.lists))

    def sync(self, catalog: Catalog) -> None:
        """Take over every change that was committed since, by any process."""
        if catalog.last_change() == self.sequence:
            return
        changes = catalog.changes_since(self.sequence)
        if len(changes.removed):
            self.lists.remove(changes.removed)
        if len(changes.added):
            for chunk in catalog.vectors(changes.added.tolist()):
                self.lists.add_wholes(chunk.ids, chunk.vectors)
            add_tiles(self.lists, catalog, changes.added, lambda: False)
        self.sequence = changes.sequence
