"""`weights` and `sample`: what a new installation needs once."""

from __future__ import annotations

import argparse

from pictrace import backbones, sample
from pictrace.cli.collecting import exit_code, report_document, report_lines
from pictrace.cli.exits import DONE
from pictrace.cli.interrupt import watched
from pictrace.cli.options import open_library
from pictrace.cli.terminal import Terminal
from pictrace.settings import Settings


def fetch_weights(arguments: argparse.Namespace, terminal: Terminal) -> int:
    name = getattr(arguments, "backbone", backbones.DEFAULT)
    found = backbones.ensure_weights(name, Settings.load(), terminal.note)
    document = {"backbone": name, "path": str(found.path), "source": found.source}
    terminal.answer(document, [f"The weights of {name} are in {found.path}; source: {found.source}."])
    return DONE


def build_sample(arguments: argparse.Namespace, terminal: Terminal) -> int:
    with open_library(arguments, terminal) as library:
        with watched(terminal, "Read") as progress:
            report = sample.build(library, progress=progress)
        total = len(library)
    terminal.answer(report_document(report), report_lines(report, total))
    return exit_code(report)


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser], shared: argparse.ArgumentParser) -> None:
    weights = commands.add_parser("weights", parents=[shared], help="fetch the network's weights now")
    weights.set_defaults(run=fetch_weights)
    building = commands.add_parser("sample", parents=[shared], help="fill the library with the demonstration pictures")
    building.set_defaults(run=build_sample)
