"""`weights` and `sample`: what a new installation needs once. `weights fit` is about the four channels' weights."""

from __future__ import annotations

import argparse

from pictrace import embedding
from pictrace.cli import judgements
from pictrace.cli.collecting import exit_code, note_skipped, report_document, report_lines
from pictrace.cli.exits import DONE
from pictrace.cli.interrupt import watched
from pictrace.cli.options import UsageError, open_library
from pictrace.cli.terminal import Terminal
from pictrace.evaluate import sample
from pictrace.settings import Settings


def weights(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Fetch the network's weights and say where they are, or fit those of the channels."""
    if arguments.what == "fit" and arguments.even_if_worse <= arguments.apply:
        return judgements.fit(arguments, terminal)
    if arguments.apply or arguments.even_if_worse:
        raise UsageError("--apply belongs to `pictrace weights fit`, and --even-if-worse to --apply.")
    name = getattr(arguments, "backbone", embedding.DEFAULT)
    found = embedding.ensure_weights(name, Settings.load())
    document = {"backbone": name, "path": str(found.path), "source": found.source}
    terminal.answer(document, [f"The weights of {name} are in {found.path}; source: {found.source}."])
    return DONE


def build_sample(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Fill the library with the demonstration pictures."""
    with open_library(arguments, terminal) as library:
        with watched(terminal, "Read") as progress:
            report = sample.build(library, progress=progress)
        total = len(library)
    note_skipped(report, terminal)
    terminal.answer(report_document(report), report_lines(report, total))
    return exit_code(report)


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser], shared: argparse.ArgumentParser) -> None:
    """Add `weights` and `sample` to the commands."""
    parser = commands.add_parser(
        "weights", parents=[shared], help="fetch the network's weights now; `weights fit`: fit those of the channels"
    )
    parser.add_argument(
        "what",
        nargs="?",
        choices=("fit",),
        help="fit how much each channel counts to your judgements, and show what that gains on held-out ones",
    )
    parser.add_argument("--apply", action="store_true", help="keep the fitted weights, if they are better")
    parser.add_argument(
        "--even-if-worse", action="store_true", help="with --apply: keep them even when they are not better"
    )
    parser.set_defaults(run=weights)
    building = commands.add_parser("sample", parents=[shared], help="fill the library with the demonstration pictures")
    building.set_defaults(run=build_sample)
