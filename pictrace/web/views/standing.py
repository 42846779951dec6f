"""Why the picked hit is not higher, and how firm the first place is, with a button that sets the weights it names."""

from __future__ import annotations

import streamlit as st

from pictrace.matching.ranking import SearchResult
from pictrace.search.weight_sensitivity import Stability, Standing, stability, standing
from pictrace.types import CHANNELS, Match, Percents
from pictrace.web import state, words
from pictrace.web.components import markup
from pictrace.web.state import View


def show_standing(view: View, result: SearchResult, picked: Match) -> None:
    """One sentence on the picked hit and one on the first place; nothing while all weights are at zero."""
    if not any(view.percents):
        return
    names = {candidate.record.id: candidate.record.name for candidate in result.candidates}
    found = standing(result.candidates, picked.id, view.percents)
    with st.container(key="standing"):
        with st.container(horizontal=True, vertical_alignment="center", key="why_not"):
            if found.rank > 1:
                markup.note(_sentence(found, view.percents, names), beside=True)
            if found.change is not None:
                st.button(
                    words.ranking.TRY, type="tertiary", key="try_weights", on_click=_use, args=(found.change.percents,)
                )
        firmness = _firmness(stability(result.candidates, view.percents), view.percents, names)
        markup.note(f"{firmness} {words.ranking.ONLY_ORDER}")


def _sentence(found: Standing, percents: Percents, names: dict[int, str]) -> str:
    name = names[found.id]
    if found.beaten_by is not None:
        return words.ranking.always_beaten(name, found.rank, names[found.beaten_by])
    if found.change is None:
        return words.ranking.out_of_reach(name, found.rank)
    return words.ranking.would_be_first(name, found.rank, found.change.moved, percents, found.change.percents)


def _firmness(found: Stability, percents: Percents, names: dict[int, str]) -> str:
    if not found.turns:
        return words.ranking.firm(names[found.first])
    turn = found.turns[0]
    old = percents[CHANNELS.index(turn.channel)]
    return words.ranking.turns(names[found.first], names[turn.id], turn.channel, old, turn.percent)


def _use(percents: Percents) -> None:
    state.change(percents=percents)
