"""The ranking as it is weighed: a slider for each channel, presets, and the hits as cards in groups, in one component.

While a slider is dragged the browser reckons, orders and moves by itself, with the sum of `matching.ranking`; the
server hears of the weights once, when the slider rests. A card that is clicked, or pressed by keyboard, is picked. Two
small buttons on each say whether this is what was looked for; pressing the pressed one again takes it back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from functools import cache

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from pictrace.types import CHANNELS, FALLBACK, PERCENT_STEP, Percents
from pictrace.web.channels import swatches
from pictrace.web.components.assets import script, style

# Each behind those that it imports from.
SCRIPTS = ("elements.js", "scoring.js", "grouping.js", "moving.js", "weights.js", "cards.js", "ranking.js")
STYLES = ("weights.css", "groups.css", "cards.css")


@dataclass(frozen=True, slots=True)
class Slider:
    """One weight. key : class of its colour; at : its place in scores and percents."""

    key: str
    at: int
    name: str
    help: str


@dataclass(frozen=True, slots=True)
class Preset:
    """Weights with a name."""

    name: str
    percents: Percents


@dataclass(frozen=True, slots=True)
class Look:
    """How a verdict is shown. kind : the drawing before it, a class of cards.css; group : name of its group;
    equal : only then may a score be 100."""

    label: str
    kind: str
    group: str
    equal: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Hits that are shown together. closable : whether they are closed while `Ranking.closed` says so."""

    name: str
    title: str
    closable: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """One candidate, ready to be weighed and shown.

    scores : in the order of CHANNELS, each in [0, 1] or None. verdict : place in `Ranking.verdicts`. sure : how sure.
    picture : address of its thumbnail. stack : hits of one group with the same number lie on one stack.
    since : "2024-05-01 12:00:00" or its beginning, in UTC where it was added; taken : whether it was taken then.
    changed : how much of it is not as in the query, in [0, 1], or None.
    said : True for "this is it", False for "this is not it", None for neither.
    """

    id: int
    scores: tuple[float | None, ...]
    name: str
    verdict: int
    sure: str
    picture: str
    stack: int
    since: str
    taken: bool
    width: int
    height: int
    changed: float | None
    said: bool | None


@dataclass(frozen=True, slots=True)
class RankingWords:
    """What the component says. {names in braces} are filled in.

    more, one_more : on a stack, by the name of its group.
    first : spoken when the weights have changed, with {name} and {score} of the first hit.
    """

    weights: str
    presets: str
    of_hundred: str
    all_zero: str
    list: str
    sort: str
    score: str
    hint: str
    not_counted: str
    yes: str
    no: str
    more: Mapping[str, str]
    one_more: Mapping[str, str]
    fewer: str
    earliest: str
    taken: str
    added: str
    size: str
    changed: str
    best: str
    open: str
    first: str


@dataclass(frozen=True, slots=True)
class Ranking:
    """All that the component shows.

    question : names what was asked; when it changes, the page scrolls to its top, where the answer is.
    percents : the weights; usual : the default ones, under which the hit that the answer rests on stands first.
    serial : of the last weights that the component told of.
    sorts : name → what it is called; sort : the chosen one. top : stacks shown of each group. hits : the whole
    shortlist. groups : in their order. closed : whether closable groups are closed until somebody opens them.
    answer : id of the hit that the answer rests on; picked : of the one whose evidence is shown.
    """

    question: str
    percents: Percents
    usual: Percents
    serial: int
    sort: str
    sorts: Mapping[str, str]
    top: int
    channels: tuple[Slider, ...]
    presets: tuple[Preset, ...]
    verdicts: tuple[Look, ...]
    groups: tuple[Group, ...]
    hits: tuple[Hit, ...]
    closed: bool
    answer: int | None
    picked: int
    words: RankingWords


@dataclass(frozen=True, slots=True)
class Judged:
    """What was just said of a hit: True for it, False for not it, None for neither."""

    id: int
    said: bool | None


@dataclass(frozen=True, slots=True)
class Told:
    """Whom to tell of what a person does, before the next run: new weights with their serial number, another sort,
    another pick."""

    weights: Callable[[Percents, int], None]
    sort: Callable[[str], None]
    picked: Callable[[int], None]


_SAID = {"yes": True, "no": False}


@cache
def _component() -> ComponentRenderer:
    return st.components.v2.component("pictrace_ranking", css=f"{style(*STYLES)}\n{swatches()}", js=script(*SCRIPTS))


def show_ranking(ranking: Ranking, told: Told, *, key: str) -> Judged | None:
    """Draw the sliders and the hits; returns what was just said of one of them."""

    def weights() -> None:
        moved = st.session_state[key]["weights"]
        told.weights(tuple(int(percent) for percent in moved["percents"]), int(moved["serial"]))

    result = _component()(
        key=key,
        data=as_data(ranking),
        on_weights_change=weights,
        on_sort_change=lambda: told.sort(str(st.session_state[key]["sort"])),
        on_picked_change=lambda: told.picked(int(st.session_state[key]["picked"])),
        on_judged_change=lambda: None,
    )
    judged = result.judged
    return None if judged is None else Judged(int(judged["id"]), _SAID.get(judged["said"]))


def as_data(ranking: Ranking) -> dict[str, object]:
    """What the script is given. Of 500 hits the names of the fields are sent once: a list for each field."""
    return {
        **asdict(ranking),
        "hits": _columns(ranking.hits),
        "step": PERCENT_STEP,
        "fallback": CHANNELS.index(FALLBACK.key),
    }


def _columns(hits: Sequence[Hit]) -> dict[str, list[object]]:
    return {field.name: [getattr(hit, field.name) for hit in hits] for field in fields(Hit)}
