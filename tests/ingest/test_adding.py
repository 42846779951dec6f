"""The pipeline's own truths: what waits is small, and no input is lost between its threads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from fakes import TinyBackbone
from PIL import Image

from pictrace import Library, Settings, embedding
from pictrace.errors import WeightsUnavailable
from pictrace.ingest.input_processing import ExtractedInput, Finished, process_input
from pictrace.sources import local_item
from pictrace.store import Catalog
from pictrace.types import SourceItem, UInt8Array


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog.open(tmp_path / "library") as opened:
        yield opened


def test_an_extracted_picture_does_not_hold_its_full_pixels(catalog: Catalog, tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    Image.fromarray(np.random.default_rng(1).integers(0, 255, (1500, 2000, 3), np.uint8)).save(path, compress_level=1)
    item = local_item(str(path), Settings())
    assert isinstance(item, SourceItem)
    extracted, finished = process_input(item, catalog, Settings())
    assert isinstance(extracted, ExtractedInput)
    assert (extracted.decoded.width, extracted.decoded.height) == (2000, 1500)
    assert max(extracted.decoded.pixels.shape) == max(extracted.picture.working.pixels.shape) == 512
    assert finished == Finished(str(path), well=True)


def test_a_detail_of_a_large_work_finds_it_by_its_details(tmp_path: Path, photos: dict[str, UInt8Array]) -> None:
    wall = np.hstack(
        [np.vstack([photos["astronaut"], photos["camera"]]), np.vstack([photos["grass"], photos["astronaut"][::-1]])]
    )
    wall = np.hstack([wall, wall[::-1]])
    assert wall.shape == (1024, 2048, 3)
    Image.fromarray(wall).save(tmp_path / "wall.png", compress_level=1)
    detail = np.ascontiguousarray(wall[560:780, 130:350])
    with Library.open(tmp_path / "library", backbone="tiny") as library:
        library.add([tmp_path / "wall.png"])
        (match,) = library.search(detail).matches
        assert match.evidence.keypoints.homography is not None
        # By id there is only the working picture to look at: its details are those that were stored.
        for result in (library.search(wall), library.search_id(match.id)):
            assert result.matches[0].scores["keypoints"] == 1.0


def test_without_weights_the_whole_add_fails_in_words_and_stores_nothing(
    tmp_path: Path, picture_files: dict[str, Path]
) -> None:
    class Weightless(TinyBackbone):
        def embed(self, pictures: Sequence[UInt8Array]) -> np.ndarray:
            raise WeightsUnavailable("No weights were found.")

    embedding.register("weightless", lambda settings: Weightless())
    with Library.open(tmp_path / "library", backbone="weightless") as library:
        with pytest.raises(WeightsUnavailable):
            library.add(list(picture_files.values()))
        assert len(library) == 0
        assert library.failures() == ()


def test_every_one_of_many_inputs_is_answered(tmp_path: Path, photos: dict[str, UInt8Array]) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for n in range(60):
        Image.fromarray(np.roll(photos["coffee"][:200, :300], n, axis=1)).save(folder / f"{n:02}.png", compress_level=1)
        (folder / f"{n:02}.jpg").write_text("no picture")
    with Library.open(tmp_path / "library", backbone="tiny") as library:
        report = library.add(folder)
        assert (report.added, report.known, len(report.failed)) == (60, 0, 60)
        assert len(report.items) == 120
        assert {Path(item.uri).name for item in report.items} == {path.name for path in folder.iterdir()}


def test_an_error_of_the_callback_reaches_the_caller_and_ends_the_threads(
    tmp_path: Path, picture_files: dict[str, Path]
) -> None:
    def broken(progress: object) -> None:
        raise KeyError("mine")

    with Library.open(tmp_path / "library", backbone="tiny") as library:
        with pytest.raises(KeyError, match="mine"):
            library.add(list(picture_files.values()), progress=broken)
        assert library.add(list(picture_files.values())).failed == ()


def test_an_error_while_storing_reaches_the_caller_and_what_was_stored_before_stays(
    tmp_path: Path, photos: dict[str, UInt8Array]
) -> None:
    class Tiring(TinyBackbone):
        seen = 0

        def embed(self, pictures: Sequence[UInt8Array]) -> np.ndarray:
            # Tiny sees a picture as ten windows, and a batch has sixteen pictures.
            self.seen += len(pictures)
            if self.seen > 2 * 16 * 10:
                raise WeightsUnavailable("The network is tired.")
            return super().embed(pictures)

    embedding.register("tiring", lambda settings: Tiring())
    for n in range(60):
        path = tmp_path / "pictures" / f"{n:02}.png"
        path.parent.mkdir(exist_ok=True)
        Image.fromarray(np.roll(photos["coffee"][:100, :150], n, axis=1)).save(path, compress_level=1)
    with Library.open(tmp_path / "library", backbone="tiring") as library:
        with pytest.raises(WeightsUnavailable, match="tired"):
            library.add(tmp_path / "pictures")
        assert len(library) == 32
        assert library.verify().ok
