"""The answer and the ranked cards; what a verdict says stands in `pictrace/verdicts/wording.py`."""

from __future__ import annotations

from pictrace.web.words.numbers import number, plural, took

ADDING_TEXT = "What is added from now on is found when you search again."
SEARCH_AGAIN = "Search again"


def searching(count: int) -> str:
    """While a search runs."""
    return f"Looking through {plural(count, 'picture')}…"


def adding_title(searched: int, total: int) -> str:
    """A search in a library that is still growing."""
    return f"Searched {number(searched)} of {number(total)}; adding continues"


def searched(pictures: int, candidates: int, seconds: float) -> str:
    """What the search took."""
    return f"{plural(pictures, 'picture')} searched, {number(candidates)} checked in detail, in {took(seconds)}."


def ranked_elsewhere(name: str, rank: int) -> str:
    """When the hit that the answer rests on is not the first card."""
    return f"The answer rests on {name}, which is number {number(rank)} as you weigh it now."


RANKED_SHOW = "Show why"
MEASURE_MINE = "Measure it on my pictures"
MEASURING = "How often answers are wrong is being measured on your pictures."
