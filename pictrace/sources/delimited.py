"""CSV and its kin: what separates the columns, what the header calls them, and the rows below it."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Collection, Iterator

from pictrace.errors import InvalidTable
from pictrace.sources.kinds import Kind, kind_of
from pictrace.sources.records import Lines, Record, records, uses_backslashes
from pictrace.sources.rows import Column, Row, Table, columns, is_named
from pictrace.sources.text_decoding import Text, decoded
from pictrace.sources.urls import is_url

# In this order where a header leaves the choice: spreadsheets in half of Europe write semicolons.
_SEPARATORS = (",", ";", "\t", "|")
_SAID = re.compile(r'\s*"?sep=([^\s"\w]|\t)"?[\s,;]*', re.IGNORECASE)  # Excel's own first line

_HEADER_LINES = 100  # a name in quotation marks may hold line ends

# {scheme}://{server}/…/{region}/{size}/{rotation}/default.{format}: region and size hold commas.
_IIIF_BEGIN = re.compile(r"\s*https?://\S+/[^\s./]*", re.IGNORECASE)
_IIIF_MIDDLE = re.compile(r"[\w!^:./]*")
_IIIF_END = re.compile(r"[\w!^:./]*/(?:default|native)\.\w+\s*")


def read_delimited(data: bytes, name: str, wanted: Collection[str]) -> Table:
    """A table in text, its columns separated by a comma, a semicolon, a tab or a bar.

    The header decides: of what separates it the mark that gives one of the `wanted` columns (in lower case), else the
    one that gives most. Excel's line `sep=;` decides before it. Where nothing separates the header there is one column,
    and rows are never cut.

    Rows are numbered as a spreadsheet shows them: records count and not lines, empty ones too, Excel's line not; the
    first below the header is 2 where nothing stands above it. A row that is too short has empty cells; one that is too
    long is a fault, unless all that is too much is empty. A row without anything but separators is passed over.

    Raises InvalidTable when there is no header, or none that can be read.
    """
    text = decoded(data, name)
    lines = Lines(text.lines())
    above, said = _above_header(lines)
    if above is None:
        raise InvalidTable(f"{name} is no table that can be read (it is empty); save it again as CSV.")
    header, separator = _header(lines, said, wanted)
    if text.is_damaged("".join(header.cells)):
        raise InvalidTable(f"{name} is not text in UTF-8; save the table again as CSV in UTF-8.")
    if header.fault:
        raise InvalidTable(f"The header of {name} {header.fault}; mend it.")
    named = columns(header.cells)
    escapes = b'\\"' in text.data and uses_backslashes(Lines(text.lines()), separator, len(named))
    found = records(lines, separator, len(named), escapes=escapes, is_row=_row_test(named, wanted))
    return Table(named, _rows(found, named, text, above + 2))


def _above_header(lines: Lines) -> tuple[int | None, str]:
    """How many rows a spreadsheet shows above the first line that holds anything, and what Excel's line says; None
    when no line does."""
    above, said = 0, ""
    while (line := lines.take()) is not None:
        excel = None if said else _SAID.fullmatch(line)
        if excel:
            said = excel[1]
        elif line.strip("".join(_SEPARATORS) + said + '" \r\n'):
            lines.give_back([line])
            return above, said
        else:
            above += 1
    return None, said


def _header(lines: Lines, said: str, wanted: Collection[str]) -> tuple[Record, str | None]:
    """The header, read as each separator would have it, and the separator."""
    ahead = [line for line in (lines.take() for _ in range(_HEADER_LINES)) if line is not None]
    lines.give_back(ahead)
    readings = [(next(records(Lines(ahead), tried, sys.maxsize)), tried) for tried in ([said] if said else _SEPARATORS)]

    def worth(reading: tuple[Record, str]) -> tuple[bool, bool, int]:
        record, _ = reading
        # A fault comes before columns that are not the wanted ones: it is the reason why those are not found.
        return is_named(columns(record.cells), wanted), record.fault != "", len(record.cells)

    best, separator = max(readings, key=worth)  # the first of equals
    for _ in range(best.lines):
        lines.take()
    return best, separator if said or len(best.cells) > 1 else None


def _row_test(named: tuple[Column, ...], wanted: Collection[str]) -> Callable[[list[str]], bool]:
    """Whether the cells of a line have an address, or the name of a picture, where the table has them."""
    places = [place for place, column in enumerate(named) if column.key in wanted]

    def names_picture(cell: str) -> bool:
        target = cell.strip(" \t\"'")
        return is_url(target) or kind_of(target) is Kind.PICTURE

    return lambda cells: len(cells) >= len(named) > 1 and any(names_picture(cells[place]) for place in places)


def _rows(found: Iterator[Record], named: tuple[Column, ...], source: Text, first: int) -> Iterator[Row]:
    count = len(named)
    for number, record in enumerate(found, start=first):
        cells = record.cells
        if record.fault:
            yield Row(number, fault=record.fault)
        elif not source.valid and any(map(source.is_damaged, cells)):
            yield Row(number, fault="is not text in UTF-8")
        elif len(cells) > count and any(map(str.strip, cells[count:])):
            yield Row(number, fault="has more fields than the header")
        elif _is_cut(cells):
            yield Row(number, fault="has an address with commas outside quotation marks")
        elif filled := [(column, text) for column, cell in zip(named, cells, strict=False) if (text := cell.strip())]:
            yield Row(number, filled)


def _is_cut(cells: list[str]) -> bool:
    """Whether an address of the IIIF Image API, which holds commas, was written without quotation marks."""
    if not any("/default." in cell or "/native." in cell for cell in cells):
        return False
    begun = False
    for cell in cells:
        if begun and _IIIF_END.fullmatch(cell):
            return True
        begun = _IIIF_BEGIN.fullmatch(cell) is not None or (begun and _IIIF_MIDDLE.fullmatch(cell) is not None)
    return False
