"""The ranked matches as cards."""

from __future__ import annotations

from pictrace.ranking import SearchResult
from pictrace.types import Match
from pictrace.web import words
from pictrace.web.answer import agreement
from pictrace.web.components.cards import Card, Part, show_cards
from pictrace.web.pictures import picture_url
from pictrace.web.views.weights_panel import SHOWN


def show_ranked(result: SearchResult, picked: Match) -> int | None:
    """Draw the matches, best first; returns the id of the one that was just picked, else None."""
    cards = tuple(_card(result, match, match.id == picked.id) for match in result.matches)
    return show_cards(cards, label=words.RANKED, question=result.query.byte_digest, key="cards")


def _card(result: SearchResult, match: Match, picked: bool) -> Card:
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
