"""The command line as its own parser describes it: every command and action with its options."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass

from pictrace.cli.program import build_parser


@dataclass(frozen=True)
class Verb:
    """A command, or an action of one such as `ignored add`. needs : it cannot be started without arguments."""

    words: tuple[str, ...]
    options: frozenset[str]
    needs: bool

    @property
    def name(self) -> str:
        return " ".join(self.words)


def verbs() -> tuple[Verb, ...]:
    return tuple(_verbs((), build_parser()))


def _verbs(words: tuple[str, ...], parser: argparse.ArgumentParser) -> Iterator[Verb]:
    if words:
        options = {text for action in parser._actions for text in action.option_strings if text.startswith("--")}
        needs = any(action.required for action in parser._actions)
        yield Verb(words, frozenset(options - {"--help"}), needs)
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, child in action.choices.items():
                yield from _verbs((*words, name), child)
