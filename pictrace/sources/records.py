"""Lines of a delimited text (CSV) → records, none of them lost.

The standard library's reader joins and swallows without a word: what follows a closing quotation mark, the rows behind
one that is never closed. Here a record that cannot be read takes its first line only, says what is the matter, and
reading goes on at the next line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

UNCLOSED = "opens a quotation mark that is never closed"
SWALLOWS = "opens a quotation mark that only a later row closes"
AFTER_QUOTE = "has text after a closing quotation mark"


@dataclass(frozen=True, slots=True)
class Record:
    """cells : as written, without the quotation marks around them. fault : why they could not be read; "" for none.
    lines : how many lines of the text it takes. escaped : makes sense with backslashes before quotation marks."""

    cells: list[str]
    fault: str = ""
    lines: int = 1
    escaped: bool = False


class Lines:
    """Lines of a text; those that turned out to belong to no record can be given back."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._again: list[str] = []

    def take(self) -> str | None:
        return self._again.pop() if self._again else next(self._lines, None)

    def give_back(self, lines: list[str]) -> None:
        self._again.extend(reversed(lines))


def records(
    lines: Lines,
    separator: str | None,
    columns: int,
    *,
    escapes: bool = False,
    is_row: Callable[[list[str]], bool] = lambda cells: False,
) -> Iterator[Record]:
    """Every record, blank lines included (one empty cell).

    separator : None for a table of one column, which nothing cuts. columns : as many as the header names; it decides
    between two readings of one record, never whether it is read. escapes : the table writes a backslash before
    quotation marks inside a cell; see `uses_backslashes`. is_row : whether a line, cut at its separators, is a row by
    itself; where every line of a cell over several lines is one, two quotation marks were left alone, not one opened.

    A quotation mark counts at the start of a cell, blanks before it not counted; elsewhere it is a character. Text
    after a closing one is part of the cell, as it is for the standard library, where that is all there is to it
    ("Harbour" at night). A record that makes no sense so is tried with backslashes, or the other way round.
    """
    while (line := lines.take()) is not None:
        if '"' not in line:
            text = line.rstrip("\r\n")
            yield Record(text.split(separator) if separator else [text])
        else:
            yield _quoted(line, lines, separator, columns, escapes, is_row)


def uses_backslashes(lines: Lines, separator: str | None, columns: int) -> bool:
    r"""Whether a record makes sense only with backslashes before quotation marks. Then they mean that everywhere; by
    itself a cell may well end with one ("C:\photos\")."""
    return any(record.escaped for record in records(lines, separator, columns))


def _quoted(
    line: str,
    lines: Lines,
    separator: str | None,
    columns: int,
    escapes: bool,
    is_row: Callable[[list[str]], bool],
) -> Record:
    readings = []
    for escaped in (escapes, not escapes):
        reading = _Reading(line, lines, separator, escaped)
        reading.read()
        lines.give_back(reading.taken[1:])
        readings.append(reading)
        if reading.sense(columns) == _SENSE or not any('\\"' in text for text in reading.taken):
            break
    best = max(readings, key=lambda reading: reading.sense(columns))  # the first of equals
    if best.fault:
        return Record([], best.fault)
    if len(best.taken) > 1 and all(is_row(text.rstrip("\r\n").split(separator)) for text in best.taken):
        return Record([], SWALLOWS)
    for _ in best.taken[1:]:
        lines.take()
    return Record(best.cells, lines=len(best.taken), escaped=best.escaped and best.sense(columns) >= _CLEAN)


_CLEAN = (True, True, True, False)
_SENSE = (True, True, True, True)


class _Reading:
    """One reading of the record that begins with a line. odd : it has quotation marks where a program that writes
    tables puts none."""

    def __init__(self, line: str, lines: Lines, separator: str | None, escaped: bool) -> None:
        self.cells: list[str] = []
        self.fault = ""
        self.odd = False
        self.taken = [line]
        self._text, self._at = line, 0
        self.escaped = escaped
        self._lines, self._separator = lines, separator
        self._blanks = " " if separator == "\t" else " \t"

    def sense(self, columns: int) -> tuple[bool, bool, bool, bool]:
        """How much sense it makes; more is greater."""
        fits = len(self.cells) <= columns
        return not self.fault, fits, fits and not self.odd, len(self.cells) == columns

    def read(self) -> None:
        while not self.fault:
            start = self._at
            while self._text[start : start + 1] in self._blanks and start < len(self._text):
                start += 1
            quoted = self._text.startswith('"', start)
            cell = self._inside(start + 1) if quoted else ""
            if self.fault:
                return
            end = self._text.find(self._separator, self._at) if self._separator else -1
            last = end < 0
            rest = self._text[self._at :].rstrip("\r\n") if last else self._text[self._at : end]
            if not quoted:
                self.odd = self.odd or '"' in rest
                cell = rest
            elif rest.strip():
                # Over several lines it is another row's mark that closes this one; an address would become another.
                if '"' in rest or "\n" in cell or "\r" in cell or "://" in cell:
                    self.fault = AFTER_QUOTE
                self.odd = True
                cell += rest.rstrip()
            self.cells.append(cell)
            if last:
                return
            self._at = end + 1

    def _inside(self, at: int) -> str:
        """From behind an opening quotation mark to behind the closing one, over as many lines as that takes."""
        parts: list[str] = []
        while True:
            mark = self._text.find('"', at)
            slash = self._text.find("\\", at, mark if mark >= 0 else len(self._text)) if self.escaped else -1
            if slash >= 0:
                known = self._text[slash + 1 : slash + 2] in ('"', "\\")
                parts.append(self._text[at:slash] if known else self._text[at : slash + 1])
                parts.append(self._text[slash + 1 : slash + 2] if known else "")
                at = slash + (2 if known else 1)
            elif mark < 0:
                parts.append(self._text[at:])
                line = self._lines.take()
                if line is None:
                    self.fault = UNCLOSED
                    return ""
                self.taken.append(line)
                self._text, at = line, 0
            elif self._text.startswith('"', mark + 1):
                parts.append(self._text[at : mark + 1])
                at = mark + 2
            else:
                parts.append(self._text[at:mark])
                self._at = mark + 1
                return "".join(parts)
