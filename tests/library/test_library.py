"""The library as every door holds it: each picture once, nothing lost, everything committed is seen."""

from __future__ import annotations

import io
import math
import multiprocessing
import threading
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fakes import TinyBackbone
from PIL import Image

import pictrace
from pictrace import Library, Settings, Weights, embedding
from pictrace.errors import (
    BackboneMismatch,
    InvalidInput,
    InvalidTable,
    LibraryClosed,
    LibraryUnusable,
    PictureTooLarge,
    UnknownPicture,
    UnreadablePicture,
)
from pictrace.index import SyncedIndex, engines
from pictrace.search.query import load_query
from pictrace.search.search import Searcher
from pictrace.settings import Limits
from pictrace.store import Catalog
from pictrace.store.files import PictureStore
from pictrace.types import CHANNELS, Progress, UInt8Array

Files = dict[str, Path]
Photos = dict[str, UInt8Array]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library", backbone="tiny") as opened:
        yield opened


def test_the_public_names_are_the_documented_ones() -> None:
    assert pictrace.__all__ == [
        "Library",
        "Settings",
        "Weights",
        "compare",
        "explain",
        "make_report",
        "verify_report",
    ]
    for name in pictrace.__all__:
        assert getattr(pictrace, name).__name__ == name


def test_a_folder_is_added_once_and_only_once(library: Library, picture_files: Files) -> None:
    folder = picture_files["astronaut"].parent
    first = library.add(folder)
    assert (first.added, first.known, first.failed) == (5, 0, ())
    assert {item.uri for item in first.items} == {str(path) for path in picture_files.values()}
    again = library.add([folder])
    assert (again.added, again.known, again.failed) == (0, 5, ())
    assert {item.id for item in again.items} == {item.id for item in first.items}
    assert len(library) == 5


def test_adding_again_embeds_nothing(tmp_path: Path, picture_files: Files) -> None:
    embedded: list[int] = []

    class Counting(TinyBackbone):
        def embed(self, pictures):
            embedded.append(len(pictures))
            return super().embed(pictures)

    embedding.register("counting", lambda settings: Counting())
    with Library.open(tmp_path / "library", backbone="counting") as library:
        library.add(picture_files["astronaut"].parent)
        assert sum(embedded) == 50  # the whole and nine windows of each
        library.add(picture_files["astronaut"].parent)
        copy = tmp_path / "copy of chelsea.jpg"
        copy.write_bytes(picture_files["chelsea"].read_bytes())
        report = library.add(copy)
        assert report.items[0].status == "known"
        assert sum(embedded) == 50  # the whole and nine windows of each
        chelsea = library.get(report.items[0].id or 0)
        assert chelsea.uris == (str(picture_files["chelsea"]), str(copy))


def test_the_same_pixels_in_another_file_are_the_same_picture(library: Library, tmp_path: Path, photos: Photos) -> None:
    png, bmp = tmp_path / "a.png", tmp_path / "b.bmp"
    Image.fromarray(photos["coffee"]).save(png)
    Image.fromarray(photos["coffee"]).save(bmp)
    report = library.add([png, bmp])
    assert (report.added, report.known) == (1, 1)
    assert len({item.id for item in report.items}) == 1
    changed = photos["coffee"].copy()
    changed[10, 10] ^= 255
    one_pixel = tmp_path / "c.png"
    Image.fromarray(changed).save(one_pixel)
    assert library.add(one_pixel).added == 1


def test_a_picture_finds_itself_with_score_one(library: Library, picture_files: Files) -> None:
    library.add(list(picture_files.values()))
    for path in picture_files.values():
        best = library.search(path).matches[0]
        assert best.uri == str(path)
        assert best.score == pytest.approx(1.0, abs=1e-6)
        assert set(best.scores) == set(CHANNELS)
        assert all(score == pytest.approx(1.0, abs=1e-6) for score in best.scores.values())


def test_contributions_add_up_and_the_order_is_by_score(library: Library, picture_files: Files, photos: Photos) -> None:
    library.add(list(picture_files.values()))
    result = library.search(np.ascontiguousarray(photos["chelsea"][:, ::-1]), top=5, weights=Weights(1, 2, 3, 4))
    assert len(result.matches) == 5
    assert [match.rank for match in result.matches] == [1, 2, 3, 4, 5]
    for match in result.matches:
        assert match.score == pytest.approx(min(1.0, math.fsum(match.contributions.values())), abs=1e-9)
    scores = [match.score for match in result.matches]
    assert scores == sorted(scores, reverse=True)
    assert result.matches[0].evidence.keypoints.mirrored
    assert result.matches[0].uri == str(picture_files["chelsea"])


def test_moving_a_weight_gives_what_a_new_search_gives(library: Library, picture_files: Files) -> None:
    library.add(list(picture_files.values()))
    weights = Weights(cosine=0, structure=1, keypoints=0, colour=2)
    moved = library.search(picture_files["coffee"]).rerank(weights)
    fresh = library.search(picture_files["coffee"], weights=weights)
    assert [(m.id, m.score) for m in moved.matches] == [(m.id, m.score) for m in fresh.matches]


def test_every_kind_of_query_gives_the_same_answer(library: Library, picture_files: Files, photos: Photos) -> None:
    library.add(list(picture_files.values()))
    path = picture_files["coins"]
    answers = [library.search(query) for query in (path, str(path), path.read_bytes(), photos["coins"])]
    answers.append(library.search_id(answers[0].matches[0].id))
    scores = [[(match.id, match.score) for match in answer.matches] for answer in answers]
    for other in scores[1:]:
        assert [id for id, _ in other] == [id for id, _ in scores[0]]
        assert [score for _, score in other] == pytest.approx([score for _, score in scores[0]], abs=1e-6)


def test_one_result_per_distinct_picture_and_at_most_top(
    library: Library, picture_files: Files, tmp_path: Path
) -> None:
    for n in range(3):
        (tmp_path / f"copy{n}.jpg").write_bytes(picture_files["rocket"].read_bytes())
    library.add([*picture_files.values(), *(tmp_path / f"copy{n}.jpg" for n in range(3))])
    result = library.search(picture_files["rocket"], top=100)
    assert len(result.matches) == len({match.id for match in result.matches}) == 5
    assert len(result.matches[0].uris) == 4
    assert len(library.search(picture_files["rocket"], top=2).matches) == 2


def test_removed_pictures_are_gone_everywhere_and_ids_are_not_reused(library: Library, picture_files: Files) -> None:
    library.add(list(picture_files.values()))
    found = library.search(picture_files["astronaut"]).matches[0]
    working = library.working_path(found.id)
    assert working.exists()
    assert library.remove([found.id, 999_999]) == (found.id,)
    assert not working.exists()
    assert found.id not in [match.id for match in library.search(picture_files["astronaut"]).matches]
    with pytest.raises(UnknownPicture, match=str(found.id)):
        library.get(found.id)
    again = library.add(picture_files["astronaut"])
    assert again.added == 1
    assert (again.items[0].id or 0) > found.id
    assert library.verify().ok


def test_bad_inputs_are_listed_each_with_its_reason(library: Library, picture_files: Files, tmp_path: Path) -> None:
    text = tmp_path / "letter.jpg"
    text.write_text("Dear Sir")
    cut = tmp_path / "cut.jpg"
    cut.write_bytes(picture_files["rocket"].read_bytes()[:4000])
    missing = tmp_path / "nowhere.jpg"
    report = library.add([text, picture_files["coins"], cut, missing, "ftp://host/a.jpg"])
    assert report.added == 1
    reasons = {failure.uri: failure.reason for failure in report.failed}
    assert set(reasons) == {str(text), str(cut), str(missing), "ftp://host/a.jpg"}
    assert all(reason.endswith(".") and "Traceback" not in reason for reason in reasons.values())
    assert {failure.uri for failure in library.failures()} == set(reasons)
    text.write_bytes(picture_files["coffee"].read_bytes())
    library.add(text)
    assert str(text) not in {failure.uri for failure in library.failures()}
    library.forget_failures([str(cut)])
    assert str(cut) not in {failure.uri for failure in library.failures()}


def test_a_file_whose_content_changed_becomes_a_new_picture_and_the_old_record_stays(
    library: Library, picture_files: Files
) -> None:
    path = picture_files["coffee"]
    old = library.add(path).items[0].id
    path.write_bytes(picture_files["coins"].read_bytes())
    new = library.add(path).items[0]
    assert new.status == "added"
    assert new.id != old
    assert library.get(old or 0).uri == str(path)
    assert not library.get(old or 0).reachable
    assert len(library) == 2


def test_progress_counts_and_false_cancels_but_keeps_what_was_added(library: Library, picture_files: Files) -> None:
    seen: list[Progress] = []
    report = library.add(picture_files["coins"].parent, progress=seen.append)  # append returns None: go on
    assert report.added == 5
    assert seen[-1].done == seen[-1].total == 5
    assert seen[-1].added == 5

    library.remove([record.id for record in library.records()])
    cancelled = library.add(picture_files["coins"].parent, progress=lambda progress: False)
    assert cancelled.cancelled
    assert len(library) == cancelled.added
    assert library.add(picture_files["coins"].parent).added == 5 - cancelled.added


def test_every_page_of_a_tiff_is_a_picture(library: Library, tmp_path: Path, photos: Photos) -> None:
    path = tmp_path / "scan.tif"
    pages = [Image.fromarray(photos[name]) for name in ("coffee", "rocket", "chelsea")]
    pages[0].save(path, save_all=True, append_images=pages[1:])
    report = library.add(path)
    assert [item.uri for item in report.items] == [f"{path}#page={n}" for n in (1, 2, 3)]
    assert report.added == 3
    assert library.add(path).known == 3
    found = library.search(photos["rocket"]).matches[0]
    assert found.uri == f"{path}#page=2"
    assert library.original(found.id) == path.read_bytes()


def test_members_of_a_zip_and_kept_uploads_have_originals(
    library: Library, tmp_path: Path, picture_files: Files
) -> None:
    archive = tmp_path / "box.zip"
    with zipfile.ZipFile(archive, "w") as box:
        box.write(picture_files["coins"], "deep/coins.png")
    item = library.add(archive).items[0]
    assert item.uri == f"{archive}!/deep/coins.png"
    assert library.original(item.id or 0) == picture_files["coins"].read_bytes()

    data = picture_files["coffee"].read_bytes()
    uri = library.store_upload(data, "my coffee.png")
    assert uri.startswith("upload:")
    added = library.add([uri]).items[0]
    record = library.get(added.id or 0)
    assert (record.uri, record.name) == (uri, "my coffee.png")
    assert library.original(record.id) == data
    library.remove([record.id])
    assert not list((library.location / "uploads").rglob("*.*"))
    assert library.add([uri]).failed[0].uri == uri


def test_an_unreachable_original_keeps_its_record_and_is_found(library: Library, picture_files: Files) -> None:
    id = library.add(picture_files["rocket"]).items[0].id or 0
    data = picture_files["rocket"].read_bytes()
    picture_files["rocket"].unlink()
    assert library.is_reachable(id) is False
    assert library.original(id) is None
    assert not library.get(id).reachable
    assert library.search(data).matches[0].id == id
    report = library.verify()
    assert report.ok
    assert report.unreachable == (id,)
    picture_files["rocket"].write_bytes(data)
    assert library.verify().unreachable == ()
    assert library.get(id).reachable


def test_metadata_of_a_table_is_kept_and_searchable(library: Library, picture_files: Files, tmp_path: Path) -> None:
    table = tmp_path / "list.csv"
    table.write_text(f"path,photographer,Shelf\n{picture_files['coins']},Ada Lovelace,12b\n")
    id = library.add(table).items[0].id or 0
    assert dict(library.get(id).metadata)["photographer"] == "Ada Lovelace"
    assert [record.id for record in library.records("lovelace 12B")] == [id]
    assert library.count("nobody") == 0
    # A later table teaches a known picture more, and embeds nothing.
    table.write_text(f"path,period\n{picture_files['coins']},Roman\n")
    assert library.add(table).known == 1
    assert dict(library.get(id).metadata) == {
        **dict(library.get(id).metadata),
        "photographer": "Ada Lovelace",
        "period": "Roman",
    }
    assert library.count("roman ada") == 1


def test_failed_rows_of_a_table_are_forgotten_once_they_are_mended(
    library: Library, picture_files: Files, tmp_path: Path
) -> None:
    table = tmp_path / "list.csv"
    table.write_text(f'path,title\nmissing.jpg,a\n{picture_files["coins"]},"b\nnowhere.jpg,c\n')
    assert [failure.uri for failure in library.add(table).failed] == [f"{table}#row={row}" for row in (2, 3, 4)]
    table.write_text(f"path,title\n{picture_files['coffee']},a\n{picture_files['coins']},b\nnowhere.jpg,c\n")
    assert library.add(table).added == 2
    assert [failure.uri for failure in library.failures()] == [f"{table}#row=4"]
    table.write_text("title\n")
    library.add(table)
    assert [failure.uri for failure in library.failures()] == [str(table)]
    table.write_text(f"path\n{picture_files['coffee']}\n")
    library.add(table)
    assert library.failures() == ()


def test_a_table_from_elsewhere_may_name_urls_only(library: Library, picture_files: Files) -> None:
    with pytest.raises(InvalidTable, match="URLs only"):
        library.add_table(f"path\n{picture_files['coins']}\n".encode(), "list.csv")
    report = library.add_table(f"url,path\n,{picture_files['coins']}\n".encode(), "list.csv")
    assert report.added == 0
    assert "URL" in report.failed[0].reason
    assert len(library) == 0


def test_a_damaged_index_or_lost_working_picture_is_seen_and_rebuilt(library: Library, picture_files: Files) -> None:
    library.add(list(picture_files.values()))
    id = library.search(picture_files["coins"]).matches[0].id
    library.working_path(id).unlink()
    (library.location / "pictures" / "ab").mkdir(exist_ok=True)
    stray = library.location / "pictures" / "ab" / f"{'ab' * 32}.jpg"
    stray.write_bytes(b"x")
    assert library.search(picture_files["coins"]).matches[0].scores["structure"] == 0.0
    report = library.verify()
    assert not report.ok
    assert "working picture" in report.problems[0]
    rebuilt = library.rebuild()
    assert (rebuilt.pictures, rebuilt.restored, rebuilt.lost, rebuilt.strays) == (5, 1, (), 1)
    assert library.verify().ok
    assert not stray.exists()
    assert library.search(picture_files["coins"]).matches[0].score == pytest.approx(1.0, abs=1e-6)


def test_reopening_shows_the_same_library(tmp_path: Path, picture_files: Files) -> None:
    with Library.open(tmp_path / "library", backbone="tiny") as library:
        library.add(list(picture_files.values()))
        before = library.records()
    with Library.open(tmp_path / "library") as library:  # None means what the library records
        assert library.info().backbone == "tiny"
        assert library.records() == before
        assert library.search(picture_files["coffee"]).matches[0].score == pytest.approx(1.0, abs=1e-6)


def test_another_backbone_is_refused_in_words(tmp_path: Path, picture_files: Files) -> None:
    with Library.open(tmp_path / "library", backbone="tiny") as library:
        library.add(picture_files["coins"])
    with pytest.raises(BackboneMismatch, match="made with the network tiny"):
        Library.open(tmp_path / "library", backbone="resnet50")
    with pytest.raises(InvalidInput, match="no backbone 'nothing'"):
        Library.open(tmp_path / "new", backbone="nothing")
    with pytest.raises(LibraryUnusable, match="is a file"):
        Library.open(picture_files["coins"])


def test_two_libraries_on_one_folder_see_each_other(tmp_path: Path, picture_files: Files) -> None:
    with (
        Library.open(tmp_path / "library", backbone="tiny") as one,
        Library.open(tmp_path / "library") as two,
    ):
        one.add(picture_files["coins"])
        found = two.search(picture_files["coins"]).matches
        assert len(found) == 1
        two.remove([found[0].id])
        assert one.search(picture_files["coins"]).matches == ()


def _add_in_process(location: str, folder: str) -> None:
    import fakes

    fakes.install()
    with Library.open(location, backbone="tiny") as library:
        library.add(folder)


def test_two_processes_adding_the_same_folder_keep_each_picture_once(tmp_path: Path, photos: Photos) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for n in range(24):
        Image.fromarray(np.roll(photos["coins"], n * 7, axis=1)).save(folder / f"{n:02}.png", compress_level=1)
    context = multiprocessing.get_context("spawn")
    processes = [
        context.Process(target=_add_in_process, args=(str(tmp_path / "library"), str(folder))) for _ in range(2)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(120)
        assert process.exitcode == 0
    with Library.open(tmp_path / "library") as library:
        assert len(library) == 24
        assert library.verify().problems == ()


def test_many_threads_add_and_search_at_once(library: Library, picture_files: Files) -> None:
    problems: list[BaseException] = []

    def guarded(work) -> None:
        try:
            for _ in range(3):
                work()
        except BaseException as error:  # shown to the test's own thread
            problems.append(error)

    paths = list(picture_files.values())
    works: list[Callable[[], object]] = [partial(library.add, path) for path in paths]
    works += [partial(library.search, path) for path in paths]
    threads = [threading.Thread(target=guarded, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert len(library) == 5


def test_a_flat_query_says_what_it_cannot_supply(library: Library, picture_files: Files) -> None:
    library.add(list(picture_files.values()))
    result = library.search(np.full((64, 64, 3), 0, np.uint8))
    assert result.query.flat
    for match in result.matches:
        assert match.scores["keypoints"] is None
        assert match.contributions["keypoints"] == 0.0
    only = result.rerank(Weights(cosine=0, structure=1, keypoints=1, colour=0))
    assert [match.score for match in only.matches] == [0.0] * 5


def test_searching_an_empty_library_gives_no_matches(library: Library, photos: Photos) -> None:
    result = library.search(photos["coins"])
    assert result.matches == ()
    assert result.searched == 0


@pytest.mark.parametrize(("top", "shortlist"), [(0, 50), (101, 50), (5, 0), (2.5, 50), (True, 50), (5, 10**9)])
def test_counts_out_of_range_are_refused(library: Library, photos: Photos, top: int, shortlist: int) -> None:
    with pytest.raises(InvalidInput, match="whole number"):
        library.search(photos["coins"], top=top, shortlist=shortlist)


def test_bad_queries_say_what_is_wrong(tmp_path: Path, library: Library) -> None:
    with pytest.raises(UnreadablePicture, match="is not there"):
        library.search(tmp_path / "nowhere.jpg")
    with pytest.raises(UnreadablePicture, match="folder"):
        library.search(tmp_path)
    with pytest.raises(UnreadablePicture):
        library.search(b"")
    with pytest.raises(InvalidInput):
        library.search(np.zeros((5, 5), np.uint8))


def test_limits_come_from_the_settings(tmp_path: Path, picture_files: Files) -> None:
    settings = Settings(limits=Limits(max_bytes=1000))
    with Library.open(tmp_path / "library", backbone="tiny", settings=settings) as library:
        with pytest.raises(PictureTooLarge, match=r"coins\.png"):
            library.search(picture_files["coins"])
        assert len(library.add(picture_files["coins"]).failed) == 1


def test_close_twice_and_use_after(tmp_path: Path, photos: Photos) -> None:
    library = Library.open(tmp_path / "library", backbone="tiny")
    library.close()
    library.close()
    assert library.closed
    for use in (
        lambda: library.search(photos["coins"]),
        lambda: library.add("x"),
        lambda: len(library),
        library.verify,
        library.records,
    ):
        with pytest.raises(LibraryClosed, match="is closed"):
            use()


def test_compare_gives_the_same_evidence_as_a_search(library: Library, picture_files: Files, photos: Photos) -> None:
    from pictrace.search.comparison import compare

    library.add(picture_files["chelsea"])
    query = io.BytesIO()
    Image.fromarray(photos["chelsea"][40:260, 60:400]).save(query, "PNG")
    found = library.search(query.getvalue()).matches[0]
    pair = compare(query.getvalue(), picture_files["chelsea"], backbone=TinyBackbone())
    assert pair.scores == pytest.approx(found.scores, abs=1e-6)
    assert pair.score == pytest.approx(found.score, abs=1e-6)
    assert pair.evidence.keypoints.inlier_count > 50


def test_a_mended_multi_page_file_is_no_failure_any_more(library: Library, tmp_path: Path, photos: Photos) -> None:
    path = tmp_path / "scan.tif"
    path.write_bytes(b"II*\x00 broken")
    assert len(library.add(path).failed) == 1
    pages = [Image.fromarray(photos[name]) for name in ("coffee", "rocket")]
    pages[0].save(path, save_all=True, append_images=pages[1:])
    assert library.add(path).added == 2
    assert library.failures() == ()


def test_an_original_is_never_another_pictures_bytes(library: Library, picture_files: Files) -> None:
    old = library.add(picture_files["coffee"]).items[0].id or 0
    picture_files["coffee"].write_bytes(picture_files["coins"].read_bytes())
    library.add(picture_files["coffee"])
    assert library.original(old) is None
    assert library.verify().unreachable == (old,)


def test_an_uploaded_zip_stays_until_its_last_member_is_removed(
    library: Library, tmp_path: Path, picture_files: Files
) -> None:
    archive = tmp_path / "box.zip"
    with zipfile.ZipFile(archive, "w") as box:
        for name in ("coins", "coffee"):
            box.write(picture_files[name], f"{name}.png")
    report = library.add([library.store_upload(archive.read_bytes(), "box.zip")])
    first, second = (item.id or 0 for item in report.items)
    assert library.original(second) is not None
    library.remove([first])
    assert library.original(second) is not None
    library.remove([second])
    assert not [path for path in (library.location / "uploads").rglob("*") if path.is_file()]


def test_verify_and_rebuild_tell_how_far_they_are_and_can_be_stopped(library: Library, picture_files: Files) -> None:
    library.add(list(picture_files.values()))
    for work in (library.verify, library.rebuild):
        seen: list[Progress] = []
        work(progress=seen.append)
        assert (seen[-1].done, seen[-1].total) == (5, 5)
    assert library.verify(progress=lambda progress: False).checked == 5


def test_what_cannot_be_restored_is_named(library: Library, picture_files: Files) -> None:
    id = library.add(picture_files["coins"]).items[0].id or 0
    library.working_path(id).unlink()
    picture_files["coins"].unlink()
    assert library.rebuild().lost == (id,)


def test_whole_numbers_of_numpy_are_whole_numbers(library: Library, picture_files: Files) -> None:
    library.add(picture_files["coffee"])
    result = library.search(picture_files["coffee"], top=int_of_numpy(3), shortlist=int_of_numpy(7))
    assert (type(result.top), type(result.shortlist), result.shortlist) == (int, int, 7)


def int_of_numpy(number: int) -> Any:
    return np.int64(number)


@pytest.mark.parametrize("slip", [None, 5, b"the bytes of a picture", [None], ["a.jpg", 5]])
def test_inputs_that_are_no_names_are_refused_in_words(library: Library, slip: Any) -> None:
    with pytest.raises(InvalidInput, match="paths or URLs"):
        library.add(slip)
    assert library.failures() == ()


@pytest.mark.parametrize("slip", [None, 5, ["a.jpg"]])
def test_a_query_of_another_type_is_refused_in_words(library: Library, slip: Any) -> None:
    with pytest.raises(InvalidInput, match=f"not {type(slip).__name__}"):
        library.search(slip)


@pytest.mark.parametrize("name", ["zero\0byte", "x" * 300])
def test_a_location_that_no_folder_can_have_is_refused_in_words(tmp_path: Path, name: str) -> None:
    with pytest.raises(LibraryUnusable, match="choose another"):
        Library.open(tmp_path / name, backbone="tiny")


def test_a_closed_library_gives_no_jobs_and_is_not_entered(tmp_path: Path) -> None:
    library = Library.open(tmp_path / "library", backbone="tiny")
    library.close()
    with pytest.raises(LibraryClosed), library:
        pass
    with pytest.raises(LibraryClosed):
        _ = library.jobs


def test_a_search_that_a_close_overtakes_says_so(library: Library, picture_files: Files, tmp_path: Path) -> None:
    library.add(picture_files["coffee"])
    with Catalog.open(tmp_path / "library") as catalog, ThreadPoolExecutor(1) as pool:
        network = TinyBackbone()
        index = SyncedIndex(catalog, partial(engines.create, "faiss"), network.dimension)
        working = PictureStore(tmp_path / "library" / "pictures", ".jpg")
        searcher = Searcher(catalog, index, working, network.name, pool)
        pool.shutdown()
        with pytest.raises(LibraryClosed):
            searcher.search(load_query(picture_files["coffee"], network, Settings()), 5, Weights(), 50)


def test_what_a_file_says_of_itself_can_be_searched_for(library: Library, tmp_path: Path, photos: Photos) -> None:
    path = tmp_path / "harbour.jpg"
    exif = Image.Exif()
    exif[0x013B], exif[0x8298], exif[0x010E] = "Ada Lovelace", "Lovelace estate", "Ships at dusk"
    Image.fromarray(photos["rocket"]).save(path, exif=exif)
    id = library.add(path).items[0].id or 0
    metadata = library.get(id).metadata
    assert (metadata["creator"], metadata["copyright"], metadata["caption"]) == (
        "Ada Lovelace",
        "Lovelace estate",
        "Ships at dusk",
    )
    assert [record.id for record in library.records("lovelace dusk")] == [id]
