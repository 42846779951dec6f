"""The Evaluate page on a real library: starting, stopping, reading, comparing and deleting tests."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from job_logs import dead_log
from streamlit.testing.v1 import AppTest

from pictrace import Weights, evaluate
from pictrace.evaluate import RERANKED, SHORTLIST, Best, Kept, Report, Tracing, Trial
from pictrace.types import MODES, AddReport
from pictrace.web import current, evaluating, words
from pictrace.web.evaluating import PRESETS, Request
from pictrace.web.job_kinds import ADDING
from pictrace.web.jobs import EVALUATE, jobs
from pictrace.web.views.evaluate_plot import found_by_strength
from tests.web.test_pages import app, filled, page, place, shown

__all__ = ["filled", "place"]

SOON = 120.0


def figures(found: int = 19, asked: int = 20, complete: bool = True) -> Report:
    """A report of crops of which so many were found first, and of mirrored copies that all were."""
    rankings = (SHORTLIST, RERANKED, *evaluate.ablations(Weights()))
    trials = [
        Trial(
            picture=1 + place % 5,
            kind=kind,
            strength=strength,
            places=dict.fromkeys(rankings, 1 if place < enough else 2),
            best=Best(1, 0.9, place < enough),
            stranger=Best(2, 0.3, False),
            confirmed=place < enough,
            mistaken=2 if place == 0 else None,
            seconds=0.2,
        )
        for kind, strength, enough in (("crop", "50 %", asked), ("crop", "10 %", found), ("mirror", "", asked))
        for place in range(asked)
    ]
    trials[0] = replace(trials[0], places={**trials[0].places, SHORTLIST: 2})
    tracing = Tracing(tuple(trials), (), "match score", rankings, 0, 3 * asked, 9.0, cancelled=not complete)
    settings = evaluate.circumstances(current.library(), weights=Weights(), shortlist=50, sample=5, seed=0)
    return evaluate.report_edits(tracing, settings)


def keep(report: Report) -> Kept:
    return evaluate.keep(current.library(), report)


def started(test: AppTest) -> AppTest:
    """Press the button and wait for the job that it starts."""
    test.button(key="test_start").click().run()
    assert not test.exception
    jobs().wait(current.library().jobs.list(1)[0].id, SOON)
    return test.run()


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, filled: dict[str, Path]) -> Path:
    """The photographs once more, in two classes inside a named folder."""
    root = tmp_path / "named"
    for number, path in enumerate(filled.values()):
        into = root / "classes" / ("first" if number < 3 else "second")
        into.mkdir(parents=True, exist_ok=True)
        (into / path.name).write_bytes(path.read_bytes())
    monkeypatch.setenv("PICTRACE_FOLDERS", str(root))
    current.library().close()
    current.settings.cache_clear()
    return root


# ---------------------------------------------------------------- states


def test_the_navigation_leads_to_it(filled: dict[str, Path]) -> None:
    assert not app().run().exception
    assert words.naming.EVALUATE


def test_an_empty_library_cannot_be_tested_and_leads_on(place: Path) -> None:
    test = page("evaluate").run()
    assert words.testing.EVALUATE_EMPTY_TEXT in shown(test)
    assert words.states.ADD_OWN in {button.label for button in test.button}


def test_before_the_first_test_the_page_says_what_one_is_and_how_long_it_takes(filled: dict[str, Path]) -> None:
    text = shown(page("evaluate").run())
    assert words.testing.NO_TEST_TITLE in text
    assert f"5 pictures, {5 * len(evaluate.ladder())} searches" in text


def test_the_estimate_goes_by_the_last_test(filled: dict[str, Path]) -> None:
    keep(figures())  # 9 seconds, 60 searches
    seconds = 0.15 * 5 * len(evaluate.ladder())
    assert words.numbers.duration(seconds) in shown(page("evaluate").run())


# ---------------------------------------------------------------- edited copies


def test_a_test_is_started_and_its_figures_are_shown_and_kept(
    filled: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluating, "DEFAULT_SHORTLIST", 3)
    current.library().remove([3, 4, 5])
    test = started(page("evaluate").run())
    (kept,) = evaluate.kept(current.library())
    report = kept.report
    assert (report.subject, report.complete) == ("edits", True)
    assert report.queries == 2 * len(evaluate.ladder())
    text = shown(test)
    assert words.testing.test_headline(report.value("recall@1")) in text
    assert words.testing.TABLE_TITLE in text
    table = test.dataframe[0].value
    assert len(table) == len(evaluate.ladder())
    assert table[words.testing.COLUMN_FOUND].tolist() == pytest.approx(
        [report.value("recall@1", group) for group in evaluate.rungs(report)], abs=5e-4
    )
    assert (
        words.testing.ranked_by("without keypoints") in test.dataframe[1].value[words.testing.COLUMN_RANKED_BY].tolist()
    )


def test_weak_places_wrong_copies_and_harm_are_told(filled: dict[str, Path]) -> None:
    keep(figures(found=10))
    text = shown(page("evaluate").run())
    assert "Cropped: 50 of 100 found first at 10 %." in text
    assert words.testing.MISTAKEN_TITLE in text
    assert words.testing.HURTS_NOWHERE in text


def test_a_stopped_test_is_said_to_be_unfinished(filled: dict[str, Path]) -> None:
    keep(figures(complete=False))
    assert words.testing.UNFINISHED_TITLE in shown(page("evaluate").run())


def test_a_test_that_cannot_be_done_says_why(filled: dict[str, Path]) -> None:
    jobs().wait(jobs().start(current.library(), EVALUATE, Request("pairs", source="0" * 64).as_sources()), SOON)
    assert words.testing.TABLE_GONE in shown(page("evaluate").run())


def test_an_interrupted_test_can_be_begun_again(filled: dict[str, Path]) -> None:
    dead_log(current.library()).start(EVALUATE, Request("edits", 1).as_sources())
    assert words.jobs.of("evaluate").interrupted in shown(page("evaluate").run())


def test_a_test_is_no_adding(filled: dict[str, Path]) -> None:
    id = jobs().start(current.library(), EVALUATE, Request("pairs", source="0" * 64).as_sources())
    jobs().wait(id, SOON)
    assert id in {status.id for status in jobs().ended((EVALUATE,))}
    assert id not in {status.id for status in jobs().ended(ADDING)}
    assert words.jobs.of(EVALUATE).name not in shown(page("add").run())


def test_a_test_that_is_stopped_at_once_keeps_nothing(filled: dict[str, Path]) -> None:
    report = evaluating.run(current.library(), Request("edits", 2).as_sources(), lambda progress: False)
    assert report == AddReport(items=(), failed=(), seconds=0.0, cancelled=True)
    assert evaluate.kept(current.library()) == ()


def test_the_plot_has_a_point_for_every_strength(filled: dict[str, Path]) -> None:
    document = json.loads(found_by_strength(figures()).to_json())
    (rows,) = document["datasets"].values()
    assert [(row["strength"], row["found"]) for row in rows] == [("50%", 1.0), ("10%", 0.95)]
    assert all(row["low"] <= row["found"] <= row["high"] for row in rows)


# ---------------------------------------------------------------- labelled pictures


def test_a_named_folder_of_classes_is_measured(folders: Path) -> None:
    test = page("evaluate").run()
    test.radio(key="test_way").set_value("folder").run()
    test.selectbox(key="test_0_").set_value("classes").run()
    test = started(test)
    (kept,) = evaluate.kept(current.library())
    assert kept.report.subject == "folder"
    assert kept.name == "named/classes"
    assert kept.report.queries == 5
    assert kept.report.settings["weights"] == Weights.lookalikes().as_dict()
    assert words.testing.labelled_headline(kept.report.value("P@1")) in shown(test)
    assert set(test.dataframe[0].value[words.testing.COLUMN_GROUP]) == {"first", "second", words.testing.ALL_GROUPS}
    assert len(current.library()) == 5


def test_without_named_folders_the_page_says_how_to_name_one(filled: dict[str, Path]) -> None:
    test = page("evaluate").run()
    test.radio(key="test_way").set_value("folder").run()
    assert words.adding.NAMED_NONE_TITLE in shown(test)


def test_a_table_of_pairs_is_measured_and_rows_that_cannot_be_used_are_told(filled: dict[str, Path]) -> None:
    test = page("evaluate").run()
    test.radio(key="test_way").set_value("pairs").run()
    assert test.button(key="test_start").disabled
    table = "query,relevant\nchelsea.jpg,chelsea.jpg\n/etc/passwd,coins.png\n"
    test.file_uploader(key="test_table").upload("pairs.csv", table.encode(), "text/csv").run()
    test = started(test)
    (kept,) = evaluate.kept(current.library())
    assert (kept.name, kept.report.queries, kept.report.value("P@1")) == ("pairs.csv", 1, 1.0)
    assert [failure.uri for failure in kept.report.failed] == ["/etc/passwd"]
    assert "/etc/passwd: It is neither in the library nor in a named folder" in shown(test)


def test_a_query_may_be_a_file_in_a_named_folder_and_nowhere_else(
    folders: Path, filled: dict[str, Path], tmp_path: Path
) -> None:
    inside = folders / "classes" / "first" / "copy.jpg"
    inside.write_bytes(filled["rocket"].read_bytes())
    outside = tmp_path / "outside.jpg"
    outside.write_bytes(filled["rocket"].read_bytes())
    (folders / "link.jpg").symlink_to(outside)
    rows = "".join(f"{path},rocket.jpg\n" for path in (inside, outside, folders / "link.jpg", "a\0b"))
    questions, failed = evaluate.questions_from_uploaded_pairs(
        current.library(), f"query,relevant\n{rows}".encode(), "pairs.csv", [folders]
    )
    assert [question.picture for question in questions] == [str(inside)]
    assert len(failed) == 3


# ---------------------------------------------------------------- earlier tests


def test_the_newest_test_is_shown_until_another_is_chosen(filled: dict[str, Path]) -> None:
    older, newer = keep(figures(found=4)), keep(figures(found=20))
    test = page("evaluate").run()
    assert words.testing.test_headline(1.0) in shown(test)
    test.selectbox(key="evaluation").set_value(older.id).run()
    assert words.testing.test_headline(older.report.value("recall@1")) in shown(test)
    newest = keep(figures(found=12))
    assert words.testing.test_headline(newest.report.value("recall@1")) in shown(test.run())
    assert newer.id != newest.id


def test_two_tests_are_compared_and_what_got_worse_is_said(filled: dict[str, Path]) -> None:
    older, newer = keep(figures(found=200, asked=200)), keep(figures(found=40, asked=200))
    test = page("evaluate").run()
    test.selectbox(key=f"compare_{newer.id}").set_value(older.id).run()
    worse = evaluate.compare(older.report, newer.report).worse
    assert worse
    assert words.testing.compared(len(worse), 0) in shown(test)
    table = test.dataframe[2].value
    assert words.testing.TREND["worse"] in table[words.testing.COLUMN_VERDICT].tolist()


def test_a_test_can_be_deleted(filled: dict[str, Path]) -> None:
    keep(figures())
    test = page("evaluate").run()
    test.button(key="forget_test").click().run()
    assert evaluate.kept(current.library()) == ()
    assert words.testing.NO_TEST_TITLE in shown(test)


# ---------------------------------------------------------------- words


def test_every_edit_setting_measure_and_ranking_has_words() -> None:
    for rung in evaluate.ladder():
        assert words.testing.edit_kind(rung.kind) != rung.kind, rung.kind
        assert rung.strength in words.testing.edit_name(rung.kind, rung.strength)
    for name in ("mode", "edits", "source"):
        assert words.testing.SETTING[name]
    for ranking in (RERANKED, SHORTLIST, *evaluate.ablations(Weights())):
        assert words.testing.ranked_by(ranking) != ranking


def test_a_changed_setting_is_told_in_words(filled: dict[str, Path]) -> None:
    report = figures()
    assert set(report.settings) <= set(words.testing.SETTING)
    assert {figure.measure for figure in report.figures} <= set(words.testing.MEASURE)
    told = words.testing.setting_changed("weights", Weights().as_dict(), Weights.classic().as_dict())
    assert "what counts most: Overall look 35" in told


@pytest.mark.parametrize(("share", "text"), [(0.0, "0"), (0.001, "1"), (0.5, "50"), (0.999, "99"), (1.0, "100")])
def test_only_all_is_a_hundred_and_only_none_is_nothing(share: float, text: str) -> None:
    assert words.testing.of_hundred(share) == text


def test_a_request_survives_the_job_log() -> None:
    for preset in PRESETS:
        for mode in MODES:
            request = Request("edits", 25, preset, mode, "source", "name")
            assert Request(**json.loads(request.as_sources()[0])) == request
