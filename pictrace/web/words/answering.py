"""The answer and the ranked cards; what a verdict says stands in `pictrace/verdicts/wording.py`."""

from __future__ import annotations

from pictrace.types import Channel, Verdict
from pictrace.verdicts import wording
from pictrace.web.words.naming import CHANNEL, NOT_COUNTED, NOT_COUNTED_SHORT
from pictrace.web.words.numbers import number, plural, points, took

ADDING_TEXT = "What is added from now on is found when you search again."
SEARCH_AGAIN = "Search again"


def searching(count: int) -> str:
    return f"Looking through {plural(count, 'picture')}…"


def adding_title(searched: int, total: int) -> str:
    return f"Searched {number(searched)} of {number(total)}; adding continues"


def searched(pictures: int, candidates: int, seconds: float) -> str:
    return f"{plural(pictures, 'picture')} searched, {number(candidates)} checked in detail, in {took(seconds)}."


def of_part(title: str) -> str:
    """The same line when only a part of the picture was looked for."""
    return f"For this part: {title[:1].lower()}{title[1:]}"


def ranked_elsewhere(name: str, rank: int) -> str:
    """When the hit that the answer rests on is not the first card."""
    return f"The answer rests on {name}, which is number {number(rank)} as you weigh it now."


RANKED_SHOW = "Show why"
MEASURE_MINE = "Measure it on my pictures"
MEASURING = "How often answers are wrong is being measured on your pictures."
RANKED = "Ranked matches"


def place(rank: int) -> str:
    return str(rank)


def score(value: float, *, same: bool) -> str:
    """A match score as points of 100; only one and the same picture gets 100."""
    return str(round(value * 100) if same else min(99, round(value * 100)))


def channel_value(value: float | None) -> str:
    return NOT_COUNTED_SHORT if value is None else points(value)


def card_score(shown_score: str) -> str:
    return f"match {shown_score}"


def card_hint(rank: int, name: str, shown_score: str, verdict: Verdict) -> str:
    """What a screen reader says of a card."""
    return f"Number {rank}: {name}, {wording.LABEL[verdict]}, match score {shown_score}. Show why."


def contribution(channel: Channel, score: float | None, part: float) -> str:
    """The tooltip of one part of the bar."""
    if score is None:
        return f"{CHANNEL[channel]}: {NOT_COUNTED}"
    return f"{CHANNEL[channel]}: {points(score)} of 100, brings {part * 100:.1f} points"
