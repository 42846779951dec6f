"""JSON and JSON Lines: one object a row."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

from pictrace.errors import InvalidTable
from pictrace.sources.rows import Column, Row, Table, cell_text, columns, is_named, shown
from pictrace.sources.text_decoding import ANY_END, NEWLINE, Text, decoded

_BLANK = re.compile(r"[ \t\r\n]*")
_NOT_UTF8 = "is not text in UTF-8"
_NO_OBJECT = "is no object"


class _Entry(NamedTuple):
    """One object, or what is wrong with what stands in its place."""

    number: int
    value: dict[str, Any]
    fault: str = ""


def read_json(data: bytes, name: str, wanted: Collection[str], *, lines: bool) -> Table:
    """The objects of an array (or a single one), or with `lines` one a line; rows are numbered from 1.

    A file of one kind under the other's name is read as what it is. Of JSON Lines each line that is no object is a
    fault of its own; an array is read as a whole or not at all. An object that has a key twice is a fault, because one
    of the two would be lost.

    wanted : keys in lower case; the columns of the table are those of the objects up to the first that has one.
    Raises InvalidTable when nothing can be read.
    """
    text = decoded(data, name)
    by_line = _begins_with_lines(text) or (lines and not _is_one_value(text))

    def entries() -> Iterator[_Entry]:
        return _of_lines(text) if by_line else _of_array(text)

    names: dict[str, None] = {}
    first: _Entry | None = None
    try:
        for entry in entries():
            first = entry if first is None or (first.fault and not entry.fault) else first
            names.update(dict.fromkeys(entry.value))
            # An array is looked at to its end: where it is broken, nothing of it is read.
            if by_line and is_named(columns(entry.value), wanted):
                break
    except (ValueError, RecursionError) as error:
        raise InvalidTable(f"{name} is not valid JSON ({_one_line(error)}); mend it.") from None
    if first is not None and first.fault == _NO_OBJECT:
        raise InvalidTable(f"{name} is no list of objects; write one object with a url or path for each picture.")
    if first is not None and first.fault:
        raise InvalidTable(f"Row {first.number} of {name} {first.fault}; mend it.")
    return Table(columns(names), _rows(entries()))


def _rows(entries: Iterator[_Entry]) -> Iterator[Row]:
    named = lru_cache(maxsize=1000)(columns)
    number = 0
    try:
        for number, value, fault in entries:
            yield from [Row(number, fault=fault)] if fault else _row(number, value, named(tuple(value)))
    except RecursionError:  # now, though not before: the caller stands deeper in calls of its own
        yield Row(number + 1, fault="is nested too deeply, and nothing behind it is read")


def _row(number: int, value: dict[str, Any], named: tuple[Column, ...]) -> Iterator[Row]:
    try:
        texts = [cell_text(cell) for cell in value.values()]
    except RecursionError:
        yield Row(number, fault="is nested too deeply")
    else:
        if cells := [(column, text) for column, text in zip(named, texts, strict=True) if text]:
            yield Row(number, cells)


class _Parser:
    """JSON as Python reads it, control characters in strings allowed, keys that stand twice noticed."""

    def __init__(self) -> None:
        self._twice = ""
        self._decode = json.JSONDecoder(
            strict=False,
            object_pairs_hook=self._object,
            parse_float=_float,
            parse_int=_integer,
            parse_constant=lambda text: math.nan if text == "NaN" else text,
        ).raw_decode

    def entry(self, number: int, text: str, at: int, is_damaged: Callable[[str], bool]) -> tuple[_Entry, int]:
        """The value that begins there, and where it ends. Raises ValueError or RecursionError."""
        self._twice = ""
        value, end = self._decode(text, at)
        if is_damaged(text[at:end]):
            return _Entry(number, {}, _NOT_UTF8), end
        if not isinstance(value, dict):
            return _Entry(number, {}, _NO_OBJECT), end
        if self._twice:
            return _Entry(number, {}, f"has the key {shown(self._twice)} more than once"), end
        return _Entry(number, value), end

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) < len(pairs):
            ((self._twice, _),) = Counter(key for key, _ in pairs).most_common(1)
        return made


def _float(text: str) -> float | str:
    """As written where a number of Python would read otherwise: 12.50, 1e400."""
    number = float(text)
    return number if repr(number) == text else text


def _integer(text: str) -> int | str:
    # Python refuses to read thousands of digits, and writes -0 as 0.
    return int(text) if len(text) < 1000 and text != "-0" else text


def _lines(text: Text) -> Iterator[str]:
    """A carriage return alone ends a line only where nothing else does, in the files of old Macs."""
    return text.lines(NEWLINE if b"\n" in text.data else ANY_END)


def _of_lines(text: Text) -> Iterator[_Entry]:
    parser = _Parser()
    for number, line in enumerate(_lines(text), start=1):
        line = line.strip(" \t\r\n\ufeff")
        if not line:
            continue
        try:
            entry, end = parser.entry(number, line, 0, text.is_damaged)
            if end < len(line):
                raise json.JSONDecodeError("Extra data", line, end)
        except (ValueError, RecursionError) as error:
            fault = _NOT_UTF8 if text.is_damaged(line) else f"is not valid JSON ({_one_line(error)})"
            entry = _Entry(number, {}, fault)
        yield entry


def _of_array(text: Text) -> Iterator[_Entry]:
    """One after the other, so that a large array is not held as objects. Raises ValueError or RecursionError."""
    whole, parser = text.whole(), _Parser()

    def beyond_blanks(at: int) -> int:
        blank = _BLANK.match(whole, at)
        return blank.end() if blank else at

    at, number = beyond_blanks(0), 1
    array = whole.startswith("[", at)
    at = beyond_blanks(at + 1) if array else at
    while not (array and number == 1 and whole.startswith("]", at)):
        entry, end = parser.entry(number, whole, at, text.is_damaged)
        yield entry
        at, number = beyond_blanks(end), number + 1
        if not array:
            break
        if whole.startswith(",", at):
            at = beyond_blanks(at + 1)
        elif whole.startswith("]", at):
            break
        else:
            raise json.JSONDecodeError("Expecting ',' delimiter", whole, at)
    at = beyond_blanks(at + 1) if array else at
    if at < len(whole):
        raise json.JSONDecodeError("Extra data", whole, at)


def _begins_with_lines(text: Text) -> bool:
    """Whether the first line is an object by itself and something follows."""
    first = list(islice((line for line in _lines(text) if line.strip()), 2))
    entry = next(_of_lines(text), None)
    return len(first) > 1 and entry is not None and not entry.fault


def _is_one_value(text: Text) -> bool:
    try:
        return all(True for _ in _of_array(text))
    except (ValueError, RecursionError):
        return False


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())
