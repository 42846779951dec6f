"""`--report` of search and compare, and `verify-report`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TypedDict

from pictrace import embedding, imaging, report
from pictrace.cli.exits import DONE, NEGATIVE
from pictrace.cli.options import UsageError
from pictrace.cli.terminal import Terminal
from pictrace.settings import Settings
from pictrace.system.whole_file import write_whole
from pictrace.types import PICTURE_LEVELS, FindingKind, PictureLevel

MARK: dict[FindingKind, str] = {"agrees": "ok", "differs": "DIFFERS", "missing": "MISSING", "unchecked": "not checked"}


class FilingOptions(TypedDict):
    """What a report is asked to hold, as `make_report` and `Library.report` take it."""

    case: str
    note: str
    pictures: PictureLevel
    location: bool


def add_report(parser: argparse.ArgumentParser) -> None:
    """`--report` and what belongs to it."""
    parser.add_argument(
        "--report",
        type=_report_file,
        metavar="FILE.zip",
        help="save a report to print and to keep; of a search, on the picture that the answer rests on",
    )
    parser.add_argument("--case", metavar="TEXT", help="case number in the report")
    parser.add_argument("--note", metavar="TEXT", help="note in the report")
    parser.add_argument(
        "--report-pictures",
        choices=PICTURE_LEVELS,
        help="what the report holds of the two pictures: both files (full, the default), small ones on the page "
        "(thumbnails), or only checksums (hashes)",
    )
    parser.add_argument(
        "--report-location",
        action="store_true",
        help="leave in where the pictures were taken, as far as their files say so",
    )


def filing_of(arguments: argparse.Namespace) -> FilingOptions:
    """What was asked of the report."""
    return FilingOptions(
        case=arguments.case or "",
        note=arguments.note or "",
        pictures=arguments.report_pictures or "full",
        location=arguments.report_location,
    )


def check_report(arguments: argparse.Namespace) -> None:
    """Raises UsageError for what belongs to a report when there is to be none."""
    asked = (arguments.case, arguments.note, arguments.report_pictures, arguments.report_location)
    if arguments.report is None and any(asked):
        raise UsageError("--case, --note, --report-pictures and --report-location belong to --report FILE.zip.")


def save_report(path: Path, data: bytes, terminal: Terminal) -> None:
    """Write it, whole or not at all, and say by which checksum it can be known again."""
    try:
        write_whole(path, data)
    except OSError as error:
        raise UsageError(f"The report cannot be written to {path} ({error.strerror}); name another file.") from None
    terminal.note(f"The report is in {path}; its SHA-256 is {imaging.file_digest(data)}.")


def verify(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Check a report by making it again; exit code 1 when it does not hold."""
    settings = Settings.load()
    name = getattr(arguments, "backbone", None)
    network = None if name is None else embedding.create(name, settings)
    check = report.verify_report(arguments.report, arguments.pictures, settings=settings, backbone=network)
    summary = report.summary([finding.kind for finding in check.findings])
    document = {
        "holds": check.holds,
        "in_words": summary,
        "findings": [
            {"kind": finding.kind, "about": finding.about, "sentence": finding.sentence} for finding in check.findings
        ],
    }
    width = max(map(len, MARK.values()))
    lines = [summary, "", *(f"{MARK[finding.kind]:{width}}  {finding.sentence}" for finding in check.findings)]
    terminal.answer(document, lines)
    return DONE if check.holds else NEGATIVE


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser], shared: argparse.ArgumentParser) -> None:
    """Add `verify-report` to the commands."""
    verifying = commands.add_parser(
        "verify-report", parents=[shared], help="compute a report again from its pictures, and say whether it holds"
    )
    verifying.add_argument("report", metavar="FILE", help="the zip that --report or the page saved")
    verifying.add_argument(
        "pictures",
        nargs="*",
        metavar="PICTURE",
        help="the files of the two pictures, where the report does not hold them; known by their checksums",
    )
    verifying.set_defaults(run=verify)


def _report_file(text: str) -> Path:
    if Path(text).suffix.lower() != ".zip":
        raise argparse.ArgumentTypeError(f"{text!r} must end in .zip")
    return Path(text)
