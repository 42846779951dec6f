"""The demonstration library: varied, honest about what it holds, made once."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path

import pytest
from PIL import Image
from project_tree import ROOT

from pictrace import Library
from pictrace.errors import LibraryUnusable
from pictrace.evaluate import sample
from pictrace.evaluate.sample import photos


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    return sample.write_pictures(tmp_path_factory.mktemp("sample") / "pictures")


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_there_are_100_to_200_copies_of_a_dozen_photographs(pictures):
    originals = [path for path in pictures if "," not in path.stem]
    assert 12 <= len(originals) <= 20
    assert 100 <= len(pictures) - len(originals) <= 200
    copies = Counter(path.stem.split(",")[0] for path in pictures)
    assert set(copies) == {path.stem for path in originals}
    assert len(set(copies.values())) == 1


def test_every_picture_is_readable_and_no_two_are_the_same(pictures):
    for path in pictures:
        with Image.open(path) as image:
            image.load()
            assert min(image.size) >= 32, path.name
    assert len({_digest(path) for path in pictures}) == len(pictures)


def test_photographs_are_the_packages_own_files(pictures):
    coffee = next(path for path in pictures if path.name == "coffee.png")
    assert coffee.read_bytes() == photos.file_bytes(photos.COFFEE)


def test_writing_again_touches_nothing_and_replaces_what_is_missing(pictures):
    before = {path: path.stat().st_mtime_ns for path in pictures}
    lost = pictures[7]
    content = lost.read_bytes()
    lost.unlink()
    assert sample.write_pictures(lost.parent) == pictures
    assert lost.read_bytes() == content
    assert {path: path.stat().st_mtime_ns for path in pictures if path != lost} == {
        path: time for path, time in before.items() if path != lost
    }
    assert {path.name for path in lost.parent.iterdir()} == {path.name for path in pictures}


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(LibraryUnusable, match="cannot be written"):
        sample.write_pictures(tmp_path / "file" / "pictures")


def test_examples_are_eight_and_none_is_in_the_library(tmp_path, pictures):
    made = sample.examples(tmp_path / "examples")
    assert len(made) == 8
    assert len({example.key for example in made}) == 8
    in_library = {_digest(path) for path in pictures}
    names = {path.name for path in pictures}
    for example in made:
        assert example.path.is_file()
        assert _digest(example.path) not in in_library
        assert example.original is None or example.original in names
        assert example.sentence.endswith(".")
    assert [example.key for example in made if example.original is None] == ["look-alike", "stranger", "almost-empty"]


def test_examples_are_written_once(tmp_path):
    before = [example.path.stat().st_mtime_ns for example in sample.examples(tmp_path)]
    assert [example.path.stat().st_mtime_ns for example in sample.examples(tmp_path)] == before


def test_the_library_has_no_copy_of_the_stranger(pictures):
    assert not any("tissue" in path.name for path in pictures)


def test_every_photograph_is_credited_where_people_look():
    credits = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    for photo in photos.PHOTOS:
        assert f"| {photo.name} | `{photo.file}` | {photo.credit} | {photo.licence} |" in credits


def test_a_cancelled_build_is_continued_and_a_finished_one_adds_nothing(tmp_path):
    with Library.open(tmp_path / "library", backbone="tiny") as library:
        stopped = sample.build(library, progress=lambda progress: progress.done < 10)
        assert stopped.cancelled
        assert 0 < stopped.added == len(library)

        finished = sample.build(library)
        assert finished.failed == ()
        assert (finished.known, finished.known + finished.added) == (stopped.added, len(finished.items))
        assert len(library) == len(finished.items)
        assert Path(library.get(1).uri).parent == tmp_path / "sample" / "pictures"

        again = sample.build(library)
        assert (again.added, again.known) == (0, len(library))


def test_the_folder_may_be_named(tmp_path):
    with Library.open(tmp_path / "library", backbone="tiny") as library:
        sample.build(library, tmp_path / "elsewhere", lambda progress: False)
    assert (tmp_path / "elsewhere" / "pictures" / "coffee.png").is_file()
