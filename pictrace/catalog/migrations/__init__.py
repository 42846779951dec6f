"""Brings a catalogue to the newest schema. Each step is a file in versions/, run by Alembic.

To change the schema: change `schema.py`, write the next file in versions/ by the pattern of the last, raise HEAD.
"""

from __future__ import annotations

import threading
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from pictrace.catalog.database import Database
from pictrace.errors import LibraryUnusable

HEAD = "0004"

# Alembic keeps the migration at work in module variables, so two threads that open two new libraries would meet there.
_ONE_AT_A_TIME = threading.Lock()


def bring_up_to_date(database: Database) -> None:
    """Create or upgrade the tables; nothing when they are up to date. Two processes may do this at once.

    Raises LibraryUnusable when the database is another program's, or was made by a newer PicTrace.
    """
    with database.read() as connection:
        if _is_up_to_date(connection, database.path):
            return
    with _ONE_AT_A_TIME, database.migrate() as connection:
        # Another process may have been quicker while this one waited for the lock.
        if not _is_up_to_date(connection, database.path):
            upgrade(connection)


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Run the steps up to `revision` in the transaction that is open on this connection."""
    # 0.15 s that only a new or old library pays.
    from alembic import command
    from alembic.config import Config

    configuration = Config(attributes={"connection": connection})
    configuration.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    configuration.set_main_option("path_separator", "os")
    command.upgrade(configuration, revision)


def _is_up_to_date(connection: Connection, path: Path) -> bool:
    tables = inspect(connection).get_table_names()
    if not tables:
        return False
    version = (
        connection.scalar(text("SELECT version_num FROM alembic_version")) if "alembic_version" in tables else None
    )
    if version is None or "pictures" not in tables:
        raise LibraryUnusable(f"The database {path} belongs to another program; choose another folder.")
    if version > HEAD:
        raise LibraryUnusable(
            f"The library {path} was made by a newer PicTrace (schema {version}, here {HEAD}); upgrade PicTrace."
        )
    return bool(version == HEAD)
