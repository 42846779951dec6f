"""Fit the default weights on pictures that choices are made on, and measure them on others.

`python -m bench.weights [--backbone NAME] [--photographs N] [--lookalikes N] [--write] [--json FILE]`

Copies: made edits of photographs of Corel-1k, phone photos of covers and really altered copies, against the real
candidates of their own searches. Look-alikes: photographs of the same class of Corel-1k, each searched among the
others. `--write` puts the tables into docs/weights.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from itertools import product

import numpy as np

from bench import candidates, pictures, reporting
from bench.candidates import LOOKALIKES, Search
from pictrace import fitting
from pictrace.cli.terminal import columns
from pictrace.fitting import FitReport, LabelledQuery
from pictrace.fitting.quality import SAME
from pictrace.types import CHANNELS, JsonDict, Weights

PAGE = pictures.ROOT / "docs" / "weights.md"
BEGIN, END = "<!-- written by python -m bench.weights --write -->\n", "<!-- end -->\n"
ALL = "all"
# A person who looks for look-alikes with the weights for copies, and judges the first ten of twenty searches.
PEOPLE, JUDGED, SHOWN = 20, 20, 10
# Every way to share 20 twentieths among four channels, as (n, 4) shares.
STEPS = np.array([shares for shares in product(range(21), repeat=4) if sum(shares) == 20]) / 20
Measure = Callable[[LabelledQuery, Weights], float]


@dataclass(frozen=True, slots=True)
class Row:
    """Held-out searches of one kind: a mean measure under the present and the fitted weights.

    gained, lost : searches in which the fitted weights are better, and worse.
    """

    kind: str
    searches: int
    present: float
    fitted: float
    gained: int
    lost: int


def main(arguments: Sequence[str] | None = None) -> int:
    parser = reporting.parser(__doc__)
    parser.add_argument("--photographs", type=int, default=40, help="so many of each half, each edited in every way")
    parser.add_argument("--lookalikes", type=int, default=100, help="so many photographs of each half")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/weights.md")
    given = parser.parse_args(arguments)
    reason = pictures.missing("corel1k", "covers", "copies")
    if reason:
        print(f"bench.weights {reason}")
        return 0
    found = candidates.searches(given.photographs, given.lookalikes, given.backbone)
    copies = [search for search in found if search.kind != LOOKALIKES]
    alike = [search for search in found if search.kind == LOOKALIKES]
    copies_fit, alike_fit = _fit(copies, Weights.copies()), _fit(alike, Weights.lookalikes())
    copies_rows = _by_kind(copies, copies_fit, _first)
    alike_rows = [_row(LOOKALIKES, alike, alike_fit, _precision_at_10)]
    lines = [
        *_section("Copies", copies_fit, "recall@1", copies_rows),
        f"The most that any of the {len(STEPS):,} weights in steps of 0.05 reaches there: {_ceiling(copies):.3f}",
        "",
        *_section("Look-alikes", alike_fit, "precision at 10", alike_rows),
        "",
        *_judged(alike),
    ]
    reporting.finish(
        f"Weights, {given.backbone}: {len(found):,} searches, half of them held out",
        lines,
        {"copies": _figures(copies_fit, copies_rows), "look-alikes": _figures(alike_fit, alike_rows)},
        given.json,
    )
    if given.write:
        _write(lines)
    return 0


def _fit(searches: Sequence[Search], present: Weights) -> FitReport:
    return fitting.fit_weights([_labelled(search) for search in searches if not search.held_out], present)


def _labelled(search: Search) -> LabelledQuery:
    return LabelledQuery.of(search.picture, search.scores, search.right)


def _by_kind(searches: Sequence[Search], report: FitReport, measure: Measure) -> list[Row]:
    kinds = dict.fromkeys(search.kind for search in searches)
    rows = [_row(kind, [one for one in searches if one.kind == kind], report, measure) for kind in kinds]
    return [*rows, _row(ALL, searches, report, measure)]


def _row(kind: str, searches: Sequence[Search], report: FitReport, measure: Measure) -> Row:
    held_out = [_labelled(search) for search in searches if search.held_out]
    present = np.array([measure(query, report.present) for query in held_out])
    fitted = np.array([measure(query, report.weights) for query in held_out])
    return Row(
        kind=kind,
        searches=len(held_out),
        present=float(present.mean()),
        fitted=float(fitted.mean()),
        gained=int((fitted > present).sum()),
        lost=int((fitted < present).sum()),
    )


def _first(query: LabelledQuery, weights: Weights) -> float:
    """Whether the right one comes first; one that is not among the candidates cannot."""
    return fitting.measure(query, weights).first if query.tells else 0.0


def _judged(searches: Sequence[Search]) -> list[str]:
    """What judgements are worth: each person judges other searches of the tuning half, and is measured held out."""
    tuning = [_labelled(search) for search in searches if not search.held_out]
    held_out = [_labelled(search) for search in searches if search.held_out]

    def precision(weights: Weights) -> float:
        return float(np.mean([_precision_at_10(query, weights) for query in held_out]))

    seen = fitting.telling(_first_shown(query) for query in tuning)
    reached, told = [], []
    for person in range(PEOPLE):
        chosen = np.random.default_rng(person).permutation(len(seen))[:JUDGED]
        report = fitting.fit_weights([seen[place] for place in chosen], Weights())
        reached.append(precision(report.weights))
        told += [reached[-1]] if report.is_better else []
    return [
        f"{PEOPLE} people who judge the first {SHOWN} results of {JUDGED} searches for look-alikes, made with the",
        f"default weights. Held out, precision at 10: {precision(Weights()):.3f} before, {np.mean(reached):.3f} with "
        f"fitted weights ({min(reached):.3f} to {max(reached):.3f}).",
        f"{len(told)} of them are told that these are better" + (f": {np.mean(told):.3f}." if told else "."),
    ]


def _first_shown(query: LabelledQuery) -> LabelledQuery:
    order = np.argsort(-(query.scores @ np.array(list(Weights().as_dict().values()))), kind="stable")[:SHOWN]
    return LabelledQuery(query.subject, query.scores[order], query.right[order])


def _ceiling(searches: Sequence[Search]) -> float:
    """The highest recall@1 of held-out searches under any weights, chosen with hindsight: what is left to gain."""
    found = np.zeros(len(STEPS))
    held_out = [_labelled(search) for search in searches if search.held_out]
    for query in held_out:
        if query.tells:
            totals = query.scores @ STEPS.T
            found += totals[query.right].max(axis=0) > totals[~query.right].max(axis=0) + SAME
    return float(found.max() / len(held_out))


def _precision_at_10(query: LabelledQuery, weights: Weights) -> float:
    totals = query.scores @ np.array(list(weights.as_dict().values()))
    return float(query.right[np.argsort(-totals, kind="stable")[:10]].mean())


def _section(title: str, report: FitReport, measure: str, rows: Sequence[Row]) -> list[str]:
    before, after = report.before, report.after
    tuned = [
        ("recall@1", f"{before.first:.3f}", f"{after.first:.3f}"),
        ("mean reciprocal rank", f"{before.reciprocal_rank:.3f}", f"{after.reciprocal_rank:.3f}"),
        ("pairs in order", f"{before.pairs:.4f}", f"{after.pairs:.4f}"),
    ]
    held_out = [
        (row.kind, str(row.searches), f"{row.present:.3f}", f"{row.fitted:.3f}", str(row.gained), str(row.lost))
        for row in rows
    ]
    return [
        f"{title}: present {_numbers(report.present)}, fitted {_numbers(report.weights)}",
        "",
        f"Cross-validated on the {report.queries} searches that were fitted on, {report.folds} folds by picture:",
        *columns(("measure", "present", "fitted"), tuned),
        "",
        f"Held out, {measure}:",
        *columns(("kind", "searches", "present", "fitted", "gained", "lost"), held_out),
    ]


def _numbers(weights: Weights) -> str:
    return ", ".join(f"{channel} {weights.as_dict()[channel]:.2f}" for channel in CHANNELS)


def _figures(report: FitReport, rows: Sequence[Row]) -> JsonDict:
    return {
        "present": report.present.as_dict(),
        "fitted": report.weights.as_dict(),
        "outcome": report.outcome,
        "cross_validated": {"present": asdict(report.before), "fitted": asdict(report.after)},
        "held_out": [asdict(row) for row in rows],
    }


def _write(lines: Sequence[str]) -> None:
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(BEGIN)
    after = rest.split(END)[1]
    text = "\n".join(line.rstrip() for line in lines)
    PAGE.write_text(f"{before}{BEGIN}```\n{text}\n```\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
