"""Edits of rising strength, looked for with and without their original; what is kept of it and compared."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pictrace import Library, Weights, evaluate
from pictrace.errors import InvalidInput
from pictrace.evaluate import ALL, RERANKED, SHORTLIST, Best, Group, Judge, Report, Tracing, Trial
from pictrace.evaluate.figures import (
    AMONG_CANDIDATES,
    AMONG_FIVE,
    AT_PRECISION,
    CONFIRMED,
    FALSELY_CONFIRMED,
    FIRST,
    MICRO_AP,
    SECONDS,
)
from pictrace.imaging import edits
from pictrace.types import Progress, UInt8Array

Files = dict[str, Path]


@pytest.fixture
def library(tmp_path: Path, picture_files: Files) -> Iterator[Library]:
    with Library.open(tmp_path / "library", backbone="tiny") as opened:
        opened.add(picture_files["astronaut"].parent)
        yield opened


@pytest.fixture(scope="module")
def traced(
    tmp_path_factory: pytest.TempPathFactory, photos: dict[str, UInt8Array]
) -> Iterator[tuple[Library, Tracing]]:
    """Two pictures of four, all of their copies."""
    folder = tmp_path_factory.mktemp("traced")
    for name in ("astronaut", "chelsea", "coffee", "rocket"):
        (folder / "pictures").mkdir(exist_ok=True)
        (folder / "pictures" / f"{name}.jpg").write_bytes(jpeg(photos[name]))
    with Library.open(folder / "library", backbone="tiny") as library:
        library.add(folder / "pictures")
        yield library, evaluate.trace_edits(library, 2)


def jpeg(pixels: UInt8Array) -> bytes:
    from pictrace import imaging

    return imaging.encode_jpeg(pixels)


def trial(picture: int, kind: str, strength: str, place: int | None, **others: object) -> Trial:
    """One with only what a figure needs."""
    given = {
        "places": {SHORTLIST: place, RERANKED: place},
        "best": None if place is None else Best(1, 0.9, place == 1),
        "stranger": None,
        "confirmed": place == 1,
        "mistaken": None,
        "seconds": 0.5,
    }
    return Trial(picture, kind, strength, **{**given, **others})


def report(trials: tuple[Trial, ...], **settings: object) -> Report:
    tracing = Tracing(trials, (), "match score", (SHORTLIST, RERANKED), 0, len(trials), 1.0)
    return evaluate.report_edits(tracing, {"backbone": "tiny", **settings})


# ---------------------------------------------------------------- the ladder


def test_every_kind_rises_from_weak_to_strong(photos: dict[str, UInt8Array]) -> None:
    rungs = evaluate.ladder()
    names = [rung.name for rung in rungs]
    assert len(set(names)) == len(names)
    assert {rung.kind for rung in rungs} >= {"JPEG", "crop", "mirror", "rotate", "pasted", "combined"}

    def errors(kind: str) -> list[float]:
        picture = photos["chelsea"]
        made = [rung.edit.apply(picture).astype(float) for rung in rungs if rung.kind == kind]
        return [float(np.abs(one - picture).mean()) for one in made]

    for kind in ("JPEG", "brighter", "darker", "more contrast", "less contrast", "tint", "blur", "noise"):
        assert errors(kind) == sorted(errors(kind)), kind


def test_crops_and_pasted_pictures_keep_the_share_that_their_name_says(photos: dict[str, UInt8Array]) -> None:
    picture, scene = photos["coffee"], photos["rocket"]
    for rung in evaluate.ladder(background=scene):
        if rung.kind == "crop":
            height, width = rung.edit.apply(picture).shape[:2]
            share = height * width / (picture.shape[0] * picture.shape[1])
            assert share == pytest.approx(float(rung.strength.removesuffix(" %")) / 100, rel=0.05)
        if rung.kind == "pasted":
            pasted = rung.edit.apply(picture)
            assert pasted.shape == scene.shape
            assert (pasted != scene).any(axis=2).mean() < float(rung.strength.removesuffix(" %")) / 100 + 0.01


def test_the_same_seed_makes_the_same_copies(photos: dict[str, UInt8Array]) -> None:
    def made(*seed: int) -> list[bytes]:
        return [r.edit.apply(photos["coins"]).tobytes() for r in evaluate.ladder(seed) if r.kind in ("crop", "pasted")]

    assert made(1, 2) == made(1, 2)
    assert made(1, 2) != made(1, 3)


# ---------------------------------------------------------------- which pictures


def test_a_sample_stays_when_the_library_grows(library: Library, tmp_path: Path, photos: dict[str, UInt8Array]) -> None:
    before = evaluate.sample_ids(library, 5)
    (tmp_path / "more.jpg").write_bytes(jpeg(photos["camera"]))
    library.add(tmp_path / "more.jpg")
    after = evaluate.sample_ids(library, 5)
    assert len(set(before) & set(after)) >= 4
    assert evaluate.sample_ids(library, 3) == after[:3]
    assert {id for id, _ in evaluate.sample_ids(library, 99)} == {record.id for record in library.records()}


@pytest.mark.parametrize("count", [0, -1])
def test_at_least_one_picture_is_tested(library: Library, count: int) -> None:
    with pytest.raises(InvalidInput, match="1 or more"):
        evaluate.sample_ids(library, count)


def test_an_empty_library_cannot_be_tested(tmp_path: Path) -> None:
    with Library.open(tmp_path / "empty", backbone="tiny") as library, pytest.raises(InvalidInput, match="empty"):
        evaluate.trace_edits(library, 3)


# ---------------------------------------------------------------- asking


def test_every_rung_is_asked_once_a_picture(traced: tuple[Library, Tracing]) -> None:
    library, tracing = traced
    assert len(tracing.trials) == tracing.planned == 2 * len(evaluate.ladder())
    assert tracing.failed == ()
    assert {one.picture for one in tracing.trials} == {id for id, _ in evaluate.sample_ids(library, 2)}
    assert set(tracing.rankings) == {SHORTLIST, RERANKED, *evaluate.ablations(Weights())}


def test_weak_edits_are_found_first_and_their_original_is_missed_when_left_out(
    traced: tuple[Library, Tracing],
) -> None:
    for one in traced[1].trials:
        assert one.stranger is not None
        assert not one.stranger.right
        assert one.stranger.id != one.picture
        if (one.kind, one.strength) in (("JPEG", "60"), ("mirror", ""), ("brighter", "× 1.2")):
            assert one.places[RERANKED] == 1
            assert one.best is not None
            assert one.best.right
            assert one.confirmed


def test_the_picture_that_is_pasted_into_is_left_out(traced: tuple[Library, Tracing]) -> None:
    _, tracing = traced
    first, second = dict.fromkeys(one.picture for one in tracing.trials)
    scenes = {first: second, second: first}
    for one in tracing.trials:
        if one.kind == "pasted":
            assert one.best is not None
            assert one.best.id != scenes[one.picture]
            assert one.stranger is not None
            assert one.stranger.id != scenes[one.picture]


def test_another_version_in_the_library_counts_as_right(
    tmp_path: Path, photos: dict[str, UInt8Array], picture_files: Files
) -> None:
    twin = edits.recompress(25).apply(photos["chelsea"])
    (tmp_path / "twin.jpg").write_bytes(jpeg(twin))
    with Library.open(tmp_path / "twins", backbone="tiny") as library:
        library.add([picture_files["chelsea"], tmp_path / "twin.jpg", picture_files["rocket"]])
        tracing = evaluate.trace_edits(library, 3)
        rocket = next(record.id for record in library.records() if record.name == "rocket.jpg")
    assert tracing.repeated == 2
    for one in tracing.trials:
        if one.picture != rocket and one.kind == "JPEG":
            assert one.best is not None
            assert one.best.right
            assert one.stranger is None or one.stranger.id == rocket


def test_the_judge_decides_what_a_score_and_a_copy_is(library: Library) -> None:
    judge = Judge("by look", lambda match: match.evidence.cosine, lambda match: True, lambda match: False)
    tracing = evaluate.trace_edits(library, 1, judge=judge)
    figures = evaluate.report_edits(tracing, {})
    assert figures.settings["score"] == "by look"
    assert figures.value(FALSELY_CONFIRMED) == 1.0
    assert len(figures.mistaken) == len(tracing.trials)
    assert all(one.confirmed for one in tracing.trials)


def test_a_test_that_is_stopped_keeps_what_it_has(library: Library) -> None:
    seen: list[Progress] = []

    def stop(progress: Progress) -> bool:
        seen.append(progress)
        return progress.done < 3

    tracing = evaluate.trace_edits(library, 2, progress=stop)
    assert tracing.cancelled
    assert len(tracing.trials) == 3
    figures = evaluate.report_edits(tracing, {})
    assert not figures.complete
    assert (figures.queries, figures.planned) == (3, 2 * len(evaluate.ladder()))


def test_a_test_that_is_stopped_at_once_measured_nothing(library: Library) -> None:
    tracing = evaluate.trace_edits(library, 2, progress=lambda progress: False)
    assert (tracing.trials, tracing.cancelled) == ((), True)
    with pytest.raises(InvalidInput, match="Nothing was measured"):
        evaluate.report_edits(tracing, {})


def test_a_picture_without_its_working_picture_is_named(library: Library) -> None:
    (lost, _), *_ = evaluate.sample_ids(library, 2)
    library.working_path(lost).unlink()
    tracing = evaluate.trace_edits(library, 2)
    assert [failure.uri for failure in tracing.failed] == [str(lost)]
    assert len(tracing.trials) == len(evaluate.ladder())
    assert not tracing.cancelled


# ---------------------------------------------------------------- ablation


def test_every_channel_is_left_out_once_and_stands_alone_once() -> None:
    rankings = evaluate.ablations(Weights())
    assert len(rankings) == 8
    assert rankings["without colour"].as_dict() == {**Weights().as_dict(), "colour": 0.0}
    assert rankings["colour alone"] == Weights(0.0, 0.0, 0.0, 1.0)


def test_what_counts_nothing_is_not_left_out() -> None:
    assert set(evaluate.ablations(Weights.classic())) == {
        "without structure",
        "without keypoints",
        *(evaluate.alone(channel) for channel in ("cosine", "structure", "keypoints", "colour")),
    }
    assert len(evaluate.ablations(Weights(1.0, 0.0, 0.0, 0.0))) == 4


def test_ablations_rank_the_same_search_as_searching_with_those_weights(traced: tuple[Library, Tracing]) -> None:
    library, tracing = traced
    one = next(one for one in tracing.trials if one.kind == "grey")
    copy = edits.grey().apply(library.working_picture(one.picture))
    for name, weights in evaluate.ablations(Weights()).items():
        found = library.search(copy, top=4, weights=weights)
        assert [match.id for match in found.matches].index(one.picture) + 1 == one.places[name], name


# ---------------------------------------------------------------- figures


def test_figures_of_a_few_trials_counted_by_hand() -> None:
    trials = (
        trial(1, "crop", "50 %", 1, stranger=Best(9, 0.8, False)),
        trial(2, "crop", "50 %", 1, best=Best(2, 0.7, True), confirmed=False, stranger=Best(9, 0.2, False)),
        trial(1, "crop", "10 %", 3, best=Best(9, 0.6, False), stranger=Best(8, 0.6, False), mistaken=9),
        trial(2, "crop", "10 %", None, best=None),
        trial(1, "mirror", "", 1, best=Best(1, 0.5, True)),
    )
    figures = report(trials)
    assert [group.name for group in figures.groups] == ["all", "crop", "crop 50 %", "crop 10 %", "mirror"]
    assert figures.counts == (5, 4, 2, 2, 1)
    assert figures.value(FIRST) == 3 / 5
    assert figures.value(FIRST, Group("crop")) == 0.5
    assert figures.value(AMONG_FIVE) == 4 / 5
    assert figures.value(AMONG_CANDIDATES, Group("crop", "10 %")) == 0.5
    assert figures.value(CONFIRMED) == 2 / 5
    assert figures.value(FALSELY_CONFIRMED) == 1 / 5
    assert figures.value(SECONDS) == 0.5
    # .9 right, .8 wrong, .7 right, .6 wrong twice, .5 right: precisions 1, 2/3 and 3/6 at three of five.
    assert figures.value(MICRO_AP) == pytest.approx((1 + 2 / 3 + 3 / 6) / 5)
    assert figures.value(AT_PRECISION) == pytest.approx(1 / 5)
    assert figures.missed == (("1", Group("crop", "10 %")), ("2", Group("crop", "10 %")))
    assert figures.mistaken == (("1", Group("crop", "10 %"), 9),)
    assert [group.name for group in evaluate.rungs(figures)] == ["crop 50 %", "crop 10 %", "mirror"]


def test_where_it_will_fail_comes_worst_first() -> None:
    trials = (
        *(trial(id, "JPEG", "60", 1) for id in range(20)),
        *(trial(id, "crop", "10 %", 1 if id < 10 else None) for id in range(20)),
        *(trial(id, "crop", "2 %", 1 if id < 2 else 2) for id in range(20)),
    )
    worst, second = evaluate.weak_places(report(trials))
    assert (worst.group.name, worst.found.value, worst.unseen) == ("crop 2 %", 0.1, 0.0)
    assert (second.group.name, second.found.value, second.unseen) == ("crop 10 %", 0.5, 0.5)


def test_where_re_ranking_hurts_is_marked() -> None:
    hurt = report(
        (
            trial(1, "crop", "2 %", 1, places={SHORTLIST: 1, RERANKED: 2}),
            trial(1, "mirror", "", 1, places={SHORTLIST: 2, RERANKED: 1}),
            trial(1, "grey", "", 1, places={SHORTLIST: 1, RERANKED: 1}),
        )
    )
    (one,) = evaluate.where_it_hurts(hurt)
    assert (one.group.name, one.shortlist, one.reranked) == ("crop 2 %", 1.0, 0.0)
    (part,) = evaluate.parts(hurt)
    assert (part.ranking, part.found, part.difference) == (SHORTLIST, pytest.approx(2 / 3), 0.0)


def test_a_report_comes_back_out_of_its_document(traced: tuple[Library, Tracing]) -> None:
    library, tracing = traced
    settings = evaluate.circumstances(library, weights=Weights(), shortlist=50, sample=2, seed=0)
    figures = evaluate.report_edits(tracing, settings)
    assert figures.settings["pictures"] == 4
    assert evaluate.from_document(json.loads(json.dumps(figures.as_document(), allow_nan=False))) == figures


def test_a_document_of_another_version_is_refused_in_words() -> None:
    with pytest.raises(InvalidInput, match="another version"):
        evaluate.from_document({**report((trial(1, "grey", "", 1),)).as_document(), "format": 99})


def test_what_was_not_measured_is_refused_in_words() -> None:
    figures = report((trial(1, "grey", "", 1),))
    assert figures.find("mAP") is None
    for ask in (figures.value, figures.estimate):
        with pytest.raises(InvalidInput, match="has no mAP of all"):
            ask("mAP")


# ---------------------------------------------------------------- kept and compared


def test_evaluations_are_kept_newest_first(library: Library) -> None:
    assert evaluate.kept(library) == ()
    figures = report((trial(1, "grey", "", 1),))
    first = evaluate.keep(library, figures, "before")
    second = evaluate.keep(library, figures)
    assert [one.id for one in evaluate.kept(library)] == [second.id, first.id]
    assert evaluate.get(library, first.id) == first
    assert (first.name, first.report) == ("before", figures)
    evaluate.forget(library, first.id)
    assert [one.id for one in evaluate.kept(library)] == [second.id]
    with pytest.raises(InvalidInput, match=f"no evaluation {first.id}"):
        evaluate.get(library, first.id)


def test_an_artifact_of_another_kind_is_no_evaluation(library: Library) -> None:
    other = library.artifacts.put("calibration", {"format": 1})
    assert evaluate.kept(library) == ()
    with pytest.raises(InvalidInput, match="no evaluation"):
        evaluate.get(library, other.id)


def test_one_of_an_unknown_form_is_left_out_of_the_list(library: Library) -> None:
    library.artifacts.put("evaluation", {"format": 99})
    assert evaluate.kept(library) == ()


def share_found(found: int, asked: int, **settings: object) -> Report:
    return report(tuple(trial(id, "crop", "10 %", 1 if id < found else 2) for id in range(asked)), **settings)


def test_a_drop_beyond_chance_is_flagged_and_one_within_is_not() -> None:
    before = share_found(99, 100)
    far = evaluate.compare(before, share_found(80, 100))
    assert {(one.group.name, one.measure) for one in far.worse} >= {("all", FIRST), ("crop", FIRST)}
    assert far.better == ()
    near = evaluate.compare(before, share_found(97, 100))
    assert near.worse == near.better == ()
    back = evaluate.compare(share_found(80, 100), before)
    assert ("all", FIRST) in {(one.group.name, one.measure) for one in back.better}
    assert next(one.change for one in back.better if one.measure == FIRST) == pytest.approx(0.19)


def test_of_faults_more_is_worse() -> None:
    def with_false(count: int) -> Report:
        return report(tuple(trial(id, "grey", "", 1, mistaken=9 if id < count else None) for id in range(100)))

    comparison = evaluate.compare(with_false(0), with_false(20))
    assert {one.measure for one in comparison.worse} == {FALSELY_CONFIRMED}
    assert {one.measure for one in evaluate.compare(with_false(20), with_false(0)).better} == {FALSELY_CONFIRMED}


def test_time_and_pooled_precision_are_shown_and_not_judged() -> None:
    figures = share_found(50, 100)
    judged = {one.measure: one.trend for one in evaluate.compare(figures, figures).differences if one.group == ALL}
    assert judged[SECONDS] == judged[MICRO_AP] == "not judged"
    assert judged[FIRST] == "within chance"


def test_what_was_not_the_same_is_named() -> None:
    comparison = evaluate.compare(share_found(5, 10, pictures=100), share_found(5, 10, pictures=200, mode="thorough"))
    assert comparison.settings == (("pictures", 100, 200), ("mode", None, "thorough"))


def test_only_groups_in_both_are_compared() -> None:
    with_mirror = report((trial(1, "crop", "10 %", 1), trial(1, "mirror", "", 1)))
    groups = {one.group.name for one in evaluate.compare(share_found(1, 1), with_mirror).differences}
    assert groups == {"all", "crop", "crop 10 %"}


def test_unlike_evaluations_are_not_compared() -> None:
    figures = share_found(5, 10)
    with pytest.raises(InvalidInput, match="nothing to compare"):
        evaluate.compare(figures, replace(figures, subject="folder"))
