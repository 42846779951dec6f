"""Questions from a CSV with the columns `query`, `relevant` and, if wanted, `group`."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from pictrace.errors import InvalidTable
from pictrace.evaluate.questions import Question
from pictrace.imaging import file_digest
from pictrace.library import Library
from pictrace.sources.delimited import read_delimited
from pictrace.sources.files import is_inside, printable, reason
from pictrace.sources.rows import Row, shown
from pictrace.types import Failure, Record

Outcome = tuple[list[Question], tuple[Failure, ...]]


def questions_from_pairs(library: Library, table: Path) -> Outcome:
    """Questions from a table on this machine.

    Paths are relative to the table's folder. `relevant` is a uri of the library, a file whose bytes are in it,
    or an id; several rows with one query give it several right answers. Rows whose `relevant` is not in the
    library, and rows that cannot be read, come back as failures. Raises InvalidTable.
    """
    try:
        data = table.read_bytes()
    except OSError as error:
        raise InvalidTable(f"{table} cannot be read as a CSV table ({reason(error)}); check the path.") from None
    known = _Known(library.records())

    def located(name: str) -> str | None:
        # A zero byte, which no path has, would raise.
        return name if "://" in name else None if "\0" in name else os.path.realpath(table.parent / name)

    def right(name: str) -> int | None:
        path = located(name)
        return known.named(name) or (known.uris.get(path) or known.with_bytes_of(path) if path else None)

    return _questions(_pairs(data, printable(str(table))), located, right)


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

    return _questions(_pairs(data, printable(name)), located, known.named)


class _Known:
    """The pictures of a library by whatever a table may call them."""

    def __init__(self, records: Iterable[Record]) -> None:
        listed = tuple(records)
        self.ids = frozenset(record.id for record in listed)
        self.uris = {uri: record.id for record in listed for uri in record.uris}
        self._digests = {record.byte_digest: record.id for record in listed}
        self._names: dict[str, list[int]] = {}
        for record in listed:
            self._names.setdefault(record.name, []).append(record.id)

    def with_bytes_of(self, path: str) -> int | None:
        """The picture that has the bytes of this file; None also where it cannot be read."""
        try:
            return self._digests.get(file_digest(Path(path).read_bytes())) if os.path.isfile(path) else None
        except OSError:
            return None

    def named(self, name: str) -> int | None:
        """By location, else by a file name that only one has, else by id."""
        if name in self.uris:
            return self.uris[name]
        called = self._names.get(name, ())
        if len(called) == 1:
            return called[0]
        return int(name) if name.isascii() and name.isdecimal() and int(name) in self.ids else None


@dataclass(frozen=True, slots=True)
class _Pair:
    query: str
    relevant: str
    group: str


def _questions(
    pairs: Iterable[_Pair | Failure], located: Callable[[str], int | str | None], right: Callable[[str], int | None]
) -> Outcome:
    relevant: dict[int | str, set[int]] = {}
    first: dict[int | str, _Pair] = {}
    failed: list[Failure] = []
    for pair in pairs:
        if isinstance(pair, Failure):
            failed.append(pair)
            continue
        picture, id = located(pair.query), right(pair.relevant)
        if picture is None:
            why = "It is neither in the library nor in a named folder; add it or name its folder first."
            failed.append(Failure(printable(pair.query), why))
        elif id is None:
            why = f"Its right answer {printable(pair.relevant)} is not in the library; add it first."
            failed.append(Failure(printable(pair.query), why))
        else:
            relevant.setdefault(picture, set()).add(id)
            first.setdefault(picture, pair)
    questions = [
        Question(
            picture if isinstance(picture, str) else first[picture].query,
            first[picture].group or "pairs",
            picture,
            frozenset(ids),
        )
        for picture, ids in relevant.items()
    ]
    return questions, tuple(failed)


def _pairs(data: bytes, name: str) -> Iterable[_Pair | Failure]:
    """A row that cannot be read, or names only one of the two, is a failure. Raises InvalidTable at once."""
    wanted = ("query", "relevant")
    table = read_delimited(data, name, wanted)
    if not {column.key for column in table.columns}.issuperset(wanted):
        found = ", ".join(column.name for column in table.columns)
        raise InvalidTable(f"{name} needs the columns query and relevant; it has {shown(found)}.")
    return (_pair(row, name) for row in table.rows)


def _pair(row: Row, name: str) -> _Pair | Failure:
    uri, where = f"{name}#row={row.number}", f"Row {row.number} of {name}"
    if row.fault:
        return Failure(uri, f"{where} {row.fault}; mend it.")
    query, relevant, group = row.text("query"), row.text("relevant"), row.text("group")
    if not query or not relevant:
        return Failure(uri, f"{where} names no {'right answer' if query else 'query'}; fill it in.")
    return _Pair(query, relevant, group)
