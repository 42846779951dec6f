"""A folder gives every picture below it, in one order, whatever else lies around."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from zip_making import Entry, archive

from pictrace.errors import PictureTooLarge, UnreadablePicture
from pictrace.settings import Limits, Settings
from pictrace.sources import expand, local_item
from pictrace.types import Failure, SourceItem

JPEG = b"\xff\xd8\xff\xe0" + bytes(60)


def put(path: Path, data: bytes = JPEG) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def uris(source: Path, settings: Settings | None = None) -> list[str]:
    return [entry.uri for entry in expand([source], settings or Settings())]


def only_failure(source: str | Path, settings: Settings | None = None) -> Failure:
    (entry,) = expand([source], settings or Settings())
    assert isinstance(entry, Failure)
    return entry


def test_every_picture_below_sorted_by_name(tmp_path: Path) -> None:
    wanted = [put(tmp_path / name) for name in ("a.jpg", "b/1.PNG", "b/c/deep.tiff", "b/x.heic", "c.webp", "ä ö.jp2")]
    assert uris(tmp_path) == [str(path) for path in wanted]
    assert uris(tmp_path) == uris(tmp_path)


def test_an_item_says_what_the_file_says(tmp_path: Path) -> None:
    path = put(tmp_path / "a.jpg")
    (item,) = expand([tmp_path], Settings())
    assert isinstance(item, SourceItem)
    assert (item.uri, item.name, item.size) == (str(path), "a.jpg", len(JPEG))
    assert item.modified_ns == path.stat().st_mtime_ns
    assert item.read is not None
    assert item.read() == JPEG


@pytest.mark.parametrize(
    "name",
    [
        *(".DS_Store", "Thumbs.db", ".hidden/a.jpg", "__MACOSX/a.jpg", "@eaDir/a.jpg", "._a.jpg", "a.xmp", "a.txt"),
        *("a.csv", "a.json", "a.pdf", "a.mp4"),
    ],
)
def test_what_is_no_input_is_passed_over_even_when_it_begins_like_a_picture(tmp_path: Path, name: str) -> None:
    put(tmp_path / name)
    assert uris(tmp_path) == []


@pytest.mark.parametrize(
    ("head", "is_picture"),
    [
        (b"\xff\xd8\xff\xe1", True),
        (b"\x89PNG\r\n\x1a\n", True),
        (b"GIF89a", True),
        (b"RIFF\0\0\0\0WEBP", True),
        (b"RIFF\0\0\0\0WAVE", False),
        (b"II*\0", True),
        (b"MM\0*", True),
        (b"\0\0\0\x20ftypavif", True),
        (b"\0\0\0\x20ftypheic", True),
        (b"\0\0\0\x20ftypisom", False),
        (b"\0\0\0\x0cjP  \r\n\x87\n", True),
        (b"BM\x10\0\0\0\0\0\0\0", True),
        (b"BMW is a maker of cars", False),
        (b"plain words", False),
        (b"", False),
    ],
)
def test_a_name_that_says_nothing_is_looked_into(tmp_path: Path, head: bytes, is_picture: bool) -> None:
    paths = [put(tmp_path / name, head + bytes(40) if head else b"") for name in ("IMG_0001", "scan.0815")]
    assert uris(tmp_path) == ([str(path) for path in paths] if is_picture else [])


def test_pictures_that_cannot_be_decoded_here_are_inputs_so_that_they_are_listed_with_a_reason(tmp_path: Path) -> None:
    paths = [put(tmp_path / name) for name in ("a.cr2", "b.psd", "c.svg")]
    assert uris(tmp_path) == [str(path) for path in paths]


def test_a_file_that_is_named_itself_is_an_input_whatever_it_is_called(tmp_path: Path) -> None:
    path = put(tmp_path / ".notes.txt", b"words")
    assert uris(path) == [str(path)]


def test_links_are_followed_once_and_loops_end(tmp_path: Path) -> None:
    put(tmp_path / "top" / "a.jpg")
    put(tmp_path / "elsewhere" / "b.jpg")
    (tmp_path / "top" / "loop").symlink_to(tmp_path / "top")
    (tmp_path / "top" / "one").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "top" / "two").symlink_to(tmp_path / "elsewhere")
    assert uris(tmp_path / "top") == [str(tmp_path / "top" / name) for name in ("a.jpg", "one/b.jpg")]


def test_an_archive_that_is_reached_through_a_link_keeps_its_name(tmp_path: Path) -> None:
    put(tmp_path / "disk7" / "a.jpg")
    (tmp_path / "photos").symlink_to(tmp_path / "disk7")
    assert uris(tmp_path / "photos") == [str(tmp_path / "photos" / "a.jpg")]


def test_folders_may_be_nested_deeper_than_calls(tmp_path: Path) -> None:
    here = os.getcwd()
    depth = 400
    try:
        os.chdir(tmp_path)
        for _ in range(depth):
            os.mkdir("d")
            os.chdir("d")
        put(Path("a.jpg"))
    finally:
        os.chdir(here)
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(350)
    try:
        assert len(uris(tmp_path)) == 1
    finally:
        sys.setrecursionlimit(limit)


def test_a_broken_link_and_a_pipe_are_listed_and_do_not_block(tmp_path: Path) -> None:
    (tmp_path / "gone.jpg").symlink_to(tmp_path / "nowhere.jpg")
    os.mkfifo(tmp_path / "pipe.jpg")
    os.mkfifo(tmp_path / "pipe")
    reasons = [entry.reason for entry in expand([tmp_path], Settings()) if isinstance(entry, Failure)]
    assert len(reasons) == 2
    assert "gone.jpg is not there" in reasons[0]
    assert "pipe.jpg is no ordinary file" in reasons[1]


def test_a_name_that_is_not_utf8_is_told_in_printable_words(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/caf\xe9.jpg"
    with open(raw, "wb") as file:
        file.write(JPEG)
    failure = only_failure(tmp_path)
    assert "not valid UTF-8; rename" in failure.reason
    failure.uri.encode("utf-8")
    failure.reason.encode("utf-8")


def test_other_archives_are_not_lost_silently(tmp_path: Path) -> None:
    for name in ("a.rar", "b.7z", "c.tar.gz"):
        put(tmp_path / name)
    entries = list(expand([tmp_path], Settings()))
    assert [isinstance(entry, Failure) and "pack it as zip" in entry.reason for entry in entries] == [True] * 3


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = put(tmp_path / "a.jpg", bytes(2000))
    (item,) = expand([path], Settings(limits=Limits(max_bytes=1500)))
    assert isinstance(item, SourceItem)
    assert item.read is not None
    with pytest.raises(PictureTooLarge, match=r"has 2 kB, over the limit of 1\.5 kB"):
        item.read()


def test_a_file_that_vanished_is_told(tmp_path: Path) -> None:
    path = put(tmp_path / "a.jpg")
    (item,) = expand([path], Settings())
    path.unlink()
    assert isinstance(item, SourceItem)
    assert item.read is not None
    with pytest.raises(UnreadablePicture, match=r"a\.jpg is no longer there"):
        item.read()


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("/nowhere/a.jpg", "/nowhere/a.jpg is not there; check the path."),
        ("ftp://host/a.jpg", "begins with ftp:, which is not fetched; name a file or an http or https URL."),
        ("file:///etc/passwd", "begins with file:, which is not fetched"),
        ("data:image/png;base64,AAAA", "begins with data:"),
        ("upload:0123", "known to their library only"),
        ("", "is no name of a file"),
        ("a\0b.jpg", "is no name of a file"),
        ("a\ud800b.jpg", "is not there"),
        (f"/{'a' * 5000}.jpg", "is not there"),
    ],
)
def test_what_cannot_be_added_is_told_in_words(source: str, words: str) -> None:
    failure = only_failure(source)
    assert words in failure.reason
    assert "\n" not in failure.reason


def test_several_sources_of_every_kind_come_in_their_order(tmp_path: Path) -> None:
    put(tmp_path / "folder" / "b.jpg")
    path = put(tmp_path / "a.jpg")
    sources = ["https://host/c.jpg", tmp_path / "folder", path, str(path)]
    found = [entry.uri for entry in expand(sources, Settings())]
    assert found == ["https://host/c.jpg", str(tmp_path / "folder" / "b.jpg"), str(path), str(path)]


def test_a_relative_path_becomes_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(tmp_path / "a.jpg")
    monkeypatch.chdir(tmp_path)
    assert uris(Path("a.jpg")) == [str(path)]


def test_uploads_come_from_their_library(tmp_path: Path) -> None:
    def resolve(uri: str) -> SourceItem | Failure:
        if uri == "upload:1":
            return SourceItem(uri=uri, name="a.jpg", read=lambda: JPEG)
        return Failure(uri, "gone")

    entries = list(expand(["upload:1", "upload:2"], Settings(), resolve_upload=resolve))
    assert [type(entry) for entry in entries] == [SourceItem, Failure]
    assert isinstance(local_item("upload:1", Settings(), resolve_upload=resolve), SourceItem)


def test_a_recorded_uri_finds_its_file_again(tmp_path: Path) -> None:
    path = put(tmp_path / "a.jpg")
    item = local_item(str(path), Settings())
    assert isinstance(item, SourceItem)
    assert item.read is not None
    assert item.read() == JPEG
    path.unlink()
    assert isinstance(local_item(str(path), Settings()), Failure)


def test_links_do_not_lead_out_of_a_named_folder(tmp_path: Path) -> None:
    root = tmp_path / "root"
    put(root / "a.jpg")
    put(root / "sub" / "b.jpg")
    secret = put(tmp_path / "outside" / "secret.jpg")
    (root / "link.jpg").symlink_to(secret)
    (root / "linked").symlink_to(secret.parent)
    settings = Settings(folders=(root,))
    for source in (root, root / "sub" / ".."):
        entries = list(expand([source], settings))
        items = [entry.uri for entry in entries if isinstance(entry, SourceItem)]
        assert items == [str(root / "a.jpg"), str(root / "sub" / "b.jpg")]
        assert sum(isinstance(entry, Failure) and "outside the named folders" in entry.reason for entry in entries) == 2
    assert "outside the named folders" in only_failure(root / "link.jpg", settings).reason
    assert "outside the named folders" in only_failure(root / "linked", settings).reason
    secrets = put(tmp_path / "outside" / "secrets.zip", archive(Entry(b"s.jpg", JPEG)))
    (root / "link.zip").symlink_to(secrets)
    for source in (root / "link.zip", f"{root}/link.zip!/s.jpg"):
        assert "outside the named folders" in only_failure(source, settings).reason
    assert uris(secret, settings) == [str(secret)]  # elsewhere the command line goes where it is told
