"""Elements that say nothing of a copy: a logo, a colour chart, a template."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete, insert, select

from pictrace.errors import LibraryUnusable
from pictrace.store.database import Database, id_chunks, new_id
from pictrace.store.packing import pack_local, unpack_local
from pictrace.store.schema import IGNORED
from pictrace.store.text import now
from pictrace.types import IgnoredElement, LocalFeatures


@dataclass(frozen=True, slots=True, eq=False)
class StoredElement:
    """An element with what it is found by. jpeg : a picture of it, to show."""

    element: IgnoredElement
    local: LocalFeatures
    jpeg: bytes


class IgnoredElements:
    """The ignored elements of one catalogue. Ids are never reused."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, name: str, local: LocalFeatures, jpeg: bytes) -> IgnoredElement:
        created_at = now()
        values = {"name": name, "created_at": created_at, "local": pack_local(local), "jpeg": jpeg}
        with self._database.write() as connection:
            id = new_id(connection.execute(insert(IGNORED).values(**values)))
        return IgnoredElement(id, name, created_at)

    def ids(self) -> tuple[int, ...]:
        """Rising. What `stored` gives changes only with them."""
        with self._database.read() as connection:
            return tuple(connection.scalars(select(IGNORED.c.id).order_by(IGNORED.c.id)))

    def list(self) -> tuple[IgnoredElement, ...]:
        """Oldest first."""
        with self._database.read() as connection:
            rows = connection.execute(select(IGNORED.c.id, IGNORED.c.name, IGNORED.c.created_at).order_by(IGNORED.c.id))
            return tuple(IgnoredElement(row.id, row.name, row.created_at) for row in rows)

    def jpeg(self, id: int) -> bytes | None:
        """The picture of one element; None when there is no such."""
        with self._database.read() as connection:
            found = connection.scalar(select(IGNORED.c.jpeg).where(IGNORED.c.id == id))
        return None if found is None else bytes(found)

    def stored(self) -> tuple[StoredElement, ...]:
        """Oldest first. Raises LibraryUnusable that names a damaged one."""
        with self._database.read() as connection:
            rows = connection.execute(select(IGNORED).order_by(IGNORED.c.id)).all()
        found = []
        for row in rows:
            try:
                local = unpack_local(row.local)
            except ValueError as error:
                raise LibraryUnusable(
                    f"The ignored element {row.id} ({row.name}) is damaged ({error}); remove it and mark it again."
                ) from None
            found.append(StoredElement(IgnoredElement(row.id, row.name, row.created_at), local, bytes(row.jpeg)))
        return tuple(found)

    def remove(self, ids: Iterable[int]) -> tuple[int, ...]:
        """The ids that were there, rising."""
        removed: set[int] = set()
        with self._database.write() as connection:
            for some in id_chunks(ids):
                there = list(connection.scalars(select(IGNORED.c.id).where(IGNORED.c.id.in_(some))))
                connection.execute(delete(IGNORED).where(IGNORED.c.id.in_(there)))
                removed.update(there)
        return tuple(sorted(removed))
