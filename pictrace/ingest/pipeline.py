"""The way of a picture into the library.

    list (a thread) → inbox → read, decode, ORB, colour (worker threads) → queue → collect, count (the caller's thread)
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
from pictrace.ingest.examine import Failed, Finished, Known, Outcome, Prepared, examine
from pictrace.ingest.inbox import Inbox
from pictrace.ingest.moves import Moves
from pictrace.ingest.storing import Shelves, Storing
from pictrace.ingest.tally import Tally
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
        tally = Tally(progress)
        try:
            self._add(inputs, tally)
        except DiskFull as full:
            return tally.report(disk_room.stopped(full))
        return tally.report()

    def _add(self, inputs: Iterable[SourceItem | Failure], tally: Tally) -> None:
        batch: list[Prepared] = []
        moves = Moves(self._catalog, self._originals)
        failed_before = {failure.uri for failure in self._catalog.failures()}
        shelves = Shelves(self._catalog, self._working, self._networks, self._priority)
        with one_blas_thread(), Storing(shelves, tally) as storing, self._outcomes(inputs, tally) as outcomes:
            for outcome in outcomes:
                if isinstance(outcome, Prepared):
                    batch.append(outcome)
                    if len(batch) >= BATCH:
                        disk_room.require(self._place, disk_room.TO_GO_ON)
                        storing.put(batch)
                        batch = []
                elif isinstance(outcome, Finished):
                    if outcome.well and outcome.uri in failed_before:
                        # A file of several pictures failed under its own uri, which none of its pages clears.
                        self._catalog.clear_failures([outcome.uri])
                    tally.finish(outcome.uri)
                else:
                    self._note(outcome, tally, moves)
                # Not only where an input is through: one file may hold a thousand pictures.
                tally.look()
                if tally.cancelled:
                    break
            # On a cancel too: these are decoded already, and a batch is about half a second.
            if batch:
                storing.put(batch)
            storing.finish()
            moves.write_down()

    def _note(self, outcome: Known | Failed, tally: Tally, moves: Moves) -> None:
        if isinstance(outcome, Failed):
            self._catalog.put_failure(outcome.uri, outcome.reason, outcome.kind)
            tally.failed(outcome.uri, outcome.reason)
            return
        try:
            if outcome.location is not None:
                self._catalog.add_location(outcome.id, outcome.location)
                moves.look_for(outcome.id)
            if outcome.metadata:
                self._catalog.add_metadata(outcome.id, outcome.metadata)
        except UnknownPicture:
            tally.failed(
                outcome.uri, f"{outcome.uri} is the same as a picture that was removed meanwhile; add it again."
            )
            return
        tally.known(outcome.uri, outcome.id)

    @contextmanager
    def _outcomes(self, inputs: Iterable[SourceItem | Failure], tally: Tally) -> Iterator[Iterator[Outcome]]:
        """Starts the threads, gives their outcomes, and has them all ended when the block is left."""
        inbox = Inbox()
        outbox: queue.Queue[Outcome | BaseException | None] = queue.Queue(maxsize=2 * BATCH)

        def send(outcome: Outcome | BaseException | None) -> None:
            while not inbox.stopped:
                try:
                    outbox.put(outcome, timeout=0.2)
                    return
                except queue.Full:
                    continue

        def list_inputs() -> None:
            remote: list[SourceItem] = []
            try:
                for entry in inputs:
                    if inbox.stopped:
                        return
                    tally.listed()
                    if isinstance(entry, Failure):
                        send(Failed(entry.uri, "unsupported_source", entry.reason))
                        send(Finished(entry.uri, well=False))
                    elif entry.read is None:
                        remote.append(entry)
                    else:
                        inbox.put_local(entry)
                tally.all_listed()
                inbox.close_door()
                for fetched in urls.fetch_all(remote, self._settings, stop=lambda: inbox.stopped):
                    inbox.put_fetched(fetched)
                inbox.close_door()
            except BaseException as error:  # handed to the caller's thread, which raises it
                send(error)

        def work() -> None:
            try:
                for waiting in inbox:
                    self._priority.give_way()
                    for outcome in examine(waiting, self._catalog, self._settings):
                        send(outcome)
                        if inbox.stopped:
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
                    tally.tick()
                    if tally.cancelled:
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
            inbox.stop()
            for thread in workers:
                thread.join()
            listing.join(LISTING_SECONDS)
