"""CSV, TSV, JSON and JSON Lines tables that name pictures, one a row, with columns that describe them."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pictrace.errors import InvalidTable, PicTraceError
from pictrace.settings import Limits
from pictrace.sources.files import file_item, read_file
from pictrace.sources.folder import is_inside
from pictrace.sources.urls import is_url, url_item
from pictrace.types import Failure, SourceItem

if TYPE_CHECKING:
    import pandas as pd

# Stands in the first column of a row that pandas could not fit, so that the rows after it keep their numbers.
_BAD_ROW = "\0bad row"


def read_table(
    data: bytes | Path,
    *,
    name: str,
    allow_paths: bool,
    base: Path | None = None,
    limits: Limits | None = None,
    inside: Sequence[str] = (),
) -> Iterator[SourceItem | Failure]:
    """The pictures that a table names in its `url` or `path` column (any case); a row that is bad is a Failure.

    A row with both is read from its path, as long as paths are allowed. All other columns become metadata; empty
    cells and NaN do not. Rows are numbered as a spreadsheet numbers them (the first below the header is 2), entries
    of JSON from 1.

    data : the table, or the file that it is in. name : for messages; its extension says what the table is.
    allow_paths : False for tables from a page or the API, which may name URLs only. base : the folder that relative
    paths start from. inside : resolved folders that paths may not lead out of; empty means anywhere.

    Raises InvalidTable at once, before the first row, when the table cannot be read or has no such column.
    """
    limits = limits or Limits()
    if isinstance(data, Path):
        base = base or data.parent
        try:
            data = read_file(str(data), limits.max_bytes)
        except PicTraceError as error:
            raise InvalidTable(error.message) from None
    extension = name.lower().rpartition(".")[2]
    is_json = extension in ("json", "jsonl", "ndjson")
    text = _text(data, name)
    frame, first = _json(text, name, lines=extension != "json") if is_json else _csv(text, name)
    columns = {str(column).strip().lower(): column for column in reversed(frame.columns)}
    if "url" not in columns and not (allow_paths and "path" in columns):
        wanted = "a url or path column" if allow_paths else "a url column (tables from here may name URLs only)"
        found = ", ".join(str(column).strip() for column in frame.columns) or "none"
        raise InvalidTable(f"{name} needs {wanted}; the columns found are {found}.")
    reader = _RowReader(name, allow_paths, base or Path.cwd(), limits, inside)
    return reader.read(frame, columns.get("url"), columns.get("path"), first)


class _RowReader:
    def __init__(self, name: str, allow_paths: bool, base: Path, limits: Limits, inside: Sequence[str]) -> None:
        self._name, self._allow_paths, self._base, self._limits, self._inside = name, allow_paths, base, limits, inside

    def read(self, frame: pd.DataFrame, url: Any, path: Any, first: int) -> Iterator[SourceItem | Failure]:
        columns = list(frame.columns)
        for number, values in enumerate(frame.itertuples(index=False, name=None), start=first):
            if values and values[0] == _BAD_ROW:
                sentence = f"Row {number} of {self._name} has more fields than the header; mend it."
                yield Failure(f"{self._name}#row={number}", sentence)
                continue
            cells = {column: text for column, value in zip(columns, values, strict=True) if (text := _cell(value))}
            if cells:
                yield self._row(number, cells, url, path)

    def _row(self, number: int, cells: dict[Any, str], url: Any, path: Any) -> SourceItem | Failure:
        used = path if path in cells and self._allow_paths else url
        target = cells.get(used, "")
        metadata = {_cell(column): text for column, text in cells.items() if column != used}
        where = f"Row {number} of {self._name}"
        if is_url(target):
            return url_item(target, metadata)
        if not target:
            only = f" but a path ({cells[path]}), and tables from here may name URLs only" if path in cells else ""
            return Failure(f"{self._name}#row={number}", f"{where} names no URL{only}; fill it in.")
        if used == url:
            return Failure(target, f"{where} names {target}, which is no http or https address; mend it.")
        return self._file(target, metadata, where)

    def _file(self, target: str, metadata: Mapping[str, str], where: str) -> SourceItem | Failure:
        path = os.path.abspath(self._base / target)
        if self._inside and not is_inside(path, self._inside):
            return Failure(path, f"{where} names {target}, which is outside the named folders; add it another way.")
        if os.path.isdir(path):
            return Failure(path, f"{where} names the folder {target}; a row names one picture.")
        try:
            return file_item(path, self._limits, metadata)
        except PicTraceError as error:
            return Failure(path, f"{where}: {error.message}")


def _text(data: bytes, name: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252")  # the second is what spreadsheets write on Windows
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InvalidTable(f"{name} is not text in UTF-8; save the table again as CSV in UTF-8.")


def _csv(text: str, name: str) -> tuple[pd.DataFrame, int]:
    """The table and the number of its first row below the header."""
    import pandas as pd

    started = text.lstrip("\r\n")
    header = started.splitlines()[0] if started else ""
    # What separates the columns is counted in the header: spreadsheets in half of Europe write semicolons.
    separator = max(",;\t|", key=header.count) if any(mark in header for mark in ",;\t|") else ","
    first = text[: len(text) - len(started)].count("\n") + 2
    _check_quotes(started, separator, name, first - 1)
    try:
        frame = pd.read_csv(
            io.StringIO(started),
            sep=separator,
            dtype=str,
            keep_default_na=False,  # a caption may well be "NA" or "None"
            skip_blank_lines=False,  # else the rows after a blank line lose their numbers
            index_col=False,
            engine="python",
            on_bad_lines=lambda fields: [_BAD_ROW],
        )
    except (ValueError, pd.errors.ParserError) as error:  # EmptyDataError is a ValueError
        raise InvalidTable(f"{name} is no table that can be read ({_one_line(error)}); save it again as CSV.") from None
    return frame, first


def _check_quotes(text: str, separator: str, name: str, header: int) -> None:
    """A quotation mark that is never closed would swallow all rows behind it into one cell, without a word."""
    end = "\0end"
    rows, closed = 0, False
    try:
        for row in csv.reader(io.StringIO(f"{text}\n{end}"), delimiter=separator):
            rows += 1
            closed = row == [end]
    except csv.Error:  # a cell over 128 kB: that many rows were swallowed
        rows += 1
    if not closed:
        raise InvalidTable(f"Row {header + rows - 1} of {name} opens a quotation mark that is never closed; mend it.")


def _json(text: str, name: str, *, lines: bool) -> tuple[pd.DataFrame, int]:
    import pandas as pd

    try:
        entries = [line or "{}" for line in map(str.strip, text.splitlines())] if lines else [text]
        parsed = [json.loads(entry) for entry in entries]
    except (ValueError, RecursionError) as error:
        raise InvalidTable(f"{name} is not valid JSON ({_one_line(error)}); mend it.") from None
    rows = parsed[0] if not lines and isinstance(parsed[0], list) else parsed
    if not all(isinstance(row, dict) for row in rows):
        raise InvalidTable(f"{name} is no list of objects; write one object with a url or path for each picture.")
    return pd.DataFrame(rows, dtype=object), 1


def _cell(value: Any) -> str:
    """A cell as text that can be stored; empty for nothing at all."""
    if value is None or (isinstance(value, float) and value != value):
        return ""
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, (list, dict, bool)) else str(value)
    return text.strip().encode("utf-8", "replace").decode("utf-8")


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())
