"""A report says what the pair says, keeps what it was asked to keep and no more, and stands by itself."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from pictrace import Library, compare, imaging, make_report
from pictrace.errors import InvalidInput
from pictrace.matching.ranking import Comparison
from pictrace.report.page import figures_of
from pictrace.report.page_rows import CHANNEL_NAME
from pictrace.settings import Limits
from pictrace.types import CHANNELS, PICTURE_LEVELS, UInt8Array

Photos = dict[str, UInt8Array]

PLACE = {1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0)}
XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"'
    b' exif:GPSLatitude="52,31.2N" photoshop:Credit="A. Bee"><exif:GPSLongitude>13,24.3E</exif:GPSLongitude>'
    b"</rdf:Description></rdf:RDF></x:xmpmeta>"
)


def exif_of_a_phone() -> Image.Exif:
    """A camera, a day, an orientation and a place."""
    exif = Image.Exif()
    exif[0x0110] = "Camera 7"
    exif[0x0112] = 6
    exif.get_ifd(0x8769)[0x9003] = "2024:05:01 12:30:00"
    exif.get_ifd(0x8825).update(PLACE)
    return exif


def saved(pixels: UInt8Array, format: str, **options: Any) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, format, **options)
    return stream.getvalue()


@pytest.fixture(scope="module")
def crop(photos: Photos) -> UInt8Array:
    return np.ascontiguousarray(photos["chelsea"][20:260, 60:400])


@pytest.fixture
def pair(tmp_path: Path, photos: Photos, crop: UInt8Array) -> Comparison:
    Image.fromarray(crop).save(tmp_path / "crop.jpg", quality=80)
    Image.fromarray(photos["chelsea"]).save(tmp_path / "cat.png")
    return compare(tmp_path / "crop.jpg", tmp_path / "cat.png", backbone="tiny")


def opened(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def document(data: bytes) -> Any:
    return json.loads(opened(data)["report.json"])


def test_a_report_says_what_the_comparison_says(pair: Comparison) -> None:
    made = document(make_report(pair, case="7 O 12/26"))
    assert made["score"]["total"] == pair.score
    assert made["score"]["channels"] == pair.scores
    assert made["verdict"]["verdict"] == pair.assessment.verdict == "part_of"
    assert made["keypoints"]["agreeing"] == pair.evidence.keypoints.inlier_count == len(made["keypoints"]["points"])
    registration = pair.evidence.registration
    assert registration is not None
    assert np.allclose(made["registration"]["homography"], registration.homography / registration.homography[2, 2])
    assert made["query"]["sha256"] == pair.query.byte_digest
    assert made["explanation"]["recipe"]["in_words"].startswith("Picture A is Picture B, cropped to")
    assert made["filing"]["case"] == "7 O 12/26"
    assert made["filing"]["made_at"].endswith("+00:00")
    assert made["query"]["read_at"] <= made["filing"]["made_at"]


def test_the_page_says_what_the_figures_say(pair: Comparison) -> None:
    files = opened(make_report(pair, case="7 O 12/26", note="Found in the attic."))
    page, made = files["report.html"].decode(), json.loads(files["report.json"])
    for said in (made["in_words"]["title"], "7 O 12/26", "Found in the attic.", made["query"]["sha256"], "crop.jpg"):
        assert said in page
    assert f"{made['keypoints']['agreeing']:,} of {made['keypoints']['matched']:,} details" in page
    for limit in made["in_words"]["limits"]:
        assert limit in page
    assert set(figures_of(page)) >= {"query", "candidate", "matches", "registered", "query_changes", "structure"}


def test_every_channel_has_a_name() -> None:
    assert set(CHANNEL_NAME) == set(CHANNELS)


def test_the_list_of_checksums_is_the_one_that_sha256sum_reads(pair: Comparison) -> None:
    files = opened(make_report(pair))
    sums = dict(reversed(line.split("  ")) for line in files.pop("SHA256SUMS").decode().splitlines())
    assert sums == {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}


def test_what_people_write_cannot_become_part_of_the_page(pair: Comparison) -> None:
    hostile = '</style><script>alert(1)</script>"}\n<img src=https://example.org/a.png>'
    data = make_report(pair, case=hostile, note=hostile, names=(hostile, "b"))
    page = opened(data)["report.html"].decode()
    assert "<script" not in page
    assert "<img src=https" not in page
    assert page.count("</style>") == 1
    assert document(data)["filing"]["note"] == hostile


def test_the_page_asks_for_nothing_outside_itself(pair: Comparison) -> None:
    page = opened(make_report(pair))["report.html"].decode()
    assert "default-src 'none'" in page
    fetched = re.findall(r"""(?:src|href|url)\s*[=(]\s*["']?([^"')\s>]+)""", page)
    assert fetched
    assert all(address.startswith("data:image/jpeg;base64,") for address in fetched)


@pytest.mark.parametrize("level", PICTURE_LEVELS)
def test_a_report_holds_as_much_of_the_pictures_as_was_asked(pair: Comparison, tmp_path: Path, level: Any) -> None:
    files = opened(make_report(pair, pictures=level))
    page = files["report.html"].decode()
    figures = figures_of(page)
    kept = {name: data for name, data in files.items() if name.startswith("pictures/")}
    if level == "full":
        assert kept == {
            "pictures/query.jpg": (tmp_path / "crop.jpg").read_bytes(),
            "pictures/candidate.png": (tmp_path / "cat.png").read_bytes(),
        }
        return
    assert kept == {}
    if level == "hashes":
        assert "<img" not in page
        assert figures == {}
    else:
        sizes = {name: Image.open(io.BytesIO(data)).size for name, data in figures.items()}
        assert max(max(size) for name, size in sizes.items() if name != "matches") <= 240
        assert max(sizes["matches"]) <= 480


def test_equal_reports_are_equal_bytes_but_for_their_time(pair: Comparison) -> None:
    first, second = (opened(make_report(pair, case="1")) for _ in range(2))
    assert figures_of(first["report.html"].decode()) == figures_of(second["report.html"].decode())
    assert first["pictures/query.jpg"] == second["pictures/query.jpg"]


def test_a_file_that_has_gone_is_replaced_by_what_is_kept_and_that_is_said(pair: Comparison, tmp_path: Path) -> None:
    (tmp_path / "crop.jpg").write_bytes(b"something else by now")
    data = make_report(pair)
    assert document(data)["query"]["copy"]["kind"] == "working"
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(opened(data)["pictures/query.png"]))), pair.query.working)
    assert any("Of Picture A, the file was not at hand" in limit for limit in document(data)["in_words"]["limits"])


def test_a_level_that_there_is_not_is_refused(pair: Comparison) -> None:
    with pytest.raises(InvalidInput, match="choose one of full, thumbnails, hashes"):
        make_report(pair, pictures="some")


def test_a_case_number_of_any_length_is_refused(pair: Comparison) -> None:
    with pytest.raises(InvalidInput, match="200"):
        make_report(pair, case="1" * 201)


# ---------------------------------------------------------------- of a search


@pytest.fixture
def library(tmp_path: Path, picture_files: dict[str, Path]) -> Any:
    with Library.open(tmp_path / "library", backbone="tiny") as library:
        library.add(list(picture_files.values()))
        yield library


def test_a_report_of_a_search_is_on_the_picture_that_the_answer_rests_on(
    library: Library, tmp_path: Path, crop: UInt8Array
) -> None:
    Image.fromarray(crop).save(tmp_path / "crop.png")
    result = library.search(tmp_path / "crop.png")
    made = document(library.report(result))
    assert result.answer.match is not None
    assert made["candidate"]["id"] == result.answer.match.id
    assert made["search"]["searched"] == 5
    assert made["search"]["answer"]["rests_on_this"]
    assert made["candidate"]["added_at"] is not None
    other = result.matches[-1]
    on_another = document(library.report(result, other.id))
    assert on_another["candidate"]["id"] == other.id
    assert not on_another["search"]["answer"]["rests_on_this"]
    assert any("another answer" in limit for limit in on_another["in_words"]["limits"])


def test_a_picture_that_was_no_candidate_has_no_report(library: Library, crop: UInt8Array) -> None:
    with pytest.raises(InvalidInput, match="not among the 5 candidates"):
        library.report(library.search(crop), 99)


def test_nothing_found_has_no_report(tmp_path: Path, crop: UInt8Array) -> None:
    with (
        Library.open(tmp_path / "empty", backbone="tiny") as library,
        pytest.raises(InvalidInput, match="Nothing was found"),
    ):
        library.report(library.search(crop))


def test_a_query_of_bytes_goes_in_as_it_was_given(library: Library, crop: UInt8Array) -> None:
    given = saved(crop, "PNG")
    files = opened(library.report(library.search(given), file=given, name="mine.png"))
    assert files["pictures/query.png"] == given
    assert json.loads(files["report.json"])["query"]["name"] == "mine.png"


# ---------------------------------------------------------------- places


@pytest.mark.parametrize("format", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_places_are_left_out_of_the_copies_and_pixels_are_not(
    tmp_path: Path, crop: UInt8Array, photos: Photos, format: str
) -> None:
    # Of an Exif object Pillow writes no inner directories into a TIFF; of its bytes it does.
    exif = exif_of_a_phone().tobytes() if format == "TIFF" else exif_of_a_phone()
    given = saved(crop, format, exif=exif, **({"lossless": True} if format == "WEBP" else {}))
    assert imaging.tells_place(given)
    (tmp_path / "a").write_bytes(given)
    Image.fromarray(photos["chelsea"]).save(tmp_path / "b.png")
    pair = compare(tmp_path / "a", tmp_path / "b.png", backbone="tiny")
    files = opened(make_report(pair))
    side = json.loads(files["report.json"])["query"]
    copy = files[side["copy"]["file"]]
    assert side["copy"]["kind"] == ("without_location" if format in ("JPEG", "PNG") else "resaved")
    assert side["sha256"] == hashlib.sha256(given).hexdigest()
    assert side["copy"]["sha256"] == hashlib.sha256(copy).hexdigest() != side["sha256"]
    assert not imaging.tells_place(copy)
    assert imaging.decode(copy, name="copy", limits=Limits()).pixel_digest == side["pixels_sha256"]
    assert side["location"] is None
    assert "52.52" not in files["report.html"].decode()


def test_places_stay_when_that_is_asked_for(tmp_path: Path, crop: UInt8Array, photos: Photos) -> None:
    given = saved(crop, "JPEG", exif=exif_of_a_phone())
    (tmp_path / "a.jpg").write_bytes(given)
    Image.fromarray(photos["chelsea"]).save(tmp_path / "b.png")
    files = opened(make_report(compare(tmp_path / "a.jpg", tmp_path / "b.png", backbone="tiny"), location=True))
    side = json.loads(files["report.json"])["query"]
    assert files["pictures/query.jpg"] == given
    assert side["copy"]["kind"] == "file"
    assert side["location"] == pytest.approx({"latitude": 52.52, "longitude": 13.405})
    assert "52.520000, 13.405000" in files["report.html"].decode()


def test_a_jpeg_without_its_place_keeps_all_else(crop: UInt8Array) -> None:
    given = saved(crop, "JPEG", exif=exif_of_a_phone(), xmp=XMP, quality=83, progressive=True)
    cleaned = imaging.without_place(given)
    assert cleaned is not None
    assert b"GPS" not in cleaned
    before, after = (imaging.decode(data, name="a", limits=Limits()) for data in (given, cleaned))
    assert before.pixel_digest == after.pixel_digest
    assert before.metadata == after.metadata
    assert after.metadata["credit"] == "A. Bee"
    assert after.metadata["camera"] == "Camera 7"
    assert after.metadata["date_taken"] == "2024-05-01 12:30:00"
    assert before.jpeg_quality == after.jpeg_quality


def test_a_second_picture_behind_a_jpeg_does_not_tell_the_place_either(crop: UInt8Array) -> None:
    given = saved(crop, "JPEG") + saved(crop, "JPEG", exif=exif_of_a_phone())
    assert imaging.tells_place(given)
    assert imaging.without_place(given) == saved(crop, "JPEG")


def test_a_packed_text_of_a_png_does_not_tell_the_place(crop: UInt8Array) -> None:
    text = PngImagePlugin.PngInfo()
    text.add_itxt("XML:com.adobe.xmp", XMP.decode(), zip=True)
    given = saved(crop, "PNG", pnginfo=text)
    assert b"GPS" not in given
    assert imaging.tells_place(given)
    cleaned = imaging.without_place(given)
    assert cleaned is not None
    assert not imaging.tells_place(cleaned)
    assert imaging.decode(cleaned, name="a", limits=Limits()).pixel_digest == imaging.from_array(crop).pixel_digest


def test_a_file_without_a_place_is_left_as_it_is(crop: UInt8Array) -> None:
    for format in ("JPEG", "PNG", "WEBP", "BMP", "GIF", "TIFF"):
        assert not imaging.tells_place(saved(crop, format))


@pytest.mark.parametrize("cut", [20, 200, 2000])
def test_a_damaged_file_is_not_mended_by_guessing(crop: UInt8Array, cut: int) -> None:
    for format in ("JPEG", "PNG"):
        given = saved(crop, format, exif=exif_of_a_phone())[:cut]
        assert imaging.without_place(given) is None
