"""Work that is told to stop ends at its next seam: a search, an adding, a library that is closed meanwhile."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from fakes import TinyBackbone
from PIL import Image
from starlette.requests import Request
from starlette.types import Message, Receive, Scope, Send
from threads import SOON, in_a_thread, wait_for_end, wait_until, within

from pictrace import Library, Settings, embedding, verify_report
from pictrace.cli.interrupt import second_one_ends
from pictrace.errors import Interrupted, LibraryClosed
from pictrace.index.networks import Networks
from pictrace.ingest import Adder
from pictrace.sources import local_item
from pictrace.store import Catalog, Job
from pictrace.store.files import PictureStore
from pictrace.store.originals import Originals
from pictrace.system.child_processes import ProcessEnd
from pictrace.system.search_priority import SearchPriority
from pictrace.types import AddReport, Failure, NetworkVersion, Progress, ProgressCallback, SourceItem, UInt8Array
from pictrace.web.disconnect import Disconnect, stop_of
from pictrace.web.ending import Ending
from pictrace.web.jobs import Jobs


class Counted:
    """A `Stop` that says True from the nth time on that it is asked."""

    def __init__(self, after: int) -> None:
        self.asked = 0
        self._after = after

    def __call__(self) -> bool:
        self.asked += 1
        return self.asked > self._after


@pytest.fixture
def library(tmp_path: Path, picture_files: dict[str, Path]) -> Iterator[Library]:
    with Library.open(tmp_path / "library", backbone="tiny") as library:
        assert library.add(list(picture_files.values())).added == 5
        yield library


# ---------------------------------------------------------------- a library


def test_work_that_nobody_waits_for_is_not_begun(library: Library, picture_files: dict[str, Path]) -> None:
    path = picture_files["coffee"]
    report = library.report(library.search(path))
    for work in (
        partial(library.search, path),
        partial(library.search_id, 1),
        partial(library.compare, path, 1),
        partial(library.report, library.search(path)),
        partial(verify_report, report),
    ):
        with pytest.raises(Interrupted, match="ask for it again"):
            work(stop=lambda: True)


@pytest.mark.parametrize("after", [1, 2, 4, 6])
def test_a_search_ends_between_two_candidates_and_the_next_one_is_whole(
    library: Library, picture_files: dict[str, Path], after: int
) -> None:
    stop = Counted(after)
    with pytest.raises(Interrupted):
        library.search(picture_files["coffee"], stop=stop)
    assert len(library.search(picture_files["coffee"]).candidates) == 5


def test_a_search_that_is_stopped_late_asks_often_enough(library: Library, picture_files: dict[str, Path]) -> None:
    stop = Counted(10**6)
    assert len(library.search(picture_files["coffee"], stop=stop).candidates) == 5
    assert stop.asked > 5, "at least once a candidate"


def test_a_check_of_a_report_can_be_stopped_at_every_step(library: Library, picture_files: dict[str, Path]) -> None:
    report = library.report(library.search(picture_files["chelsea"]))
    whole = Counted(10**6)
    assert verify_report(report, settings=library.settings, stop=whole).holds
    for after in range(1, whole.asked):
        with pytest.raises(Interrupted):
            verify_report(report, settings=library.settings, stop=Counted(after))


class Held(TinyBackbone):
    """Waits within a batch until it is let go."""

    name = "held"

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.go_on = threading.Event()

    def embed(self, pictures: Sequence[UInt8Array]) -> np.ndarray:
        self.begun.set()
        assert self.go_on.wait(SOON)
        return super().embed(pictures)


def test_closing_a_library_ends_what_is_under_way(tmp_path: Path, picture_files: dict[str, Path]) -> None:
    held = Held()
    embedding.register("held", lambda settings: held)
    library = Library.open(tmp_path / "library", backbone="held")
    adding, added = in_a_thread(lambda: library.add(list(picture_files.values())))
    assert held.begun.wait(SOON)
    searching, searched = in_a_thread(lambda: library.search(picture_files["coffee"]))
    closing, closed = in_a_thread(library.close)
    wait_until(lambda: library.closed)
    held.go_on.set()
    wait_for_end(adding, searching, closing)
    assert closed == [None]
    assert isinstance(searched[0], LibraryClosed)
    # Closing waited for the batch that was at hand.
    assert isinstance(added[0], AddReport)
    assert added[0].cancelled
    with Library.open(tmp_path / "library") as again:
        assert len(again) == added[0].added == 5


def test_closing_does_not_wait_for_ever(tmp_path: Path, picture_files: dict[str, Path]) -> None:
    held = Held()
    embedding.register("held", lambda settings: held)
    library = Library.open(tmp_path / "library", backbone="held")
    searching, searched = in_a_thread(lambda: library.search(picture_files["coffee"]))
    assert held.begun.wait(SOON)
    library.close()
    assert searching.is_alive()
    held.go_on.set()
    wait_for_end(searching)
    assert isinstance(searched[0], LibraryClosed)


def test_a_library_may_be_closed_from_within_its_own_work(tmp_path: Path, picture_files: dict[str, Path]) -> None:
    library = Library.open(tmp_path / "library", backbone="tiny")

    def close(progress: Progress) -> None:
        library.close()

    with pytest.raises(LibraryClosed):
        within(lambda: library.add(list(picture_files.values()), close))


# ---------------------------------------------------------------- adding


def test_a_cancel_is_heard_between_the_pictures_of_one_file(tmp_path: Path) -> None:
    random = np.random.default_rng(1)
    pages = [Image.fromarray(random.integers(0, 255, (300, 300, 3), np.uint8)) for _ in range(150)]
    pages[0].save(tmp_path / "many.tif", save_all=True, append_images=pages[1:])
    with Library.open(tmp_path / "library", backbone="tiny") as library:
        report = library.add(tmp_path / "many.tif", lambda progress: progress.added == 0)
        assert report.cancelled
        assert 0 < report.added < 150
        assert len(library) == report.added


def test_a_cancel_does_not_wait_for_a_listing_that_finds_nothing(
    tmp_path: Path, picture_files: dict[str, Path]
) -> None:
    released = threading.Event()
    settings = Settings()

    def listed() -> Iterator[SourceItem | Failure]:
        yield local_item(str(picture_files["coffee"]), settings)
        assert released.wait(SOON)

    with Catalog.open(tmp_path / "library") as catalog:
        catalog.claim_network(NetworkVersion("tiny", "1"))
        networks = Networks(catalog, "faiss", TinyBackbone(), tmp_path, settings)
        working = PictureStore(tmp_path / "pictures", ".jpg")
        originals = Originals(catalog, PictureStore(tmp_path / "uploads", ""), settings)
        began = time.monotonic()
        adder = Adder(catalog, working, networks, originals, settings, SearchPriority())
        assert adder.add(listed(), lambda progress: progress.done == 0).cancelled
        assert time.monotonic() - began < SOON / 2
        released.set()
        networks.close()


# ---------------------------------------------------------------- jobs


def test_a_job_that_ends_with_its_process_is_left_to_be_continued(library: Library) -> None:
    begun = threading.Event()

    def work(library: Library, sources: Sequence[str], progress: ProgressCallback) -> AddReport:
        begun.set()
        wait_until(lambda: progress(Progress(done=1, total=9, added=1, known=0, failed=0, seconds=1.0)) is False)
        return AddReport(items=(), failed=(), seconds=1.0, cancelled=True)

    jobs = Jobs({"work": work})
    first, second = jobs.start(library, "work"), jobs.start(library, "work")
    assert begun.wait(SOON)
    jobs.end()
    assert jobs.wait(first, SOON).ended
    assert jobs.wait(second, SOON).ended
    states = [_logged(library, id).state for id in (first, second)]
    assert states == ["running", "running"], "which is interrupted once the process is gone"


def _logged(library: Library, id: int) -> Job:
    job = library.jobs.get(id)
    assert job is not None
    return job


# ---------------------------------------------------------------- a request


async def _served(app: Disconnect, messages: Sequence[Message | float]) -> None:
    """One request with these messages; a number is a pause before the next."""
    waiting = list(messages)

    async def receive() -> Message:
        while waiting:
            message = waiting.pop(0)
            if not isinstance(message, float):
                return message
            await asyncio.sleep(message)
        return await asyncio.Event().wait()  # type: ignore[return-value]

    async def send(message: Message) -> None:
        """Nobody reads it."""

    await asyncio.wait_for(app({"type": "http"}, receive, send), SOON)


def _body(more: bool = False) -> Message:
    return {"type": "http.request", "body": b"x", "more_body": more}


def test_a_thread_is_told_that_its_client_has_left() -> None:
    ended: list[bool] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        stop = stop_of(Request(scope))
        assert [(await receive())["type"] for _ in range(2)] == ["http.request"] * 2
        assert not stop()

        def work() -> None:
            wait_until(stop)
            ended.append(True)

        await asyncio.to_thread(work)
        assert (await receive())["type"] == "http.disconnect"

    asyncio.run(_served(Disconnect(app), [_body(more=True), _body(), 0.05, {"type": "http.disconnect"}]))
    assert ended == [True]


def test_a_client_that_leaves_within_its_body_has_left() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        stop = stop_of(Request(scope))
        await receive()
        assert (await receive())["type"] == "http.disconnect"
        assert stop()

    asyncio.run(_served(Disconnect(app), [_body(more=True), {"type": "http.disconnect"}]))


def test_a_client_that_waits_is_waited_for_unless_the_server_ends() -> None:
    ending = False

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal ending
        stop = stop_of(Request(scope))
        await receive()
        assert not stop()
        ending = True
        assert stop()

    asyncio.run(_served(Disconnect(app, ending=lambda: ending), [_body()]))


# ---------------------------------------------------------------- the process


def test_what_does_not_end_in_time_is_left() -> None:
    left = threading.Event()
    codes: list[int] = []

    def leave(code: int) -> None:
        codes.append(code)
        left.set()

    asked = threading.Event()
    ending = Ending(leave, patience=0.05)
    assert not ending.begun()
    ending.begin(asked.set)
    ending.begin(lambda: pytest.fail("a second time"))
    assert ending.begun()
    assert asked.wait(SOON)
    assert left.wait(SOON)
    assert codes == [0]


@pytest.mark.skipif(os.name == "nt", reason="sends signals to itself")
def test_the_server_hears_the_signal_too_and_a_second_ctrl_c_leaves() -> None:
    heard: list[int] = []
    codes: list[int] = []
    asked = threading.Event()
    before = signal.signal(signal.SIGINT, lambda number, frame: heard.append(number))
    try:

        async def serve() -> None:
            ending = Ending(codes.append, patience=SOON)
            with ending.on_signal(asked.set):
                signal.raise_signal(signal.SIGINT)
                assert codes == []
                assert await asyncio.to_thread(asked.wait, SOON)
                assert ending.begun()
                signal.raise_signal(signal.SIGINT)

        asyncio.run(serve())
    finally:
        signal.signal(signal.SIGINT, before)
    assert heard == [signal.SIGINT] * 2
    assert codes == [130]


@contextmanager
def _sleeping() -> Iterator[subprocess.Popen[bytes]]:
    """A program that takes longer than any test, and is not waited for where nothing has ended it."""
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"]) as program:
        try:
            yield program
        finally:
            program.kill()


def test_a_program_ends_with_the_process_that_runs_it() -> None:
    end = ProcessEnd()
    with _sleeping() as program:
        known = threading.Event()

        def wait() -> None:
            with end.ends(program.kill):
                known.set()
                program.wait(SOON)

        waiting, came = in_a_thread(wait)
        assert known.wait(SOON)
        end.come()
        wait_for_end(waiting)
        assert program.returncode not in (None, 0)
        assert isinstance(came[0], Interrupted)
    with _sleeping() as late:
        with pytest.raises(Interrupted), end.ends(late.kill):
            pytest.fail("nothing is begun any more")
        assert late.wait(SOON) != 0


@pytest.mark.skipif(os.name == "nt", reason="sends signals to itself")
def test_the_second_ctrl_c_gives_a_command_a_moment_only() -> None:
    left = threading.Event()
    with second_one_ends(left.set, patience=0.05):
        for _ in range(2):
            assert not left.is_set()
            with pytest.raises(KeyboardInterrupt):
                signal.raise_signal(signal.SIGINT)
        assert left.wait(SOON)
    left.clear()
    with second_one_ends(left.set, patience=SOON):
        for _ in range(2):
            with pytest.raises(KeyboardInterrupt):
                signal.raise_signal(signal.SIGINT)
    assert not left.is_set(), "it ended in time"
