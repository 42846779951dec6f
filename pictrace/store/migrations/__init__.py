"""Brings a catalogue to the newest schema. Each step is a file in versions/, run by Alembic.

copying.py a whole copy of the catalogue, made before
env.py     what Alembic runs

To change the schema: change `schema.py`, write the next file in versions/ by the pattern of the last, raise HEAD.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from pictrace.errors import LibraryUnusable, PicTraceError
from pictrace.store.database import Database
from pictrace.store.migrations.copying import FreeBytes, copy_aside, free_bytes

HEAD = "0004"
SCHEMAS = tuple(f"{number:04}" for number in range(1, int(HEAD) + 1))
# Of every schema so far.
_OURS = frozenset(("pictures", "locations", "vectors", "failures"))
_PLAIN = re.compile(r"[\w.-]{1,40}")

# Alembic keeps the migration at work in module variables, so two threads that open two new libraries would meet there.
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True, slots=True)
class Migration:
    """What was done to a library at its opening. before, after : its schemas. copy : its catalogue as it was."""

    before: str
    after: str
    copy: Path

    @property
    def sentence(self) -> str:
        """For people."""
        return (
            f"The library was brought from schema {self.before} to {self.after}. Its catalogue as it was lies in "
            f"{self.copy}; delete that when you no longer want to go back."
        )


def bring_up_to_date(
    database: Database, run: Callable[[Connection], None] | None = None, free: FreeBytes = free_bytes
) -> Migration | None:
    """Create or upgrade the tables; nothing when they are up to date. Two processes may do this at once.

    run, free : what runs the steps and tells the free bytes of a disk; for tests.
    Returns what was done to a library that was there. The catalogue is copied aside before; a migration that fails
    leaves it as it was.
    Raises LibraryUnusable when the database is another program's, was made by a newer PicTrace, cannot be copied or
    cannot be migrated.
    """
    with database.read() as connection:
        if _schema(connection, database.path) == HEAD:
            return None
    before, copy = "", None
    try:
        with _ONE_AT_A_TIME, database.migrate() as connection:
            # Another process may have been quicker while this one waited for the lock.
            before = _schema(connection, database.path)
            if before == HEAD:
                return None
            if before:
                copy = copy_aside(database, before, HEAD, free)
            (run or upgrade)(connection)
    except Exception as error:
        if copy is None:
            raise
        why = error.message if isinstance(error, PicTraceError) else f"{type(error).__name__}: {error}"
        raise LibraryUnusable(
            f"The library {database.path} could not be brought from schema {before} to {HEAD} ({why.rstrip('.')}). "
            f"It is as it was, and a copy of its catalogue lies in {copy}: open it with the PicTrace that you had "
            "before, or mend the cause and try again."
        ) from error
    return None if copy is None else Migration(before, HEAD, copy)


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Run the steps up to `revision` in the transaction that is open on this connection."""
    # 0.15 s that only a new or old library pays.
    from alembic import command
    from alembic.config import Config

    configuration = Config(attributes={"connection": connection})
    configuration.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    configuration.set_main_option("path_separator", "os")
    command.upgrade(configuration, revision)


def _schema(connection: Connection, path: Path) -> str:
    """The schema of a library, "" of a new one. Raises LibraryUnusable for another program's and a newer one's."""
    tables = inspect(connection).get_table_names()
    if not tables:
        return ""
    versions = (
        set(connection.scalars(text("SELECT version_num FROM alembic_version"))) if "alembic_version" in tables else ()
    )
    if "pictures" not in tables or not (versions or _OURS.issubset(tables)):
        raise LibraryUnusable(f"The database {path} belongs to another program; choose another folder.")
    if len(versions) != 1 or None in versions:
        what = "two schema numbers" if len(versions) > 1 else "no schema number any more"
        raise LibraryUnusable(f"The catalogue {path} has {what}, so it is damaged; restore the file from a backup.")
    (version,) = versions
    if str(version) not in SCHEMAS:
        raise LibraryUnusable(
            f"The library {path} was made by a newer PicTrace (its schema is {_shown(version)}, this one knows "
            f"{HEAD}); update PicTrace, or open another library."
        )
    return str(version)


def _shown(version: object) -> str:
    """Whatever stands there, as part of a sentence."""
    return version if isinstance(version, str) and _PLAIN.fullmatch(version) else f"{version!r:.40}"
