"""Which network made the vectors that the catalogue holds. Functions on an open transaction."""

from __future__ import annotations

from sqlalchemy import Connection

from pictrace.errors import BackboneMismatch
from pictrace.store import meta
from pictrace.types import NetworkVersion

NAME, VERSION = "backbone", "backbone_version"


def read(connection: Connection) -> NetworkVersion | None:
    """None before the first library was opened here with a network."""
    name, version = meta.get(connection, NAME), meta.get(connection, VERSION)
    return None if name is None or version is None else NetworkVersion(name, version)


def write(connection: Connection, made_by: NetworkVersion) -> None:
    meta.put(connection, NAME, made_by.name)
    meta.put(connection, VERSION, made_by.version)


def refuse_other(connection: Connection, made_by: NetworkVersion) -> None:
    """Raises BackboneMismatch unless the vectors here are this network's."""
    recorded = read(connection)
    if recorded is not None and recorded != made_by:
        raise BackboneMismatch(
            f"The library's vectors are made by {recorded} now and cannot be mixed with those of {made_by}; try again."
        )
