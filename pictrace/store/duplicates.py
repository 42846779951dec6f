"""Duplicates within the library: which pairs were found, and which pictures were looked at for them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict

from sqlalchemy import Connection, Select, delete, exists, func, insert, select, tuple_

from pictrace.errors import LibraryError, LibraryUnusable
from pictrace.store import meta, reading
from pictrace.store.database import Database, chunked, id_chunks
from pictrace.store.packing import unpack_local
from pictrace.store.schema import DUPLICATES, FEATURES, JOINED, PICTURES
from pictrace.types import DuplicatePair, LocalFeatures

_MADE_BY = "duplicates made by"
# The change up to which pictures that were described anew have lost their place among those that were looked at.
_SEEN = "duplicates seen"
_COLUMNS = ("first", "second", "verdict", "probability")


class FoundDuplicates:
    """The duplicates of one catalogue. Pictures that are removed take their pairs along."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, made_by: str) -> int:
        """Begin, or go on with, a search whose verdicts are given by `made_by`; one under another is given up.

        Pictures that were described anew since are to be looked at again. Returns how many need not be.
        """
        with self._database.write() as connection:
            if meta.get(connection, _MADE_BY) != made_by:
                connection.execute(delete(DUPLICATES))
                connection.execute(delete(JOINED))
                meta.put(connection, _MADE_BY, made_by)
            seen = int(meta.get(connection, _SEEN) or 0)
            if connection.execute(select(JOINED).limit(1)).first() is None:
                meta.put(connection, _SEEN, str(reading.last_change(connection)))
                return 0
            changes = reading.changes_since(connection, seen)
            for some in id_chunks(changes.added.tolist()):
                connection.execute(delete(JOINED).where(JOINED.c.picture_id.in_(some)))
            meta.put(connection, _SEEN, str(changes.sequence))
            return _count(connection, select(JOINED.c.picture_id))

    def made_by(self) -> str | None:
        """What gave the verdicts of the pairs that are kept; None before the first search."""
        with self._database.read() as connection:
            return meta.get(connection, _MADE_BY)

    def searched(self, after: int, limit: int) -> tuple[int, ...]:
        """Ids above `after` of pictures that were looked at, rising, at most `limit`."""
        query = select(JOINED.c.picture_id).where(JOINED.c.picture_id > after).order_by(JOINED.c.picture_id)
        with self._database.read() as connection:
            return tuple(connection.scalars(query.limit(limit)))

    def searched_count(self) -> int:
        with self._database.read() as connection:
            return _count(connection, select(JOINED.c.picture_id))

    def waiting(self, above: int, limit: int) -> tuple[int, ...]:
        """Ids higher than this of pictures that were not looked at yet, rising, at most `limit`."""
        query = _waiting().where(PICTURES.c.id > above).order_by(PICTURES.c.id)
        with self._database.read() as connection:
            return tuple(connection.scalars(query.limit(limit)))

    def waiting_count(self) -> int:
        with self._database.read() as connection:
            return _count(connection, _waiting())

    def store(self, made_by: str, ids: Sequence[int], pairs: Sequence[DuplicatePair]) -> None:
        """These pictures were looked at, and this was found; what was removed meanwhile is left out. All or nothing.

        Raises LibraryError when a search under other verdicts was begun since.
        """
        with self._database.write() as connection:
            if meta.get(connection, _MADE_BY) != made_by:
                raise LibraryError(
                    "The library was calibrated or its ignored elements changed meanwhile, and another search for "
                    "duplicates was begun; this one ends here."
                )
            there = _there(connection, [*ids, *(id for pair in pairs for id in pair.ids)])
            kept = {pair.ids: pair for pair in pairs if there.issuperset(pair.ids)}
            _forget_pairs(connection, list(kept))
            if kept:
                connection.execute(insert(DUPLICATES), [_row(pair) for pair in kept.values()])
            looked_at = there.intersection(ids)
            for some in id_chunks(looked_at):
                connection.execute(delete(JOINED).where(JOINED.c.picture_id.in_(some)))
            if looked_at:
                connection.execute(insert(JOINED), [{"picture_id": id} for id in sorted(looked_at)])

    def pairs(self) -> tuple[DuplicatePair, ...]:
        """Every pair that was found, by their ids."""
        with self._database.read() as connection:
            rows = connection.execute(select(DUPLICATES).order_by(DUPLICATES.c.first_id, DUPLICATES.c.second_id)).all()
        return tuple(
            DuplicatePair(row.first_id, row.second_id, row.verdict, row.probability, **json.loads(row.document))
            for row in rows
        )

    def locals_of(self, ids: Iterable[int]) -> dict[int, LocalFeatures]:
        """Id → key points alone, for the ids that are there. Raises LibraryUnusable that names a damaged picture."""
        found: dict[int, LocalFeatures] = {}
        with self._database.read() as connection:
            for some in id_chunks(ids):
                query = select(FEATURES.c.picture_id, FEATURES.c.local).where(FEATURES.c.picture_id.in_(some))
                for id, local in connection.execute(query):
                    try:
                        found[id] = unpack_local(local)
                    except ValueError as error:
                        raise LibraryUnusable(
                            f"Picture {id} is damaged in the catalogue ({error}); remove it and add it again."
                        ) from None
        return found


def _waiting() -> Select[tuple[int]]:
    return select(PICTURES.c.id).where(~exists().where(JOINED.c.picture_id == PICTURES.c.id))


def _count(connection: Connection, query: Select[tuple[int]]) -> int:
    return connection.scalar(select(func.count()).select_from(query.subquery())) or 0


def _there(connection: Connection, ids: Iterable[int]) -> set[int]:
    return {
        id
        for some in id_chunks(set(ids))
        for id in connection.scalars(select(PICTURES.c.id).where(PICTURES.c.id.in_(some)))
    }


def _forget_pairs(connection: Connection, pairs: Sequence[tuple[int, int]]) -> None:
    for some in chunked(pairs):
        connection.execute(delete(DUPLICATES).where(tuple_(DUPLICATES.c.first_id, DUPLICATES.c.second_id).in_(some)))


def _row(pair: DuplicatePair) -> dict[str, object]:
    values = asdict(pair)
    document = {name: value for name, value in values.items() if name not in _COLUMNS}
    return {
        "first_id": pair.first,
        "second_id": pair.second,
        "verdict": pair.verdict,
        "probability": pair.probability,
        "document": json.dumps(document),
    }
