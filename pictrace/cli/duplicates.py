"""`duplicates`: which pictures of the library are copies of each other."""

from __future__ import annotations

import argparse
import csv
import io
from collections.abc import Sequence
from pathlib import Path

from pictrace import duplicates
from pictrace.cli.exits import DONE, INTERRUPTED, NEGATIVE
from pictrace.cli.interrupt import watched
from pictrace.cli.options import UsageError, open_library, whole_number
from pictrace.cli.places import place
from pictrace.cli.terminal import Terminal, counted
from pictrace.system.whole_file import write_whole
from pictrace.types import DUPLICATE_KINDS, DuplicateGroup, Duplicates, DuplicatesReport, IdenticalFile
from pictrace.verdicts import wording

SHOWN = 20


def find(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Look for duplicates, or show those that were found."""
    with open_library(arguments, terminal) as library:
        report = None
        if not arguments.show:
            with watched(terminal, "Looked at") as progress:
                report = library.find_duplicates(progress)
        # A table and a document hold all of them unless a number was asked for.
        whole = arguments.csv is not None or terminal.as_json
        limit = arguments.limit if arguments.limit is not None else None if whole else SHOWN
        found = library.duplicates(arguments.kind, limit=limit)
    if arguments.csv is not None:
        _write(arguments.csv, found, terminal)
    document = duplicates.as_document(found)
    if report is not None:
        document["search"] = {
            "looked_at": report.pictures,
            "known": report.known,
            "compared": report.compared,
            "examined": report.examined,
            "seconds": report.seconds,
            "cancelled": report.cancelled,
        }
    terminal.answer(document, [*_head(found, report), *_lines(found)])
    if report is not None and report.cancelled:
        return INTERRUPTED
    return DONE if found.total else NEGATIVE


def _head(found: Duplicates, report: DuplicatesReport | None) -> list[str]:
    lines = []
    if report is not None and report.cancelled:
        lines.append("Interrupted; what was found stays, and the next search goes on from here.")
    elif not found.state.complete:
        lines.append(
            f"{found.state.searched:,} of {counted(found.state.pictures, 'picture')} were looked at so far; run "
            "`pictrace duplicates` without --show to look at all."
        )
    identical, copies, parts, photographs, possible = (found.counts[kind] for kind in DUPLICATE_KINDS)
    lines.append(
        f"Of {counted(found.state.pictures, 'picture')}: {counted(identical, 'group')} of identical files with "
        f"{counted(found.spare_files, 'file')} to spare, {counted(copies, 'group')} of copies with "
        f"{counted(found.spare, 'picture')} to spare, {counted(parts, 'picture')} with parts of others or in others, "
        f"{counted(photographs, 'pair')} with a photograph of the other, {counted(possible, 'pair')} to be checked."
    )
    return lines


def _lines(found: Duplicates) -> list[str]:
    lines: list[str] = []
    for number, group in enumerate(found.groups, start=1):
        lines += ["", *_of_group(number, group)]
    if found.total > len(found.groups):
        lines += ["", f"… and {counted(found.total - len(found.groups), 'more', 'more')}; --limit N or --csv FILE."]
    return lines


def _of_group(number: int, group: DuplicateGroup) -> list[str]:
    if group.files:
        return [
            f"{number}. Identical files, picture {group.keeper.record.id}",
            *("   " + "  ".join(part for part in _of_file(file) if part) for file in group.files),
        ]
    why = duplicates.wording.why_keep(group.keep_reasons)
    first = f"keep {group.keeper.record.id}" if group.kind == "copies" else f"{group.keeper.record.id}"
    lines = [f"{number}. {first}  {place(group.keeper.record)}" + (f"  {why}" if why else "")]
    for member in group.others:
        said = duplicates.wording.label(member)
        sure = "" if member.verdict is None else wording.sure(member.verdict, member.probability)
        lines.append(f"   {member.record.id}  {place(member.record)}  {said}" + (f", {sure}" if sure else ""))
    return lines


def _of_file(file: IdenticalFile) -> tuple[str, str, str]:
    size = "" if file.size is None else counted(file.size, "byte")
    return file.uri, size, duplicates.wording.file_label(file)


def _write(path: Path, found: Duplicates, terminal: Terminal) -> None:
    text = io.StringIO(newline="")
    table = csv.writer(text)
    rows: Sequence[Sequence[str]] = [duplicates.COLUMNS, *duplicates.as_rows(found)]
    table.writerows([[_cell(value) for value in row] for row in rows])
    try:
        write_whole(path, text.getvalue().encode("utf-8", "replace"))
    except OSError as error:
        raise UsageError(f"The table cannot be written to {path} ({error.strerror}); name another file.") from None
    terminal.note(f"The table is in {path}.")


def _cell(value: str) -> str:
    """A spreadsheet takes what begins so for a formula."""
    return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser], shared: argparse.ArgumentParser) -> None:
    """Add `duplicates` to the commands."""
    finding = commands.add_parser(
        "duplicates", parents=[shared], help="find copies within the library; goes on where it was interrupted"
    )
    finding.add_argument("--show", action="store_true", help="show what was found so far; look at nothing new")
    finding.add_argument(
        "--kind",
        choices=DUPLICATE_KINDS,
        help="identical: one picture in several files; copies: versions of one picture (both by default); "
        "parts: crops and collages; photographs: pairs with a photograph of the other; possible: pairs to be checked",
    )
    finding.add_argument(
        "--limit",
        type=whole_number(1, 1_000_000),
        metavar="N",
        help=f"groups to show (default: {SHOWN}; all with --json and --csv)",
    )
    finding.add_argument("--csv", type=Path, metavar="FILE", help="write the groups there as a table")
    finding.set_defaults(run=find)
