"""A family in sentences and as an indented list, the same on the pages and on the command line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pictrace.explanation import wording
from pictrace.types import Descent, Family

ALONE = "No copy of it was found, so there is no family to show."
NO_SOURCE = "These come of one source, or more, that is not in this library."
VERSION = "a version of the one above; which of the two came first cannot be told"
UNCHANGED = "unchanged, or only saved again"
DONOR = "a part of the picture comes from here"
ROOT = "nearest to the source of those that are here"
GUESS = "This is the least change that explains the pictures found here, not a record of what happened."


@dataclass(frozen=True, slots=True)
class FamilyLine:
    """One picture of the list. depth : 0 for a root. description : what was done to the one above it, or what it is."""

    key: int
    name: str
    depth: int
    description: str


def summary(family: Family) -> str:
    """One sentence of the whole."""
    if len(family.members) < 2:
        return ALONE
    if family.donors:
        names = " and ".join(family.name(key) for key in family.donors)
        return f"It was put together of {names}."
    if len(family.roots) > 1:
        return NO_SOURCE
    root = family.roots[0]
    if any(not descent.decided for descent in family.children(root)):
        return f"Which of these {len(family.members):,} pictures is nearest to their source cannot be told for sure."
    return f"Of these {len(family.members):,} pictures {family.name(root)} is nearest to their source."


def left_out(family: Family) -> str:
    """How many copies are not in the list; "" when all are."""
    if not family.left_out:
        return ""
    return (
        "1 further copy is not shown." if family.left_out == 1 else f"{family.left_out:,} further copies are not shown."
    )


def lines(family: Family) -> tuple[FamilyLine, ...]:
    """Every picture below the one that it was made of; a query put together of several is below each of them."""
    found: list[FamilyLine] = []
    for key in family.roots:
        sure = len(family.members) > 1 and all(descent.decided for descent in family.children(key))
        description = DONOR if key in family.donors else ROOT if sure else ""
        found.append(FamilyLine(key, family.name(key), 0, description))
        found += _descendants(family, key, 1)
    return tuple(found)


def _descendants(family: Family, key: int, depth: int) -> Iterator[FamilyLine]:
    for descent in family.children(key):
        yield FamilyLine(descent.child, family.name(descent.child), depth, description(descent))
        yield from _descendants(family, descent.child, depth + 1)


def description(descent: Descent) -> str:
    """What was done to the parent to make the child."""
    steps = wording.steps(descent.recipe)
    if not descent.decided:
        return VERSION
    return ", ".join(steps) if steps else UNCHANGED
