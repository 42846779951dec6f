"""The ranked matches as cards."""

from __future__ import annotations

from pictrace.ranking import SearchResult
from pictrace.types import Match, Verdict
from pictrace.verdicts import wording
from pictrace.web import words
from pictrace.web.components.cards import Card, Part, show_cards
from pictrace.web.pictures import picture_url
from pictrace.web.views.weights_panel import SHOWN

EQUAL: tuple[Verdict, ...] = ("same_file", "same_picture")
# How a verdict is drawn: copies of every kind alike.
KIND: dict[Verdict, str] = {
    "possible_copy": "possible",
    "same_scene": "scene",
    "shared_element": "element",
    "alike": "alike",
    "too_little_detail": "none",
    "no_copy": "none",
}


def show_ranked(result: SearchResult, picked: Match) -> int | None:
    """Draw the matches, best first; returns the id of the one that was just picked, else None."""
    cards = tuple(_card(result, match, match.id == picked.id) for match in result.matches)
    return show_cards(cards, label=words.RANKED, question=result.query.byte_digest, key="cards")


def _card(result: SearchResult, match: Match, picked: bool) -> Card:
    name, verdict = match.record.name, match.verdict
    score = words.score(match.score, same=verdict in EQUAL)
    return Card(
        id=match.id,
        rank=words.place(match.rank),
        verdict=wording.LABEL[verdict],
        kind=KIND.get(verdict, "copy"),
        sure=wording.sure(verdict, match.probability).rstrip("."),
        name=name,
        score=words.card_score(score),
        picture=picture_url(match.record, 320),
        hint=words.card_hint(match.rank, name, score, verdict),
        picked=picked,
        parts=tuple(
            Part(
                channel=channel,
                label=words.CHANNEL[channel],
                value=words.channel_value(match.scores[channel]),
                width=round(match.contributions[channel] * 100, 3),
                counted=match.scores[channel] is not None,
                hint=words.contribution(channel, match.scores[channel], match.contributions[channel]),
            )
            for channel in SHOWN
        ),
    )
