"""What people said of results: of each query and picture the last word."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select

from pictrace.store import selection
from pictrace.store.database import Database
from pictrace.store.schema import JUDGEMENTS
from pictrace.store.text import now
from pictrace.types import CHANNELS, Judgement, Mode


class Judgements:
    """The judgements of one catalogue. A picture that is removed takes its own along."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(
        self,
        query_digest: str,
        picture_id: int,
        is_match: bool,
        *,
        query_name: str,
        scores: Mapping[str, float | None],
        mode: Mode,
        backbone: str,
    ) -> Judgement:
        """Keep it in place of what was said before of the same two. Raises UnknownPicture."""
        judged_at = now()
        document = {"scores": dict(scores), "mode": mode, "backbone": backbone}
        with self._database.write() as connection:
            selection.require(connection, picture_id)
            _take_back(connection, query_digest, picture_id)
            connection.execute(
                insert(JUDGEMENTS).values(
                    query_digest=query_digest,
                    query_name=query_name,
                    picture_id=picture_id,
                    is_match=is_match,
                    document=json.dumps(document),
                    judged_at=judged_at,
                )
            )
        return Judgement(query_digest, query_name, picture_id, is_match, dict(scores), mode, backbone, judged_at)

    def take_back(self, query_digest: str, picture_id: int) -> bool:
        """Forget what was said of these two; False when nothing was."""
        with self._database.write() as connection:
            return _take_back(connection, query_digest, picture_id)

    def list(self, query_digest: str | None = None) -> tuple[Judgement, ...]:
        """All, or those of one query, oldest first."""
        query = select(JUDGEMENTS).order_by(JUDGEMENTS.c.id)
        if query_digest is not None:
            query = query.where(JUDGEMENTS.c.query_digest == query_digest)
        with self._database.read() as connection:
            return tuple(_judgement(row) for row in connection.execute(query))

    def count(self) -> int:
        with self._database.read() as connection:
            return connection.scalar(select(func.count()).select_from(JUDGEMENTS)) or 0


def _take_back(connection: Connection, query_digest: str, picture_id: int) -> bool:
    same = (JUDGEMENTS.c.query_digest == query_digest) & (JUDGEMENTS.c.picture_id == picture_id)
    return connection.execute(delete(JUDGEMENTS).where(same)).rowcount > 0


def _judgement(row: Row[Any]) -> Judgement:
    document = json.loads(row.document)
    return Judgement(
        query_digest=row.query_digest,
        query_name=row.query_name,
        picture_id=row.picture_id,
        is_match=row.is_match,
        scores={channel: document["scores"].get(channel) for channel in CHANNELS},
        mode=document["mode"],
        backbone=document["backbone"],
        judged_at=row.judged_at,
    )
