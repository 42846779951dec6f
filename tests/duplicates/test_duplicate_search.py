"""Copies within a library are found, kept, and found once only; what looks alike is not among them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from duplicate_making import COPIES, made_library
from PIL import Image

from pictrace import Library
from pictrace.duplicates import DuplicateSearch
from pictrace.duplicates.neighbours import NeighbourIndex, ReducedPicture
from pictrace.errors import InvalidInput, LibraryError
from pictrace.imaging import edits
from pictrace.store import Catalog, ReembeddedPicture
from pictrace.store.files import PictureStore
from pictrace.system.search_priority import SearchPriority
from pictrace.types import COPY_VERDICTS, DuplicateGroup, NetworkVersion, Progress, UInt8Array
from pictrace.verdicts import Judge, shipped_calibration, shipped_model

Photos = dict[str, UInt8Array]
NETWORK = NetworkVersion("tiny", "1")
MODEL = shipped_model()
JUDGE = Judge(MODEL, shipped_calibration(MODEL), "tiny")
# Another way to judge gives up what was found by this one.
STRICTER = Judge(MODEL, shipped_calibration(MODEL, 0.0049), "tiny")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, photos: Photos) -> Path:
    return made_library(tmp_path_factory.mktemp("duplicates"), photos)


@pytest.fixture(scope="module")
def kept_searched(tmp_path_factory: pytest.TempPathFactory, kept: Path) -> Path:
    """The same, looked through for duplicates."""
    place = tmp_path_factory.mktemp("searched") / "library"
    shutil.copytree(kept, place)
    with Library.open(place) as opened:
        report = opened.find_duplicates()
    assert (report.pictures, report.known, report.cancelled) == (9, 0, False)
    return place


@pytest.fixture
def library(tmp_path: Path, kept: Path) -> Iterator[Library]:
    shutil.copytree(kept, tmp_path / "library")
    with Library.open(tmp_path / "library") as opened:
        yield opened


@pytest.fixture
def searched(tmp_path: Path, kept_searched: Path) -> Iterator[Library]:
    shutil.copytree(kept_searched, tmp_path / "library")
    with Library.open(tmp_path / "library") as opened:
        yield opened


def names(group: DuplicateGroup) -> set[str]:
    return {member.record.name for member in group.members}


def duplicate_search(library: Library, batch: int) -> DuplicateSearch:
    """As the library's own, but with small batches."""
    working = PictureStore(library.location / "pictures", ".jpg")
    return DuplicateSearch(Catalog.open(library.location), working, SearchPriority(), 2, batch)


def test_versions_of_a_picture_are_one_group_and_a_collage_glues_nothing(searched: Library) -> None:
    copies = searched.duplicates()
    assert [names(group) for group in copies.groups] == COPIES
    assert copies.spare == 3
    assert copies.state.complete
    assert [group.keeper.record.name for group in copies.groups] == ["astronaut.jpg", "chelsea.jpg"]
    assert copies.groups[1].members[1].mirrored
    parts = [names(group) for group in searched.duplicates("parts").groups]
    assert {"z-collage.jpg", "astronaut.jpg", "coffee.jpg"} in [group - {"y-crop.jpg"} for group in parts]
    assert any("y-crop.jpg" in group for group in parts)
    assert not any("rocket.jpg" in group for group in parts)


def test_groups_come_page_by_page(searched: Library) -> None:
    second = searched.duplicates(offset=1, limit=1)
    assert [names(group) for group in second.groups] == COPIES[1:]
    assert second.total == second.counts["copies"] == 2


def test_a_pair_is_called_what_a_search_calls_it(searched: Library) -> None:
    pairs = [pair for pair in searched.duplicate_pairs() if pair.verdict in COPY_VERDICTS]
    assert len(pairs) >= 6
    for pair in pairs[::2]:
        assert searched.compare(pair.second, pair.first).assessment.verdict == pair.seen_from(pair.second)


def test_a_later_search_looks_at_what_is_new_only(searched: Library, tmp_path: Path, photos: Photos) -> None:
    again = searched.find_duplicates()
    assert (again.pictures, again.known, again.compared) == (0, 9, 0)
    Image.fromarray(edits.brightness(1.3).apply(photos["rocket"])).save(tmp_path / "bright.jpg")
    searched.add(tmp_path / "bright.jpg")
    assert not searched.duplicates_state().complete
    later = searched.find_duplicates()
    assert (later.pictures, later.known) == (1, 9)
    assert {"rocket.jpg", "bright.jpg"} in [names(group) for group in searched.duplicates().groups]


def test_removed_pictures_leave_their_groups(searched: Library) -> None:
    searched.remove([searched.duplicates().groups[1].members[1].record.id])
    assert [names(group) for group in searched.duplicates().groups] == COPIES[:1]
    assert searched.duplicates_state().complete


def test_what_was_found_before_an_interruption_stays_and_the_next_search_goes_on(library: Library) -> None:
    own = duplicate_search(library, batch=2)
    own.run(STRICTER, (), NETWORK, None)
    whole = {pair.ids for pair in library.duplicate_pairs()}
    stopped = own.run(JUDGE, (), NETWORK, lambda progress: progress.done < 4)
    assert (stopped.pictures, stopped.known, stopped.cancelled) == (4, 0, True)

    def breaks(progress: Progress) -> None:
        if progress.done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        own.run(JUDGE, (), NETWORK, breaks)
    assert own.catalog.duplicates.searched_count() == 8
    last = own.run(JUDGE, (), NETWORK, None)
    assert (last.pictures, last.known, last.cancelled) == (1, 8, False)
    assert {pair.ids for pair in library.duplicate_pairs()} == whole
    own.catalog.close()


def test_two_searches_at_once_find_what_one_does(library: Library) -> None:
    first, second = duplicate_search(library, batch=2), duplicate_search(library, batch=3)

    def between(progress: Progress) -> None:
        if second.catalog.duplicates.searched_count() == 2:
            second.run(JUDGE, (), NETWORK, lambda other: other.done < 3)

    # Two of the second's three, when the first had looked them up already: it looks at them too then.
    assert first.run(JUDGE, (), NETWORK, between).pictures in (6, 8)
    assert first.catalog.duplicates.waiting_count() == 0
    assert [names(group) for group in library.duplicates().groups] == COPIES
    first.catalog.close()
    second.catalog.close()


def test_a_search_that_another_way_to_judge_overtakes_ends_in_a_sentence(library: Library) -> None:
    own = duplicate_search(library, batch=2)

    def overtaken(progress: Progress) -> None:
        if progress.done == 2:
            own.run(STRICTER, (), NETWORK, lambda _: False)

    with pytest.raises(LibraryError, match="meanwhile"):
        own.run(JUDGE, (), NETWORK, overtaken)
    own.catalog.close()


def test_pictures_that_are_described_anew_are_looked_at_again(searched: Library) -> None:
    with Catalog.open(searched.location) as catalog:
        features = catalog.features([3])[3]
        assert features.tile_vectors is not None
        catalog.reembedding.store(NETWORK, [ReembeddedPicture(3, features.vector, features.tile_vectors)])
    before = {pair.ids for pair in searched.duplicate_pairs()}
    assert searched.find_duplicates().pictures == 1
    assert {pair.ids for pair in searched.duplicate_pairs()} >= before


def test_what_is_described_anew_while_a_search_runs_is_looked_at_again_by_it(library: Library) -> None:
    own = duplicate_search(library, batch=2)
    features = own.catalog.features([1])[1]
    assert features.tile_vectors is not None
    anew = ReembeddedPicture(1, features.vector, features.tile_vectors)

    def describe(progress: Progress) -> None:
        if progress.done == 6:
            own.catalog.reembedding.store(NETWORK, [anew])
            own.run(JUDGE, (), NETWORK, lambda _: False)

    assert own.run(JUDGE, (), NETWORK, describe).pictures == 10
    assert own.catalog.duplicates.waiting_count() == 0
    assert [names(group) for group in library.duplicates().groups] == COPIES
    own.catalog.close()


def test_ignoring_an_element_makes_what_was_found_outdated(searched: Library) -> None:
    searched.ignore_element(searched.records("rocket")[0].id)
    assert searched.duplicates_state().outdated
    assert searched.find_duplicates(lambda _: False).known == 0
    assert not searched.duplicates_state().outdated
    assert not searched.duplicates_state().complete


def test_a_lost_working_picture_costs_its_pairs_and_no_more(library: Library) -> None:
    library.working_path(library.records("mirrored")[0].id).unlink()
    assert library.find_duplicates().pictures == 9
    assert [names(group) for group in library.duplicates().groups] == COPIES[:1]


def test_an_empty_library_has_no_duplicates(tmp_path: Path) -> None:
    with Library.open(tmp_path / "empty", backbone="tiny") as library:
        assert library.find_duplicates().pictures == 0
        assert library.duplicates().groups == ()


def test_a_negative_page_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with Library.open(tmp_path / "empty", backbone="tiny") as library, pytest.raises(InvalidInput, match="from 0 up"):
        library.duplicates(offset=-1)


def test_a_large_collection_is_searched_by_lists_and_near_pictures_are_still_found() -> None:
    random = np.random.default_rng(0)

    def units(count: int) -> np.ndarray:
        values = random.standard_normal((count, 32)).astype(np.float32)
        return values / np.linalg.norm(values, axis=1, keepdims=True)

    nothing = np.zeros((0, 32), np.float32)
    pictures = [
        ReducedPicture(number, whole, nothing, nothing, None) for number, whole in enumerate(units(3000), start=1)
    ]
    neighbours = NeighbourIndex(pictures[:1000], 30_000, confident_cosine=0.9)
    neighbours.add(pictures)
    copies = [
        ReducedPicture(10_000 + picture.id, picture.whole + 0.02 * noise, nothing, nothing, None)
        for picture, noise in zip(pictures[:200], units(200), strict=True)
    ]
    neighbours.add(copies)
    candidates = neighbours.candidates(copies)
    assert sum(candidates.get((copy.id, copy.id - 10_000), False) for copy in copies) >= 198
    assert all(first > second for first, second in candidates)
