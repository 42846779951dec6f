"""OpenCV keeps to the thread that calls it, for as long as pictures are added or a search runs."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import cv2

_lock = threading.Lock()
_users = 0
_before = 0


@contextmanager
def one_thread() -> Iterator[None]:
    """OpenCV starts no threads of its own inside the block. Blocks may overlap; the last to end restores the number.

    The number is the process's. Adding and searching work on as many pictures at once as there are cores, and handing
    parts of pictures of 512 px around cost 2 core-milliseconds of 22 for each that is added, and a tenth of a search.
    """
    global _users, _before
    with _lock:
        if _users == 0:
            _before = cv2.getNumThreads()
            cv2.setNumThreads(1)
        _users += 1
    try:
        yield
    finally:
        with _lock:
            _users -= 1
            if _users == 0:
                cv2.setNumThreads(_before)
