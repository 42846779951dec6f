"""The way of a picture into the library.

    list (a thread) → InputQueue → read, decode, extract (worker threads) → queue → collect, count (caller's thread)
                                                               store (a thread) ← embed (a thread) ← batches ←┘

The caller's thread alone makes batches and counts, so they are whole, progress comes in order, and a cancel or a crash
loses only what was not yet stored; what was stored stays.
"""

from __future__ import annotations

from collections.abc import Iterable

from pictrace.errors import DiskFull, UnknownPicture
from pictrace.index.networks import Networks
from pictrace.ingest import disk_room
from pictrace.ingest.batch_writer import BatchWriter, WriteTargets
from pictrace.ingest.input_processing import ExtractedInput, Failed, Finished, Known
from pictrace.ingest.input_threads import InputThreads
from pictrace.ingest.moved_files import MovedFiles
from pictrace.ingest.progress_counter import ProgressCounter
from pictrace.settings import Settings
from pictrace.store import Catalog
from pictrace.store.files import PictureStore
from pictrace.store.originals import Originals
from pictrace.system.search_priority import SearchPriority
from pictrace.system.thread_limits import one_blas_thread
from pictrace.types import AddReport, Failure, ProgressCallback, SourceItem

# Two batches of 16 cost the network 3 % more than one of 32, and halve the time that a search waits for it.
BATCH = 16


class Adder:
    """Adds inputs to one catalogue. One `add` at a time a call; several calls may run at once."""

    def __init__(
        self,
        catalog: Catalog,
        working: PictureStore,
        networks: Networks,
        originals: Originals,
        settings: Settings,
        priority: SearchPriority,
    ) -> None:
        self._catalog = catalog
        self._working = working
        self._networks = networks
        self._originals = originals
        self._settings = settings
        self._priority = priority
        self._place = working.folder.parent

    def add(self, inputs: Iterable[SourceItem | Failure], progress: ProgressCallback | None) -> AddReport:
        """Everything that the inputs hold. Failed inputs are reported and remembered, never raised.

        A disk that fills up ends it early: what went in stays, and the report says so. Raises WeightsUnavailable,
        MissingPackage and LibraryError, because then no input could go in; among them DiskFull, before anything is
        read, where there is hardly any room.
        """
        disk_room.require(self._place)
        self._networks.usable()
        counter = ProgressCounter(progress)
        try:
            self._add(inputs, counter)
        except DiskFull as full:
            return counter.report(disk_room.stopped(full))
        return counter.report()

    def _add(self, inputs: Iterable[SourceItem | Failure], counter: ProgressCounter) -> None:
        batch: list[ExtractedInput] = []
        moved = MovedFiles(self._catalog, self._originals)
        failed_before = {failure.uri for failure in self._catalog.failures()}
        targets = WriteTargets(self._catalog, self._working, self._networks, self._priority)
        threads = InputThreads(inputs, self._catalog, self._settings, self._priority, counter)
        with one_blas_thread(), BatchWriter(targets, counter) as writer, threads.outcomes() as outcomes:
            for outcome in outcomes:
                if isinstance(outcome, ExtractedInput):
                    batch.append(outcome)
                    if len(batch) >= BATCH:
                        disk_room.require(self._place, disk_room.TO_GO_ON)
                        writer.put(batch)
                        batch = []
                elif isinstance(outcome, Finished):
                    if outcome.well and outcome.uri in failed_before:
                        # A file of several pictures failed under its own uri, which none of its pages clears.
                        self._catalog.clear_failures([outcome.uri])
                    counter.finish(outcome.uri)
                else:
                    self._note(outcome, counter, moved)
                # Not only where an input is through: one file may hold a thousand pictures.
                counter.report_if_due()
                if counter.cancelled:
                    break
            # On a cancel too: these are decoded already, and a batch is about half a second.
            if batch:
                writer.put(batch)
            writer.finish()
            moved.flush()

    def _note(self, outcome: Known | Failed, counter: ProgressCounter, moved: MovedFiles) -> None:
        if isinstance(outcome, Failed):
            self._catalog.put_failure(outcome.uri, outcome.reason, outcome.kind)
            counter.failed(outcome.uri, outcome.reason)
            return
        try:
            if outcome.location is not None:
                self._catalog.add_location(outcome.id, outcome.location)
                moved.check_locations(outcome.id)
            if outcome.metadata:
                self._catalog.add_metadata(outcome.id, outcome.metadata)
        except UnknownPicture:
            counter.failed(
                outcome.uri, f"{outcome.uri} is the same as a picture that was removed meanwhile; add it again."
            )
            return
        counter.known(outcome.uri, outcome.id)
