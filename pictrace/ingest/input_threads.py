"""The threads that list inputs and read them, and what comes of each, handed to the thread of the caller."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from pictrace.ingest.input_processing import Failed, Finished, Outcome, process_input
from pictrace.ingest.input_queue import InputQueue
from pictrace.ingest.progress_counter import ProgressCounter
from pictrace.settings import Settings
from pictrace.sources import urls
from pictrace.store import Catalog
from pictrace.system.search_priority import SearchPriority
from pictrace.types import Failure, SourceItem

WORKERS = 2
HEARTBEAT = 0.5
# Decoded pictures that wait; two batches for the network.
MOST_WAITING = 32
# How long a cancel waits for the listing, which may be deep in a folder or a table where nobody reaches it. Left alone
# it ends at the next input that it finds; it only reads.
LISTING_SECONDS = 1.0
_END = None


class InputThreads:
    """Reads the inputs of one call of `add`."""

    def __init__(
        self,
        inputs: Iterable[SourceItem | Failure],
        catalog: Catalog,
        settings: Settings,
        priority: SearchPriority,
        counter: ProgressCounter,
    ) -> None:
        self._inputs = inputs
        self._catalog = catalog
        self._settings = settings
        self._priority = priority
        self._counter = counter
        self._waiting = InputQueue()
        self._outbox: queue.Queue[Outcome | BaseException | None] = queue.Queue(maxsize=MOST_WAITING)

    @contextmanager
    def outcomes(self) -> Iterator[Iterator[Outcome]]:
        """Starts the threads, gives their outcomes, and has them all ended when the block is left."""
        listing = threading.Thread(target=self._list, name="pictrace-list", daemon=True)
        workers = [threading.Thread(target=self._work, name=f"pictrace-work-{n}", daemon=True) for n in range(WORKERS)]
        for thread in (listing, *workers):
            thread.start()
        try:
            yield self._received()
        finally:
            self._waiting.stop()
            for thread in workers:
                thread.join()
            listing.join(LISTING_SECONDS)

    def _list(self) -> None:
        try:
            remote = self._list_local()
            for fetched in urls.fetch_all(remote, self._settings, stop=lambda: self._waiting.stopped):
                self._waiting.put_fetched(fetched)
            self._waiting.close_producer()
        except BaseException as error:  # handed to the caller's thread, which raises it
            self._send(error)

    def _list_local(self) -> list[SourceItem]:
        """Hands the local inputs to the workers; returns those that have to be fetched."""
        remote: list[SourceItem] = []
        for entry in self._inputs:
            if self._waiting.stopped:
                return []
            self._counter.listed()
            if isinstance(entry, Failure):
                self._send(Failed(entry.uri, "unsupported_source", entry.reason))
                self._send(Finished(entry.uri, well=False))
            elif entry.read is None:
                remote.append(entry)
            else:
                self._waiting.put_local(entry)
        self._counter.all_listed()
        self._waiting.close_producer()
        return remote

    def _work(self) -> None:
        try:
            for waiting in self._waiting:
                self._priority.give_way()
                for outcome in process_input(waiting, self._catalog, self._settings):
                    self._send(outcome)
                    if self._waiting.stopped:
                        return
        except BaseException as error:  # handed to the caller's thread, which raises it
            self._send(error)
        self._send(_END)

    def _send(self, outcome: Outcome | BaseException | None) -> None:
        while not self._waiting.stopped:
            try:
                self._outbox.put(outcome, timeout=0.2)
                return
            except queue.Full:
                continue

    def _received(self) -> Iterator[Outcome]:
        """Until every worker has ended, or somebody cancels."""
        working = WORKERS
        while working:
            try:
                outcome = self._outbox.get(timeout=HEARTBEAT)
            except queue.Empty:
                # A slow host must not make "cancel" wait for it.
                self._counter.heartbeat()
                if self._counter.cancelled:
                    return
                continue
            if isinstance(outcome, BaseException):
                raise outcome
            if outcome is None:
                working -= 1
            else:
                yield outcome
