"""Where pictures are: found, moved, replaced, missing for now, and what names may look like."""

from __future__ import annotations

import io
import os
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from odd_names import ODD_NAMES, save
from PIL import Image

from pictrace import Library, Settings, make_report
from pictrace.errors import PicTraceError
from pictrace.types import COPY_VERDICTS, UInt8Array

Photos = dict[str, UInt8Array]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library", backbone="tiny") as opened:
        yield opened


def pages(path: Path, photos: Photos, *names: str) -> Path:
    first, *others = [Image.fromarray(photos[name]) for name in names]
    first.save(path, "TIFF", save_all=True, append_images=others)
    return path


def added(library: Library, *sources: Path | str) -> list[int]:
    report = library.add(list(sources))
    assert report.failed == ()
    return [item.id or 0 for item in report.items]


# ------------------------------------------------------------ moved, renamed, replaced, missing


def test_a_moved_file_is_named_by_where_it_is_now(library: Library, tmp_path: Path, photos: Photos) -> None:
    old = save(tmp_path / "a" / "x.png", photos["coffee"])
    (id,) = added(library, old)
    new = tmp_path / "b" / "holiday.png"
    new.parent.mkdir()
    old.rename(new)
    assert added(library, new) == [id]
    record = library.get(id)
    assert (record.uri, record.name) == (str(new), "holiday.png")
    assert record.uris == (str(new), str(old))
    assert record.missing == (str(old),)
    assert record.reachable
    match = library.search(new).matches[0]
    assert (match.uri, match.uris) == (str(new), (str(new), str(old)))
    assert [one.id for one in library.records("x.png")] == [one.id for one in library.records("holiday")] == [id]


def test_a_copy_elsewhere_takes_no_name_from_a_file_that_is_there(
    library: Library, tmp_path: Path, photos: Photos
) -> None:
    first = save(tmp_path / "a.png", photos["coffee"])
    (id,) = added(library, first)
    copy = Path(shutil.copy(first, tmp_path / "0.png"))
    added(library, copy)
    record = library.get(id)
    assert (record.uri, record.uris, record.missing) == (str(first), (str(first), str(copy)), ())


def test_a_place_that_can_be_opened_names_a_picture_before_its_upload(
    library: Library, tmp_path: Path, photos: Photos
) -> None:
    old = save(tmp_path / "old.png", photos["coffee"])
    upload = library.store_upload(old.read_bytes(), "mine.png")
    (id,) = added(library, upload)
    assert (library.get(id).uri, library.get(id).name) == (upload, "mine.png")
    assert added(library, old) == [id]
    assert (library.get(id).uri, library.get(id).name) == (str(old), "old.png")
    new = old.rename(tmp_path / "new.png")
    assert added(library, new) == [id]
    record = library.get(id)
    assert (record.uri, record.name) == (str(new), "new.png")
    assert (record.uris, record.missing) == ((str(new), upload, str(old)), (str(old),))
    new.unlink()
    library.verify()
    assert (library.get(id).uri, library.get(id).name) == (upload, "mine.png")


def test_a_renamed_folder_is_marked_as_a_whole(library: Library, tmp_path: Path, photos: Photos) -> None:
    names = ("coffee", "rocket", "coins")
    for name in names:
        save(tmp_path / "old" / "deep" / f"{name}.png", photos[name])
    ids = added(library, tmp_path / "old")
    # One has a copy that is older, so the dead place is not even the one that it is named by.
    kept = save(tmp_path / "kept" / "coffee.png", photos["coffee"])
    added(library, kept)
    (tmp_path / "old").rename(tmp_path / "new")
    assert sorted(added(library, tmp_path / "new")) == sorted(ids)
    for record in library.records():
        assert len(record.missing) == 1
        assert record.missing[0].startswith(str(tmp_path / "old"))
        assert record.uri not in record.missing
        assert record.uris[-1] == record.missing[0]


def test_a_file_that_is_moved_back_is_named_by_its_place_again(
    library: Library, tmp_path: Path, photos: Photos
) -> None:
    here, there = save(tmp_path / "here.png", photos["coffee"]), tmp_path / "there.png"
    (id,) = added(library, here)
    here.rename(there)
    added(library, there)
    there.rename(here)
    added(library, here)  # its size and time are the recorded ones, so it is not even read
    record = library.get(id)
    assert (record.uri, record.missing) == (str(here), (str(there),))


def test_verify_notices_what_was_moved_and_what_came_back(library: Library, tmp_path: Path, photos: Photos) -> None:
    first = save(tmp_path / "drive" / "a.png", photos["coffee"])
    copy = save(tmp_path / "b.png", photos["coffee"])
    (id,) = added(library, first)
    added(library, copy)
    (tmp_path / "drive").rename(tmp_path / "unplugged")
    assert library.verify().unreachable == ()
    assert (library.get(id).uri, library.get(id).missing) == (str(copy), (str(first),))
    (tmp_path / "unplugged").rename(tmp_path / "drive")
    assert library.verify().ok
    assert (library.get(id).uri, library.get(id).missing) == (str(first), ())


@pytest.mark.parametrize("again", ["verify", "read", "add", "add the folder"])
def test_an_unplugged_drive_is_not_forgotten(library: Library, tmp_path: Path, photos: Photos, again: str) -> None:
    drive, away = tmp_path / "drive", tmp_path / "unplugged"
    path = save(drive / "a.png", photos["coffee"])
    (id,) = added(library, path)
    drive.rename(away)
    assert library.verify().unreachable == (id,)
    record = library.get(id)
    assert (record.uri, record.missing, record.reachable) == (str(path), (str(path),), False)
    assert library.search(photos["coffee"]).matches[0].uri == str(path)
    away.rename(drive)
    if again == "verify":
        library.verify()
    elif again == "read":
        assert library.original(id) == path.read_bytes()
    else:
        added(library, path if again == "add" else drive)
    record = library.get(id)
    assert (record.missing, record.reachable) == ((), True)


def test_of_places_that_are_all_missing_the_newest_names_the_picture(
    library: Library, tmp_path: Path, photos: Photos
) -> None:
    old, new = save(tmp_path / "old.png", photos["coffee"]), tmp_path / "drive" / "new.png"
    (id,) = added(library, old)
    new.parent.mkdir()
    old.rename(new)
    added(library, new)
    shutil.rmtree(new.parent)
    library.verify()
    assert library.get(id).uris == library.get(id).missing == (str(new), str(old))


def test_reading_notices_a_file_that_was_replaced(library: Library, tmp_path: Path, photos: Photos) -> None:
    first = save(tmp_path / "a.png", photos["coffee"])
    copy = save(tmp_path / "b.png", photos["coffee"])
    (id,) = added(library, first)
    added(library, copy)
    save(first, photos["rocket"])
    assert library.original(id) == copy.read_bytes()
    assert library.picture(id).pixel_digest == library.get(id).pixel_digest
    assert not library.picture(id).reduced
    assert (library.get(id).uri, library.get(id).missing) == (str(copy), (str(first),))


def test_a_path_that_holds_another_picture_no_longer_names_the_old_one(
    library: Library, tmp_path: Path, photos: Photos
) -> None:
    first = save(tmp_path / "a.png", photos["coffee"])
    (old,) = added(library, first)
    save(first, photos["rocket"])
    assert library.verify().unreachable == (old,)
    assert library.get(old).missing == (str(first),)
    (new,) = added(library, first)
    elsewhere = save(tmp_path / "found.png", photos["coffee"])
    assert added(library, elsewhere) == [old]
    assert library.get(old).uris == (str(elsewhere), str(first))
    assert (library.get(old).name, library.get(new).name) == ("found.png", "a.png")
    assert (library.get(new).uris, library.get(new).missing) == ((str(first),), ())


def test_a_file_saved_again_with_the_same_pixels_is_still_there(
    library: Library, tmp_path: Path, photos: Photos
) -> None:
    path = save(tmp_path / "a.png", photos["coffee"])
    (id,) = added(library, path)
    Image.fromarray(photos["coffee"]).save(path, "PNG", compress_level=1)
    assert library.verify().unreachable == ()
    assert library.original(id) == path.read_bytes()
    assert library.get(id).missing == ()


def test_a_file_with_a_new_time_and_the_same_bytes_is_read_once(
    library: Library, tmp_path: Path, photos: Photos
) -> None:
    path = save(tmp_path / "a.png", photos["coffee"])
    (id,) = added(library, path)
    os.utime(path, (1, 1))
    assert library.verify().unreachable == ()
    path.chmod(0)  # what is not read again needs no right
    assert library.verify().unreachable == ()
    assert library.get(id).missing == ()


def test_a_place_on_the_web_is_never_said_to_be_missing(library: Library) -> None:
    library.add(["https://127.0.0.1:9/a.png"])
    assert library.verify().ok


def test_names_are_sorted_as_they_are_shown(library: Library, tmp_path: Path, photos: Photos) -> None:
    first, second = save(tmp_path / "a.png", photos["coffee"]), save(tmp_path / "b.png", photos["rocket"])
    added(library, first, second)
    first.rename(tmp_path / "c.png")
    added(library, tmp_path / "c.png")
    assert [record.name for record in library.records(order="name", descending=False)] == ["b.png", "c.png"]


def test_a_moved_archive_takes_its_members_along(
    library: Library, tmp_path: Path, picture_files: dict[str, Path]
) -> None:
    old = tmp_path / "box.zip"
    with zipfile.ZipFile(old, "w") as box:
        for name, path in picture_files.items():
            box.write(path, f"in/{name}{path.suffix}")
    added(library, old)
    new = old.rename(tmp_path / "moved.zip")
    added(library, new)
    for record in library.records():
        assert record.uri == record.uris[0] == record.missing[0].replace("box.zip", "moved.zip")
    assert library.verify().unreachable == ()


def test_the_pages_of_a_moved_file_move_with_it(library: Library, tmp_path: Path, photos: Photos) -> None:
    old = pages(tmp_path / "scan.tif", photos, "coffee", "rocket")
    ids = added(library, old)
    new = old.rename(tmp_path / "moved.tif")
    assert added(library, new) == ids
    assert [library.get(id).uris for id in ids] == [(f"{new}#page={n}", f"{old}#page={n}") for n in (1, 2)]
    assert [library.get(id).missing for id in ids] == [(f"{old}#page={n}",) for n in (1, 2)]


# ------------------------------------------------------------ names that look like something else


@pytest.mark.parametrize("name", ODD_NAMES)
def test_odd_names_are_added_found_read_and_removed(
    library: Library, tmp_path: Path, photos: Photos, name: str
) -> None:
    path = save(tmp_path / "in" / name, photos["coffee"])
    (id,) = added(library, path)
    record = library.get(id)
    assert (record.uri, record.missing, record.reachable) == (str(path), (), True)
    assert record.name == path.name
    assert library.original(id) == path.read_bytes()
    assert library.verify().unreachable == ()
    assert library.get(id).reachable
    result = library.search(path)
    assert result.matches[0].uri == str(path)
    assert library.report(result)
    assert library.add(path).known == 1
    assert library.add(tmp_path / "in").known == 1
    path.unlink()
    assert library.original(id) is None
    assert library.get(id).missing == (str(path),)
    assert library.remove([id]) == (id,)
    assert path.parent.exists()


@pytest.mark.parametrize("name", [name for name in ODD_NAMES if "/" not in name])
def test_odd_names_are_given_from_where_they_lie(
    library: Library, tmp_path: Path, photos: Photos, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = save(tmp_path / "in" / name, photos["coffee"])
    monkeypatch.chdir(path.parent)
    (id,) = added(library, name)
    assert library.get(id).uri == str(path)
    assert library.search(name).matches[0].uri == str(path)


def test_a_name_that_looks_like_a_page_lies_beside_the_file_of_that_page(
    library: Library, tmp_path: Path, photos: Photos
) -> None:
    (tmp_path / "in").mkdir()
    scan = pages(tmp_path / "in" / "scan.tif", photos, "coffee", "rocket")
    odd = save(tmp_path / "in" / "scan.tif#page=2", photos["coins"])
    report = library.add(tmp_path / "in")
    assert report.added == 3
    by_pixels = {name: library.search(photos[name]).matches[0].id for name in ("coffee", "rocket", "coins")}
    assert len(set(by_pixels.values())) == 3
    assert library.verify().unreachable == ()
    assert all(record.reachable and record.missing == () for record in library.records())
    assert library.original(by_pixels["coins"]) == odd.read_bytes()
    assert library.original(by_pixels["rocket"]) == scan.read_bytes()
    again = library.add(tmp_path / "in")
    assert {item.id for item in again.items} == set(by_pixels.values())
    scan.unlink()
    library.verify()
    assert [library.get(by_pixels[name]).reachable for name in ("coffee", "rocket", "coins")] == [False, False, True]
    assert added(library, odd) == [by_pixels["coins"]]
    odd.unlink()
    library.verify()
    assert not any(record.reachable for record in library.records())


def test_members_of_a_zip_may_look_like_pages_and_archives(
    library: Library, tmp_path: Path, picture_files: dict[str, Path]
) -> None:
    names = ["a#page=2.png", "b!/c.png", "d.zip!/e.png", "f.png#page=2", "https:/g/h.png"]
    box = tmp_path / "x!" / "deep.zip!" / "box#page=1.zip"
    box.parent.mkdir(parents=True)
    with zipfile.ZipFile(box, "w") as packed:
        for name, path in zip(names, picture_files.values(), strict=True):
            packed.writestr(name, path.read_bytes())
    ids = added(library, box)
    assert len(set(ids)) == len(names)
    for name, path in zip(names, picture_files.values(), strict=True):
        uri = f"{box}!/{name}"
        (id,) = added(library, uri)
        assert library.get(id).uris == (uri,)
        assert library.original(id) == path.read_bytes()
    assert library.verify().unreachable == ()


def test_a_page_that_failed_can_be_given_again(library: Library, tmp_path: Path, photos: Photos) -> None:
    scan = pages(tmp_path / "scan.tif", photos, "coffee", "rocket")
    assert [item.uri for item in library.add(f"{scan}#page=2").items] == [f"{scan}#page={n}" for n in (1, 2)]
    box = tmp_path / "box.zip"
    with zipfile.ZipFile(box, "w") as packed:
        packed.write(scan, "scan.tif")
    assert library.add(f"{box}!/scan.tif#page=2").known == 2
    kept = library.store_upload(box.read_bytes(), "box.zip")
    assert library.add(f"{kept}!/scan.tif#page=1").known == 2
    missing = library.add([f"{tmp_path}/no.tif#page=2", f"{box}!/no.tif#page=2", f"{kept}!/no.tif"])
    assert [failure.uri for failure in missing.failed] == [
        f"{tmp_path}/no.tif#page=2",
        f"{box}!/no.tif",
        f"{kept}!/no.tif",
    ]


def test_names_that_differ_in_case_or_normal_form_are_files_of_their_own(
    library: Library, tmp_path: Path, photos: Photos
) -> None:
    names = ["A.png", "a.png", "\u00c4.png", "A\u0308.png", "stra\u00dfe.png", "strasse.png"]
    shown = ("coffee", "rocket", "coins", "chelsea", "camera", "astronaut")
    for name, photo in zip(names, shown, strict=True):
        save(tmp_path / "in" / name, photos[photo])
    assert len(set(os.listdir(tmp_path / "in"))) == len(names)
    assert library.add(tmp_path / "in").added == len(names)
    for name, photo in zip(names, shown, strict=True):
        match = library.search(photos[photo]).matches[0]
        assert match.uri == str(tmp_path / "in" / name)
        assert library.original(match.id) == (tmp_path / "in" / name).read_bytes()
        assert match.id in {record.id for record in library.records(name)}
    (tmp_path / "in" / names[2]).unlink()
    assert len(library.verify().unreachable) == 1


def test_links_keep_the_path_as_it_is_walked(library: Library, tmp_path: Path, photos: Photos) -> None:
    save(tmp_path / "disk7" / "a.png", photos["coffee"])
    (tmp_path / "photos").symlink_to(tmp_path / "disk7")
    (id,) = added(library, tmp_path / "photos")
    assert library.get(id).uri == str(tmp_path / "photos" / "a.png")
    (tmp_path / "photos").unlink()
    added(library, tmp_path / "disk7")
    assert library.get(id).uri == str(tmp_path / "disk7" / "a.png")


def test_a_home_folder_is_meant_unless_a_file_is_called_so(
    library: Library, tmp_path: Path, photos: Photos, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    inside = save(home / "a.png", photos["coffee"])
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.chdir(tmp_path)
    (id,) = added(library, "~/a.png")
    assert library.get(id).uri == str(inside)
    assert library.search("~/a.png").matches[0].id == id
    odd = save(tmp_path / "~nobody-of-this-name" / "b.png", photos["rocket"])
    (id,) = added(library, "~nobody-of-this-name/b.png")
    assert library.get(id).uri == str(odd)
    assert library.search("~nobody-of-this-name/b.png").matches[0].id == id


def test_paths_near_the_systems_limit(library: Library, tmp_path: Path, photos: Photos) -> None:
    for length in (270, 1000, 4090):
        path = tmp_path
        while len(str(path)) < length - 210:
            path /= "d" * 200
        path /= "p" * (length - len(str(path)) - 5) + ".png"
        assert len(str(path)) == length
        save(path, photos["coffee"])
        (id,) = added(library, path)
        assert library.get(id).uris[-1] == str(path)
        assert library.search(path).matches[0].id == id
    assert library.verify().unreachable == ()
    assert len(library.get(id).uris) == 3


@pytest.mark.parametrize("name", ["x" * 5000, "x" * 300 + ".png", "a\0b.png", "~nobody-of-this-name", "", " "])
def test_what_no_file_can_be_called_fails_in_a_sentence(library: Library, name: str) -> None:
    (failure,) = library.add(name).failed
    assert failure.reason
    with pytest.raises(PicTraceError) as raised:
        library.search(name)
    assert raised.value.message


def test_what_the_library_names_can_be_searched_and_compared(library: Library, tmp_path: Path, photos: Photos) -> None:
    scan = pages(tmp_path / "scan.tif", photos, "coffee", "rocket")
    box = tmp_path / "box.zip"
    with zipfile.ZipFile(box, "w") as packed:
        packed.write(scan, "in/scan.tif")
    for uri in (f"{scan}#page=2", f"{box}!/in/scan.tif#page=2"):
        library.add([scan, box])
        result = library.search(uri)
        assert result.query.uri == uri
        assert uri in result.matches[0].uris
        assert result.answer.verdict == "same_file"
        part = library.search(uri, region=(10, 20, 200, 200))
        assert str(part.query.source) == uri
        with zipfile.ZipFile(io.BytesIO(library.report(part))) as report:
            assert "pictures/query.tif" in report.namelist()
        pair = library.compare(uri, scan)
        assert pair.assessment.verdict not in COPY_VERDICTS
        with zipfile.ZipFile(io.BytesIO(make_report(pair))) as report:
            assert "pictures/query.tif" in report.namelist(), "the file was read again from its place"
    for gone in (f"{scan}#page=3", f"{box}!/in/other.tif", f"{tmp_path}/x!/y.jpg"):
        with pytest.raises(PicTraceError):
            library.search(gone)


def test_a_link_to_an_archive_leads_out_of_no_named_folder(tmp_path: Path, picture_files: dict[str, Path]) -> None:
    box = tmp_path / "secret.zip"
    with zipfile.ZipFile(box, "w") as packed:
        packed.write(picture_files["coins"], "coins.png")
    named = tmp_path / "named"
    named.mkdir()
    (named / "box.zip").symlink_to(box)
    with Library.open(tmp_path / "library", backbone="tiny", settings=Settings(folders=(named,))) as library:
        for uri in (named / "box.zip", f"{named}/box.zip!/coins.png", f"{named}/box.zip!/coins.png#page=1"):
            (failure,) = library.add(uri).failed
            assert "leads outside" in failure.reason
