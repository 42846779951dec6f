"""Looks for contradictions in the catalogue and says them in words."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
from sqlalchemy import Column, Connection, Row, Table, func, select, text

from pictrace.errors import LibraryUnusable
from pictrace.store.database import Database
from pictrace.store.packing import unpack_floats, unpack_local
from pictrace.store.schema import FEATURES, LOCATIONS, METADATA, PICTURES, VECTORS
from pictrace.store.writing import NORM_TOLERANCE

# 256 pictures with 1,000 key points each are 10 MB.
_ROWS_AT_ONCE = 256


def problems(database: Database) -> Iterator[str]:
    """One sentence a problem, most fundamental first. Reads every byte of the file once or twice."""
    try:
        with database.read() as connection:
            yield from _file(connection)
            yield from _rows(connection)
            yield from _metadata(connection)
            dimension = _dimension(connection)
        yield from _vectors(database, dimension)
        yield from _features(database)
    except LibraryUnusable as error:
        # So damaged that the questions themselves cannot be answered: that is an answer, too.
        yield error.message


def _file(connection: Connection) -> Iterator[str]:
    for found in connection.scalars(text("PRAGMA quick_check")):
        if found != "ok":
            yield f"The database file is damaged: {found}."


def _rows(connection: Connection) -> Iterator[str]:
    for table, what in ((VECTORS, "vector"), (FEATURES, "features"), (LOCATIONS, "location")):
        lacking = select(PICTURES.c.id, PICTURES.c.name).where(PICTURES.c.id.not_in(select(table.c.picture_id)))
        for id, name in connection.execute(lacking.order_by(PICTURES.c.id)):
            yield f"Picture {id} ({name}) has no {what}; remove it and add it again."
    for table in METADATA.sorted_tables:
        for column in table.columns:
            yield from _dangling(connection, table, column)


def _dangling(connection: Connection, table: Table, column: Column[int]) -> Iterator[str]:
    for key in column.foreign_keys:
        query = select(func.count()).where(column.is_not(None), column.not_in(select(key.column)))
        if count := connection.scalar(query):
            yield f"{count} row(s) of {table.name} belong to none of the {key.column.table.name}; restore a backup."


def _metadata(connection: Connection) -> Iterator[str]:
    for id, name, metadata in connection.execute(select(PICTURES.c.id, PICTURES.c.name, PICTURES.c.metadata)):
        try:
            json.loads(metadata)
        except ValueError as error:
            yield f"Picture {id} ({name}) has damaged metadata ({error}); remove it and add it again."


def _dimension(connection: Connection) -> int:
    """What most vectors have."""
    lengths = Counter(connection.scalars(select(func.length(VECTORS.c.data))))
    return lengths.most_common(1)[0][0] // 4 if lengths else 0


def _vectors(database: Database, dimension: int) -> Iterator[str]:
    for id, data in _stream(database, VECTORS):
        if len(data) != 4 * dimension:
            yield f"Picture {id} has a vector of {len(data)} bytes, not {4 * dimension}; remove it and add it again."
        elif not abs(float(np.linalg.norm(unpack_floats(data))) - 1.0) < NORM_TOLERANCE:
            yield f"Picture {id} has a vector that is no unit vector; remove it and add it again."


def _features(database: Database) -> Iterator[str]:
    for id, local, histogram in _stream(database, FEATURES):
        try:
            points = unpack_local(local).points
            colours = unpack_floats(histogram)
        except ValueError as error:
            yield f"Picture {id} has damaged features ({error}); remove it and add it again."
            continue
        if not (np.isfinite(points).all() and np.isfinite(colours).all()):
            yield f"Picture {id} has features that are no numbers; remove it and add it again."


def _stream(database: Database, table: Table) -> Iterator[Row[*tuple[Any, ...]]]:
    # A transaction a portion: a check of hours must not keep the write-ahead log from being folded in.
    last = 0
    while True:
        query = select(table).where(table.c.picture_id > last).order_by(table.c.picture_id).limit(_ROWS_AT_ONCE)
        with database.read() as connection:
            rows = connection.execute(query).all()
        if not rows:
            return
        last = rows[-1].picture_id
        yield from rows
