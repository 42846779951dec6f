"""The catalogue keeps what it was given, once, and tells it truly: also after a crash, and to two processes."""

from __future__ import annotations

import json
import re
import signal
import sqlite3
import struct
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from catalog_pictures import DIMENSION, features, location, picture, run_together, start_process, vector
from sqlalchemy import text

from pictrace.errors import BackboneMismatch, InvalidInput, LibraryClosed, LibraryUnusable, UnknownPicture
from pictrace.store import Catalog, Inserted, NewPicture
from pictrace.store.database import Database, database_url
from pictrace.store.packing import pack_local, unpack_floats, unpack_halves, unpack_local
from pictrace.types import Failure, Features, LocalFeatures, NetworkVersion


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog.open(tmp_path) as opened:
        yield opened


def add(catalog: Catalog, *pictures: NewPicture) -> list[int]:
    return [inserted.id for inserted in catalog.insert(pictures)]


def damage(folder: Path, statement: str, *values: object) -> None:
    """What a broken disk or another program might do to the file."""
    connection = sqlite3.connect(folder / "catalog.sqlite")
    with connection:
        connection.execute(statement, values)
    connection.close()


# ---------------------------------------------------------------- packing


def test_every_finite_half_is_read_exactly() -> None:
    every = np.arange(1 << 16, dtype=np.uint16)
    finite = every[np.isfinite(every.view(np.float16))]
    read = unpack_halves(finite.astype("<u2").tobytes())
    assert np.array_equal(read.view(np.uint32), finite.view(np.float16).astype(np.float32).view(np.uint32))


@pytest.mark.parametrize("points", [0, 1, 1000])
def test_local_features_come_back_bit_for_bit(points: int) -> None:
    local = features(1, points).local
    back = unpack_local(pack_local(local))
    assert back.points.tobytes() == local.points.tobytes()
    assert back.descriptors.tobytes() == local.descriptors.tobytes()
    assert (back.points.shape, back.descriptors.shape) == ((points, 2), (points, 32))
    assert (back.points.dtype, back.descriptors.dtype) == (np.float32, np.uint8)
    assert (back.width, back.height) == (local.width, local.height)
    assert back.points.flags.writeable
    assert back.descriptors.flags.writeable


def test_a_thousand_key_points_stay_under_44_kb() -> None:
    assert len(pack_local(features(1, 1000).local)) < 44_000


@pytest.mark.parametrize("data", [b"", b"\x01\x00", pack_local(features(1).local)[:-1], b"\x09" * 100])
def test_bytes_that_are_no_local_features_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"local features|key points"):
        unpack_local(data)


def test_points_and_descriptors_that_do_not_belong_together_are_refused() -> None:
    local = LocalFeatures(np.zeros((2, 2), np.float32), np.zeros((3, 32), np.uint8), 10, 10)
    with pytest.raises(ValueError, match=r"\(3, 32\)"):
        pack_local(local)


def test_angles_and_levels_come_back_and_have_to_fit() -> None:
    old = features(1, 7).local
    local = replace(old, angles=np.arange(250, 257).astype(np.uint8), levels=np.arange(-3, 4).astype(np.int8))
    back = unpack_local(pack_local(local))
    assert back.angles is not None
    assert back.levels is not None
    assert back.angles.tolist() == [250, 251, 252, 253, 254, 255, 0]
    assert back.levels.tolist() == [-3, -2, -1, 0, 1, 2, 3]
    assert np.array_equal(back.points, old.points)
    assert np.array_equal(back.descriptors, old.descriptors)
    assert len(pack_local(local)) == len(pack_local(old)) + 2 * 7
    with pytest.raises(ValueError, match="key points"):
        unpack_local(pack_local(local)[:-1])
    with pytest.raises(ValueError, match=r"levels \(6,\)"):
        pack_local(replace(local, levels=np.zeros(6, np.int8)))


def test_local_features_of_the_first_format_are_read() -> None:
    points, descriptors = np.array([[1.5, 2.5]], "<f4"), np.arange(32, dtype=np.uint8)
    local = unpack_local(struct.pack("<4I", 1, 1, 640, 480) + points.tobytes() + descriptors.tobytes())
    assert (local.width, local.height, local.angles, local.levels) == (640, 480, None, None)
    assert local.points.tolist() == [[1.5, 2.5]]
    assert local.descriptors.tolist() == [list(range(32))]


# ---------------------------------------------------------------- putting in and getting out


def test_a_picture_comes_back_as_it_went_in(catalog: Catalog) -> None:
    new = picture(1, metadata={"caption": "Æbleskiver, 日本, \udcff", "credit": "nobody"}, size=(4000, 3000))
    (inserted,) = catalog.insert([new])
    assert inserted == Inserted(1, is_new=True)
    record = catalog.record(1)
    assert (record.width, record.height, record.format, record.byte_size) == (4000, 3000, "JPEG", 1001)
    assert (record.byte_digest, record.pixel_digest) == ("bytes 1", "pixels 1")
    assert (record.uri, record.uris, record.name) == ("/photos/1.jpg", ("/photos/1.jpg",), "1.jpg")
    assert record.metadata == new.metadata
    assert record.reachable
    assert record.added_at.endswith("+00:00")
    assert len(record.added_at) == len("2024-01-01T00:00:00.000000+00:00")


def test_features_come_back_bit_for_bit(catalog: Catalog) -> None:
    add(catalog, *map(picture, range(1, 6)))
    found = catalog.features([5, 2, 99])
    assert set(found) == {5, 2}
    for id, back in found.items():
        expected = features(id)
        assert back.vector.tobytes() == expected.vector.tobytes()
        assert back.histogram.tobytes() == expected.histogram.tobytes()
        assert pack_local(back.local) == pack_local(expected.local)


def test_what_was_stored_is_there_after_closing_and_opening(tmp_path: Path) -> None:
    with Catalog.open(tmp_path) as first:
        add(first, picture(1), picture(2))
        first.put("backbone", "tiny")
    with Catalog.open(str(tmp_path)) as second:
        assert second.count() == 2
        assert second.get("backbone") == "tiny"
        assert second.features([2])[2].vector.tobytes() == vector(2).tobytes()
        assert second.check() == ()


def test_an_address_opens_the_same_file_as_its_folder(tmp_path: Path) -> None:
    with Catalog.open(tmp_path) as by_folder:
        add(by_folder, picture(1))
    with Catalog.open(f"sqlite:///{tmp_path}/catalog.sqlite") as by_address:
        assert by_address.count() == 1


def test_a_file_name_that_is_not_valid_unicode_comes_back(catalog: Catalog) -> None:
    uri = b"/photos/caf\xe9.jpg".decode("utf-8", "surrogateescape")
    (id,) = add(catalog, picture(1, uri=uri, name="caf\udce9.jpg"))
    catalog.put_failure(uri + "x", "It is \udce9.", "unreadable_picture")
    assert catalog.record(id).uri == uri
    assert catalog.record(id).name == "caf\udce9.jpg"
    assert catalog.failures() == (Failure(uri + "x", "It is \udce9."),)
    assert catalog.location(uri) is not None
    assert catalog.count("caf") == 1
    assert catalog.count("caf\udce9") == 1


def test_nothing_to_insert_is_no_error(catalog: Catalog) -> None:
    assert catalog.insert([]) == ()
    assert catalog.last_change() == 0


# ---------------------------------------------------------------- each picture once


def test_the_same_bytes_are_the_same_picture(catalog: Catalog) -> None:
    (first,) = catalog.insert([picture(1)])
    (again,) = catalog.insert([picture(1, uri="/copies/1.jpg")])
    assert again == Inserted(first.id, is_new=False)
    assert catalog.record(first.id).uris == ("/photos/1.jpg", "/copies/1.jpg")
    assert catalog.count() == 1


def test_the_same_pixels_in_other_bytes_are_the_same_picture(catalog: Catalog) -> None:
    (first,) = add(catalog, picture(1))
    (again,) = catalog.insert([picture(2, pixel_digest="pixels 1")])
    assert again == Inserted(first, is_new=False)
    assert catalog.id_by_pixels("pixels 1") == first
    assert catalog.id_by_bytes("bytes 1") == first
    assert catalog.id_by_bytes("bytes 2") == first, "bytes that are known from a location only"
    assert catalog.id_by_bytes("bytes 3") is None


def test_within_one_batch_as_well(catalog: Catalog) -> None:
    batch = [picture(1), picture(1, uri="/b.jpg"), picture(2, pixel_digest="pixels 1"), picture(2, uri="/c.jpg")]
    assert catalog.insert(batch) == (
        Inserted(1, is_new=True),
        Inserted(1, is_new=False),
        Inserted(1, is_new=False),
        Inserted(1, is_new=False),
    )
    assert catalog.record(1).uris == ("/photos/1.jpg", "/b.jpg", "/photos/2.jpg", "/c.jpg")
    assert catalog.check() == ()


def test_adding_the_same_place_again_adds_no_location(catalog: Catalog) -> None:
    add(catalog, picture(1))
    add(catalog, picture(1))
    assert len(catalog.locations_of(1)) == 1


def test_a_batch_goes_in_whole_or_not_at_all(catalog: Catalog) -> None:
    bad = Features(vector(2) * np.float32(np.nan), features(2).local, features(2).histogram)
    with pytest.raises(InvalidInput, match=r"/photos/2\.jpg"):
        catalog.insert([picture(1), picture(2, with_features=bad)])
    assert catalog.count() == 0
    assert catalog.last_change() == 0


def test_vectors_that_no_index_takes_are_refused(catalog: Catalog) -> None:
    add(catalog, picture(1))
    longer = Features(vector(2, DIMENSION + 1), features(2).local, features(2).histogram)
    with pytest.raises(InvalidInput, match=r"shape \(9,\).*\(8,\)"):
        catalog.insert([picture(2, with_features=longer)])
    zero = Features(np.zeros(DIMENSION, np.float32), features(2).local, features(2).histogram)
    with pytest.raises(InvalidInput, match="length of 1"):
        catalog.insert([picture(2, with_features=zero)])


# ---------------------------------------------------------------- locations


def test_a_location_says_what_was_found_there(catalog: Catalog) -> None:
    (id,) = add(catalog, picture(1))
    found = catalog.location("/photos/1.jpg")
    assert found is not None
    assert (found.picture_id, found.byte_digest, found.name) == (id, "bytes 1", "1.jpg")
    assert (found.size, found.modified_ns) == (1001, 1_700_000_000_000_000_001)
    assert catalog.location("/photos/2.jpg") is None
    assert set(catalog.locations(["/photos/1.jpg", "/photos/2.jpg"])) == {"/photos/1.jpg"}


def test_a_place_whose_file_changed_belongs_to_the_new_picture_and_the_old_one_remembers(catalog: Catalog) -> None:
    old, new = add(catalog, picture(1, uri="/a.jpg"), picture(2, uri="/a.jpg"))
    found = catalog.location("/a.jpg")
    assert found is not None
    assert found.picture_id == new
    assert catalog.record(old).uris == ("/a.jpg",)
    assert not catalog.record(old).reachable
    assert catalog.record(new).reachable
    (history,) = catalog.locations_of(old)
    assert not history.current
    catalog.mark_reachable(["/a.jpg"], True)
    assert not catalog.record(old).reachable, "other bytes are there now"
    add(catalog, picture(1, uri="/a.jpg"))
    assert catalog.record(old).reachable, "the old file was put back"
    assert not catalog.record(new).reachable


def test_all_pages_of_a_file_are_current_until_the_file_changes(catalog: Catalog) -> None:
    pages = [
        picture(n, uri=f"/scan.tif#page={n}", byte_digest=f"file#page={n}", pixel_digest=f"page {n}") for n in (1, 2, 3)
    ]
    ids = add(catalog, *pages)
    assert all(record.reachable for record in catalog.records(ids))
    assert catalog.has_location_under("/scan.tif")
    (single,) = add(catalog, picture(9, uri="/scan.tif"))
    assert not any(record.reachable for record in catalog.records(ids))
    assert catalog.record(single).reachable
    catalog.remove([single, *ids[:2]])
    assert catalog.has_location_under("/scan.tif#page=1")
    catalog.remove(ids)
    assert not catalog.has_location_under("/scan.tif")


def test_a_file_name_that_looks_like_a_page_is_a_file_of_its_own(catalog: Catalog) -> None:
    ids = add(catalog, picture(1, uri="/scan#page=1.jpg"), picture(2, uri="/scan#page=2.jpg"), picture(3, uri="/scan"))
    assert all(record.reachable for record in catalog.records(ids))


def test_add_location_for_another_place_and_for_no_picture(catalog: Catalog) -> None:
    (id,) = add(catalog, picture(1))
    catalog.put_failure("https://host/1.jpg", "It did not answer.", "fetch_failed")
    catalog.add_location(id, location(1, "https://host/1.jpg"))
    assert catalog.record(id).uris == ("/photos/1.jpg", "https://host/1.jpg")
    assert catalog.failure_count() == 0
    assert catalog.count("host") == 1, "new places can be found by their words"
    with pytest.raises(UnknownPicture, match="77"):
        catalog.add_location(77, location(1))


def test_a_picture_is_reachable_while_one_of_its_places_is(catalog: Catalog) -> None:
    (id,) = add(catalog, picture(1))
    catalog.add_location(id, location(1, "/b.jpg"))
    catalog.mark_reachable(["/photos/1.jpg", "/unknown"], False)
    assert catalog.record(id).reachable
    catalog.mark_reachable(["/b.jpg"], False)
    assert not catalog.record(id).reachable
    catalog.mark_reachable(["/b.jpg"], True)
    assert catalog.record(id).reachable


# ---------------------------------------------------------------- removing, ids and changes


def test_removing_takes_everything_with_it_and_says_what_was_there(catalog: Catalog) -> None:
    add(catalog, *map(picture, range(1, 4)))
    assert catalog.remove([3, 1, 99, 1]) == (1, 3)
    assert catalog.remove([1]) == ()
    assert catalog.ids() == (2,)
    assert [chunk.ids.tolist() for chunk in catalog.vectors()] == [[2]]
    assert catalog.features([1, 2, 3]).keys() == {2}
    assert catalog.location("/photos/1.jpg") is None
    assert catalog.id_by_bytes("bytes 1") is None
    assert catalog.check() == ()
    with pytest.raises(UnknownPicture, match="picture 1 "):
        catalog.record(1)


def test_ids_are_never_given_again(tmp_path: Path) -> None:
    with Catalog.open(tmp_path) as catalog:
        assert add(catalog, picture(1), picture(2)) == [1, 2]
        catalog.remove([2])
    with Catalog.open(tmp_path) as catalog:
        assert add(catalog, picture(2)) == [3]
        catalog.remove([1, 3])
        assert add(catalog, picture(1)) == [4]


def test_changes_are_numbered_and_their_net_effect_is_told(catalog: Catalog) -> None:
    add(catalog, picture(1), picture(2))
    before = catalog.last_change()
    add(catalog, picture(3), picture(4), picture(1))
    catalog.remove([1, 4])
    changes = catalog.changes_since(before)
    assert changes.added.tolist() == [3]
    assert changes.removed.tolist() == [1, 4]
    assert (changes.added.dtype, changes.removed.dtype) == (np.int64, np.int64)
    assert changes.sequence == catalog.last_change() > before
    nothing = catalog.changes_since(changes.sequence)
    assert (nothing.sequence, len(nothing.added), len(nothing.removed)) == (changes.sequence, 0, 0)
    assert catalog.changes_since(0).added.tolist() == [2, 3]


def test_what_one_catalogue_commits_the_other_sees(tmp_path: Path) -> None:
    with Catalog.open(tmp_path) as one, Catalog.open(tmp_path) as other:
        (id,) = add(one, picture(1))
        assert other.changes_since(0).added.tolist() == [id]
        other.remove([id])
        assert one.changes_since(0).removed.tolist() == [id]


# ---------------------------------------------------------------- vectors


def test_vectors_come_in_chunks_rising_by_id(catalog: Catalog) -> None:
    add(catalog, *map(picture, range(1, 11)))
    catalog.remove([4])
    chunks = list(catalog.vectors(chunk=4))
    assert [chunk.ids.tolist() for chunk in chunks] == [[1, 2, 3, 5], [6, 7, 8, 9], [10]]
    for chunk in chunks:
        assert (chunk.ids.dtype, chunk.vectors.dtype) == (np.int64, np.float32)
        np.testing.assert_array_equal(chunk.vectors, np.stack([vector(int(id)) for id in chunk.ids]))


def test_vectors_of_some_ids(catalog: Catalog) -> None:
    add(catalog, *map(picture, range(1, 11)))
    chunks = list(catalog.vectors(np.array([9, 3, 3, 77, 5]), chunk=2))
    assert [chunk.ids.tolist() for chunk in chunks] == [[3, 5], [9]]
    assert list(catalog.vectors([])) == []
    assert list(catalog.vectors([77])) == []


# ---------------------------------------------------------------- records and pages


def test_records_keep_the_order_and_leave_out_what_is_not_there(catalog: Catalog) -> None:
    add(catalog, *map(picture, range(1, 5)))
    wanted = [3, 99, 1, 3, -1, 2**70, np.int64(4)]
    assert [record.id for record in catalog.records(wanted)] == [3, 1, 3, 4]


def test_more_ids_than_a_statement_takes(catalog: Catalog) -> None:
    add(catalog, *map(picture, range(1, 4)))
    many = range(1, 300_001)
    assert [record.id for record in catalog.records(many)] == [1, 2, 3]
    assert len(catalog.features(many)) == 3
    assert catalog.remove(many) == (1, 2, 3)


@pytest.fixture
def browsed(catalog: Catalog) -> Catalog:
    add(
        catalog,
        picture(1, name="IMG_10.jpg", size=(100, 100), metadata={"caption": "Straße in Øster", "creator": "Ada"}),
        picture(2, name="img_2.jpg", size=(300, 10), format="PNG", metadata={"caption": "100% wool_coat"}),
        picture(3, name="beach.tif", size=(10, 300), format="TIFF", metadata={"creator": "Bo", "caption": "street"}),
    )
    return catalog


@pytest.mark.parametrize(
    ("order", "descending", "expected"),
    [
        ("added", False, [1, 2, 3]),
        ("added", True, [3, 2, 1]),
        ("name", False, [3, 2, 1]),
        ("size", False, [2, 3, 1]),
        ("size", True, [1, 3, 2]),
        ("format", False, [1, 2, 3]),
    ],
)
def test_pages_are_sorted_with_ties_by_id(browsed: Catalog, order: str, descending: bool, expected: list[int]) -> None:
    found = browsed.page(order=order, descending=descending)  # the parametrised orders are those of `Order`
    assert [record.id for record in found] == expected
    paged = [browsed.page(order=order, descending=descending, offset=n, limit=1)[0].id for n in range(3)]
    assert paged == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [1, 2, 3]),
        ("  ", [1, 2, 3]),
        ("STRASSE", [1]),
        ("straße ada", [1]),
        ("ada street", []),
        ("øster", [1]),
        ("img", [1, 2]),
        ("/photos/", [1, 2, 3]),
        ("100%", [2]),
        ("1%0", []),
        ("wool_", [2]),
        ("woolxcoat", []),
        ("\\", []),
        ("'; DROP TABLE pictures; --", []),
    ],
)
def test_text_finds_the_pictures_that_hold_all_its_words(browsed: Catalog, text: str, expected: list[int]) -> None:
    assert [record.id for record in browsed.page(text, descending=False)] == expected
    assert browsed.count(text) == len(expected)


def test_pages_that_make_no_sense_are_refused(browsed: Catalog) -> None:
    unknown_order: str = "colour"
    with pytest.raises(InvalidInput, match=r"colour.*added, name, size, format"):
        browsed.page(order=unknown_order)
    with pytest.raises(InvalidInput, match="-1"):
        browsed.page(offset=-1)
    with pytest.raises(InvalidInput, match="-5"):
        browsed.page(limit=-5)
    for limit in ("ten", 2.5, True):
        with pytest.raises(InvalidInput, match=rf"limit of a page is {limit!r}"):
            browsed.page(limit=limit)
    with pytest.raises(InvalidInput, match="1001"):
        browsed.count("x" * 1001)
    assert browsed.page(offset=2**70) == ()
    assert len(browsed.page(limit=2**70)) == 3
    assert browsed.count("q " * 500) == 0, "as many words as a text can have"


def test_metadata_is_merged_and_searchable(browsed: Catalog) -> None:
    browsed.add_metadata(1, {"caption": "Harbour", "rights": "CC0"})
    assert browsed.record(1).metadata == {"caption": "Harbour", "creator": "Ada", "rights": "CC0"}
    assert [browsed.count(word) for word in ("harbour", "cc0", "ada", "strasse", "IMG_10")] == [1, 1, 1, 0, 1]
    with pytest.raises(UnknownPicture):
        browsed.add_metadata(99, {"caption": "nobody"})


# ---------------------------------------------------------------- meta and failures


def test_keys_are_put_and_got(catalog: Catalog) -> None:
    assert catalog.get("engine") is None
    for name in ("one", "two"):
        catalog.put("engine", name)
        assert catalog.get("engine") == name


def test_the_first_picture_settles_which_network_the_vectors_are_of(catalog: Catalog) -> None:
    one, two = NetworkVersion("one", "1"), NetworkVersion("two", "1")
    assert catalog.network() is None
    assert catalog.claim_network(one) == one
    assert catalog.claim_network(two) == catalog.network() == two
    with pytest.raises(BackboneMismatch, match=r"made by two \(version 1\) now and cannot be mixed with those of one"):
        catalog.insert([picture(1)], one)
    assert catalog.count() == 0
    catalog.insert([picture(1)], two)
    assert catalog.claim_network(one) == catalog.network() == two


def test_failures_are_kept_until_the_input_becomes_a_picture(catalog: Catalog) -> None:
    catalog.put_failure("/photos/1.jpg", "It was cut short.", "unreadable_picture")
    catalog.put_failure("/photos/2.jpg", "It is text.", "unreadable_picture")
    catalog.put_failure("/photos/1.jpg", "It is empty.", "unreadable_picture")
    assert catalog.failures() == (
        Failure("/photos/1.jpg", "It is empty."),
        Failure("/photos/2.jpg", "It is text."),
    )
    add(catalog, picture(1))
    assert catalog.failure_count() == 1
    catalog.clear_failures(["/photos/2.jpg", "/never"])
    assert catalog.failures() == ()


# ---------------------------------------------------------------- damage


@pytest.mark.parametrize(
    ("statement", "values", "sentence"),
    [
        ("DELETE FROM vectors WHERE picture_id = 2", (), r"Picture 2 \(2.jpg\) has no vector"),
        ("DELETE FROM features WHERE picture_id = 2", (), r"Picture 2 \(2.jpg\) has no features"),
        ("DELETE FROM locations WHERE picture_id = 2", (), r"Picture 2 \(2.jpg\) has no location"),
        ("UPDATE vectors SET data = ? WHERE picture_id = 2", (b"abc",), "Picture 2 has a vector of 3 bytes, not 32"),
        (
            "UPDATE vectors SET data = ? WHERE picture_id = 2",
            (np.full(DIMENSION, np.nan, np.float32).tobytes(),),
            "Picture 2 has a vector that is no unit vector",
        ),
        ("UPDATE vectors SET data = zeroblob(32) WHERE picture_id = 2", (), "Picture 2 has a vector that is no unit"),
        ("UPDATE features SET local = ? WHERE picture_id = 2", (b"abc",), "Picture 2 has damaged features"),
        (
            "UPDATE features SET histogram = ? WHERE picture_id = 2",
            (np.full(256, np.inf, np.float32).tobytes(),),
            "Picture 2 has features that are no numbers",
        ),
        ("UPDATE pictures SET metadata = '{' WHERE id = 2", (), r"Picture 2 \(2.jpg\) has damaged metadata"),
        ("DELETE FROM pictures WHERE id = 2", (), r"1 row\(s\) of vectors belong to none of the pictures"),
    ],
)
def test_check_names_what_is_damaged(
    tmp_path: Path, catalog: Catalog, statement: str, values: tuple[object, ...], sentence: str
) -> None:
    add(catalog, *map(picture, range(1, 5)))
    assert catalog.check() == ()
    damage(tmp_path, statement, *values)
    assert any(re.search(sentence, problem) for problem in catalog.check())


def test_a_damaged_picture_is_named_when_it_is_read_and_can_be_removed(tmp_path: Path, catalog: Catalog) -> None:
    add(catalog, *map(picture, range(1, 4)))
    damage(tmp_path, "UPDATE vectors SET data = ? WHERE picture_id = 1", b"abc")
    damage(tmp_path, "UPDATE features SET local = ? WHERE picture_id = 2", b"abc")
    damage(tmp_path, "UPDATE pictures SET metadata = 'x' WHERE id = 3")
    with pytest.raises(LibraryUnusable, match="Picture 1 is damaged"):
        list(catalog.vectors())
    with pytest.raises(LibraryUnusable, match="Picture 2 is damaged"):
        catalog.features([2])
    with pytest.raises(LibraryUnusable, match="picture 3 "):
        catalog.record(3)
    assert catalog.remove([1, 2, 3]) == (1, 2, 3)
    assert catalog.check() == ()


def test_a_file_with_overwritten_pages_is_damaged_in_words(tmp_path: Path) -> None:
    with Catalog.open(tmp_path) as catalog:
        add(catalog, *map(picture, range(1, 4)))
    path = tmp_path / "catalog.sqlite"
    data = bytearray(path.read_bytes())
    data[32768 * 2 :] = b"\xff" * (len(data) - 32768 * 2)
    path.write_bytes(data)
    with Catalog.open(tmp_path) as catalog:
        assert any("damaged" in problem for problem in catalog.check())
        with pytest.raises(LibraryUnusable, match="damaged"):
            catalog.page()


# ---------------------------------------------------------------- closing, threads, processes, crashes


def test_after_closing_everything_says_so(tmp_path: Path) -> None:
    catalog = Catalog.open(tmp_path)
    chunks = catalog.vectors()
    catalog.close()
    catalog.close()
    for use in (catalog.count, catalog.check, catalog.jobs.list, lambda: catalog.put("a", "b"), lambda: next(chunks)):
        with pytest.raises(LibraryClosed):
            use()


def test_closing_while_another_thread_reads_leaves_no_connection_behind(tmp_path: Path) -> None:
    Catalog.open(tmp_path).close()
    database = Database(database_url(tmp_path))
    with database.read() as connection:
        assert connection.scalar(text("SELECT count(*) FROM pictures")) == 0
        database.close()
        assert (tmp_path / "catalog.sqlite-wal").exists()
    assert not (tmp_path / "catalog.sqlite-wal").exists()


def test_many_threads_write_and_read_at_once(catalog: Catalog) -> None:
    errors: list[Exception] = []

    def work(first: int) -> None:
        try:
            for number in range(first, first + 10):
                (id,) = add(catalog, picture(number))
                assert catalog.record(id).byte_digest == f"bytes {number}"
                assert sum(len(chunk.ids) for chunk in catalog.vectors()) > 0
        except Exception as error:  # an assertion in a thread would otherwise be lost
            errors.append(error)

    threads = [threading.Thread(target=work, args=(100 * n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert catalog.count() == 80
    assert catalog.check() == ()


def test_two_processes_that_insert_the_same_pictures_store_each_once(tmp_path: Path) -> None:
    Catalog.open(tmp_path).close()
    answers = run_together(
        """
import json, sys
from catalog_pictures import picture
from pictrace.store import Catalog
with Catalog.open(sys.argv[1]) as catalog:
    print("ready", flush=True)
    input()
    inserted = []
    for start in range(0, 60, 6):
        inserted += catalog.insert([picture(n) for n in range(start, start + 6)])
    print(json.dumps([[one.id, one.is_new] for one in inserted]))
""",
        tmp_path,
    )
    first, second = (json.loads(answer) for answer in answers)
    assert [id for id, _ in first] == [id for id, _ in second]
    assert all(one != other for (_, one), (_, other) in zip(first, second, strict=True)), "each is new exactly once"
    with Catalog.open(tmp_path) as catalog:
        assert catalog.count() == 60
        assert catalog.changes_since(0).added.tolist() == sorted(id for id, _ in first)
        assert catalog.check() == ()


def test_a_process_that_dies_in_the_middle_of_a_batch_leaves_what_was_there_before(tmp_path: Path) -> None:
    process = start_process(
        """
import os, signal, sys
from catalog_pictures import picture
from pictrace.store import Catalog

class Deadly(dict):
    def values(self):  # asked for while the third picture is being stored
        os.kill(os.getpid(), signal.SIGKILL)

catalog = Catalog.open(sys.argv[1])
catalog.insert([picture(1), picture(2)])
catalog.put_failure("/photos/3.jpg", "It was cut short.", "unreadable_picture")
catalog.insert([picture(3), picture(4), picture(5, metadata=Deadly(a="b"))])
""",
        tmp_path,
    )
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    with Catalog.open(tmp_path) as catalog:
        assert catalog.ids() == (1, 2)
        assert catalog.changes_since(0).added.tolist() == [1, 2]
        assert catalog.failure_count() == 1
        assert catalog.check() == ()
        assert [inserted.is_new for inserted in catalog.insert([picture(2), picture(3)])] == [False, True]


def test_a_stored_vector_is_little_endian_float32(tmp_path: Path, catalog: Catalog) -> None:
    add(catalog, picture(1))
    connection = sqlite3.connect(tmp_path / "catalog.sqlite")
    (data,) = connection.execute("SELECT data FROM vectors").fetchone()
    connection.close()
    assert data == vector(1).astype("<f4").tobytes()
    assert unpack_floats(data).tobytes() == vector(1).tobytes()
