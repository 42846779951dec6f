"""Why the picked match is not higher, how stable the first place is, and a button that sets the weights it names."""

from __future__ import annotations

import streamlit as st

from pictrace.matching.ranking import SearchResult
from pictrace.search.weight_sensitivity import (
    RequiredChange,
    WeightStability,
    required_change,
    weight_stability,
)
from pictrace.types import CHANNELS, Match, Percents
from pictrace.web import state, words
from pictrace.web.components import markup
from pictrace.web.state import View


def show_weight_sensitivity(view: View, result: SearchResult, picked: Match) -> None:
    """One sentence on the picked hit and one on the first place; nothing while all weights are at zero."""
    if not any(view.percents):
        return
    names = {candidate.record.id: candidate.record.name for candidate in result.candidates}
    found = required_change(result.candidates, picked.id, view.percents)
    with st.container(key="standing"):
        with st.container(horizontal=True, vertical_alignment="center", key="why_not"):
            if found.rank > 1:
                markup.note(_sentence(found, view.percents, names), beside=True)
            if found.change is not None:
                st.button(
                    words.ranking.TRY, type="tertiary", key="try_weights", on_click=_use, args=(found.change.percents,)
                )
        firmness = _stability(weight_stability(result.candidates, view.percents), view.percents, names)
        markup.note(f"{firmness} {words.ranking.ONLY_ORDER}")


def _sentence(found: RequiredChange, percents: Percents, names: dict[int, str]) -> str:
    name = names[found.id]
    if found.dominated_by is not None:
        return words.ranking.always_beaten(name, found.rank, names[found.dominated_by])
    if found.change is None:
        return words.ranking.out_of_reach(name, found.rank)
    return words.ranking.would_be_first(name, found.rank, found.change.moved, percents, found.change.percents)


def _stability(found: WeightStability, percents: Percents, names: dict[int, str]) -> str:
    if not found.leader_changes:
        return words.ranking.firm(names[found.first])
    leader_change = found.leader_changes[0]
    old = percents[CHANNELS.index(leader_change.channel)]
    return words.ranking.turns(
        names[found.first], names[leader_change.id], leader_change.channel, old, leader_change.percent
    )


def _use(percents: Percents) -> None:
    state.change(percents=percents)
