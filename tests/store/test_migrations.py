"""A library of any age opens with today's tables, whoever opens it first."""

from __future__ import annotations

import re
import sqlite3
import threading
import zipfile
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from catalog_pictures import picture, run_together, start_process
from project_tree import GOLDEN
from sqlalchemy import Connection, create_engine
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from pictrace.errors import LibraryUnusable
from pictrace.store import Catalog
from pictrace.store import migrations as steps
from pictrace.store.database import Database, database_url
from pictrace.store.schema import METADATA

FILE = "catalog.sqlite"


def structure(path: Path) -> dict[str, str]:
    """Name → normalised SQL of every table and index that is ours."""
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    connection.close()
    return {name: re.sub(r"\s+", " ", sql) for name, sql in rows if not name.startswith(("sqlite_", "alembic_"))}


def ask(path: Path, question: str) -> object:
    connection = sqlite3.connect(path)
    answer = connection.execute(question).fetchone()
    connection.close()
    return answer[0] if answer else None


def test_migrations_from_nothing_give_the_tables_that_the_code_knows(tmp_path: Path) -> None:
    Catalog.open(tmp_path / "migrated").close()
    made = tmp_path / "made.sqlite"
    engine = create_engine(f"sqlite:///{made}")
    METADATA.create_all(engine)
    engine.dispose()
    assert structure(tmp_path / "migrated" / FILE) == structure(made)


def test_alembic_finds_nothing_left_to_change(tmp_path: Path) -> None:
    Catalog.open(tmp_path).close()
    engine = create_engine(f"sqlite:///{tmp_path}/{FILE}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"target_metadata": METADATA})
        assert compare_metadata(context, METADATA) == []
    engine.dispose()


def test_head_is_the_last_step() -> None:
    folder = Path(steps.__file__).parent
    configuration = Config()
    configuration.set_main_option("script_location", str(folder))
    configuration.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(configuration).get_heads() == [steps.HEAD]


def test_the_tables_can_be_made_by_postgresql_too() -> None:
    for table in METADATA.sorted_tables:
        assert "CREATE TABLE" in str(CreateTable(table).compile(dialect=postgresql.dialect()))


def test_pages_are_32_kb_and_writes_go_to_a_log(tmp_path: Path) -> None:
    Catalog.open(tmp_path).close()
    assert ask(tmp_path / FILE, "PRAGMA page_size") == 32768
    assert ask(tmp_path / FILE, "PRAGMA journal_mode") == "wal"
    assert ask(tmp_path / FILE, "SELECT version_num FROM alembic_version") == steps.HEAD


def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    Catalog.open(tmp_path).close()
    before = (tmp_path / FILE).read_bytes()
    Catalog.open(tmp_path).close()
    assert (tmp_path / FILE).read_bytes() == before


def test_a_library_that_is_up_to_date_opens_without_alembic(tmp_path: Path) -> None:
    Catalog.open(tmp_path).close()
    process = start_process(
        "import sys; from pictrace.store import Catalog; Catalog.open(sys.argv[1]); print('alembic' in sys.modules)",
        tmp_path,
    )
    assert process.communicate(timeout=60)[0].strip() == "False"


def test_processes_that_open_a_new_library_at_once_all_can(tmp_path: Path) -> None:
    code = """
import sys
from catalog_pictures import picture
from pictrace.store import Catalog
print("ready", flush=True)
input()
with Catalog.open(sys.argv[1]) as catalog:
    print(catalog.insert([picture(1)])[0].id)
"""
    assert run_together(code, tmp_path / "new" / "library", count=3) == ["1", "1", "1"]
    with Catalog.open(tmp_path / "new" / "library") as catalog:
        assert catalog.count() == 1
        assert catalog.check() == ()


def test_threads_that_open_new_libraries_at_once_all_can(tmp_path: Path) -> None:
    opened: list[int] = []

    def work(number: int) -> None:
        # Two threads to each library: the same one at once, and different ones at once.
        with Catalog.open(tmp_path / str(number // 2)) as catalog:
            opened.append(catalog.count())

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert opened == [0] * 8


def test_a_migration_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    database = Database(database_url(tmp_path))

    def fail_at_the_end() -> None:
        with database.migrate() as connection:
            steps.upgrade(connection)
            raise RuntimeError("the power went")

    with pytest.raises(RuntimeError, match="power"):
        fail_at_the_end()
    database.close()
    assert structure(tmp_path / FILE) == {}
    with Catalog.open(tmp_path) as catalog:
        assert catalog.check() == ()


def test_a_removed_picture_takes_its_rows_with_it_right_after_the_migration(tmp_path: Path) -> None:
    # Foreign keys are off while migrating; on the same connection they must be on again.
    with Catalog.open(tmp_path) as catalog:
        catalog.insert([picture(1)])
        catalog.remove([1])
    assert ask(tmp_path / FILE, "SELECT count(*) FROM vectors") == 0


# ---------------------------------------------------------------- the copy that is made before


def old_library(place: Path, schema: str = "0001") -> Path:
    """The folder of a library of an old schema."""
    with zipfile.ZipFile(GOLDEN / "libraries" / f"{schema}.zip") as packed:
        packed.extractall(place, [name for name in packed.namelist() if name.startswith("library/")])
    return place / "library"


def copies(folder: Path) -> list[str]:
    """What lies beside the catalogue, SQLite's own files left out."""
    return sorted(path.name for path in folder.glob(f"{FILE}?*") if not path.name.endswith(("-wal", "-shm")))


def state(path: Path) -> tuple[object, dict[str, str], object]:
    """Schema, tables and pictures."""
    version = ask(path, "SELECT version_num FROM alembic_version")
    return version, structure(path), ask(path, "SELECT group_concat(pixel_digest) FROM pictures")


NAME = f"{FILE}.0001-before-{steps.HEAD}"


def test_a_new_library_has_nothing_to_copy(tmp_path: Path) -> None:
    with Catalog.open(tmp_path) as catalog:
        assert catalog.migration is None
    assert copies(tmp_path) == []


def test_what_was_written_last_is_in_the_copy_too(tmp_path: Path) -> None:
    """Also what still lies in the write-ahead log of a process that did not close the library."""
    folder = old_library(tmp_path)
    writer = sqlite3.connect(folder / FILE)
    writer.execute("PRAGMA journal_mode=WAL")
    writer.execute("PRAGMA wal_autocheckpoint=0")
    with writer:
        writer.execute("UPDATE pictures SET name = 'the last word' WHERE id = 1")
    assert (folder / f"{FILE}-wal").stat().st_size > 0
    with Catalog.open(folder) as catalog:
        assert catalog.migration is not None
        assert ask(catalog.migration.copy, "SELECT name FROM pictures WHERE id = 1") == "the last word"
    writer.close()


def test_an_older_copy_is_never_overwritten(tmp_path: Path) -> None:
    folder = old_library(tmp_path)
    (folder / NAME).write_bytes(b"of last year")
    with Catalog.open(folder) as catalog:
        assert catalog.migration is not None
        assert catalog.migration.copy.name == f"{NAME}.2"
    assert (folder / NAME).read_bytes() == b"of last year"
    assert copies(folder) == [NAME, f"{NAME}.2"]


@pytest.mark.parametrize("schema", [schema for schema in steps.SCHEMAS if schema != steps.HEAD])
def test_a_step_that_fails_leaves_the_library_as_it_was_and_names_the_copy(tmp_path: Path, schema: str) -> None:
    folder = old_library(tmp_path, schema)
    before = state(folder / FILE)

    def fail_at_the_end(connection: Connection) -> None:
        steps.upgrade(connection)
        raise RuntimeError("the power went")

    database = Database(database_url(folder))
    for _ in range(3):  # a server that starts again and again
        with pytest.raises(LibraryUnusable) as caught:
            steps.bring_up_to_date(database, fail_at_the_end)
    database.close()
    copy = folder / f"{FILE}.{schema}-before-{steps.HEAD}"
    assert str(copy) in caught.value.message
    assert "the power went" in caught.value.message
    assert state(folder / FILE) == state(copy) == before
    # The same catalogue is not copied three times.
    assert copies(folder) == [copy.name]
    with Catalog.open(folder) as catalog:
        assert catalog.check() == ()


def test_without_room_for_the_copy_nothing_is_changed(tmp_path: Path) -> None:
    folder = old_library(tmp_path)
    before = state(folder / FILE)
    database = Database(database_url(folder))
    with pytest.raises(LibraryUnusable, match=r"takes 17\.\d+ MB, and 3 MB are free.*Make room"):
        steps.bring_up_to_date(database, free=lambda folder: 3_000_000)
    database.close()
    assert state(folder / FILE) == before
    assert copies(folder) == []


def test_a_copy_that_cannot_be_written_stops_the_migration(tmp_path: Path) -> None:
    folder = old_library(tmp_path)
    before = state(folder / FILE)
    (folder / f"{FILE}.copying").mkdir()
    with pytest.raises(LibraryUnusable, match="cannot be copied aside"):
        Catalog.open(folder)
    assert state(folder / FILE) == before
    assert copies(folder) == [f"{FILE}.copying"]


def test_half_a_copy_of_a_process_that_died_does_not_stay(tmp_path: Path) -> None:
    folder = old_library(tmp_path)
    (folder / f"{FILE}.copying").write_bytes((folder / FILE).read_bytes()[:100_000])
    (folder / f"{FILE}.copying-journal").write_bytes(b"half")
    Catalog.open(folder).close()
    assert copies(folder) == [NAME]
    assert ask(folder / NAME, "PRAGMA integrity_check") == "ok"


def test_a_process_that_dies_while_it_copies_leaves_the_library_and_no_copy_that_looks_whole(tmp_path: Path) -> None:
    folder = old_library(tmp_path)
    before = state(folder / FILE)
    code = """
import os, sys
from pathlib import Path
from pictrace.store.database import Database, database_url
from pictrace.store.migrations import bring_up_to_date

class Dying(Database):
    def copy_to(self, path):
        super().copy_to(path)
        os._exit(7)

bring_up_to_date(Dying(database_url(Path(sys.argv[1]))))
"""
    process = start_process(code, folder)
    process.communicate(timeout=60)
    assert process.returncode == 7
    assert copies(folder) == [f"{FILE}.copying"]
    assert state(folder / FILE) == before
    Catalog.open(folder).close()
    assert copies(folder) == [NAME]


def test_processes_that_open_an_old_library_at_once_copy_and_migrate_it_once(tmp_path: Path) -> None:
    folder = old_library(tmp_path)
    code = """
import sys
from pictrace.store import Catalog
print("ready", flush=True)
input()
with Catalog.open(sys.argv[1]) as catalog:
    print(catalog.count(), catalog.migration is not None)
"""
    answers = run_together(code, folder, count=4)
    assert sorted(answers) == ["5 False", "5 False", "5 False", "5 True"]
    assert copies(folder) == [NAME]


def test_the_copy_is_as_private_as_the_catalogue(tmp_path: Path) -> None:
    folder = old_library(tmp_path)
    (folder / FILE).chmod(0o600)
    Catalog.open(folder).close()
    assert (folder / NAME).stat().st_mode & 0o777 == 0o600


# ---------------------------------------------------------------- what cannot be opened


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"Dear diary, " * 1000)
    with pytest.raises(LibraryUnusable, match="no database"):
        Catalog.open(tmp_path)
    assert (tmp_path / FILE).read_bytes().startswith(b"Dear diary")


def test_the_database_of_another_program(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / FILE)
    connection.execute("CREATE TABLE recipes (name)")
    connection.close()
    with pytest.raises(LibraryUnusable, match="another program"):
        Catalog.open(tmp_path)
    assert set(structure(tmp_path / FILE)) == {"recipes"}


def test_a_library_of_a_newer_pictrace(tmp_path: Path) -> None:
    Catalog.open(tmp_path).close()
    connection = sqlite3.connect(tmp_path / FILE)
    with connection:
        connection.execute("UPDATE alembic_version SET version_num = '0999'")
    connection.close()
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(LibraryUnusable, match=rf"newer PicTrace \(its schema is 0999, this one knows {steps.HEAD}\)"):
        Catalog.open(tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("version", ["0007", "0010", "1000", "abc", "a1b2c3d4e5f6", "00041", "0000", ""])
def test_a_schema_that_nobody_here_knows_is_a_newer_one(tmp_path: Path, version: str) -> None:
    Catalog.open(tmp_path).close()
    connection = sqlite3.connect(tmp_path / FILE)
    with connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", [version])
    connection.close()
    with pytest.raises(LibraryUnusable, match="newer PicTrace"):
        Catalog.open(tmp_path)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("DELETE FROM alembic_version", "no schema number any more"),
        ("DROP TABLE alembic_version", "no schema number any more"),
        ("INSERT INTO alembic_version VALUES ('9999')", "two schema numbers"),
        ("INSERT INTO alembic_version VALUES ('0001')", "two schema numbers"),
    ],
)
def test_a_damaged_schema_number_is_called_that(tmp_path: Path, change: str, words: str) -> None:
    Catalog.open(tmp_path).close()
    connection = sqlite3.connect(tmp_path / FILE)
    with connection:
        connection.execute(change)
    connection.close()
    before = (tmp_path / FILE).read_bytes()
    with pytest.raises(LibraryUnusable, match=rf"has {words}, so it is damaged; restore the file from a backup\.$"):
        Catalog.open(tmp_path)
    assert (tmp_path / FILE).read_bytes() == before


@pytest.mark.parametrize("version", ["9" * 4000, "00\n99\x1b[31m", b"\0\xff", ""])
def test_whatever_stands_for_the_schema_is_one_short_line(tmp_path: Path, version: str | bytes) -> None:
    Catalog.open(tmp_path).close()
    connection = sqlite3.connect(tmp_path / FILE)
    with connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", [version])
    connection.close()
    with pytest.raises(LibraryUnusable, match="newer PicTrace") as caught:
        Catalog.open(tmp_path)
    assert caught.value.message.isprintable()
    assert "schema is ," not in caught.value.message
    assert len(caught.value.message) < 250 + len(str(tmp_path))


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(LibraryUnusable, match="cannot be made"):
        Catalog.open(tmp_path / "file" / "library")


def test_a_catalogue_that_cannot_be_opened_or_written_to(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    with pytest.raises(LibraryUnusable, match="cannot be opened"):
        Catalog.open(tmp_path)
    sqlite3.connect(tmp_path / "empty.sqlite").close()
    (tmp_path / "empty.sqlite").touch()
    with pytest.raises(LibraryUnusable, match="cannot be written to"):
        Catalog.open(f"sqlite:///file:{tmp_path}/empty.sqlite?mode=ro&uri=true")


@pytest.mark.parametrize("address", ["sqlite://", "sqlite:///:memory:", "postgresql://host/pictures", "://"])
def test_addresses_where_no_catalogue_can_be(address: str) -> None:
    with pytest.raises(LibraryUnusable, match="sqlite:///"):
        Catalog.open(address)


def test_passwords_are_not_repeated() -> None:
    with pytest.raises(LibraryUnusable) as caught:
        Catalog.open("postgresql://me:secret@host/pictures")
    assert "secret" not in caught.value.message
