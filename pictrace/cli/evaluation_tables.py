"""Evaluations as tables for people and as documents for scripts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pictrace import evaluate
from pictrace.cli.terminal import columns, counted, duration
from pictrace.evaluate import ALL, Comparison, Estimate, Evaluation, Group, Kept, Report
from pictrace.evaluate.figures import (
    AMONG_FIVE,
    AT_PRECISION,
    CONFIRMED,
    FALSELY_CONFIRMED,
    FIRST,
    MEAN_AP,
    MICRO_AP,
    N_S,
    SECONDS,
)
from pictrace.types import JsonDict

_MOST_LINES = 12


def table(
    evaluation: Evaluation,
    precisions: Sequence[int] = evaluate.CUTOFFS,
    recalls: Sequence[int] = evaluate.CUTOFFS,
) -> list[str]:
    """One line a group and ranking, then all queries together."""
    headings = ["group", "ranking", "queries", *(f"P@{k}" for k in precisions), *(f"R@{k}" for k in recalls), "MAP"]
    rows = []
    if not evaluation.answers:
        return ["Nothing was measured."]
    for group in (*evaluation.groups, None):
        for ranking in evaluation.rankings:
            quality = evaluation.quality(ranking, group, {*precisions, *recalls})
            measures = [quality.precision[k] for k in precisions] + [quality.recall[k] for k in recalls]
            measures.append(quality.mean_average_precision)
            rows.append((group or "all", ranking, str(quality.queries), *(f"{value:.3f}" for value in measures)))
    asked = counted(len(evaluation.answers), "query", "queries")
    return [*columns(headings, rows), f"{asked}, shortlist of {evaluation.shortlist}, {duration(evaluation.seconds)}."]


# ---------------------------------------------------------------- edited copies


def edits_lines(report: Report) -> list[str]:
    """The headline, the table, where it fails, and what every channel adds."""
    found = report.estimate(FIRST)
    headline = (
        f"Of {counted(report.queries, 'edited copy', 'edited copies')} of "
        f"{counted(report.settings['tested'], 'picture')}, {_share(found)} are found first."
    )
    return [headline, "", *_edit_table(report), "", *_weak_lines(report), "", *_part_lines(report)]


def _edit_table(report: Report) -> list[str]:
    headings = ["edit", "copies", "R@1", "95 %", "R@5", "confirmed", "false", "µAP", "R@P90", "ms"]
    rows = []
    several = {group.kind for group in report.groups if group.strength}
    for group, count in zip(report.groups, report.counts, strict=True):
        if group.kind in several and not group.strength:
            continue  # its strengths follow
        found = report.estimate(FIRST, group)
        low, high = found.interval
        rows.append(
            (
                group.name,
                str(count),
                f"{found.value:.3f}",
                f"{low:.2f}–{high:.2f}",
                *(f"{report.value(m, group):.3f}" for m in (AMONG_FIVE, CONFIRMED, FALSELY_CONFIRMED)),
                *(f"{report.value(m, group):.3f}" for m in (MICRO_AP, AT_PRECISION)),
                f"{1000 * report.value(SECONDS, group):.0f}",
            )
        )
    return columns(headings, [*rows[1:], rows[0]])


def _weak_lines(report: Report) -> Iterator[str]:
    weak = evaluate.weak_places(report)
    if not weak:
        yield f"No kind of edit is found first in less than {100 * evaluate.GOOD_ENOUGH:.0f} %."
        return
    yield "Where it will fail:"
    for place in weak[:_MOST_LINES]:
        unseen = f"; {100 * place.unseen:.0f} % are not even among the candidates" if place.unseen else ""
        yield f"  {place.group.name}: {_share(place.found)} found first{unseen}"
    if len(weak) > _MOST_LINES:
        yield f"  and {len(weak) - _MOST_LINES} more"


def _part_lines(report: Report) -> Iterator[str]:
    names = {evaluate.SHORTLIST: "order of the candidates"}
    rows = [("all channels", f"{report.value(FIRST):.3f}", "")]
    rows += [
        (names.get(part.ranking, part.ranking), f"{part.found:.3f}", f"{part.difference:+.3f}")
        for part in evaluate.parts(report)
    ]
    yield "What each channel adds:"
    yield from (f"  {line}" for line in columns(["ranked by", "R@1", "difference"], rows))
    hurts = evaluate.where_it_hurts(report)
    if hurts:
        yield "Where weighing the evidence is worse than the order of the candidates:"
        yield from (f"  {one.group.name}: {one.reranked:.3f} instead of {one.shortlist:.3f}" for one in hurts)
    else:
        yield "Weighing the evidence is nowhere worse than the order of the candidates."


# ---------------------------------------------------------------- any evaluation


def figure_lines(report: Report) -> list[str]:
    """Every figure of labelled data, one line a group and ranking."""
    measures = list(dict.fromkeys(figure.measure for figure in report.figures))
    rows = [
        (group.name, ranking, str(count), *(_cell(report, measure, group, ranking) for measure in measures))
        for group, count in zip(report.groups, report.counts, strict=True)
        for ranking in reversed(report.rankings)
    ]
    return columns(["group", "ranking", "queries", *measures], rows)


def group_size_lines(report: Report) -> Iterator[str]:
    """N-S, where groups are large enough for it."""
    found = report.find(N_S)
    if found is not None:
        yield f"N-S (of the first four, how many are of the query's group): {found.value:.2f} of 4."


def closing_lines(report: Report, kept: Kept | None) -> Iterator[str]:
    """How much was asked, and whether it is kept."""
    if not report.complete:
        yield f"Stopped after {report.queries:,} of {report.planned:,}; the figures are of those."
    else:
        yield f"{counted(report.queries, 'search', 'searches')}, {duration(report.seconds)}."
    if report.subject == "edits":
        yield from (f"  {failure.uri}: {failure.reason}" for failure in report.failed)
    if kept is not None:
        state = "" if report.complete else " as unfinished"
        yield f"Kept{state} as evaluation {kept.id}; `pictrace evaluate compare` shows what changed since the last."


def report_document(report: Report, kept: Kept | None) -> JsonDict:
    """A report for scripts: every figure by its names, with its 95 % interval where there is one."""
    stored = report.as_document()
    figures = []
    for figure in report.figures:
        interval = None if figure.estimate is None else list(figure.estimate.interval)
        figures.append(
            {
                "group": figure.group.name,
                "ranking": figure.ranking,
                "measure": figure.measure,
                "value": figure.value,
                "interval": interval,
            }
        )
    return {
        "id": None if kept is None else kept.id,
        **{name: stored[name] for name in ("subject", "complete", "queries", "planned", "seconds", "settings")},
        "figures": figures,
        "missed": [{"query": name, "group": group.name} for name, group in report.missed],
        "mistaken": [{"query": name, "group": group.name, "id": id} for name, group, id in report.mistaken],
        "failed": stored["failed"],
    }


# ---------------------------------------------------------------- what was kept


def kept_document(kept: Kept) -> JsonDict:
    """A kept evaluation, for `--json`."""
    report = kept.report
    return {
        "id": kept.id,
        "created_at": kept.created_at,
        "name": kept.name,
        "subject": report.subject,
        "complete": report.complete,
        "queries": report.queries,
        "settings": dict(report.settings),
        "measure": _headline_measure(report),
        "value": report.value(_headline_measure(report)),
    }


def kept_lines(kept: Sequence[Kept]) -> list[str]:
    """One line each, the newest first."""
    if not kept:
        return ["No evaluation was kept yet; `pictrace evaluate edits` makes one."]
    headings = ["number", "made", "of", "name", "queries", "result", "pictures", "network", "complete"]
    rows = [
        (
            str(one.id),
            one.created_at[:16].replace("T", " "),
            one.report.subject,
            one.name or "-",
            str(one.report.queries),
            f"{_headline_measure(one.report)} {one.report.value(_headline_measure(one.report)):.3f}",
            str(one.report.settings["pictures"]),
            str(one.report.settings["backbone"]),
            "yes" if one.report.complete else "no",
        )
        for one in kept
    ]
    return columns(headings, rows)


def comparison_document(before: Kept, after: Kept, comparison: Comparison) -> JsonDict:
    """Two kept evaluations and what changed between them, for `--json`."""
    return {
        "before": before.id,
        "after": after.id,
        "settings": [{"name": name, "before": old, "after": new} for name, old, new in comparison.settings],
        "differences": [
            {
                "group": one.group.name,
                "measure": one.measure,
                "before": one.before,
                "after": one.after,
                "change": one.change,
                "trend": one.trend,
            }
            for one in comparison.differences
        ],
        "worse": len(comparison.worse),
    }


def comparison_lines(before: Kept, after: Kept, comparison: Comparison) -> list[str]:
    """What was not the same, the figures of all queries, and every figure that moved by more than chance."""
    lines = [f"Evaluation {before.id} ({before.created_at[:10]}) and {after.id} ({after.created_at[:10]})."]
    lines += [f"  {name}: {old} before, {new} now" for name, old, new in comparison.settings]
    moved = (*comparison.worse, *comparison.better)
    shown = [one for one in comparison.differences if one.group == ALL or one in moved]
    rows = [
        (one.group.name, one.measure, f"{one.before:.3f}", f"{one.after:.3f}", f"{one.change:+.3f}", one.trend)
        for one in shown
    ]
    lines += ["", *columns(["group", "measure", "before", "now", "change", "verdict"], rows), ""]
    worse, better = len(comparison.worse), len(comparison.better)
    lines.append(f"{counted(worse, 'figure')} got worse and {better:,} better by more than chance explains (95 %).")
    return lines


def _headline_measure(report: Report) -> str:
    return FIRST if report.subject == "edits" else MEAN_AP


def _cell(report: Report, measure: str, group: Group, ranking: str) -> str:
    figure = report.find(measure, group, ranking)
    return "-" if figure is None else f"{figure.value:.3f}"


def _share(found: Estimate) -> str:
    low, high = found.interval
    return f"{100 * found.value:.1f} % (95 %: {100 * low:.0f}–{100 * high:.0f} %)"
