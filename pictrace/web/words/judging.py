"""Judging hits, and fitting the weights to what was judged."""

from __future__ import annotations

from pictrace.fitting import FitReport, Outcome
from pictrace.web.words.numbers import plural

THIS_IS_IT = "This is it"
THIS_IS_NOT_IT = "This is not it"
FIT_TITLE = "Weights fitted to your judgements"
FIT_NOTHING = (
    "No weights fit what you marked: in none of the parts do the ✓ pictures score above the ✕ ones. "
    "Look through your ✓ and ✕ once more."
)
_FIT_SAME = "Nothing to gain: what you have orders all your results as well as fitted weights do."
_FIT_LATER = (
    "No clear gain: with fitted weights the order is better for {better} of {pictures} and worse for {worse}, but on "
    "average the first ✓ comes later."
)
_FIT: dict[Outcome, str] = {
    "better": "Fitted weights are better: the order is better for {better} of {pictures} and worse for {worse}.",
    "no clear difference": "No clear gain: with fitted weights the order is better for {better} of {pictures} and "
    "worse for {worse}. That may be chance.",
    "worse": "Fitted weights are not better: with them the order is better for {better} of {pictures} and worse for "
    "{worse}, and more ✕ stand above a ✓.",
}
FIT_COLUMNS = ("Now", "Fitted")
FIT_FIRST = "✓ comes first, of 100 pictures"
FIT_PAIRS = "✓ stands above ✕, of 100 pairs"
FIT_USE = "Use these weights"
FIT_USE_ANYWAY = "Use them although they are not better"
FIT_KEEP = "Keep what I have"


def too_few_judged(queries: int, least: int) -> str:
    """Why nothing can be fitted yet."""
    return f"{queries} of the {least} pictures with both ✓ and ✕ that fitting the weights needs."


def fit_offer(judgements: int) -> str:
    """The button that fits."""
    return f"{plural(judgements, 'judgement')} · Fit the weights to them"


def fit_outcome(report: FitReport) -> str:
    """What fitting would change, in one or two sentences."""
    if report.better_for == report.worse_for == 0:
        return _FIT_SAME
    said = _FIT_LATER if report.outcome == "no clear difference" and report.beats_chance else _FIT[report.outcome]
    return said.format(
        better=report.better_for, pictures=plural(report.queries, "picture"), worse=report.worse_for or "none"
    )


def fit_measured(queries: int, folds: int) -> str:
    """Below the measures: what they were counted on."""
    return (
        f"The first two lines are counted on pictures left out of the fitting: your {queries} pictures in {folds} "
        "parts, each ordered by weights fitted to the other parts."
    )
