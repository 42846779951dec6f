"""An archive cannot make more work than its size and its declared sizes allow."""

from __future__ import annotations

import lzma
import struct
import time
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import pytest
from zip_making import Entry, archive

from pictrace.errors import UnreadablePicture
from pictrace.settings import Limits, Settings
from pictrace.sources import expand
from pictrace.types import Failure, SourceItem

JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 4


def put(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def only_failure(path: Path, settings: Settings | None = None) -> Failure:
    (entry,) = expand([path], settings or Settings())
    assert isinstance(entry, Failure)
    return entry


def items(path: Path, settings: Settings | None = None) -> list[SourceItem]:
    entries = list(expand([path], settings or Settings()))
    assert all(isinstance(entry, SourceItem) for entry in entries)
    return [entry for entry in entries if isinstance(entry, SourceItem)]


def read(item: SourceItem) -> bytes:
    assert item.read is not None
    return item.read()


def deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


def test_two_hundred_members_over_one_body_are_refused_at_once(tmp_path: Path) -> None:
    body = deflated(bytes(3_000_000))
    shared = [Entry(b"%03d.jpg" % number, bytes(3_000_000), method=8, packed=body, at=0) for number in range(1, 200)]
    first = Entry(b"000.jpg", bytes(3_000_000), method=8, packed=body)
    path = put(tmp_path / "a.zip", archive(first, *shared))
    assert path.stat().st_size < 20_000
    started = time.monotonic()
    failure = only_failure(path)
    assert time.monotonic() - started < 0.5
    assert failure.uri == str(path)
    assert "has members that overlap in the file (000.jpg and 001.jpg)" in failure.reason


@pytest.mark.parametrize("at", [0, 20, 200])
def test_a_member_inside_another_is_refused(tmp_path: Path, at: int) -> None:
    path = put(tmp_path / "a.zip", archive(Entry(b"a.jpg", JPEG), Entry(b"b.jpg", JPEG[:300], at=at)))
    assert "has members that overlap in the file" in only_failure(path).reason


def test_members_in_another_order_than_the_directory_do_not_overlap(tmp_path: Path) -> None:
    path = put(tmp_path / "a.zip", archive(*[Entry(b"%d.jpg" % number, JPEG[: 40 * number]) for number in range(1, 9)]))
    data = path.read_bytes()
    directory = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    entries = [data[at : at + 51] for at in range(directory, end, 51)]
    put(path, data[:directory] + b"".join(reversed(entries)) + data[end:])
    assert [len(read(item)) for item in items(path)] == [40 * number for number in range(8, 0, -1)]


@pytest.mark.parametrize("at", [5_000, 2**31 + 5])
def test_a_member_outside_the_archive_costs_itself(tmp_path: Path, at: int) -> None:
    path = put(tmp_path / "a.zip", archive(Entry(b"a.jpg", JPEG), Entry(b"b.jpg", JPEG, at=at)))
    item, failure = expand([path], Settings())
    assert isinstance(item, SourceItem)
    assert read(item) == JPEG
    assert isinstance(failure, Failure)
    assert "b.jpg is not in its archive, which is cut off or damaged" in failure.reason


def test_a_member_over_the_directory_costs_itself(tmp_path: Path) -> None:
    path = put(tmp_path / "a.zip", archive(Entry(b"a.jpg", JPEG)))
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02")
    data[at + 20 : at + 24] = struct.pack("<I", len(JPEG) + 60)
    assert "a.jpg is not in its archive" in only_failure(put(path, bytes(data))).reason


def test_a_total_over_the_limit_is_refused_before_anything_is_unpacked(tmp_path: Path) -> None:
    path = put(tmp_path / "a.zip", archive(*[Entry(b"%d.jpg" % number, bytes(1000)) for number in range(5)]))
    failure = only_failure(path, Settings(limits=Limits(max_archive_bytes=4_999)))
    assert failure.uri == str(path)
    assert failure.reason == (
        f"{path} holds 5 kB of pictures, over the limit of 4.999 kB for one archive; "
        "unpack it and add the folder, or raise max_archive_bytes."
    )
    assert len(items(path, Settings(limits=Limits(max_archive_bytes=5_000)))) == 5


def test_only_what_would_be_unpacked_counts(tmp_path: Path) -> None:
    films = [Entry(b"film.mp4", bytes(9000)), Entry(b"#recycle/a.jpg", bytes(9000)), Entry(b"big.jpg", bytes(3000))]
    path = put(tmp_path / "a.zip", archive(*films, Entry(b"a.jpg", JPEG)))
    assert len(items(path, Settings(limits=Limits(max_bytes=2000, max_archive_bytes=2000)))) == 2


def test_a_small_archive_of_much_is_a_bomb(tmp_path: Path) -> None:
    whole, packed = bytes(190_000_000), deflated(bytes(190_000_000))
    entries = [Entry(b"%d.jpg" % number, whole, method=8, packed=packed) for number in range(6)]
    path = put(tmp_path / "a.zip", archive(*entries))
    assert "would unpack to 1.14 GB, as an archive does that is made to do harm" in only_failure(path).reason
    assert len(items(put(path, archive(*entries[:5])))) == 5


def test_a_bomb_that_was_uploaded_is_refused_too(tmp_path: Path) -> None:
    data = archive(Entry(b"a.jpg", JPEG), Entry(b"b.jpg", JPEG, at=0))

    def resolve(uri: str) -> SourceItem | Failure:
        return SourceItem(uri=uri, name="mine.zip", read=lambda: data)

    (failure,) = expand(["upload:77"], Settings(), resolve_upload=resolve)
    assert isinstance(failure, Failure)
    assert failure.uri == "upload:77"
    assert failure.reason.startswith("mine.zip has members that overlap")


def test_the_limit_may_be_set_in_the_environment() -> None:
    settings = Settings.load({"PICTRACE_LIMITS_MAX_ARCHIVE_BYTES": "5000", "PICTRACE_LIMITS_MAX_PIXELS": "7"})
    assert settings.limits == Limits(max_archive_bytes=5000, max_pixels=7)


def test_sixty_thousand_members_are_checked_in_little_time(tmp_path: Path) -> None:
    path = put(tmp_path / "a.zip", archive(*[Entry(b"%05d.jpg" % number, b"") for number in range(60_000)]))
    started = time.monotonic()
    assert len(items(path)) == 60_000
    assert time.monotonic() - started < 20


def test_a_dictionary_larger_than_the_member_is_not_allocated(tmp_path: Path) -> None:
    packer = lzma.LZMACompressor(lzma.FORMAT_RAW, filters=[{"id": lzma.FILTER_LZMA1}])
    stream = packer.compress(JPEG) + packer.flush()
    properties = bytes([93]) + struct.pack("<I", 0xFFFFFFFF)
    packed = b"\x09\x04" + struct.pack("<H", 5) + properties + stream
    path = put(tmp_path / "a.zip", archive(Entry(b"a.jpg", JPEG, 2, method=14, packed=packed)))
    (item,) = items(path)
    tracemalloc.start()
    assert read(item) == JPEG
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5_000_000


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize(
    "packed",
    [
        b"",
        b"\0",
        b"\x09\x04\5\0",
        b"\x09\x04\5\0\xff\0\0\0\0",
        b"\x09\x04\0\0",
        b"\x09\x04\5\0\x5d\0\0\0\0\1",
        b"\xff" * 200,
    ],
)
def test_bytes_that_are_not_of_their_method_are_told(tmp_path: Path, method: int, packed: bytes) -> None:
    (item,) = items(put(tmp_path / "a.zip", archive(Entry(b"a.jpg", JPEG, method=method, packed=packed))))
    with pytest.raises(UnreadablePicture, match=r"cannot be read|is damaged"):
        read(item)


@pytest.mark.parametrize(
    ("method", "name"),
    [(1, "Shrink"), (6, "Implode"), (9, "Deflate64"), (93, "Zstandard"), (95, "xz"), (77, "method 77")],
)
def test_methods_that_are_not_read_are_named(tmp_path: Path, method: int, name: str) -> None:
    path = put(tmp_path / "a.zip", archive(Entry(b"a.jpg", JPEG, method=method), Entry(b"b.txt", JPEG, method=method)))
    assert f"a.jpg is packed with a rare method ({name}); pack the archive again" in only_failure(path).reason


def test_a_head_is_told_in_every_method(tmp_path: Path) -> None:
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        path = tmp_path / "a.zip"
        with zipfile.ZipFile(path, "w", method) as packed:
            packed.writestr("IMG_1", JPEG * 50)
            packed.writestr("words", "no picture " * 50)
        assert [item.name for item in items(path)] == ["IMG_1"]
