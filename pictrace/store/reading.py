"""Vectors, features and changes out of the catalogue. Functions on an open transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from statistics import mode
from typing import Any

import numpy as np
from sqlalchemy import Connection, func, select

from pictrace.errors import LibraryUnusable
from pictrace.store.database import Database, chunked, id_chunks
from pictrace.store.packing import unpack_floats, unpack_halves, unpack_local, unpack_tile_vectors
from pictrace.store.records import Changes, TileRow, VectorChunk
from pictrace.store.schema import CHANGES, FEATURES, PARTS, VECTORS
from pictrace.store.writing import ADDED
from pictrace.types import Features, Int64Array


def stream_vectors(database: Database, ids: Iterable[int] | None, chunk: int) -> Iterator[VectorChunk]:
    """All vectors, or those of `ids`, rising by id, `chunk` at a time.

    A transaction a chunk: a reader that takes its time must not keep the write-ahead log from being folded in.
    """
    if ids is not None:
        wanted = sorted(set(map(int, ids)))
        for portion in chunked(wanted, chunk):
            with database.read() as connection:
                rows = [row for some in id_chunks(portion) for row in _of_ids(connection, some)]
            if rows:
                yield _chunk(rows)
        return
    last = 0
    while True:
        query = select(VECTORS).where(VECTORS.c.picture_id > last).order_by(VECTORS.c.picture_id).limit(chunk)
        with database.read() as connection:
            following = connection.execute(query).all()
        if not following:
            return
        last = following[-1].picture_id
        yield _chunk(following)


def features(connection: Connection, ids: Iterable[int]) -> dict[int, Features]:
    """Id → features, for the ids that are there. Raises LibraryUnusable that names a picture with damaged ones."""
    found: dict[int, Features] = {}
    for some in id_chunks(ids):
        query = (
            select(FEATURES, VECTORS.c.data, PARTS.c.boxes, PARTS.c.data)
            .join_from(FEATURES, VECTORS, FEATURES.c.picture_id == VECTORS.c.picture_id)
            .outerjoin(PARTS, FEATURES.c.picture_id == PARTS.c.picture_id)
        )
        rows = connection.execute(query.where(FEATURES.c.picture_id.in_(some)))
        for id, local, histogram, data, boxes, part_data in rows:
            try:
                parts = None if boxes is None else unpack_tile_vectors(boxes, part_data)
                found[id] = Features(unpack_floats(data), unpack_local(local), unpack_floats(histogram), parts)
            except ValueError as error:
                raise _damaged(id, str(error)) from None
    return found


def stream_tile_vectors(database: Database, ids: Iterable[int], chunk: int) -> Iterator[TileRow]:
    """The parts of those of `ids` that have them, rising by id; `chunk` rows are read in one transaction."""
    wanted = sorted(set(map(int, ids)))
    for portion in chunked(wanted, chunk):
        with database.read() as connection:
            rows = [
                row
                for some in id_chunks(portion)
                for row in connection.execute(
                    select(PARTS).where(PARTS.c.picture_id.in_(some)).order_by(PARTS.c.picture_id)
                )
            ]
        for row in rows:
            try:
                yield TileRow(row.picture_id, unpack_halves(row.colours), unpack_tile_vectors(row.boxes, row.data))
            except ValueError as error:
                raise _damaged(row.picture_id, str(error)) from None


def last_change(connection: Connection) -> int:
    return connection.scalar(select(func.max(CHANGES.c.sequence))) or 0


def changes_since(connection: Connection, sequence: int) -> Changes:
    added: set[int] = set()
    removed: set[int] = set()
    rows = connection.execute(select(CHANGES).where(CHANGES.c.sequence > sequence).order_by(CHANGES.c.sequence)).all()
    for row in rows:
        (added if row.kind == ADDED else removed).add(row.picture_id)
    return Changes(rows[-1].sequence if rows else sequence, _rising(added - removed), _rising(removed))


def _rising(ids: set[int]) -> Int64Array:
    return np.array(sorted(ids), dtype=np.int64)


def _of_ids(connection: Connection, ids: Sequence[int]) -> Sequence[Any]:
    return connection.execute(select(VECTORS).where(VECTORS.c.picture_id.in_(ids)).order_by(VECTORS.c.picture_id)).all()


def _chunk(rows: Sequence[Any]) -> VectorChunk:
    length = mode(len(row.data) for row in rows)
    for id, data in rows:
        if len(data) != length or length % 4 or not length:
            raise _damaged(id, f"its vector has {len(data)} bytes")
    ids = np.array([row.picture_id for row in rows], dtype=np.int64)
    # A bytearray, so that the array that looks at it can be written to.
    vectors = np.frombuffer(bytearray().join(row.data for row in rows), dtype="<f4").reshape(len(rows), -1)
    return VectorChunk(ids, vectors.astype(np.float32, copy=False))


def _damaged(id: int, what: str) -> LibraryUnusable:
    return LibraryUnusable(f"Picture {id} is damaged in the catalogue ({what}); remove it and add it again.")
