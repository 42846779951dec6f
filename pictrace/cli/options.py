"""Options that several commands share, and what they turn into."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from pictrace import embedding, fitting
from pictrace.cli.terminal import Terminal
from pictrace.errors import InvalidInput, InvalidWeights
from pictrace.library import Library
from pictrace.search.search import MAXIMUM_SHORTLIST
from pictrace.settings import Settings
from pictrace.types import CHANNELS, DEFAULT_PRESET, DEFAULT_SHORTLIST, MODES, PRESETS, Region, RegionShare, Weights

MINE = "mine"


class UsageError(InvalidInput):
    """The command line itself is wrong."""

    kind = "usage"


class Parser(argparse.ArgumentParser):
    """Raises UsageError instead of writing to standard error and leaving; options are never abbreviated."""

    def __init__(self, *, allow_abbrev: bool = False, **others: Any) -> None:
        super().__init__(allow_abbrev=allow_abbrev, **others)

    def error(self, message: str) -> NoReturn:
        """Raises UsageError with what argparse complains of."""
        sentence = message[:1].upper() + message[1:].rstrip(".")
        raise UsageError(f"{sentence}; see `{self.prog} --help`.")


def common() -> argparse.ArgumentParser:
    """`--library`, `--backbone` and `--json`, which stand before or behind the command's name.

    Defaults are suppressed, because a sub-command's default would undo what was given before its name.
    """
    parser = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    parser.add_argument(
        "--library",
        metavar="DIR",
        help="folder of the library (default: $PICTRACE_LIBRARY, then data/library); made when absent",
    )
    parser.add_argument(
        "--backbone",
        metavar="NAME",
        help=f"network of a new library, of compare and of weights: {' or '.join(embedding.names())} "
        f"(default: what the library records, else {embedding.DEFAULT})",
    )
    parser.add_argument(
        "--json", action="store_true", help="print one JSON document on standard output and nothing else there"
    )
    return parser


def add_search_options(parser: argparse.ArgumentParser) -> None:
    """How to search: `--shortlist`, `--mode` and `--region`."""
    parser.add_argument(
        "--shortlist",
        type=whole_number(1, MAXIMUM_SHORTLIST),
        default=DEFAULT_SHORTLIST,
        metavar="N",
        help=f"nearest pictures to examine closely (default: {DEFAULT_SHORTLIST})",
    )
    parser.add_argument(
        "--mode",
        choices=MODES,
        default="fast",
        help="thorough: more views of the picture and three times as many candidates, in up to three times the time",
    )
    parser.add_argument(
        "--region",
        type=parse_region,
        metavar="X,Y,WIDTH,HEIGHT",
        help="look for this part of the picture only, in pixels, or in percent: 10%%,20%%,50%%,50%%",
    )


def add_weights(parser: argparse.ArgumentParser, mine: bool = False) -> None:
    """`--weights` and `--preset`. mine : the library's fitted weights are a preset too."""
    group = parser.add_mutually_exclusive_group()
    group.add_argument(
        "--weights",
        metavar="CHANNEL=NUMBER,…",
        type=parse_weights,
        help=f"how much each of {', '.join(CHANNELS)} counts; one that is not named counts nothing",
    )
    group.add_argument(
        "--preset",
        choices=sorted([*PRESETS, MINE] if mine else PRESETS),
        help=f"ready-made weights (default: {DEFAULT_PRESET})"
        + ("; mine: those fitted to your judgements" if mine else ""),
    )


def weights_of(arguments: argparse.Namespace, library: Library | None = None) -> Weights:
    """The weights that were asked for, else the default ones. Raises InvalidInput for `mine` when there are none."""
    if arguments.weights is not None:
        chosen: Weights = arguments.weights
        return chosen
    if arguments.preset == MINE and library is not None:
        fitted = fitting.kept(library.artifacts, library.backbone)
        if fitted is None:
            raise InvalidInput("This library keeps no fitted weights yet; `pictrace weights fit --apply` makes them.")
        return fitted
    return PRESETS[arguments.preset or DEFAULT_PRESET]


def parse_weights(text: str) -> Weights:
    """`cosine=0.5,keypoints=1` → Weights. Raises ArgumentTypeError in words."""
    values: dict[str, float] = {}
    for part in text.split(","):
        name, _, number = part.strip().partition("=")
        channel = next((channel for channel in CHANNELS if channel == name.strip()), None)
        if channel is None:
            raise argparse.ArgumentTypeError(f"{part.strip()!r} names none of {', '.join(CHANNELS)}")
        try:
            values[channel] = float(number)
        except ValueError:
            raise argparse.ArgumentTypeError(f"{part.strip()!r} is not like {channel}=0.5") from None
    try:
        return Weights.of(values)
    except InvalidWeights as error:
        raise argparse.ArgumentTypeError(error.message) from None


def parse_region(text: str) -> Region | RegionShare:
    """`10,20,300,400` in pixels, or `10%,20%,50%,50%` of the width and height. Raises ArgumentTypeError in words."""
    parts = [part.strip() for part in text.split(",")]
    try:
        if len(parts) == 4 and all(re.fullmatch(r"-?[0-9]{1,9}", part) for part in parts):
            return Region(*map(int, parts))
        if len(parts) == 4 and all(re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{1,6})?%", part) for part in parts):
            return RegionShare(*(float(part.removesuffix("%")) / 100 for part in parts))
    except InvalidInput as error:
        raise argparse.ArgumentTypeError(error.message) from None
    raise argparse.ArgumentTypeError(f"{text!r} is not like 10,20,300,400 (pixels) or 10%,20%,50%,50%")


def whole_number(least: int, most: int | None = None) -> Callable[[str], int]:
    """An argparse type: a whole number from `least` to `most`."""
    wanted = f"from {least:,} up" if most is None else f"from {least:,} to {most:,}"

    def parse(text: str) -> int:
        # Eighteen digits fit every database column; none of the numbers asked for comes near.
        if not re.fullmatch(r"-?[0-9]{1,18}", text) or int(text) < least or (most is not None and int(text) > most):
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number {wanted}")
        return int(text)

    return parse


def location(arguments: argparse.Namespace) -> Path:
    """`--library`, else `$PICTRACE_LIBRARY`, else data/library."""
    named = getattr(arguments, "library", None) or os.environ.get("PICTRACE_LIBRARY") or "data/library"
    try:
        return Path(named).expanduser()
    except RuntimeError as error:  # "~" of a user who has no home
        raise UsageError(f"{named} names no folder ({error}); name one without ~.") from None


def open_library(arguments: argparse.Namespace, terminal: Terminal) -> Library:
    """The library that was asked for; says so when it had to be made or brought up to date.

    Raises LibraryUnusable, BackboneMismatch.
    """
    where = location(arguments)
    is_new = not where.exists()
    library = Library.open(where, backbone=getattr(arguments, "backbone", None), settings=Settings.load())
    if is_new:
        terminal.note(f"Made a new, empty library at {where.absolute()}.")
    if library.migration is not None:
        terminal.note(library.migration.sentence)
    return library
