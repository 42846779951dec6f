"""`evaluate`: how good the results are on pictures whose right answers are known, now and compared with before."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pictrace import evaluate
from pictrace.cli.evaluation_tables import (
    closing_lines,
    comparison_document,
    comparison_lines,
    edits_lines,
    figure_lines,
    group_size_lines,
    kept_document,
    kept_lines,
    report_document,
    table,
)
from pictrace.cli.exits import DONE, INTERRUPTED, NEGATIVE
from pictrace.cli.interrupt import watched
from pictrace.cli.options import UsageError, add_weights, location, open_library, weights_of, whole_number
from pictrace.cli.terminal import Terminal
from pictrace.errors import InvalidInput
from pictrace.evaluate import Kept, Question, Report, Subject
from pictrace.library import Library
from pictrace.search.search import MAXIMUM_SHORTLIST
from pictrace.settings import Settings
from pictrace.types import DEFAULT_SHORTLIST, MODES, Failure

SAMPLE = 25


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Evaluate what was asked for, or list, show or compare what was kept."""
    if arguments.edits is not None:
        return _on_standard_edits(arguments, terminal)
    if arguments.pairs is not None:
        return _on_pairs(arguments, terminal, str(arguments.pairs))
    name, *others = arguments.what or [""]
    if name == "edits" and not others:
        return _on_edits(arguments, terminal)
    if name == "pairs" and len(others) == 1:
        return _on_pairs(arguments, terminal, *others)
    if name == "folder" and len(others) == 1:
        return _on_folder(arguments, terminal, *others)
    if name == "list" and not others:
        return _list(arguments, terminal)
    if name == "show" and len(others) == 1:
        return _show(arguments, terminal, *others)
    if name == "compare" and len(others) in (0, 2):
        return _compare(arguments, terminal, *others)
    if name and not others and name not in ("pairs", "folder", "show"):
        return _on_folder(arguments, terminal, name)
    raise UsageError(
        "Say what to evaluate: edits, folder FOLDER, pairs FILE, list, show NUMBER or compare [BEFORE AFTER]; "
        "see `pictrace evaluate --help`."
    )


# ---------------------------------------------------------------- measuring


def _on_edits(arguments: argparse.Namespace, terminal: Terminal) -> int:
    weights, sample = weights_of(arguments), arguments.sample or SAMPLE
    with open_library(arguments, terminal) as library:
        with watched(terminal, "Searched") as progress:
            tracing = evaluate.trace_edits(
                library,
                sample,
                weights=weights,
                shortlist=arguments.shortlist,
                mode=arguments.mode,
                seed=arguments.seed,
                progress=progress,
            )
        if tracing.cancelled and not tracing.trials:
            raise KeyboardInterrupt
        settings = _settings(library, arguments, sample=sample, seed=arguments.seed)
        report = evaluate.report_edits(tracing, settings)
        kept = evaluate.keep(library, report, arguments.name) if arguments.save else None
    lines = [*edits_lines(report), *closing_lines(report, kept)]
    terminal.answer(report_document(report, kept), lines)
    return _code(report)


def _on_folder(arguments: argparse.Namespace, terminal: Terminal, name: str) -> int:
    folder = Path(name)
    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder; name one with a sub-folder for each class.")
    with evaluate.throwaway_library(getattr(arguments, "backbone", None), Settings.load()) as library:
        with watched(terminal, "Read") as progress:
            labelled = evaluate.read_labelled(library, folder, arguments.sample, progress)
        if labelled.cancelled:
            raise KeyboardInterrupt
        return _labelled(library, labelled.questions, labelled.failed, "folder", arguments, terminal, folder)


def _on_pairs(arguments: argparse.Namespace, terminal: Terminal, name: str) -> int:
    with open_library(arguments, terminal) as library:
        questions, failed = evaluate.questions_from_pairs(library, Path(name))
        return _labelled(library, questions, failed, "pairs", arguments, terminal, Path(name))


def _on_standard_edits(arguments: argparse.Namespace, terminal: Terminal) -> int:
    with open_library(arguments, terminal) as library:
        questions = evaluate.questions_from_edits(library, arguments.edits)
        return _labelled(library, questions, (), None, arguments, terminal)


def _labelled(
    library: Library,
    questions: Sequence[Question],
    failed: tuple[Failure, ...],
    subject: Subject | None,
    arguments: argparse.Namespace,
    terminal: Terminal,
    source: Path | None = None,
) -> int:
    """Ask, print, and keep it when it has a subject."""
    if not questions:
        reasons = "".join(f" {failure.uri}: {failure.reason}" for failure in failed[:3])
        raise InvalidInput(f"There is nothing to evaluate: no query has a right answer in the library.{reasons}")
    weights = {evaluate.RERANKED: weights_of(arguments)}
    with watched(terminal, "Asked") as progress:
        evaluation = evaluate.ask(
            library, questions, weights=weights, shortlist=arguments.shortlist, mode=arguments.mode, progress=progress
        )
    document = evaluation.as_document()
    document["failed"] += [{"uri": failure.uri, "reason": failure.reason} for failure in failed]
    lines = [
        *table(evaluation),
        *(f"  {one.uri}: {one.reason}" for one in (*evaluation.failed, *failed)),
    ]
    if subject is not None and evaluation.answers:
        settings = _settings(library, arguments, source=str(source and source.absolute()), sample=arguments.sample)
        report = evaluate.report_labelled(evaluation, subject, settings, failed, len(questions))
        kept = _keep_elsewhere(library, report, arguments) if arguments.save else None
        document |= report_document(report, kept)
        lines += [*group_size_lines(report), *closing_lines(report, kept)]
    terminal.answer(document, lines)
    if evaluation.cancelled:
        return INTERRUPTED
    return NEGATIVE if document["failed"] else DONE


def _settings(library: Library, arguments: argparse.Namespace, **others: Any) -> dict[str, Any]:
    return evaluate.circumstances(
        library, weights=weights_of(arguments), shortlist=arguments.shortlist, mode=arguments.mode, **others
    )


def _keep_elsewhere(library: Library, report: Report, arguments: argparse.Namespace) -> Kept | None:
    """In the user's library, if there is one: that of labelled pictures is thrown away."""
    if library.location == location(arguments).absolute():
        return evaluate.keep(library, report, arguments.name)
    if not location(arguments).exists():
        return None
    with Library.open(location(arguments), settings=library.settings) as own:
        return evaluate.keep(own, report, arguments.name)


def _code(report: Report) -> int:
    if not report.complete:
        return INTERRUPTED
    return NEGATIVE if report.failed else DONE


# ---------------------------------------------------------------- what was kept


def _list(arguments: argparse.Namespace, terminal: Terminal) -> int:
    with open_library(arguments, terminal) as library:
        kept = evaluate.kept(library)
    terminal.answer({"evaluations": [kept_document(one) for one in kept]}, kept_lines(kept))
    return DONE if kept else NEGATIVE


def _show(arguments: argparse.Namespace, terminal: Terminal, number: str) -> int:
    with open_library(arguments, terminal) as library:
        kept = evaluate.get(library, _number(number))
    lines = edits_lines(kept.report) if kept.report.subject == "edits" else figure_lines(kept.report)
    terminal.answer(report_document(kept.report, kept), [*kept_lines([kept]), "", *lines])
    return DONE


def _compare(arguments: argparse.Namespace, terminal: Terminal, *numbers: str) -> int:
    """Exit code 1 when something got worse, so that a script may watch over it."""
    with open_library(arguments, terminal) as library:
        if numbers:
            before, after = (evaluate.get(library, _number(number)) for number in numbers)
        else:
            before, after = _last_two(evaluate.kept(library))
    comparison = evaluate.compare(before.report, after.report)
    terminal.answer(
        comparison_document(before, after, comparison),
        comparison_lines(before, after, comparison),
    )
    return NEGATIVE if comparison.worse else DONE


def _last_two(kept: Sequence[Kept]) -> tuple[Kept, Kept]:
    newest = kept[0] if kept else None
    earlier = next((one for one in kept[1:] if newest and one.report.subject == newest.report.subject), None)
    if newest is None or earlier is None:
        raise InvalidInput("There are no two evaluations of one kind to compare; run `pictrace evaluate edits` twice.")
    return earlier, newest


def _number(text: str) -> int:
    try:
        return whole_number(1)(text)
    except argparse.ArgumentTypeError as error:
        raise UsageError(f"The number of an evaluation is wrong: {error}.") from None


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser], shared: argparse.ArgumentParser) -> None:
    """Add `evaluate` to the commands."""
    parser = commands.add_parser(
        "evaluate",
        parents=[shared],
        help="measure the results on pictures whose right answers are known",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Measure the results on pictures whose right answers are known:\n\n"
        "  edits                   edited copies of pictures of the library, in rising strength\n"
        "  folder FOLDER           your own pictures, a sub-folder for each class, in a library that is thrown away\n"
        "  pairs FILE              a CSV with the columns query and relevant\n"
        "  list                    evaluations that were kept\n"
        "  show NUMBER             one of them\n"
        "  compare [BEFORE AFTER]  two of them, by their numbers; without them the last two",
    )
    parser.add_argument("what", nargs="*", metavar="WHAT", help="see above; a FOLDER alone is short for folder FOLDER")
    older = parser.add_mutually_exclusive_group()
    older.add_argument("--pairs", type=Path, metavar="FILE", help="the same as `pairs FILE`")
    older.add_argument(
        "--edits", type=whole_number(1), metavar="N", help="only the 13 standard edits, of N pictures; not kept"
    )
    parser.add_argument(
        "--sample", type=whole_number(1), metavar="N", help=f"so many pictures only (edits: {SAMPLE}, folder: all)"
    )
    parser.add_argument(
        "--seed", type=whole_number(0), default=0, metavar="N", help="another number chooses other pictures and places"
    )
    parser.add_argument(
        "--shortlist",
        type=whole_number(1, MAXIMUM_SHORTLIST - 1),
        default=DEFAULT_SHORTLIST,
        metavar="N",
        help=f"nearest pictures to examine closely (default: {DEFAULT_SHORTLIST})",
    )
    parser.add_argument(
        "--mode",
        choices=MODES,
        default="fast",
        help="thorough examines three times as many, found by more views of each picture (default: fast)",
    )
    parser.add_argument(
        "--save", action=argparse.BooleanOptionalAction, default=True, help="keep the figures in the library (default)"
    )
    parser.add_argument("--name", default="", metavar="TEXT", help="what to call them")
    add_weights(parser)
    parser.set_defaults(run=run)
