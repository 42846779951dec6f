"""Which network made the vectors that the catalogue holds. Functions on an open transaction."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from pictrace.errors import BackboneMismatch
from pictrace.store.schema import META
from pictrace.types import NetworkVersion

NAME, VERSION = "backbone", "backbone_version"


def read(connection: Connection) -> NetworkVersion | None:
    """None before the first library was opened here with a network."""
    rows = connection.execute(select(META.c.key, META.c.value).where(META.c.key.in_((NAME, VERSION))))
    values = {row.key: row.value for row in rows}
    return NetworkVersion(values[NAME], values[VERSION]) if {NAME, VERSION} <= values.keys() else None


def write(connection: Connection, made_by: NetworkVersion) -> None:
    connection.execute(delete(META).where(META.c.key.in_((NAME, VERSION))))
    connection.execute(insert(META), [{"key": NAME, "value": made_by.name}, {"key": VERSION, "value": made_by.version}])


def refuse_other(connection: Connection, made_by: NetworkVersion) -> None:
    """Raises BackboneMismatch unless the vectors here are this network's."""
    recorded = read(connection)
    if recorded is not None and recorded != made_by:
        raise BackboneMismatch(
            f"The library's vectors are made by {recorded} now and cannot be mixed with those of {made_by}; try again."
        )
