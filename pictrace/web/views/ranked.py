"""The whole shortlist, grouped and stacked, for the component that weighs and shows it."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from pictrace.library import Library
from pictrace.matching.ranking import SearchResult
from pictrace.search.near_identical import Small, small, stacks
from pictrace.types import CHANNELS, VERDICTS, Match, Percents
from pictrace.verdicts import wording
from pictrace.web import state, words
from pictrace.web.channels import SHOWN
from pictrace.web.components.ranking import (
    Hit,
    Judged,
    Preset,
    Ranking,
    RankingWords,
    Slider,
    Told,
    show_ranking,
)
from pictrace.web.pictures import picture_url
from pictrace.web.state import View
from pictrace.web.views.presets import presets_of
from pictrace.web.views.verdict_look import groups, look

_COPIES_STACK = 0  # ids begin at 1
_SERIAL = "pictrace_weights_serial"

RANKING_WORDS = RankingWords(
    weights=words.naming.WHAT_COUNTS,
    presets=words.naming.PRESETS_LABEL,
    of_hundred=words.ranking.OF_HUNDRED,
    all_zero=words.ranking.ALL_ZERO,
    list=words.ranking.LIST,
    sort=words.ranking.SORT,
    score=words.ranking.SCORE,
    hint=words.ranking.HINT,
    not_counted=words.naming.NOT_COUNTED_SHORT,
    yes=words.judging.THIS_IS_IT,
    no=words.judging.THIS_IS_NOT_IT,
    more={name: said.more for name, said in words.ranking.GROUPS.items()},
    one_more={name: said.one_more for name, said in words.ranking.GROUPS.items()},
    fewer=words.ranking.FEWER,
    earliest=words.ranking.EARLIEST,
    taken=words.ranking.TAKEN,
    added=words.ranking.ADDED,
    size=words.ranking.SIZE,
    changed=words.ranking.CHANGED,
    best=words.ranking.BEST,
    open=words.ranking.OPEN,
    first=words.ranking.FIRST,
)


def show_ranked(
    library: Library, view: View, result: SearchResult, picked: Match, said: Mapping[int, bool]
) -> Judged | None:
    """Draw the weights and all candidates, best first; returns what was just said of one of them.

    said : id → whether it was said to be it. Moved weights, another sort and another pick go into the session's view.
    """
    ranking = Ranking(
        question=result.query.byte_digest,
        percents=view.percents,
        usual=View().percents,
        serial=st.session_state.get(_SERIAL, 0),
        sort=view.sort,
        sorts=words.ranking.SORTS,
        top=view.top,
        channels=tuple(
            Slider(channel, CHANNELS.index(channel), words.naming.CHANNEL[channel], words.naming.CHANNEL_HELP[channel])
            for channel in SHOWN
        ),
        presets=tuple(Preset(name, weights.percents) for name, weights in presets_of(library).items()),
        verdicts=tuple(look(verdict) for verdict in VERDICTS),
        groups=groups(),
        hits=hits_of(library, result, said),
        closed=is_closed(view, result),
        answer=result.decisive,
        picked=picked.id,
        words=RANKING_WORDS,
    )
    return show_ranking(ranking, Told(_weigh, _sort, _pick), key="ranking")


def is_closed(view: View, result: SearchResult) -> bool:
    """Whether look-alikes are closed at first: no copy exists, and nobody has weighed or picked to see the order."""
    has_copy = any(candidate.assessment.is_copy for candidate in result.candidates)
    return not has_copy and view.percents == View().percents and view.picked is None


def hits_of(library: Library, result: SearchResult, said: Mapping[int, bool]) -> tuple[Hit, ...]:
    """The candidates of a result as the component is given them."""
    place = str(library.location)
    # Whatever is a copy of the query is a version of one and the same picture; elsewhere they are looked at.
    others = [one for one in result.candidates if one.assessment.facts.group != "copies"]
    digests = {one.record.id: one.record.pixel_digest for one in others}
    stack_of = stacks(others, lambda id: _small(library, place, id, digests[id]))
    every = result.rerank(result.weights, len(result.candidates)).matches
    return tuple(_hit(match, stack_of.get(match.id, _COPIES_STACK), said.get(match.id)) for match in every)


@st.cache_resource(max_entries=2000, show_spinner=False)
def _small(_library: Library, place: str, id: int, pixel_digest: str) -> Small:
    """The small picture of a record of the library at this place, kept under its digest."""
    return small(_library.working_picture(id))


def _hit(match: Match, stack: int, said: bool | None) -> Hit:
    record, verdict = match.record, match.verdict
    taken = record.metadata.get("date_taken", "")
    return Hit(
        id=match.id,
        scores=tuple(match.scores[channel] for channel in CHANNELS),
        name=record.name,
        verdict=VERDICTS.index(verdict),
        sure=wording.sure(verdict, match.probability),
        picture=picture_url(record, 320),
        stack=stack,
        since=taken or record.added_at.replace("T", " ").removesuffix("Z"),
        taken=bool(taken),
        width=record.width,
        height=record.height,
        changed=_changed(match),
        said=said,
    )


def _changed(match: Match) -> float | None:
    """The share of the two pictures that the other has not, or not like that; None for what was never laid on it."""
    registration = match.evidence.registration
    if match.assessment.facts.certainty == "exact":
        return 0.0
    if registration is None or not match.assessment.is_copy:
        return None
    return 1.0 - registration.agreement * min(registration.coverage_query, registration.coverage_candidate)


def _weigh(percents: Percents, serial: int) -> None:
    st.session_state[_SERIAL] = serial
    state.change(percents=percents)


def _sort(sort: str) -> None:
    state.change(sort=sort)


def _pick(id: int) -> None:
    state.change(picked=id)
