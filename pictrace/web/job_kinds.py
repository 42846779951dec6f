"""What jobs there are: one entry a kind, with the work it does; what a kind is called stands in `words/jobs.py`.

The log of a library keeps what a job was asked for as a list of strings, so that an interrupted one can be done again,
also by a later version; the requests here write and read them.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from pictrace.errors import UnknownPicture
from pictrace.evaluate import sample
from pictrace.library import Library
from pictrace.types import AddReport, Failure, ProgressCallback
from pictrace.web import evaluating, standing_in, words

JobKind = Literal["add", "sample", "evaluate", "describe", "calibrate", "duplicates"]
Work = Callable[[Library, Sequence[str], ProgressCallback], AddReport]

# In the log: a network only stands in for another one.
_FOR_NOW = "for now"


@dataclass(frozen=True, slots=True)
class DescribeRequest:
    """All pictures described by another network. for_now : it only stands in for the present one."""

    network: str
    for_now: bool = False

    def as_sources(self) -> tuple[str, ...]:
        """As the log keeps it."""
        return (self.network, _FOR_NOW) if self.for_now else (self.network,)

    @staticmethod
    def of(sources: Sequence[str]) -> DescribeRequest:
        """From what the log keeps."""
        return DescribeRequest(sources[0], _FOR_NOW in sources)


@dataclass(frozen=True, slots=True)
class SampleRequest:
    """for_now : it is known already that the smaller network has to stand in."""

    for_now: bool = False

    def as_sources(self) -> tuple[str, ...]:
        """As the log keeps it."""
        return (_FOR_NOW,) if self.for_now else ()

    @staticmethod
    def of(sources: Sequence[str]) -> SampleRequest:
        """From what the log keeps."""
        return SampleRequest(_FOR_NOW in sources)


@dataclass(frozen=True, slots=True)
class CalibrateRequest:
    """pictures : how many to look at."""

    pictures: int

    def as_sources(self) -> tuple[str, ...]:
        """As the log keeps it."""
        return (str(self.pictures),)

    @staticmethod
    def of(sources: Sequence[str]) -> CalibrateRequest:
        """From what the log keeps."""
        return CalibrateRequest(int(sources[0]))


@dataclass(frozen=True, slots=True)
class JobEntry:
    """adds : whether it puts pictures into the library; other jobs leave it as it is."""

    work: Work
    adds: bool = False


def _nothing_added(seconds: float, *, cancelled: bool, failed: tuple[Failure, ...] = ()) -> AddReport:
    return AddReport(items=(), failed=failed, seconds=seconds, cancelled=cancelled)


def _add(library: Library, sources: Sequence[str], progress: ProgressCallback) -> AddReport:
    return library.add(list(sources), progress=progress)


def _sample(library: Library, sources: Sequence[str], progress: ProgressCallback) -> AddReport:
    if SampleRequest.of(sources).for_now and standing_in.is_allowed(library):
        standing_in.stand_in(library)
    standing_in.ensure_network(library)
    return sample.build(library, progress=progress)


def _describe(library: Library, sources: Sequence[str], progress: ProgressCallback) -> AddReport:
    """`failed` are those that keep the library with its present network."""
    request = DescribeRequest.of(sources)
    report = library.change_backbone(request.network, progress, for_now=request.for_now)
    failed = []
    for id in report.lost:
        with contextlib.suppress(UnknownPicture):  # removed since
            failed.append(Failure(library.get(id).uri, words.network.CANNOT_DESCRIBE))
    return _nothing_added(report.seconds, cancelled=report.cancelled, failed=tuple(failed))


def _calibrate(library: Library, sources: Sequence[str], progress: ProgressCallback) -> AddReport:
    started = time.monotonic()
    calibration = library.calibrate(progress, sample=CalibrateRequest.of(sources).pictures)
    return _nothing_added(time.monotonic() - started, cancelled=calibration.cancelled)


def _duplicates(library: Library, sources: Sequence[str], progress: ProgressCallback) -> AddReport:
    report = library.find_duplicates(progress)
    return _nothing_added(report.seconds, cancelled=report.cancelled)


JOBS: dict[JobKind, JobEntry] = {
    "add": JobEntry(_add, adds=True),
    "sample": JobEntry(_sample, adds=True),
    "evaluate": JobEntry(evaluating.run),
    "describe": JobEntry(_describe),
    "calibrate": JobEntry(_calibrate),
    "duplicates": JobEntry(_duplicates),
}
ADDING: tuple[JobKind, ...] = tuple(kind for kind, entry in JOBS.items() if entry.adds)
