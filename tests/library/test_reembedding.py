"""Another network for a library: nothing is lost, nothing is mixed, whatever comes in between."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

import fakes
import numpy as np
import pytest
from catalog_pictures import start_process
from coarse_network import Coarse, Hook, with_hook
from PIL import Image

from pictrace import Library, embedding
from pictrace.errors import BackboneMismatch, InvalidInput, LibraryError, LibraryUnusable, MissingPackage
from pictrace.ingest.reembedding import BATCH
from pictrace.store import Catalog
from pictrace.types import Float32Array, Progress, UInt8Array

# More than two batches, so that there is something between the first and the last.
COUNT = 2 * BATCH + 5


class Newer(fakes.TinyBackbone):
    """Tiny as a later PicTrace has it: vectors as long as before, and other numbers."""

    version = "2"

    def embed(self, pictures: Sequence[UInt8Array]) -> Float32Array:
        return np.ascontiguousarray(super().embed(pictures)[:, ::-1])


class Crash(BaseException):
    """What no handler of errors stops, as an interrupt from the keyboard."""


@pytest.fixture(autouse=True)
def networks() -> Iterator[None]:
    """Every test begins and ends with the same networks."""
    embedding.register("coarse", lambda settings: Coarse())
    yield
    fakes.install()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """COUNT small pictures that differ."""
    place = tmp_path_factory.mktemp("pictures")
    random = np.random.default_rng(1)
    for number in range(COUNT):
        cells = random.integers(0, 256, (8, 8, 3), dtype=np.uint8)
        Image.fromarray(cells.repeat(8, 0).repeat(8, 1)).save(place / f"{number:02}.png")
    return place


@pytest.fixture
def library(tmp_path: Path, folder: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library", backbone="tiny") as library:
        assert library.add(folder).added == COUNT
        yield library


def once(action: Hook) -> Hook:
    """Done at the first call only, and not again while it is being done."""
    left = [action]

    def hook() -> None:
        if left:
            left.pop()()

    return hook


def assert_described_by(library: Library, name: str, count: int = COUNT) -> None:
    """Every picture has the vectors that this network gives, is found by them, and nothing contradicts anything."""
    network = embedding.create(name, library.settings)
    assert library.backbone == library.info().backbone == name
    assert library.verify().problems == ()
    assert len(library) == count
    for record in library.records():
        stored = library.features(record.id)
        np.testing.assert_allclose(stored.vector, network.embed([library.working_picture(record.id)])[0], atol=1e-6)
        assert stored.tile_vectors is not None
        assert stored.tile_vectors.vectors.shape[1] == network.dimension
    newest = library.records(limit=1)[0]
    result = library.search(newest.uri)
    assert (result.backbone, result.searched) == (name, count)
    assert (result.matches[0].id, result.matches[0].score) == (newest.id, pytest.approx(1))


def sql(library: Library, statement: str) -> None:
    connection = sqlite3.connect(library.location / "catalog.sqlite")
    with connection:
        connection.execute(statement)
    connection.close()


def test_every_picture_is_described_anew_and_found_by_the_new_vectors(library: Library) -> None:
    before = library.change()
    told: list[Progress] = []
    report = library.change_backbone("coarse", told.append)
    assert (report.backbone, report.version, report.changed, report.cancelled) == ("coarse", "1", True, False)
    assert (report.described, report.kept, report.lost) == (COUNT, 0, ())
    assert [progress.done for progress in told] == [BATCH, 2 * BATCH, COUNT]
    assert {progress.total for progress in told} == {COUNT}
    assert library.change() > before
    assert_described_by(library, "coarse")
    state = library.backbone_state()
    assert (state.name, state.outdated, state.pictures, state.target, state.described) == (
        "coarse",
        False,
        COUNT,
        None,
        0,
    )
    with Library.open(library.location) as again:
        assert_described_by(again, "coarse")


def test_there_and_back_again(library: Library) -> None:
    library.change_backbone("coarse")
    library.change_backbone("tiny")
    assert_described_by(library, "tiny")


def test_a_picture_that_is_removed_afterwards_takes_its_new_vectors_with_it(library: Library) -> None:
    library.change_backbone("coarse")
    library.remove([1, COUNT])
    assert_described_by(library, "coarse", COUNT - 2)
    library.change_backbone("tiny", lambda progress: False)
    library.remove([2])
    library.change_backbone("tiny")
    assert_described_by(library, "tiny", COUNT - 3)


def test_nothing_is_done_where_nothing_is_to_be_done(library: Library) -> None:
    before = library.change()
    report = library.change_backbone("tiny")
    assert (report.described, report.changed) == (0, True)
    assert library.change() == before
    assert_described_by(library, "tiny")


def test_an_empty_library_changes_at_once(tmp_path: Path) -> None:
    with Library.open(tmp_path, backbone="tiny") as library:
        assert library.change_backbone("coarse").changed
        assert library.info().backbone == "coarse"


@pytest.mark.parametrize("batches", [1, 2])
def test_it_can_be_stopped_after_any_batch_and_goes_on_where_it_was(library: Library, batches: int) -> None:
    calls = iter(range(1, 100))
    stopped = library.change_backbone("coarse", lambda progress: next(calls) < batches)
    assert (stopped.described, stopped.changed, stopped.cancelled) == (batches * BATCH, False, True)
    state = library.backbone_state()
    assert (state.name, state.target, state.described) == ("tiny", "coarse", batches * BATCH)
    assert_described_by(library, "tiny")
    told: list[Progress] = []
    finished = library.change_backbone("coarse", told.append)
    assert (finished.kept, finished.described, finished.changed) == (batches * BATCH, COUNT - batches * BATCH, True)
    assert told[-1].done == told[-1].total == finished.described
    assert_described_by(library, "coarse")


@pytest.mark.parametrize("embeds", [1, 2, 3])
def test_a_crash_at_any_step_loses_only_that_step(library: Library, embeds: int) -> None:
    calls = itertools.count(1)

    def crash() -> None:
        if next(calls) == embeds:
            raise Crash

    with_hook(crash)
    with pytest.raises(Crash):
        library.change_backbone("coarse")
    assert library.backbone_state().described == (embeds - 1) * BATCH
    assert_described_by(library, "tiny")
    with Library.open(library.location) as after:
        embedding.register("coarse", lambda settings: Coarse())
        report = after.change_backbone("coarse")
        assert (report.kept, report.changed) == ((embeds - 1) * BATCH, True)
        assert_described_by(after, "coarse")
    assert_described_by(library, "coarse")


def test_a_process_that_dies_in_the_middle_loses_only_its_batch(library: Library) -> None:
    code = """
import os, sys
import fakes
from coarse_network import with_hook
from pictrace import Library
fakes.install()
left = [None] * 2
def die():
    left.pop()
    if not left:
        os._exit(9)
with_hook(die)
Library.open(sys.argv[1]).change_backbone("coarse")
"""
    process = start_process(code, library.location)
    process.communicate(timeout=120)
    assert process.returncode == 9
    assert_described_by(library, "tiny")
    assert library.change_backbone("coarse").kept == BATCH
    assert_described_by(library, "coarse")


@pytest.mark.parametrize("write", ["INSERT ON changes", "UPDATE ON meta"])  # after the vectors, and last
def test_the_switch_is_all_or_nothing(library: Library, write: str) -> None:
    sql(library, f"CREATE TRIGGER full BEFORE {write} BEGIN SELECT RAISE(ABORT, 'disk is full'); END")
    with pytest.raises(LibraryUnusable, match="disk is full"):
        library.change_backbone("coarse")
    sql(library, "DROP TRIGGER full")
    assert library.backbone_state().described == COUNT
    assert_described_by(library, "tiny")
    report = library.change_backbone("coarse")
    assert (report.kept, report.described, report.changed) == (COUNT, 0, True)
    assert_described_by(library, "coarse")


def test_searches_and_adding_go_on_meanwhile(library: Library, photos: dict[str, UInt8Array], tmp_path: Path) -> None:
    Image.fromarray(photos["coffee"]).save(tmp_path / "coffee.png")
    asked: list[str] = []
    with Library.open(library.location) as other:

        def use() -> None:
            for one in (library, other):
                if one.backbone == "tiny":
                    asked.append(one.search(one.records(limit=1)[0].uri).backbone)
            other.add(tmp_path / "coffee.png")

        with_hook(use)
        report = library.change_backbone("coarse")
        assert (report.described, report.changed) == (COUNT + 1, True)
        assert set(asked) == {"tiny"}
        for one in (library, other):
            assert_described_by(one, "coarse", COUNT + 1)


def test_a_search_that_the_switch_overtakes_is_made_again(library: Library) -> None:
    class Interrupted(fakes.TinyBackbone):
        hook = staticmethod(once(lambda: library.change_backbone("coarse") and None))

        def embed(self, pictures: Sequence[UInt8Array]) -> Float32Array:
            if len(pictures):
                self.hook()
            return super().embed(pictures)

    uri = library.records(limit=1)[0].uri
    embedding.register("tiny", lambda settings: Interrupted())
    with Library.open(library.location) as overtaken:
        result = overtaken.search(uri)
        assert result.backbone == "coarse"
        assert result.matches[0].uri == uri
        assert result.matches[0].score == pytest.approx(1)


def test_a_picture_that_is_added_while_the_switch_is_made_gets_the_new_vectors(
    library: Library, photos: dict[str, UInt8Array], tmp_path: Path
) -> None:
    class Interrupted(fakes.TinyBackbone):
        hook = staticmethod(once(lambda: library.change_backbone("coarse") and None))

        def embed(self, pictures: Sequence[UInt8Array]) -> Float32Array:
            if len(pictures):
                self.hook()
            return super().embed(pictures)

    Image.fromarray(photos["rocket"]).save(tmp_path / "rocket.png")
    embedding.register("tiny", lambda settings: Interrupted())
    with Library.open(library.location) as adding:
        report = adding.add(tmp_path / "rocket.png")
        assert (report.added, report.known) == (1, 0)
        assert_described_by(adding, "coarse", COUNT + 1)


def test_vectors_of_the_old_network_cannot_be_stored_any_more(library: Library) -> None:
    with Catalog.open(library.location) as catalog:
        before = catalog.network()
        library.change_backbone("coarse")
        with pytest.raises(BackboneMismatch, match=r"made by coarse \(version 1\) now"):
            catalog.insert([], before)


def test_pictures_that_are_removed_meanwhile_are_gone(library: Library) -> None:
    gone = [record.id for record in library.records()][::3]
    with_hook(once(lambda: library.remove(gone) and None))
    assert library.change_backbone("coarse").changed
    assert_described_by(library, "coarse", COUNT - len(gone))


def test_a_lost_working_picture_comes_back_from_the_original(library: Library) -> None:
    id = library.records(limit=1)[0].id
    library.working_path(id).unlink()
    damaged = library.records(limit=2)[1].id
    library.working_path(damaged).write_bytes(b"no JPEG")
    assert library.change_backbone("coarse").lost == ()
    assert_described_by(library, "coarse")


def test_a_picture_that_cannot_be_described_keeps_the_library_as_it_is(
    library: Library, photos: dict[str, UInt8Array], tmp_path: Path
) -> None:
    Image.fromarray(photos["chelsea"]).save(tmp_path / "cat.png")
    cat = library.add(tmp_path / "cat.png").items[0].id or 0
    library.working_path(cat).unlink()
    (tmp_path / "cat.png").unlink()
    report = library.change_backbone("coarse")
    assert (report.described, report.lost, report.changed) == (COUNT, (cat,), False)
    assert library.backbone == "tiny"
    library.remove([cat])
    report = library.change_backbone("coarse")
    assert (report.kept, report.described, report.changed) == (COUNT, 0, True)
    assert_described_by(library, "coarse")


def test_a_library_of_an_older_version_opens_says_what_to_do_and_is_described_again(
    library: Library, folder: Path
) -> None:
    library.close()
    embedding.register("tiny", lambda settings: Newer())
    with Library.open(library.location) as old:
        state = old.backbone_state()
        assert (state.name, state.version, state.outdated) == ("tiny", "1", True)
        assert len(old.records()) == COUNT
        assert old.verify().ok
        for use in (lambda: old.search(folder / "01.png"), lambda: old.add(folder), old.warm_up):
            with pytest.raises(BackboneMismatch, match=r"tiny \(version 1\), and this PicTrace has version 2: .*again"):
                use()
        assert old.change_backbone("tiny").described == COUNT
        assert not old.backbone_state().outdated
        assert_described_by(old, "tiny")


def test_an_empty_library_of_an_older_version_needs_nothing(tmp_path: Path, folder: Path) -> None:
    Library.open(tmp_path / "library", backbone="tiny").close()
    embedding.register("tiny", lambda settings: Newer())
    with Library.open(tmp_path / "library") as library:
        library.add(folder)
        assert library.info().backbone_version == "2"
        assert_described_by(library, "tiny")


def test_what_an_older_pictrace_did_not_keep_is_made_where_it_is_missing(library: Library) -> None:
    sql(library, "DELETE FROM parts WHERE picture_id % 2 = 0")
    with Library.open(library.location) as other:
        id = 2
        other.search_id(1)
        assert other.features(id).tile_vectors is None
        report = library.change_backbone("tiny")
        assert (report.described, report.changed) == (COUNT // 2, True)
        assert other.features(id).tile_vectors is not None
        assert_described_by(other, "tiny")


def test_a_change_to_another_network_gives_up_the_one_before(library: Library) -> None:
    library.change_backbone("coarse", lambda progress: False)
    embedding.register("tiny", lambda settings: Newer())
    with Library.open(library.location) as newer:
        report = newer.change_backbone("tiny", lambda progress: False)
        assert (report.kept, report.described) == (0, BATCH)
        assert newer.backbone_state().target == "tiny"


def test_of_two_changes_at_once_only_one_comes_to_its_end(library: Library) -> None:
    embedding.register("coarser", lambda settings: Coarser())
    with Library.open(library.location) as other:
        with_hook(once(lambda: other.change_backbone("coarser", lambda progress: False) and None))
        with pytest.raises(LibraryError, match="A change to coarser was begun meanwhile, so the one to coarse ends"):
            library.change_backbone("coarse")
    assert_described_by(library, "tiny")
    assert library.change_backbone("coarser").changed
    assert_described_by(library, "coarser")


class Coarser(Coarse):
    name = "coarser"
    bias = 0.3


def test_only_networks_that_are_there_can_be_asked_for(library: Library) -> None:
    with pytest.raises(InvalidInput, match="no backbone 'vgg'"):
        library.change_backbone("vgg")
    if embedding.describe("sscd").missing:
        with pytest.raises(MissingPackage, match="sscd needs"):
            library.change_backbone("sscd")
    assert_described_by(library, "tiny")


def test_a_picture_with_damaged_features_is_named(library: Library) -> None:
    sql(library, "DELETE FROM features WHERE picture_id = 7")
    with pytest.raises(LibraryUnusable, match="Picture 7 is damaged"):
        library.change_backbone("coarse")
