"""Lists that follow the changes of a catalogue."""

from __future__ import annotations

from dataclasses import dataclass

from pictrace.index.building import add_parts
from pictrace.index.lists import Lists
from pictrace.store import Catalog

# What is made anew of nearly the same pictures is of the same kind, whatever its estimates said of it.
_CHANGED_SHARE = 0.2


@dataclass(slots=True, eq=False)
class Followed:
    """sequence : the last change that the lists have seen. learned : the id of their whitening, or "".

    made_for : of how many pictures they were made. written : the last change that their files have; 0 where nothing is
    written.
    """

    lists: Lists
    sequence: int
    learned: str
    made_for: int
    written: int = 0

    @property
    def outgrown(self) -> bool:
        """Whether lists made anew would be better, and would not be the same again."""
        has_changed = abs(len(self.lists) - self.made_for) > _CHANGED_SHARE * self.made_for
        return has_changed and self.lists.outgrown

    @property
    def unwritten(self) -> float:
        """How much of the library changed since the files were written, as a share of its pictures."""
        return (self.sequence - self.written) / max(1, len(self.lists))

    def follow(self, catalog: Catalog) -> None:
        """Take over what was committed since, by any process."""
        if catalog.last_change() == self.sequence:
            return
        changes = catalog.changes_since(self.sequence)
        if len(changes.removed):
            self.lists.remove(changes.removed)
        if len(changes.added):
            for chunk in catalog.vectors(changes.added.tolist()):
                self.lists.add_wholes(chunk.ids, chunk.vectors)
            add_parts(self.lists, catalog, changes.added, lambda: False)
        self.sequence = changes.sequence
