"""Judgements: the last word counts, they keep what was measured, and go with their picture. Fitting from them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pictrace import Library, Weights, fitting
from pictrace.cli import main
from pictrace.errors import InvalidInput, UnknownPicture
from pictrace.fitting import LEAST_QUERIES, FitReport, Quality
from pictrace.matching.ranking import SearchResult

Files = dict[str, Path]


@pytest.fixture
def library(tmp_path: Path, picture_files: Files) -> Iterator[Library]:
    with Library.open(tmp_path / "library", backbone="tiny") as opened:
        opened.add(list(picture_files.values()))
        yield opened


def ids(library: Library) -> dict[str, int]:
    return {Path(record.name).stem: record.id for record in library.records()}


def test_a_judgement_keeps_what_was_measured(library: Library, picture_files: Files) -> None:
    result = library.search(picture_files["chelsea"], mode="thorough")
    best = result.matches[0]
    said = library.judge(result, best.id, True, "my cat")
    assert library.judgements() == (said,)
    assert (said.query_name, said.picture_id, said.is_match) == ("my cat", best.id, True)
    assert said.scores == best.scores
    assert (said.mode, said.backbone) == ("thorough", "tiny")
    assert said.judged_at.endswith("+00:00")


def test_the_last_word_counts(library: Library, picture_files: Files) -> None:
    result, coins = library.search(picture_files["chelsea"]), ids(library)["coins"]
    library.judge(result, coins, True)
    library.judge(result, coins, False)
    assert [said.is_match for said in library.judgements()] == [False]
    assert library.take_back(result, coins)
    assert not library.take_back(result, coins)
    assert library.judgements() == ()


def test_the_same_pixels_are_one_query_and_a_part_is_another(library: Library, picture_files: Files) -> None:
    chelsea, coins = ids(library)["chelsea"], ids(library)["coins"]
    file, stored = library.search(picture_files["chelsea"]), library.search_id(chelsea)
    part = library.search(picture_files["chelsea"], region=(0, 0, 200, 200))
    library.judge(file, coins, False)
    library.judge(stored, coins, True)
    library.judge(part, coins, False)
    assert [said.is_match for said in library.judgements()] == [True, False]
    assert [said.is_match for said in library.judgements(file)] == [True]
    assert [said.is_match for said in library.judgements(part)] == [False]


def test_a_removed_picture_takes_its_judgements_with_it(library: Library, picture_files: Files) -> None:
    result, coins, rocket = library.search(picture_files["chelsea"]), ids(library)["coins"], ids(library)["rocket"]
    library.judge(result, coins, False)
    library.judge(result, rocket, False)
    library.remove([coins])
    assert [said.picture_id for said in library.judgements()] == [rocket]
    with pytest.raises(UnknownPicture, match="removed"):
        library.judge(result, coins, False)


def test_what_was_not_measured_cannot_be_judged(library: Library, picture_files: Files) -> None:
    result = library.search(picture_files["chelsea"], top=1, shortlist=1)
    with pytest.raises(InvalidInput, match="larger shortlist"):
        library.judge(result, ids(library)["coins"], False)


def test_judgements_outlive_the_process(library: Library, picture_files: Files) -> None:
    library.judge(library.search(picture_files["chelsea"]), ids(library)["coins"], False)
    said = library.judgements()
    library.close()
    with Library.open(library.location) as again:
        assert again.judgements() == said


def report(before: float, after: float, better_for: int, worse_for: int, weights: Weights | None = None) -> FitReport:
    old, new = Quality(before, before, before), Quality(after, after, after)
    return FitReport(
        weights or Weights(0.2, 0.1, 0.7, 0.0),
        Weights(),
        old,
        new,
        10,
        20,
        60,
        better_for=better_for,
        worse_for=worse_for,
    )


def test_the_newest_kept_weights_count_and_only_for_their_network(library: Library) -> None:
    assert fitting.kept(library.artifacts, "tiny") is None
    fitting.keep(library.artifacts, report(0.5, 0.9, 9, 0, Weights.classic()), "tiny")
    fitting.keep(library.artifacts, report(0.5, 0.9, 9, 0, Weights(0.2, 0.1, 0.7, 0.0)), "tiny")
    assert fitting.kept(library.artifacts, "tiny") == Weights(0.2, 0.1, 0.7, 0.0)
    assert fitting.kept(library.artifacts, "resnet50") is None


# ---------------------------------------------------------------- command line

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(library: Library, capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*arguments: str | Path | int) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(["--library", str(library.location), *map(str, arguments)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def judge_all(library: Library, results: dict[str, SearchResult], truthfully: bool = True) -> None:
    """Each picture is itself and none of the others; or the other way round."""
    for name, result in results.items():
        for other, id in ids(library).items():
            library.judge(result, id, (other == name) == truthfully)


def test_judging_by_command(run: Run, library: Library, picture_files: Files) -> None:
    coins = ids(library)["coins"]
    assert run("judge", picture_files["chelsea"], coins, "no")[0] == 0
    code, out, _ = run("judge", picture_files["chelsea"], coins, "yes", "--json")
    assert (code, json.loads(out)["is_match"]) == (0, True)
    listed = json.loads(run("judgements", "--json")[1])["judgements"]
    assert [(said["id"], said["is_match"]) for said in listed] == [(coins, True)]
    assert set(listed[0]["scores"]) == {"cosine", "structure", "keypoints", "colour"}
    assert "chelsea.jpg" in run("judgements")[1]
    assert run("judge", picture_files["chelsea"], coins, "undo")[0] == 0
    assert run("judge", picture_files["chelsea"], coins, "undo")[0] == 1
    assert run("judgements")[1].strip() == "0 judgements."


def test_judging_an_unknown_picture_is_a_negative_answer(run: Run, picture_files: Files) -> None:
    code, out, err = run("judge", picture_files["chelsea"], 999, "no")
    assert (code, out) == (1, "")
    assert "no picture 999" in err


def test_too_few_judgements_are_refused_in_one_sentence(run: Run) -> None:
    code, out, err = run("weights", "fit")
    assert (code, out) == (2, "")
    assert f"needs {LEAST_QUERIES} searches" in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize("arguments", [["--apply"], ["fit", "--even-if-worse"], ["fitted"]])
def test_options_of_the_fit_belong_to_it(run: Run, arguments: list[str]) -> None:
    code, out, err = run("weights", *arguments)
    assert (code, out) == (2, "")
    assert err.startswith("pictrace: ")


def test_a_fit_that_is_not_better_is_kept_only_when_that_is_said(
    run: Run, library: Library, picture_files: Files
) -> None:
    # Every search finds its own picture first already, so that nothing can become better.
    parts = {name: [(0, 0, 150 + 20 * step, 150 + 10 * step) for step in range(2)] for name in picture_files}
    for name, regions in parts.items():
        for region in regions:
            result = library.search(picture_files[name], region=region)
            judge_all(library, {name: result})
    code, out, _ = run("weights", "fit", "--json")
    shown = json.loads(out)
    assert code == 0
    assert (shown["queries"], shown["judgements"], shown["kept"]) == (10, 50, False)
    assert not shown["is_better"]
    assert fitting.kept(library.artifacts, "tiny") is None

    code, out, _ = run("weights", "fit", "--apply")
    assert code == 1
    assert "--even-if-worse" in out
    assert fitting.kept(library.artifacts, "tiny") is None

    assert run("search", picture_files["coins"], "--preset", "mine")[0] == 2
    code, out, _ = run("weights", "fit", "--apply", "--even-if-worse")
    assert code == 0
    assert "weight of keypoints" in out
    kept = fitting.kept(library.artifacts, "tiny")
    assert kept == Weights(**shown["weights"])
    code, out, _ = run("search", picture_files["coins"], "--preset", "mine", "--json")
    assert (code, json.loads(out)["weights"]) == (0, kept.as_dict())
