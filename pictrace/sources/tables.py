"""Tables (CSV, TSV, JSON, JSON Lines) that name pictures, one a row, with columns that describe them; and lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from pictrace.errors import InvalidTable, PicTraceError
from pictrace.settings import Limits
from pictrace.sources.delimited import read_delimited
from pictrace.sources.files import file_item, printable, read_file
from pictrace.sources.json_table import read_json
from pictrace.sources.kinds import HEAD, looks_like_picture
from pictrace.sources.lists import read_list
from pictrace.sources.rows import Row, is_named, shown
from pictrace.sources.targets import Targets
from pictrace.types import Failure, SourceItem

_JSON = ("json", "jsonl", "ndjson")
_LISTS = ("txt", "urls", "lst")


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
    of JSON from 1. Each row is an input or a Failure, whose uri is "name#row=N"; only rows that hold nothing at all
    are passed over. A row that is too short has empty cells at its end.

    A file `.txt`, `.urls` or `.lst` is no table but a list, one URL (or path) a line; see `lists.read_list`.

    data : the table, or the file that it is in. name : for messages; its extension says what the table is.
    allow_paths : False for tables from a page or the API, which may name URLs only. base : the folder that relative
    paths start from. inside : resolved folders that paths may not lead out of; empty means anywhere.

    Raises InvalidTable at once, before the first row, when the table cannot be read or has no such column.
    """
    limits = limits or Limits()
    file = data if isinstance(data, Path) else None
    if isinstance(data, Path):
        base = base or data.parent
        try:
            data = read_file(str(data), limits.max_bytes)
        except PicTraceError as error:
            raise InvalidTable(error.message) from None
    name = printable(name)
    targets = Targets(allow_paths, base or Path.cwd(), limits, inside)
    extension = name.lower().rpartition(".")[2]
    if extension in _LISTS:
        if file and looks_like_picture(data[:HEAD]):  # a picture with a wrong extension is one, if it is named
            return iter((file_item(str(file), limits),))
        return read_list(data, name, targets)
    wanted = ("url", "path") if allow_paths else ("url",)
    if extension in _JSON:
        table = read_json(data, name, wanted, lines=extension != "json")
    else:
        table = read_delimited(data, name, wanted)
    if not is_named(table.columns, wanted):
        asked = (
            "a url or path column"
            if allow_paths
            else "a url column (a table that is uploaded or sent may name URLs only)"
        )
        found = ", ".join(shown(column.name) for column in table.columns) or "none"
        raise InvalidTable(f"{name} needs {asked}; the columns found are {shown(found)}.")
    return (_entry(row, name, targets) for row in table.rows)


def _entry(row: Row, name: str, targets: Targets) -> SourceItem | Failure:
    uri, where = f"{name}#row={row.number}", f"Row {row.number} of {name}"
    if row.fault:
        return Failure(uri, f"{where} {row.fault}; mend it.")
    path = row.cell("path")
    named = (path if targets.allow_paths else None) or row.cell("url")
    if named is None:
        only = (
            f" but a path ({shown(path[1])}), and a table that is uploaded or sent may name URLs only" if path else ""
        )
        what = "neither a URL nor a path" if targets.allow_paths else f"no URL{only}"
        return Failure(uri, f"{where} names {what}; fill it in.")
    used, target = named
    # A zero byte cannot be stored everywhere; what stands for it shows that something was there.
    metadata = {column.name: text.replace("\0", "\ufffd") for column, text in row.cells if column is not used}
    item = targets.url(uri, where, target, metadata)
    if item is not None:
        return item
    if used.key == "url":
        return Failure(uri, f"{where} names {shown(target)}, which is no http or https address; mend it.")
    return targets.file(uri, where, target, metadata)
