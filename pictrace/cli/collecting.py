"""`add`, `list` and `remove`: what is in the library."""

from __future__ import annotations

import argparse

from pictrace.cli.exits import DONE, INTERRUPTED, NEGATIVE
from pictrace.cli.interrupt import watched
from pictrace.cli.options import open_library, whole_number
from pictrace.cli.places import places
from pictrace.cli.terminal import Terminal, columns, counted, duration
from pictrace.sources import skipped
from pictrace.types import AddReport, JsonDict, Record


def add(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Add everything that the sources hold."""
    with open_library(arguments, terminal) as library:
        with watched(terminal, "Read") as progress:
            report = library.add(arguments.source, progress)
        total = len(library)
    note_skipped(report, terminal)
    terminal.answer(report_document(report), report_lines(report, total))
    return exit_code(report)


def exit_code(report: AddReport) -> int:
    """130 when adding was stopped, 1 when an input failed or the disk filled up, else 0."""
    if report.cancelled:
        return INTERRUPTED
    return NEGATIVE if report.failed or report.stopped else DONE


def note_skipped(report: AddReport, terminal: Terminal) -> None:
    """Say what was left out on purpose."""
    for sentence in skipped.in_words(report.skipped):
        terminal.note(sentence)


def report_document(report: AddReport) -> JsonDict:
    """What became of each input, for `--json`."""
    return {
        "added": report.added,
        "known": report.known,
        "failed": [{"uri": failure.uri, "reason": failure.reason} for failure in report.failed],
        "skipped": [{"uri": one.uri, "kind": one.kind, "reason": one.reason} for one in report.skipped],
        "items": [{"uri": item.uri, "id": item.id, "status": item.status} for item in report.items],
        "seconds": report.seconds,
        "cancelled": report.cancelled,
        "stopped": report.stopped,
    }


def report_lines(report: AddReport, total: int) -> list[str]:
    """The counts in a line, then the inputs that failed. total : pictures in the library now."""
    start = "Interrupted: added" if report.cancelled else "Added"
    lines = [
        f"{start} {counted(report.added, 'picture')} in {duration(report.seconds)}; "
        f"{report.known:,} known already, {len(report.failed):,} failed. "
        f"The library holds {counted(total, 'picture')}."
    ]
    lines += [f"  {failure.uri}: {failure.reason}" for failure in report.failed]
    return [*lines, report.stopped] if report.stopped else lines


def list_pictures(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """List pictures, or the inputs that failed; exit code 1 when no picture has the text that was asked for."""
    with open_library(arguments, terminal) as library:
        if arguments.failures:
            failures = library.failures()
            terminal.answer(
                {"failures": [{"uri": failure.uri, "reason": failure.reason} for failure in failures]},
                [f"{failure.uri}: {failure.reason}" for failure in failures] or ["No input has failed."],
            )
            return DONE
        newest_or_largest_first = arguments.order in ("added", "size")
        records = library.records(
            arguments.text,
            order=arguments.order,
            descending=newest_or_largest_first is not arguments.reverse,
            offset=arguments.offset,
            limit=arguments.limit,
        )
        total = library.count(arguments.text)
    rows = [
        (str(record.id), f"{record.width}×{record.height}", record.format, record.added_at[:16], places(record))
        for record in records
    ]
    lines = columns(("id", "size", "format", "added", "uri"), rows) if rows else []
    terminal.answer(
        {"total": total, "pictures": [record_document(record) for record in records]},
        [*lines, f"{len(records):,} of {counted(total, 'picture')}."],
    )
    # As with grep: looking for words and finding none is a negative answer, an empty library is none.
    return NEGATIVE if arguments.text and not total else DONE


def record_document(record: Record) -> JsonDict:
    """What the library knows of a picture, for `--json`."""
    return {
        "id": record.id,
        "uri": record.uri,
        "uris": list(record.uris),
        "missing": list(record.missing),
        "name": record.name,
        "width": record.width,
        "height": record.height,
        "format": record.format,
        "byte_size": record.byte_size,
        "byte_digest": record.byte_digest,
        "added_at": record.added_at,
        "reachable": record.reachable,
        "metadata": dict(record.metadata),
    }


def remove(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Forget pictures by their ids; exit code 1 when one of them is none."""
    wanted = tuple(dict.fromkeys(arguments.id))
    with open_library(arguments, terminal) as library:
        removed = library.remove(wanted)
        total = len(library)
    unknown = [id for id in wanted if id not in removed]
    lines = [f"Removed {counted(len(removed), 'picture')}. The library holds {counted(total, 'picture')}."]
    if unknown:
        lines.append(f"No picture has the id {', '.join(map(str, unknown))}; `pictrace list` shows the ids.")
    terminal.answer({"removed": list(removed), "unknown": unknown}, lines)
    return NEGATIVE if unknown else DONE


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser], shared: argparse.ArgumentParser) -> None:
    """Add `add`, `list` and `remove` to the commands."""
    adding = commands.add_parser("add", parents=[shared], help="add files, folders, archives, URLs or tables of them")
    adding.add_argument(
        "source",
        nargs="+",
        metavar="SOURCE",
        help="a file, a folder, a .zip or .cbz, a URL, a .csv or .json table of them, or a .txt list with one a line",
    )
    adding.set_defaults(run=add)

    listing = commands.add_parser("list", parents=[shared], help="list the pictures of the library")
    listing.add_argument("--text", default="", help="only those with this text in their name, location or metadata")
    listing.add_argument("--order", choices=("added", "name", "size", "format"), default="added", help="sort by this")
    listing.add_argument("--reverse", action="store_true", help="the other way round")
    listing.add_argument("--limit", type=whole_number(1), metavar="N", help="at most so many")
    listing.add_argument("--offset", type=whole_number(0), metavar="N", default=0, help="leave out the first N")
    listing.add_argument(
        "--failures", action="store_true", help="list the inputs that could not be added, with reasons"
    )
    listing.set_defaults(run=list_pictures)

    removing = commands.add_parser("remove", parents=[shared], help="forget pictures; their files stay where they are")
    removing.add_argument("id", nargs="+", type=whole_number(1), metavar="ID", help="as `list` and `search` show it")
    removing.set_defaults(run=remove)
