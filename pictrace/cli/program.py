"""The program: reads the command line, runs one command, and turns every outcome into an exit code."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import redirect_stdout
from importlib.metadata import PackageNotFoundError, version

from pictrace.cli import (
    calibrating,
    collecting,
    describing,
    duplicates,
    evaluating,
    judgements,
    reporting,
    searching,
    serving,
    starting,
    upkeep,
)
from pictrace.cli.exits import INTERRUPTED, NEGATIVE, REFUSED
from pictrace.cli.fetch_notes import fetches_are_told
from pictrace.cli.interrupt import second_one_ends
from pictrace.cli.options import Parser, UsageError, common
from pictrace.cli.terminal import Terminal, answer_alone
from pictrace.errors import PicTraceError, UnknownPicture, WeightsUnavailable


def build_parser() -> Parser:
    """The whole command line; each group of commands adds its own."""
    shared = common()
    parser = Parser(prog="pictrace", parents=[shared], description="Find where a picture comes from, and see why.")
    parser.add_argument("--version", action="version", version=f"PicTrace {_version()}")
    commands = parser.add_subparsers(title="commands", dest="command", metavar="COMMAND", required=True)
    for group in (
        collecting,
        searching,
        reporting,
        judgements,
        upkeep,
        calibrating,
        describing,
        duplicates,
        evaluating,
        serving,
        starting,
    ):
        group.register(commands, shared)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; never raises, never shows a traceback by itself."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    with answer_alone() as answer:
        terminal = Terminal(answer, sys.stderr, as_json="--json" in _options(given))
        try:
            with redirect_stdout(answer):  # --help and --version are answers too
                parsed = build_parser().parse_args(given)
            with second_one_ends(lambda: os._exit(_interrupted(terminal))), fetches_are_told(terminal):
                code: int = parsed.run(parsed, terminal)
            return code
        except SystemExit as leaving:
            return int(leaving.code or 0)
        except KeyboardInterrupt:
            return _interrupted(terminal)
        except UnknownPicture as error:
            return _fail(terminal, error.kind, error.message, NEGATIVE)
        except UsageError as error:
            return _fail(terminal, error.kind, error.message + _about_dashes(given), REFUSED)
        except WeightsUnavailable as error:
            return _fail(terminal, error.kind, error.message, REFUSED, _weights_lines(error))
        except PicTraceError as error:
            return _fail(terminal, error.kind, error.message, REFUSED)
        except Exception as error:  # the last line of defence: a person gets a sentence, not a traceback
            if os.environ.get("PICTRACE_DEBUG"):
                traceback.print_exc()
            sentence = (
                f"PicTrace met an error of its own ({type(error).__name__}: {error}); "
                "run again with PICTRACE_DEBUG=1 in the environment and report what it prints."
            )
            return _fail(terminal, "internal", sentence, REFUSED)


def _options(given: Sequence[str]) -> Sequence[str]:
    """What may be an option: behind "--" everything is a name."""
    return given[: given.index("--")] if "--" in given else given


def _about_dashes(given: Sequence[str]) -> str:
    """A hint where a file was taken for an option."""
    file = next((one for one in _options(given) if one.startswith("-") and os.path.lexists(one)), None)
    return "" if file is None else f" The file {file} begins with a dash; name it {os.path.join(os.curdir, file)}."


def _interrupted(terminal: Terminal) -> int:
    return _fail(terminal, "interrupted", "Interrupted; what was already added stays.", INTERRUPTED)


def _fail(terminal: Terminal, kind: str, message: str, code: int, lines: Sequence[str] = ()) -> int:
    """lines : the same as `message`, for a person."""
    if terminal.as_json:
        terminal.answer({"error": {"kind": kind, "message": message}}, ())
    else:
        for line in lines or (f"pictrace: {message}",):
            terminal.note(line)
    return code


def _weights_lines(error: WeightsUnavailable) -> list[str]:
    """What is so in the first line, then what was tried and what can be done, a line each."""
    lines = [f"pictrace: {error.sentence}"]
    if error.reasons:
        lines += ["Tried:", *(f"  {reason}" for reason in error.reasons)]
    if error.ways:
        lines += ["Do one of these:", *(f"  ({place}) {way}" for place, way in enumerate(error.ways, start=1))]
    return lines


def _version() -> str:
    try:
        return version("pictrace")
    except PackageNotFoundError:  # run from a clone that was never installed
        return "from a clone"
