"""`pictrace evaluate` as people and scripts meet it: figures kept, listed, shown and compared."""

from __future__ import annotations

import json
import os
import re
import signal
from pathlib import Path

import pytest

from pictrace import Library, Weights, embedding, evaluate
from pictrace.cli import main
from pictrace.evaluate import RERANKED, SHORTLIST, Best, Report, Tracing, Trial
from tests.cli.test_commands import FailingBackbone, Files, Run, filled, place, run

__all__ = ["filled", "place", "run"]


def crops(found: int, asked: int = 100, **settings: object) -> Report:
    """A report of crops of which so many were found first."""
    trials = tuple(
        Trial(
            picture=id,
            kind="crop",
            strength="10 %",
            places={SHORTLIST: 1, RERANKED: 1 if id < found else 2},
            best=Best(id, 0.9, id < found),
            stranger=None,
            confirmed=id < found,
            mistaken=None,
            seconds=0.2,
        )
        for id in range(asked)
    )
    tracing = Tracing(trials, (), "match score", (SHORTLIST, RERANKED), 0, asked, 20.0)
    return evaluate.report_edits(tracing, {"pictures": asked, "backbone": "tiny", **settings})


def test_edited_copies_are_measured_and_kept(filled: Run, place: Path) -> None:
    outcome = filled("evaluate", "edits", "--sample", "1", "--name", "first try", "--json")
    assert outcome.code == 0
    document = outcome.document
    assert (document["subject"], document["complete"]) == ("edits", True)
    assert document["queries"] == document["planned"] == len(evaluate.ladder())
    figures = {(one["group"], one["ranking"], one["measure"]): one for one in document["figures"]}
    found = figures["JPEG 60", RERANKED, "recall@1"]
    assert found["value"] == 1.0
    assert found["interval"][0] < 1.0
    assert figures["all", "without colour", "recall@1"]["value"] <= 1.0
    assert document["settings"]["sample"] == 1
    with Library.open(place) as library:
        (kept,) = evaluate.kept(library)
    assert (kept.id, kept.name) == (document["id"], "first try")


def test_people_read_where_it_fails_and_what_each_channel_adds(filled: Run) -> None:
    text = filled("evaluate", "edits", "--sample", "1", "--no-save", "--mode", "thorough").out
    assert f"Of {len(evaluate.ladder())} edited copies of 1 picture," in text
    for line in ("What each channel adds:", "without keypoints", "order of the candidates", "crop 2 %", "95 %"):
        assert line in text
    assert "Kept" not in text
    assert filled("evaluate", "list").code == 1


def test_ctrl_c_keeps_the_part_that_is_done_and_says_so(
    tmp_path: Path, picture_files: Files, capsys: pytest.CaptureFixture[str]
) -> None:
    patience = [1000]

    def interrupt() -> None:
        patience[0] -= 1
        if patience[0] == 0:
            os.kill(os.getpid(), signal.SIGINT)

    embedding.register("failing", lambda settings: FailingBackbone(interrupt))
    arguments = ["--library", str(tmp_path / "l"), "--backbone", "failing"]
    assert main([*arguments, "add", str(picture_files["coins"].parent)]) == 0
    patience[0] = 10  # the network is asked once or twice a search, and for each of the two pictures before
    capsys.readouterr()
    assert main([*arguments, "evaluate", "edits", "--sample", "2"]) == 130
    text = capsys.readouterr().out
    stopped = re.search(r"Stopped after (\d+) of (\d+); the figures are of those\.", text)
    assert stopped is not None
    asked, planned = map(int, stopped.groups())
    assert 0 < asked < planned == 2 * len(evaluate.ladder())
    assert "Kept as unfinished" in text
    assert main([*arguments, "evaluate", "list", "--json"]) == 0
    (one,) = json.loads(capsys.readouterr().out)["evaluations"]
    assert (one["complete"], one["queries"]) == (False, asked)


def test_pairs_are_kept_too_and_the_older_spelling_means_the_same(
    filled: Run, picture_files: Files, tmp_path: Path
) -> None:
    table = tmp_path / "pairs.csv"
    table.write_text(f"query,relevant\n{picture_files['coins']},{picture_files['coins']}\n", encoding="utf-8")
    new, old = filled("evaluate", "pairs", table, "--json"), filled("evaluate", "--pairs", table, "--json")
    assert (new.code, old.code) == (0, 0)
    assert new.document["overall"] == old.document["overall"]
    assert new.document["subject"] == "pairs"
    assert (new.document["id"], old.document["id"]) == (1, 2)
    assert "recall@10" in filled("evaluate", "show", "2").out


def test_a_folder_is_measured_aside_and_kept_in_the_library(filled: Run, picture_files: Files, tmp_path: Path) -> None:
    for number, name in enumerate(("astronaut", "chelsea", "coffee", "coins", "rocket")):
        folder = tmp_path / "classes" / ("four" if number < 4 else "one")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / picture_files[name].name).write_bytes(picture_files[name].read_bytes())
    outcome = filled("--backbone", "tiny", "evaluate", "folder", tmp_path / "classes", "--json")
    assert (outcome.code, outcome.document["queries"]) == (0, 4)
    n_s = [one["value"] for one in outcome.document["figures"] if one["measure"] == "N-S" and one["group"] == "all"]
    assert n_s == [4.0, 4.0]
    (kept,) = filled("evaluate", "list", "--json").document["evaluations"]
    assert (kept["subject"], kept["settings"]["pictures"]) == ("folder", 5)
    assert "N-S" in filled("--backbone", "tiny", "evaluate", tmp_path / "classes").out


def test_a_folder_without_classes_is_refused_in_words(filled: Run, picture_files: Files) -> None:
    outcome = filled("--backbone", "tiny", "evaluate", "folder", picture_files["coins"].parent, "--json")
    assert (outcome.code, outcome.document["error"]["kind"]) == (2, "invalid_input")
    assert "sub-folder" in outcome.document["error"]["message"]


def test_the_last_two_are_compared_and_what_got_worse_gives_exit_code_1(filled: Run, place: Path) -> None:
    nothing = filled("evaluate", "compare", "--json")
    assert (nothing.code, nothing.document["error"]["kind"]) == (2, "invalid_input")
    with Library.open(place) as library:
        numbers = [evaluate.keep(library, crops(found, mode=mode)).id for found, mode in ((99, "fast"), (70, "slow"))]
    worse = filled("evaluate", "compare", "--json")
    assert worse.code == 1
    assert (worse.document["before"], worse.document["after"]) == tuple(numbers)
    assert worse.document["worse"] > 0
    assert worse.document["settings"] == [{"name": "mode", "before": "fast", "after": "slow"}]
    flagged = {one["measure"] for one in worse.document["differences"] if one["trend"] == "worse"}
    assert flagged == {"recall@1", "copies confirmed"}
    better = filled("evaluate", "compare", numbers[1], numbers[0])
    assert better.code == 0
    assert "better" in better.out
    assert "mode: slow before, fast now" in better.out


def test_one_that_was_kept_is_shown_again(filled: Run, place: Path) -> None:
    with Library.open(place) as library:
        kept = evaluate.keep(library, crops(50, tested=100), "half")
    text = filled("evaluate", "show", kept.id).out
    assert "half" in text
    assert "crop 10 %: 50.0 % (95 %: 40–60 %) found first" in text
    assert "crop 10 %: 0.500 instead of 1.000" in text
    assert filled("evaluate", "show", kept.id, "--json").document["id"] == kept.id


@pytest.mark.parametrize(
    "arguments",
    [
        ("edits", "too", "many"),
        ("pairs",),
        ("show",),
        ("show", "first"),
        ("compare", "1"),
        ("list", "all"),
        ("edits", "--mode", "slow"),
    ],
)
def test_wrong_usage_is_one_sentence(filled: Run, arguments: tuple[str, ...]) -> None:
    outcome = filled("evaluate", *arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert len(outcome.err.splitlines()) == 1


def test_a_number_that_nothing_has_is_told(filled: Run) -> None:
    outcome = filled("evaluate", "show", "7", "--json")
    assert (outcome.code, outcome.document["error"]["kind"]) == (2, "invalid_input")


def test_weights_are_part_of_the_circumstances(filled: Run) -> None:
    document = filled("evaluate", "edits", "--sample", "1", "--preset", "classic", "--no-save", "--json").document
    assert document["settings"]["weights"] == Weights.classic().as_dict()
    assert document["id"] is None
