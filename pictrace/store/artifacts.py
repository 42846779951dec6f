"""What was learned of a library: calibrations, fits, evaluations. Every version stays until it is deleted."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, delete, insert, select

from pictrace.store.database import Database, id_chunks, new_id
from pictrace.store.schema import ARTIFACTS
from pictrace.store.text import now
from pictrace.types import JsonDict


@dataclass(frozen=True, slots=True, eq=False)
class Artifact:
    """One thing learned. kind : what it is ("calibration", …). created_at : ISO 8601, UTC.

    document : plain values. data : arrays as bytes, in the way of whoever wrote them.
    """

    id: int
    kind: str
    name: str
    created_at: str
    document: JsonDict
    data: bytes


class Artifacts:
    """The artifacts of one catalogue. Ids are never reused, so an id names one version for good."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, kind: str, document: JsonDict, *, name: str = "", data: bytes = b"") -> Artifact:
        """Keep a new version; earlier ones stay."""
        created_at = now()
        values = {"kind": kind, "name": name, "created_at": created_at, "document": json.dumps(document), "data": data}
        with self._database.write() as connection:
            id = new_id(connection.execute(insert(ARTIFACTS).values(**values)))
        return Artifact(id, kind, name, created_at, document, data)

    def latest(self, kind: str) -> Artifact | None:
        with self._database.read() as connection:
            query = select(ARTIFACTS).where(ARTIFACTS.c.kind == kind).order_by(ARTIFACTS.c.id.desc()).limit(1)
            row = connection.execute(query).one_or_none()
        return None if row is None else _artifact(row)

    def get(self, id: int) -> Artifact | None:
        with self._database.read() as connection:
            row = connection.execute(select(ARTIFACTS).where(ARTIFACTS.c.id == id)).one_or_none()
        return None if row is None else _artifact(row)

    def list(self, kind: str) -> tuple[Artifact, ...]:
        """Newest first."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(ARTIFACTS).where(ARTIFACTS.c.kind == kind).order_by(ARTIFACTS.c.id.desc())
            ).all()
        return tuple(_artifact(row) for row in rows)

    def delete(self, ids: Iterable[int]) -> None:
        with self._database.write() as connection:
            for some in id_chunks(ids):
                connection.execute(delete(ARTIFACTS).where(ARTIFACTS.c.id.in_(some)))


def _artifact(row: Row[Any]) -> Artifact:
    return Artifact(row.id, row.kind, row.name, row.created_at, json.loads(row.document), bytes(row.data))
