"""Threads of OpenCV and of numpy's BLAS, held back while PicTrace's own use every core.

Both numbers are the process's, so blocks may overlap; the last to end restores what was before the first.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import cv2
from threadpoolctl import threadpool_limits


class _Limit:
    """hold : makes the number one, and returns what restores it."""

    def __init__(self, hold: Callable[[], Callable[[], None]]) -> None:
        self._hold = hold
        self._lock = threading.Lock()
        self._users = 0
        self._restore: Callable[[], None] = lambda: None

    @contextmanager
    def held(self) -> Iterator[None]:
        with self._lock:
            if self._users == 0:
                self._restore = self._hold()
            self._users += 1
        try:
            yield
        finally:
            with self._lock:
                self._users -= 1
                if self._users == 0:
                    self._restore()


def _hold_opencv() -> Callable[[], None]:
    before = cv2.getNumThreads()
    cv2.setNumThreads(1)
    return lambda: cv2.setNumThreads(before)


def _hold_blas() -> Callable[[], None]:
    restore: Callable[[], None] = threadpool_limits(limits=1, user_api="blas").restore_original_limits
    return restore


_opencv, _blas = _Limit(_hold_opencv), _Limit(_hold_blas)


def one_opencv_thread() -> AbstractContextManager[None]:
    """OpenCV starts no threads of its own inside the block, which is a library's life.

    Adding and searching work on as many pictures at once as there are cores, and handing parts of pictures of 512 px
    around cost 2 core-milliseconds of 22 for each that is added, and a tenth of a search. Not a block a search: OpenCV
    5.0 walks through its threads without a lock when it hands out work, and this ends them.
    """
    return _opencv.held()


def one_blas_thread() -> AbstractContextManager[None]:
    """BLAS computes in the thread that asks, inside the block.

    After each product that it shared out OpenBLAS keeps a core busy with waiting for the next one, for 0.1 s: a search
    for duplicates does one every half second and took 15 % more for it, adding 2 %.
    """
    return _blas.held()
