"""`verify` and `rebuild`: whether the library is sound, and making it so."""

from __future__ import annotations

import argparse

from pictrace.cli.exits import DONE, NEGATIVE
from pictrace.cli.options import open_library
from pictrace.cli.terminal import ProgressLine, Terminal, counted
from pictrace.types import JsonDict, LibraryInfo


def verify(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Check catalogue, files and index against each other; exit code 1 when something is wrong."""
    line = ProgressLine(terminal.notes_stream, "checked")
    with open_library(arguments, terminal) as library:
        report = library.verify(line)
        line.close()
        info = library.info()
    lines = [
        f"Checked {counted(report.checked, 'picture')} of {info.location}: "
        f"{counted(len(report.problems), 'problem')}, {len(report.unreachable):,} with no reachable original.",
        f"Network {info.backbone} {info.backbone_version}; weights: {info.weights_source}; index: {info.engine}; "
        f"{info.disk_bytes / 1e6:,.1f} MB on disk.",
        *(f"  {problem}" for problem in report.problems),
    ]
    if report.unreachable:
        lines.append(f"No reachable original: {', '.join(map(str, report.unreachable))}")
    document = {
        "ok": report.ok,
        "checked": report.checked,
        "problems": list(report.problems),
        "unreachable": list(report.unreachable),
        "library": info_document(info),
    }
    terminal.answer(document, lines)
    return DONE if report.ok else NEGATIVE


def rebuild(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Make the index and lost working pictures again; exit code 1 when one cannot be made."""
    line = ProgressLine(terminal.notes_stream, "looked at")
    with open_library(arguments, terminal) as library:
        report = library.rebuild(line)
        line.close()
        info = library.info()
    lines = [f"Rebuilt the index of {info.location}: {info.engine}."]
    if report.restored:
        lines.append(f"{counted(report.restored, 'working picture')} made again from the originals.")
    if report.lost:
        lines.append(f"No original to make these working pictures again: {', '.join(map(str, report.lost))}")
    document = {
        "pictures": report.pictures,
        "restored": report.restored,
        "lost": list(report.lost),
        "strays": report.strays,
        "library": info_document(info),
    }
    terminal.answer(document, lines)
    return NEGATIVE if report.lost else DONE


def info_document(info: LibraryInfo) -> JsonDict:
    """What the library is made of, for `--json`."""
    return {
        "location": str(info.location),
        "pictures": info.pictures,
        "failures": info.failures,
        "backbone": info.backbone,
        "backbone_version": info.backbone_version,
        "weights_source": info.weights_source,
        "engine": info.engine,
        "disk_bytes": info.disk_bytes,
    }


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser], shared: argparse.ArgumentParser) -> None:
    """Add `verify` and `rebuild` to the commands."""
    verifying = commands.add_parser("verify", parents=[shared], help="check the library for contradictions")
    verifying.set_defaults(run=verify)
    rebuilding = commands.add_parser(
        "rebuild", parents=[shared], help="make the index and lost working pictures again, clear strays away"
    )
    rebuilding.set_defaults(run=rebuild)
