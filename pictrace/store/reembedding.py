"""A change of network: the next vectors beside the present ones, until one transaction puts them in their place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Table,
    and_,
    delete,
    exists,
    func,
    insert,
    literal,
    select,
    text,
)

from pictrace.errors import LibraryError, LibraryUnusable
from pictrace.store import network, writing
from pictrace.store.database import Database, id_chunks
from pictrace.store.packing import pack_floats, pack_halves, unpack_floats
from pictrace.store.schema import CHANGES, FEATURES, NEXT_PARTS, NEXT_VECTORS, PARTS, PICTURES, REDESCRIBED, VECTORS
from pictrace.types import Float32Array, NetworkVersion, TileVectors


@dataclass(frozen=True, slots=True, eq=False)
class ReembeddedPicture:
    """A picture as a network sees it. vector : (d,) float32, L2 norm 1."""

    id: int
    vector: Float32Array
    tile_vectors: TileVectors


class Reembedding:
    """The change of network that is under way in one catalogue, if any."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, target: NetworkVersion) -> int:
        """Begin, or go on with, a change to this network; one to another network is given up.

        Returns how many pictures are described already.
        """
        with self._database.write() as connection:
            if _other(connection, target) is not None:
                for table in (NEXT_VECTORS, NEXT_PARTS, REDESCRIBED):
                    connection.execute(delete(table))
            return connection.scalar(select(func.count()).select_from(REDESCRIBED)) or 0

    def state(self) -> tuple[NetworkVersion, int] | None:
        """The network of the change that is under way and how many pictures it has described."""
        query = select(REDESCRIBED.c.backbone, REDESCRIBED.c.version, func.count()).group_by(
            REDESCRIBED.c.backbone, REDESCRIBED.c.version
        )
        with self._database.read() as connection:
            row = connection.execute(query).first()
        return None if row is None else (NetworkVersion(row[0], row[1]), row[2])

    def missing(self, target: NetworkVersion, after: int, limit: int) -> tuple[int, ...]:
        """Ids above `after` of pictures that this network has not described yet, rising, at most `limit`.

        Of the library's own network those that lack the vectors of tiles.
        """
        with self._database.read() as connection:
            ids = _missing(connection, target).where(PICTURES.c.id > after).order_by(PICTURES.c.id).limit(limit)
            return tuple(connection.scalars(ids))

    def missing_count(self, target: NetworkVersion) -> int:
        """How many pictures `missing` gives in all."""
        with self._database.read() as connection:
            return connection.scalar(select(func.count()).select_from(_missing(connection, target).subquery())) or 0

    def store(self, target: NetworkVersion, described: Sequence[ReembeddedPicture]) -> None:
        """Keep what a network says of these pictures; those that were removed meanwhile are left out.

        What the library's own network says counts from now on, what another says once it is taken over.
        Raises InvalidInput for vectors without norm 1, LibraryUnusable that names a picture with damaged features,
        LibraryError when a change to another network was begun since.
        """
        for one in described:
            writing.refuse_bad_vectors(f"picture {one.id}", one.vector, one.tile_vectors)
        by_id = {one.id: one for one in described}
        with self._database.write() as connection:
            other = _other(connection, target)
            if other is not None:
                raise LibraryError(
                    f"A change to {other} was begun meanwhile, so the one to {target.name} ends here; "
                    "let one of the two come to its end."
                )
            for some in id_chunks(by_id):
                vectors, parts = _rows(connection, [by_id[id] for id in some])
                if not vectors:
                    continue
                ids = [row["picture_id"] for row in vectors]
                if network.read(connection) == target:
                    _replace(connection, VECTORS, vectors)
                    _replace(connection, PARTS, parts)
                    connection.execute(insert(CHANGES), [{"picture_id": id, "kind": writing.ADDED} for id in ids])
                else:
                    _replace(connection, NEXT_VECTORS, vectors)
                    _replace(connection, NEXT_PARTS, parts)
                    made_by = {"backbone": target.name, "version": target.version}
                    _replace(connection, REDESCRIBED, [{"picture_id": id, **made_by} for id in ids])

    def take_over(self, target: NetworkVersion) -> bool:
        """Put the new vectors in the place of the old ones, if no picture lacks its own; all or nothing.

        From then on the library is this network's. The change sequence rises, so that every index reads anew.
        """
        with self._database.write() as connection:
            if connection.execute(_missing(connection, target).limit(1)).first() is not None:
                return False
            if network.read(connection) == target:
                return True
            for old, new in ((VECTORS, NEXT_VECTORS), (PARTS, NEXT_PARTS)):
                old.drop(connection)
                connection.execute(text(f"ALTER TABLE {new.name} RENAME TO {old.name}"))
                new.create(connection)
            connection.execute(
                insert(CHANGES).from_select(["picture_id", "kind"], select(PICTURES.c.id, literal(writing.ADDED)))
            )
            connection.execute(delete(REDESCRIBED))
            network.write(connection, target)
            return True


def _made_by(target: NetworkVersion) -> ColumnElement[bool]:
    return and_(REDESCRIBED.c.backbone == target.name, REDESCRIBED.c.version == target.version)


def _other(connection: Connection, target: NetworkVersion) -> str | None:
    """The name of another network that a change was begun to."""
    return connection.scalar(select(REDESCRIBED.c.backbone).where(~_made_by(target)).limit(1))


def _missing(connection: Connection, target: NetworkVersion) -> Select[tuple[int]]:
    if network.read(connection) == target:
        return select(PICTURES.c.id).where(~exists().where(PARTS.c.picture_id == PICTURES.c.id))
    return select(PICTURES.c.id).where(~exists().where(_made_by(target), REDESCRIBED.c.picture_id == PICTURES.c.id))


def _rows(
    connection: Connection, described: Sequence[ReembeddedPicture]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """For `vectors` and for `parts`, of the pictures that are still there."""
    by_id = {one.id: one for one in described}
    there = (
        select(PICTURES.c.id, FEATURES.c.histogram)
        .outerjoin(FEATURES, PICTURES.c.id == FEATURES.c.picture_id)
        .where(PICTURES.c.id.in_(by_id))
    )
    histograms = {row.id: row.histogram for row in connection.execute(there)}
    vectors = [{"picture_id": id, "data": pack_floats(by_id[id].vector)} for id in histograms]
    parts = [
        {
            "picture_id": id,
            "colours": _colours(id, histogram),
            "boxes": pack_floats(by_id[id].tile_vectors.boxes),
            "data": pack_halves(by_id[id].tile_vectors.vectors),
        }
        for id, histogram in histograms.items()
    ]
    return vectors, parts


def _colours(id: int, histogram: bytes | None) -> bytes:
    if histogram is None:
        raise LibraryUnusable(f"Picture {id} is damaged in the catalogue; remove it and add it again.")
    return pack_halves(np.sqrt(unpack_floats(histogram)))


def _replace(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    connection.execute(delete(table).where(table.c.picture_id.in_([row["picture_id"] for row in rows])))
    connection.execute(insert(table), rows)
