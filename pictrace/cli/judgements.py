"""`judge`, `judgements` and `weights fit`: saying what is right, and weights that follow from it."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from pictrace import fitting
from pictrace.cli.exits import DONE, NEGATIVE
from pictrace.cli.options import add_search_options, open_library, whole_number
from pictrace.cli.terminal import Terminal, columns, counted
from pictrace.fitting import FitReport
from pictrace.types import JsonDict, Judgement, Weights

ANSWERS = {"yes": True, "no": False}
TAKE_BACK = "undo"


def judge(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Keep what was said of a result, or take it back; exit code 1 when there was nothing to take back."""
    with open_library(arguments, terminal) as library:
        record = library.get(arguments.id)
        result = library.search(
            arguments.picture, shortlist=arguments.shortlist, mode=arguments.mode, region=arguments.region
        )
        if arguments.answer == TAKE_BACK:
            there = library.take_back(result, record.id)
            line = f"Taken back: {record.name}." if there else f"Nothing was said of {record.name} for this picture."
            terminal.answer({"taken_back": there}, [line])
            return DONE if there else NEGATIVE
        judgement = library.judge(result, record.id, ANSWERS[arguments.answer])
        total = len(library.judgements())
    said = "is it" if judgement.is_match else "is not it"
    terminal.answer(
        judgement_document(judgement),
        [f"Kept: {record.name} {said}. {counted(total, 'judgement')} in all; `pictrace weights fit` learns from them."],
    )
    return DONE


def list_judgements(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """List what was said of results."""
    with open_library(arguments, terminal) as library:
        said = library.judgements()
    rows = [
        ("yes" if one.is_match else "no", str(one.picture_id), one.mode, one.judged_at[:19], one.query_name)
        for one in said
    ]
    lines = columns(("answer", "id", "mode", "judged", "query"), rows) if rows else []
    terminal.answer(
        {"judgements": [judgement_document(one) for one in said]}, [*lines, f"{counted(len(said), 'judgement')}."]
    )
    return DONE


def fit(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Exit code 1 when the weights that were to be kept are not better, and therefore are not."""
    with open_library(arguments, terminal) as library:
        present = fitting.kept(library.artifacts, library.backbone) or Weights()
        queries = fitting.from_judgements(library.judgements(), library.backbone)
        report = fitting.fit_weights(queries, present)
        keeps = arguments.apply and (report.is_better or arguments.even_if_worse)
        if keeps:
            fitting.keep(library.artifacts, report, library.backbone)
    terminal.answer({**report_document(report), "kept": keeps}, [*report_lines(report), _ending(arguments, keeps)])
    return NEGATIVE if arguments.apply and not keeps else DONE


def report_lines(report: FitReport) -> list[str]:
    """The outcome, then the measures and the weights before and after."""
    measures = [
        (name, f"{getattr(report.before, key):.3f}", f"{getattr(report.after, key):.3f}")
        for name, key in (
            ("right one first", "first"),
            ("mean 1 / place of the right one", "reciprocal_rank"),
            ("right above wrong", "pairs"),
        )
    ]
    old, new = report.present.as_dict(), report.weights.as_dict()
    total = sum(old.values())
    weights = [(f"weight of {name}", f"{old[name] / total:.2f}", f"{value:.2f}") for name, value in new.items()]
    return [
        report.sentence,
        *columns(("", "before", "after"), [*measures, *weights]),
        f"{counted(report.judgements, 'judgement')} of {counted(report.queries, 'picture')}; the first three lines are "
        "measured on pictures that were not fitted on.",
    ]


def report_document(report: FitReport) -> JsonDict:
    """What fitting the weights would gain, for `--json`."""
    return {**asdict(report), "outcome": report.outcome, "is_better": report.is_better, "sentence": report.sentence}


def judgement_document(judgement: Judgement) -> JsonDict:
    """One judgement, for `--json`."""
    return {
        "query_digest": judgement.query_digest,
        "query": judgement.query_name,
        "id": judgement.picture_id,
        "is_match": judgement.is_match,
        "scores": dict(judgement.scores),
        "mode": judgement.mode,
        "backbone": judgement.backbone,
        "judged_at": judgement.judged_at,
    }


def _ending(arguments: argparse.Namespace, keeps: bool) -> str:
    if keeps:
        return "Kept in the library: `pictrace search --preset mine` uses them, and the page offers them as “Mine”."
    if arguments.apply:
        return "Not kept, because they are not better; --even-if-worse keeps them all the same."
    return "Nothing was changed; --apply keeps the fitted weights."


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser], shared: argparse.ArgumentParser) -> None:
    """Add `judge` and `judgements` to the commands."""
    judging = commands.add_parser("judge", parents=[shared], help="say whether a result is what was looked for")
    judging.add_argument("picture", metavar="QUERY", help="the picture that was looked for: a file or a URL")
    judging.add_argument("id", type=whole_number(1), metavar="ID", help="of the result, as `search` shows it")
    judging.add_argument(
        "answer", choices=(*ANSWERS, TAKE_BACK), help="yes: this is it; no: this is not it; undo takes that back"
    )
    add_search_options(judging)
    judging.set_defaults(run=judge)

    listing = commands.add_parser("judgements", parents=[shared], help="list what was said of results")
    listing.set_defaults(run=list_judgements)
