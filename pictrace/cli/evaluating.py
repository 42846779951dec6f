"""`evaluate`: how good the results are on pictures whose right answers are known."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

from pictrace import evaluate
from pictrace.cli.exits import DONE, INTERRUPTED, NEGATIVE
from pictrace.cli.interrupt import watched
from pictrace.cli.options import UsageError, add_weights, open_library, weights_of, whole_number
from pictrace.cli.terminal import Terminal, columns, counted, duration
from pictrace.errors import InvalidInput
from pictrace.evaluate import Evaluation, Question
from pictrace.library import Library
from pictrace.searching import MAXIMUM_SHORTLIST
from pictrace.settings import Settings
from pictrace.types import Failure


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    if arguments.folder is not None:
        return _on_folder(arguments, terminal)
    with open_library(arguments, terminal) as library:
        if arguments.pairs is not None:
            questions, failed = evaluate.questions_from_pairs(library, arguments.pairs)
        else:
            questions, failed = evaluate.questions_from_edits(library, arguments.edits), ()
        return _report(library, questions, failed, arguments, terminal)


def _on_folder(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """In a library of its own, which is thrown away: the user's library keeps out what was only to be measured."""
    if not arguments.folder.is_dir():
        raise UsageError(f"{arguments.folder} is no folder; name one with a sub-folder for each class.")
    with tempfile.TemporaryDirectory(prefix="pictrace-evaluate-") as place:
        backbone = getattr(arguments, "backbone", None)
        with Library.open(place, backbone=backbone, settings=Settings.load()) as library:
            with watched(terminal, "Read") as progress:
                added = library.add([arguments.folder], progress)
            if added.cancelled:
                raise KeyboardInterrupt
            labels = evaluate.labels_from_folder(library, arguments.folder)
            questions = evaluate.questions_from_labels(labels, arguments.sample)
            return _report(library, questions, added.failed, arguments, terminal)


def _report(
    library: Library,
    questions: Sequence[Question],
    failed: tuple[Failure, ...],
    arguments: argparse.Namespace,
    terminal: Terminal,
) -> int:
    if not questions:
        reasons = "".join(f" {failure.uri}: {failure.reason}" for failure in failed[:3])
        raise InvalidInput(f"There is nothing to evaluate: no query has a right answer in the library.{reasons}")
    with watched(terminal, "Asked") as progress:
        evaluation = evaluate.ask(
            library,
            questions,
            weights={evaluate.RERANKED: weights_of(arguments)},
            shortlist=arguments.shortlist,
            progress=progress,
        )
    document = evaluation.as_document()
    document["failed"] += [{"uri": failure.uri, "reason": failure.reason} for failure in failed]
    lines = [*table(evaluation), *(f"  {failure.uri}: {failure.reason}" for failure in (*evaluation.failed, *failed))]
    terminal.answer(document, lines)
    if evaluation.cancelled:
        return INTERRUPTED
    return NEGATIVE if document["failed"] else DONE


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


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser], shared: argparse.ArgumentParser) -> None:
    parser = commands.add_parser(
        "evaluate", parents=[shared], help="measure the results on pictures whose right answers are known"
    )
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("folder", nargs="?", type=Path, metavar="FOLDER", help="a sub-folder for each class")
    source.add_argument("--pairs", type=Path, metavar="FILE", help="a CSV with the columns query and relevant")
    source.add_argument(
        "--edits", type=whole_number(1), metavar="N", help="find made edits of N pictures of the library"
    )
    parser.add_argument("--sample", type=whole_number(1), metavar="N", help="ask about so many of FOLDER only")
    parser.add_argument(
        "--shortlist",
        type=whole_number(1, MAXIMUM_SHORTLIST - 1),
        default=50,
        metavar="N",
        help="nearest pictures to examine closely (default: 50)",
    )
    add_weights(parser)
    parser.set_defaults(run=run)
