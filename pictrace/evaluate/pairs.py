"""Questions from a CSV with the columns `query`, `relevant` and, if wanted, `group`."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from pictrace.errors import InvalidTable
from pictrace.evaluate.questions import Question
from pictrace.images import file_digest
from pictrace.library import Library
from pictrace.sources.folder import is_inside
from pictrace.types import Failure, Record

Rows = Sequence[Mapping[str, str]]
Outcome = tuple[list[Question], tuple[Failure, ...]]


def questions_from_pairs(library: Library, table: Path) -> Outcome:
    """Questions from a table on this machine.

    Paths are relative to the table's folder. `relevant` is a uri of the library, a file whose bytes are in it,
    or an id; several rows with one query give it several right answers. Rows whose `relevant` is not in the
    library come back as failures. Raises InvalidTable.
    """
    try:
        data = table.read_bytes()
    except OSError as error:
        raise InvalidTable(f"{table} cannot be read as a CSV table ({error}).") from None
    known = _Known(library.records())

    def located(name: str) -> str:
        return name if "://" in name else str((table.parent / name).resolve())

    def right(name: str) -> int | None:
        path = Path(located(name))
        by_bytes = known.digests.get(file_digest(path.read_bytes())) if path.is_file() else None
        return known.named(name) or known.uris.get(located(name)) or by_bytes

    return _questions(_rows(data, str(table)), located, right)


def questions_from_uploaded_pairs(library: Library, data: bytes, name: str, roots: Iterable[Path]) -> Outcome:
    """Questions from a table that came from elsewhere, which must not make this machine read what it likes.

    `query` and `relevant` name pictures of the library, by location, file name or id; `query` may also be a file
    inside one of the `roots`. Rows that name anything else come back as failures. Raises InvalidTable.
    """
    known = _Known(library.records())
    allowed = tuple(os.path.realpath(root) for root in roots)

    def located(query: str) -> int | str | None:
        if (id := known.named(query)) is not None or "\0" in query:
            return id
        path = os.path.realpath(query)
        return path if os.path.isfile(path) and is_inside(path, allowed) else None

    return _questions(_rows(data, name), located, known.named)


class _Known:
    """The pictures of a library by whatever a table may call them."""

    def __init__(self, records: Iterable[Record]) -> None:
        listed = tuple(records)
        self.ids = frozenset(record.id for record in listed)
        self.uris = {uri: record.id for record in listed for uri in record.uris}
        self.digests = {record.byte_digest: record.id for record in listed}
        self._names: dict[str, list[int]] = {}
        for record in listed:
            self._names.setdefault(record.name, []).append(record.id)

    def named(self, name: str) -> int | None:
        """By location, else by a file name that only one has, else by id."""
        if name in self.uris:
            return self.uris[name]
        called = self._names.get(name, ())
        if len(called) == 1:
            return called[0]
        return int(name) if name.isascii() and name.isdecimal() and int(name) in self.ids else None


def _questions(rows: Rows, located: Callable[[str], int | str | None], right: Callable[[str], int | None]) -> Outcome:
    relevant: dict[int | str, set[int]] = {}
    first: dict[int | str, Mapping[str, str]] = {}
    failed: list[Failure] = []
    for row in rows:
        picture, id = located(row["query"]), right(row["relevant"])
        if picture is None:
            reason = "It is neither in the library nor in a named folder; add it or name its folder first."
            failed.append(Failure(row["query"], reason))
        elif id is None:
            reason = f"Its right answer {row['relevant']} is not in the library; add it first."
            failed.append(Failure(row["query"], reason))
        else:
            relevant.setdefault(picture, set()).add(id)
            first.setdefault(picture, row)
    questions = [
        Question(
            picture if isinstance(picture, str) else first[picture]["query"],
            first[picture].get("group") or "pairs",
            picture,
            frozenset(ids),
        )
        for picture, ids in relevant.items()
    ]
    return questions, tuple(failed)


def _rows(data: bytes, name: str) -> Rows:
    try:
        reader = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
        columns = reader.fieldnames or ()
        if not {"query", "relevant"}.issubset(columns):
            raise InvalidTable(f"{name} needs the columns query and relevant; it has {', '.join(columns) or 'none'}.")
        return [row for row in reader if row["query"] and row["relevant"]]
    except (UnicodeDecodeError, csv.Error) as error:
        raise InvalidTable(f"{name} cannot be read as a CSV table ({error}).") from None
