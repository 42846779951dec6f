"""A member has one sane name, whatever packer wrote it, and none is lost for its name."""

from __future__ import annotations

import io
import struct
import unicodedata
import zipfile
import zlib
from pathlib import Path

import pytest
from zip_making import Entry, archive, unicode_path

from pictrace.settings import Settings
from pictrace.sources import expand, local_item
from pictrace.types import Failure, Skipped, SourceItem

JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 4


def put(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def opened(source: Path | str) -> tuple[list[SourceItem], list[Failure], list[Skipped]]:
    skipped: list[Skipped] = []
    entries = list(expand([source], Settings(), note=skipped.append))
    items = [entry for entry in entries if isinstance(entry, SourceItem)]
    return items, [entry for entry in entries if isinstance(entry, Failure)], skipped


def names(path: Path) -> list[str]:
    """Names of the members, each of which can be read and found again by its uri."""
    items, failures, skipped = opened(path)
    assert not failures
    assert not skipped
    found = []
    for item in items:
        assert item.read is not None
        data = item.read()
        again = local_item(item.uri, Settings())
        assert isinstance(again, SourceItem)
        assert again.read is not None
        assert again.read() == data
        (named,) = expand([item.uri], Settings())
        assert named.uri == item.uri
        found.append(item.uri.removeprefix(f"{path}!/"))
    return found


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("./a.jpg", "a.jpg"),
        ("./dir/./b.jpg", "dir/b.jpg"),
        ("dir//c.jpg", "dir/c.jpg"),
        (".\\dir\\.\\d.jpg", "dir/d.jpg"),
        ("../e.jpg", "e.jpg"),
        ("x/../../etc/f.jpg", "x/etc/f.jpg"),
        ("/abs/g.jpg", "abs/g.jpg"),
        ("C:\\Users\\h.jpg", "Users/h.jpg"),
        ("c:/i.jpg", "i.jpg"),
        ("a!/j.jpg", "a!/j.jpg"),
        ("line\nbreak.jpg", "line\nbreak.jpg"),
        (" spaces .jpg", " spaces .jpg"),
    ],
)
def test_a_name_is_a_plain_path_below_its_archive(tmp_path: Path, raw: str, name: str) -> None:
    assert names(put(tmp_path / "a.zip", archive(Entry(raw.encode(), JPEG)))) == [name]


def test_hidden_names_stay_hidden_behind_a_dot(tmp_path: Path) -> None:
    entries = [Entry(name, JPEG) for name in (b"./.hidden/a.jpg", b"./x/.b.jpg", b"./__MACOSX/c.jpg", b"./d.jpg")]
    assert names(put(tmp_path / "a.zip", archive(*entries))) == ["d.jpg"]


def test_a_name_recorded_as_it_stood_in_the_archive_is_still_found(tmp_path: Path) -> None:
    path = put(tmp_path / "a.zip", archive(Entry(b"x//a.jpg", JPEG)))
    assert isinstance(local_item(f"{path}!/x//a.jpg", Settings()), SourceItem)


OEM = "Фото.jpg".encode("cp866")


@pytest.mark.parametrize(
    ("raw", "flag", "extra", "name"),
    [
        (OEM, 0, unicode_path("Фото.jpg", OEM), "Фото.jpg"),
        (OEM, 0, b"UT\5\0\1abcd" + unicode_path("Фото.jpg", OEM), "Фото.jpg"),
        (OEM, 0, unicode_path("Фото.jpg", OEM) + b"UT\5\0\1abcd", "Фото.jpg"),
        (OEM, 0, unicode_path("x/Фото.jpg", OEM), "x/Фото.jpg"),
        (OEM, 0, unicode_path("./Фото.jpg", OEM), "Фото.jpg"),
        # The member was renamed by somebody who did not know of the field.
        (b"new.jpg", 0, unicode_path("Фото.jpg", OEM), "new.jpg"),
        (b"new.jpg", 0, unicode_path("Фото.jpg", b"new.jpg", version=2), "new.jpg"),
        ("Ünï.jpg".encode(), 0x800, unicode_path("Фото.jpg", "Ünï.jpg".encode()), "Ünï.jpg"),
        (OEM, 0, b"", OEM.decode("cp437")),
        ("Фото.jpg".encode(), 0, b"", "Фото.jpg"),
    ],
)
def test_the_name_in_utf8_counts_while_it_is_of_this_name(
    tmp_path: Path, raw: bytes, flag: int, extra: bytes, name: str
) -> None:
    assert names(put(tmp_path / "a.zip", archive(Entry(raw, JPEG, flag, extra)))) == [name]


@pytest.mark.parametrize(
    "extra",
    [
        unicode_path("Фото.jpg", b"a.jpg")[:-3],
        struct.pack("<HHBL", 0x7075, 9, 1, zlib.crc32(b"a.jpg")) + b"\xff\xff\xff\xff",
    ],
)
def test_a_broken_field_costs_the_name_or_is_told(tmp_path: Path, extra: bytes) -> None:
    items, failures, _ = opened(put(tmp_path / "a.zip", archive(Entry(b"a.jpg", JPEG, 0, extra))))
    # zipfile takes some of these archives for broken as a whole, newer ones more of them.
    assert [item.name for item in items] == ["a.jpg"] or "extra field" in failures[0].reason


def test_members_that_differ_in_case_or_normal_form_only_are_both_read(tmp_path: Path) -> None:
    composed, decomposed = (unicodedata.normalize(form, "Zürich.jpg") for form in ("NFC", "NFD"))
    wanted = ["a.jpg", "A.jpg", "a.JPG", composed, decomposed]
    entries = [Entry(name.encode(), JPEG + name.encode(), 0x800) for name in wanted]
    assert names(put(tmp_path / "a.zip", archive(*entries))) == wanted


def test_of_members_with_one_name_none_is_lost(tmp_path: Path) -> None:
    raw = [b"a.jpg", b"./a.jpg", b"a (2).jpg", b"/a.jpg", b"x/.b/../c", b"c.d/e.jpg", b"c.d/e.jpg"]
    entries = [Entry(name, JPEG + bytes([number])) for number, name in enumerate(raw)]
    path = put(tmp_path / "a.zip", archive(*entries))
    assert names(path) == ["a (3).jpg", "a (4).jpg", "a (2).jpg", "a.jpg", "c.d/e (2).jpg", "c.d/e.jpg"]
    last = local_item(f"{path}!/a.jpg", Settings())
    assert isinstance(last, SourceItem)
    assert last.read is not None
    assert last.read() == JPEG + b"\x03"  # the last of one name is the one that unpacking leaves


def test_many_members_of_one_name_are_each_named(tmp_path: Path) -> None:
    path = put(tmp_path / "a.zip", archive(*[Entry(b"a.jpg", b"")] * 3000))
    assert len(names_only(path)) == len(set(names_only(path))) == 3000


def names_only(path: Path) -> list[str]:
    return [item.uri for item in opened(path)[0]]


def test_a_name_that_is_not_the_utf8_that_it_says_costs_no_other_member(tmp_path: Path) -> None:
    entries = [
        Entry(b"Gr\xfc.jpg", JPEG, flag=0x800),
        Entry("Grün.jpg".encode(), JPEG, flag=0x800),
        Entry(b"a.jpg", JPEG),
    ]
    assert names(put(tmp_path / "a.zip", archive(*entries))) == ["Grⁿ.jpg", "Grün.jpg", "a.jpg"]


@pytest.mark.parametrize("name", ["", "..", "./", "\0.jpg"])
def test_a_member_without_a_name_is_not_lost(tmp_path: Path, name: str) -> None:
    path = put(tmp_path / "a.zip", archive(Entry(name.encode(), JPEG), Entry(b"a.jpg", JPEG)))
    assert names(path) == (["a.jpg"] if name == "./" else ["nameless", "a.jpg"])  # "./" is a folder


def test_folders_are_no_members(tmp_path: Path) -> None:
    entries = [Entry(name, b"") for name in (b"./", b"x.jpg/", b"y.jpg\\", b"/")]
    _, failures, skipped = opened(put(tmp_path / "a.zip", archive(*entries)))
    assert not failures
    assert [one.kind for one in skipped] == ["empty"]


# ---------------------------------------------------------------- what is an archive


@pytest.mark.parametrize("name", ["a.cbz", "A.CBZ", "a.Zip", "noextension", "a.part", "a.zip.bak", "2019.06"])
def test_a_zip_that_is_named_is_opened_whatever_it_is_called(tmp_path: Path, name: str) -> None:
    assert names(put(tmp_path / name, archive(Entry(b"p1.jpg", JPEG)))) == ["p1.jpg"]


def test_in_a_folder_comic_books_are_opened_and_other_zips_are_not(tmp_path: Path) -> None:
    for name in ("a.cbz", "b.zip", "book.epub", "letter.docx", "program.jar", "noextension"):
        put(tmp_path / name, archive(Entry(b"p1.jpg", JPEG)))
    items, failures, skipped = opened(tmp_path)
    assert [item.uri for item in items] == [f"{tmp_path / name}!/p1.jpg" for name in ("a.cbz", "b.zip")]
    assert not failures
    assert not skipped


@pytest.mark.parametrize("name", ["a.cbr", "A.CB7", "a.zipx"])
def test_a_zip_that_is_called_as_another_archive_is_read(tmp_path: Path, name: str) -> None:
    path = put(tmp_path / "folder" / name, archive(Entry(b"1.jpg", JPEG)))
    assert names(path) == ["1.jpg"]
    assert [item.uri for item in opened(path.parent)[0]] == [f"{path}!/1.jpg"]
    upload = SourceItem(uri="upload:1", name=name, read=path.read_bytes)
    (item,) = expand(["upload:1"], Settings(), resolve_upload=lambda uri: upload)
    assert item.uri == "upload:1!/1.jpg"
    path.write_bytes(b"Rar!\x1a\x07\x01\0")
    assert "not read here" in opened(path.parent)[1][0].reason


def test_a_document_that_is_named_is_no_archive(tmp_path: Path) -> None:
    ((item,), _, _) = opened(put(tmp_path / "book.epub", archive(Entry(b"p1.jpg", JPEG))))
    assert item.uri.endswith("book.epub")


def test_the_first_part_of_a_cut_archive_is_told(tmp_path: Path) -> None:
    put(tmp_path / "a.zip.001", archive(Entry(b"p1.jpg", JPEG))[:100])
    put(tmp_path / "a.zip.002", b"rest")
    _, (failure,), _ = opened(tmp_path)
    assert "a.zip.001 is an archive that is not read here" in failure.reason


@pytest.mark.parametrize("disk", [1, 3])
def test_an_archive_of_several_parts_is_told(tmp_path: Path, disk: int) -> None:
    path = put(tmp_path / "a.zip", archive(Entry(b"p1.jpg", JPEG), disk=disk))
    _, (failure,), _ = opened(path)
    assert failure.reason == (
        f"{path} is one part of an archive that was cut into several; unpack them together and add the folder."
    )


@pytest.mark.parametrize(
    "data",
    [
        archive(Entry(b"a.jpg", JPEG), prefix=b"MZ" + bytes(5000)),  # a self-extracting program
        archive(Entry(b"a.jpg", JPEG)) + bytes(3000),
        archive(Entry(b"a.jpg", JPEG), comment=b"a comment"),
        archive(Entry(b"a.jpg", JPEG, descriptor=True)),
        archive(Entry(b"b.jpg", JPEG)) + archive(Entry(b"a.jpg", JPEG)),
    ],
    ids=["prefix", "garbage", "comment", "descriptor", "two"],
)
def test_archives_with_something_around_them_are_read(tmp_path: Path, data: bytes) -> None:
    assert names(put(tmp_path / "a.zip", data)) == ["a.jpg"]


def test_zip64_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as packed, packed.open("a.jpg", "w", force_zip64=True) as member:
        member.write(JPEG)
    assert names(path) == ["a.jpg"]


@pytest.mark.parametrize("name", ["a.zip", "a.cbz", "sub"])
def test_a_place_without_pictures_is_said(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name == "sub":
        path.mkdir()
        put(path / "notes.txt", b"")
    else:
        put(path, archive(Entry(b"notes.txt", b"")) if name == "a.cbz" else archive())
    items, failures, skipped = opened(path)
    assert not items
    assert not failures
    assert skipped == [Skipped(str(path), "empty", f"{path} holds no pictures.")]


def test_an_upload_is_read_in_place_where_it_is_a_file(tmp_path: Path) -> None:
    path = put(tmp_path / "0815", archive(Entry(b"./a.jpg", JPEG), Entry(b"b.jpg", JPEG)))

    def read() -> bytes:
        raise AssertionError("the whole archive must not be held in memory")

    def resolve(uri: str) -> SourceItem | Failure:
        return SourceItem(uri=uri, name="mine", size=path.stat().st_size, modified_ns=0, read=read, path=str(path))

    entries = list(expand(["upload:77"], Settings(), resolve_upload=resolve))
    assert [entry.uri for entry in entries] == ["upload:77!/a.jpg", "upload:77!/b.jpg"]
    again = local_item("upload:77!/b.jpg", Settings(), resolve_upload=resolve)
    assert isinstance(again, SourceItem)
    assert again.read is not None
    assert again.read() == JPEG
    (named,) = expand(["upload:77!/b.jpg"], Settings(), resolve_upload=resolve)
    assert named.uri == "upload:77!/b.jpg"
    missing = local_item("upload:77!/c.jpg", Settings(), resolve_upload=resolve)
    assert isinstance(missing, Failure)
    assert "mine has no picture c.jpg" in missing.reason


def test_what_zipfile_writes_and_what_is_made_here_are_read_alike() -> None:
    with zipfile.ZipFile(io.BytesIO(archive(Entry(b"a.jpg", JPEG)))) as opened_again:
        assert opened_again.read("a.jpg") == JPEG
