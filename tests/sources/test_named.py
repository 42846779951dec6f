"""The page reaches what the owner named, and nothing outside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pictrace.errors import UnsupportedSource
from pictrace.sources import named_folders

JPEG = b"\xff\xd8\xff\xe0" + bytes(60)


@pytest.fixture
def roots(tmp_path: Path) -> tuple[Path, ...]:
    for path in (
        "scans/a.jpg",
        "scans/b.png",
        "scans/box/c.tif",
        "scans/box/inner/d.jpg",
        "more/scans/e.jpg",
        "secret/s.jpg",
    ):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(JPEG)
    for name in ("notes.txt", ".hidden.jpg", "Thumbs.db"):
        (tmp_path / "scans" / name).write_bytes(JPEG)
    (tmp_path / "scans" / "IMG_1").write_bytes(JPEG)
    (tmp_path / "scans" / "old.zip").write_bytes(b"")
    (tmp_path / "scans" / "out").symlink_to(tmp_path / "secret")
    (tmp_path / "scans" / "out.jpg").symlink_to(tmp_path / "secret" / "s.jpg")
    (tmp_path / "scans" / "in").symlink_to(tmp_path / "scans" / "box")
    return (tmp_path / "scans", tmp_path / "more" / "scans")


def test_roots_of_one_name_are_told_apart(roots: tuple[Path, ...]) -> None:
    assert named_folders.root_names(roots) == ("scans", "scans (2)")
    assert named_folders.resolve_inside(roots, "scans (2)", "e.jpg") == roots[1] / "e.jpg"


def test_a_listing_has_folders_pictures_and_archives_by_name(roots: tuple[Path, ...]) -> None:
    listing = named_folders.list_folder(roots, 0)
    assert (listing.root, listing.relative, listing.path) == ("scans", "", roots[0])
    assert [folder.relative for folder in listing.folders] == ["box", "in"]
    assert [file.name for file in listing.files] == ["IMG_1", "a.jpg", "b.png", "old.zip"]
    assert listing.files[1].size == len(JPEG)
    assert listing.file_count == 4


def test_what_a_listing_gives_can_be_listed_and_resolved(roots: tuple[Path, ...]) -> None:
    listing = named_folders.list_folder(roots, 0, "box")
    assert [folder.relative for folder in listing.folders] == ["box/inner"]
    assert [file.relative for file in listing.files] == ["box/c.tif"]
    assert named_folders.list_folder(roots, 0, "box/inner").files[0].relative == "box/inner/d.jpg"
    assert named_folders.resolve_inside(roots, "scans", "box/c.tif") == roots[0] / "box" / "c.tif"
    assert named_folders.resolve_inside(roots, "scans") == roots[0]


def test_a_link_inside_is_followed_to_its_real_place(roots: tuple[Path, ...]) -> None:
    assert named_folders.resolve_inside(roots, "scans", "in/c.tif") == roots[0] / "box" / "c.tif"
    assert named_folders.list_folder(roots, 0, "in").relative == "box"


@pytest.mark.parametrize(
    "relative",
    [
        *(
            "..",
            "../secret",
            "../secret/s.jpg",
            "box/../../secret",
            "box/..",
            "/etc",
            "/",
            "out",
            "out/s.jpg",
            "out.jpg",
        ),
        *("..\\secret", "C:\\Windows", "a.jpg\0", "missing", "missing/../..", "../scans-secret"),
    ],
)
def test_nothing_outside_is_reached(roots: tuple[Path, ...], relative: str) -> None:
    with pytest.raises(UnsupportedSource):
        named_folders.resolve_inside(roots, "scans", relative)
    with pytest.raises(UnsupportedSource):
        named_folders.list_folder(roots, 0, relative)


def test_a_folder_whose_name_begins_like_a_root_is_outside_it(roots: tuple[Path, ...]) -> None:
    neighbour = roots[0].parent / "scans-secret"
    neighbour.mkdir()
    (roots[0] / "link").symlink_to(neighbour)
    with pytest.raises(UnsupportedSource, match="leads outside the named folder scans"):
        named_folders.resolve_inside(roots, "scans", "link")


def test_unknown_roots_are_told(roots: tuple[Path, ...]) -> None:
    with pytest.raises(UnsupportedSource, match=r"no named folder 'photos'; the named folders are scans, scans \(2\)"):
        named_folders.resolve_inside(roots, "photos", "")
    for index in (-1, 2):
        with pytest.raises(UnsupportedSource, match="no named folder number"):
            named_folders.list_folder(roots, index)
    with pytest.raises(UnsupportedSource, match="the named folders are none"):
        named_folders.resolve_inside((), "scans", "")


def test_a_large_folder_comes_in_pages(tmp_path: Path) -> None:
    for number in range(250):
        (tmp_path / f"{number:04}.jpg").touch()
    pages = [named_folders.list_folder([tmp_path], 0, offset=offset, limit=100) for offset in (0, 100, 200, 300)]
    assert [len(page.files) for page in pages] == [100, 100, 50, 0]
    assert {page.file_count for page in pages} == {250}
    assert [file.name for page in pages for file in page.files] == [f"{number:04}.jpg" for number in range(250)]


def test_a_root_that_is_itself_a_link_works(roots: tuple[Path, ...], tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(roots[0])
    assert named_folders.resolve_inside([link], "link", "a.jpg") == roots[0] / "a.jpg"
    assert named_folders.list_folder([link], 0).file_count == 4


def test_a_file_cannot_be_listed(roots: tuple[Path, ...]) -> None:
    with pytest.raises(UnsupportedSource, match="cannot be listed"):
        named_folders.list_folder(roots, 0, "a.jpg")
