"""From what was asked to figures: one report for traced edits, one for labelled data."""

from __future__ import annotations

import hashlib
import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pictrace import __version__
from pictrace.errors import InvalidInput
from pictrace.evaluate.answers import CUTOFFS, Answer, Evaluation
from pictrace.evaluate.asking import RERANKED
from pictrace.evaluate.estimates import estimate
from pictrace.evaluate.ladder import ladder
from pictrace.evaluate.measures import (
    average_precision,
    micro_average_precision,
    n_s,
    precision_at,
    recall_at,
    recall_at_precision,
)
from pictrace.evaluate.report import ALL, Figure, Group, Report, Subject
from pictrace.evaluate.tracing import Tracing, Trial
from pictrace.library import Library
from pictrace.types import Failure, Mode, Weights

FIRST = "recall@1"
AMONG_FIVE = "recall@5"
AMONG_CANDIDATES = "recall@candidates"
CONFIRMED = "copies confirmed"
FALSELY_CONFIRMED = "false copies"
MICRO_AP = "µAP"
AT_PRECISION = "recall@P90"
SECONDS = "seconds"
MEAN_AP = "mAP"
N_S = "N-S"

# The smallest group for which N-S is defined: UKBench has four pictures of each object.
_N_S_GROUP = 4


def circumstances(
    library: Library, *, weights: Weights, shortlist: int, mode: Mode = "fast", **others: Any
) -> dict[str, Any]:
    """What a comparison has to know of an evaluation, as plain values by name."""
    info = library.info()
    return {
        "program": __version__,
        "backbone": info.backbone,
        "backbone_version": info.backbone_version,
        "pictures": info.pictures,
        "weights": weights.as_dict(),
        "shortlist": shortlist,
        "mode": mode,
        "calibration": library.calibration().id,
        **others,
    }


def report_edits(tracing: Tracing, settings: Mapping[str, Any]) -> Report:
    """Figures of every rung, of every kind and of all. Raises InvalidInput when nothing was measured."""
    trials = tracing.trials
    if not trials:
        raise _nothing(tracing.failed)
    grouped = {group: [trial for trial in trials if _is_in(trial, group)] for group in _ladder_groups(trials)}
    rungs = " ".join(rung.name for rung in ladder())
    return Report(
        subject="edits",
        settings={
            **settings,
            "edits": hashlib.blake2b(rungs.encode(), digest_size=4).hexdigest(),
            "score": tracing.score,
            "tested": len({trial.picture for trial in trials}),
            "repeated": tracing.repeated,
        },
        groups=tuple(grouped),
        counts=tuple(map(len, grouped.values())),
        rankings=_counting_first(tracing.rankings),
        figures=tuple(
            figure for group, some in grouped.items() for figure in _edit_figures(group, some, tracing.rankings)
        ),
        missed=tuple(
            (str(trial.picture), Group(trial.kind, trial.strength)) for trial in trials if trial.places[RERANKED] != 1
        ),
        mistaken=tuple(
            (str(trial.picture), Group(trial.kind, trial.strength), trial.mistaken)
            for trial in trials
            if trial.mistaken is not None
        ),
        failed=tracing.failed,
        planned=tracing.planned,
        seconds=tracing.seconds,
        complete=not tracing.cancelled,
    )


def report_labelled(
    evaluation: Evaluation, subject: Subject, settings: Mapping[str, Any], failed: Iterable[Failure], planned: int
) -> Report:
    """P@k, recall@k, mAP and, for groups of four or more, N-S, of every group and ranking.

    failed : what could not even be asked. planned : questions there were. Raises InvalidInput when nothing was asked.
    """
    failures = (*failed, *evaluation.failed)
    if not evaluation.answers:
        raise _nothing(failures)
    grouped = {Group(name): [a for a in evaluation.answers if a.group == name] for name in evaluation.groups}
    grouped = {ALL: list(evaluation.answers), **grouped}
    return Report(
        subject=subject,
        settings=settings,
        groups=tuple(grouped),
        counts=tuple(map(len, grouped.values())),
        rankings=_counting_first(evaluation.rankings),
        figures=tuple(
            figure
            for group, answers in grouped.items()
            for ranking in evaluation.rankings
            for figure in _label_figures(group, answers, ranking, subject)
        ),
        missed=tuple((answer.name, Group(answer.group)) for answer in evaluation.misses(RERANKED)),
        mistaken=(),
        failed=failures,
        planned=planned,
        seconds=evaluation.seconds,
        complete=not evaluation.cancelled,
    )


def _nothing(failed: Sequence[Failure]) -> InvalidInput:
    reasons = "".join(f" {failure.uri}: {failure.reason}" for failure in failed[:3])
    return InvalidInput(f"Nothing was measured.{reasons}")


def _counting_first(rankings: Sequence[str]) -> tuple[str, ...]:
    return (RERANKED, *(name for name in rankings if name != RERANKED))


def _ladder_groups(trials: Sequence[Trial]) -> Iterator[Group]:
    """Everything, then kind by kind: all of it, and its strengths where it has several."""
    yield ALL
    strengths: dict[str, dict[str, None]] = {}
    for trial in trials:
        strengths.setdefault(trial.kind, {})[trial.strength] = None
    for kind, several in strengths.items():
        yield Group(kind)
        yield from (Group(kind, strength) for strength in several if strength)


def _is_in(trial: Trial, group: Group) -> bool:
    return group.kind in ("", trial.kind) and group.strength in ("", trial.strength)


def _edit_figures(group: Group, trials: Sequence[Trial], rankings: Sequence[str]) -> Iterator[Figure]:
    pictures = [trial.picture for trial in trials]

    def share(ranking: str, measure: str, held: Sequence[bool]) -> Figure:
        counted = estimate([float(value) for value in held], pictures)
        return Figure(group, ranking, measure, counted.value, counted.size)

    def within(ranking: str, measure: str, most: int | None) -> Figure:
        places = (trial.places[ranking] for trial in trials)
        return share(ranking, measure, [place is not None and (most is None or place <= most) for place in places])

    for ranking in rankings:
        yield within(ranking, FIRST, 1)
    yield within(RERANKED, AMONG_FIVE, 5)
    yield within(RERANKED, AMONG_CANDIDATES, None)
    yield share(RERANKED, CONFIRMED, [trial.confirmed for trial in trials])
    yield share(RERANKED, FALSELY_CONFIRMED, [trial.mistaken is not None for trial in trials])
    answers = [one for trial in trials for one in (trial.best, trial.stranger) if one is not None]
    scores, right = [one.score for one in answers], [one.right for one in answers]
    yield Figure(group, RERANKED, MICRO_AP, micro_average_precision(scores, right, len(trials)))
    yield Figure(group, RERANKED, AT_PRECISION, recall_at_precision(scores, right, len(trials)))
    yield Figure(group, RERANKED, SECONDS, statistics.median(trial.seconds for trial in trials))


def _label_figures(group: Group, answers: Sequence[Answer], ranking: str, subject: Subject) -> Iterator[Figure]:
    pairs = [(answer.rankings[ranking], answer.relevant) for answer in answers]

    def mean(measure: str, values: Sequence[float]) -> Figure:
        counted = estimate(values)
        return Figure(group, ranking, measure, counted.value, counted.size)

    for k in CUTOFFS:
        yield mean(f"P@{k}", [precision_at(ranked, right, k) for ranked, right in pairs])
    for k in CUTOFFS:
        yield mean(f"recall@{k}", [recall_at(ranked, right, k) for ranked, right in pairs])
    yield mean(MEAN_AP, [average_precision(ranked, right) for ranked, right in pairs])
    # A table of pairs names right answers, not groups that the query itself is part of.
    grouped = [n_s(ranked, right) for ranked, right in pairs if len(right) + 1 >= _N_S_GROUP]
    if subject == "folder" and grouped:
        yield Figure(group, ranking, N_S, statistics.fmean(grouped))
