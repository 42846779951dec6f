"""How the page shows a verdict: its card, its group, the tone of an answer. All follows from the verdict's tables."""

from __future__ import annotations

from typing import Literal

from pictrace.types import VERDICT_FACTS, Certainty, Verdict, VerdictGroup
from pictrace.verdicts.verdict_words import WORDS
from pictrace.web import words
from pictrace.web.components.ranking import Group, Look

TONE: dict[Certainty, Literal["copy", "possible", "other"]] = {
    "exact": "copy",
    "copy": "copy",
    "photograph": "copy",
    "possible": "possible",
    "none": "other",
}
# Closed at first where no copy was found.
_CLOSABLE: VerdictGroup = "alike"


def look(verdict: Verdict) -> Look:
    """A card with this verdict."""
    said, facts = WORDS[verdict], VERDICT_FACTS[verdict]
    return Look(said.label, said.icon, facts.group, facts.certainty == "exact")


def groups() -> tuple[Group, ...]:
    """The groups in their order."""
    return tuple(Group(name, said.title, name == _CLOSABLE) for name, said in words.ranking.GROUPS.items())
