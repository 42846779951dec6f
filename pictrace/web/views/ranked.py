"""The ranked matches as cards."""

from __future__ import annotations

from collections.abc import Mapping

from pictrace.ranking import SearchResult
from pictrace.types import Match
from pictrace.web import words
from pictrace.web.answer import agreement
from pictrace.web.channels import SHOWN
from pictrace.web.components.cards import Card, CardAction, CardWords, Part, show_cards
from pictrace.web.pictures import picture_url

_WORDS = CardWords(label=words.RANKED, yes=words.THIS_IS_IT, no=words.THIS_IS_NOT_IT)


def show_ranked(result: SearchResult, picked: Match, said: Mapping[int, bool]) -> CardAction:
    """Draw the matches, best first; returns what was just done. said : id → whether it was said to be it."""
    cards = tuple(_card(result, match, match.id == picked.id, said.get(match.id)) for match in result.matches)
    return show_cards(cards, words=_WORDS, question=result.query.byte_digest, key="cards")


def _card(result: SearchResult, match: Match, picked: bool, said: bool | None) -> Card:
    degree = agreement(result, match)
    name = match.record.name
    return Card(
        id=match.id,
        rank=words.place(match.rank),
        score=words.score(match.score, same=degree == "same"),
        unit=words.MATCH_SCORE,
        name=name,
        tags=words.tags(degree, match.evidence.keypoints.mirrored),
        picture=picture_url(match.record, 320),
        hint=words.card_hint(match.rank, name, words.score(match.score, same=degree == "same"), degree),
        picked=picked,
        said=said,
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
