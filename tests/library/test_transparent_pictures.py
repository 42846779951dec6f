"""What a library does with transparent pictures: two logos are two, one in two formats is one, copies are found."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from fakes import TinyBackbone
from PIL import Image, ImageDraw

from pictrace import Library
from pictrace.cli import main
from pictrace.report import verify_report
from pictrace.types import UInt8Array

Colour = tuple[int, int, int]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library", backbone="tiny") as library:
        yield library


def drawn(seed: int, ink: Colour, size: tuple[int, int] = (300, 200)) -> Image.Image:
    """A logo of bars and discs of one colour on transparency, one of a kind."""
    random = np.random.default_rng(seed)
    picture = Image.new("RGBA", size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    for _ in range(6):
        left, top = random.integers(0, 220), random.integers(0, 130)
        width, height = random.integers(15, 80), random.integers(15, 70)
        shape = draw.ellipse if random.random() < 0.5 else draw.rectangle
        shape((left, top, left + width, top + height), fill=(*ink, 255))
        draw.line((left, top + height + 5, left + width, top), fill=(0, 0, 0, 0), width=5)
    return picture


def saved(picture: Image.Image, format: str = "PNG", **options: object) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, format, **options)
    return stream.getvalue()


def flattened(picture: Image.Image, ground: Colour, quality: int = 85) -> bytes:
    under = Image.new("RGBA", picture.size, (*ground, 255))
    under.alpha_composite(picture)
    return saved(under.convert("RGB"), "JPEG", quality=quality)


def cut_out(photo: UInt8Array) -> Image.Image:
    picture = Image.fromarray(photo)
    mask = Image.new("L", picture.size, 0)
    width, height = picture.size
    ImageDraw.Draw(mask).ellipse((width // 8, height // 8, width * 7 // 8, height * 7 // 8), fill=255)
    picture.putalpha(mask)
    return picture


WHITE, BLACK = (255, 255, 255), (0, 0, 0)


@pytest.mark.parametrize("ink", [WHITE, BLACK, (250, 250, 255)])
def test_two_logos_are_two_pictures(library: Library, ink: Colour) -> None:
    files = [saved(drawn(seed, ink)) for seed in (1, 2)]
    for data in files:
        report = library.add(library.store_upload(data, "logo.png"))
        assert (report.added, report.known) == (1, 0)
    assert library.compare(*files).assessment.verdict not in ("same_picture", "same_file", "resaved")
    assert library.compare(1, 2).assessment.verdict not in ("same_picture", "same_file", "resaved")
    assert len({library.working_picture(id).tobytes() for id in (1, 2)}) == 2
    for id, data in enumerate(files, start=1):
        result = library.search(data)
        assert (result.verdict, result.decisive) == ("same_file", id)
    library.find_duplicates()
    assert not [pair for pair in library.duplicate_pairs() if pair.verdict in ("same_picture", "same_file", "resaved")]


@pytest.mark.parametrize("ink", [WHITE, BLACK])
def test_one_logo_in_several_files_is_one_picture(library: Library, ink: Colour) -> None:
    logo = drawn(1, ink)
    library.add(library.store_upload(saved(logo), "logo.png"))
    hidden = np.asarray(logo).copy()
    hidden[hidden[..., 3] == 0] = (200, 30, 90, 0)
    for data in (saved(logo, "WEBP", lossless=True), saved(logo, "TIFF"), saved(Image.fromarray(hidden))):
        assert library.search(data).verdict == "same_picture"
        assert library.compare(data, saved(logo)).assessment.verdict == "same_picture"
        report = library.add(library.store_upload(data, "again"))
        assert (report.added, report.known) == (0, 1)


def test_a_logo_is_not_the_flat_picture_that_it_looks_like_on_its_ground(library: Library) -> None:
    logo = drawn(1, WHITE)
    library.add(library.store_upload(saved(logo), "logo.png"))
    under = Image.new("RGBA", logo.size, (0, 0, 0, 255))
    under.alpha_composite(logo)
    match = library.search(saved(under.convert("RGB"))).matches[0]
    assert match.assessment.verdict in ("resaved", "edited")


def test_a_dark_logo_looks_as_it_did(library: Library) -> None:
    logo = drawn(1, (20, 40, 90))
    library.add(library.store_upload(saved(logo), "logo.png"))
    white = np.asarray(Image.open(io.BytesIO(flattened(logo, WHITE, 100)))).astype(int)
    assert np.abs(library.working_picture(1).astype(int) - white).mean() < 3
    assert library.search(flattened(logo, WHITE)).matches[0].assessment.verdict == "resaved"


@pytest.mark.parametrize("ground", [WHITE, BLACK, (40, 90, 160)])
def test_a_flattened_copy_of_a_cut_out_photograph_is_found(
    library: Library, photos: dict[str, UInt8Array], ground: Colour
) -> None:
    for name in ("coffee", "chelsea", "rocket", "coins"):
        library.add(library.store_upload(saved(cut_out(photos[name])), f"{name}.png"))
    match = library.search(flattened(cut_out(photos["coffee"]), ground)).matches[0]
    assert match.record.name == "coffee.png"
    assert match.assessment.is_copy


def test_a_white_logo_is_found_where_somebody_laid_it_on_a_colour(library: Library) -> None:
    for seed in range(1, 5):
        library.add(library.store_upload(saved(drawn(seed, WHITE)), f"{seed}.png"))
    for ground in (BLACK, (40, 90, 160)):
        match = library.search(flattened(drawn(3, WHITE), ground)).matches[0]
        assert match.record.name == "3.png"
        assert match.assessment.is_copy


def test_pixels_given_as_an_array_are_the_opaque_file_of_them(library: Library, photos: dict[str, UInt8Array]) -> None:
    library.add(library.store_upload(saved(Image.fromarray(photos["coffee"])), "coffee.png"))
    assert library.search(np.ascontiguousarray(photos["coffee"])).verdict == "same_picture"


def test_a_part_of_a_logo_is_the_file_of_that_part(library: Library) -> None:
    logo = drawn(1, BLACK)
    library.add(library.store_upload(saved(logo.crop((40, 30, 200, 150))), "part.png"))
    assert library.search(saved(logo), region=(40, 30, 160, 120)).verdict == "same_picture"


def test_a_bitmap_without_alpha_is_seen(library: Library, tmp_path: Path, photos: dict[str, UInt8Array]) -> None:
    """32 bits, a mask for alpha, and 0 in all of it, as programs write that know no alpha."""
    small = np.ascontiguousarray(photos["coffee"][::5, ::5])
    height, width = small.shape[:2]
    rows = np.dstack([small[:, :, ::-1], np.zeros((height, width), np.uint8)])[::-1].tobytes()
    masks = b"".join(number.to_bytes(4, "little") for number in (0xFF0000, 0xFF00, 0xFF, 0xFF000000))
    head = b"".join(
        value.to_bytes(size, "little")
        for value, size in ((124, 4), (width, 4), (height, 4), (1, 2), (32, 2), (3, 4), (len(rows), 4))
    )
    head = (head + bytes(16) + masks).ljust(124, b"\0")
    path = tmp_path / "coffee.bmp"
    path.write_bytes(b"BM" + (14 + 124 + len(rows)).to_bytes(4, "little") + bytes(4) + b"\x8a\0\0\0" + head + rows)
    library.add(path)
    assert library.working_picture(1).std() > 20
    assert library.search(small).verdict == "same_picture"


def test_a_lost_working_picture_of_a_logo_comes_back_the_same(library: Library) -> None:
    library.add(library.store_upload(saved(drawn(1, WHITE)), "logo.png"))
    before = library.working_path(1).read_bytes()
    library.working_path(1).unlink()
    assert library.rebuild().restored == 1
    assert library.working_path(1).read_bytes() == before
    assert library.picture(1).alpha is not None


def test_the_command_line_tells_two_white_logos_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = [tmp_path / f"{seed}.png" for seed in (1, 2)]
    for seed, name in enumerate(names, start=1):
        name.write_bytes(saved(drawn(seed, WHITE)))
    Library.open(tmp_path / "library", backbone="tiny").close()
    main(["--library", str(tmp_path / "library"), "compare", *map(str, names), "--json"])
    assert '"same_picture"' not in json.dumps(json.loads(capsys.readouterr().out)["verdict"])


@pytest.mark.parametrize("ink", [WHITE, BLACK])
def test_reports_of_logos_hold(library: Library, tmp_path: Path, ink: Colour) -> None:
    logo = drawn(1, ink)
    for seed in (1, 2):
        library.add(library.store_upload(saved(drawn(seed, ink)), f"{seed}.png"))
    for query in (saved(logo), saved(logo, "TIFF"), saved(logo.resize((200, 133)))):
        result = library.search(query)
        check = verify_report(library.report(result), backbone=TinyBackbone())
        assert [finding.sentence for finding in check.findings if finding.kind in ("differs", "missing")] == []


def test_a_report_holds_whose_logo_had_to_be_saved_again_without_its_place(library: Library, tmp_path: Path) -> None:
    """A place that cannot be taken out of the file: the report then holds the same pixels in a PNG, alpha included."""
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 0.0), 3: "E", 4: (13.0, 24.0, 0.0)})
    library.add(library.store_upload(saved(drawn(1, WHITE)), "logo.png"))
    located = tmp_path / "located.webp"
    located.write_bytes(saved(drawn(1, WHITE), "WEBP", lossless=True, exif=exif))
    data = library.report(library.search(located))
    with zipfile.ZipFile(io.BytesIO(data)) as report:
        assert json.loads(report.read("report.json"))["query"]["copy"]["kind"] == "resaved"
    check = verify_report(data, backbone=TinyBackbone())
    assert [finding.sentence for finding in check.findings if finding.kind in ("differs", "missing")] == []


def test_an_element_that_covers_a_whole_picture_ends_no_search(library: Library, photos: dict[str, UInt8Array]) -> None:
    rocket = saved(Image.fromarray(photos["rocket"]).resize((240, 160)))
    for name, data in (("rocket.png", rocket), ("logo.png", saved(drawn(1, WHITE)))):
        library.add(library.store_upload(data, name))
    library.ignore_element(rocket, name="a rocket")
    assert library.search(rocket).verdict == "same_file"
    again = saved(Image.fromarray(photos["rocket"]).resize((240, 160)), "JPEG", quality=80)
    assert library.search(again).verdict not in ("resaved", "edited")
    library.find_duplicates()
    assert library.duplicates_state().complete
