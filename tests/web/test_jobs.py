"""Jobs outlive the page that started them, one works at a time, and nothing they meet is lost."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from job_logs import dead_log

from pictrace import Library
from pictrace.errors import WeightsUnavailable
from pictrace.store import Catalog
from pictrace.types import AddReport, Progress, ProgressCallback
from pictrace.web import renewal, words
from pictrace.web.jobs import ADD, DUPLICATES, Jobs

SOON = 20.0


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library", backbone="tiny") as library:
        yield library


def add(library: Library, sources: Sequence[str], progress: ProgressCallback) -> AddReport:
    return library.add(list(sources), progress=progress)


class Slow:
    """Work that reports as often as it is told to, until it is stopped or released."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.released = threading.Event()

    def __call__(self, library: Library, sources: Sequence[str], progress: ProgressCallback) -> AddReport:
        self.begun.set()
        done = 0
        while not self.released.wait(0.01):
            done += 1
            if progress(Progress(done=done, total=1000, added=done, known=0, failed=0, seconds=1.0)) is False:
                return AddReport(items=(), failed=(), seconds=1.0, cancelled=True)
        return AddReport(items=(), failed=(), seconds=1.0)


def test_a_job_adds_and_reports(library: Library, picture_files: dict[str, Path]) -> None:
    jobs = Jobs({ADD: add})
    id = jobs.start(library, ADD, [str(path) for path in picture_files.values()])
    status = jobs.wait(id, SOON)
    assert status.report is not None
    assert status.report.added == len(picture_files) == len(library)
    logged = library.jobs.get(id)
    assert logged is not None
    assert (logged.state, logged.added) == ("done", len(picture_files))


def test_the_second_waits_for_the_first(library: Library) -> None:
    slow = Slow()
    jobs = Jobs({"slow": slow, ADD: add})
    first = jobs.start(library, "slow")
    second = jobs.start(library, ADD)
    assert slow.begun.wait(SOON)
    assert [status.waiting for status in jobs.active()] == [False, True]
    slow.released.set()
    assert jobs.wait(second, SOON).ended
    assert [status.id for status in jobs.ended()] == [second, first]


def test_a_job_can_be_stopped(library: Library) -> None:
    slow = Slow()
    jobs = Jobs({"slow": slow})
    id = jobs.start(library, "slow")
    assert slow.begun.wait(SOON)
    jobs.stop(id)
    status = jobs.wait(id, SOON)
    assert status.report is not None
    assert status.report.cancelled
    assert library.jobs.list()[0].state == "cancelled"


def test_a_waiting_job_that_is_stopped_does_nothing(library: Library, picture_files: dict[str, Path]) -> None:
    slow = Slow()
    jobs = Jobs({"slow": slow, ADD: add})
    jobs.start(library, "slow")
    second = jobs.start(library, ADD, [str(picture_files["coffee"])])
    jobs.stop(second)
    slow.released.set()
    assert jobs.wait(second, SOON).ended
    assert len(library) == 0


def test_an_error_in_words_is_kept(library: Library) -> None:
    def work(library: Library, sources: Sequence[str], progress: ProgressCallback) -> AddReport:
        raise WeightsUnavailable("No weights for resnet50; name a file.")

    jobs = Jobs({"work": work})
    status = jobs.wait(jobs.start(library, "work"), SOON)
    assert (status.report, status.reason) == (None, "No weights for resnet50; name a file.")
    assert library.jobs.list()[0].reason == status.reason


def test_an_unexpected_error_ends_the_job_in_words(library: Library, caplog: pytest.LogCaptureFixture) -> None:
    def work(library: Library, sources: Sequence[str], progress: ProgressCallback) -> AddReport:
        raise RuntimeError("boom")

    jobs = Jobs({"work": work})
    status = jobs.wait(jobs.start(library, "work"), SOON)
    assert status.reason == words.states.UNEXPECTED_TEXT
    assert "boom" in caplog.text


def test_a_job_of_a_dead_process_is_continued(library: Library, picture_files: dict[str, Path]) -> None:
    lost = dead_log(library).start(ADD, [str(path) for path in picture_files.values()])
    assert [job.id for job in library.jobs.interrupted()] == [lost.id]
    jobs = Jobs({ADD: add})
    status = jobs.wait(jobs.resume(library, library.jobs.interrupted()[0]), SOON)
    assert status.report is not None
    assert status.report.added == len(picture_files)
    assert library.jobs.interrupted() == ()


def test_an_interrupted_job_can_be_left(library: Library) -> None:
    dead_log(library).start(ADD, ["gone.jpg"])
    jobs = Jobs({ADD: add})
    jobs.dismiss(library, library.jobs.interrupted()[0])
    assert library.jobs.interrupted() == ()


def test_what_an_earlier_version_found_is_looked_for_anew_once(tmp_path: Path) -> None:
    """And what this version found is not."""
    looked = []

    def look(library: Library, sources: Sequence[str], progress: ProgressCallback) -> AddReport:
        looked.append(library.location)
        return AddReport(items=(), failed=(), seconds=0.0)

    runner = Jobs({DUPLICATES: look})
    for name, renewed in (("never searched", False), ("earlier", True), ("present", False)):
        place = tmp_path / name
        with Library.open(place, backbone="tiny") as library:
            if name == "present":
                library.find_duplicates()
            if name == "earlier":
                with Catalog.open(place) as catalog:
                    catalog.duplicates.begin("2; 1; 0; 0.500000; ignored ")
            assert renewal.renew_duplicates(library, runner) == renewed
            assert not renewal.renew_duplicates(library, runner)
            if renewed:
                runner.wait(library.jobs.list(1)[0].id, SOON)
    assert looked == [tmp_path / "earlier"]
