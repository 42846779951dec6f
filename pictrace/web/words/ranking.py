"""The weighed ranking: groups, stacks, sorting, and what would bring a hit to the first place."""

from __future__ import annotations

from dataclasses import dataclass

from pictrace.types import CHANNELS, VerdictGroup
from pictrace.web.words.naming import CHANNEL
from pictrace.web.words.numbers import number


@dataclass(frozen=True, slots=True)
class GroupWords:
    """A group of hits. one_more, more : on a stack there, of one or {count} hits beside the one that is shown."""

    title: str
    one_more: str
    more: str


GROUPS: dict[VerdictGroup, GroupWords] = {
    "copies": GroupWords("Copies", "and one more copy", "and {count} more copies"),
    "parts": GroupWords("Parts", "and 1 saved again", "and {count} saved again"),
    "photographs": GroupWords("Photographs of it", "and one more photograph", "and {count} more photographs"),
    "check": GroupWords("To be checked", "and 1 saved again", "and {count} saved again"),
    "alike": GroupWords("Look-alikes", "and 1 saved again", "and {count} saved again"),
}

LIST = "What was found"
OF_HUNDRED = "{value} of 100"
ALL_ZERO = "All are at zero, so nothing counts; the order is by overall look. Raise one of them."
SCORE = "match {score}"
HINT = "Number {place}: {name}, {verdict}, match score {score}. Show why."
FIRST = "First now: {name}, match score {score}."

FEWER = "Close the stack"
EARLIEST = "earliest: {name}, {when}"
TAKEN = "taken {date}"
ADDED = "added {date}"
SIZE = "{width} × {height}"
CHANGED = "{share} % changed"
BEST = "best {shown} shown"
OPEN = "show"

SORT = "Sort by"
SORTS = {
    "match": "Best match",
    "earliest": "Earliest",
    "largest": "Largest",
    "changed": "Most changed",
}

SCORES_HIGHER_THAN_COPY = (
    "{name} ({label}) has a higher match score. The answer goes by how surely a hit is a copy, then by overall look, "
    "so it rests on {decisive}."
)
SCORES_HIGHER = (
    "{name} ({label}) has a higher match score. The answer goes by what a hit is, then by overall look, so it rests on "
    "{decisive}."
)

# By how many weights are moved; of each its name, its new and its old value.
_FIRST_WITH: dict[int, str] = {
    1: "{name} is number {rank}. It would be first with {0[0]} at {0[1]} instead of {0[2]}.",
    2: "{name} is number {rank}. It would be first with {0[0]} at {0[1]} instead of {0[2]} and {1[0]} at {1[1]} "
    "instead of {1[2]}.",
}
_UNTIL_LOWERED = "{name} stays first until {channel} is lowered from {old} to {new}; then {other} comes first."
_UNTIL_RAISED = "{name} stays first until {channel} is raised from {old} to {new}; then {other} comes first."

TRY = "Try it"
ONLY_ORDER = "Weights change the order, never the answer."


def would_be_first(name: str, rank: int, moved: tuple[str, ...], old: tuple[int, ...], new: tuple[int, ...]) -> str:
    """What to change so that a hit is first: "… with Colours at 45 instead of 10"."""
    changes = [
        (CHANNEL[channel], after, before)
        for channel, before, after in zip(CHANNELS, old, new, strict=True)
        if channel in moved
    ]
    return _FIRST_WITH[len(changes)].format(*changes, name=name, rank=number(rank))


def always_beaten(name: str, rank: int, other: str) -> str:
    """Why a hit can never be first: another is as good or better in every channel."""
    return f"{name} is number {number(rank)}. No weights put it first: {other} scores as high or higher in everything."


def out_of_reach(name: str, rank: int) -> str:
    """That small changes of the weights do not make a hit the first."""
    return f"{name} is number {number(rank)}. No change of one or two weights puts it first."


def firm(name: str) -> str:
    """That no single weight takes the first place from a hit."""
    return f"{name} stays first whichever single weight is moved."


def turns(name: str, other: str, channel: str, old: int, new: int) -> str:
    """What takes the first place at the nearest change."""
    said = _UNTIL_LOWERED if new < old else _UNTIL_RAISED
    return said.format(name=name, channel=CHANNEL[channel], old=old, new=new, other=other)


def scores_higher(name: str, label: str, decisive: str, *, is_copy: bool) -> str:
    """Under the default weights, why the hit that scores highest is not the answer."""
    said = SCORES_HIGHER_THAN_COPY if is_copy else SCORES_HIGHER
    return said.format(name=name, label=label, decisive=decisive)
