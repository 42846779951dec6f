"""The same picture in two files is a duplicate, though the library keeps it once."""

from __future__ import annotations

import csv
import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pictrace import Library
from pictrace.cli import main
from pictrace.types import DuplicateGroup, UInt8Array


@pytest.fixture
def folder(tmp_path: Path, photos: dict[str, UInt8Array]) -> Path:
    """a.png, the same bytes as b.png, the same pixels as sub/c.bmp, and another picture."""
    folder = tmp_path / "pictures"
    (folder / "sub").mkdir(parents=True)
    Image.fromarray(photos["chelsea"]).save(folder / "a.png")
    shutil.copy(folder / "a.png", folder / "b.png")
    Image.fromarray(photos["chelsea"]).save(folder / "sub" / "c.bmp")
    Image.fromarray(photos["rocket"]).save(folder / "rocket.jpg", quality=90)
    return folder


@pytest.fixture
def library(tmp_path: Path, folder: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library", backbone="tiny") as library:
        assert not library.add([folder]).failed
        yield library


def files(group: DuplicateGroup) -> list[tuple[str, int | None, str | None]]:
    return [(Path(file.uri).name, file.size, file.verdict) for file in group.files]


def test_files_of_one_picture_are_one_group_without_any_search(library: Library, folder: Path) -> None:
    assert len(library) == 2
    found = library.duplicates()
    assert (found.total, found.counts["identical"], found.counts["copies"]) == (1, 1, 0)
    png, bmp = (folder / "a.png").stat().st_size, (folder / "sub" / "c.bmp").stat().st_size
    assert files(found.groups[0]) == [("a.png", png, None), ("b.png", png, "same_file"), ("c.bmp", bmp, "same_picture")]
    assert (found.spare_files, found.spare_bytes) == (2, png + bmp)


def test_removing_the_other_members_of_such_a_group_loses_no_picture(library: Library) -> None:
    (group,) = library.duplicates("identical").groups
    library.remove([member.record.id for member in group.others])
    assert len(library) == 2


def test_a_file_that_was_deleted_leaves_its_group(library: Library, folder: Path) -> None:
    (folder / "sub" / "c.bmp").unlink()
    assert [name for name, _, _ in files(library.duplicates().groups[0])] == ["a.png", "b.png"]
    (folder / "b.png").unlink()
    assert (library.duplicates().total, library.duplicates("copies").counts["identical"]) == (0, 0)
    shutil.copy(folder / "a.png", folder / "b.png")
    library.add([folder])
    assert [name for name, _, _ in files(library.duplicates().groups[0])] == ["a.png", "b.png"]


def test_a_file_with_other_bytes_by_now_is_none_of_them(library: Library, folder: Path) -> None:
    Image.new("RGB", (64, 64), "red").save(folder / "b.png")
    library.add([folder])
    assert [name for name, _, _ in files(library.duplicates().groups[0])] == ["a.png", "c.bmp"]


def test_a_link_to_a_file_is_no_second_file(library: Library, folder: Path) -> None:
    """Its path is shorter, so it would be the one to keep, and the picture would go with the file that is not."""
    (folder / "sub" / "c.bmp").unlink()
    (folder / "b.png").unlink()
    (folder / "a").symlink_to(folder / "a.png")
    (folder.parent / "p").symlink_to(folder)
    library.add([folder, folder.parent / "p"])
    found = library.duplicates()
    assert (found.counts["identical"], found.spare_files, found.spare_bytes) == (0, 0, 0)
    shutil.copy(folder / "a.png", folder / "copy.png")
    library.add([folder])
    assert [name for name, _, _ in files(library.duplicates().groups[0])] == ["a.png", "copy.png"]


def test_a_link_to_an_archive_is_no_second_archive_and_names_like_pages_are_files(
    library: Library, folder: Path, photos: dict[str, UInt8Array]
) -> None:
    picture = folder / "scan#page=2"
    Image.fromarray(photos["coffee"]).save(picture, "PNG")
    shutil.copy(picture, folder / "scan#page=3")
    with zipfile.ZipFile(folder / "real.zip", "w") as packed:
        packed.write(picture, "in.png")
    (folder / "a.zip").symlink_to(folder / "real.zip")
    library.add([folder])
    shown = [files(group) for group in library.duplicates().groups]
    assert ["scan#page=2", "scan#page=3", "in.png"] in [[name for name, _, _ in some] for some in shown]


def test_a_member_of_an_archive_is_one_of_them(library: Library, folder: Path) -> None:
    shutil.make_archive(str(folder / "packed"), "zip", folder / "sub")
    library.add([folder / "packed.zip"])
    assert [name for name, _, _ in files(library.duplicates().groups[0])] == ["a.png", "b.png", "c.bmp", "c.bmp"]


def test_two_equal_documents_are_one_group_and_their_empty_pages_none(tmp_path: Path, library: Library) -> None:
    rng = np.random.default_rng(1)
    empty = Image.new("RGB", (80, 60), "white")
    pages = [Image.fromarray(rng.integers(0, 255, (60, 80, 3), np.uint8)) for _ in range(3)]
    documents = tmp_path / "documents"
    documents.mkdir()
    pages[0].save(documents / "one.tif", save_all=True, append_images=[empty, pages[1], empty])
    pages[2].save(documents / "two.tif", save_all=True, append_images=[empty])
    shutil.copy(documents / "one.tif", documents / "one again.tif")
    library.add([documents])
    groups = [[name for name, _, _ in files(group)] for group in library.duplicates("identical").groups]
    assert sorted(groups) == [["a.png", "b.png", "c.bmp"], ["one.tif", "one again.tif"]]
    for name in ("one.tif", "two.tif", "one again.tif"):
        (documents / name).unlink()
    assert len(library.duplicates("identical").groups) == 1


def test_identical_files_come_before_copies(library: Library, folder: Path, photos: dict[str, UInt8Array]) -> None:
    Image.fromarray(photos["rocket"]).save(folder / "small.jpg", quality=40)
    library.add([folder])
    library.find_duplicates()
    assert [group.kind for group in library.duplicates().groups] == ["identical", "copies"]
    assert [group.kind for group in library.duplicates(offset=1).groups] == ["copies"]
    assert [group.kind for group in library.duplicates("copies").groups] == ["copies"]
    assert library.duplicates().total == 2


def test_the_command_lists_every_path_with_its_size(
    tmp_path: Path, folder: Path, library: Library, capsys: pytest.CaptureFixture[str]
) -> None:
    library.close()
    place = str(tmp_path / "library")
    table = tmp_path / "duplicates.csv"
    assert main(["--library", place, "duplicates", "--csv", str(table)]) == 0
    said = capsys.readouterr().out
    size = (folder / "a.png").stat().st_size
    assert "1 group of identical files with 2 files to spare" in said
    assert f"{folder / 'b.png'}  {size:,} bytes  the same, byte for byte" in said
    with table.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [(row["kind"], row["keep"], row["verdict"]) for row in rows] == [
        ("identical", "yes", ""),
        ("identical", "", "same_file"),
        ("identical", "", "same_picture"),
    ]
    assert [int(row["bytes"]) for row in rows] == [Path(row["uri"]).stat().st_size for row in rows]
    assert main(["--library", place, "duplicates", "--kind", "identical", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [Path(file["uri"]).name for file in document["groups"][0]["files"]] == ["a.png", "b.png", "c.bmp"]
    assert main(["--library", place, "duplicates", "--kind", "copies"]) == 1


def test_an_upload_is_one_of_them_and_none_to_spare(library: Library, folder: Path) -> None:
    data = (folder / "rocket.jpg").read_bytes()
    library.add([library.store_upload(data, "again.jpg")])
    found = library.duplicates("identical")
    assert [len(group.files) for group in found.groups] == [3, 2]
    # The library keeps uploads itself, where nobody can delete one.
    kept = sum((folder / name).stat().st_size for name in ("b.png", "sub/c.bmp"))
    assert (found.spare_files, found.spare_bytes) == (2, kept)
