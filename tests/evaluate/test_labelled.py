"""Measures against hand-counted values, and questions put to a real library of five photographs."""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pictrace import Library, Weights, evaluate
from pictrace.errors import InvalidInput, InvalidTable
from pictrace.evaluate import RERANKED, SHORTLIST, Answer, Evaluation, Question
from pictrace.imaging import edits
from pictrace.types import Progress

Files = dict[str, Path]


@pytest.fixture
def library(tmp_path: Path, picture_files: Files) -> Iterator[Library]:
    with Library.open(tmp_path / "library", backbone="tiny") as opened:
        opened.add(picture_files["astronaut"].parent)
        yield opened


def id_of(library: Library, path: Path) -> int:
    return next(record.id for record in library.records() if record.uri == str(path))


# ---------------------------------------------------------------- measures


def test_precision_counts_places_beyond_a_short_ranking_as_wrong() -> None:
    assert evaluate.precision_at([7, 8, 9], {7, 9}, 1) == 1.0
    assert evaluate.precision_at([7, 8, 9], {7, 9}, 2) == 0.5
    assert evaluate.precision_at([7, 8, 9], {7, 9}, 4) == 0.5


def test_recall_is_the_share_of_the_right_answers() -> None:
    assert evaluate.recall_at([7, 8, 9], {7, 9, 11}, 1) == pytest.approx(1 / 3)
    assert evaluate.recall_at([7, 8, 9], {7, 9, 11}, 3) == pytest.approx(2 / 3)
    assert evaluate.recall_at([], {7}, 5) == 0.0


def test_average_precision_of_the_textbook_example() -> None:
    # Right answers at places 1, 3 and 6, one of the four never found: (1 + 2/3 + 3/6) / 4.
    ranking = [1, 90, 2, 91, 92, 3]
    assert evaluate.average_precision(ranking, {1, 2, 3, 4}) == pytest.approx((1 + 2 / 3 + 3 / 6) / 4)


def test_a_perfect_ranking_scores_one_even_when_it_is_shorter_than_the_right_answers() -> None:
    assert evaluate.average_precision([3, 1], {1, 2, 3}) == 1.0
    assert evaluate.average_precision([], {1}) == 0.0


def test_means_groups_places_and_misses() -> None:
    answers = (
        Answer("a", "easy", frozenset({1}), {SHORTLIST: (1, 2), RERANKED: (1, 2)}),
        Answer("b", "hard", frozenset({1}), {SHORTLIST: (2, 1), RERANKED: (1, 2)}),
        Answer("c", "hard", frozenset({9}), {SHORTLIST: (2, 1), RERANKED: (2, 1)}),
    )
    evaluation = Evaluation(answers, (), (SHORTLIST, RERANKED), 50, 1.0)
    assert evaluation.groups == ("easy", "hard")
    assert evaluation.quality(SHORTLIST).recall[1] == pytest.approx(1 / 3)
    assert evaluation.quality(RERANKED).recall[1] == pytest.approx(2 / 3)
    assert evaluation.quality(RERANKED, "hard", (1, 2)).precision == {1: 0.5, 2: 0.25}
    assert [answer.place(SHORTLIST) for answer in answers] == [1, 2, None]
    assert [answer.name for answer in evaluation.misses(RERANKED)] == ["c"]
    with pytest.raises(InvalidInput, match="Nothing was measured"):
        evaluation.quality(RERANKED, "no such group")


# ---------------------------------------------------------------- asking


def test_an_edited_copy_finds_its_original_and_the_document_says_so(library: Library, picture_files: Files) -> None:
    wanted = id_of(library, picture_files["chelsea"])
    darker = edits.recompress(30).apply(library.working_picture(wanted))
    evaluation = evaluate.ask(library, [Question("copy", "copies", lambda: darker, frozenset({wanted}))])
    assert evaluation.quality(RERANKED).recall[1] == 1.0
    document = json.loads(json.dumps(evaluation.as_document()))
    assert document["queries"] == 1
    assert document["overall"][RERANKED]["recall"]["1"] == 1.0
    assert document["misses"] == []


def test_a_query_of_the_library_is_left_out_of_its_own_answer(library: Library, picture_files: Files) -> None:
    itself, other = id_of(library, picture_files["chelsea"]), id_of(library, picture_files["rocket"])
    by_id = Question("by id", "", itself, frozenset({other}))
    by_file = Question("by file", "", picture_files["chelsea"], frozenset({other}))
    for answer in evaluate.ask(library, [by_id, by_file]).answers:
        for ranking in answer.rankings.values():
            assert itself not in ranking
            assert len(ranking) == len(library) - 1


def test_a_query_that_is_a_right_answer_is_found(library: Library, picture_files: Files) -> None:
    itself = id_of(library, picture_files["chelsea"])
    evaluation = evaluate.ask(library, [Question("itself", "", picture_files["chelsea"], frozenset({itself}))])
    assert evaluation.answers[0].place(RERANKED) == 1


def test_several_weights_are_measured_on_one_search(library: Library, picture_files: Files) -> None:
    wanted = id_of(library, picture_files["coins"])
    question = Question("coins", "", picture_files["coins"], frozenset({wanted}))
    named = {"all": Weights(), "colour": Weights(0.0, 0.0, 0.0, 1.0)}
    evaluation = evaluate.ask(library, [question], weights=named)
    assert evaluation.rankings == (SHORTLIST, "all", "colour")
    assert all(evaluation.quality(ranking).recall[1] == 1.0 for ranking in evaluation.rankings)


def test_unreadable_queries_are_named_and_count_nowhere(library: Library, tmp_path: Path) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"no picture")
    evaluation = evaluate.ask(library, [Question("broken", "", broken, frozenset({1}))])
    assert [failure.uri for failure in evaluation.failed] == ["broken"]
    assert evaluation.answers == ()
    assert evaluation.as_document()["overall"] == {}


def test_asking_stops_when_the_callback_says_so(library: Library) -> None:
    questions = evaluate.questions_from_labels({record.id: "all" for record in library.records()})
    seen: list[Progress] = []

    def stop_after_two(progress: Progress) -> bool:
        seen.append(progress)
        return progress.done < 2

    evaluation = evaluate.ask(library, questions, progress=stop_after_two)
    assert evaluation.cancelled
    assert len(evaluation.answers) == 2
    assert [progress.total for progress in seen] == [5, 5]


# ---------------------------------------------------------------- where questions come from


def test_labels_are_the_names_of_sub_folders(tmp_path: Path, picture_files: Files) -> None:
    for name, label in (("astronaut", "people"), ("chelsea", "animals"), ("coins", "")):
        (tmp_path / "classes" / label).mkdir(parents=True, exist_ok=True)
        shutil.copy(picture_files[name], tmp_path / "classes" / label)
    with Library.open(tmp_path / "labelled", backbone="tiny") as library:
        library.add(tmp_path / "classes")
        labels = evaluate.labels_from_folder(library, tmp_path / "classes")
    assert sorted(labels.values()) == ["animals", "people"]


def test_every_other_picture_of_a_label_is_right() -> None:
    questions = evaluate.questions_from_labels({1: "a", 2: "a", 3: "a", 4: "alone"})
    assert {question.name: question.relevant for question in questions} == {"1": {2, 3}, "2": {1, 3}, "3": {1, 2}}
    assert all(question.group == "a" for question in questions)


def test_a_sample_is_spread_evenly() -> None:
    labels = {id: "a" if id < 50 else "b" for id in range(100)}
    chosen = evaluate.questions_from_labels(labels, sample=10)
    assert [question.name for question in chosen] == [str(id) for id in range(0, 100, 10)]


def test_pairs_name_right_answers_by_path_by_bytes_and_by_id(
    library: Library, tmp_path: Path, picture_files: Files
) -> None:
    elsewhere = tmp_path / "same_bytes.jpg"
    shutil.copy(picture_files["rocket"], elsewhere)
    by_id = id_of(library, picture_files["coffee"])
    table = tmp_path / "pairs.csv"
    table.write_text(
        "query,relevant,group\n"
        "q1.jpg,pictures/chelsea.jpg,one\n"
        "q1.jpg,same_bytes.jpg,one\n"
        f"q2.jpg,{by_id},two\n"
        f"q2.jpg,{picture_files['coins']},two\n"
        "q3.jpg,nowhere.jpg,three\n",
        encoding="utf-8",
    )
    questions, failed = evaluate.questions_from_pairs(library, table)
    first, second = questions
    assert first.name == str(tmp_path / "q1.jpg")
    assert first.relevant == {id_of(library, picture_files["chelsea"]), id_of(library, picture_files["rocket"])}
    assert second.relevant == {by_id, id_of(library, picture_files["coins"])}
    assert [failure.uri for failure in failed] == ["q3.jpg"]
    assert "nowhere.jpg" in failed[0].reason


@pytest.mark.parametrize("content", [b"", b"query,other\na,b\n", b"\xff\xfe\x00"])
def test_a_table_without_its_columns_is_refused_in_words(library: Library, tmp_path: Path, content: bytes) -> None:
    table = tmp_path / "pairs.csv"
    table.write_bytes(content)
    with pytest.raises(InvalidTable, match=r"pairs\.csv"):
        evaluate.questions_from_pairs(library, table)


def test_rows_of_pairs_that_cannot_be_used_are_told_and_cost_no_other(library: Library, tmp_path: Path) -> None:
    table = tmp_path / "pairs.csv"
    table.write_text(
        "sep=;\r"
        '"Query" ; RELEVANT;note\r'
        "q2.jpg;pictures/chelsea.jpg;a;too much\r"
        '"q3, of 2.jpg";pictures/chelsea.jpg;"never closed\r'
        "q4.jpg;;\r"
        ";;\r"
        ";pictures/chelsea.jpg\r"
        '"q5, of 2.jpg";pictures/chelsea.jpg\r'
        f"zero\0byte;pictures/chelsea.jpg\rq6.jpg;zero\0byte\rq7.jpg;{'long' * 2000}\r",
        encoding="utf-16",
    )
    (question,), failed = evaluate.questions_from_pairs(library, table)
    assert question.name == str(tmp_path / "q5, of 2.jpg")
    assert [failure.uri for failure in failed] == [
        *(f"{table}#row={row}" for row in (2, 3, 4, 6)),
        "zero\\x00byte",
        "q6.jpg",
        "q7.jpg",
    ]


def test_edits_ask_for_the_picture_that_they_were_made_of(library: Library) -> None:
    kinds = len(edits.standard_edits())
    questions = evaluate.questions_from_edits(library, 2)
    assert len(questions) == 2 * kinds
    assert len({next(iter(question.relevant)) for question in questions}) == 2
    quality = evaluate.ask(library, questions[:2]).quality(RERANKED)
    assert quality.recall[1] == 1.0
    assert math.isclose(quality.mean_average_precision, 1.0)


def test_an_empty_library_has_nothing_to_edit(tmp_path: Path) -> None:
    with (
        Library.open(tmp_path / "empty", backbone="tiny") as library,
        pytest.raises(InvalidInput, match="empty"),
    ):
        evaluate.questions_from_edits(library, 3)
