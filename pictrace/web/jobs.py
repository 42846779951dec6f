"""Long jobs of this process: they outlive the page that started them, and the library keeps a log of them.

One job works at a time, because the network already uses every core; the others wait in line. A job that this
process loses is found in the library's log as interrupted and can be continued: what was added is skipped.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cache, partial

from pictrace.errors import LibraryClosed, LibraryUnusable, PicTraceError, WeightsUnavailable
from pictrace.library import Library
from pictrace.store import Job, JobState
from pictrace.types import AddReport, Progress
from pictrace.web import job_kinds, words
from pictrace.web.job_kinds import JobKind, Work

ADD: JobKind = "add"
SAMPLE: JobKind = "sample"
EVALUATE: JobKind = "evaluate"
DESCRIBE: JobKind = "describe"
CALIBRATE: JobKind = "calibrate"
DUPLICATES: JobKind = "duplicates"

_log = logging.getLogger(__name__)
# Each write is a transaction that adding waits for; once a second is lively enough for a person.
_SECONDS_BETWEEN_WRITES = 1.0
_REMEMBERED = 20


@dataclass(frozen=True, slots=True)
class JobStatus:
    """Where a job of this process stands.

    progress : None until the first sign. report : None until it ended well or was stopped.
    waiting : another job is before it. stopping : a person asked it to stop. reason : why it failed, else "".
    weights : the error when it failed because the network's weights are missing.
    names : what a person called the sources that are kept uploads, by their uri.
    twins : uploads with the bytes of another one, each with that one's name; they are one source together.
    """

    id: int
    kind: str
    progress: Progress | None = None
    report: AddReport | None = None
    waiting: bool = True
    stopping: bool = False
    reason: str = ""
    weights: WeightsUnavailable | None = None
    ended: bool = False
    names: Mapping[str, str] = field(default_factory=dict)
    twins: tuple[tuple[str, str], ...] = ()


class Jobs:
    """Runs jobs one after the other in a thread of its own. Safe for many threads.

    work : what to call for each kind of job.
    """

    def __init__(self, work: Mapping[str, Work]) -> None:
        self._work = dict(work)
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pictrace-job")
        self._lock = threading.Lock()
        self._changed = threading.Condition(self._lock)
        self._ending = False
        self._statuses: dict[int, JobStatus] = {}

    def start(
        self,
        library: Library,
        kind: str,
        sources: Sequence[str] = (),
        names: Mapping[str, str] | None = None,
        twins: Sequence[tuple[str, str]] = (),
    ) -> int:
        """Put a job in line and return its number in the library's log."""
        job = library.jobs.start(kind, sources)
        with self._lock:
            # A process that opened another library meets its numbers again; the newest job stands last.
            self._statuses.pop(job.id, None)
            self._statuses[job.id] = JobStatus(job.id, kind, names=dict(names or {}), twins=tuple(twins))
            self._forget_oldest()
        self._pool.submit(self._run, library, job.id, kind, tuple(sources))
        return job.id

    def resume(self, library: Library, job: Job) -> int:
        """Do an interrupted job again; what it had added is known and costs nothing."""
        id = self.start(library, job.kind, job.sources)
        library.jobs.finish(job.id, "cancelled")
        return id

    def dismiss(self, library: Library, job: Job) -> None:
        """Leave an interrupted job as it is and do not mention it again."""
        library.jobs.finish(job.id, "cancelled")

    def stop(self, id: int) -> None:
        """Ask a job to stop after the picture it is at; what was added stays."""
        self._change(id, lambda status: replace(status, stopping=True))

    def end(self) -> None:
        """Ask all jobs to stop because the process ends; the library's log will call them interrupted."""
        self._ending = True

    def status(self, id: int) -> JobStatus | None:
        """Where a job stands; None when it is not of this process, or forgotten."""
        with self._lock:
            return self._statuses.get(id)

    def active(self, kinds: Sequence[str] | None = None) -> tuple[JobStatus, ...]:
        """Jobs that work or wait, oldest first; of some kinds only, or of all."""
        with self._lock:
            active = [status for status in self._statuses.values() if not status.ended]
        return tuple(status for status in active if kinds is None or status.kind in kinds)

    def ended(self, kinds: Sequence[str] | None = None) -> tuple[JobStatus, ...]:
        """Jobs of this process that ended, newest first; of some kinds only, or of all."""
        with self._lock:
            ended = [status for status in reversed(self._statuses.values()) if status.ended]
        return tuple(status for status in ended if kinds is None or status.kind in kinds)

    def wait(self, id: int, timeout: float | None = None) -> JobStatus:
        """Block until a job has ended (or the time is up) and return where it stands."""
        with self._changed:
            self._changed.wait_for(lambda: self._statuses[id].ended, timeout)
            return self._statuses[id]

    def _run(self, library: Library, id: int, kind: str, sources: tuple[str, ...]) -> None:
        self._change(id, lambda status: replace(status, waiting=False))
        written_at = time.monotonic()

        def report_progress(progress: Progress) -> bool:
            nonlocal written_at
            self._change(id, lambda status: replace(status, progress=progress))
            if time.monotonic() - written_at >= _SECONDS_BETWEEN_WRITES:
                written_at = time.monotonic()
                # A log that cannot be written is no reason to end the work.
                with contextlib.suppress(LibraryUnusable):
                    _write(library, id, progress)
            return not (self._statuses[id].stopping or self._ending)

        try:
            if self._statuses[id].stopping or self._ending:
                report = AddReport(items=(), failed=(), seconds=0.0, cancelled=True)
            else:
                report = self._work[kind](library, sources, report_progress)
        except WeightsUnavailable as error:
            self._change(id, partial(replace, weights=error))
            self._end(library, id, error.sentence)
        except PicTraceError as error:
            self._end(library, id, error.message)
        except Exception:
            # The last stop of a thread: an error that left here would vanish, and the page would wait for ever.
            _log.exception("Job %s (%s) broke", id, kind)
            self._end(library, id, words.states.UNEXPECTED_TEXT)
        else:
            self._end(library, id, report.stopped, report)

    def _end(self, library: Library, id: int, reason: str, report: AddReport | None = None) -> None:
        progress = self._statuses[id].progress
        state: JobState = "failed" if reason or report is None else "cancelled" if report.cancelled else "done"
        try:
            if progress is not None:
                _write(library, id, progress)
            # While the process ends a job is left as it stands in the log, which will call it interrupted.
            if not self._ending or state == "done":
                library.jobs.finish(id, state, reason)
        except LibraryClosed:
            pass  # the process is shutting down; the log will call it interrupted
        except PicTraceError as error:
            # The page hears of the end all the same: a full disk, say, must not leave it waiting for ever.
            _log.warning("The end of job %s could not be written down: %s", id, error.message)
        self._change(id, lambda status: replace(status, report=report, reason=reason, waiting=False, ended=True))

    def _change(self, id: int, change: Callable[[JobStatus], JobStatus]) -> None:
        with self._changed:
            if id in self._statuses:
                self._statuses[id] = change(self._statuses[id])
            self._changed.notify_all()

    def _forget_oldest(self) -> None:
        ended = [id for id, status in self._statuses.items() if status.ended]
        for id in ended[: max(0, len(ended) - _REMEMBERED)]:
            del self._statuses[id]


@cache
def jobs() -> Jobs:
    """The jobs of this process."""
    return Jobs({kind: entry.work for kind, entry in job_kinds.JOBS.items()})


def _write(library: Library, id: int, progress: Progress) -> None:
    library.jobs.update(
        id,
        done=progress.done,
        total=progress.total,
        added=progress.added,
        known=progress.known,
        failed=progress.failed,
        uri=progress.uri,
    )
