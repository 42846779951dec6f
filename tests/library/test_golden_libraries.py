"""A library of every schema so far opens, is searched, added to and verified, and loses nothing on the way."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fakes
import numpy as np
import pytest
from PIL import Image
from project_tree import GOLDEN

from pictrace import Library, embedding
from pictrace.errors import LibraryError
from pictrace.report import verify_report
from pictrace.settings import Settings
from pictrace.store import migrations
from pictrace.types import UInt8Array

FOLDER = GOLDEN / "libraries"
SCHEMAS = sorted(path.stem for path in FOLDER.glob("[0-9]*[0-9].zip"))


@dataclass(frozen=True, slots=True)
class Golden:
    """A fresh copy of a golden library. expected : what make.py wrote down."""

    folder: Path
    query: bytes
    expected: dict[str, Any]

    def rows(self, question: str, name: str = "catalog.sqlite") -> list[tuple[Any, ...]]:
        connection = sqlite3.connect(self.folder / name)
        answer = connection.execute(question).fetchall()
        connection.close()
        return answer


def unpacked(schema: str, place: Path) -> Golden:
    with zipfile.ZipFile(FOLDER / f"{schema}.zip") as packed:
        packed.extractall(place)
        expected = json.loads(packed.read("expected.json"))
    return Golden(place / "library", (place / "query.jpg").read_bytes(), expected)


@pytest.fixture(params=SCHEMAS)
def golden(request: pytest.FixtureRequest, tmp_path: Path) -> Golden:
    return unpacked(request.param, tmp_path)


def saved(pixels: UInt8Array, format: str, **options: bool) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, format, **options)
    return stream.getvalue()


def test_there_is_a_library_of_every_schema() -> None:
    assert tuple(SCHEMAS) == migrations.SCHEMAS


def test_it_is_what_it_says(golden: Golden) -> None:
    assert golden.rows("SELECT version_num FROM alembic_version") == [(golden.expected["schema"],)]


def test_nothing_is_lost_on_the_way(golden: Golden) -> None:
    with Library.open(golden.folder) as library:
        records = sorted(library.records(), key=lambda record: record.id)
        assert [record.name for record in records] == golden.expected["names"]
        assert library.failures() == ()
        assert all(library.original(record.id) is not None for record in records)
        assert len(library.judgements()) == golden.expected.get("judgements", 0)
        assert [element.name for element in library.ignored_elements()] == golden.expected.get("ignored", [])
        assert library.duplicates_state().searched == golden.expected.get("looked_at", 0)
        assert library.verify().problems == ()


def test_it_is_searched(golden: Golden) -> None:
    with Library.open(golden.folder) as library:
        result = library.search(golden.query)
        assert result.matches[0].record.name == golden.expected["best"]
        assert result.verdict in ("resaved", "edited")
        for record in library.records():
            original = library.original(record.id)
            assert original is not None
            itself = library.search(original)
            assert (itself.verdict, itself.decisive) == ("same_file", record.id)
            # Also where the index does not know it again: white on white then, white on black now.
            alone = library.search(original, top=1, shortlist=1)
            assert (alone.verdict, alone.decisive) == ("same_file", record.id)


def test_it_is_added_to(golden: Golden, photos: dict[str, UInt8Array]) -> None:
    with Library.open(golden.folder) as library:
        known = [library.original(record.id) for record in library.records()]
        again = library.add([library.store_upload(data, "again.jpg") for data in known if data is not None])
        assert (again.added, again.known, len(again.failed)) == (0, len(known), 0)
        new = saved(photos["astronaut"], "PNG")
        report = library.add(library.store_upload(new, "astronaut.png"))
        assert (report.added, report.known) == (1, 0)
        match = library.search(saved(photos["astronaut"], "BMP")).matches[0]
        assert (match.record.name, match.assessment.verdict) == ("astronaut.png", "same_picture")
        assert library.verify().problems == ()
        library.find_duplicates()
        assert library.duplicates_state().searched == len(known) + 1
    with Library.open(golden.folder) as library:
        assert library.migration is None
        assert library.count() == len(known) + 1


class Newer(fakes.TinyBackbone):
    """The tests' backbone, whose vectors are others from this version on."""

    version = "2"
    bias = 0.2


def test_with_an_older_version_of_its_network_it_is_described_again_first(golden: Golden) -> None:
    embedding.register("tiny", lambda settings: Newer())
    try:
        with Library.open(golden.folder) as library:
            assert library.count() == len(golden.expected["names"])
            with pytest.raises(LibraryError, match="pictrace backbone tiny"):
                library.search(golden.query)
            library.change_backbone("tiny")
            assert library.search(golden.query).matches[0].record.name == golden.expected["best"]
            assert library.verify().problems == ()
    finally:
        fakes.install()


def test_the_catalogue_as_it_was_lies_beside_it(golden: Golden) -> None:
    schema = golden.expected["schema"]
    before = golden.rows("SELECT * FROM pictures ORDER BY id")
    with Library.open(golden.folder) as library:
        migration = library.migration
    if schema == migrations.HEAD:
        assert migration is None
        return
    assert migration is not None
    assert (migration.before, migration.after) == (schema, migrations.HEAD)
    assert migration.copy == golden.folder / f"catalog.sqlite.{schema}-before-{migrations.HEAD}"
    assert golden.rows("SELECT version_num FROM alembic_version", migration.copy.name) == [(schema,)]
    assert golden.rows("SELECT * FROM pictures ORDER BY id", migration.copy.name) == before
    assert golden.rows("PRAGMA integrity_check", migration.copy.name) == [("ok",)]


def test_the_copy_takes_the_place_of_the_catalogue_again(golden: Golden) -> None:
    with Library.open(golden.folder) as library:
        migration = library.migration
    if migration is None:
        return
    (golden.folder / "catalog.sqlite").unlink()
    migration.copy.rename(golden.folder / "catalog.sqlite")
    with Library.open(golden.folder) as library:
        assert library.migration == migration
        assert library.verify().problems == ()


# ---------------------------------------------------------------- pictures with alpha, which had another digest then


def white_ring(library: Library) -> Any:
    return next(record for record in library.records() if record.name == "white-ring.png")


def test_another_logo_is_new_where_one_of_old_is_known(golden: Golden) -> None:
    """Both were all white when alpha was not looked at, so what was recorded then cannot tell them apart."""
    with Library.open(golden.folder) as library:
        ring = np.asarray(Image.open(io.BytesIO(library.original(white_ring(library).id) or b"")))
        moved = np.ascontiguousarray(np.roll(ring, 20, axis=1))
        files = [saved(moved, "PNG"), saved(moved, "TIFF"), saved(ring, "TIFF"), saved(ring, "WEBP", lossless=True)]
        reports = [library.add(library.store_upload(data, "logo")) for data in files]
        # The ring in another format is a second picture too: once more in the library, rather than one lost.
        assert [(report.added, report.known) for report in reports] == [(1, 0), (0, 1), (1, 0), (0, 1)]
        assert library.compare(files[0], white_ring(library).id).assessment.verdict != "same_picture"


def test_a_lost_working_picture_of_old_comes_back(golden: Golden) -> None:
    with Library.open(golden.folder) as library:
        for record in library.records():
            library.working_path(record.id).unlink()
        report = library.rebuild()
        assert (report.restored, report.lost) == (5, ())
        assert library.verify().problems == ()


def test_an_original_of_old_is_still_the_picture(golden: Golden) -> None:
    with Library.open(golden.folder) as library:
        for record in library.records():
            picture = library.picture(record.id)
            assert not picture.reduced, record.name
            assert picture.pixel_digest == record.pixel_digest


def test_a_report_of_old_holds() -> None:
    check = verify_report(FOLDER / "0004-report.zip", settings=Settings(), backbone=fakes.TinyBackbone())
    assert [finding.sentence for finding in check.findings if finding.kind in ("differs", "missing")] == []
