"""A library of any age opens with today's tables, whoever opens it first."""

from __future__ import annotations

import re
import sqlite3
import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from catalog_pictures import picture, run_together, start_process
from sqlalchemy import create_engine
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from pictrace.catalog import Catalog
from pictrace.catalog import migrations as steps
from pictrace.catalog.database import Database, database_url
from pictrace.catalog.schema import METADATA
from pictrace.errors import LibraryUnusable

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
        "import sys; from pictrace.catalog import Catalog; Catalog.open(sys.argv[1]); print('alembic' in sys.modules)",
        tmp_path,
    )
    assert process.communicate(timeout=60)[0].strip() == "False"


def test_processes_that_open_a_new_library_at_once_all_can(tmp_path: Path) -> None:
    code = """
import sys
from catalog_pictures import picture
from pictrace.catalog import Catalog
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
    with pytest.raises(LibraryUnusable, match=r"newer PicTrace.*0999"):
        Catalog.open(tmp_path)


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
