"""The ranked matches as cards."""

from __future__ import annotations

from collections.abc import Mapping

from pictrace.ranking import SearchResult
from pictrace.types import Match, Verdict
from pictrace.verdicts import wording
from pictrace.web import words
from pictrace.web.channels import SHOWN
from pictrace.web.components.cards import Card, CardAction, CardWords, Part, show_cards
from pictrace.web.pictures import picture_url

_WORDS = CardWords(label=words.answering.RANKED, yes=words.judging.THIS_IS_IT, no=words.judging.THIS_IS_NOT_IT)

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


def show_ranked(result: SearchResult, picked: Match, said: Mapping[int, bool]) -> CardAction:
    """Draw the matches, best first; returns what was just done. said : id → whether it was said to be it."""
    cards = tuple(_card(result, match, match.id == picked.id, said.get(match.id)) for match in result.matches)
    return show_cards(cards, words=_WORDS, question=result.query.byte_digest, key="cards")


def _card(result: SearchResult, match: Match, picked: bool, said: bool | None) -> Card:
    name, verdict = match.record.name, match.verdict
    score = words.answering.score(match.score, same=verdict in EQUAL)
    return Card(
        id=match.id,
        rank=words.answering.place(match.rank),
        verdict=wording.LABEL[verdict],
        kind=KIND.get(verdict, "copy"),
        sure=wording.sure(verdict, match.probability).rstrip("."),
        name=name,
        score=words.answering.card_score(score),
        picture=picture_url(match.record, 320),
        hint=words.answering.card_hint(match.rank, name, score, verdict),
        picked=picked,
        said=said,
        parts=tuple(
            Part(
                channel=channel,
                label=words.naming.CHANNEL[channel],
                value=words.answering.channel_value(match.scores[channel]),
                width=round(match.contributions[channel] * 100, 3),
                counted=match.scores[channel] is not None,
                hint=words.answering.contribution(channel, match.scores[channel], match.contributions[channel]),
            )
            for channel in SHOWN
        ),
    )
