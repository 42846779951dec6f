"""The database behind the catalogue: connections, transactions, and its errors in words.

SQLite is the embedded default, and the only one let in so far. The statements are SQLAlchemy Core and portable; a
server needs one thing more: a lock around each writing transaction, since changes must become visible in the order of
their numbers (SQLite has one writer at a time anyway).
"""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, CursorResult, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from pictrace.errors import DiskFull, LibraryClosed, LibraryUnusable
from pictrace.system import disk_space

FILE_NAME = "catalog.sqlite"
BUSY_SECONDS = 30.0

# 50 random rows of 32 kB are read in 5–6 ms instead of 17–20 at SQLite's 4,096. Cannot be changed later.
PAGE_BYTES = 32768

# SQLite takes at most 32,766 variables in one statement; a row has one, or two where it is a pair.
ROWS_A_STATEMENT = 5000

LARGEST_INTEGER = 2**63 - 1

T = TypeVar("T")


class Database:
    """One database file. Each operation takes a connection from the pool, so threads never share one."""

    def __init__(self, url: URL) -> None:
        self.path = Path(url.database or "")
        self._closed = False
        # The pool may grow without limit: a connection is a few kB, waiting for one could take as long as a rebuild.
        self._engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS}, max_overflow=-1)
        event.listen(self._engine, "connect", _prepare)
        event.listen(self._engine, "begin", _begin)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database. Raises LibraryClosed or LibraryUnusable."""
        with self._transaction(immediate=False) as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that may write: committed at the end, rolled back on any error."""
        with self._transaction(immediate=True) as connection:
            yield connection

    @contextmanager
    def migrate(self) -> Iterator[Connection]:
        """Like `write`, with foreign keys off.

        SQLite changes a table by making a new one and dropping the old; dropping `pictures` with foreign keys on would
        take every vector with it.
        """
        self._use_write_ahead_log()
        with self._transaction(immediate=True, foreign_keys=False) as connection:
            yield connection

    def copy_to(self, path: Path) -> None:
        """Write the last committed state into a new database file; by a connection of its own, so that the one that
        holds the lock for writing may be open. Raises LibraryUnusable, OSError."""
        try:
            with closing(sqlite3.connect(path)) as target, self._engine.connect() as connection:
                driver = connection.connection.driver_connection
                if driver is not None:
                    driver.backup(target)
        except sqlite3.OperationalError as error:
            raise OSError(str(error)) from error
        except (sqlite3.Error, DBAPIError) as error:
            raise self._unusable(error) from error

    def close(self) -> None:
        self._closed = True
        self._engine.dispose()

    @contextmanager
    def _transaction(self, *, immediate: bool, foreign_keys: bool = True) -> Iterator[Connection]:
        if self._closed:
            raise LibraryClosed("This library has been closed; open it again.")
        try:
            with self._engine.connect().execution_options(immediate=immediate) as connection:
                if not foreign_keys:
                    _execute(connection, "PRAGMA foreign_keys=OFF")
                try:
                    with connection.begin():
                        yield connection
                finally:
                    if not foreign_keys:
                        _execute(connection, "PRAGMA foreign_keys=ON")
                    if self._closed:
                        # Closed by another thread meanwhile: nobody else would close this connection any more.
                        connection.invalidate()
        except DBAPIError as error:
            raise self._unusable(error) from error

    def _use_write_ahead_log(self) -> None:
        # Two processes that open a new library at once get "database is locked" here whatever the busy timeout says.
        deadline = time.monotonic() + BUSY_SECONDS
        while True:
            try:
                with self._engine.connect() as connection:
                    _execute(connection, "PRAGMA journal_mode=WAL")
                return
            except (sqlite3.Error, DBAPIError) as error:
                if "locked" not in str(error) or time.monotonic() > deadline:
                    raise self._unusable(error) from error
            time.sleep(0.02)

    def _unusable(self, error: Exception) -> LibraryUnusable:
        cause = str(getattr(error, "orig", None) or error)
        if _FULL in cause or (_OF_A_FULL_DISK.search(cause) and disk_space.shortage(self.path.parent, _LEAST_ROOM)):
            return DiskFull(f"The catalogue {self.path} cannot grow because the disk is full; make room and try again.")
        for words, sentence in _SENTENCES.items():
            if words in cause:
                return LibraryUnusable(f"The catalogue {self.path} {sentence}")
        return LibraryUnusable(
            f"The catalogue {self.path} cannot be used ({cause}); check its disk and restore a backup."
        )


_SENTENCES = {
    "not a database": "is not a PicTrace library: the file is no database; choose another folder.",
    "malformed": "is damaged; restore the file from a backup, or make a new library and add the pictures again.",
    "unable to open": "cannot be opened; check that its folder exists and that you may write there.",
    "readonly": "cannot be written to; check the rights of the file and its folder.",
    "locked": f"has been in use by another process for more than {BUSY_SECONDS:.0f} seconds; try again later.",
}
_FULL = "database or disk is full"
# What SQLite says on a full disk when it was about to make its log or the index of it, and not a page.
_OF_A_FULL_DISK = re.compile("disk I/O error|unable to open")
_LEAST_ROOM = 1_000_000


def database_url(location: Path | str) -> URL:
    """The database of a location: a folder, created when absent, or an SQLAlchemy URL. Raises LibraryUnusable."""
    if isinstance(location, str) and "://" in location:
        try:
            url = make_url(location)
        except (ArgumentError, NoSuchModuleError, ValueError):
            raise LibraryUnusable(f"{location!r} is no database address; use one like sqlite:///folder/file.") from None
        if url.get_backend_name() != "sqlite" or not url.database or ":memory:" in url.database:
            raise LibraryUnusable(
                f"A catalogue cannot be kept in {url.render_as_string()}; use a folder or sqlite:/// and a file's path."
            )
        return url
    folder = Path(location).expanduser()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:  # ValueError: a zero byte in the path
        why = getattr(error, "strerror", None) or error
        raise LibraryUnusable(
            f"The folder {str(folder)!r} for the library cannot be made ({why}); choose another."
        ) from None
    return URL.create("sqlite", database=str(folder.resolve() / FILE_NAME))


def id_chunks(ids: Iterable[int]) -> Iterator[Sequence[int]]:
    """Ids in portions that one statement takes, as plain ints; what cannot be an id of a picture is left out."""
    possible = [number for number in map(int, ids) if 0 < number <= LARGEST_INTEGER]
    return chunked(possible)


def text_chunks(texts: Iterable[str]) -> Iterator[Sequence[str]]:
    """Texts in portions that one statement takes, each text once."""
    return chunked(list(dict.fromkeys(texts)))


def chunked(values: Sequence[T], size: int = ROWS_A_STATEMENT) -> Iterator[Sequence[T]]:
    """In portions of at most `size`."""
    return (values[start : start + size] for start in range(0, len(values), size))


def new_id(result: CursorResult[Any]) -> int:
    """The id that the database gave to the one row that was inserted."""
    key = result.inserted_primary_key
    if key is None:
        raise LibraryUnusable("The catalogue did not say which id a new row has; it cannot be used.")
    return int(key[0])


def _prepare(connection: sqlite3.Connection, record: Any) -> None:
    # sqlite3 would begin a transaction by itself, too late and of the kind that cannot wait for a lock.
    # None hands that over to _begin; it means the same on Python 3.11, 3.12 and 3.13.
    connection.isolation_level = None
    for pragma in (f"page_size={PAGE_BYTES}", "synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    # A transaction that reads first and writes later fails at once when another process wrote in between;
    # one that takes the lock at its start waits for it.
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _execute(connection: Connection, pragma: str) -> None:
    """Run a pragma that SQLite heeds only outside a transaction, past SQLAlchemy's own BEGIN."""
    driver = connection.connection.driver_connection
    if driver is not None:
        driver.execute(pragma)
