"""Pictures that lie in several places: byte-equal and pixel-equal files are one picture with a location each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select, update

from pictrace.store import locations
from pictrace.store.database import Database, text_chunks
from pictrace.store.schema import LOCATIONS


@dataclass(frozen=True, slots=True)
class Place:
    """A place where a picture was found last. file_uri, file_digest : of the whole file, where this is a page of it."""

    picture_id: int
    uri: str
    file_uri: str
    file_digest: str
    size: int | None

    @property
    def is_page(self) -> bool:
        return self.uri != self.file_uri


class IdenticalFiles:
    """The identical files of one catalogue."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def places(self) -> tuple[Place, ...]:
        """All places of the pictures that lie in several files, by picture, the first added first.

        A place counts while the picture is the one found there last, and it was not looked for in vain.
        """
        there = LOCATIONS.c.current & LOCATIONS.c.reachable
        several = (
            select(LOCATIONS.c.picture_id)
            .where(there)
            .group_by(LOCATIONS.c.picture_id)
            .having(func.count(LOCATIONS.c.file_uri.distinct()) > 1)
        )
        query = (
            select(
                LOCATIONS.c.picture_id,
                LOCATIONS.c.uri,
                LOCATIONS.c.file_uri,
                LOCATIONS.c.file_digest,
                LOCATIONS.c.size,
            )
            .where(there, LOCATIONS.c.picture_id.in_(several))
            .order_by(LOCATIONS.c.picture_id, LOCATIONS.c.id)
        )
        with self._database.read() as connection:
            return tuple(
                Place(row.picture_id, row.uri, row.file_uri, row.file_digest, row.size)
                for row in connection.execute(query)
            )

    def mark_gone(self, file_uris: Iterable[str]) -> None:
        """These files were looked for and are not there; every page of them is meant."""
        with self._database.write() as connection:
            for some in text_chunks(file_uris):
                missed = LOCATIONS.c.file_uri.in_(some) & LOCATIONS.c.reachable
                pictures = set(connection.scalars(select(LOCATIONS.c.picture_id).where(missed)))
                connection.execute(update(LOCATIONS).where(missed).values(reachable=False))
                locations.name_by_place(connection, pictures)
