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
from pictrace.cli.interrupt import second_one_ends
from pictrace.cli.options import Parser, UsageError, common
from pictrace.cli.terminal import Terminal, answer_alone
from pictrace.errors import PicTraceError, UnknownPicture


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
    with second_one_ends(), answer_alone() as answer:
        terminal = Terminal(answer, sys.stderr, as_json="--json" in _options(given))
        try:
            with redirect_stdout(answer):  # --help and --version are answers too
                parsed = build_parser().parse_args(given)
            code: int = parsed.run(parsed, terminal)
            return code
        except SystemExit as leaving:
            return int(leaving.code or 0)
        except KeyboardInterrupt:
            return _fail(terminal, "interrupted", "Interrupted; what was already added stays.", INTERRUPTED)
        except UnknownPicture as error:
            return _fail(terminal, error.kind, error.message, NEGATIVE)
        except UsageError as error:
            return _fail(terminal, error.kind, error.message + _about_dashes(given), REFUSED)
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


def _fail(terminal: Terminal, kind: str, message: str, code: int) -> int:
    if terminal.as_json:
        terminal.answer({"error": {"kind": kind, "message": message}}, ())
    else:
        terminal.note(f"pictrace: {message}")
    return code


def _version() -> str:
    try:
        return version("pictrace")
    except PackageNotFoundError:  # run from a clone that was never installed
        return "from a clone"
