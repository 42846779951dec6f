"""What every kind of table is read into: rows of cells under named columns, each with its number."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pictrace.sources.files import printable

# Invisible, and no white space for Python: byte order marks of files that were put together, and zero-width spaces.
_INVISIBLE = "\ufeff\u200b"
_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Column:
    """name : distinct within its table. key : what the table calls it, in lower case."""

    name: str
    key: str


@dataclass(frozen=True, slots=True)
class Row:
    """cells : what is not empty, in the order of the columns. fault : what is wrong with the row, so that it follows
    "Row 5 of list.csv …"; "" for nothing."""

    number: int
    cells: Sequence[tuple[Column, str]] = ()
    fault: str = ""

    def cell(self, key: str) -> tuple[Column, str] | None:
        """The first with this key that is not empty."""
        for pair in self.cells:
            if pair[0].key == key:
                return pair
        return None

    def text(self, key: str) -> str:
        """What `cell` finds, without its column; "" for nothing."""
        found = self.cell(key)
        return found[1] if found else ""


@dataclass(frozen=True, slots=True)
class Table:
    """rows : each but the empty ones, in their order; they are read as they are taken, and may be taken once."""

    columns: tuple[Column, ...]
    rows: Iterator[Row]


def columns(names: Iterable[str]) -> tuple[Column, ...]:
    """A name that is there already is told apart by a number, an empty one is called by its place: no cell of theirs
    replaces another."""
    taken: dict[str, int] = {}
    made = []
    for place, written in enumerate(names, start=1):
        plain = stripped(written)
        wanted = name = plain or f"column {place}"
        while name in taken:
            taken[wanted] += 1
            name = f"{wanted}.{taken[wanted]}"
        taken[name] = 0
        made.append(Column(name, plain.lower()))
    return tuple(made)


def is_named(found: Iterable[Column], wanted: Collection[str]) -> bool:
    return any(column.key in wanted for column in found)


def stripped(text: str) -> str:
    return text.strip().strip(_INVISIBLE).strip()


def cell_text(value: Any) -> str:
    """A cell of JSON as text that can be stored; empty for nothing at all. Raises RecursionError."""
    if value is None or (isinstance(value, float) and value != value):
        return ""
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, (list, dict, bool)) else str(value)
    return text.strip().encode("utf-8", "replace").decode("utf-8")


def shown(target: str) -> str:
    """Of one line, and not endless: a cell may hold a whole text, and a file be no text at all."""
    line = "".join(mark if mark.isprintable() else "�" for mark in printable(" ".join(target[:1000].split())))
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"
