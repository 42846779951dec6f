"""What the library says of itself, by keys. Functions on an open transaction."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select, update

from pictrace.store.schema import META


def get(connection: Connection, key: str) -> str | None:
    return connection.scalar(select(META.c.value).where(META.c.key == key))


def put(connection: Connection, key: str, value: str) -> None:
    if connection.execute(update(META).where(META.c.key == key).values(value=value)).rowcount == 0:
        connection.execute(insert(META).values(key=key, value=value))
