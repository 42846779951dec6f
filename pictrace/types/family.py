"""Who derives from whom among pictures that belong together."""

from __future__ import annotations

from dataclasses import dataclass

from pictrace.types.explanation import Recipe, SourceDirection

QUERY = 0  # the key of the picture that was asked about; ids of a library begin at 1


@dataclass(frozen=True, slots=True)
class FamilyMember:
    """One picture of a family. key : its id in the library, or QUERY."""

    key: int
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Descent:
    """One picture was made of another.

    recipe : what was done. nearer : what says that the parent is the one nearer the source. decided : False where
    nothing says which of the two came of the other; they are versions of one another, and the recipe may be told from
    either.
    """

    parent: int
    child: int
    recipe: Recipe
    nearer: SourceDirection
    decided: bool


@dataclass(frozen=True, slots=True, eq=False)
class Family:
    """Kin and their descents.

    Everyone has at most one parent, but a query that was put together of several pictures, its `donors`, has each of
    them. Who has no parent is a root: the nearest to the source of what is known here. Several roots that are no donors
    come of something that is not here. left_out : copies that were not looked at because there are too many.
    """

    members: tuple[FamilyMember, ...]
    descents: tuple[Descent, ...]
    donors: tuple[int, ...] = ()
    left_out: int = 0

    @property
    def roots(self) -> tuple[int, ...]:
        """Keys of those without a parent, in the order of `members`."""
        children = {descent.child for descent in self.descents}
        return tuple(one.key for one in self.members if one.key not in children)

    def children(self, key: int) -> tuple[Descent, ...]:
        """The descents from this picture, in the order of `members`."""
        order = {one.key: place for place, one in enumerate(self.members)}
        mine = (descent for descent in self.descents if descent.parent == key)
        return tuple(sorted(mine, key=lambda descent: order[descent.child]))

    def name(self, key: int) -> str:
        return next(one.name for one in self.members if one.key == key)
