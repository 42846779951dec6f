"""What an earlier version of PicTrace found is looked for anew, in the background, at the first page of a process."""

from __future__ import annotations

import threading

from pictrace.library import Library
from pictrace.web.jobs import DUPLICATES, Jobs

_lock = threading.Lock()
_seen: set[str] = set()


def renew_duplicates(library: Library, jobs: Jobs) -> bool:
    """Look for duplicates again where those that are kept were found by another version. True if that was started.

    Asked once a process and library: who stops the job does not want it.
    """
    with _lock:
        if str(library.location) in _seen:
            return False
        _seen.add(str(library.location))
        if not library.duplicates_are_of_another_version():
            return False
        jobs.start(library, DUPLICATES)
        return True
