"""Zip archives are read in place; what they declare is not believed."""

from __future__ import annotations

import io
import struct
import threading
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import pytest

from pictrace.errors import PictureTooLarge, UnreadablePicture
from pictrace.settings import Limits, Settings
from pictrace.sources import expand, local_item
from pictrace.types import Failure, SourceItem

JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 4


def pack(path: Path, members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def items(path: Path, settings: Settings | None = None) -> list[SourceItem]:
    return [entry for entry in expand([path], settings or Settings()) if isinstance(entry, SourceItem)]


def failures(path: Path, settings: Settings | None = None) -> list[Failure]:
    return [entry for entry in expand([path], settings or Settings()) if isinstance(entry, Failure)]


def bytes_of(item: SourceItem | Failure) -> bytes:
    assert isinstance(item, SourceItem)
    assert item.read is not None
    return item.read()


METHODS = [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]


@pytest.mark.parametrize("method", METHODS)
def test_members_are_found_in_all_folders_and_read_whole(tmp_path: Path, method: int) -> None:
    path = pack(tmp_path / "a.zip", {"b.jpg": JPEG, "x/y/c.png": JPEG * 2, "noname": JPEG, "empty.jpg": b""}, method)
    found = items(path)
    assert [item.uri for item in found] == [f"{path}!/{name}" for name in ("b.jpg", "x/y/c.png", "noname", "empty.jpg")]
    assert [bytes_of(item) for item in found] == [JPEG, JPEG * 2, JPEG, b""]
    assert [item.name for item in found][1] == "c.png"
    assert [item.size for item in found][1] == 2 * len(JPEG)
    assert {item.modified_ns for item in found} == {path.stat().st_mtime_ns}


def test_what_is_no_picture_is_passed_over(tmp_path: Path) -> None:
    names = ("__MACOSX/._b.jpg", ".DS_Store", "x/Thumbs.db", "notes.txt", "list.csv", "unknown")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.mkdir("folder.jpg")
        for name in names:
            archive.writestr(name, b"text")
    assert list(expand([tmp_path / "a.zip"], Settings())) == []


def test_an_archive_in_a_folder_is_opened_and_one_in_an_archive_is_refused(tmp_path: Path) -> None:
    inner = pack(tmp_path / "inner.zip", {"a.jpg": JPEG}).read_bytes()
    (tmp_path / "inner.zip").unlink()
    path = pack(tmp_path / "Outer.ZIP", {"inner.zip": inner, "b.jpg": JPEG, "c.rar": b""})
    assert [item.uri for item in items(tmp_path)] == [f"{path}!/b.jpg"]
    assert [failure.uri for failure in failures(tmp_path)] == [f"{path}!/inner.zip", f"{path}!/c.rar"]
    assert all("archive inside an archive" in failure.reason for failure in failures(tmp_path))


def change_directory(path: Path, offset: int, value: bytes) -> None:
    """Overwrite something in the directory entry of the first member."""
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02") + offset
    data[at : at + len(value)] = value
    path.write_bytes(data)


def test_an_encrypted_member_is_told(tmp_path: Path) -> None:
    path = pack(tmp_path / "a.zip", {"a.jpg": JPEG})
    change_directory(path, 8, struct.pack("<H", 1))
    (failure,) = failures(path)
    assert "a.zip!/a.jpg is encrypted; unpack the archive with its password" in failure.reason


def test_a_declared_size_over_the_limit_is_refused_without_unpacking(tmp_path: Path) -> None:
    path = pack(tmp_path / "a.zip", {"a.jpg": bytes(3000)})
    (item,) = items(path, Settings(limits=Limits(max_bytes=2000)))
    with pytest.raises(PictureTooLarge, match="has 3 kB, over the limit of 2 kB"):
        bytes_of(item)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("declared", [0, 100])
def test_a_bomb_that_declares_little_is_stopped_at_what_it_declares(tmp_path: Path, method: int, declared: int) -> None:
    path = pack(tmp_path / "a.zip", {"a.jpg": bytes(10_000_000)}, method)
    change_directory(path, 24, struct.pack("<I", declared))
    (item,) = items(path)
    assert item.size == declared
    tracemalloc.start()
    with pytest.raises(UnreadablePicture, match=r"than the (100|0) bytes that it declares|is damaged"):
        bytes_of(item)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 500_000


def test_a_member_whose_bytes_are_not_the_declared_ones_is_damaged(tmp_path: Path) -> None:
    path = pack(tmp_path / "a.zip", {"a.jpg": JPEG}, zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    data[data.index(JPEG) + 50] ^= 1
    path.write_bytes(data)
    with pytest.raises(UnreadablePicture, match="its checksum is not the declared one"):
        bytes_of(items(path)[0])


def test_a_rare_method_is_told_instead_of_unpacked_without_bound(tmp_path: Path) -> None:
    path = pack(tmp_path / "a.zip", {"a.jpg": JPEG, "b.txt": b""})
    change_directory(path, 10, struct.pack("<H", 9))
    (failure,) = failures(path)
    assert failure.uri == f"{path}!/a.jpg"
    assert "is packed with a rare method (Deflate64); pack the archive again" in failure.reason


def test_too_many_entries_are_refused_whatever_the_archive_declares(tmp_path: Path) -> None:
    path = pack(tmp_path / "a.zip", {f"{n}.jpg": b"" for n in range(20)})
    data = bytearray(path.read_bytes())
    end = data.index(b"PK\x05\x06")
    data[end + 8 : end + 12] = struct.pack("<HH", 1, 1)
    path.write_bytes(data)
    (failure,) = failures(path, Settings(limits=Limits(max_members=10)))
    assert "has more than 10 entries; split the archive" in failure.reason
    assert len(items(path, Settings(limits=Limits(max_members=20)))) == 20


def test_names_are_text_in_whatever_code_they_were_written(tmp_path: Path) -> None:
    for raw, flag, name in (
        ("Zürich.jpg".encode(), 0, "Zürich.jpg"),
        ("Zürich.jpg".encode(), 0x800, "Zürich.jpg"),
        ("Zürich.jpg".encode("cp437"), 0, "Zürich.jpg"),
        (b"a\\b.jpg", 0, "a/b.jpg"),
    ):
        path = tmp_path / "a.zip"
        path.write_bytes(handmade(raw, flag))
        (item,) = items(path)
        assert item.uri == f"{path}!/{name}"
        assert bytes_of(item) == JPEG
        assert isinstance(local_item(item.uri, Settings()), SourceItem)


def handmade(name: bytes, flag: int) -> bytes:
    """An archive of one stored member, its name in any bytes."""
    fixed = struct.pack("<HHHHIIIHH", flag, 0, 0, 0x21, zlib.crc32(JPEG), len(JPEG), len(JPEG), len(name), 0)
    local = b"PK\x03\x04" + struct.pack("<H", 20) + fixed + name + JPEG
    directory = b"PK\x01\x02" + struct.pack("<HH", 20, 20) + fixed + struct.pack("<HHHII", 0, 0, 0, 0, 0) + name
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(directory), len(local), 0)
    return local + directory + end


@pytest.mark.parametrize("data", [b"", b"no archive", b"PK\x05\x06" + bytes(18), b"PK\x03\x04" + bytes(100)])
def test_what_is_no_archive_is_one_failure_or_nothing(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    assert items(path) == []
    assert all("is no readable zip archive" in failure.reason for failure in failures(path))


def test_damage_anywhere_is_told_and_nothing_else_is_raised(tmp_path: Path) -> None:
    whole = pack(tmp_path / "whole.zip", {"a.jpg": JPEG, "b/c": JPEG, "d.png": JPEG * 3}).read_bytes()
    path = tmp_path / "a.zip"
    told = 0
    for at in range(0, len(whole), 7):
        for changed in (whole[:at], whole[:at] + b"\xff" + whole[at + 1 :]):
            path.write_bytes(changed)
            for item in items(path):
                try:
                    bytes_of(item)
                except UnreadablePicture:
                    told += 1
    assert told > 20


def test_an_archive_that_vanished_is_told(tmp_path: Path) -> None:
    path = pack(tmp_path / "a.zip", {"a.jpg": JPEG})
    (item,) = items(path)
    path.unlink()
    with pytest.raises(UnreadablePicture, match=r"a\.zip is no longer there"):
        bytes_of(item)


def test_members_are_read_from_many_threads_at_once(tmp_path: Path) -> None:
    members = {f"{n}.jpg": JPEG + bytes([n]) * 1000 for n in range(30)}
    found = items(pack(tmp_path / "a.zip", members))
    wrong: list[str] = []

    def read_all() -> None:
        wrong.extend(item.uri for item, data in zip(found, members.values(), strict=True) if bytes_of(item) != data)

    threads = [threading.Thread(target=read_all) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_one_member_can_be_named(tmp_path: Path) -> None:
    folder = tmp_path / "odd!"
    folder.mkdir()
    path = pack(folder / "a.zip", {"x/a.jpg": JPEG})
    uri = f"{path}!/x/a.jpg"
    (item,) = expand([uri], Settings())
    assert bytes_of(item) == JPEG
    assert bytes_of(local_item(uri, Settings())) == JPEG
    missing = local_item(f"{path}!/x/b.jpg", Settings())
    assert isinstance(missing, Failure)
    assert "has no picture x/b.jpg" in missing.reason
    assert isinstance(local_item(f"{folder}/b.zip!/a.jpg", Settings()), Failure)


def test_an_uploaded_archive_is_opened(tmp_path: Path) -> None:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        archive.writestr("a.jpg", JPEG)

    def resolve(uri: str) -> SourceItem | Failure:
        return SourceItem(uri=uri, name="mine.zip", modified_ns=0, read=memory.getvalue)

    (item,) = expand(["upload:77"], Settings(), resolve_upload=resolve)
    assert item.uri == "upload:77!/a.jpg"
    assert bytes_of(item) == JPEG
    assert bytes_of(local_item(item.uri, Settings(), resolve_upload=resolve)) == JPEG
