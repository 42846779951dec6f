"""Checking a report: what follows from the pictures holds, and whatever was changed in it is found or refused."""

from __future__ import annotations

import hashlib
import io
import json
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fakes import TinyBackbone
from PIL import Image
from project_tree import GOLDEN

from pictrace import Library, compare, embedding, make_report, verify_report
from pictrace.errors import UnreadablePicture, UnreadableReport
from pictrace.report.differing import TIGHT, differences
from pictrace.settings import Limits, Settings
from pictrace.types import Finding, ReportCheck, UInt8Array, Weights
from tests.report.test_report import crop, exif_of_a_phone, saved

__all__ = ["crop"]

Photos = dict[str, UInt8Array]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, photos: Photos, crop: UInt8Array) -> Path:
    """A part of the cat, the cat, and a stranger."""
    folder = tmp_path_factory.mktemp("pair")
    Image.fromarray(crop).save(folder / "crop.jpg", quality=80)
    Image.fromarray(photos["chelsea"]).save(folder / "cat.png")
    Image.fromarray(photos["coffee"]).save(folder / "coffee.png")
    return folder


@pytest.fixture(scope="module")
def reports(folder: Path) -> dict[str, bytes]:
    """One report of the pair at each level."""
    pair = compare(folder / "crop.jpg", folder / "cat.png", backbone="tiny")
    return {
        level: make_report(pair, case="7 O 12/26", note="Found in the attic.", pictures=level)
        for level in ("full", "thumbnails", "hashes")
    }


def repacked(data: bytes, change: Callable[[dict[str, bytes]], None], *, sums: bool = True) -> bytes:
    """The report with some of its files changed. sums : the list of checksums is made to fit, as a forger would."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    if sums:
        listed = {name: hashlib.sha256(data).hexdigest() for name, data in files.items() if name != "SHA256SUMS"}
        files["SHA256SUMS"] = "".join(f"{digest}  {name}\n" for name, digest in listed.items()).encode()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def changed(data: bytes, change: Callable[[Any], None]) -> bytes:
    """The report with report.json changed, and the list of checksums with it."""

    def rewrite(files: dict[str, bytes]) -> None:
        document = json.loads(files["report.json"])
        change(document)
        files["report.json"] = json.dumps(document).encode()

    return repacked(data, rewrite)


def found(check: ReportCheck, *kinds: str) -> list[Finding]:
    return [finding for finding in check.findings if finding.kind in kinds]


def wrong(check: ReportCheck) -> set[str]:
    """What differs or is missing."""
    assert check.holds == (not found(check, "differs", "missing"))
    return {finding.about for finding in found(check, "differs", "missing")}


# ---------------------------------------------------------------- what holds


def test_a_full_report_holds_by_itself(reports: dict[str, bytes]) -> None:
    check = verify_report(reports["full"])
    assert check.holds
    assert [finding.about for finding in found(check, "unchecked")] == ["given"]
    assert {"files", "query", "keypoints", "structure", "registration", "score", "network", "verdict", "page"} <= {
        finding.about for finding in found(check, "agrees")
    }
    assert all(finding.sentence.endswith(".") for finding in check.findings)


@pytest.mark.parametrize("level", ["thumbnails", "hashes"])
def test_a_report_without_pictures_holds_with_the_files_given_in_any_order(
    reports: dict[str, bytes], folder: Path, level: str
) -> None:
    assert verify_report(reports[level], [folder / "cat.png", folder / "crop.jpg"]).holds


@pytest.mark.parametrize("level", ["thumbnails", "hashes"])
def test_a_picture_that_is_missing_is_named_by_its_checksum(
    reports: dict[str, bytes], folder: Path, level: str
) -> None:
    check = verify_report(reports[level], [folder / "crop.jpg"])
    (missing,) = found(check, "missing")
    assert not check.holds
    assert "cat.png" in missing.sentence
    assert hashlib.sha256((folder / "cat.png").read_bytes()).hexdigest() in missing.sentence


def test_another_file_of_the_same_pixels_will_do_and_that_is_said(reports: dict[str, bytes], folder: Path) -> None:
    again = saved(np.asarray(Image.open(folder / "cat.png")), "BMP")
    check = verify_report(reports["hashes"], [folder / "crop.jpg", again])
    assert check.holds
    assert "candidate" in {finding.about for finding in found(check, "unchecked")}


def test_a_picture_of_something_else_is_found(reports: dict[str, bytes], folder: Path) -> None:
    check = verify_report(reports["full"], [folder / "coffee.png"])
    assert wrong(check) == {"given"}
    assert "coffee.png is neither" in found(check, "differs")[0].sentence


def test_a_report_of_a_search_holds_whatever_the_hit(tmp_path: Path, picture_files: Any, crop: UInt8Array) -> None:
    Image.fromarray(crop[:, ::-1]).save(tmp_path / "mirrored.jpg", quality=70)
    with Library.open(tmp_path / "library", backbone="tiny") as library:
        library.add(list(picture_files.values()))
        result = library.search(tmp_path / "mirrored.jpg", weights=Weights(cosine=0.2, structure=0, keypoints=1))
        for match in (result.matches[0], result.matches[-1]):
            check = verify_report(library.report(result, match.id))
            assert wrong(check) == set(), found(check, "differs")


def test_a_report_of_a_negative_holds(tmp_path: Path, picture_files: Any, photos: Photos) -> None:
    Image.fromarray(255 - photos["coffee"]).save(tmp_path / "negative.png")
    pair = compare(tmp_path / "negative.png", picture_files["coffee"], backbone="tiny")
    assert pair.assessment.verdict == "negative"
    assert wrong(verify_report(make_report(pair))) == set()
    with Library.open(tmp_path / "library", backbone="tiny") as library:
        library.add(list(picture_files.values()))
        result = library.search(tmp_path / "negative.png")
        assert result.answer.verdict == "negative"
        check = verify_report(library.report(result))
    assert wrong(check) == set(), found(check, "differs")


def test_a_report_by_an_earlier_model_holds_and_its_verdict_is_not_confirmed() -> None:
    """Made by PicTrace 0.1.0, whose model was another."""
    check = verify_report(GOLDEN / "reports" / "model_1.zip")
    assert wrong(check) == set(), found(check, "differs")
    assert {"verdict", "calibration"} <= {finding.about for finding in found(check, "unchecked")}
    assert not [finding for finding in found(check, "agrees") if finding.about in ("verdict", "calibration")]


def test_a_report_of_a_part_holds(tmp_path: Path, picture_files: Any) -> None:
    with Library.open(tmp_path / "library", backbone="tiny") as library:
        library.add(list(picture_files.values()))
        result = library.search(picture_files["chelsea"], region=(60, 40, 200, 160))
        assert wrong(verify_report(library.report(result))) == set()
        assert wrong(verify_report(library.report(library.search_id(1, region=(60, 40, 200, 160))))) == set()


def test_a_report_whose_original_has_gone_is_computed_from_what_is_kept(tmp_path: Path, picture_files: Any) -> None:
    with Library.open(tmp_path / "library", backbone="tiny") as library:
        library.add(list(picture_files.values()))
        result = library.search(picture_files["rocket"])
        given = picture_files["rocket"].read_bytes()
        picture_files["rocket"].unlink()
        check = verify_report(library.report(result, file=given))
    assert wrong(check) == set(), found(check, "differs")
    assert any("only the small picture" in finding.sentence for finding in found(check, "unchecked"))


def test_of_a_large_picture_that_has_gone_the_small_one_tells_enough(tmp_path: Path, photos: Photos) -> None:
    large = np.asarray(Image.fromarray(photos["astronaut"]).resize((1536, 1536), Image.Resampling.BICUBIC))
    Image.fromarray(large).save(tmp_path / "large.png")
    Image.fromarray(large[200:1200, 300:1300]).save(tmp_path / "part.png")
    with Library.open(tmp_path / "library", backbone="tiny") as library:
        library.add(tmp_path / "large.png")
        result = library.search(tmp_path / "part.png")
        (tmp_path / "large.png").unlink()
        check = verify_report(library.report(result))
    assert wrong(check) == set(), found(check, "differs")
    assert any("compared less exactly" in finding.sentence for finding in found(check, "unchecked"))


@pytest.mark.parametrize("format", ["JPEG", "TIFF"])
def test_a_report_without_places_holds_and_says_what_it_could_not_check(
    tmp_path: Path, crop: UInt8Array, folder: Path, format: str
) -> None:
    (tmp_path / "phone").write_bytes(saved(crop, format, exif=exif_of_a_phone().tobytes()))
    report = make_report(compare(tmp_path / "phone", folder / "cat.png", backbone="tiny"))
    check = verify_report(report)
    assert wrong(check) == set(), found(check, "differs")
    assert any("the place where it was taken" in finding.sentence for finding in found(check, "unchecked"))
    with_file = verify_report(report, [tmp_path / "phone"])
    assert with_file.holds
    assert [finding.about for finding in found(with_file, "unchecked")] == ["given"]


def test_what_the_network_said_is_left_open_where_it_is_not_at_hand(tmp_path: Path, folder: Path) -> None:
    class Elsewhere(TinyBackbone):
        name = "elsewhere"

    pair = compare(folder / "crop.jpg", folder / "cat.png", backbone=Elsewhere())
    check = verify_report(make_report(pair))
    assert check.holds
    assert any("elsewhere (version 1) is not at hand" in finding.sentence for finding in found(check, "unchecked"))
    assert not embedding.is_at_hand("elsewhere", Settings(cache=tmp_path))
    assert not embedding.is_at_hand("resnet50", Settings(cache=tmp_path))
    assert embedding.is_at_hand("efficientnet-lite0", Settings(cache=tmp_path))


def test_the_wording_claims_no_more_than_was_computed(reports: dict[str, bytes]) -> None:
    from pictrace.report import summary

    check = verify_report(reports["full"])
    said = summary([finding.kind for finding in check.findings])
    assert "does not say who made" in said
    assert any("no picture can tell" in finding.sentence for finding in found(check, "unchecked"))


# ---------------------------------------------------------------- what does not


@pytest.mark.parametrize(
    ("about", "change"),
    [
        ("score", lambda made: made["score"].update(total=made["score"]["total"] + 0.01)),
        ("score", lambda made: made["score"]["channels"].update(structure=0.5)),
        ("score", lambda made: made["score"]["weights"].update(cosine=0.9)),
        ("verdict", lambda made: made["verdict"].update(probability=0.5)),
        ("verdict", lambda made: made["verdict"].update(verdict="same_scene")),
        ("keypoints", lambda made: made["keypoints"]["points"][0].__setitem__(0, 1.0)),
        ("keypoints", lambda made: made["keypoints"]["points"].pop()),
        ("keypoints", lambda made: made["keypoints"]["matrix"][0].__setitem__(2, 7.0)),
        ("keypoints", lambda made: made["keypoints"].update(agreeing=made["keypoints"]["agreeing"] + 1)),
        ("registration", lambda made: made["registration"].update(rotation=3.0)),
        ("structure", lambda made: made["structure"].update(aligned=1.0)),
        ("colour", lambda made: made.update(colour=0.1)),
        ("network", lambda made: made["network"].update(cosine=made["network"]["cosine"] - 0.1)),
        ("explanation", lambda made: made["explanation"]["recipe"]["steps"].pop()),
        ("explanation", lambda made: made["explanation"]["changes"]["query"].update(kept=0.2)),
        ("explanation", lambda made: made["explanation"]["recipe"].update(in_words="Nothing was done.")),
        ("in_words", lambda made: made["in_words"].update(title="A and B are the same file")),
        ("in_words", lambda made: made["in_words"]["limits"].pop()),
        ("query", lambda made: made["query"].update(byte_size=1)),
        ("query", lambda made: made["query"].update(jpeg_quality=99)),
        ("query", lambda made: made["query"]["metadata"].update(creator="Somebody")),
        ("query", lambda made: made["query"].update(pixels_sha256="0" * 64)),
        ("query", lambda made: made["query"].update(width=341)),
        ("calibration", lambda made: made["calibration"].update(slope=2.0)),
        ("calibration", lambda made: made["calibration"].update(error_bound=0.0001)),
        ("calibration", lambda made: made["calibration"]["model"].update(intercept=9.0)),
        ("page", lambda made: made["filing"].update(note="Found in the cellar.")),
        ("page", lambda made: made["filing"].update(case="8 O 12/26")),
        ("page", lambda made: made["candidate"].update(name="dog.png")),
        ("circumstances", lambda made: made.update(more="than there was")),
        ("circumstances", lambda made: made["method"].update(colour="by eye")),
    ],
)
def test_a_changed_figure_is_found_although_the_checksums_were_made_to_fit(
    reports: dict[str, bytes], about: str, change: Callable[[Any], None]
) -> None:
    check = verify_report(changed(reports["full"], change))
    assert about in wrong(check), check.findings


@pytest.mark.parametrize("name", ["report.json", "report.html", "pictures/query.jpg", "pictures/candidate.png"])
def test_a_changed_file_is_found_by_its_checksum(reports: dict[str, bytes], name: str) -> None:
    def spoil(files: dict[str, bytes]) -> None:
        files[name] += b"\n"

    check = verify_report(repacked(reports["full"], spoil, sums=False))
    assert "files" in wrong(check)
    assert any(finding.sentence.startswith(f"{name} is not as") for finding in found(check, "differs"))


def test_a_file_that_was_taken_out_is_found(reports: dict[str, bytes]) -> None:
    check = verify_report(repacked(reports["full"], lambda files: files.pop("pictures/query.jpg"), sums=False))
    assert {"files", "query"} <= wrong(check)


def test_a_swapped_picture_is_found(reports: dict[str, bytes], folder: Path) -> None:
    other = (folder / "coffee.png").read_bytes()
    check = verify_report(repacked(reports["full"], lambda files: files.update({"pictures/candidate.png": other})))
    assert wrong(check) == {"candidate"}
    (said,) = found(check, "differs")
    assert "another one than the report speaks of" in said.sentence


def test_a_changed_page_is_found(reports: dict[str, bytes]) -> None:
    def reword(files: dict[str, bytes]) -> None:
        files["report.html"] = files["report.html"].replace(b"A is a part of B", b"A and B are unlike")

    assert wrong(verify_report(repacked(reports["full"], reword))) == {"page"}


def test_a_figure_that_was_drawn_into_is_found(reports: dict[str, bytes]) -> None:
    import base64

    from pictrace.report.page import figures_of

    def draw_in(files: dict[str, bytes]) -> None:
        page = files["report.html"].decode()
        before = figures_of(page)["query"]
        picture = np.array(Image.open(io.BytesIO(before)))
        picture[100:130, 100:130] = (255, 0, 0)
        after = saved(picture, "JPEG", quality=88)
        files["report.html"] = page.replace(
            base64.b64encode(before).decode(), base64.b64encode(after).decode()
        ).encode()

    check = verify_report(repacked(reports["full"], draw_in))
    assert wrong(check) == {"page"}
    assert "query" in found(check, "differs")[0].sentence


def test_what_saving_a_figure_again_does_is_no_difference(reports: dict[str, bytes]) -> None:
    import base64

    from pictrace.report.page import figures_of

    def save_again(files: dict[str, bytes]) -> None:
        page = files["report.html"].decode()
        before = figures_of(page)["query"]
        after = saved(np.array(Image.open(io.BytesIO(before))), "JPEG", quality=95)
        files["report.html"] = page.replace(
            base64.b64encode(before).decode(), base64.b64encode(after).decode()
        ).encode()

    assert verify_report(repacked(reports["full"], save_again)).holds


# ---------------------------------------------------------------- what is no report


@pytest.mark.parametrize("part", [0.0, 0.3, 0.9, 0.999])
def test_a_report_that_is_cut_off_is_refused(reports: dict[str, bytes], part: float) -> None:
    data = reports["full"][: int(part * len(reports["full"]))]
    with pytest.raises(UnreadableReport, match="is no zip, or is cut off or damaged"):
        verify_report(data)


def test_a_bomb_is_refused_before_it_is_unpacked(reports: dict[str, bytes]) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("report.json", bytes(100_000_000))
    with pytest.raises(UnreadableReport, match="would unpack to"):
        verify_report(stream.getvalue())


def test_a_bomb_that_hides_its_size_is_refused(reports: dict[str, bytes]) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("report.html", "report.json", "SHA256SUMS"):
            archive.writestr(name, bytes(100_000_000))
    honest, lie = struct.pack("<I", 100_000_000), struct.pack("<I", 1000)
    with pytest.raises(UnreadableReport):
        verify_report(stream.getvalue().replace(honest, lie))


@pytest.mark.parametrize("name", ["../report.html", "/etc/passwd", "pictures/../../a.jpg", "pictures/query.jpg/../x"])
def test_names_that_lead_elsewhere_are_refused(reports: dict[str, bytes], name: str) -> None:
    with pytest.raises(UnreadableReport, match="belongs to no report"):
        verify_report(repacked(reports["full"], lambda files: files.update({name: b"x"})))


def test_many_files_are_refused(reports: dict[str, bytes]) -> None:
    with pytest.raises(UnreadableReport):
        verify_report(
            repacked(reports["full"], lambda files: files.update({f"pictures/{n}.jpg": b"x" for n in range(50)}))
        )


def test_a_zip_of_something_else_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("report.html", "hello")
    with pytest.raises(UnreadableReport, match=r"has no report\.json"):
        verify_report(stream.getvalue())


@pytest.mark.parametrize(
    "change",
    [
        lambda made: made.clear(),
        lambda made: made.update(schema="pictrace-report/99"),
        lambda made: made.pop("query"),
        lambda made: made["query"].update(width="wide"),
        lambda made: made["query"].update(width=0),
        lambda made: made["query"].update(region=[0, 0, 0, 0]),
        lambda made: made["score"]["weights"].update(cosine=-1),
        lambda made: made["score"]["weights"].update(smell=1),
        lambda made: made["calibration"]["model"].update(coefficients=["a"]),
        lambda made: made.update(ignored=[[[1, 2]]]),
        lambda made: made["verdict"].update(verdict="nonsense"),
        lambda made: made.update(search=7),
    ],
)
def test_figures_that_are_none_are_refused_in_one_sentence(
    reports: dict[str, bytes], change: Callable[[Any], None]
) -> None:
    with pytest.raises(UnreadableReport) as refused:
        verify_report(changed(reports["hashes"], change))
    assert refused.value.message.endswith(".")
    assert "\n" not in refused.value.message


def test_numbers_that_are_none_are_refused(reports: dict[str, bytes]) -> None:
    def infinite(files: dict[str, bytes]) -> None:
        files["report.json"] = files["report.json"].replace(b'"colour": 0.', b'"colour": NaN, "x": 0.', 1)

    with pytest.raises(UnreadableReport, match="NaN is no number"):
        verify_report(repacked(reports["hashes"], infinite))


def test_what_is_not_there_is_said(tmp_path: Path, reports: dict[str, bytes]) -> None:
    with pytest.raises(UnreadableReport, match="is not there"):
        verify_report(tmp_path / "none.zip")
    with pytest.raises(UnreadablePicture, match="is not there"):
        verify_report(reports["hashes"], [tmp_path / "none.jpg"])


def test_a_picture_over_the_limit_is_refused(reports: dict[str, bytes]) -> None:
    small = Settings(limits=Limits(max_bytes=10_000))
    with pytest.raises(UnreadableReport, match="over the limit"):
        verify_report(reports["full"], settings=small)


# ---------------------------------------------------------------- tolerances


def test_numbers_agree_within_what_another_processor_gives_and_no_more() -> None:
    said = {"structure": {"aligned": 0.9}, "in_words": {"text": "62 % sure, in 3 places"}}
    near = {"structure": {"aligned": 0.90003}, "in_words": {"text": "63 % sure, in 3 places"}}
    far = {"structure": {"aligned": 0.902}, "in_words": {"text": "65 % sure, in 3 places"}}
    assert list(differences(said, near, TIGHT)) == []
    assert [one.path for one in differences(said, far, TIGHT)] == [("structure", "aligned"), ("in_words", "text")]


def test_matrices_agree_by_where_they_put_things() -> None:
    matrix = [[1.0, 0.0, 5.0], [0.0, 1.0, 5.0], [0.0, 0.0, 1.0]]
    tilted = [[1.0, 0.0, 5.0], [0.0, 1.0, 5.0], [1e-5, 0.0, 1.0]]
    assert list(differences({"matrix": matrix}, {"matrix": matrix}, TIGHT)) == []
    (one,) = differences({"matrix": matrix}, {"matrix": tilted}, TIGHT)
    assert "pixels off" in one.computed


def older(made: Any) -> None:
    made["versions"]["opencv-python-headless"] = "4.0"


def test_figures_of_other_versions_are_compared_less_exactly_and_that_is_said(reports: dict[str, bytes]) -> None:
    def drift(made: Any) -> None:
        older(made)
        made["structure"]["aligned"] -= 0.01
        made["keypoints"]["points"].pop()
        made["keypoints"]["agreeing"] -= 1

    check = verify_report(changed(reports["full"], drift))
    assert wrong(check) == set(), found(check, "differs")
    assert any("other versions of opencv" in finding.sentence for finding in found(check, "unchecked"))


def test_an_old_version_is_no_excuse(reports: dict[str, bytes]) -> None:
    def forge(made: Any) -> None:
        older(made)
        made["score"]["channels"]["structure"] -= 0.2
        made["verdict"]["verdict"] = "same_scene"

    assert {"score", "verdict"} <= wrong(verify_report(changed(reports["full"], forge)))
