"""The way of a picture into the library.

    list (a thread) → InputQueue → read, decode, extract (worker threads) → queue → collect, count (caller's thread)
                                                               store (a thread) ← embed (a thread) ← batches ←┘

The caller's thread alone makes batches and counts, so they are whole, progress comes in order, and a cancel or a crash
loses only what was not yet stored; what was stored stays.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from pictrace.errors import DiskFull, UnknownPicture
from pictrace.index.networks import Networks
from pictrace.ingest import disk_room
from pictrace.ingest.batch_writer import BatchWriter, WriteTargets
from pictrace.ingest.input_processing import ExtractedInput, Failed, Finished, Known, Outcome, process_input
from pictrace.ingest.input_queue import InputQueue
from pictrace.ingest.moved_files import MovedFiles
from pictrace.ingest.progress_counter import ProgressCounter
from pictrace.settings import Settings
from pictrace.sources import urls
from pictrace.store import Catalog
from pictrace.store.files import PictureStore
from pictrace.store.originals import Originals
from pictrace.system.search_priority import SearchPriority
from pictrace.system.thread_limits import one_blas_thread
from pictrace.types import AddReport, Failure, ProgressCallback, SourceItem

# Two batches of 16 cost the network 3 % more than one of 32, and halve the time that a search waits for it.
BATCH = 16
WORKERS = 2
HEARTBEAT = 0.5
# How long a cancel waits for the listing, which may be deep in a folder or a table where nobody reaches it. Left alone
# it ends at the next input that it finds; it only reads.
LISTING_SECONDS = 1.0
_END = None


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
        with one_blas_thread(), BatchWriter(targets, counter) as writer, self._outcomes(inputs, counter) as outcomes:
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

    @contextmanager
    def _outcomes(
        self, inputs: Iterable[SourceItem | Failure], counter: ProgressCounter
    ) -> Iterator[Iterator[Outcome]]:
        """Starts the threads, gives their outcomes, and has them all ended when the block is left."""
        input_queue = InputQueue()
        outbox: queue.Queue[Outcome | BaseException | None] = queue.Queue(maxsize=2 * BATCH)

        def send(outcome: Outcome | BaseException | None) -> None:
            while not input_queue.stopped:
                try:
                    outbox.put(outcome, timeout=0.2)
                    return
                except queue.Full:
                    continue

        def list_inputs() -> None:
            remote: list[SourceItem] = []
            try:
                for entry in inputs:
                    if input_queue.stopped:
                        return
                    counter.listed()
                    if isinstance(entry, Failure):
                        send(Failed(entry.uri, "unsupported_source", entry.reason))
                        send(Finished(entry.uri, well=False))
                    elif entry.read is None:
                        remote.append(entry)
                    else:
                        input_queue.put_local(entry)
                counter.all_listed()
                input_queue.close_producer()
                for fetched in urls.fetch_all(remote, self._settings, stop=lambda: input_queue.stopped):
                    input_queue.put_fetched(fetched)
                input_queue.close_producer()
            except BaseException as error:  # handed to the caller's thread, which raises it
                send(error)

        def work() -> None:
            try:
                for waiting in input_queue:
                    self._priority.give_way()
                    for outcome in process_input(waiting, self._catalog, self._settings):
                        send(outcome)
                        if input_queue.stopped:
                            return
            except BaseException as error:  # handed to the caller's thread, which raises it
                send(error)
            send(_END)

        listing = threading.Thread(target=list_inputs, name="pictrace-list", daemon=True)
        workers = [threading.Thread(target=work, name=f"pictrace-work-{n}", daemon=True) for n in range(WORKERS)]
        for thread in (listing, *workers):
            thread.start()

        def receive() -> Iterator[Outcome]:
            working = WORKERS
            while working:
                try:
                    outcome = outbox.get(timeout=HEARTBEAT)
                except queue.Empty:
                    # A slow host must not make "cancel" wait for it.
                    counter.heartbeat()
                    if counter.cancelled:
                        return
                    continue
                if isinstance(outcome, BaseException):
                    raise outcome
                if outcome is None:
                    working -= 1
                else:
                    yield outcome

        try:
            yield receive()
        finally:
            input_queue.stop()
            for thread in workers:
                thread.join()
            listing.join(LISTING_SECONDS)
