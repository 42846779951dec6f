"""What lies beside a picture and belongs to it tells of it, and costs nothing when it cannot be read."""

from __future__ import annotations

import hashlib
import json
import os
import time
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pictrace import Library
from pictrace.imaging.metadata import KEYS, MAX_SIDECAR, with_sidecars
from pictrace.sources.sidecars import Listings, Names, NamesInFolders, beside_file

NAMESPACES = (
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
    'xmlns:exif="http://ns.adobe.com/exif/1.0/"'
)
LONG = "a very long name of a picture that somebody took at night.jpg"


def xmp(attributes: str) -> bytes:
    inside = f"<rdf:RDF {NAMESPACES}><rdf:Description {attributes}/></rdf:RDF>"
    return f'<x:xmpmeta xmlns:x="adobe:ns:meta/">{inside}</x:xmpmeta>'.encode()


def takeout(**told: object) -> bytes:
    whole = {
        "title": "a.jpg",
        "description": "Harbour at night",
        "imageViews": "3",
        "creationTime": {"timestamp": "1714600000", "formatted": "May 1, 2024"},
        "photoTakenTime": {"timestamp": "1714566600", "formatted": "May 1, 2024, 12:30:00 PM UTC"},
        "geoData": {"latitude": 53.54, "longitude": 9.97, "altitude": 0.0},
        "geoDataExif": {"latitude": 53.54, "longitude": 9.97},
        "people": [{"name": "Ana Ruiz"}, {"name": "Łęcki, Bo"}],
        "url": "https://photos.example/1",
    }
    return json.dumps({**whole, **told}).encode()


# ---------------------------------------------------------------- which belong to a picture


@pytest.mark.parametrize(
    ("picture", "sidecar"),
    [
        *(
            ("a.jpg", "a.jpg.xmp"),
            ("a.jpg", "a.xmp"),
            ("A.JPG", "A.XMP"),
            ("a.JPG", "a.jpg.XMP"),
            ("a.b.jpg", "a.b.xmp"),
        ),
        *(("a.jpg", "a.jpg.json"), ("a.jpg", "a.jpg.supplemental-metadata.json"), ("a.jpg", "a.json")),
        *(("a.jpg", f"a.jpg{'.supplemental-metadata'[:length]}.json") for length in range(1, 23)),
        *(("a(1).jpg", "a.jpg(1).json"), ("a(12).jpg", "a.jpg.supplemental-metadata(12).json")),
        *(("a(1).jpg", "a(1).jpg.json"), ("a(1).jpg", "a.jpg.supplemental-me(1).json"), ("a(1).jpg", "a(1).xmp")),
        *(("a-edited.jpg", "a.jpg.json"), ("a-bearbeitet.jpg", "a.jpg.supplemental-metadata.json")),
        *(("a-edited(1).jpg", "a.jpg(1).json"), ("a(1)-edited.jpg", "a.jpg(1).json"), ("a-EDITED.jpg", "a.jpg.json")),
        (LONG, LONG[:46] + ".json"),
        (LONG[:47] + ".jpg", LONG[:46] + ".json"),
        (LONG[:47] + "(1).jpg", LONG[:46] + "(1).json"),
        ("a name of forty-six letters, or about as ma-edi.jpg", "a name of forty-six letters, or about as ma.jp.json"),
        ("für.jpg", "fu\u0308r.jpg.xmp"),
        ("夜.jpg", "夜.jpg.supplemental-metadata.json"),
        ("picture", "picture.json"),
    ],
)
def test_a_sidecar_is_known_by_its_name(picture: str, sidecar: str) -> None:
    assert Names(["other.jpg", "other.xmp", "metadata.json", sidecar]).of(picture) == (sidecar,)


@pytest.mark.parametrize(
    ("picture", "other"),
    [
        *(
            ("a.jpg", "b.jpg.xmp"),
            ("a.jpg", "a.png.xmp"),
            ("a.jpg", "a.jpg"),
            ("a.jpg", "a.jpg.txt"),
            ("a.jpg", ".xmp"),
        ),
        *(("a.jpg", "a.jpg(1).json"), ("a(1).jpg", "a.jpg.json"), ("a(1).jpg", "a.jpg(2).json"), ("a.jpg", "aa.json")),
        *(("a.jpg", "a-edited.jpg.json"), ("a.jpg", "a.jpg.supplemental-metadata-x.json"), ("ab.jpg", "a.json")),
        *(("a-e.jpg", "a.jpg.json"), (LONG, LONG[:30] + ".json"), (".xmp", ".json"), ("", ".xmp")),
    ],
)
def test_what_is_called_otherwise_belongs_to_another(picture: str, other: str) -> None:
    assert Names([other]).of(picture) == ()


def test_the_nearer_name_goes_first_and_each_is_named_once() -> None:
    names = Names(["a.json", "a.jpg.json", "a.xmp", "a.jpg.xmp"])
    assert names.of("a.jpg") == ("a.jpg.xmp", "a.xmp", "a.jpg.json")
    assert Names(["A.jpg.xmp", "a.jpg.xmp"]).of("a.jpg") == ("a.jpg.xmp",)
    assert Names(["A.jpg.xmp", "a.jpg.xmp"]).of("A.jpg") == ("A.jpg.xmp",)


def test_members_of_an_archive_find_theirs_in_their_own_folder() -> None:
    names = NamesInFolders(["a.jpg", "a.xmp", "x/a.jpg", "x/a.jpg.json", "y/a.jpg", "x/y/a.xmp"])
    assert names.of("a.jpg") == ("a.xmp",)
    assert names.of("x/a.jpg") == ("x/a.jpg.json",)
    assert names.of("y/a.jpg") == ()


# ---------------------------------------------------------------- reading them


def test_files_beside_a_file_are_read_and_new_ones_are_seen(tmp_path: Path) -> None:
    path = str(tmp_path / "a.jpg")
    assert beside_file(path) == ()
    for n in range(20):
        (tmp_path / "a.xmp").write_bytes(b"%d" % n)
        assert beside_file(path) == (("a.xmp", b"%d" % n),)
        (tmp_path / "a.xmp").unlink()
        assert beside_file(path) == ()


def test_a_folder_is_listed_once_for_all_its_pictures(tmp_path: Path) -> None:
    for n in range(300):
        (tmp_path / f"{n}.xmp").write_bytes(b"x")
    os.utime(tmp_path, (1_700_000_000, 1_700_000_000))
    listed: list[str] = []

    def list_folder(folder: str) -> list[str]:
        listed.append(folder)
        return os.listdir(folder)

    listings = Listings(list_folder)
    assert all(beside_file(str(tmp_path / f"{n}.jpg"), listings) == ((f"{n}.xmp", b"x"),) for n in range(300))
    assert listed == [str(tmp_path)]


def test_a_large_folder_that_changes_all_the_time_is_not_listed_for_each_picture(tmp_path: Path) -> None:
    listed = 0

    def list_slowly(folder: str) -> list[str]:
        nonlocal listed
        listed += 1
        time.sleep(0.05)
        return os.listdir(folder)

    listings = Listings(list_slowly)
    for n in range(50):
        (tmp_path / f"{n}.jpg").touch()
        beside_file(str(tmp_path / f"{n}.jpg"), listings)
    assert listed < 10


def test_links_folders_and_what_is_too_large_are_left_out(tmp_path: Path) -> None:
    secret = tmp_path / "secret.xmp"
    secret.write_bytes(xmp('dc:title="secret"'))
    folder = tmp_path / "pictures"
    folder.mkdir()
    (folder / "a.xmp").symlink_to(secret)
    (folder / "b.xmp").mkdir()
    (folder / "c.xmp").symlink_to(folder / "nowhere")
    with open(folder / "d.xmp", "wb") as large:
        large.truncate(MAX_SIDECAR + 1)
    assert [beside_file(str(folder / f"{name}.jpg")) for name in "abcd"] == [()] * 4
    assert beside_file(str(tmp_path / "nowhere" / "a.jpg")) == ()


# ---------------------------------------------------------------- what they say

EMBEDDED = {
    "title": "embedded",
    "creator": "embedded",
    "date_taken": "2024-05-01 14:30:00",
    "keywords": "harbour, night",
}


def told(
    *sidecars: tuple[str, bytes], embedded: Mapping[str, str] = EMBEDDED, picture: str = "a.jpg"
) -> dict[str, str]:
    return with_sidecars(embedded, sidecars, picture=picture)


def test_an_xmp_sidecar_goes_before_the_picture_field_by_field() -> None:
    said = xmp('dc:title="beside" photoshop:DateCreated="2020-02-02" xmp:CreateDate="2021-01-01"')
    assert told(("a.xmp", said)) == {**EMBEDDED, "title": "beside", "date_taken": "2020-02-02"}


def test_the_date_of_a_file_that_was_made_goes_behind_the_picture() -> None:
    said = xmp('xmp:CreateDate="2021-01-01"')
    assert told(("a.xmp", said))["date_taken"] == "2024-05-01 14:30:00"
    assert told(("a.xmp", said), embedded={}) == {"date_taken": "2021-01-01"}


def test_the_nearer_sidecar_goes_before_the_other() -> None:
    first, second = xmp('dc:title="first"'), xmp('dc:title="second" dc:creator="second"')
    found = told(("a.jpg.xmp", first), ("a.xmp", second))
    assert (found["title"], found["creator"]) == ("first", "second")


@pytest.mark.parametrize(("extension", "is_his"), [("JPG", True), ("jpg", True), ("NEF", False), ("", True)])
def test_a_sidecar_that_says_whose_it_is_tells_of_that_picture_only(extension: str, is_his: bool) -> None:
    said = xmp(f'dc:title="beside" photoshop:SidecarForExtension="{extension}"')
    assert (told(("a.xmp", said))["title"] == "beside") is is_his


def test_takeout_tells_what_a_person_wrote_and_when_nothing_else_says_so() -> None:
    keywords = "harbour, night, Ana Ruiz, Łęcki Bo"
    assert told(("a.jpg.json", takeout())) == {**EMBEDDED, "caption": "Harbour at night", "keywords": keywords}
    assert told(("a.jpg.json", takeout()), embedded={}) == {
        "caption": "Harbour at night",
        "keywords": "Ana Ruiz, Łęcki Bo",
        "date_taken": "2024-05-01 12:30:00",
    }


@pytest.mark.parametrize(
    ("title", "found"),
    [
        *(("a.jpg", None), ("IMG_1.HEIC", None), ("a", None), ("", None), (None, None), (7, None), ("MOV_1.mp4", None)),
        *(("Harbour at St.Pauli", "Harbour at St.Pauli"), ("Harbour", "Harbour")),
    ],
)
def test_the_title_of_takeout_is_one_when_it_is_no_file_name(title: object, found: str | None) -> None:
    assert told(("a.jpg.json", takeout(title=title)), embedded={}).get("title") == found


@pytest.mark.parametrize(
    ("timestamp", "date"),
    [
        *(
            ("1714566600", "2024-05-01 12:30:00"),
            (1714566600, "2024-05-01 12:30:00"),
            ("-86400000", "1967-04-07 00:00:00"),
        ),
        *(("0", None), ("", None), ("soon", None), ("9" * 40, None), (True, None), (None, None), (1.5, None)),
    ],
)
def test_seconds_since_1970_are_a_date(timestamp: object, date: str | None) -> None:
    said = takeout(photoTakenTime={"timestamp": timestamp})
    assert told(("a.jpg.json", said), embedded={}).get("date_taken") == date


@pytest.mark.parametrize("other", [None, [], "x", 3, [None, 3, {"name": None}, {}, {"name": " "}], {"name": "a"}])
def test_fields_of_another_kind_cost_only_themselves(other: object) -> None:
    said = takeout(people=other, photoTakenTime=other, title="a.jpg")
    assert told(("a.jpg.json", said), embedded={}) == {"caption": "Harbour at night"}


def test_places_are_not_kept() -> None:
    gps = xmp('exif:GPSLatitude="53,32.4N" exif:GPSLongitude="9,58.2E" photoshop:City="Hamburg" dc:title="beside"')
    found = told(("a.xmp", gps), ("a.jpg.json", takeout()))
    assert set(found) <= set(KEYS)
    assert not any("53" in value or "Hamburg" in value for value in found.values())


@pytest.mark.parametrize(
    ("name", "content"),
    [
        *(("a.xmp", b""), ("a.xmp", b"\0" * 900), ("a.xmp", b"<x:xmpmeta"), ("a.xmp", os.urandom(4000))),
        ("a.xmp", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
        *(("a.json", b""), ("a.json", b"{"), ("a.json", b"[]"), ("a.json", b"null"), ("a.json", b"[" * 100_000)),
        *(
            ("a.json", b'{"url": "x.jpg"}'),
            ("a.json", b"\xff\xfe\0"),
            ("a.json", b"9" * 6000),
            ("a.json", os.urandom(999)),
        ),
    ],
)
def test_a_damaged_sidecar_costs_nothing_but_itself(name: str, content: bytes) -> None:
    assert told((name, content), ("b.json", takeout(people=[]))) == {**EMBEDDED, "caption": "Harbour at night"}


# ---------------------------------------------------------------- adding


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library", backbone="tiny") as opened:
        yield opened


def picture(path: Path) -> Path:
    """A picture that no other name gives."""
    seed = int.from_bytes(hashlib.sha256(path.name.encode()).digest()[:4], "big")
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.random.default_rng(seed).integers(0, 255, (40, 60, 3), np.uint8)).save(path)
    return path


def metadata(library: Library) -> dict[str, dict[str, str]]:
    return {record.name: dict(record.metadata) for record in library.records()}


def laid_out(folder: Path) -> Path:
    for name in ("a.png", "b.png", "c(1).png", "d.png", "e.png"):
        picture(folder / name)
    (folder / "a.png.xmp").write_bytes(xmp('dc:title="Grüße"').replace("ü".encode(), b"\xfc"))
    (folder / "b.xmp").write_bytes(xmp('dc:title="Night"'))
    (folder / "c.png.supplemental-metadata(1).json").write_bytes(takeout(people=[]))
    (folder / "d.png.json").write_bytes(b"{ damaged")
    (folder / "metadata.json").write_bytes(takeout(title="An album"))
    return folder


EXPECTED = {
    "a.png": {"title": "Grüße"},
    "b.png": {"title": "Night"},
    "c(1).png": {"caption": "Harbour at night", "date_taken": "2024-05-01 12:30:00"},
    "d.png": {},
    "e.png": {},
}


@pytest.mark.parametrize("way", ["folder", "files", "table", "archive", "members", "upload"])
def test_sidecars_tell_of_what_is_added_in_every_way(library: Library, tmp_path: Path, way: str) -> None:
    folder = laid_out(tmp_path / "pictures" / "album")
    sources: list[str | Path] = [folder.parent]
    if way == "files":
        sources = sorted(folder.glob("*.png"))
    elif way == "table":
        rows = [{"path": str(path)} for path in sorted(folder.glob("*.png"))]
        (tmp_path / "table.json").write_text(json.dumps(rows))
        sources = [tmp_path / "table.json"]
    elif way != "folder":
        with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(folder.iterdir()):
                archive.write(path, f"album/{path.name}")
        sources = [tmp_path / "a.zip"]
        if way == "members":
            sources = [f"{tmp_path}/a.zip!/album/{name}" for name in EXPECTED]
    if way == "upload":
        sources = [library.store_upload((tmp_path / "a.zip").read_bytes(), "a.zip")]
    report = library.add(sources)
    assert report.failed == ()
    assert metadata(library) == EXPECTED


def test_columns_of_a_table_go_before_sidecars(library: Library, tmp_path: Path) -> None:
    laid_out(tmp_path)
    (tmp_path / "table.csv").write_text("path,title,note\nb.png,of the table,kept\n")
    assert library.add(tmp_path / "table.csv").failed == ()
    assert metadata(library) == {"b.png": {"title": "of the table", "note": "kept"}}


def test_a_known_picture_that_is_read_again_takes_what_its_sidecar_says_now(library: Library, tmp_path: Path) -> None:
    path = picture(tmp_path / "pictures" / "a.png")
    library.add(path.parent)
    (path.parent / "a.png.json").write_bytes(takeout())
    library.add(path.parent)
    assert metadata(library) == {"a.png": {}}  # the picture is as it was, so nothing was read
    path.touch()
    library.add(path.parent)
    found = metadata(library)["a.png"]
    assert found["caption"] == "Harbour at night"
    (path.parent / "a.png.xmp").write_bytes(xmp('dc:title="Night"'))
    path.touch()
    library.add(path.parent)
    assert metadata(library) == {"a.png": {**found, "title": "Night"}}


def test_an_archive_that_hides_a_bomb_in_a_sidecar_is_read(library: Library, tmp_path: Path) -> None:
    path = picture(tmp_path / "a.png")
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(path, "a.png")
        archive.writestr("a.xmp", b" " * 50_000_000)
        archive.writestr("a.png.json", takeout(people=[]))
    assert library.add(tmp_path / "a.zip").failed == ()
    assert metadata(library)["a.png"]["caption"] == "Harbour at night"
