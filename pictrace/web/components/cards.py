"""Ranked cards: thumbnail, verdict, score, bar, values. A card that is clicked, or pressed by keyboard, is picked."""

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

    verdict : what it is, and kind : the drawing before it, a class of cards.css. picture : address of
    its thumbnail.
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
    parts: tuple[Part, ...]


@cache
def _component() -> ComponentRenderer:
    return st.components.v2.component("pictrace_cards", css=asset("cards.css"), js=asset("cards.js"))


def show_cards(cards: tuple[Card, ...], *, label: str, question: str, key: str) -> int | None:
    """Draw the cards in this order; returns the id of the card that was just picked, else None.

    question : names what was asked; when it changes, the page scrolls to its top, where the answer is.
    """
    data = {"label": label, "question": question, "items": [asdict(card) for card in cards]}
    result = _component()(key=key, data=data, on_picked_change=lambda: None)
    picked = result.picked
    return int(picked) if picked is not None else None
