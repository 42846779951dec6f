"""The pages as a person meets them, run by Streamlit's own AppTest on the tiny backbone."""

from __future__ import annotations

import contextlib
import io
import json
import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from fakes import TinyBackbone, install
from job_logs import dead_log
from PIL import Image
from project_tree import ROOT
from streamlit.testing.v1 import AppTest

from pictrace import Library, embedding, fitting
from pictrace.errors import LibraryUnusable, PictureTooLarge, UnreadablePicture, WeightsUnavailable
from pictrace.matching.ranking import as_document
from pictrace.store import Catalog
from pictrace.types import AddReport, Float32Array, ProgressCallback, Region, UInt8Array, Weights
from pictrace.web import current, new_library, state, words
from pictrace.web.jobs import ADD, DESCRIBE, SAMPLE, Jobs, jobs
from pictrace.web.state import View, from_address
from pictrace.web.views.downloads import results_csv, safe_cell
from pictrace.web.views.presets import preset_of

SOON = 60.0


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A library folder on the tiny backbone that the pages of this process use, and nothing in it yet."""
    folder = tmp_path / "library"
    monkeypatch.setenv("PICTRACE_LIBRARY", str(folder))
    monkeypatch.setenv("PICTRACE_CACHE", str(tmp_path / "cache"))
    forget()
    with Library.open(folder, backbone="tiny") as library:
        # Not new any more: a new library fills itself with the sample pictures.
        library.jobs.finish(library.jobs.start(ADD).id, "done")
    current.library()
    yield folder
    with contextlib.suppress(LibraryUnusable):  # a test may have broken it on purpose
        current.library().close()
    forget()


def forget() -> None:
    """Settings and caches of this process are read anew."""
    current.settings.cache_clear()
    current.queries.cache_clear()


@pytest.fixture
def filled(place: Path, picture_files: dict[str, Path]) -> dict[str, Path]:
    """The same with five photographs in it."""
    current.library().add(list(picture_files.values()))
    return picture_files


def app() -> AppTest:
    return AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=SOON)


def page(name: str) -> AppTest:
    """One page alone: AppTest cannot press the navigation."""
    script = f"from pictrace.web.views.{name} import {name}_page\n{name}_page()"
    return AppTest.from_string(script, default_timeout=SOON)


def query_of(test: AppTest) -> str:
    """The digest of the query in the address."""
    value = test.query_params["q"]
    return value if isinstance(value, str) else value[0]


def shown(test: AppTest) -> str:
    """All of the page's own markup."""
    assert not test.exception
    return "\n".join(element.proto.body for element in test.get("html"))


def ranking(test: AppTest) -> dict[str, Any]:
    """What the component with the sliders and cards was given; AppTest cannot move them."""
    protos = [element.proto for element in test.get("bidi_component")]
    data: dict[str, Any] = next(json.loads(one.json) for one in protos if one.component_name == "pictrace_ranking")
    return data


def weigh(test: AppTest, *percents: int) -> AppTest:
    """Open the address of the same view under other weights."""
    test.query_params["counts"] = "-".join(map(str, percents))
    return test.run()


def jpeg(pixels: UInt8Array) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def searched(test: AppTest, data: bytes, name: str = "query.jpg") -> AppTest:
    test.run()
    test.file_uploader(key="query_upload").upload(name, data, "image/jpeg").run()
    return test


# ---------------------------------------------------------------- Trace


def test_an_empty_library_says_so_and_offers_two_ways_out(place: Path) -> None:
    test = app().run()
    assert words.states.EMPTY_TITLE in shown(test)
    assert {button.label for button in test.button} >= {words.states.ADD_SAMPLE, words.states.ADD_OWN}


def test_an_uploaded_picture_is_answered(filled: dict[str, Path]) -> None:
    test = searched(app(), filled["chelsea"].read_bytes())
    assert "This very file is in your library: chelsea.jpg" in shown(test)
    assert re.fullmatch(r"[0-9a-f]{64}", query_of(test))


def test_a_crop_is_answered_with_how_sure_that_is_and_what_agrees(
    filled: dict[str, Path], photos: dict[str, UInt8Array]
) -> None:
    test = searched(app(), jpeg(photos["chelsea"][40:260, 60:400]))
    page = shown(test)
    assert "This is a part of a picture in your library: chelsea.jpg" in page
    assert re.search(r"(\d\d|over 99) % sure\.", page, re.IGNORECASE)
    assert re.search(r"all of your picture and \d\d % of chelsea\.jpg overlap", page)


def test_a_mirrored_copy_is_said_to_be_mirrored(filled: dict[str, Path], photos: dict[str, UInt8Array]) -> None:
    test = searched(app(), jpeg(photos["chelsea"][:, ::-1]))
    assert "An edited copy of this picture is in your library: chelsea.jpg" in shown(test)
    assert "It is mirrored." in shown(test)


def test_a_plain_picture_has_too_little_detail(filled: dict[str, Path]) -> None:
    test = searched(app(), jpeg(np.full((200, 300, 3), 120, np.uint8)))
    assert "Too little detail to tell" in shown(test)


def test_a_file_that_is_no_picture_is_refused_in_words(filled: dict[str, Path]) -> None:
    test = searched(app(), b"this is no picture", "notes.txt")
    assert words.states.error_title(UnreadablePicture("")) in shown(test)


def test_a_picture_over_the_limit_is_refused_in_words(filled: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(bomb, "PNG")
    test = searched(app(), bomb.getvalue(), "huge.png")
    assert words.states.error_title(PictureTooLarge("")) in shown(test)


def test_a_view_is_restored_from_its_address(filled: dict[str, Path]) -> None:
    digest = current.queries().put(filled["coffee"].read_bytes())
    test = app()
    test.query_params["q"] = digest
    test.query_params["counts"] = "80-0-5-15"
    test.query_params["top"] = "3"
    test.query_params["show"] = "file"
    test.run()
    assert "coffee.png" in shown(test)
    assert ranking(test)["percents"] == [80, 0, 5, 15]
    assert test.number_input(key="top").value == 3
    assert words.evidence.FACT_LOCATION in shown(test)


def test_a_part_of_a_query_is_searched(filled: dict[str, Path], photos: dict[str, UInt8Array]) -> None:
    pair = np.hstack([photos["chelsea"][:, :300], photos["coffee"][:300, :300]])
    test = app()
    test.query_params["q"] = current.queries().put(jpeg(pair))
    test.query_params["region"] = "300-0-300-300"
    assert "For this part: this is a part of a picture in your library: coffee.png" in shown(test.run())
    assert test.query_params["region"] in ("300-0-300-300", ["300-0-300-300"])


def test_a_part_of_a_library_picture_is_searched(filled: dict[str, Path]) -> None:
    test = app()
    test.query_params["id"] = "1"
    test.query_params["region"] = "90-60-200-160"
    assert "For this part:" in shown(test.run())


def test_a_part_outside_the_picture_is_said_and_left_again(filled: dict[str, Path]) -> None:
    test = app()
    test.query_params["id"] = "1"
    test.query_params["region"] = "9000-0-100-100"
    assert "lies outside" in shown(test.run())
    test.button(key="whole_picture").click().run()
    assert "This very file is in your library" in shown(test)
    assert "region" not in test.query_params


def test_another_picture_is_searched_whole(filled: dict[str, Path]) -> None:
    test = app()
    test.query_params["id"] = "1"
    test.query_params["region"] = "90-60-200-160"
    test.run()
    test.file_uploader(key="another_upload").upload("q.jpg", filled["coffee"].read_bytes(), "image/jpeg").run()
    assert "For this part:" not in shown(test)
    assert "region" not in test.query_params


def test_a_picture_of_the_library_can_be_the_query(filled: dict[str, Path]) -> None:
    test = app()
    test.query_params["id"] = "1"
    test.run()
    assert "This very file is in your library" in shown(test)


def test_a_removed_picture_as_query_is_said_to_be_gone(filled: dict[str, Path]) -> None:
    test = app()
    test.query_params["id"] = "999"
    test.run()
    assert words.states.PICTURE_GONE_TITLE in shown(test)


def test_a_forgotten_query_is_said_to_be_gone(filled: dict[str, Path]) -> None:
    test = app()
    test.query_params["q"] = "0" * 64
    test.run()
    assert words.states.QUERY_GONE_TITLE in shown(test)


def test_other_weights_search_nothing_anew(filled: dict[str, Path]) -> None:
    test = searched(app(), filled["rocket"].read_bytes())
    before = ranking(test)
    after = ranking(weigh(test, 35, 15, 40, 60))
    assert after["percents"] == [35, 15, 40, 60]
    assert sorted(after["hits"]["id"]) == sorted(before["hits"]["id"])
    assert "rocket.jpg" in shown(test)


def test_the_presets_are_given_with_their_weights(filled: dict[str, Path]) -> None:
    presets = {
        one["name"]: one["percents"] for one in ranking(searched(app(), filled["rocket"].read_bytes()))["presets"]
    }
    assert presets[words.naming.CLASSIC] == [0, 100, 100, 0]
    assert presets[words.naming.COPIES] == list(View().percents)


def test_all_four_at_zero_orders_by_look_and_answers_all_the_same(filled: dict[str, Path]) -> None:
    test = app()
    test.query_params["id"] = "1"
    weigh(test, 0, 0, 0, 0)
    assert "This very file is in your library" in shown(test)
    data = ranking(test)
    assert data["percents"] == [0, 0, 0, 0]
    assert data["words"]["all_zero"] == words.ranking.ALL_ZERO
    looks = [scores[0] for scores in data["hits"]["scores"]]
    assert looks == sorted(looks, reverse=True)


def test_a_hit_that_is_not_first_says_what_would_bring_it_there(filled: dict[str, Path]) -> None:
    test = searched(app(), filled["chelsea"].read_bytes())
    first = ranking(test)["answer"]
    other = next(id for id in ranking(test)["hits"]["id"] if id != first)
    assert "stays first" in shown(test)
    test.query_params["pick"] = str(other)
    text = shown(test.run())
    assert "No weights put it first: chelsea.jpg scores as high or higher in everything." in text
    assert "try_weights" not in [button.key for button in test.button]


def test_weights_that_bring_a_hit_first_are_tried_by_one_button(
    filled: dict[str, Path], photos: dict[str, UInt8Array], tmp_path: Path
) -> None:
    query = photos["chelsea"][40:260, 60:400]
    pixels = query.reshape(-1, 3)
    by_light = pixels[np.argsort(pixels.sum(axis=1), kind="stable")].reshape(query.shape)
    Image.fromarray(by_light).save(tmp_path / "colours.png")
    current.library().add(tmp_path / "colours.png")
    colours = next(record.id for record in current.library().records() if record.name == "colours.png")
    test = app()
    test.query_params["q"] = current.queries().put(jpeg(query))
    test.query_params["pick"] = str(colours)
    assert "It would be first with" in shown(weigh(test, 35, 0, 40, 10))
    test.button(key="try_weights").click().run()
    tried = tuple(ranking(test)["percents"])
    result = current.library().search(query, top=1, weights=Weights(*(percent / 100 for percent in tried)))
    assert result.matches[0].id == colours
    assert "colours.png stays first" in shown(test)


def test_look_alikes_are_closed_only_where_no_copy_exists(
    filled: dict[str, Path], photos: dict[str, UInt8Array]
) -> None:
    test = searched(app(), filled["chelsea"].read_bytes())
    assert not ranking(test)["closed"]
    stranger = app()
    stranger.query_params["q"] = current.queries().put(jpeg(photos["motorcycle_left"]))
    assert ranking(stranger.run())["closed"]
    assert "stays first" not in shown(stranger)
    assert not ranking(weigh(stranger, 80, 0, 5, 15))["closed"]


def test_the_order_of_the_groups_is_kept_in_the_address(filled: dict[str, Path]) -> None:
    test = app()
    test.query_params["id"] = "1"
    test.query_params["sort"] = "largest"
    assert ranking(test.run())["sort"] == "largest"
    assert test.query_params["sort"] in ("largest", ["largest"])
    test.query_params["sort"] = "nonsense"
    assert ranking(test.run())["sort"] == "match"


def test_names_are_never_markup(place: Path, tmp_path: Path, photos: dict[str, UInt8Array]) -> None:
    name = "<script>alert(1)</script><img src=x onerror=alert(2)>.jpg".replace("/", "∕")
    (tmp_path / name).write_bytes(jpeg(photos["coins"]))
    current.library().add(tmp_path / name)
    test = app()
    test.query_params["id"] = "1"
    test.query_params["show"] = "file"
    page = shown(test.run())
    assert "<script>" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;" in page


def test_an_original_that_is_gone_is_said_and_the_record_stays(filled: dict[str, Path]) -> None:
    filled["coins"].unlink()
    id = next(record.id for record in current.library().records() if record.name == "coins.png")
    test = app()
    test.query_params["id"] = str(id)
    test.query_params["show"] = "file"
    assert words.evidence.UNREACHABLE_TITLE in shown(test.run())
    assert current.library().get(id).name == "coins.png"


@pytest.mark.parametrize("tab", state.TABS)
def test_every_evidence_view_draws(filled: dict[str, Path], photos: dict[str, UInt8Array], tab: str) -> None:
    test = app()
    test.query_params["q"] = current.queries().put(jpeg(photos["astronaut"][:400]))
    test.query_params["show"] = tab
    assert words.evidence.EVIDENCE.format(name="astronaut.jpg") in shown(test.run())


def test_a_broken_library_is_told_in_words(place: Path) -> None:
    current.library().close()
    with Library.open(place, backbone="tiny") as library:
        library.jobs.list()
    for file in place.glob("*.sqlite*"):
        file.write_bytes(b"no database")
    page = shown(app().run())
    assert words.states.error_title(LibraryUnusable("")) in page


def test_a_library_of_an_older_model_says_what_to_do_instead_of_searching(filled: dict[str, Path], place: Path) -> None:
    current.library().close()
    with contextlib.closing(Catalog.open(place)) as catalog:
        catalog.put("backbone_version", "0")
    test = app().run()
    assert words.network.OUTDATED_TITLE in shown(test)
    assert [button.label for button in test.button] == [words.states.OPEN_LIBRARY]


def test_a_model_without_weights_is_said_in_words(
    tmp_path: Path, place: Path, picture_files: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    weights_there = True

    class Losing(TinyBackbone):
        name = "losing"

        def embed(self, pictures: Sequence[UInt8Array]) -> Float32Array:
            if not weights_there:
                raise WeightsUnavailable("No weights for losing; name a file.")
            return super().embed(pictures)

    embedding.register("losing", lambda settings: Losing())
    current.library().close()
    monkeypatch.setenv("PICTRACE_LIBRARY", str(tmp_path / "losing"))
    with Library.open(tmp_path / "losing", backbone="losing") as library:
        library.add(picture_files["coins"])
    weights_there = False
    page = shown(searched(app(), picture_files["coffee"].read_bytes()))
    assert words.states.error_title(WeightsUnavailable("")) in page
    assert "No weights for losing; name a file." in page


def test_an_interrupted_job_can_be_continued(
    filled: dict[str, Path], tmp_path: Path, photos: dict[str, UInt8Array]
) -> None:
    more = tmp_path / "more.jpg"
    more.write_bytes(jpeg(photos["camera"]))
    lost = dead_log(current.library()).start(ADD, [str(more)])
    test = app().run()
    assert words.jobs.of("add").interrupted in shown(test)
    test.button(key=f"continue_{lost.id}").click().run()
    jobs().wait(max(job.id for job in current.library().jobs.list()), SOON)
    assert current.library().count("more.jpg") == 1


# ---------------------------------------------------------------- addresses and downloads


def test_a_view_comes_back_out_of_its_address() -> None:
    view = View("a" * 64, None, (80, 0, 5, 15), 12, 100, 7, "colours", Region(3, 4, 50, 60), "fast", "earliest")
    assert from_address(view.address()) == view


@pytest.mark.parametrize(
    "address",
    [
        {"q": "../../etc/passwd"},
        {"counts": "1-2-3"},
        {"counts": "nan-1-1-1"},
        {"top": "-5"},
        {"top": "1e9"},
        {"id": "²"},
        {"show": "<script>"},
        {"pick": "9" * 40},
        {"region": "1-2-3"},
        {"region": "1-2-0-9"},
        {"region": "-1-2-30-40"},
        {"region": "a-b-c-d"},
    ],
)
def test_an_odd_address_falls_back_to_the_default(address: dict[str, str]) -> None:
    assert from_address(address) == View()


def test_numbers_in_an_address_stay_in_their_limits() -> None:
    view = from_address({"top": "5000", "candidates": "0", "counts": "33-100-999-0"})
    assert (view.top, view.shortlist, view.percents) == (100, 1, (35, 100, 100, 0))


def test_presets_are_the_weights_of_the_library() -> None:
    assert View().weights == Weights.copies()
    assert preset_of(View()) == words.naming.COPIES
    assert preset_of(View(percents=(1, 2, 3, 4))) is None


def test_the_table_of_results_says_what_the_result_says(filled: dict[str, Path]) -> None:
    result = current.library().search(filled["astronaut"])
    table = pd.read_csv(io.BytesIO(results_csv(result)))
    assert table["id"].tolist() == [match.id for match in result.matches]
    assert table["score"].tolist() == pytest.approx([match.score for match in result.matches])
    assert json.loads(json.dumps(as_document(result)))["matches"][0]["id"] == result.matches[0].id


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)"])
def test_a_name_is_never_a_formula(name: str) -> None:
    assert safe_cell(name) == f"'{name}"


# ---------------------------------------------------------------- judging, and fitting the weights


def judged(place: Path, queries: int, better: bool = True) -> None:
    """So many queries of another time, of which key points tell what is right: the present weights do, or do not."""
    right, wrong = current.library().records()[:2]
    with Catalog.open(place) as catalog:
        for number in range(queries):
            for record, is_match in ((right, True), (wrong, False)):
                rest = 0.3 if is_match and better else 0.9
                scores = {"cosine": rest, "structure": rest, "keypoints": 0.6 if is_match else 0.3, "colour": rest}
                catalog.judgements.record(
                    f"digest {number}",
                    record.id,
                    is_match,
                    query_name="a.jpg",
                    scores=scores,
                    mode="fast",
                    backbone="tiny",
                )


def test_judgements_are_shown_and_few_of_them_say_how_many_are_needed(filled: dict[str, Path], place: Path) -> None:
    test = searched(app(), filled["chelsea"].read_bytes())
    assert "fitting the weights" not in shown(test)
    judged(place, 3)
    assert words.judging.too_few_judged(3, 8) in shown(test.run())
    assert "fit" not in [button.key for button in test.button]


def test_better_weights_are_taken_by_one_button_and_stay_as_a_preset(filled: dict[str, Path], place: Path) -> None:
    judged(place, 12)
    test = searched(app(), filled["chelsea"].read_bytes())
    assert test.button(key="fit").label == words.judging.fit_offer(24)
    assert words.naming.MINE not in [preset["name"] for preset in ranking(test)["presets"]]
    test.button(key="fit").click().run()
    assert "Fitted weights are better: the order is better for 12 of 12 pictures and worse for none." in shown(test)
    test.button(key="fit_use").click().run()
    mine = next(preset for preset in ranking(test)["presets"] if preset["name"] == words.naming.MINE)
    assert ranking(test)["percents"] == mine["percents"] == [0, 0, 100, 0]


def test_weights_that_are_not_better_are_never_the_first_button(filled: dict[str, Path], place: Path) -> None:
    judged(place, 12, better=False)
    test = searched(app(), filled["chelsea"].read_bytes())
    before = Weights.classic().percents
    weigh(test, *before)
    test.button(key="fit").click().run()
    assert "Nothing to gain" in shown(test)
    buttons = {button.key: button.label for button in test.button}
    assert buttons["fit_use"] == words.judging.FIT_USE_ANYWAY
    test.button(key="fit_keep").click().run()
    assert tuple(ranking(test)["percents"]) == before
    assert fitting.kept(current.library().artifacts, "tiny") is None


def test_judgements_that_no_weights_fit_are_said_to_be_so(filled: dict[str, Path], place: Path) -> None:
    right, wrong = current.library().records()[:2]
    with Catalog.open(place) as catalog:
        for number in range(10):
            for record, is_match in ((right, True), (wrong, False)):
                scores = dict.fromkeys(Weights().as_dict(), 0.2 if is_match else 0.8)
                catalog.judgements.record(
                    str(number), record.id, is_match, query_name="", scores=scores, mode="fast", backbone="tiny"
                )
    test = searched(app(), filled["chelsea"].read_bytes())
    test.button(key="fit").click().run()
    assert words.judging.FIT_NOTHING in shown(test)


@pytest.mark.parametrize("outcome", ["better", "no clear difference", "worse"])
def test_every_outcome_of_a_fit_has_words(outcome: str) -> None:
    low, high = fitting.Quality(0.5, 0.5, 0.5), fitting.Quality(0.9, 0.9, 0.9)
    before, after, wins = {
        "better": (low, high, 9),
        "no clear difference": (low, high, 2),
        "worse": (high, low, 1),
    }[outcome]
    report = fitting.FitReport(Weights(), Weights(), before, after, 10, 20, 60, better_for=wins, worse_for=1)
    assert report.outcome == outcome
    assert words.judging.fit_outcome(report)


# ---------------------------------------------------------------- Add


def hand_over(test: AppTest, button: str) -> None:
    """Press the button and wait until the job that it starts has ended."""
    test.button(key=button).click().run()
    assert not test.exception
    jobs().wait(current.library().jobs.list(1)[0].id, SOON)


def test_uploaded_files_are_added_and_what_failed_is_listed(place: Path, photos: dict[str, UInt8Array]) -> None:
    test = page("add").run()
    files = [("a.jpg", jpeg(photos["coffee"]), "image/jpeg"), ("b.jpg", b"no", "image/jpeg")]
    test.file_uploader(key="add_files").set_value(files).run()
    hand_over(test, "add_files_go")
    assert "1 added · 1 could not be read" in shown(test.run())
    assert test.dataframe[0].value[words.library.COLUMN_INPUT].tolist() == ["b.jpg"]
    assert current.library().records()[0].uri.startswith("upload:")
    assert len(current.library().failures()) == 1


def test_a_zip_is_added_member_by_member(place: Path, photos: dict[str, UInt8Array]) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("in/coffee.jpg", jpeg(photos["coffee"]))
        file.writestr("in/coins.jpg", jpeg(photos["coins"]))
    test = page("add").run()
    test.segmented_control(key="add_way").set_value(words.adding.ADD_ZIP).run()
    test.file_uploader(key="add_zip").upload("two.zip", archive.getvalue(), "application/zip").run()
    hand_over(test, "add_zip_go")
    assert len(current.library()) == 2


def test_the_trash_of_a_folder_is_left_out_and_said(place: Path, photos: dict[str, UInt8Array]) -> None:
    test = page("add").run()
    test.segmented_control(key="add_way").set_value(words.adding.ADD_FOLDER).run()
    coffee, coins = jpeg(photos["coffee"]), jpeg(photos["coins"])
    # The same bytes lie in the trash and elsewhere.
    files = [("in/coffee.jpg", coffee), ("in/#recycle/coffee.jpg", coffee), ("in/#recycle/coins.jpg", coins)]
    test.file_uploader(key="add_folder").set_value([(name, data, "image/jpeg") for name, data in files]).run()
    hand_over(test, "add_folder_go")
    assert "Left out: a trash or snapshot folder (in/#recycle); name it to add what is in it." in shown(test.run())
    assert [record.name for record in current.library().records()] == ["in/coffee.jpg"]


def test_an_upload_with_the_bytes_of_another_is_said_to_be_the_same(place: Path, photos: dict[str, UInt8Array]) -> None:
    test = page("add").run()
    coffee = jpeg(photos["coffee"])
    test.file_uploader(key="add_files").set_value([(name, coffee, "image/jpeg") for name in ("a.jpg", "b.jpg")]).run()
    hand_over(test, "add_files_go")
    test.run()
    (table,) = test.dataframe
    assert table.value.values.tolist() == [["a.jpg", words.adding.SAME_AS.format(name="b.jpg")]]


def test_a_path_is_no_web_address(place: Path) -> None:
    test = page("add").run()
    test.segmented_control(key="add_way").set_value(words.adding.ADD_WEB).run()
    test.text_area(key="add_web").set_value("/etc/passwd").run()
    assert words.adding.NOT_AN_ADDRESS_TITLE in shown(test)
    assert test.button(key="add_web_go").disabled


def test_typed_addresses_are_added_by_one_press(place: Path) -> None:
    test = page("add").run()
    test.segmented_control(key="add_way").set_value(words.adding.ADD_WEB).run()
    # What is typed comes to the server with the press, not before: a grey button could not be pressed.
    assert not test.button(key="add_web_go").disabled
    test.button(key="add_web_go").click().run()
    assert words.adding.NO_ADDRESS in shown(test)


def test_a_table_may_not_name_paths(place: Path, picture_files: dict[str, Path]) -> None:
    table = f"path,caption\n{picture_files['coins']},money\n"
    test = page("add").run()
    test.segmented_control(key="add_way").set_value(words.adding.ADD_TABLE).run()
    test.file_uploader(key="add_table").upload("list.csv", table.encode(), "text/csv").run()
    hand_over(test, "add_table_go")
    assert len(current.library()) == 0
    assert len(current.library().failures()) == 1


def test_without_named_folders_the_page_says_how_to_name_one(place: Path) -> None:
    test = page("add").run()
    test.segmented_control(key="add_way").set_value(words.adding.ADD_NAMED).run()
    assert words.adding.NAMED_NONE_TITLE in shown(test)
    assert "PICTRACE_FOLDERS" in shown(test)


def test_a_named_folder_is_added_where_it_is(
    place: Path, picture_files: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PICTRACE_FOLDERS", str(picture_files["coins"].parent.parent))
    current.library().close()
    current.settings.cache_clear()
    test = page("add").run()
    test.segmented_control(key="add_way").set_value(words.adding.ADD_NAMED).run()
    test.selectbox(key="named_0_").set_value("pictures").run()
    hand_over(test, "named_add")
    assert {record.name for record in current.library().records()} == {file.name for file in picture_files.values()}
    assert all(file.exists() for file in picture_files.values())


def test_a_picture_that_is_known_is_said_to_be_the_same(filled: dict[str, Path]) -> None:
    test = page("add").run()
    test.file_uploader(key="add_files").upload("again.jpg", filled["rocket"].read_bytes(), "image/jpeg").run()
    hand_over(test, "add_files_go")
    assert "0 added · 1 already there" in shown(test.run())
    assert test.dataframe[0].value[words.library.COLUMN_INPUT].tolist() == ["again.jpg"]
    assert test.dataframe[0].value[words.library.COLUMN_OUTCOME].tolist() == [
        words.adding.SAME_AS.format(name="rocket.jpg")
    ]


# ---------------------------------------------------------------- Library


def test_the_library_is_filtered(filled: dict[str, Path]) -> None:
    test = page("library").run()
    assert "1–5 of 5" in shown(test)
    test.text_input(key="filter").set_value("coffee").run()
    assert "1–1 of 1" in shown(test)
    test.text_input(key="filter").set_value("zebra").run()
    assert words.library.NOTHING_FILTERED_TITLE in shown(test)
    test.button(key="clear_filter").click().run()
    assert "1–5 of 5" in shown(test)


def test_another_filter_begins_at_its_first_page(filled: dict[str, Path]) -> None:
    test = page("library").run()
    test.session_state["library_page"] = 3
    test.text_input(key="filter").set_value("c").run()
    assert test.session_state["library_page"] == 1
    test.session_state["library_page"] = 3
    test.selectbox(key="order").set_value("name").run()
    assert test.session_state["library_page"] == 1


def test_pictures_are_removed_only_after_a_yes(filled: dict[str, Path]) -> None:
    test = page("library").run()
    test.button(key="select_all").click().run()
    test.button(key="remove").click().run()
    assert "5 pictures will no longer be found" in shown(test)
    assert len(current.library()) == 5
    # Streamlit's AppTest cannot press buttons of a dialog; the browser test does.


def test_failures_are_listed_and_can_be_forgotten(place: Path) -> None:
    current.library().add("/nowhere/a.jpg")
    test = page("library").run()
    assert words.library.FAILURES_TITLE in shown(test)
    assert test.dataframe[0].value[words.library.COLUMN_INPUT].tolist() == ["/nowhere/a.jpg"]
    test.button(key="failures_forget").click().run()
    assert words.library.FAILURES_TEXT not in shown(test)


def test_the_library_is_checked_and_rebuilt(filled: dict[str, Path]) -> None:
    test = page("library").run()
    test.button(key="verify").click().run()
    assert "5 pictures checked: all is well." in shown(test)
    test.button(key="rebuild").click().run()
    assert words.library.rebuilt(5, 0, 0) in shown(test)


class Newer(TinyBackbone):
    name = "newer"
    bias = 0.3


class NewTiny(TinyBackbone):
    version = "2"


def test_all_pictures_are_described_again_with_another_network(filled: dict[str, Path]) -> None:
    embedding.register("newer", lambda settings: Newer())
    test = page("library").run()
    assert test.button(key="network_start").disabled
    test.selectbox(key="network_name").select("newer").run()
    assert "5 pictures to describe." in shown(test)
    test.button(key="network_start").click().run()
    for status in jobs().active():
        jobs().wait(status.id, SOON)
    test.run()
    assert words.network.network_changed("newer") in shown(test)
    assert words.network.network_and_version("newer", "1") in shown(test)
    assert current.library().search(filled["coins"]).backbone == "newer"


def test_a_change_that_was_stopped_can_be_continued(filled: dict[str, Path]) -> None:
    embedding.register("newer", lambda settings: Newer())
    current.library().change_backbone("newer", lambda progress: False)
    test = page("library").run()
    assert words.network.unfinished_change_title("newer") in shown(test)
    assert words.network.unfinished_change(5, 5) in shown(test)
    test.button(key="network_continue").click().run()
    for status in jobs().active():
        jobs().wait(status.id, SOON)
    assert words.network.unfinished_change_title("newer") not in shown(test.run())
    assert current.library().backbone == "newer"


def test_a_change_whose_process_died_is_offered_again(filled: dict[str, Path]) -> None:
    embedding.register("newer", lambda settings: Newer())
    library = current.library()
    job = dead_log(library).start(DESCRIBE, ["newer"])
    test = page("library").run()
    assert words.jobs.of("describe").interrupted in shown(test)
    test.button(key=f"continue_{job.id}").click().run()
    for status in jobs().active():
        jobs().wait(status.id, SOON)
    assert library.backbone == "newer"


def test_pictures_that_cannot_be_described_are_listed(filled: dict[str, Path]) -> None:
    embedding.register("newer", lambda settings: Newer())
    library = current.library()
    record = library.search(filled["coins"]).matches[0].record
    library.working_path(record.id).unlink()
    filled["coins"].unlink()
    jobs().wait(jobs().start(library, DESCRIBE, ["newer"]), SOON)
    text = shown(page("library").run())
    assert words.network.NETWORK_KEPT_TITLE in text
    assert record.uri in text
    assert library.backbone == "tiny"


def test_a_library_of_an_older_version_says_that_it_must_be_described_again(filled: dict[str, Path]) -> None:
    current.close()
    embedding.register("tiny", lambda settings: NewTiny())
    try:
        test = page("library").run()
        assert words.network.OUTDATED_TITLE in shown(test)
        test.button(key="network_start").click().run()
        for status in jobs().active():
            jobs().wait(status.id, SOON)
        assert words.network.OUTDATED_TITLE not in shown(test.run())
        assert not current.library().backbone_state().outdated
    finally:
        install()


def test_the_page_says_what_the_library_is_made_of(filled: dict[str, Path]) -> None:
    text = shown(page("library").run())
    info = current.library().info()
    assert words.network.network_and_version(info.backbone, info.backbone_version) in text
    assert info.weights_source in text


# ---------------------------------------------------------------- the first start


def test_a_new_library_fills_itself_once(tmp_path: Path) -> None:
    built = []

    def build(library: Library, sources: Sequence[str], progress: ProgressCallback) -> AddReport:
        built.append(library.location)
        return AddReport(items=(), failed=(), seconds=0.0)

    runner = Jobs({SAMPLE: build})
    with Library.open(tmp_path / "new", backbone="tiny") as library:
        assert new_library.fill_new_library(library, runner)
        assert not new_library.fill_new_library(library, runner)
        runner.wait(library.jobs.list(1)[0].id, SOON)
    assert built == [tmp_path / "new"]
