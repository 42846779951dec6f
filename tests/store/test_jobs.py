"""The log of jobs survives the process that wrote it."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from catalog_pictures import start_process

from pictrace.errors import InvalidInput
from pictrace.store import Catalog, Job, JobLog
from pictrace.store.database import Database, database_url
from pictrace.store.jobs import SILENCE, Owner, is_alive

HERE = Owner("here", 100, "first")


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    time: datetime = datetime(2030, 1, 1, tzinfo=UTC)

    def __call__(self) -> str:
        return self.time.isoformat(timespec="microseconds")

    def advance(self, by: timedelta) -> None:
        self.time += by


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    Catalog.open(tmp_path).close()
    opened = Database(database_url(tmp_path))
    yield opened
    opened.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def log(database: Database, clock: Clock) -> JobLog:
    return JobLog(database, HERE, alive=lambda process: True, clock=clock)


def states(jobs: tuple[Job, ...]) -> list[str]:
    return [job.state for job in jobs]


def test_a_job_from_its_start_to_its_end(log: JobLog, clock: Clock) -> None:
    job = log.start("add", ["/photos", "caf\udce9"], {"recursive": True, "tags": ["a"]})
    assert (job.id, job.kind, job.state) == (1, "add", "running")
    assert job.sources == ("/photos", "caf\udce9")
    assert job.options == {"recursive": True, "tags": ["a"]}
    assert (job.done, job.total, job.finished_at) == (0, None, None)
    assert job.started_at == job.heartbeat_at == clock()
    clock.advance(timedelta(seconds=5))
    log.update(job.id, done=3, total=10, added=2, failed=1, uri="/photos/3.jpg")
    log.update(job.id, done=4)
    now = log.get(job.id)
    assert (now.done, now.total, now.added, now.known, now.failed) == (4, 10, 2, 0, 1)
    assert (now.uri, now.heartbeat_at) == ("/photos/3.jpg", clock())
    ended = log.finish(job.id, "failed", "The disk is full.")
    assert (ended.state, ended.reason, ended.finished_at) == ("failed", "The disk is full.", clock())
    assert log.list() == (ended,)


def test_the_newest_jobs_come_first_and_only_so_many(log: JobLog) -> None:
    for _ in range(5):
        log.start("rebuild")
    assert [job.id for job in log.list(3)] == [5, 4, 3]
    assert [job.id for job in log.list()] == [5, 4, 3, 2, 1]


def test_a_job_of_this_process_runs_however_silent_it_is(log: JobLog, clock: Clock) -> None:
    log.start("add")
    clock.advance(10 * SILENCE)
    assert states(log.list()) == ["running"]
    assert log.interrupted() == ()


@pytest.mark.parametrize(
    ("owner", "alive", "silent", "state"),
    [
        (Owner("here", 200, "other"), True, False, "running"),
        (Owner("here", 200, "other"), True, True, "interrupted"),
        (Owner("here", 200, "other"), False, False, "interrupted"),
        (Owner("here", 100, "earlier, with the same number"), True, False, "interrupted"),
        (Owner("elsewhere", 100, "other"), False, False, "running"),
        (Owner("elsewhere", 100, "other"), True, True, "interrupted"),
    ],
)
def test_whether_the_job_of_another_process_still_runs(
    log: JobLog, clock: Clock, owner: Owner, alive: bool, silent: bool, state: str
) -> None:
    job = replace(log, owner=owner).start("add")
    if silent:
        clock.advance(SILENCE)
    seen = replace(log, alive=lambda process: alive)
    assert states(seen.list()) == [state]
    assert states((seen.get(job.id),)) == [state]
    assert [job.id for job in seen.interrupted()] == ([job.id] if state == "interrupted" else [])


def test_a_slow_job_runs_again_with_its_next_sign_of_life(log: JobLog, clock: Clock) -> None:
    other = replace(log, owner=Owner("elsewhere", 1, "other"))
    job = other.start("add")
    clock.advance(SILENCE)
    assert states(log.list()) == ["interrupted"]
    other.update(job.id)
    assert states(log.list()) == ["running"]


@pytest.mark.parametrize("state", ["done", "cancelled", "failed"])
def test_an_interrupted_job_is_finished_by_whoever_takes_it_over(log: JobLog, state: str) -> None:
    job = replace(log, owner=Owner("here", 100, "earlier")).start("add", ["/photos"])
    log.finish(job.id, "interrupted")
    assert [job.sources for job in log.interrupted()] == [("/photos",)]
    log.finish(job.id, state)
    assert log.interrupted() == ()


def test_no_job_has_this_id(log: JobLog) -> None:
    for use in (lambda: log.get(7), lambda: log.update(7, done=1), lambda: log.finish(7, "done")):
        with pytest.raises(InvalidInput, match="job 7"):
            use()


def test_the_job_of_a_killed_process_is_interrupted_and_knows_how_far_it_came(tmp_path: Path) -> None:
    process = start_process(
        """
import sys
from pictrace.store import Catalog
jobs = Catalog.open(sys.argv[1]).jobs
job = jobs.start("add", ["/photos"])
jobs.update(job.id, done=212, total=1204)
print(job.id, flush=True)
input()
""",
        tmp_path,
    )
    assert process.stdout is not None
    id = int(process.stdout.readline())
    with Catalog.open(tmp_path) as catalog:
        assert is_alive(process.pid)
        assert states(catalog.jobs.list()) == ["running"]
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=60)
        (job,) = catalog.jobs.interrupted()
        assert (job.id, job.state, job.done, job.total, job.sources) == (id, "interrupted", 212, 1204, ("/photos",))
        assert (job.process, job.finished_at) == (process.pid, None)
