"""Locations as text: one reading, and back to the same text."""

from __future__ import annotations

import itertools
import random

import pytest

from pictrace.types import ByteDigest, Region, SourceUri

SHA = "ab" * 32


@pytest.mark.parametrize(
    ("text", "file", "member", "page"),
    [
        ("/a/x.jpg", "/a/x.jpg", None, None),
        ("/a/scan.tif#page=2", "/a/scan.tif", None, 2),
        ("/a/scan#page=1 copy.jpg", "/a/scan#page=1 copy.jpg", None, None),
        ("/a/page#page=1.jpg", "/a/page#page=1.jpg", None, None),
        ("/a/scan.tif#page=2#page=3", "/a/scan.tif#page=2", None, 3),
        ("/a/scan.tif#page=0", "/a/scan.tif#page=0", None, None),
        ("/a/scan.tif#page=01", "/a/scan.tif#page=01", None, None),
        ("/a/scan.tif#page=٢", "/a/scan.tif#page=٢", None, None),
        ("/a/scan.tif#page=2\n", "/a/scan.tif#page=2\n", None, None),
        ("/a/scan.tif#PAGE=2", "/a/scan.tif#PAGE=2", None, None),
        ("/a/b.zip!/c.jpg", "/a/b.zip", "c.jpg", None),
        ("/a/b.ZIP!/c/d.tif#page=12", "/a/b.ZIP", "c/d.tif", 12),
        ("/a/b.zip!/x#page=2.jpg", "/a/b.zip", "x#page=2.jpg", None),
        ("/a/x!/y.jpg", "/a/x!/y.jpg", None, None),
        ("/a/x!/b.zip!/y.jpg", "/a/x!/b.zip", "y.jpg", None),
        ("/a/b.zip!/x!/y.jpg", "/a/b.zip", "x!/y.jpg", None),
        ("/a/b#page=2.zip!/y.jpg", "/a/b#page=2.zip", "y.jpg", None),
        ("https://host/a.tif#page=2", "https://host/a.tif#page=2", None, None),
        ("https://host/a.zip!/b.jpg?x=!/y", "https://host/a.zip!/b.jpg?x=!/y", None, None),
        ("HTTP://host/%23page=2", "HTTP://host/%23page=2", None, None),
        (f"upload:{SHA}", f"upload:{SHA}", None, None),
        (f"upload:{SHA}!/a!/b.tif#page=3", f"upload:{SHA}", "a!/b.tif", 3),
        (f"upload:{SHA}#page=3", f"upload:{SHA}", None, 3),
        (r"C:\photos\a.jpg", r"C:\photos\a.jpg", None, None),
        (r"C:\photos\a.zip!/b/c.jpg", r"C:\photos\a.zip", "b/c.jpg", None),
        (r"c:/photos/a.tif#page=4", "c:/photos/a.tif", None, 4),
        (r"\\server\share\a.zip!/b.jpg", r"\\server\share\a.zip", "b.jpg", None),
        ("", "", None, None),
        ("#page=2", "", None, 2),
        ("!/", "!/", None, None),
    ],
)
def test_a_location_is_read_and_written_as_it_was(text: str, file: str, member: str | None, page: int | None) -> None:
    read = SourceUri.parse(text)
    assert (read.file, read.member, read.page, read.region) == (file, member, page, None)
    assert str(read) == text


def test_any_text_comes_back() -> None:
    pieces = ["/", "a", ".zip", "!/", "!", "#page=", "#page=2", "#xywh=1,2,3,4", "#xywh=0,0,0,0", "upload:", "C:", "\\"]
    chance = random.Random(3)
    for length in itertools.islice(itertools.cycle(range(1, 8)), 3000):
        text = "".join(chance.choices(pieces, k=length))
        assert str(SourceUri.parse(text)) == text
        assert all(str(split) == str(SourceUri.parse(text).whole) for split in SourceUri.parse(text).splits())
        assert str(ByteDigest.parse(text)) == text
        for digest in ("d", "d#page=2", "d#xywh=1,2,3,4", "d#page=2#xywh=1,2,3,4"):
            assert str(SourceUri.recorded(text, digest)) == text
        assert all(str(reading) == text for reading in SourceUri.readings(text))


def test_what_is_recorded_says_by_its_digest_whether_a_page_is_meant() -> None:
    assert SourceUri.recorded("/a/scan#page=2", "d").page is None
    assert SourceUri.recorded("/a/scan#page=2", "d#page=2") == SourceUri("/a/scan", page=2)
    assert SourceUri.recorded("/a/scan#page=2", "d#page=3") == SourceUri("/a/scan#page=2")
    assert SourceUri.recorded("https://h/a.tif#page=2", "d#page=2") == SourceUri("https://h/a.tif", page=2)
    part = Region(1, 2, 30, 40)
    assert SourceUri.recorded("/a.jpg#xywh=1,2,30,40", "d#xywh=1,2,30,40") == SourceUri("/a.jpg", region=part)
    assert SourceUri.recorded("/a.png#xywh=1,2,30,40", "d#page=2#xywh=1,2,30,40") == SourceUri("/a.png", region=part)


def test_a_file_of_just_this_name_is_looked_for_first() -> None:
    assert SourceUri.readings("/a/scan#page=2") == (SourceUri("/a/scan#page=2"), SourceUri("/a/scan", page=2))
    assert SourceUri.readings("/a/x.jpg") == (SourceUri("/a/x.jpg"),)


@pytest.mark.parametrize(
    ("text", "scheme"),
    [
        (r"C:\a.jpg", None),
        ("c:a.jpg", None),
        (r"\\server\share\a.jpg", None),
        ("/a:b.jpg", None),
        ("ftp://host/a.jpg", "ftp"),
        ("file:///a.jpg", "file"),
        ("https://host/a.jpg", "https"),
    ],
)
def test_a_drive_is_no_scheme(text: str, scheme: str | None) -> None:
    assert SourceUri.parse(text).scheme == scheme
    assert SourceUri.parse(text).is_url == (scheme == "https")


@pytest.mark.parametrize(("text", "digest"), [(f"upload:{SHA}", SHA), ("upload:x", None), ("/upload:x", None)])
def test_the_digest_of_an_upload(text: str, digest: str | None) -> None:
    assert SourceUri.parse(text).upload_digest == digest
    assert SourceUri.upload(SHA) == SourceUri(f"upload:{SHA}")


@pytest.mark.parametrize(
    ("text", "file", "page", "region"),
    [
        (SHA, SHA, None, None),
        (f"{SHA}#page=2", SHA, 2, None),
        (f"{SHA}#xywh=0,5,16,17", SHA, None, Region(0, 5, 16, 17)),
        (f"{SHA}#page=12#xywh=0,5,16,17", SHA, 12, Region(0, 5, 16, 17)),
    ],
)
def test_digests_name_a_page_and_a_part(text: str, file: str, page: int | None, region: Region | None) -> None:
    assert ByteDigest.parse(text) == ByteDigest(file, page, region)
    assert str(ByteDigest(file, page, region)) == text
