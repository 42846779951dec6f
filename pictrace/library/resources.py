"""What all classes of a library share: its parts, opened once and closed once."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from pictrace import duplicates
from pictrace.errors import LibraryClosed
from pictrace.index.networks import Networks
from pictrace.index.visual_words import SyncedWords
from pictrace.ingest import Adder
from pictrace.ingest.maintenance import Maintenance
from pictrace.ingest.reembedding import Reembedder
from pictrace.library.active_calls import ActiveCalls
from pictrace.settings import Settings
from pictrace.store import Catalog
from pictrace.store.files import PictureStore
from pictrace.store.originals import Originals
from pictrace.system.search_priority import SearchPriority
from pictrace.system.thread_limits import one_opencv_thread
from pictrace.types import Backbone, Checkpoint, Progress, ProgressCallback, Stop, checkpoint_of, never
from pictrace.verdicts.library_verdicts import Verdicts

# One a core; each holds the GIL for part of its work, so a large machine gains nothing from more than a few.
EVIDENCE_THREADS = max(2, min(8, os.cpu_count() or 2))
# How long closing waits for other threads to notice it: for a picture that is being decoded, a batch of the network.
CLOSING_SECONDS = 3.0


class LibraryResources:
    """A library's parts from opening to closing. Use after that raises LibraryClosed."""

    def __init__(self, location: Path, catalog: Catalog, engine: str, network: Backbone, settings: Settings) -> None:
        """Puts the parts together; `open` chooses them."""
        self.location = location
        self.settings = settings
        self._catalog = catalog
        self._working = PictureStore(location / "pictures", ".jpg")
        self._uploads = PictureStore(location / "uploads", "")
        self._networks = Networks(catalog, engine, network, location, settings)
        self._words = SyncedWords(catalog, location / "index")
        self._originals = Originals(catalog, self._uploads, settings)
        self._maintenance = Maintenance(
            catalog, lambda: self._networks.present().index, self._working, self._originals, settings
        )
        self._priority = SearchPriority()
        self._pool = ThreadPoolExecutor(EVIDENCE_THREADS, thread_name_prefix="pictrace-evidence")
        self._verdicts = Verdicts(catalog, settings)
        self._adder = Adder(catalog, self._working, self._networks, self._originals, settings, self._priority)
        self._duplicate_search = duplicates.DuplicateSearch(catalog, self._working, self._priority, EVIDENCE_THREADS)
        self._reembedder = Reembedder(catalog, self._maintenance.working_pixels, self._priority)
        self._active_calls = ActiveCalls()
        self._closing = threading.Lock()
        self._closed = False
        self._held = ExitStack()
        self._held.enter_context(one_opencv_thread())

    @property
    def closed(self) -> bool:
        """Whether `close` was called."""
        return self._closed

    def close(self) -> None:
        """End what is under way in other threads, and close. May be called twice.

        Work that tells of its progress ends as cancelled, with what it did so far; everything else raises
        LibraryClosed. Closing waits for them, but not for long.
        """
        with self._closing:
            if self._closed:
                return
            self._closed = True
        with self._held:
            # Before waiting: an index that is being made is given up.
            self._networks.close()
            self._words.close()
            self._active_calls.wait_for_others(CLOSING_SECONDS)
            self._pool.shutdown()
            self._catalog.close()

    def __enter__(self) -> Self:
        with self._in_use():
            return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def _in_use(self, stop: Stop = never) -> Iterator[Checkpoint]:
        """One call of a caller. The checkpoint raises LibraryClosed once the library is being closed, and Interrupted
        once `stop` says so."""
        stopped = checkpoint_of(stop)

        def checkpoint() -> None:
            stopped()
            if self._closed:
                raise LibraryClosed(f"The library {self.location} is closed; open it again.")

        with self._active_calls.call():
            checkpoint()
            yield checkpoint

    def _until_closed(self, progress: ProgressCallback | None) -> ProgressCallback:
        """The caller's callback, which says stop once the library is being closed, too."""

        def report(state: Progress) -> bool:
            return (progress is None or progress(state) is not False) and not self._closed

        return report
