"""The baseline behaves as it is described, and benchmarks say why they are skipped."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from bench import (
    classic,
    copies,
    corel,
    covers,
    duplicates,
    fit,
    naming,
    network,
    page,
    pictures,
    searching,
    startup,
    verdicts,
    weights,
)
from pictrace import Library
from pictrace.verdicts import shipped_model

Files = dict[str, Path]


def test_a_fitted_model_takes_the_place_of_the_shipped_one() -> None:
    assert fit.text_of(shipped_model()) == fit.FILE.read_text(encoding="utf-8")


def test_the_classic_method_gives_a_picture_and_itself_nearly_one(picture_files: Files) -> None:
    astronaut = classic.read(picture_files["astronaut"])
    # A picture's repeated details have no single nearest match, so that even here not all pass the ratio test.
    assert classic.score(astronaut, astronaut) > 0.95


def test_the_classic_method_ranks_every_picture_best_first(picture_files: Files) -> None:
    found = classic.search(picture_files["coins"], list(picture_files.values()), top=3)
    assert found[0][1] == picture_files["coins"]
    assert [score for score, _ in found] == sorted((score for score, _ in found), reverse=True)
    assert len(found) == 3


def test_missing_pictures_are_named() -> None:
    reason = pictures.missing("no-such-folder")
    assert reason is not None
    assert "no-such-folder" in reason
    assert pictures.missing() is None


@pytest.mark.parametrize(
    "benchmark", [corel, covers, copies, duplicates, naming, network, page, searching, startup, verdicts, weights]
)
def test_every_benchmark_has_help(benchmark: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as leaving:
        benchmark.main(["--help"])
    assert leaving.value.code == 0
    assert "--json" in capsys.readouterr().out


def test_a_search_is_measured_by_its_steps_and_its_channels(tmp_path: Path, picture_files: Files) -> None:
    with Library.open(tmp_path / "library", backbone="tiny") as library:
        stored = list(picture_files.values())
        library.add([str(path) for path in stored])
        lost = library.working_path(1)
        lost.unlink()
        queries = searching.query_files(stored, 4, tmp_path)
        found = searching.measure(library, queries, examined=2)
        assert len(searching.brute_force(library, queries)) == 4
    assert (found.pictures, found.queries) == (len(stored), 4)
    assert 0 < found.p50 <= found.p95 <= found.p99 <= found.worst
    assert sum(found.steps.values()) <= found.worst
    assert all(found.channels[channel] > 0 for channel in searching.CHANNELS)
    assert len(searching.rows(found)) == 8 + len(found.steps) + len(searching.CHANNELS)


def test_moving_a_weight_takes_less_than_a_millisecond(tmp_path: Path, picture_files: Files) -> None:
    with Library.open(tmp_path / "library", backbone="tiny") as library:
        library.add([str(path) for path in picture_files.values()])
        result = library.search(picture_files["coffee"])
    fifty = replace(result, candidates=(result.candidates * 50)[:50])
    assert min(searching.reweighted(fifty)) < 0.001


def test_corel_has_ten_classes_of_a_hundred() -> None:
    reason = pictures.missing("corel1k")
    if reason:
        pytest.skip(reason)
    classes = [pictures.corel_class(path) for path in pictures.corel()]
    assert {name: classes.count(name) for name in pictures.CLASSES} == dict.fromkeys(pictures.CLASSES, 100)
