"""Visual words of a library, in sync with its catalogue.

A few new pictures are taken over when somebody asks; many are in the background, and until then those that are there
answer: this list is asked where the others found nothing.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from pictrace.errors import LibraryClosed
from pictrace.index.identity import identity_of
from pictrace.index.visual_words import files
from pictrace.index.visual_words.segments import Segments
from pictrace.index.visual_words.voting import Votes
from pictrace.store import Catalog
from pictrace.types import Int64Array, LocalFeatures

log = logging.getLogger(__name__)

# A picture takes some milliseconds: so many are waited for.
AT_ONCE = 150
BATCH = 200
# Files are written when so much of the library is not in them.
UNWRITTEN = 0.1
FEWEST_WRITTEN = 400
# What is taken over is written as it goes, 17 MB for a thousand pictures, so that little of it is in memory.
WRITTEN_AT_ONCE = 5000


class SyncedWords:
    """Segments that take over what the catalogue has committed. For many threads."""

    def __init__(
        self, catalog: Catalog, folder: Path, at_once: int = AT_ONCE, fewest_written: int = FEWEST_WRITTEN
    ) -> None:
        """folder : for the files of libraries of `fewest_written` pictures and more. at_once : more new pictures than
        these are taken over in the background."""
        self._catalog = catalog
        self._at_once = at_once
        self._fewest_written = fewest_written
        self._folder = folder
        self._lock = threading.Lock()
        self._segments: Segments | None = None
        self._written = 0
        self._working: threading.Thread | None = None
        self._closing = threading.Event()

    def vote(self, views: Sequence[LocalFeatures], count: int) -> Votes:
        """The `count` pictures that the query's key points vote for most, the most first. views : the key points of the
        query as it is, mirrored, inverted."""
        return self._current().vote(views, count)

    def sync(self) -> None:
        """Take over every change of the catalogue now, however many there are."""
        with self._lock:
            self._take_over()

    def wait(self) -> None:
        """Wait for what is taken over in the background, if anything is."""
        working = self._working
        if working is not None:
            working.join()

    def __len__(self) -> int:
        """Pictures that can be voted for now."""
        return len(self._segments or Segments())

    def close(self) -> None:
        """End the work in the background."""
        self._closing.set()
        self.wait()

    def _current(self) -> Segments:
        working = self._working
        if working is not None and working.is_alive():
            return self._segments or Segments()
        with self._lock:
            known = self._known()
            changes = self._catalog.changes_since(known.sequence)
            if len(changes.added) <= self._at_once:
                return self._take_over()
            self._segments = known.less(changes.removed) if len(known) else known
        self._working = threading.Thread(target=self._in_background, name="pictrace-words", daemon=True)
        self._working.start()
        return self._segments

    def _in_background(self) -> None:
        try:
            with self._lock:
                self._take_over()
        except LibraryClosed:
            return
        except Exception:
            log.exception("the visual words could not be brought up to date; the present ones stay in use")

    def _known(self) -> Segments:
        if self._segments is None:
            found = files.read(self._folder, identity_of(self._catalog))
            # A catalogue restored from a backup is older than its files.
            self._segments = found if found and found.sequence <= self._catalog.last_change() else Segments()
            self._written = len(self._segments)
        return self._segments

    def _take_over(self) -> Segments:
        known = self._known()
        changes = self._catalog.changes_since(known.sequence)
        segments = known.less(changes.removed) if len(changes.removed) else known
        ids = self._unknown(segments, changes.added)
        in_memory = 0
        for begin in range(0, len(ids), BATCH):
            if self._closing.is_set():
                return known
            some = self._catalog.duplicates.locals_of(ids[begin : begin + BATCH].tolist())
            segments = segments.with_pictures(some)
            in_memory += len(some)
            if in_memory >= WRITTEN_AT_ONCE:
                segments = files.write(self._folder, identity_of(self._catalog), segments)
                in_memory, self._written = 0, len(segments)
            # What is there already can be asked meanwhile.
            self._segments = segments
        self._segments = segments.up_to(changes.sequence)
        if len(segments) >= self._fewest_written and len(segments) - self._written > UNWRITTEN * len(segments):
            self._segments = files.write(self._folder, identity_of(self._catalog), self._segments)
            self._written = len(segments)
        return self._segments

    @staticmethod
    def _unknown(segments: Segments, ids: Int64Array) -> Int64Array:
        """Those that are not there: a take-over that was cut short has some of them."""
        known = np.concatenate([np.empty(0, np.int64), *(some.ids for some in segments.postings)])
        return np.setdiff1d(ids, known)
