"""`backbone`: which network describes the library, and another one for it."""

from __future__ import annotations

import argparse

from pictrace import embedding
from pictrace.cli.exits import DONE, INTERRUPTED, NEGATIVE
from pictrace.cli.interrupt import watched
from pictrace.cli.options import open_library
from pictrace.cli.terminal import Terminal, counted, duration
from pictrace.types import BackboneState, ChangeReport, JsonDict


def backbone(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Show which network describes the library, or describe it with another; exit code 1 when that cannot be."""
    with open_library(arguments, terminal) as library:
        if arguments.name is None:
            state = library.backbone_state()
            terminal.answer(_state_document(state), _state_lines(state))
            return DONE
        before = library.backbone_state()
        with watched(terminal, "Described") as progress:
            report = library.change_backbone(arguments.name, progress)
        terminal.answer(_report_document(report), _report_lines(report, before))
    if report.cancelled:
        return INTERRUPTED
    return DONE if report.changed else NEGATIVE


def _state_document(state: BackboneState) -> JsonDict:
    change = None if state.target is None else {"name": state.target, "described": state.described}
    return {
        "backbone": state.name,
        "version": state.version,
        "outdated": state.outdated,
        "pictures": state.pictures,
        "change": change,
        "stands_in_for": state.stands_in_for,
        "networks": [
            {"name": facts.name, "sentence": facts.sentence, "missing": facts.missing}
            for facts in map(embedding.describe, embedding.names())
        ],
    }


def _state_lines(state: BackboneState) -> list[str]:
    lines = [f"{counted(state.pictures, 'picture')} described by {state.name} (version {state.version})."]
    if state.stands_in_for:
        lines.append(
            f"It stands in for {state.stands_in_for}, whose weights could not be fetched; "
            f"`pictrace backbone {state.stands_in_for}` fetches them and describes all pictures anew."
        )
    if state.outdated:
        lines.append(
            f"This PicTrace has another version of it: `pictrace backbone {state.name}` describes them again, "
            "and only then are they searched."
        )
    if state.target is not None:
        lines.append(
            f"A change to {state.target} has described {state.described:,}; `pictrace backbone {state.target}` goes on."
        )
    lines.append("")
    for facts in map(embedding.describe, embedding.names()):
        lines.append(f"{facts.name}: {facts.sentence}" + (f" {facts.missing}" if facts.missing else ""))
    return lines


def _report_document(report: ChangeReport) -> JsonDict:
    return {
        "backbone": report.backbone,
        "version": report.version,
        "described": report.described,
        "kept": report.kept,
        "lost": list(report.lost),
        "changed": report.changed,
        "seconds": report.seconds,
        "cancelled": report.cancelled,
    }


def _report_lines(report: ChangeReport, before: BackboneState) -> list[str]:
    made = f"{counted(report.described, 'picture')} with {report.backbone} in {duration(report.seconds)}"
    kept = f"; {report.kept:,} were described before" if report.kept else ""
    if report.changed:
        return [f"Described {made}{kept}. The library uses {report.backbone} now."]
    stays = f"The library stays with {before.name}"
    if report.cancelled:
        return [f"Interrupted: described {made}{kept}. {stays} until `pictrace backbone {report.backbone}` is through."]
    return [
        f"Described {made}{kept}. {stays}: neither working picture nor original is there of "
        f"{', '.join(map(str, report.lost))}; bring the originals back or `pictrace remove` them, then run it again."
    ]


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser], shared: argparse.ArgumentParser) -> None:
    """Add `backbone` to the commands."""
    changing = commands.add_parser(
        "backbone", parents=[shared], help="show which network describes the library, or change to another"
    )
    changing.add_argument(
        "name",
        nargs="?",
        metavar="NAME",
        help=f"describe all pictures again with {', '.join(embedding.names())}; Ctrl-C stops, the same command goes on",
    )
    changing.set_defaults(run=backbone)
