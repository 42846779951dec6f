"""Ranked cards: thumbnail, verdict, score, bar, values. A card that is clicked, or pressed by keyboard, is picked.

Two small buttons on each say whether this is what was looked for; pressing the pressed one again takes it back.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cache

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from pictrace.web.components.assets import asset


@dataclass(frozen=True, slots=True)
class Part:
    """One channel on a card. width : percent of the bar; value and hint : for people."""

    channel: str
    label: str
    value: str
    width: float
    counted: bool
    hint: str


@dataclass(frozen=True, slots=True)
class Card:
    """One ranked hit, in words ready to show.

    verdict : what it is, and kind : the drawing before it, a class of cards.css. picture : address of its thumbnail.
    said : True for "this is it", False for "this is not it", None for neither.
    """

    id: int
    rank: str
    verdict: str
    kind: str
    sure: str
    name: str
    score: str
    picture: str
    hint: str
    picked: bool
    said: bool | None
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class CardWords:
    """What the list and the two buttons of a card are called."""

    label: str
    yes: str
    no: str


@dataclass(frozen=True, slots=True)
class CardAction:
    """What a person just did: picked the card with this id, or said of `judged` that it is it, is not, or neither."""

    picked: int | None = None
    judged: int | None = None
    said: bool | None = None


_SAID = {"yes": True, "no": False}


@cache
def _component() -> ComponentRenderer:
    return st.components.v2.component("pictrace_cards", css=asset("cards.css"), js=asset("cards.js"))


def show_cards(cards: tuple[Card, ...], *, words: CardWords, question: str, key: str) -> CardAction:
    """Draw the cards in this order; returns what was just done.

    question : names what was asked; when it changes, the page scrolls to its top, where the answer is.
    """
    data = {"words": asdict(words), "question": question, "items": [asdict(card) for card in cards]}
    result = _component()(key=key, data=data, on_picked_change=lambda: None, on_judged_change=lambda: None)
    judged = result.judged
    return CardAction(
        picked=None if result.picked is None else int(result.picked),
        judged=None if judged is None else int(judged["id"]),
        said=None if judged is None else _SAID.get(judged["said"]),
    )
