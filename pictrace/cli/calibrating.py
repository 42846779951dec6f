"""`calibrate` and `ignored`: how sure answers are on this library, and the elements that count for none."""

from __future__ import annotations

import argparse

from pictrace.cli.exits import DONE, INTERRUPTED, NEGATIVE
from pictrace.cli.interrupt import watched
from pictrace.cli.options import UsageError, open_library, parse_region, whole_number
from pictrace.cli.terminal import Terminal, columns, counted
from pictrace.types import Calibration, IgnoredElement, JsonDict
from pictrace.verdicts import calibration


def calibrate(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Measure how sure the answers are on the library, or show what was measured."""
    with open_library(arguments, terminal) as library:
        if arguments.show:
            found = library.calibration()
        else:
            with watched(terminal, "Looked at") as progress:
                found = library.calibrate(progress, sample=arguments.sample)
    terminal.answer(_document(found), _lines(found))
    return INTERRUPTED if found.cancelled else DONE


def ignored(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """List the elements that count for no answer."""
    with open_library(arguments, terminal) as library:
        elements = library.ignored_elements()
    lines = columns(("id", "since", "name"), [(str(one.id), one.created_at, one.name) for one in elements])
    terminal.answer({"ignored": [_element(one) for one in elements]}, lines if elements else ["No element is ignored."])
    return DONE


def ignore(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Ignore a picture, or a part of one, from now on."""
    if (arguments.picture is None) == (arguments.id is None):
        raise UsageError(
            "Name a picture by file or URL, or one of the library with --id; see `pictrace ignored add --help`."
        )
    source = arguments.picture if arguments.id is None else arguments.id
    with open_library(arguments, terminal) as library:
        element = library.ignore_element(source, arguments.region, arguments.name)
    terminal.answer(_element(element), [f"Element {element.id} ({element.name}) counts for no answer from now on."])
    return DONE


def stop_ignoring(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Count elements again; exit code 1 when one of them was not ignored."""
    with open_library(arguments, terminal) as library:
        removed = library.stop_ignoring(arguments.id)
    unknown = sorted(set(arguments.id) - set(removed))
    lines = [f"{counted(len(removed), 'element')} counted again."]
    if unknown:
        lines.append(f"Not ignored before: {', '.join(map(str, unknown))}")
    terminal.answer({"removed": list(removed), "unknown": unknown}, lines)
    return NEGATIVE if unknown else DONE


def _document(found: Calibration) -> JsonDict:
    return {"id": found.id, "created_at": found.created_at, **calibration.as_document(found)}


def _lines(found: Calibration) -> list[str]:
    if found.cancelled:
        return ["Interrupted: nothing was kept; answers are given as before."]
    lines = [calibration.in_words(found)]
    if found.made_copies:
        lines.append(
            f"{found.found:,} of {counted(found.made_copies, 'edited copy', 'edited copies')} were recognised beside "
            "their original."
        )
    lines += [f"Pictures {one} and {other} were called copies: have a look." for one, other in found.doubtful]
    for element in found.shared:
        box = ",".join(map(str, element.box))
        lines.append(
            f"Picture {element.id} shares a part with {counted(len(element.others), 'unrelated picture')}; "
            f"`pictrace ignored add --id {element.id} --region {box}` ignores it."
        )
    lines.append(f"Answers are given by {found.id}; max_false_positive_rate is {found.max_false_positive_rate:g}.")
    return lines


def _element(element: IgnoredElement) -> JsonDict:
    return {"id": element.id, "name": element.name, "created_at": element.created_at}


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser], shared: argparse.ArgumentParser) -> None:
    """Add `calibrate` and `ignored` to the commands."""
    measuring = commands.add_parser(
        "calibrate", parents=[shared], help="measure on the library's own pictures how sure answers are"
    )
    measuring.add_argument(
        "--sample",
        type=whole_number(1, 1_000_000),
        default=calibration.DEFAULT_SAMPLE,
        metavar="N",
        help=f"pictures to look at, a third of a second each (default: {calibration.DEFAULT_SAMPLE})",
    )
    measuring.add_argument("--show", action="store_true", help="say what answers are given by now; measure nothing")
    measuring.set_defaults(run=calibrate)

    elements = commands.add_parser(
        "ignored", parents=[shared], help="logos, charts and templates that count for no answer"
    )
    elements.set_defaults(run=ignored)
    actions = elements.add_subparsers(title="actions", metavar="ACTION")
    listing = actions.add_parser("list", parents=[shared], help="show them")
    listing.set_defaults(run=ignored)
    adding = actions.add_parser("add", parents=[shared], help="ignore a picture or a part of it")
    adding.add_argument("picture", nargs="?", metavar="PICTURE", help="a file or a URL")
    adding.add_argument("--id", type=whole_number(1), metavar="ID", help="a picture of the library instead")
    adding.add_argument(
        "--region",
        type=parse_region,
        metavar="X,Y,WIDTH,HEIGHT",
        help="this part of it only, in pixels, or in percent: 10%%,20%%,50%%,50%%",
    )
    adding.add_argument("--name", default="", metavar="TEXT", help="what to call it")
    adding.set_defaults(run=ignore)
    removing = actions.add_parser("remove", parents=[shared], help="count elements again")
    removing.add_argument("id", nargs="+", type=whole_number(1), metavar="ID", help="as `ignored list` shows it")
    removing.set_defaults(run=stop_ignoring)
