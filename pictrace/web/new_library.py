"""A new library is filled with the sample pictures at the first page."""

from __future__ import annotations

import threading

from pictrace.library import Library
from pictrace.web.jobs import SAMPLE, Jobs

_lock = threading.Lock()


def is_new(library: Library) -> bool:
    """Empty, and never worked on."""
    return not (len(library) or library.change() or library.jobs.list(1) or library.failures())


def fill_new_library(library: Library, jobs: Jobs) -> bool:
    """Start making the sample library when this one is new. True if started."""
    with _lock:
        if not is_new(library):
            return False
        jobs.start(library, SAMPLE)
        return True
