"""The benchmark of adding: its arithmetic, and the pictures that it makes."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from bench import adding, made_pictures, pictures


def test_it_has_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as leaving:
        adding.main(["--help"])
    assert leaving.value.code == 0
    assert "--pictures" in capsys.readouterr().out


def test_a_rate_is_that_of_the_cores_that_others_left() -> None:
    alone = adding.Span(pictures=10, seconds=2.0, core_seconds=1.0, cores=float(adding.usable_cores()))
    assert alone.rate == pytest.approx(5.0)
    assert alone.core_milliseconds == pytest.approx(100.0)
    beside = adding.Span(pictures=10, seconds=2.0, core_seconds=1.0, cores=adding.usable_cores() / 2)
    assert beside.rate == pytest.approx(10.0)


def test_walls_have_their_size_and_no_two_are_alike(tmp_path: Path) -> None:
    reason = pictures.missing("corel1k")
    if reason:
        pytest.skip(reason)
    files = made_pictures.walls(tmp_path / "walls", 3, (640, 427), (2, 2))
    assert len({file.read_bytes() for file in files}) == 3
    for file in files:
        with Image.open(file) as picture:
            assert picture.size == (640, 427)
    assert sorted(file for part in made_pictures.batches(files, 2) for file in part) == sorted(files)
